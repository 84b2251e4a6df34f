//! The user name does not have the form DPS reads.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "username_malformed",
    title: "the user name does not have the form DPS reads",
    seat: Seat::Settings,
    confidence: Confidence::Unproven,
    clues: &[
        clue(Sign::UsernameMalformed, 100),
        clue(Sign::UsernameAbsent, 100),
        clue(Sign::ApiVersionAbsent, 80),
        clue(Sign::UsernameOfHub, 100),
        clue(Sign::Connack4, 70),
        clue(Sign::Connack5, 30),
        clue(Sign::ClosedOnConnect, 28),
    ],
    asks: &[Ask::Settings],
};

pub(super) static TEXTS: Texts = Texts {
    id: "username_malformed",
    why: "DPS reads ID scope, registration ID and API version from the user name. What it answers to one it cannot read is not documented; CONNACK 5, 4 or a closed connection are possible.",
    confirm: "Compare it with `{idScope}/registrations/{registrationId}/api-version=2019-03-31`: no slash in front, no question mark.",
    fix: "Use `0ne00000000/registrations/dev-01/api-version=2019-03-31` with your own ID scope and registration ID.",
    citations: &[sources::MQTT, thread!("MicrosoftDocs/azure-docs", "69882")],
};
