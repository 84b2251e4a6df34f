//! The device registered with its other key before.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "other_key_than_registered",
    title: "the device registered with its other key before",
    seat: Seat::Service,
    confidence: Confidence::Observed,
    clues: &[
        clue(Sign::OtherKeyBefore, 100),
        clue(Sign::Code401002, 8),
        clue(Sign::SymmetricKeyInUse, 22),
        clue(Sign::CertificateInUse, -60),
    ],
    asks: &[Ask::Instance],
};

pub(super) static TEXTS: Texts = Texts {
    id: "other_key_than_registered",
    why: "A registration record remembers which of the two keys was used. With the other one DPS answers 401002 until the record is gone.",
    confirm: "Look whether a registration record exists and which key was used first.",
    fix: "Delete the registration record: `az iot dps enrollment registration delete`, then register again.",
    citations: &[
        thread!("Azure/azure-iot-sdk-node", "721"),
        thread!("Azure/azure-iot-sdk-node", "679"),
        sources::KEYS,
    ],
};
