//! The issuers do not stand in the order of the chain.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Texts, rfc};

pub(super) static LINT: Lint = Lint {
    id: "chain_out_of_order",
    severity: Severity::Warning,
    title: "the issuers do not stand in the order of the chain",
    profiles: &[Profile::Device, Profile::Verification],
    check: Check::Whole(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "chain_out_of_order",
    why: "TLS 1.2, which DPS speaks, wants each certificate to certify the one before it. Many servers sort; small ones do not, and nobody promises it for DPS.",
    fix: "Write leaf, intermediates, root, in this order.",
    citations: &[rfc!(5246, "7.4.2")],
    fires_on: &["device/chain_out_of_order.pem"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(evidence: &Evidence<'_>, found: &mut Found) {
    let path = &evidence.exhibit.chain.path;
    let above = path.iter().skip(1);
    let mut last = 0;
    for index in above {
        if *index < last
            && let Some(certificate) = evidence.exhibit.certificates.get(*index)
        {
            found.in_certificate(
                *index,
                0..certificate.der.len(),
                format!(
                    "{:?} stands before the certificate it issued",
                    certificate.subject.to_string()
                ),
            );
        }
        last = last.max(*index);
    }
}
