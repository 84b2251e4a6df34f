//! No CA of the device's chain was uploaded to the instance.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "ca_not_uploaded",
    title: "no CA of the device's chain was uploaded to the instance",
    seat: Seat::Service,
    confidence: Confidence::Observed,
    clues: &[
        clue(Sign::CaAbsent, 100),
        clue(Sign::CaNotFound, 40),
        clue(Sign::Code401002, 22),
        clue(Sign::Status401, 22),
        clue(Sign::CaVerified, -100),
        clue(Sign::LeafOwnRoot, -30),
        clue(Sign::CaUnverified, -60),
        clue(Sign::EnrolmentIsIndividual, -25),
        clue(Sign::SymmetricKeyInUse, -80),
        clue(Sign::IssuerAbsent, -15),
        clue(Sign::TpmInUse, -80),
    ],
    asks: &[Ask::Enrolment, Ask::Chain],
};

pub(super) static TEXTS: Texts = Texts {
    id: "ca_not_uploaded",
    why: "The chain that the device shows leads to a CA that this instance has never seen: it was uploaded to another instance, replaced by a new one of the same name, or not at all.",
    confirm: "Compare the thumbprint of the root in the chain with those of the uploaded certificates.",
    fix: "Upload the root or intermediate that the chain leads to, and verify it: `az iot dps certificate create --dps-name DPS --certificate-name factory --path root.pem --verified true`.",
    citations: &[
        thread!("MicrosoftDocs/azure-docs", "45653"),
        thread!("Azure/azure-iot-sdk-csharp", "1040"),
        sources::VERIFY,
    ],
};
