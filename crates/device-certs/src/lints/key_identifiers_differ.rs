//! The certificate names another key of its issuer.

use crate::chain::{self, KeyIds};
use crate::lint::{
    Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, extension_bytes, rfc,
};
use crate::oids;

pub(super) static LINT: Lint = Lint {
    id: "key_identifiers_differ",
    severity: Severity::Warning,
    title: "the certificate names another key of its issuer",
    profiles: Profile::PRESENTED,
    check: Check::Each(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "key_identifiers_differ",
    why: "The issuer has the right name but another key, as after a CA was made anew. Who builds chains by these identifiers does not find the issuer; DPS then answers 401002, CA certificate not found.",
    fix: "Put the CA certificate there that really issued it, or issue the leaf again under the new CA.",
    citations: &[rfc!(5280, "4.2.1.1")],
    fires_on: &["device/issuer_key_replaced.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(_evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let Some(issuer) = subject.issuer else {
        return found.not_applicable("the issuer is not in the file");
    };
    if chain::key_ids(issuer, subject.certificate) == KeyIds::Differ {
        found.at(
            extension_bytes(subject.certificate, oids::AUTHORITY_KEY_IDENTIFIER),
            format!(
                "authorityKeyIdentifier is not the subjectKeyIdentifier of {:?}",
                issuer.subject.to_string()
            ),
        );
    }
}
