use crate::inputs::Field;
use crate::lesson::sources::{DPS_MQTT, ISSUE_FILTER, MQTT_FILTERS, MQTT_SUBACK, MQTT_SUBSCRIBE};
use crate::lesson::{Pitfall, Step, StepId};

pub(super) static STEP: Step = Step {
    id: StepId::Subscribe,
    title: "Subscribe",
    headline: "Listen before you ask",
    goal: "Subscribe to the one topic filter on which DPS answers.",
    explanation: &[
        "MQTT has no answers, only messages on topics, and a client hears the topics it subscribed to. DPS sends its answers to topics that begin with `$dps/registrations/res/`. What follows differs from answer to answer, so the filter ends in `#`, which stands for everything below.",
        "Your name is not in the filter. The connection is yours alone, and so are the answers on it.",
        "Wait for `SUBACK` before you ask anything. An answer that comes before you listen is lost.",
        "The code in `SUBACK` is the quality of service (QoS) that was granted. With `0` a message arrives at most once. With `1` the receiver confirms it with `PUBACK`, and it arrives at least once. DPS grants `1` at most. `128`, or `0x80`, means that the subscription was refused.",
    ],
    fields: &[(
        Field::Filter,
        "The one filter that DPS documents; it is the same for every device.",
    )],
    pitfalls: &[
        Pitfall {
            symptom: "Nothing comes back",
            cause: "The request went out before the subscription, or the filter differs by a character.",
        },
        Pitfall {
            symptom: "The shell sends `/registrations/res/#`",
            cause: "In double quotes the shell reads `$dps` as a variable. Use single quotes.",
        },
        Pitfall {
            symptom: "The connection ends after `SUBSCRIBE`",
            cause: "The filter is a general one such as `#` or `$SYS/#`. DPS is no general broker; what it does with other filters is not documented.",
        },
    ],
    sources: &[
        DPS_MQTT,
        MQTT_SUBSCRIBE,
        MQTT_SUBACK,
        MQTT_FILTERS,
        ISSUE_FILTER,
    ],
};
