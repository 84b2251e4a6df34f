//! What is changed in CONNECT.

use mqtt_wire::{Packet, Will};

use super::sources::{self, oasis};
use crate::edit::with_lengths;
use crate::experiment::{Experiment, Names, Texts};
use crate::ordinary::{CONNECT, POLL, REGISTER, SUBSCRIBE, changed, connect, connect_with, encode};
use crate::{Ending, Evidence};

const ACCEPTED: &str = "CONNACK 0: accepted";
const ASSIGNED: &[&str] = &[
    ACCEPTED,
    "SUBACK: QoS 1 granted",
    "PUBACK",
    "PUBLISH 202, request ID \"1\", retry-after 3: assigning",
    "PUBACK",
    "PUBLISH 200, request ID \"2\": assigned",
];
const CONNACK_1: &[&str] = &[
    "CONNACK 1: unacceptable protocol version",
    "the connection ends",
];
const CONNACK_3: &[&str] = &["CONNACK 3: server unavailable", "the connection ends"];
const CONNACK_5: &[&str] = &["CONNACK 5: not authorized", "the connection ends"];
const DROPPED: &[&str] = &["the connection ends"];

const CHOICES: &[Ending] = &[
    Ending::Assigned,
    Ending::Error,
    Ending::Refused(1),
    Ending::Refused(3),
    Ending::Refused(5),
    Ending::Closed,
];

/// The name and level of a protocol before its flags: `MQTT`, 4.
const NAME_AND_LEVEL: usize = 7;

/// CONNECT with another protocol name and level; `extra` comes after the keep-alive, where MQTT 5 has its properties.
fn of_another_version(names: &Names<'_>, name_and_level: &[u8], extra: &[u8]) -> Vec<u8> {
    let packet = encode(&Packet::Connect(connect(names)));
    // The header of a CONNECT as short as this one is two bytes, flags and keep-alive are three.
    let body = packet.get(2..).unwrap_or_default();
    let rest = body.get(NAME_AND_LEVEL..).unwrap_or_default();
    let (flags, payload) = rest.split_at_checked(3).unwrap_or_default();
    let header: &[u8] = &[0x10, 0];
    with_lengths(&[header, name_and_level, flags, extra, payload].concat())
}

