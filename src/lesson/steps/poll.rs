use crate::inputs::Field;
use crate::lesson::sources::{DPS_MQTT, ISSUE_OPERATION_ID, ISSUE_THROTTLE, LIMITS, SCALE};
use crate::lesson::{Pitfall, Step, StepId};

pub(super) static STEP: Step = Step {
    id: StepId::Poll,
    title: "Poll",
    headline: "Ask how it went",
    goal: "Wait as long as the service asks, then ask for the state of the operation until it is decided.",
    explanation: &[
        "`202` is no decision. DPS is choosing a hub and writing the device into it, which takes a moment. It will not tell you by itself when it is done: you ask, with the operation ID it gave you.",
        "`retry-after` is how many seconds to wait before you ask; `3` in recent traces. Asking sooner gains nothing: a device may poll five times in ten seconds, and past that DPS throttles.",
        "Here each poll gets a new request ID, and the same operation ID. If an answer leaves the operation ID out, keep the one you have.",
        "`429` and `5xx` are no verdict either. Wait, by `retry-after` if it is given, and repeat the same request. When the status is no longer `assigning`, the decision is there.",
    ],
    fields: &[(
        Field::PollTopic,
        "A new request ID to match the answer, and the operation ID to say which registration is meant.",
    )],
    pitfalls: &[
        Pitfall {
            symptom: "The device stays at `assigning`",
            cause: "The client never polls. After `202` it must ask; no further message comes unasked.",
        },
        Pitfall {
            symptom: "`429001 Operations are being throttled for this tenant.`",
            cause: "Polls come too early, or a whole fleet registers at once. Honour `retry-after`, and add a random delay.",
        },
        Pitfall {
            symptom: "`404203 Operation not found.`",
            cause: "The operation ID is mistyped or too old; how long one lives is not documented. Register again.",
        },
        Pitfall {
            symptom: "`KeyError: operationId`",
            cause: "The client reads the body before the status. Error bodies have no operation ID.",
        },
    ],
    sources: &[DPS_MQTT, LIMITS, SCALE, ISSUE_OPERATION_ID, ISSUE_THROTTLE],
};
