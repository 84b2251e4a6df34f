//! The certificate is version 1.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, rfc};

pub(super) static LINT: Lint = Lint {
    id: "version_1",
    severity: Severity::Notice,
    title: "the certificate is version 1",
    profiles: Profile::PRESENTED,
    check: Check::Each(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "version_1",
    why: "Plain `openssl x509 -req` makes such certificates. They say nothing of their purpose; a CA of version 1 is not recognised as one by current TLS libraries. Whether DPS takes it in a chain is not documented.",
    fix: "Issue with extensions: `openssl x509 -req -in device.csr -CA ca.pem -CAkey ca.key -extfile leaf.ext -out device.pem`, where leaf.ext says `extendedKeyUsage=clientAuth`.",
    citations: &[rfc!(5280, "4.1.2.1")],
    fires_on: &["device/version_1.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(_evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    if subject.certificate.version == 1 && subject.certificate.extensions.is_empty() {
        found.at(
            subject.certificate.tbs.clone(),
            "version 1, without extensions",
        );
    }
}