pub(super) static EXPERIMENTS: &[Experiment] = &[
    Experiment {
        id: "client_id_differs",
        title: "The client ID is not the registration ID",
        evidence: Evidence::Observed,
        moves: &[
            changed(CONNECT, "CONNECT as somebody else", |names| {
                connect_with(names, |connect| connect.client_id.push_str("-2"))
            }),
            SUBSCRIBE,
        ],
        choices: CHOICES,
        ending: Ending::Refused(5),
        answers: CONNACK_5,
        reason: Some("refused with CONNACK 5"),
    },
    Experiment {
        id: "id_scope_wrong",
        title: "The ID scope is nobody’s",
        evidence: Evidence::Observed,
        moves: &[
            changed(CONNECT, "CONNECT with scope 0ne00BADBAD", |names| {
                connect_with(names, |connect| {
                    connect.username = connect
                        .username
                        .take()
                        .map(|username| username.replace(names.id_scope, "0ne00BADBAD"));
                })
            }),
            SUBSCRIBE,
        ],
        choices: CHOICES,
        ending: Ending::Refused(3),
        answers: CONNACK_3,
        reason: Some("refused with CONNACK 3"),
    },
    Experiment {
        id: "api_version_missing",
        title: "The user name names no api-version",
        evidence: Evidence::Unproven,
        moves: &[
            changed(CONNECT, "CONNECT without api-version", |names| {
                connect_with(names, |connect| {
                    connect.username = Some(
                        [
                            names.id_scope,
                            "/registrations/",
                            names.registration_id,
                            "/",
                        ]
                        .concat(),
                    );
                })
            }),
            SUBSCRIBE,
        ],
        choices: CHOICES,
        ending: Ending::Refused(5),
        answers: CONNACK_5,
        reason: Some("refused with CONNACK 5"),
    },
    Experiment {
        id: "api_version_after_question_mark",
        title: "The user name has a ? before api-version, as a hub wants it",
        evidence: Evidence::Unproven,
        moves: &[
            changed(CONNECT, "CONNECT with /?api-version=", |names| {
                connect_with(names, |connect| {
                    connect.username = connect
                        .username
                        .take()
                        .map(|username| username.replace("api-version", "?api-version"));
                })
            }),
            SUBSCRIBE,
        ],
        choices: CHOICES,
        ending: Ending::Refused(5),
        answers: CONNACK_5,
        reason: Some("refused with CONNACK 5"),
    },
    Experiment {
        id: "password_set",
        title: "A password is set beside the certificate",
        evidence: Evidence::Unproven,
        moves: &[
            changed(CONNECT, "CONNECT with a password", |names| {
                connect_with(names, |connect| connect.password = Some(b"secret".to_vec()))
            }),
            SUBSCRIBE,
            REGISTER,
            POLL,
        ],
        choices: CHOICES,
        ending: Ending::Assigned,
        answers: ASSIGNED,
        reason: None,
    },
    Experiment {
        id: "mqtt_5",
        title: "CONNECT speaks MQTT 5",
        evidence: Evidence::Unproven,
        moves: &[
            changed(CONNECT, "CONNECT, level 5", |names| {
                of_another_version(names, b"\x00\x04MQTT\x05", &[0])
            }),
            SUBSCRIBE,
        ],
        choices: CHOICES,
        ending: Ending::Refused(1),
        answers: CONNACK_1,
        reason: Some("refused with CONNACK 1"),
    },
    Experiment {
        id: "mqtt_3_1",
        title: "CONNECT speaks MQTT 3.1",
        evidence: Evidence::Unproven,
        moves: &[
            changed(CONNECT, "CONNECT, MQIsdp, level 3", |names| {
                of_another_version(names, b"\x00\x06MQIsdp\x03", &[])
            }),
            SUBSCRIBE,
        ],
        choices: CHOICES,
        ending: Ending::Refused(1),
        answers: CONNACK_1,
        reason: Some("refused with CONNACK 1"),
    },
    Experiment {
        id: "keep_alive_0",
        title: "The keep-alive is 0",
        evidence: Evidence::Observed,
        moves: &[
            changed(CONNECT, "CONNECT, keep-alive 0", |names| {
                connect_with(names, |connect| connect.keep_alive_secs = 0)
            }),
            SUBSCRIBE,
            REGISTER,
            POLL,
        ],
        choices: CHOICES,
        ending: Ending::Assigned,
        answers: ASSIGNED,
        reason: None,
    },
    Experiment {
        id: "clean_session_0",
        title: "The session is meant to last",
        evidence: Evidence::Observed,
        moves: &[
            changed(CONNECT, "CONNECT, clean session 0", |names| {
                connect_with(names, |connect| connect.clean_session = false)
            }),
            SUBSCRIBE,
            REGISTER,
            POLL,
        ],
        choices: CHOICES,
        ending: Ending::Assigned,
        answers: ASSIGNED,
        reason: None,
    },
    Experiment {
        id: "client_id_empty",
        title: "The client ID is empty, and the session is meant to last",
        evidence: Evidence::Unproven,
        moves: &[
            changed(CONNECT, "CONNECT without a client ID", |names| {
                // MQTT has no such packet, so it is made from one that it has: clean session is bit 1 of the flags.
                let mut bytes = connect_with(names, |connect| connect.client_id.clear());
                if let Some(flags) = bytes.get_mut(2 + NAME_AND_LEVEL) {
                    *flags &= !0x02;
                }
                bytes
            }),
            SUBSCRIBE,
        ],
        choices: &[
            Ending::Assigned,
            Ending::Refused(2),
            Ending::Refused(5),
            Ending::Closed,
        ],
        ending: Ending::Refused(2),
        answers: &["CONNACK 2: identifier rejected", "the connection ends"],
        reason: Some("refused with CONNACK 2"),
    },
    Experiment {
        id: "last_will",
        title: "CONNECT leaves a last will",
        evidence: Evidence::Unproven,
        moves: &[
            changed(CONNECT, "CONNECT with a will", |names| {
                connect_with(names, |connect| {
                    connect.will = Some(Will {
                        topic: "devices/gone".to_owned(),
                        payload: b"gone".to_vec(),
                        qos: mqtt_wire::QoS::AtMostOnce,
                        retain: false,
                    });
                })
            }),
            SUBSCRIBE,
        ],
        choices: CHOICES,
        ending: Ending::Closed,
        answers: DROPPED,
        reason: Some("dropped: the connection asks for a last will, which DPS has no use for"),
    },
    Experiment {
        id: "connect_reserved_flag",
        title: "The reserved bit of the CONNECT flags is set",
        evidence: Evidence::Unproven,
        moves: &[
            changed(CONNECT, "CONNECT, reserved flag 1", |names| {
                let mut bytes = encode(&Packet::Connect(connect(names)));
                if let Some(flags) = bytes.get_mut(2 + NAME_AND_LEVEL) {
                    *flags |= 0x01;
                }
                bytes
            }),
            SUBSCRIBE,
        ],
        choices: CHOICES,
        ending: Ending::Closed,
        answers: DROPPED,
        reason: Some("dropped: the reserved CONNECT flag is set [MQTT-3.1.2-3] at byte 9"),
    },
];

