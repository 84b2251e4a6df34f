//! A part of the file is behind a password.

use crate::lint::{
    Check, Evidence, Found, Lint, LockState, Profile, Severity, Texts, rfc, sources,
};

pub(super) static LINT: Lint = Lint {
    id: "password_missing",
    severity: Severity::Notice,
    title: "a part of the file is behind a password",
    profiles: Profile::ALL,
    check: Check::Whole(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "password_missing",
    why: "What is behind a password was not looked at: whether the key fits, and in a PKCS#12 file also the certificates. DPS sees what is in it, so that what is wrong there shows only on the device.",
    fix: "Give the password: `dps-playground check --password-file password.txt device.pfx`; the first line of the file is the password.",
    citations: &[rfc!(7292, "5.1"), sources::FORMATS],
    fires_on: &["device/archive.p12", "device/key_encrypted.pem"],
    quiet_on: &[
        "device/archive_opened.p12",
        "device/archive_wrong_password.p12",
    ],
};

fn check(evidence: &Evidence<'_>, found: &mut Found) {
    let locks = &evidence.exhibit.locks;
    if locks.is_empty() {
        return found.not_applicable("nothing in the file is behind a password");
    }
    for lock in locks {
        if lock.state == LockState::Closed {
            found.at(
                lock.bytes.clone(),
                format!("{} was not opened: no password was given", lock.kind),
            );
        }
    }
}
