//! What is true of a status in general, and of the answer `disabled`.

use super::{
    CodeText, Confidence, DPS_MQTT, IP_FILTER, LIMITS, REVOKE, SCALE, TROUBLE, VERIFY, X509,
};

pub(super) fn explain(status: u16) -> Option<&'static CodeText> {
    Some(match status {
        400 => &BAD_REQUEST,
        401 | 403 => &UNAUTHORIZED,
        404 => &NOT_FOUND,
        409 | 412 => &CONFLICT,
        429 => &THROTTLED,
        500..=599 => &SERVICE_FAULT,
        _ => return None,
    })
}

static BAD_REQUEST: CodeText = CodeText {
    title: "DPS cannot read the request",
    meaning: "Something in the topic or the payload is not as DPS wants it: a payload that is no JSON, or a name with \
        characters that are not allowed.",
    fix: "Send a payload like {\"registrationId\":\"dev-01\"}, or none at all, and check the registration ID for \
        characters other than letters, digits and - . _ : in it.",
    sources: &[DPS_MQTT, TROUBLE],
    confidence: Confidence::Documented,
};

static UNAUTHORIZED: CodeText = CodeText {
    title: "DPS does not let this device in",
    meaning: "No enrolment fits the certificate that was presented. An IP filter of the DPS instance that blocks your \
        address looks the same: it is documented as 401 without a reason.",
    fix: "Compare the enrolment with the certificate: an individual enrolment needs exactly this device certificate, a \
        group needs a verified CA that is in the chain the device sends. Then look at the instance's IP filter rules.",
    sources: &[X509, VERIFY, IP_FILTER],
    confidence: Confidence::Documented,
};

static NOT_FOUND: CodeText = CodeText {
    title: "DPS does not find what was asked for",
    meaning: "The operation ID in the poll is wrong or too old, or the enrolment was deleted in the meantime.",
    fix: "Register again from the start, and use the operation ID of the new answer.",
    sources: &[TROUBLE],
    confidence: Confidence::Documented,
};

static CONFLICT: CodeText = CodeText {
    title: "Two requests got in each other's way",
    meaning: "The same device is registering twice at once, or its enrolment is being changed right now.",
    fix: "Wait a moment and register again, from one place only.",
    sources: &[TROUBLE],
    confidence: Confidence::Documented,
};

static THROTTLED: CodeText = CodeText {
    title: "DPS asks to slow down",
    meaning: "More was asked in a short time than is allowed: 1000 registrations a minute for an instance, five polls in \
        ten seconds for a device.",
    fix: "Wait as long as retry-after in the topic says, then repeat the same request. Spread a fleet's registrations \
        with random delays, and do not register at every start of a device.",
    sources: &[LIMITS, SCALE],
    confidence: Confidence::Documented,
};

static SERVICE_FAULT: CodeText = CodeText {
    title: "DPS has trouble of its own",
    meaning: "The fault is with the service. Your device and its certificate are not the cause.",
    fix: "Wait and repeat the same request, a little longer each time. If it lasts, look at Azure's status page.",
    sources: &[TROUBLE, SCALE],
    confidence: Confidence::Documented,
};

pub(super) static DISABLED: CodeText = CodeText {
    title: "The enrolment is switched off",
    meaning: "DPS found an enrolment for this device, and the enrolment is disabled. A disabled individual enrolment \
        blocks its device even if an enabled group would let it in; a disabled group blocks every device below its CA.",
    fix: "Enable the enrolment in DPS, then register again. The certificate needs no change.",
    sources: &[REVOKE, X509],
    confidence: Confidence::Documented,
};
