use crate::inputs::Field;
use crate::lesson::sources::{
    DPS_MQTT, DPS_TERMS, ISSUE_CN, ISSUE_REGISTRATION_ID, ISSUE_SCOPE, RFC_SUBJECT, X509,
};
use crate::lesson::{Pitfall, Step, StepId};

pub(super) static STEP: Step = Step {
    id: StepId::Identity,
    title: "Identity",
    headline: "Say who you are",
    goal: "Choose the two names that lead your device to its enrolment: the **ID scope** and the **registration ID**.",
    explanation: &[
        "Azure's Device Provisioning Service (DPS) is a reception desk. A new device knows the desk's address and its own identity; the desk looks the device up and tells it which IoT hub it belongs to. What the desk was told about devices beforehand is called an **enrolment**.",
        "All customers share one address. The **ID scope** picks one DPS instance among them; its overview page in the Azure portal shows it.",
        "The **registration ID** says which device this is. With certificates you do not invent it here: it must be the common name in the device's certificate, the part after `CN=` in its subject.",
        "**Where does it come from with an enrolment group?** A group lists no devices. It holds a CA certificate, and every device with a certificate below that CA may come. So the name comes from the device: whoever issued its certificate wrote the common name, and the device repeats it as its registration ID. An individual enrolment is for one device, and that device's common name is the registration ID.",
        "Follow the value: this one name is about to return in the client ID, the username, the payload and, mostly, the device ID.",
    ],
    fields: &[(
        Field::Username,
        "Both names meet in this string, which the device sends when it connects.",
    )],
    pitfalls: &[
        Pitfall {
            symptom: "`CONNACK 3`, shown as \"server unavailable\"",
            cause: "The ID scope is unknown. This is no outage: copy the scope from the portal again.",
        },
        Pitfall {
            symptom: "`401002` although the certificate is fine",
            cause: "The registration ID is not the common name of the certificate. Make them equal.",
        },
        Pitfall {
            symptom: "`400004 Invalid RegistrationId`",
            cause: "Allowed are letters, digits and `-` `.` `_` `:`, at most 128, and the last one is a letter, a digit or `-`. X.509 limits a common name to 64.",
        },
    ],
    sources: &[
        DPS_TERMS,
        X509,
        DPS_MQTT,
        RFC_SUBJECT,
        ISSUE_SCOPE,
        ISSUE_CN,
        ISSUE_REGISTRATION_ID,
    ],
};
