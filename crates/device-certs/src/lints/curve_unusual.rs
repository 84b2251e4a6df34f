//! The curve is neither P-256 nor P-384.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, rfc, sources};
use crate::{Curve, KeyKind};

pub(super) static LINT: Lint = Lint {
    id: "curve_unusual",
    severity: Severity::Warning,
    title: "the curve is neither P-256 nor P-384",
    profiles: Profile::PRESENTED,
    check: Check::Each(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "curve_unusual",
    why: "Client and server must both know the curve. P-256 is seen to work with DPS; others, such as P-521, secp256k1 or Brainpool, are not offered by many servers, browsers do not know the last two, and no Microsoft page promises them for DPS.",
    fix: "Make a new key: `openssl ecparam -name prime256v1 -genkey -noout -out device.key`.",
    citations: &[rfc!(8422, "5.1.1"), sources::TLS],
    fires_on: &["device/curve_p521.pem", "device/curve_secp256k1.pem"],
    quiet_on: &["device/good_p256.pem", "device/good_p384.pem"],
};

fn check(_evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let KeyKind::Ec(curve) = &subject.certificate.key else {
        return found.not_applicable("the key is on no curve");
    };
    if !matches!(curve, Curve::P256 | Curve::P384) {
        found.at(
            subject.certificate.spki.clone(),
            format!("the key is EC {curve}"),
        );
    }
}
