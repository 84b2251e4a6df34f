//! The CA was uploaded and is not verified.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "ca_not_verified",
    title: "the CA was uploaded and is not verified",
    seat: Seat::Service,
    confidence: Confidence::Documented,
    clues: &[
        clue(Sign::CaUnverified, 100),
        clue(Sign::CaNotFound, 42),
        clue(Sign::Code401002, 28),
        clue(Sign::Status401, 28),
        clue(Sign::InvalidCertificate, 16),
        clue(Sign::CaVerified, -100),
        clue(Sign::LeafOwnRoot, -30),
        clue(Sign::EnrolmentIsIndividual, -25),
        clue(Sign::SymmetricKeyInUse, -80),
        clue(Sign::IssuerAbsent, -15),
        clue(Sign::TpmInUse, -80),
    ],
    asks: &[Ask::Enrolment, Ask::Chain],
};

pub(super) static TEXTS: Texts = Texts {
    id: "ca_not_verified",
    why: "A CA counts only once the instance has seen a proof that its key is yours. Until then it stays Unverified in the list, and DPS answers as if it were not there.",
    confirm: "Look at the status: `az iot dps certificate list --dps-name DPS --query \"value[].{name:name,verified:properties.isVerified}\"`.",
    fix: "Prove possession in the portal under Certificates, or upload the CA with *Set certificate status to verified on upload*.",
    citations: &[
        thread!("MicrosoftDocs/azure-docs", "45653"),
        thread!("Azure/azure-iot-sdk-c", "437"),
        thread!("Azure/azure-iot-sdk-c", "572"),
        thread!("microsoft/vscode-iot-workbench", "590"),
        sources::VERIFY,
    ],
};
