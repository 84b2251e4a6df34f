//! What is changed in the bytes before a packet’s own fields.

use super::sources::oasis;
use crate::experiment::{Experiment, Move, Texts, Until};
use crate::ordinary::{CONNECT, PING, REGISTER, SUBSCRIBE, changed};
use crate::{Ending, Evidence};

const ACCEPTED: &str = "CONNACK 0: accepted";
const GRANTED: &str = "SUBACK: QoS 1 granted";

const CHOICES: &[Ending] = &[
    Ending::Assigned,
    Ending::StillAssigning,
    Ending::Error,
    Ending::Closed,
    Ending::Silence,
];

pub(super) static EXPERIMENTS: &[Experiment] = &[
    Experiment {
        id: "subscribe_reserved_bits",
        title: "The reserved bits of SUBSCRIBE are 0",
        evidence: Evidence::Unproven,
        moves: &[
            CONNECT,
            changed(SUBSCRIBE, "SUBSCRIBE, first byte 80", |names| {
                let mut bytes = (SUBSCRIBE.build)(names);
                if let Some(first) = bytes.first_mut() {
                    *first = 0x80;
                }
                bytes
            }),
            REGISTER,
        ],
        choices: CHOICES,
        ending: Ending::Closed,
        answers: &[ACCEPTED, "the connection ends"],
        reason: Some(
            "dropped: the first byte of SUBSCRIBE has the flags 0b0000 [MQTT-3.8.1-1] at byte 0",
        ),
    },
    Experiment {
        id: "remaining_length_endless",
        title: "The remaining length goes on for ever",
        evidence: Evidence::Unproven,
        moves: &[
            CONNECT,
            SUBSCRIBE,
            changed(REGISTER, "PUBLISH, remaining length ff ff ff ff ff", |_| {
                vec![0x32, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]
            }),
        ],
        choices: CHOICES,
        ending: Ending::Closed,
        answers: &[ACCEPTED, GRANTED, "the connection ends"],
        reason: Some("dropped: the remaining length is longer than 4 bytes (section 2.2.3)"),
    },
    Experiment {
        id: "remaining_length_long",
        title: "The remaining length promises ten bytes too many",
        evidence: Evidence::Unproven,
        moves: &[
            CONNECT,
            changed(
                Move {
                    until: Until::Comes("SUBACK"),
                    ..SUBSCRIBE
                },
                "SUBSCRIBE, 10 bytes short",
                |names| {
                    let mut bytes = (SUBSCRIBE.build)(names);
                    if let Some(length) = bytes.get_mut(1) {
                        *length = length.saturating_add(10);
                    }
                    bytes
                },
            ),
            PING,
        ],
        choices: CHOICES,
        ending: Ending::Silence,
        answers: &[ACCEPTED],
        reason: None,
    },
    Experiment {
        id: "type_15",
        title: "A packet of type 15, which MQTT 3.1.1 does not have",
        evidence: Evidence::Unproven,
        moves: &[
            CONNECT,
            SUBSCRIBE,
            changed(PING, "A packet of type 15", |_| vec![0xf0, 0x00]),
            REGISTER,
        ],
        choices: CHOICES,
        ending: Ending::Closed,
        answers: &[ACCEPTED, GRANTED, "the connection ends"],
        reason: Some("dropped: packet type 15 is reserved (section 2.2.1) at byte 0"),
    },
];

const FIXED_HEADER: (&str, &str) = oasis!("2.2.3: Remaining Length", "_Toc398718023");

pub(super) static TEXTS: &[Texts] = &[
    Texts {
        id: "subscribe_reserved_bits",
        changed: "The lower half of the first byte is 0000. In SUBSCRIBE it has to be 0010.",
        question: "What comes back to this SUBSCRIBE?",
        answer: "Nothing: the standard has the server end the connection.",
        azure: "The standard demands it of every server. That DPS complies was not published.",
        learn: "Hand-made packets fail here first: the four bits look free, and are not.",
        citations: &[oasis!("3.8: SUBSCRIBE", "_Toc398718063")],
    },
    Texts {
        id: "remaining_length_endless",
        changed: "Each byte of the remaining length says that another one follows; the standard allows four.",
        question: "Does the service wait for the end of the number?",
        answer: "No: after the fourth byte nothing in the stream can be found again, and the connection ends.",
        azure: "The standard allows four bytes. What DPS does with a fifth was not published.",
        learn: "A parser has to refuse such a number at once, or anybody can make it wait and buffer.",
        citations: &[FIXED_HEADER],
    },
    Texts {
        id: "remaining_length_long",
        changed: "The second byte of SUBSCRIBE is ten too large. The bytes themselves are all there.",
        question: "What comes back?",
        answer: "Nothing. The service waits for the ten bytes that were promised, and takes the PINGREQ after it for two of them.",
        azure: "Every server that reads MQTT has to wait. How long DPS does is not known.",
        learn: "A wrong length looks like a network problem: silence now, nonsense later. Count the bytes.",
        citations: &[FIXED_HEADER],
    },
    Texts {
        id: "type_15",
        changed: "The upper half of the first byte is 15: AUTH in MQTT 5, reserved in 3.1.1.",
        question: "What comes back to this packet?",
        answer: "Nothing: the type is reserved, and the connection ends.",
        azure: "The standard reserves the type. What DPS does with it was not published.",
        learn: "What a newer version of a protocol has added is an error in the older one.",
        citations: &[oasis!("2.2: Fixed header", "_Toc398718023")],
    },
];
