//! The registration ID has characters that are not allowed.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "registration_id_illegal",
    title: "the registration ID has characters that are not allowed",
    seat: Seat::Settings,
    confidence: Confidence::Observed,
    clues: &[
        clue(Sign::RegistrationIdIllegal, 100),
        clue(Sign::CommonNameUnfit, 70),
        clue(Sign::LeafIsCa, -40),
        clue(Sign::Code400004, 85),
        clue(Sign::Status400, 45),
        clue(Sign::Connack2, 30),
    ],
    asks: &[Ask::Settings],
};

pub(super) static TEXTS: Texts = Texts {
    id: "registration_id_illegal",
    why: "Allowed are letters, digits and `-._:`, at most 128 of them, and the last one must be a letter, a digit or a dash. DPS answers anything else with 400004. In 2018 it refused upper case too.",
    confirm: "Look at each character of the registration ID, the last one first.",
    fix: "Choose a registration ID of lower-case letters, digits and dashes, and issue the certificate with that common name.",
    citations: &[
        thread!("Azure/azure-iot-sdk-c", "405"),
        thread!("Azure/azure-iot-sdk-csharp", "547"),
        thread!("Azure/azure-iot-sdk-csharp", "742"),
        sources::TERMS,
    ],
};
