//! The leaf's common name is not the registration ID.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "common_name_differs",
    title: "the leaf's common name is not the registration ID",
    seat: Seat::Certificates,
    confidence: Confidence::Observed,
    clues: &[
        clue(Sign::CommonNameDiffers, 100),
        clue(Sign::EnrolledNameDiffers, 90),
        clue(Sign::CommonNameUnfit, 25),
        clue(Sign::InvalidCertificate, 45),
        clue(Sign::Code401002, 30),
        clue(Sign::Status401, 32),
        clue(Sign::Code401000, 12),
        clue(Sign::RegistrationIdIllegal, -30),
        clue(Sign::Code400004, -30),
        clue(Sign::CommonNameFits, -100),
        clue(Sign::SymmetricKeyInUse, -80),
        clue(Sign::TpmInUse, -80),
    ],
    asks: &[Ask::Chain, Ask::Settings, Ask::Body],
};

pub(super) static TEXTS: Texts = Texts {
    id: "common_name_differs",
    why: "DPS takes the registration ID of an X.509 device from its certificate: the common name of the leaf has to be the registration ID. Everything else can be right and the answer is still 401.",
    confirm: "Compare `openssl x509 -in leaf.pem -noout -subject` with the registration ID.",
    fix: "Use the common name as registration ID, or issue the certificate again with `-subj /CN=dev-01`.",
    citations: &[
        thread!("Azure/iotedge", "4061"),
        thread!("Azure/iot-identity-service", "111"),
        thread!("MicrosoftDocs/azure-docs", "52813"),
        sources::MQTT,
    ],
};
