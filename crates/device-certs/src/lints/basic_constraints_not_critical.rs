//! BasicConstraints of a CA is not critical.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, rfc};
use crate::oids;

pub(super) static LINT: Lint = Lint {
    id: "basic_constraints_not_critical",
    severity: Severity::Warning,
    title: "basicConstraints of a CA is not critical",
    profiles: Profile::PRESENTED,
    check: Check::Authority(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "basic_constraints_not_critical",
    why: "RFC 5280 wants the extension critical in a CA certificate, so that nobody overlooks it. OpenSSL in strict mode refuses the chain; DPS may.",
    fix: "Issue the CA certificate with `basicConstraints=critical,CA:TRUE`.",
    citations: &[rfc!(5280, "4.2.1.9")],
    fires_on: &["ca/basic_constraints_not_critical.pem"],
    quiet_on: &["ca/good.pem"],
};

fn check(_evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let extension = subject
        .certificate
        .extensions
        .iter()
        .find(|extension| extension.oid == oids::BASIC_CONSTRAINTS);
    if let Some(extension) =
        extension.filter(|extension| subject.certificate.is_ca() && !extension.critical)
    {
        found.at(extension.bytes.clone(), LINT.title);
    }
}
