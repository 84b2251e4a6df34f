//! Registrations under way, by operation id.

use std::collections::VecDeque;

use crate::Timestamp;
use crate::decision::{Entry, Refusal};
use crate::sorted_map::SortedMap;

/// The most operations remembered; the oldest go first. (How long the service keeps them is not known.)
pub const MAX_OPERATIONS: usize = 10_000;

/// One registration, from its 202 to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Operation {
    pub operation_id: String,
    /// As in CONNECT.
    pub registration_id: String,
    /// How many more polls are answered `assigning`.
    pub assigning_left: u32,
    pub entry: Entry,
    pub created: Timestamp,
    pub created_text: String,
    pub end: End,
    /// When the end was first told, and the etag told with it: asked again, the service says the same.
    pub told: Option<Told>,
}

/// How a registration ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Assigned {
        hub: String,
        device_id: String,
        substatus: &'static str,
    },
    Failed(Refusal),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    pub updated_text: String,
    pub etag: String,
}

/// The latest operations.
#[derive(Debug, Default)]
pub(crate) struct Operations {
    by_id: SortedMap<String, Operation>,
    order: VecDeque<String>,
}

impl Operations {
    pub(crate) fn start(&mut self, operation: Operation) {
        if self.order.len() >= MAX_OPERATIONS
            && let Some(oldest) = self.order.pop_front()
        {
            self.by_id.remove(&oldest);
        }
        self.order.push_back(operation.operation_id.clone());
        self.by_id.insert(operation.operation_id.clone(), operation);
    }

    /// The operation, if it is this device's.
    pub(crate) fn of_device(
        &mut self,
        operation_id: &str,
        registration_id: &str,
    ) -> Option<&mut Operation> {
        self.by_id.get_mut(operation_id).filter(|operation| {
            operation
                .registration_id
                .eq_ignore_ascii_case(registration_id)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decision::Rule;

    fn operation(operation_id: String) -> Operation {
        Operation {
            operation_id,
            registration_id: "Dev".to_owned(),
            assigning_left: 0,
            entry: Entry::Individual,
            created: Timestamp::default(),
            created_text: String::new(),
            end: End::Failed(Refusal::by(Rule::HubNotLinked)),
            told: None,
        }
    }

    #[test]
    fn the_oldest_is_forgotten_and_nobody_else_may_ask() {
        let mut operations = Operations::default();
        for index in 0..=MAX_OPERATIONS {
            operations.start(operation(index.to_string()));
        }
        assert_eq!(operations.by_id.len(), MAX_OPERATIONS);
        assert!(operations.of_device("0", "dev").is_none());
        assert!(operations.of_device("1", "dev").is_some());
        assert!(operations.of_device("1", "other").is_none());
    }
}
