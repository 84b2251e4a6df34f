//! Packets out of turn.

use super::sources::{self, oasis};
use crate::experiment::{Experiment, Move, Texts, Until};
use crate::ordinary::{CONNECT, PING, POLL, REGISTER, SUBSCRIBE};
use crate::{Ending, Evidence};

const ACCEPTED: &str = "CONNACK 0: accepted";
const GRANTED: &str = "SUBACK: QoS 1 granted";
const ASSIGNING: &str = "PUBLISH 202, request ID \"1\", retry-after 3: assigning";

const CHOICES: &[Ending] = &[
    Ending::Assigned,
    Ending::StillAssigning,
    Ending::Error,
    Ending::Closed,
    Ending::Silence,
];

/// A packet that is as it should be, but not now.
const fn out_of_turn(ordinary: Move, title: &'static str) -> Move {
    Move {
        title,
        is_changed: true,
        ..ordinary
    }
}

pub(super) static EXPERIMENTS: &[Experiment] = &[
    Experiment {
        id: "publish_before_subscribe",
        title: "The registration comes before the subscription",
        evidence: Evidence::Unproven,
        moves: &[
            CONNECT,
            Move {
                until: Until::Comes("PUBACK"),
                ..out_of_turn(REGISTER, "PUBLISH register, too soon")
            },
            SUBSCRIBE,
        ],
        choices: CHOICES,
        ending: Ending::Silence,
        answers: &[ACCEPTED, "PUBACK", GRANTED],
        reason: None,
    },
    Experiment {
        id: "packet_before_connect",
        title: "A packet comes before CONNECT",
        evidence: Evidence::Unproven,
        moves: &[out_of_turn(PING, "PINGREQ first"), CONNECT],
        choices: CHOICES,
        ending: Ending::Closed,
        answers: &["the connection ends"],
        reason: Some("dropped: PINGREQ came before CONNECT [MQTT-3.1.0-1]"),
    },
    Experiment {
        id: "double_connect",
        title: "CONNECT comes twice",
        evidence: Evidence::Unproven,
        moves: &[CONNECT, out_of_turn(CONNECT, "CONNECT again"), SUBSCRIBE],
        choices: CHOICES,
        ending: Ending::Closed,
        answers: &[ACCEPTED, "the connection ends"],
        reason: Some("dropped: CONNECT has no place here"),
    },
    Experiment {
        id: "no_poll",
        title: "Nobody asks how the registration stands",
        evidence: Evidence::Observed,
        moves: &[
            CONNECT,
            SUBSCRIBE,
            out_of_turn(REGISTER, "PUBLISH register, and nothing after it"),
        ],
        choices: CHOICES,
        ending: Ending::StillAssigning,
        answers: &[ACCEPTED, GRANTED, "PUBACK", ASSIGNING],
        reason: None,
    },
    Experiment {
        id: "poll_too_early",
        title: "The poll does not wait for retry-after",
        evidence: Evidence::Unproven,
        moves: &[
            CONNECT,
            SUBSCRIBE,
            REGISTER,
            Move {
                is_patient: false,
                ..out_of_turn(POLL, "PUBLISH status?, at once")
            },
        ],
        choices: CHOICES,
        ending: Ending::Assigned,
        answers: &[
            ACCEPTED,
            GRANTED,
            "PUBACK",
            ASSIGNING,
            "PUBACK",
            "PUBLISH 200, request ID \"2\": assigned",
        ],
        reason: None,
    },
    Experiment {
        id: "everything_at_once",
        title: "Nothing is waited for",
        evidence: Evidence::Unproven,
        moves: &[
            Move {
                until: Until::AtOnce,
                ..CONNECT
            },
            Move {
                until: Until::AtOnce,
                ..out_of_turn(SUBSCRIBE, "SUBSCRIBE before CONNACK")
            },
            out_of_turn(REGISTER, "PUBLISH register before SUBACK"),
            POLL,
        ],
        choices: CHOICES,
        ending: Ending::Assigned,
        answers: &[
            ACCEPTED,
            GRANTED,
            "PUBACK",
            ASSIGNING,
            "PUBACK",
            "PUBLISH 200, request ID \"2\": assigned",
        ],
        reason: None,
    },
];

pub(super) static TEXTS: &[Texts] = &[
    Texts {
        id: "publish_before_subscribe",
        changed: "Every packet is as it should be; the registration is sent before SUBSCRIBE.",
        question: "Where does the answer to the registration go?",
        answer: "Nowhere. PUBACK says that the request has arrived, the answer finds no subscription and is dropped, and SUBACK brings nothing back.",
        azure: "What DPS does was not published. Without a subscription an answer cannot arrive; for a sibling of this call at IoT Hub a report tells of no response and a possible drop.",
        learn: "Subscribe, wait for SUBACK, then register. The registration has happened all the same: register again to learn how it ended.",
        citations: &[sources::MQTT],
    },
    Texts {
        id: "packet_before_connect",
        changed: "A PINGREQ is the first packet on the connection.",
        question: "Is the ping answered?",
        answer: "No: the first packet has to be CONNECT, and the connection ends.",
        azure: "The standard demands it of every server. That DPS complies was not published.",
        learn: "Timers of a library that start before the connection stands can do this.",
        citations: &[oasis!("3.1: CONNECT", "_Toc398718028")],
    },
    Texts {
        id: "double_connect",
        changed: "The same CONNECT is sent a second time on the same connection.",
        question: "What comes back to the second CONNECT?",
        answer: "Nothing: a second CONNECT is a protocol violation, and the connection ends.",
        azure: "The standard demands that a server disconnects the client. That DPS complies was not published.",
        learn: "To connect anew, open a new connection. A retry on the same socket is no retry.",
        citations: &[oasis!("3.1: CONNECT", "_Toc398718028")],
    },
    Texts {
        id: "no_poll",
        changed: "After 202 the device waits for the service to tell it more.",
        question: "Does the service tell on its own how the registration ended?",
        answer: "Never. It was assigned long ago, and only a poll would say so.",
        azure: "Seen again and again in issues: devices that never poll stay “assigning”.",
        learn: "202 is a promise, not an answer: wait for retry-after, then ask with the operation ID.",
        citations: &[sources::NO_POLL_ISSUE, sources::MQTT],
    },
    Texts {
        id: "poll_too_early",
        changed: "The poll follows the 202 at once, although the service asked for three seconds.",
        question: "Is it punished?",
        answer: "No: the registration is assigned already, and the answer says so. With quotas switched on, the sixth poll within ten seconds would be 429001.",
        azure: "Documented are five polls in ten seconds for a device. What becomes of a single poll that is early is not known; the SDK for Python asks after two seconds and is answered.",
        learn: "It works until many devices do it. retry-after is how a service under load asks to be spared.",
        citations: &[sources::QUOTAS],
    },
    Texts {
        id: "everything_at_once",
        changed: "CONNECT, SUBSCRIBE and the registration go out without waiting for CONNACK and SUBACK.",
        question: "Does the service keep up?",
        answer: "It does, and answers in the order of the requests.",
        azure: "The standard allows packets before CONNACK, and demands order. How DPS takes it was not published.",
        learn: "Allowed is not wise: if CONNECT is refused, everything after it was sent to nobody.",
        citations: &[oasis!("3.1: CONNECT", "_Toc398718028")],
    },
];
