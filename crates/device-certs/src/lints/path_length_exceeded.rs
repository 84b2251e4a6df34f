//! There are more CAs below a CA than it allows.

use crate::lint::{
    Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, extension_bytes, rfc,
};
use crate::oids;

pub(super) static LINT: Lint = Lint {
    id: "path_length_exceeded",
    severity: Severity::Error,
    title: "there are more CAs below a CA than it allows",
    profiles: Profile::PRESENTED,
    check: Check::Authority(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "path_length_exceeded",
    why: "The number in pathlen says how many CAs may follow below. Validating a chain counts them and fails beyond, so that DPS does not get from the device to the CA of its group and answers 401002.",
    fix: "Issue the upper CA with a larger pathlen or none, or issue the device certificates one level higher.",
    citations: &[rfc!(5280, "6.1.4"), rfc!(5280, "4.2.1.9")],
    fires_on: &["device/path_length_exceeded.pem"],
    quiet_on: &["device/good_p256.pem", "device/good_with_root.pem"],
};

fn check(evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let Some(limit) = subject.certificate.path_len() else {
        return found.not_applicable("no CA limits the length of the path");
    };
    // The CAs between this one and the leaf. The last certificate of a path does not count, be it a CA or not, nor
    // does one that names itself (RFC 5280, 4.2.1.9).
    let between = evidence.path().take(subject.below).skip(1);
    let count = between
        .filter(|below| !below.certificate.is_self_issued())
        .count();
    if count > usize::try_from(limit).unwrap_or(usize::MAX) {
        found.at(
            extension_bytes(subject.certificate, oids::BASIC_CONSTRAINTS),
            format!("pathlen is {limit}, and {count} CAs stand below"),
        );
    }
}
