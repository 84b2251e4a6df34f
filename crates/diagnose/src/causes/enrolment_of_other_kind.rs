//! The enrolment asks for the other kind of credential.

use crate::cause::clue;
use crate::sources;
use crate::{Ask, Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "enrolment_of_other_kind",
    title: "the enrolment asks for the other kind of credential",
    seat: Seat::Service,
    confidence: Confidence::Unproven,
    clues: &[
        clue(Sign::EnrolmentOfOtherKind, 100),
        clue(Sign::Code401002, 6),
    ],
    asks: &[Ask::Enrolment],
};

pub(super) static TEXTS: Texts = Texts {
    id: "enrolment_of_other_kind",
    why: "An enrolment by symmetric key lets no certificate in, and one by certificate no key.",
    confirm: "Look at the attestation of the enrolment.",
    fix: "Register with the kind of credential the enrolment names, or make another enrolment.",
    citations: &[sources::ATTESTATION, sources::KEYS],
};
