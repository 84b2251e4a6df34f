//! The client ID is not the registration ID.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "client_id_differs",
    title: "the client ID is not the registration ID",
    seat: Seat::Settings,
    confidence: Confidence::Observed,
    clues: &[
        clue(Sign::ClientIdDiffers, 100),
        clue(Sign::ClientIdAbsent, 70),
        clue(Sign::ClientIdFits, -60),
        clue(Sign::Connack5, 50),
        clue(Sign::Connack2, 45),
        clue(Sign::ClosedOnConnect, 25),
    ],
    asks: &[Ask::Settings],
};

pub(super) static TEXTS: Texts = Texts {
    id: "client_id_differs",
    why: "DPS takes the registration ID from the user name and wants the same as client ID. When they differ it answers CONNACK 5, before it has looked at any certificate.",
    confirm: "Compare the client ID with the part of the user name between `registrations/` and `/api-version`.",
    fix: "Set the client ID to the registration ID, character for character: with mosquitto `-i dev-01`.",
    citations: &[thread!("MicrosoftDocs/azure-docs", "69882"), sources::MQTT],
};
