//! The criteria, in the order of a device's way to its hub.

use super::{Criterion, backoff, connecting, hub, server, waiting};
use crate::fault::sources;

/// Everything a device is graded by.
pub static CRITERIA: &[Criterion] = &[
    Criterion {
        id: "refuses_expired_server",
        title: "refuses a server whose certificate has expired",
        provoked_by: &["server_certificate_expired"],
        citations: &[sources::rfc!("5280", "6.1.3"), sources::TLS],
        check: |story| server::refuses(story, "server_certificate_expired"),
    },
    Criterion {
        id: "refuses_unknown_root",
        title: "refuses a server whose certificate leads to an unknown root",
        provoked_by: &["server_root_unknown"],
        citations: &[sources::rfc!("5280", "6.1"), sources::ROOTS],
        check: |story| server::refuses(story, "server_root_unknown"),
    },
    Criterion {
        id: "refuses_wrong_name",
        title: "refuses a server whose certificate is for another name",
        provoked_by: &["server_name_wrong"],
        citations: &[sources::rfc!("6125", "6.4")],
        check: |story| server::refuses(story, "server_name_wrong"),
    },
    Criterion {
        id: "survives_new_root",
        title: "goes on when the server moves to the next root",
        provoked_by: &["server_root_new"],
        citations: &[sources::ROOTS],
        check: server::survives_new_root,
    },
    Criterion {
        id: "sends_whole_chain",
        title: "sends its whole chain, in order",
        provoked_by: &[],
        citations: &[sources::ATTESTATION, sources::CHAIN_ISSUE],
        check: connecting::sends_whole_chain,
    },
    Criterion {
        id: "connects_as_documented",
        title: "connects with the documented fields",
        provoked_by: &[],
        citations: &[sources::MQTT, sources::HUB_MQTT],
        check: connecting::connects_as_documented,
    },
    Criterion {
        id: "subscribes_first",
        title: "subscribes before it publishes",
        provoked_by: &[],
        citations: &[sources::MQTT],
        check: connecting::subscribes_first,
    },
    Criterion {
        id: "waits_after_register",
        title: "waits as long as retry-after says before its first poll",
        provoked_by: &[],
        citations: &[sources::MQTT, sources::QUOTAS],
        check: waiting::after_register,
    },
    Criterion {
        id: "waits_between_polls",
        title: "waits as long as retry-after says between polls",
        provoked_by: &[],
        citations: &[sources::MQTT, sources::QUOTAS],
        check: waiting::between_polls,
    },
    Criterion {
        id: "polls_to_the_end",
        title: "polls until the registration has ended",
        provoked_by: &[],
        citations: &[sources::STATUS],
        check: waiting::polls_to_the_end,
    },
    Criterion {
        id: "backs_off_after_connack_3",
        title: "backs off, with jitter, after CONNACK 3",
        provoked_by: &["connack_3"],
        citations: &[sources::SCALE, sources::SCOPE_ISSUE],
        check: backoff::after_connack_3,
    },
    Criterion {
        id: "backs_off_after_429",
        title: "backs off, with jitter, after 429",
        provoked_by: &["register_429", "poll_429"],
        citations: &[sources::SCALE, sources::QUOTAS],
        check: backoff::after_429,
    },
    Criterion {
        id: "backs_off_after_5xx",
        title: "backs off, with jitter, after 500 and 503",
        provoked_by: &["register_500", "register_503", "poll_500", "poll_503"],
        citations: &[sources::SCALE, sources::TROUBLE],
        check: backoff::after_5xx,
    },
    Criterion {
        id: "backs_off_after_drops",
        title: "backs off, with jitter, when the connection is dropped",
        provoked_by: backoff::DROPS,
        citations: &[sources::SCALE],
        check: backoff::after_drops,
    },
    Criterion {
        id: "connects_to_hub",
        title: "connects to the assigned hub with its device id",
        provoked_by: &[],
        citations: &[sources::HUB_MQTT],
        check: hub::connects_to_hub,
    },
];
