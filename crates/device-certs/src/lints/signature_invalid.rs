//! A certificate was not signed by the one it names.

use crate::Verdict;
use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Texts, rfc, sources};

pub(super) static LINT: Lint = Lint {
    id: "signature_invalid",
    severity: Severity::Error,
    title: "a certificate was not signed by the one it names",
    profiles: Profile::PRESENTED,
    check: Check::Whole(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "signature_invalid",
    why: "The chain ends at a signature that does not hold: another CA of the same name signed, or the bytes were changed. Validating a chain means checking every signature, so that DPS does not get from the device to the CA of its group and answers 401002.",
    fix: "Take the CA certificate that really signed; `openssl verify -CAfile root.pem -untrusted intermediate.pem device.pem` must say OK. If the CA was made anew under its old name, issue the device certificate again.",
    citations: &[rfc!(5280, "6.1.3"), sources::CHAIN],
    fires_on: &[
        "device/signature_invalid.pem",
        "device/issuer_key_replaced.pem",
    ],
    quiet_on: &["device/good_p256.pem"],
};

fn check(evidence: &Evidence<'_>, found: &mut Found) {
    let mut seen = false;
    for (child, issuer, verdict) in evidence.signatures() {
        seen = true;
        // A leaf that only has the name of its issuer is another rule's matter.
        let on_path = evidence.exhibit.chain.path.contains(&child);
        if *verdict != Verdict::Invalid
            || (child == issuer
                && on_path
                && evidence.path().count() > 1
                && evidence.leaf().is_some_and(|leaf| leaf.index == child))
        {
            continue;
        }
        let (Some(certificate), Some(above)) = (
            evidence.exhibit.certificates.get(child),
            evidence.exhibit.certificates.get(issuer),
        ) else {
            continue;
        };
        let message = if child == issuer {
            format!(
                "{:?} names itself as issuer, but its own key did not make the signature",
                certificate.subject.to_string()
            )
        } else {
            format!(
                "the key of {:?} did not make the signature",
                above.subject.to_string()
            )
        };
        found.in_certificate(child, certificate.signature.clone(), message);
    }
    if !seen {
        found.not_applicable("the issuer of no certificate is in the file");
    }
}
