//! What is changed in the registration and in the poll.

use mqtt_wire::{Packet, QoS};

use super::sources::{self, oasis};
use crate::experiment::{Experiment, Texts};
use crate::ordinary::{
    CONNECT, POLL, REGISTER, SUBSCRIBE, changed, encode, register, register_with,
};
use crate::{Ending, Evidence};
use practice_dps::MAX_MESSAGE_BYTES;

const ACCEPTED: &str = "CONNACK 0: accepted";
const GRANTED: &str = "SUBACK: QoS 1 granted";
const PUBACK: &str = "PUBACK";
const ASSIGNING: &str = "PUBLISH 202, request ID \"1\", retry-after 3: assigning";
const DROPPED: &[&str] = &[ACCEPTED, GRANTED, "the connection ends"];

const CHOICES: &[Ending] = &[
    Ending::Assigned,
    Ending::StillAssigning,
    Ending::WithoutRequestId,
    Ending::Error,
    Ending::Closed,
    Ending::Silence,
];

pub(super) static EXPERIMENTS: &[Experiment] = &[
    Experiment {
        id: "rid_without_dollar",
        title: "?rid= without its dollar sign",
        evidence: Evidence::Observed,
        moves: &[
            CONNECT,
            SUBSCRIBE,
            changed(REGISTER, "PUBLISH register, ?rid=1", |names| {
                register_with(names, |publish| {
                    publish.topic = publish.topic.replace("$rid", "rid")
                })
            }),
        ],
        choices: CHOICES,
        ending: Ending::WithoutRequestId,
        answers: &[
            ACCEPTED,
            GRANTED,
            PUBACK,
            "PUBLISH 202, request ID \"\", retry-after 3: assigning",
        ],
        reason: None,
    },
    Experiment {
        id: "shell_ate_the_topic",
        title: "The shell has eaten $dps and $rid in the topic",
        evidence: Evidence::Unproven,
        moves: &[
            CONNECT,
            SUBSCRIBE,
            changed(
                REGISTER,
                "PUBLISH to /registrations/PUT/iotdps-register/?=1",
                |names| {
                    register_with(names, |publish| {
                        publish.topic = "/registrations/PUT/iotdps-register/?=1".to_owned()
                    })
                },
            ),
        ],
        choices: CHOICES,
        ending: Ending::Closed,
        answers: DROPPED,
        reason: Some("dropped: the topic is none the service serves"),
    },
    Experiment {
        id: "topic_of_the_hub",
        title: "Telemetry goes to DPS instead of the hub",
        evidence: Evidence::Unproven,
        moves: &[
            CONNECT,
            SUBSCRIBE,
            changed(
                REGISTER,
                "PUBLISH to devices/…/messages/events/",
                |names| {
                    register_with(names, |publish| {
                        publish.topic =
                            ["devices/", names.registration_id, "/messages/events/"].concat();
                    })
                },
            ),
        ],
        choices: CHOICES,
        ending: Ending::Closed,
        answers: DROPPED,
        reason: Some("dropped: the topic is none the service serves"),
    },
    Experiment {
        id: "publish_qos_0",
        title: "The registration goes at QoS 0",
        evidence: Evidence::Observed,
        moves: &[
            CONNECT,
            SUBSCRIBE,
            changed(REGISTER, "PUBLISH register, QoS 0", |names| {
                register_with(names, |publish| {
                    publish.qos = QoS::AtMostOnce;
                    publish.packet_id = None;
                })
            }),
            POLL,
        ],
        choices: CHOICES,
        ending: Ending::Assigned,
        answers: &[
            ACCEPTED,
            GRANTED,
            ASSIGNING,
            PUBACK,
            "PUBLISH 200, request ID \"2\": assigned",
        ],
        reason: None,
    },
    Experiment {
        id: "publish_qos_2",
        title: "The registration goes at QoS 2",
        evidence: Evidence::Unproven,
        moves: &[
            CONNECT,
            SUBSCRIBE,
            changed(REGISTER, "PUBLISH register, QoS 2", |names| {
                register_with(names, |publish| publish.qos = QoS::ExactlyOnce)
            }),
        ],
        choices: CHOICES,
        ending: Ending::Closed,
        answers: DROPPED,
        reason: Some("dropped: a message came with QoS 2, which the service does not serve"),
    },
    Experiment {
        id: "retain",
        title: "The registration asks to be retained",
        evidence: Evidence::Unproven,
        moves: &[
            CONNECT,
            SUBSCRIBE,
            changed(REGISTER, "PUBLISH register, RETAIN", |names| {
                register_with(names, |publish| publish.retain = true)
            }),
        ],
        choices: CHOICES,
        ending: Ending::Closed,
        answers: DROPPED,
        reason: Some("dropped: a message asks to be retained, which DPS has no use for"),
    },
    Experiment {
        id: "payload_empty",
        title: "The registration has no payload",
        evidence: Evidence::Observed,
        moves: &[
            CONNECT,
            SUBSCRIBE,
            changed(REGISTER, "PUBLISH register, empty", |names| {
                register_with(names, |publish| publish.payload.clear())
            }),
            POLL,
        ],
        choices: CHOICES,
        ending: Ending::Assigned,
        answers: &[
            ACCEPTED,
            GRANTED,
            PUBACK,
            ASSIGNING,
            PUBACK,
            "PUBLISH 200, request ID \"2\": assigned",
        ],
        reason: None,
    },
    Experiment {
        id: "payload_not_json",
        title: "The payload is no JSON",
        evidence: Evidence::Unproven,
        moves: &[
            CONNECT,
            SUBSCRIBE,
            changed(REGISTER, "PUBLISH register, a brace missing", |names| {
                register_with(names, |publish| {
                    publish.payload.pop();
                })
            }),
        ],
        choices: CHOICES,
        ending: Ending::Error,
        answers: &[
            ACCEPTED,
            GRANTED,
            PUBACK,
            "PUBLISH 400, request ID \"1\": 400002 INVALID_REQUEST",
        ],
        reason: None,
    },
    Experiment {
        id: "payload_oversized",
        title: "The payload is larger than the quota",
        evidence: Evidence::Unproven,
        moves: &[
            CONNECT,
            SUBSCRIBE,
            changed(REGISTER, "PUBLISH register, 96 KB and a byte", |names| {
                register_with(names, |publish| {
                    publish.payload.resize(MAX_MESSAGE_BYTES + 1, b' ')
                })
            }),
        ],
        choices: CHOICES,
        ending: Ending::Closed,
        answers: DROPPED,
        reason: Some("dropped: a message of 98305 bytes, more than 98304"),
    },
    Experiment {
        id: "operation_unknown",
        title: "The poll names an operation that is not",
        evidence: Evidence::Observed,
        moves: &[
            CONNECT,
            SUBSCRIBE,
            changed(POLL, "PUBLISH status?, operationId=4.0", |_| {
                let topic = dps_protocol::topics::operation_status("2", "4.0");
                let publish = mqtt_wire::Publish {
                    topic,
                    payload: Vec::new(),
                    qos: QoS::AtLeastOnce,
                    retain: false,
                    dup: false,
                    packet_id: Some(3),
                };
                encode(&Packet::Publish(publish))
            }),
        ],
        choices: CHOICES,
        ending: Ending::Error,
        answers: &[
            ACCEPTED,
            GRANTED,
            PUBACK,
            "PUBLISH 404, request ID \"2\": 404203 Operation not found.",
        ],
        reason: None,
    },
    Experiment {
        id: "packet_id_0",
        title: "The packet identifier is 0",
        evidence: Evidence::Unproven,
        moves: &[
            CONNECT,
            SUBSCRIBE,
            changed(REGISTER, "PUBLISH register, packet ID 0", |names| {
                let publish = register(names);
                let topic = publish.topic.len();
                let mut bytes = encode(&Packet::Publish(publish));
                // Header of two or three bytes, length of the topic, topic.
                let header = bytes.len() - with_body(names);
                for byte in bytes.iter_mut().skip(header + 2 + topic).take(2) {
                    *byte = 0;
                }
                bytes
            }),
        ],
        choices: CHOICES,
        ending: Ending::Closed,
        answers: DROPPED,
        reason: Some("dropped: the packet identifier of PUBLISH is 0 [MQTT-2.3.1-1] at byte 50"),
    },
];

