//! The certificate has unique identifiers.

use crate::lint::{
    Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, rfc, tbs_fields,
};

pub(super) static LINT: Lint = Lint {
    id: "unique_identifiers",
    severity: Severity::Warning,
    title: "the certificate has unique identifiers",
    profiles: Profile::PRESENTED,
    check: Check::Each(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "unique_identifiers",
    why: "These fields were for names that are used again, and RFC 5280 forbids CAs to write them. Some readers do not know them; DPS need not.",
    fix: "Have the certificate issued again without them.",
    citations: &[rfc!(5280, "4.1.2.8")],
    fires_on: &["device/unique_identifiers.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(_evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    for field in tbs_fields(subject.certificate) {
        let name = match field.tag {
            tag if tag.is_context(1) => "issuerUniqueID",
            tag if tag.is_context(2) => "subjectUniqueID",
            _ => continue,
        };
        found.at(field.bytes(), format!("{name} is there"));
    }
}
