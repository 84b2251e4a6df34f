//! No enrolment fits the device.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "enrolment_absent",
    title: "no enrolment fits the device",
    seat: Seat::Service,
    confidence: Confidence::Observed,
    clues: &[
        clue(Sign::EnrolmentAbsent, 100),
        clue(Sign::CaNotFound, 10),
        clue(Sign::LeafOwnRoot, 20),
        clue(Sign::Code401000, 55),
        clue(Sign::Code404201, 80),
        clue(Sign::Status401, 30),
        clue(Sign::Status404, 40),
        clue(Sign::Code404202, 30),
        clue(Sign::RegistrationIdIllegal, -60),
        clue(Sign::Code400004, -60),
        clue(Sign::EnrolmentNamed, -80),
        clue(Sign::RecordAssigned, -60),
        clue(Sign::EnrolledAsWritten, -40),
    ],
    asks: &[Ask::Enrolment, Ask::Body, Ask::Settings],
};

pub(super) static TEXTS: Texts = Texts {
    id: "enrolment_absent",
    why: "DPS looks for an individual enrolment of this registration ID, then for a group whose CA or key fits, and finds neither. The enrolment may also be in another instance than the ID scope names.",
    confirm: "List them: `az iot dps enrollment list` and `az iot dps enrollment-group list`, in the instance with this ID scope.",
    fix: "Create the enrolment, or use the ID scope of the instance that has it.",
    citations: &[
        thread!("Azure/azure-iot-sdk-node", "869"),
        thread!("MicrosoftDocs/azure-docs", "43157"),
        thread!("MicrosoftDocs/azure-docs", "48511"),
        thread!("MicrosoftDocs/azure-docs", "57082"),
        sources::ATTESTATION,
    ],
};
