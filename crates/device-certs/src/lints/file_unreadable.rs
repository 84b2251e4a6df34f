//! The file holds no certificate that can be read.

use crate::lint::{
    Check, Evidence, Found, Lint, PemDefect, Profile, Severity, Texts, pem_defects, sources,
};

pub(super) static LINT: Lint = Lint {
    id: "file_unreadable",
    severity: Severity::Error,
    title: "the file holds no certificate that can be read",
    profiles: Profile::ALL,
    check: Check::Whole(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "file_unreadable",
    why: "The file is empty, cut, or of a kind that is not known here. The device has no certificate to present then, and DPS refuses it.",
    fix: "Choose the file that holds the certificate; `openssl x509 -in device.pem -noout -subject` must name it.",
    citations: &[sources::MQTT, sources::FORMATS],
    fires_on: &["device/empty.pem", "device/der_cut.der"],
    quiet_on: &["device/good_p256.pem"],
};

fn check(evidence: &Evidence<'_>, found: &mut Found) {
    for problem in pem_defects(evidence.exhibit, PemDefect::Unreadable) {
        found.at(problem.bytes.clone(), problem.what.clone());
    }
}
