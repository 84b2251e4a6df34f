//! What is behind the password cannot be opened here.

use crate::lint::{Check, Evidence, Found, Lint, LockState, Profile, Severity, Texts, rfc};

pub(super) static LINT: Lint = Lint {
    id: "locked_contents_unreadable",
    severity: Severity::Warning,
    title: "what is behind the password cannot be opened here",
    profiles: Profile::ALL,
    check: Check::Whole(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "locked_contents_unreadable",
    why: "The file is protected in a way that is not known here, asks for more rounds of hashing than is reasonable, or is damaged. Nothing in it was looked at. Old ways such as RC4 or RC2 are switched off in current TLS libraries too, and a device that cannot open its file has nothing to show to DPS.",
    fix: "Write it anew: `openssl pkcs12 -in old.pfx -legacy -nodes -out plain.pem`, then `openssl pkcs12 -export -in plain.pem -out new.pfx`.",
    citations: &[rfc!(7292, "5.1")],
    fires_on: &["device/archive_rc4.p12"],
    quiet_on: &["device/archive_opened.p12", "device/archive.p12"],
};

fn check(evidence: &Evidence<'_>, found: &mut Found) {
    let locks = &evidence.exhibit.locks;
    if locks.is_empty() {
        return found.not_applicable("nothing in the file is behind a password");
    }
    for lock in locks {
        if let LockState::Unreadable(why) = &lock.state {
            found.at(lock.bytes.clone(), format!("{}: {why}", lock.kind));
        }
    }
}
