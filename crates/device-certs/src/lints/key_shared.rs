//! Two devices have the same key.

use crate::lint::{Check, Lint, Profile, Severity, Shared, Subject, Texts, rfc, sources};
use crate::spki;

pub(super) static LINT: Lint = Lint {
    id: "key_shared",
    severity: Severity::Warning,
    title: "two devices have the same key",
    profiles: &[Profile::Device],
    check: Check::Batch(value),
};

pub(super) static TEXTS: Texts = Texts {
    id: "key_shared",
    why: "Whoever opens one device can be the other. It is the classic mistake of a factory: a key in the firmware image, or a generator started without randomness. DPS does not notice.",
    fix: "Make each device generate its own key, best inside its secure element, and have its request signed.",
    citations: &[sources::FORMATS, rfc!(4086, "1")],
    fires_on: &["batch/key_shared"],
    quiet_on: &["batch/good"],
};

fn value(subject: &Subject<'_>) -> Option<Shared> {
    let spki = subject.certificate.spki_der();
    Some(Shared {
        value: spki::identity(spki)?,
        bytes: subject.certificate.spki.clone(),
    })
}
