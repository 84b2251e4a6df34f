//! A network rule of the instance keeps the device out.

use crate::cause::clue;
use crate::sources;
use crate::{Ask, Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "ip_filter",
    title: "a network rule of the instance keeps the device out",
    seat: Seat::Service,
    confidence: Confidence::Documented,
    clues: &[
        clue(Sign::AddressOutside, 100),
        clue(Sign::IpRules, 45),
        clue(Sign::Status401, 20),
        clue(Sign::Code401000, 6),
        clue(Sign::Status403, 50),
        clue(Sign::ConnectTimeout, 5),
    ],
    asks: &[Ask::Instance, Ask::Body],
};

pub(super) static TEXTS: Texts = Texts {
    id: "ip_filter",
    why: "With IP filter rules or public access switched off, DPS answers 401 or nothing at all, and gives no reason.",
    confirm: "Try from an address that is allowed, or look at Networking of the instance.",
    fix: "Allow the device's public address, or switch public network access on.",
    citations: &[sources::IP_FILTER, sources::VNET],
};
