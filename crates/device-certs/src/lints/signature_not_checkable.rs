//! A signature cannot be checked here.

use crate::Verdict;
use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Texts, rfc};

pub(super) static LINT: Lint = Lint {
    id: "signature_not_checkable",
    severity: Severity::Notice,
    title: "a signature cannot be checked here",
    profiles: Profile::PRESENTED,
    check: Check::Whole(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "signature_not_checkable",
    why: "The algorithm or the curve is one that neither the browser nor the library used here can check. It may be right or wrong; DPS may not be able to check it either.",
    fix: "Check it with `openssl verify -CAfile root.pem -untrusted intermediate.pem device.pem`.",
    citations: &[rfc!(5280, "6.1.3")],
    fires_on: &["device/issuer_secp256k1.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(evidence: &Evidence<'_>, found: &mut Found) {
    let mut seen = false;
    for (child, _, verdict) in evidence.signatures() {
        seen = true;
        if let (Verdict::NotCheckable(why), Some(certificate)) =
            (verdict, evidence.exhibit.certificates.get(child))
        {
            found.in_certificate(child, certificate.signature.clone(), why.clone());
        }
    }
    if !seen {
        found.not_applicable("the issuer of no certificate is in the file");
    }
}