const CONNECT_SECTION: (&str, &str) = oasis!("3.1: CONNECT", "_Toc398718028");
const CONNACK_SECTION: (&str, &str) = oasis!("3.2.2.3: Connect Return code", "_Toc398718035");
const QUESTION: &str = "What does the service answer to this CONNECT?";
const AND_THEN: &str = "Does the device still get its hub?";

pub(super) static TEXTS: &[Texts] = &[
    Texts {
        id: "client_id_differs",
        changed: "The client identifier gets “-2” at its end; the user name still holds the registration ID.",
        question: QUESTION,
        answer: "CONNACK 5. The two must be one and the same, and no certificate has been looked at yet.",
        azure: "A client that used another client ID was answered with CONNACK 5. It was one trace, and the key file in it belonged to another device too, so this is fair evidence and no more.",
        learn: "The client ID is the registration ID, to the letter. Tools that make up a client ID of their own have to be told.",
        citations: &[sources::MQTT, sources::CLIENT_ID_ISSUE],
    },
    Texts {
        id: "id_scope_wrong",
        changed: "The first part of the user name is an ID scope that no service has.",
        question: QUESTION,
        answer: "CONNACK 3, “server unavailable”: all services share one address, and the scope picks one of them.",
        azure: "A maintainer of an SDK confirmed CONNACK 3 for an unknown ID scope. People take it for an outage, and some clients try again for ever.",
        learn: "CONNACK 3 from DPS nearly always means: look at the ID scope. Do not retry it as if the service were down.",
        citations: &[sources::SCOPE_ISSUE, CONNACK_SECTION],
    },
    Texts {
        id: "api_version_missing",
        changed: "The user name ends after the registration ID.",
        question: QUESTION,
        answer: "CONNACK 5: a user name that cannot be read names nobody.",
        azure: "What DPS answers to a malformed user name is written down nowhere, and no trace of it was found. CONNACK 5 is a choice of the practice service.",
        learn: "The user name is {idScope}/registrations/{registrationId}/api-version=2019-03-31, with nothing left out.",
        citations: &[sources::MQTT],
    },
    Texts {
        id: "api_version_after_question_mark",
        changed: "A question mark stands before api-version. IoT Hub wants it there, DPS does not.",
        question: QUESTION,
        answer: "CONNACK 5: read literally, the user name has no api-version.",
        azure: "Documented is the form without a question mark. What DPS answers to the other one is not known.",
        learn: "DPS and IoT Hub have user names of different shapes: do not build the one from the other’s template.",
        citations: &[sources::MQTT, sources::HUB_MQTT],
    },
    Texts {
        id: "password_set",
        changed: "CONNECT carries a password of six bytes, although a certificate was shown in the handshake.",
        question: AND_THEN,
        answer: "It does: with a certificate, the practice service does not look at the password.",
        azure: "The SDKs send none, and the embedded one documents a password of zero length. Whether DPS refuses another one is documented nowhere.",
        learn: "Leave the password away with X.509. What is not needed can only do harm, and it stands in every log of the packets.",
        citations: &[sources::MQTT],
    },
    Texts {
        id: "mqtt_5",
        changed: "Protocol level 5, and an empty list of properties where MQTT 5 has one: what many tools send by default.",
        question: QUESTION,
        answer: "CONNACK 1, in the form of MQTT 3.1.1, and the connection ends.",
        azure: "DPS documents MQTT 3.1.1 only. Its exact answer to another level was not seen; IoT Hub answered CONNACK 1 to level 3.",
        learn: "Set the protocol version to 3.1.1 yourself: mosquitto_rr and several libraries default to 5.",
        citations: &[sources::MQTT, sources::LEVEL_ISSUE],
    },
    Texts {
        id: "mqtt_3_1",
        changed: "The protocol is called MQIsdp and has level 3, as before 2014.",
        question: QUESTION,
        answer: "CONNACK 1, and the connection ends.",
        azure: "IoT Hub was seen answering CONNACK 1 to level 3. For DPS nobody has published it.",
        learn: "MQTT.js reconnected with level 3 by itself once: a fallback nobody asked for can hide the true cause.",
        citations: &[sources::LEVEL_ISSUE, CONNACK_SECTION],
    },
    Texts {
        id: "keep_alive_0",
        changed: "The keep-alive is 0: the device promises nothing about its silence.",
        question: AND_THEN,
        answer: "It does. The practice service ends a silent connection after 1767 seconds all the same.",
        azure: "The SDK for C sends 0, and a trace shows DPS accepting it. The ceiling of 1767 seconds is documented for IoT Hub only.",
        learn: "For a registration that takes seconds the keep-alive hardly matters. Afterwards, on the hub, it does.",
        citations: &[
            sources::C_TRACE_ISSUE,
            oasis!("3.1.2.10: Keep Alive", "_Toc398718030"),
        ],
    },
    Texts {
        id: "clean_session_0",
        changed: "Clean session is 0: the device asks to find its session again later.",
        question: AND_THEN,
        answer: "It does, and CONNACK says that there is no session: there never is one.",
        azure: "The SDKs for Python and Java send 0 and are served. Microsoft documents that sessions at DPS never persist, whatever the flag says.",
        learn: "Subscribe anew after every CONNECT. A client that trusts its old session waits for answers that nobody sends.",
        citations: &[sources::MQTT],
    },
    Texts {
        id: "client_id_empty",
        changed: "The client identifier has no byte, and clean session is 0. MQTT does not allow both.",
        question: QUESTION,
        answer: "CONNACK 2, as the standard asks of every server; then the connection ends.",
        azure: "What DPS does is not known.",
        learn: "An empty client ID is never right here: DPS takes the registration ID from it.",
        citations: &[CONNECT_SECTION, CONNACK_SECTION],
    },
    Texts {
        id: "last_will",
        changed: "CONNECT carries a will: a message to be published when the device is gone.",
        question: QUESTION,
        answer: "Nothing: the connection ends. There is nobody at DPS who could receive a will.",
        azure: "No SDK sends one, and how DPS takes it is not known.",
        learn: "A will belongs to the hub. Use separate settings for the two connections.",
        citations: &[sources::MQTT, CONNECT_SECTION],
    },
    Texts {
        id: "connect_reserved_flag",
        changed: "Bit 0 of the CONNECT flags is 1. It is reserved and has to be 0.",
        question: QUESTION,
        answer: "Nothing: the standard has the server check this bit and end the connection.",
        azure: "The standard demands it of every server. That DPS complies was not published.",
        learn: "One wrong bit is a protocol violation, and a closed socket is all one gets to see of it.",
        citations: &[CONNECT_SECTION],
    },
];
