//! A certificate of the chain was not signed by the next one.

use crate::cause::clue;
use crate::sources;
use crate::{Ask, Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "chain_broken",
    title: "a certificate of the chain was not signed by the next one",
    seat: Seat::Certificates,
    confidence: Confidence::Documented,
    clues: &[
        clue(Sign::ChainBroken, 100),
        clue(Sign::CaNotFound, 14),
        clue(Sign::Code401002, 12),
    ],
    asks: &[Ask::Chain],
};

pub(super) static TEXTS: Texts = Texts {
    id: "chain_broken",
    why: "Two certificates of the same names are not the same: a CA that was made again has another key, and what the old one signed does not fit.",
    confirm: "Check each link: `openssl verify -CAfile root.pem -untrusted intermediate.pem leaf.pem`.",
    fix: "Take the CA certificate that really signed the leaf, or issue the leaf again.",
    citations: &[sources::CHAIN, sources::RFC_PATH],
};
