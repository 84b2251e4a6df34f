//! A CA's or a verification certificate is used as the device's.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "wrong_certificate_presented",
    title: "a CA's or a verification certificate is used as the device's",
    seat: Seat::Certificates,
    confidence: Confidence::Observed,
    clues: &[
        clue(Sign::LeafIsCa, 70),
        clue(Sign::CommonNameUnfit, 30),
        clue(Sign::LeafOwnRoot, -60),
        clue(Sign::CommonNameDiffers, 25),
        clue(Sign::LeafIsVerification, 100),
        clue(Sign::LeafNotFirst, 55),
        clue(Sign::LeafForServers, 62),
        clue(Sign::InvalidCertificate, 22),
        clue(Sign::CaNotFound, 16),
        clue(Sign::Code401002, 14),
        clue(Sign::Status401, 14),
        clue(Sign::SymmetricKeyInUse, -80),
        clue(Sign::TpmInUse, -80),
    ],
    asks: &[Ask::Chain],
};

pub(super) static TEXTS: Texts = Texts {
    id: "wrong_certificate_presented",
    why: "The device has to present its own leaf first. The root, an Edge CA or the certificate that proved possession of a CA are not device certificates.",
    confirm: "Look at the first certificate of the file: `openssl x509 -in chain.pem -noout -subject -ext basicConstraints`.",
    fix: "Present the leaf whose common name is the registration ID, with its issuers behind it.",
    citations: &[
        thread!("Azure/iotedge", "3260"),
        thread!("Azure/azure-iot-sdk-python-preview", "139"),
        thread!("Azure/azure-iot-sdk-c", "273"),
        sources::CHAIN,
    ],
};
