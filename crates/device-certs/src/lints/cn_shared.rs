//! Two devices have the same common name.

use crate::lint::{Check, Lint, Profile, Severity, Shared, Subject, Texts, sources};

pub(super) static LINT: Lint = Lint {
    id: "cn_shared",
    severity: Severity::Warning,
    title: "two devices have the same common name",
    profiles: &[Profile::Device],
    check: Check::Batch(value),
};

pub(super) static TEXTS: Texts = Texts {
    id: "cn_shared",
    why: "The common name is the registration ID, and that is unique in an ID scope. DPS takes the second device for the first one: each provisioning takes the hub from the other.",
    fix: "Give each device a name of its own, such as its serial number.",
    citations: &[sources::ATTESTATION, sources::SERVICE],
    fires_on: &["batch/cn_shared"],
    quiet_on: &["batch/good"],
};

fn value(subject: &Subject<'_>) -> Option<Shared> {
    let name = subject.certificate.subject.common_names().next()?;
    Some(Shared {
        value: name.value.to_ascii_lowercase().into_bytes(),
        bytes: name.bytes.clone(),
    })
}
