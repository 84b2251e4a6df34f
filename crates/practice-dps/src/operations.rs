//! Registrations under way, by operation id.

use std::collections::VecDeque;

use crate::Registration;
use crate::sorted_map::SortedMap;

/// The most operations remembered; the oldest go first. (How long the service keeps them is not known.)
pub const MAX_OPERATIONS: usize = 10_000;

/// One registration, from its 202 to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Operation {
    pub operation_id: String,
    /// How many more polls are answered `assigning`.
    pub assigning_left: u32,
    /// How it ends: asked again, the service says the same.
    pub registration: Registration,
    /// Whether a fault made it end so.
    pub is_spoilt: bool,
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
                .registration
                .registration_id
                .eq_ignore_ascii_case(registration_id)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Timestamp;
    use crate::registrations::{AttestationKind, Moment, Outcome};
    use crate::throttle::Window;

    fn operation(operation_id: String) -> Operation {
        let moment = Moment {
            at: Timestamp::default(),
            seventh: 0,
        };
        Operation {
            operation_id,
            assigning_left: 0,
            registration: Registration {
                registration_id: "Dev".to_owned(),
                attestation: AttestationKind::X509,
                enrollment_group_id: None,
                outcome: Outcome::Disabled,
                created: moment,
                updated: moment,
                etag: String::new(),
                slot: None,
                polls: Window::default(),
            },
            is_spoilt: false,
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
