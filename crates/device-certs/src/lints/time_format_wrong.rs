//! A date is written in a form that certificates may not use.

use crate::der::Tag;
use crate::lint::{
    Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, rfc, time_fields,
};

pub(super) static LINT: Lint = Lint {
    id: "time_format_wrong",
    severity: Severity::Warning,
    title: "a date is written in a form that certificates may not use",
    profiles: Profile::PRESENTED,
    check: Check::Each(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "time_format_wrong",
    why: "Dates have one form: UTCTime with seconds and Z until 2049, GeneralizedTime with seconds and Z from 2050. Other forms are refused by strict readers or read as another moment; DPS may be one of them.",
    fix: "Have the certificate issued again with a current tool.",
    citations: &[rfc!(5280, "4.1.2.5")],
    fires_on: &[
        "device/time_without_seconds.pem",
        "device/time_with_offset.pem",
        "device/time_generalized_too_early.pem",
    ],
    quiet_on: &["device/good_p256.pem", "device/no_expiry.pem"],
};

fn check(_evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    for (field, node) in ["notBefore", "notAfter"]
        .into_iter()
        .zip(time_fields(subject.certificate))
    {
        let content = node.content_of(&subject.certificate.der);
        let text = String::from_utf8_lossy(content);
        let digits = content
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let zulu = content.get(digits..) == Some(b"Z");
        let message = match node.tag {
            Tag::UTC_TIME if digits == 12 && zulu => continue,
            Tag::GENERALIZED_TIME if digits == 14 && zulu => {
                let year = text.get(..4).and_then(|year| year.parse::<u16>().ok());
                if year.is_none_or(|year| year >= 2050) {
                    continue;
                }
                format!("{field} is GeneralizedTime {text:?}, but before 2050 dates are UTCTime")
            }
            Tag::UTC_TIME => format!("{field} is UTCTime {text:?}, not YYMMDDHHMMSSZ"),
            _ => format!("{field} is {text:?}, not YYYYMMDDHHMMSSZ"),
        };
        found.at(node.bytes(), message);
    }
}
