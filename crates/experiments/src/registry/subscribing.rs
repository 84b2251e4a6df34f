//! What is changed in SUBSCRIBE.

use mqtt_wire::QoS;

use super::sources::{self, oasis};
use crate::experiment::{Experiment, Texts};
use crate::ordinary::{CONNECT, POLL, REGISTER, SUBSCRIBE, changed, subscribe};
use crate::{Ending, Evidence};

const ACCEPTED: &str = "CONNACK 0: accepted";
const DROPPED: &[&str] = &[ACCEPTED, "the connection ends"];
const NOT_SERVED: Option<&str> = Some("dropped: the topic filter is none the service serves");

const CHOICES: &[Ending] = &[
    Ending::Assigned,
    Ending::StillAssigning,
    Ending::Error,
    Ending::Closed,
    Ending::Silence,
];

pub(super) static EXPERIMENTS: &[Experiment] = &[
    Experiment {
        id: "subscribe_qos_2",
        title: "SUBSCRIBE asks for QoS 2",
        evidence: Evidence::Documented,
        moves: &[
            CONNECT,
            changed(SUBSCRIBE, "SUBSCRIBE, QoS 2", |_| {
                subscribe("$dps/registrations/res/#", QoS::ExactlyOnce)
            }),
            REGISTER,
            POLL,
        ],
        choices: CHOICES,
        ending: Ending::Assigned,
        answers: &[
            ACCEPTED,
            "SUBACK: QoS 1 granted",
            "PUBACK",
            "PUBLISH 202, request ID \"1\", retry-after 3: assigning",
            "PUBACK",
            "PUBLISH 200, request ID \"2\": assigned",
        ],
        reason: None,
    },
    Experiment {
        id: "shell_ate_the_filter",
        title: "The shell has eaten $dps in the filter",
        evidence: Evidence::Unproven,
        moves: &[
            CONNECT,
            changed(SUBSCRIBE, "SUBSCRIBE to /registrations/res/#", |_| {
                subscribe("/registrations/res/#", QoS::AtLeastOnce)
            }),
            REGISTER,
        ],
        choices: CHOICES,
        ending: Ending::Closed,
        answers: DROPPED,
        reason: NOT_SERVED,
    },
    Experiment {
        id: "filter_everything",
        title: "SUBSCRIBE asks for everything there is",
        evidence: Evidence::Unproven,
        moves: &[
            CONNECT,
            changed(SUBSCRIBE, "SUBSCRIBE to #", |_| {
                subscribe("#", QoS::AtLeastOnce)
            }),
            REGISTER,
        ],
        choices: CHOICES,
        ending: Ending::Closed,
        answers: DROPPED,
        reason: NOT_SERVED,
    },
];

pub(super) static TEXTS: &[Texts] = &[
    Texts {
        id: "subscribe_qos_2",
        changed: "The filter is the right one; the requested QoS is 2.",
        question: "Is the subscription good enough for the answers to come?",
        answer: "SUBACK grants QoS 1 instead, and everything goes on as usual.",
        azure: "Microsoft documents that DPS grants QoS 1 to who asks for 2.",
        learn: "Read what SUBACK grants: it may be less than what was asked for, and that is no error.",
        citations: &[sources::MQTT, oasis!("3.9: SUBACK", "_Toc398718068")],
    },
    Texts {
        id: "shell_ate_the_filter",
        changed: "In double quotes a shell replaces $dps by nothing: the filter becomes /registrations/res/#.",
        question: "What comes back to this SUBSCRIBE?",
        answer: "Nothing: the filter is none that is served, and the connection ends.",
        azure: "What DPS does with a foreign filter is not known. For IoT Hub, Microsoft documents that MQTT ends the connection.",
        learn: "Put topics into single quotes, or write \\$. If a script “hangs” after SUBSCRIBE, print the filter it really sent.",
        citations: &[sources::MQTT, sources::HUB_MQTT],
    },
    Texts {
        id: "filter_everything",
        changed: "The filter is #, which on an ordinary broker means every topic.",
        question: "What comes back to this SUBSCRIBE?",
        answer: "Nothing: the connection ends. DPS is no broker, there is one filter and no other.",
        azure: "Documented is that only the one filter exists. What happens to another one is not known for DPS.",
        learn: "Do not explore DPS as if it were a broker. The list of its topics is short and complete.",
        citations: &[sources::MQTT],
    },
];
