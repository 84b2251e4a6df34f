//! The individual enrolment holds another certificate.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "enrolled_other_certificate",
    title: "the individual enrolment holds another certificate",
    seat: Seat::Service,
    confidence: Confidence::Observed,
    clues: &[
        clue(Sign::EnrolledOther, 100),
        clue(Sign::EnrolledIsCa, 40),
        clue(Sign::InvalidCertificate, 50),
        clue(Sign::Code401002, 34),
        clue(Sign::Status401, 34),
        clue(Sign::LeafOwnRoot, 15),
        clue(Sign::EnrolledAsWritten, -100),
        clue(Sign::EnrolmentIsGroup, -60),
        clue(Sign::EnrolmentIsIndividual, 15),
        clue(Sign::SymmetricKeyInUse, -80),
        clue(Sign::TpmInUse, -80),
    ],
    asks: &[Ask::Enrolment, Ask::Chain, Ask::Body],
};

pub(super) static TEXTS: Texts = Texts {
    id: "enrolled_other_certificate",
    why: "An individual enrolment lets in exactly the leaf it holds. A leaf that was issued again, a root uploaded in its place, or firmware that makes its own certificate all differ from it.",
    confirm: "Compare the thumbprint of the leaf, `openssl x509 -in leaf.pem -noout -fingerprint -sha256`, with the one in the enrolment.",
    fix: "Upload the leaf in use: `az iot dps enrollment update --dps-name DPS --enrollment-id dev-01 --certificate-path leaf.pem`.",
    citations: &[
        thread!("MicrosoftDocs/azure-docs", "13951"),
        thread!("microsoft/vscode-iot-workbench", "590"),
        thread!("microsoft/vscode-iot-workbench", "534"),
        thread!("Azure/iotedge", "5847"),
        thread!("Azure/iotedge", "1671"),
        thread!("Azure/iotedge", "4565"),
        sources::ATTESTATION,
    ],
};
