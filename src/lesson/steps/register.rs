use crate::inputs::Field;
use crate::lesson::sources::{
    DPS_MQTT, ISSUE_CHAIN, ISSUE_LEAF, ISSUE_SIGNER, ISSUE_THROTTLE, MQTT_PUBLISH, REST, X509,
};
use crate::lesson::{Pitfall, Step, StepId};

pub(super) static STEP: Step = Step {
    id: StepId::Register,
    title: "Register",
    headline: "Ask to be registered",
    goal: "Publish the registration request and read the first answer.",
    explanation: &[
        "Here the topic is the request. `PUT/iotdps-register` says what you want, and `$rid` carries a **request ID** of your own. DPS repeats it in the topic of its answer, so that you can tell answers apart.",
        "If all is well, the answer comes with status `202`: `assigning`, an **operation ID**, and in the topic `retry-after`, the seconds to wait.",
        "**Why does it connect, and refuse me only now?** Because only now does DPS compare your certificate with its enrolments. TLS asked whether the device holds its key, `CONNECT` and `SUBSCRIBE` whether the names are in order. This request asks who may come in. If the chain does not lead to a verified CA, the answer is `401002 CA certificate not found.`",
        "**And why does it drop me?** The refusal ends the registration, and many clients then hang up by themselves; whether DPS closes as well is not documented. A server has no goodbye in MQTT 3.1.1, so a close comes without a reason. The reason is in the message before it.",
    ],
    fields: &[
        (
            Field::RegisterTopic,
            "Operation and request ID; the `$` belongs to `$rid` and must not get lost.",
        ),
        (
            Field::RegisterPayload,
            "JSON with the registration ID, and `payload` if a custom allocation is to receive something.",
        ),
    ],
    pitfalls: &[
        Pitfall {
            symptom: "`401002 CA certificate not found.`",
            cause: "No verified CA in the chain: intermediates not sent, or the CA not uploaded, not verified, or in another DPS instance.",
        },
        Pitfall {
            symptom: "`401002 Invalid certificate.`",
            cause: "The individual enrolment holds another leaf, or the common name is not the registration ID.",
        },
        Pitfall {
            symptom: "`401000 Unauthorized`",
            cause: "Often no enrolment fits this device. Microsoft does not document where `401000` ends and `401002` begins.",
        },
        Pitfall {
            symptom: "`401002 Signing certificate info did not match chain elements.`",
            cause: "The group's own CA is not in the chain that was presented.",
        },
        Pitfall {
            symptom: "The answer carries an empty `$rid`",
            cause: "The topic said `?rid=` without `$`. DPS answers all the same, but cannot repeat the ID.",
        },
        Pitfall {
            symptom: "An SDK says only \"status code 401\"",
            cause: "It has dropped the body. The code and the text are in the packet.",
        },
    ],
    sources: &[
        DPS_MQTT,
        REST,
        X509,
        MQTT_PUBLISH,
        ISSUE_CHAIN,
        ISSUE_LEAF,
        ISSUE_SIGNER,
        ISSUE_THROTTLE,
    ],
};
