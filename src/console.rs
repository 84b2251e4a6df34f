//! The console of the practice service: what it shows and orders, in the words of the management API. Who answers, the
//! service inside this page or the one beside the relay, makes no difference here.

mod authorities;
mod commands;
mod entries;
mod faults;
mod grades;
mod happenings;
mod hubs;
mod order;
mod records;

pub use self::authorities::{Authority, proof_commands};
pub use self::commands::{Client, ROOT_FILE, Running};
pub use self::entries::{Draft, Entry, EntryKind, Policy};
pub use self::faults::{ActiveFault, DoseForm, FaultTexts, LEVELS, Registry};
pub use self::grades::{Finding, GradeSummary, Report};
pub use self::happenings::{Happening, Log, SeenConnection, SeenPacket};
pub use self::hubs::{ACCESSES, LinkedHub, Twin, desired_patch};
pub use self::order::{Order, Outcome};
pub use self::records::Record;

use serde_json::Value;

/// The member of this name as a text; empty when it is none.
fn text(of: &Value, name: &str) -> String {
    optional(of, name).unwrap_or_default()
}

fn optional(of: &Value, name: &str) -> Option<String> {
    of.get(name)?.as_str().map(str::to_owned)
}

fn flag(of: &Value, name: &str) -> bool {
    of.get(name).and_then(Value::as_bool).unwrap_or_default()
}

fn number(of: &Value, name: &str) -> u64 {
    of.get(name).and_then(Value::as_u64).unwrap_or_default()
}

/// Each element of a list that `read` makes something of.
fn list<T>(of: &Value, read: impl Fn(&Value) -> Option<T>) -> Vec<T> {
    let elements = of.as_array().map(Vec::as_slice).unwrap_or_default();
    elements.iter().filter_map(read).collect()
}

#[cfg(test)]
mod tests;
