//! Registration records.

use super::{Ask, Reply};
use crate::{PracticeDps, Registration};

pub(super) fn answer(service: &mut PracticeDps, ask: Ask<'_>, rest: &[&str]) -> Reply {
    match (ask.method, rest) {
        ("GET", []) => {
            let records: Vec<_> = service.registrations().map(Registration::to_json).collect();
            written(format!("[{}]", records.join(",")))
        }
        ("GET", [id]) => match service.registration(id) {
            Some(record) => written(record.to_json()),
            None => Reply::no_such_entry(),
        },
        ("DELETE", [id]) => Reply::deleted(service.delete_registration(id)),
        (_, [] | [_]) => Reply::no_such_method(),
        _ => Reply::no_such_path(),
    }
}

/// JSON that is written already: the order of its members is the service's own.
fn written(body: String) -> Reply {
    Reply {
        status: 200,
        body,
        wake: None,
    }
}
