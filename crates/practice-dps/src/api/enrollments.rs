//! Individual enrolments and groups, with the JSON that enrolment files have.

use std::borrow::Cow;

use dps_protocol::RegistrationId;
use serde_json::Value;

use super::{Ask, Reply};
use crate::PracticeDps;
use crate::enrollments::{EnrollmentGroup, IndividualEnrollment};

pub(super) fn individuals(service: &mut PracticeDps, ask: Ask<'_>, rest: &[&str]) -> Reply {
    let written = |entry: &IndividualEnrollment| without_keys(entry.to_json());
    match (ask.method, rest) {
        // Whatever query Azure's clients post: all of them.
        ("GET", []) | ("POST", ["query"]) => {
            Reply::list(service.enrollments().individuals().map(written))
        }
        ("GET", [id]) => Reply::found(service.enrollments().individual(id).map(written)),
        ("PUT", [id]) => match IndividualEnrollment::parse(&with_keys(ask.body, || {
            Some(service.enrollments().individual(id)?.to_json())
        })) {
            Err(error) => Reply::wrong(error),
            Ok(entry) if !is_same(entry.registration_id.as_str(), id) => Reply::two_names(),
            Ok(entry) => Reply::put(service.put_individual(entry)),
        },
        ("DELETE", [id]) => Reply::deleted(service.delete_individual(id)),
        (_, [] | [_]) => Reply::no_such_method(),
        _ => Reply::no_such_path(),
    }
}

pub(super) fn groups(service: &mut PracticeDps, ask: Ask<'_>, rest: &[&str]) -> Reply {
    let written = |entry: &EnrollmentGroup| without_keys(entry.to_json());
    match (ask.method, rest) {
        ("GET", []) | ("POST", ["query"]) => {
            Reply::list(service.enrollments().groups().map(written))
        }
        ("GET", [id]) => Reply::found(service.enrollments().group(id).map(written)),
        ("PUT", [id]) => match EnrollmentGroup::parse(&with_keys(ask.body, || {
            Some(service.enrollments().group(id)?.to_json())
        })) {
            Err(error) => Reply::wrong(error),
            Ok(entry) if entry.enrollment_group_id != *id => Reply::two_names(),
            Ok(entry) => Reply::put(service.put_group(entry)),
        },
        ("DELETE", [id]) => Reply::deleted(service.delete_group(id)),
        (_, [] | [_]) => Reply::no_such_method(),
        _ => Reply::no_such_path(),
    }
}

/// Whoever may look at an entry need not learn its keys: as with Azure, they are taken but not given.
fn without_keys(mut entry: Value) -> Value {
    if let Some(Value::Object(attestation)) = entry.get_mut("attestation") {
        attestation.remove("symmetricKey");
    }
    entry
}

/// Keys that are not given stay, so that what was read can be put again.
fn with_keys(body: &str, known: impl FnOnce() -> Option<Value>) -> Cow<'_, str> {
    let merged = || {
        let mut entry: Value = serde_json::from_slice(body.as_bytes()).ok()?;
        let attestation = entry.get_mut("attestation")?.as_object_mut()?;
        let kind = attestation.get("type").and_then(Value::as_str);
        if kind != Some("symmetricKey") || attestation.contains_key("symmetricKey") {
            return None;
        }
        let known = known()?;
        let keys = known.get("attestation")?.get("symmetricKey")?.clone();
        attestation.insert("symmetricKey".to_owned(), keys);
        Some(entry.to_string())
    };
    merged().map_or(Cow::Borrowed(body), Cow::Owned)
}

fn is_same(one: &str, other: &str) -> bool {
    match (RegistrationId::parse(one), RegistrationId::parse(other)) {
        (Ok(one), Ok(other)) => one.same_as(&other),
        _ => false,
    }
}
