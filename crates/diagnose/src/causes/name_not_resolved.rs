//! The host's name does not resolve.

use crate::cause::clue;
use crate::sources::thread;
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "name_not_resolved",
    title: "the host's name does not resolve",
    seat: Seat::Network,
    confidence: Confidence::Observed,
    clues: &[clue(Sign::NameNotFound, 75), clue(Sign::ConnectFailed, 14)],
    asks: &[Ask::Settings],
};

pub(super) static TEXTS: Texts = Texts {
    id: "name_not_resolved",
    why: "The name is misspelt, or the device has no working DNS. The C SDK reports it as a failure of authentication or transport.",
    confirm: "Look it up: `nslookup global.azure-devices-provisioning.net`.",
    fix: "Correct the name, or the device's DNS server.",
    citations: &[
        thread!("Azure/azure-iot-sdk-c", "1446"),
        thread!("Azure/azure-iot-sdk-c", "564"),
        thread!("Azure/azure-iot-sdk-c", "1965"),
        thread!("Azure/azure-iot-sdk-c", "2634"),
    ],
};
