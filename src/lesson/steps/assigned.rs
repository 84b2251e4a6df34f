use crate::lesson::sources::{
    ALLOCATION, DPS_TERMS, ISSUE_HUB_KEY, ISSUE_THUMBPRINT, REST, REVOKE, ROLL, SCALE,
};
use crate::lesson::{Pitfall, Step, StepId};

pub(super) static STEP: Step = Step {
    id: StepId::Assigned,
    title: "Assigned",
    headline: "Read the decision",
    goal: "Take the hub and the device ID out of the answer, and hang up.",
    explanation: &[
        "Status `200` means that DPS has decided, not that it agreed. The verdict is the word in the body: `assigned`, `failed` or `disabled`.",
        "With `assigned` come the two values you registered for. `assignedHub` is the host to talk to from now on. `deviceId` is your name there. With a group it is the common name; an individual enrolment may set another. Keep to its upper and lower case: hubs tell them apart, DPS does not.",
        "DPS has also written your device into the hub, with the **thumbprint** (a digest) of the leaf you presented, even for a group. So the hub needs no CA of yours and shows the device as \"self-signed\". And after you renew the certificate, the device has to provision again before the hub knows it.",
        "Keep the hub and the device ID, and send `DISCONNECT`: DPS is not needed until something changes. Devices that provision at every start run into throttling as a fleet.",
    ],
    fields: &[],
    pitfalls: &[
        Pitfall {
            symptom: "`disabled`",
            cause: "The enrolment was found and is switched off. Enable it in DPS.",
        },
        Pitfall {
            symptom: "`failed` with `401001 IoTHub not found.`",
            cause: "No hub is linked to this DPS instance.",
        },
        Pitfall {
            symptom: "`failed` with `IotHubUnauthorizedAccess`",
            cause: "DPS may not write to the hub: the linked key is out of date or lacks rights. Unlink the hub and link it again.",
        },
        Pitfall {
            symptom: "`failed` with `400207 Custom allocation failed with status code`",
            cause: "The allocation webhook answered with an error or named a hub that is not linked.",
        },
        Pitfall {
            symptom: "`failed` is taken for success",
            cause: "The client looks at the `200` in the topic alone.",
        },
    ],
    sources: &[
        REST,
        DPS_TERMS,
        ALLOCATION,
        ROLL,
        SCALE,
        REVOKE,
        ISSUE_THUMBPRINT,
        ISSUE_HUB_KEY,
    ],
};
