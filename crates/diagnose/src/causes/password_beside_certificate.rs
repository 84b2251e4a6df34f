//! A password is sent beside the certificate.

use crate::cause::clue;
use crate::sources;
use crate::{Ask, Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "password_beside_certificate",
    title: "a password is sent beside the certificate",
    seat: Seat::Settings,
    confidence: Confidence::Unproven,
    clues: &[
        clue(Sign::PasswordBesideCertificate, 35),
        clue(Sign::Connack5, 15),
    ],
    asks: &[Ask::Settings],
};

pub(super) static TEXTS: Texts = Texts {
    id: "password_beside_certificate",
    why: "With a certificate there is no password: the SDKs send none. Whether DPS refuses one is not documented, so it is worth ruling out.",
    confirm: "Leave the password away and try again.",
    fix: "Leave `-P` away, or the password field empty.",
    citations: &[sources::SDK_EMBEDDED, sources::MQTT],
};
