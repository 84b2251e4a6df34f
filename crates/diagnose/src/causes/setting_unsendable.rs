//! A setting cannot be put into a packet.

use crate::cause::clue;
use crate::sources;
use crate::{Ask, Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "setting_unsendable",
    title: "a setting cannot be put into a packet",
    seat: Seat::Settings,
    confidence: Confidence::Documented,
    clues: &[clue(Sign::PacketUnsendable, 100)],
    asks: &[Ask::Settings],
};

pub(super) static TEXTS: Texts = Texts {
    id: "setting_unsendable",
    why: "MQTT limits what its packets can carry: no wildcards in a topic, no text over 65,535 bytes.",
    confirm: "The packet that could not be made is named.",
    fix: "Set the changed field back.",
    citations: &[sources::MQTT_TOPICS],
};
