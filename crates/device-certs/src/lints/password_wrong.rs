//! The password does not open the file.

use crate::lint::{Check, Evidence, Found, Lint, LockState, Profile, Severity, Texts, rfc};

pub(super) static LINT: Lint = Lint {
    id: "password_wrong",
    severity: Severity::Warning,
    title: "the password does not open the file",
    profiles: Profile::ALL,
    check: Check::Whole(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "password_wrong",
    why: "With another password than that of the file nothing in it can be read. A device that is set up with this password has neither key nor certificate to show to DPS. A damaged file looks the same.",
    fix: "Write the password alone on the first line of the password file. `openssl pkcs12 -in device.pfx -noout -passin file:password.txt` must succeed, or for a key `openssl pkey -in device.key -noout -passin file:password.txt`.",
    citations: &[rfc!(7292, "5.1"), rfc!(8018, "6.2.2")],
    fires_on: &["device/archive_wrong_password.p12"],
    quiet_on: &["device/archive_opened.p12", "device/key_opened.pem"],
};

fn check(evidence: &Evidence<'_>, found: &mut Found) {
    let locks = &evidence.exhibit.locks;
    if locks.is_empty() {
        return found.not_applicable("nothing in the file is behind a password");
    }
    for lock in locks {
        if lock.state == LockState::WrongPassword {
            found.at(
                lock.bytes.clone(),
                format!(
                    "{} was not opened: the password is wrong, or the file is damaged",
                    lock.kind
                ),
            );
        }
    }
}
