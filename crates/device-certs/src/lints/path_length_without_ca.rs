//! A limit on the path stands where no path can begin.

use crate::certificate::KeyUsage;
use crate::lint::{
    Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, extension_bytes, rfc,
};
use crate::oids;

pub(super) static LINT: Lint = Lint {
    id: "path_length_without_ca",
    severity: Severity::Warning,
    title: "pathlen is in a certificate that signs none",
    profiles: Profile::PRESENTED,
    check: Check::Each(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "path_length_without_ca",
    why: "RFC 5280 forbids pathlen without CA:TRUE and keyCertSign: it limits the CAs below a CA, and this is none. Strict libraries refuse such a certificate, wherever it stands in the chain of the device.",
    fix: "Issue again without pathlen: `basicConstraints=critical,CA:FALSE` for a device, `basicConstraints=critical,CA:TRUE,pathlen:0` with `keyUsage=critical,keyCertSign` for its CA.",
    citations: &[rfc!(5280, "4.2.1.9")],
    fires_on: &["device/path_length_without_ca.pem"],
    quiet_on: &["device/good_p256.pem", "device/good_with_root.pem"],
};

fn check(_evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let certificate = subject.certificate;
    let Some(limit) = certificate.path_len() else {
        return found.not_applicable("no certificate limits the length of the path");
    };
    let usage = certificate.key_usage;
    let signs = usage.is_none_or(|usage| usage.contains(KeyUsage::KEY_CERT_SIGN));
    let missing = match (certificate.is_ca(), signs) {
        (true, true) => return,
        (false, _) => "CA:FALSE",
        (true, false) => "a keyUsage without keyCertSign",
    };
    found.at(
        extension_bytes(certificate, oids::BASIC_CONSTRAINTS),
        format!("pathlen is {limit}, beside {missing}"),
    );
}