/// How long the registration is without its header.
fn with_body(names: &crate::Names<'_>) -> usize {
    let publish = register(names);
    2 + publish.topic.len() + 2 + publish.payload.len()
}

const QUESTION: &str = "What comes back to this PUBLISH?";

pub(super) static TEXTS: &[Texts] = &[
    Texts {
        id: "rid_without_dollar",
        changed: "The topic ends in ?rid=1 where it should end in ?$rid=1.",
        question: QUESTION,
        answer: "A normal 202, on a topic with an empty request ID: …/res/202/?$rid=&retry-after=3.",
        azure: "Seen in a trace of a modem that had left out the dollar sign: DPS answered 202 with an empty $rid.",
        learn: "The service does not complain; the client’s own matching of answers breaks instead. An empty $rid in an answer means: look at the topic you published to.",
        citations: &[sources::MQTT],
    },
    Texts {
        id: "shell_ate_the_topic",
        changed: "In double quotes a shell replaces $dps and $rid by nothing. The topic becomes /registrations/PUT/iotdps-register/?=1.",
        question: QUESTION,
        answer: "Nothing, not even a PUBACK: the topic is none that is served, and the connection ends.",
        azure: "What DPS does with a foreign topic is not known. For IoT Hub, Microsoft documents that the connection ends.",
        learn: "Single quotes around topics. Log the topic that was sent, not the line of the script.",
        citations: &[sources::MQTT, sources::HUB_MQTT],
    },
    Texts {
        id: "topic_of_the_hub",
        changed: "The message goes to devices/{registrationId}/messages/events/, a topic of IoT Hub.",
        question: QUESTION,
        answer: "Nothing: the connection ends.",
        azure: "Documented is that DPS knows its own topics only. How it ends is not known.",
        learn: "Two services, two connections: telemetry goes to the assigned hub, after DPS has named it.",
        citations: &[sources::MQTT, sources::HUB_MQTT],
    },
    Texts {
        id: "publish_qos_0",
        changed: "The QoS bits are 0, and there is no packet identifier.",
        question: QUESTION,
        answer: "The answer comes as usual; only the PUBACK is missing, since there is nothing to acknowledge.",
        azure: "The SDKs for C and Java publish at QoS 0 and are served.",
        learn: "The answer to a request is a message. A PUBACK says that the request has arrived, and nothing about how it ends.",
        citations: &[
            sources::MQTT,
            oasis!("4.3: QoS and protocol flows", "_Toc398718101"),
        ],
    },
    Texts {
        id: "publish_qos_2",
        changed: "The QoS bits are 2: exactly once, which takes four packets.",
        question: QUESTION,
        answer: "Nothing: the connection ends.",
        azure: "IoT Hub ends the connection, Microsoft documents. DPS is assumed to do the same; nobody has published it.",
        learn: "QoS 1 and a request ID do what QoS 2 would be for: repeat the request, and match the answer.",
        citations: &[sources::HUB_MQTT],
    },
    Texts {
        id: "retain",
        changed: "The RETAIN bit is 1: a broker would keep the message for who subscribes later.",
        question: QUESTION,
        answer: "Nothing: the connection ends. There is nobody to keep it for.",
        azure: "All SDKs send 0. What DPS does with 1 is not known.",
        learn: "Check the defaults of your library: retain has no place in a request.",
        citations: &[sources::MQTT, oasis!("3.3: PUBLISH", "_Toc398718037")],
    },
    Texts {
        id: "payload_empty",
        changed: "The payload has no byte: the registration ID stands in CONNECT alone.",
        question: QUESTION,
        answer: "It goes through: the registration ID is taken from CONNECT.",
        azure: "Seen: registrations without a byte of payload were assigned.",
        learn: "What identifies the device is the connection, not the payload.",
        citations: &[sources::MQTT],
    },
    Texts {
        id: "payload_not_json",
        changed: "The closing brace of the payload is missing.",
        question: QUESTION,
        answer: "A PUBACK, and then status 400 with 400002: the request has arrived and is not understood.",
        azure: "A body that is not JSON is answered with 400; which six digits it carries over MQTT is not known.",
        learn: "The first three digits of an error code are the status in the topic. PUBACK is no consent.",
        citations: &[sources::MQTT],
    },
    Texts {
        id: "payload_oversized",
        changed: "Spaces make the payload one byte larger than 96 KB.",
        question: QUESTION,
        answer: "Nothing: the connection ends before the message is acknowledged.",
        azure: "The quota of 96 KB is documented. What happens beyond it is not known.",
        learn: "There is a limit, and the device sees a closed socket rather than a reason.",
        citations: &[sources::QUOTAS],
    },
    Texts {
        id: "operation_unknown",
        changed: "Nothing was registered, and the poll asks for an operation called 4.0.",
        question: QUESTION,
        answer: "Status 404 with 404203: no operation of this device has that name.",
        azure: "The code stands in a test of another vendor’s client, once under status 401. How long DPS keeps an operation is not known.",
        learn: "An operation ID is worth keeping for this connection only. On 404 register again.",
        citations: &[sources::OPERATION_STATUS],
    },
    Texts {
        id: "packet_id_0",
        changed: "The two bytes of the packet identifier are 0.",
        question: QUESTION,
        answer: "Nothing: the standard forbids it, and the connection ends.",
        azure: "The standard forbids it to every client. That DPS checks it was not published.",
        learn: "Counters that run over must skip 0.",
        citations: &[oasis!("2.3.1: Packet Identifier", "_Toc398718023")],
    },
];
