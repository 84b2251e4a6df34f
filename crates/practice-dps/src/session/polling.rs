//! How a registration stands, for a device that asks.

use super::Session;
use super::provisioning::Answer;
use crate::bodies::{OperationBody, RegistrationBody};
use crate::decision::{Refusal, Rule};
use crate::fault::{AnswerKind, Request};
use crate::registrations::Outcome;
use crate::{PracticeDps, Timestamp};

impl Session {
    pub(super) fn poll(
        &mut self,
        service: &mut PracticeDps,
        request_id: &str,
        operation_id: &str,
        now: Timestamp,
    ) {
        if self.spoil_request(service, Request::Poll, request_id, operation_id, now) {
            return;
        }
        let name = self.name().unwrap_or_default();
        if !service.admit_poll(name, now) {
            return self.refuse(service, request_id, &Refusal::by(Rule::PollsThrottled), now);
        }
        let Some(operation) = service.operations.of_device(operation_id, name) else {
            return self.refuse(
                service,
                request_id,
                &Refusal::by(Rule::OperationUnknown),
                now,
            );
        };
        if operation.assigning_left > 0 {
            operation.assigning_left -= 1;
            let registration_id = operation.registration.registration_id.clone();
            return self.answer_assigning(
                service,
                request_id,
                (operation_id, &registration_id),
                now,
            );
        }
        let registration = &mut operation.registration;
        if now < registration.updated.at {
            // Asked sooner than an assignment takes: it was quicker then.
            registration.updated.at = now;
            let record = service.registrations.get_mut(name);
            if let Some(record) = record.filter(|record| record.etag == registration.etag) {
                record.updated.at = now;
            }
        }
        let body = OperationBody {
            operation_id,
            status: registration.status(),
            registration_state: Some(registration.to_json()),
        }
        .to_json();
        let (what, rule, kind) = match &registration.outcome {
            Outcome::Assigned { hub, device_id, .. } => (
                format!("assigned to {hub} as {device_id}"),
                Some(Rule::Assigned),
                AnswerKind::Assigned,
            ),
            Outcome::Failed(refusal) => (
                format!("failed with {} {:?}", refusal.code, refusal.message),
                (!operation.is_spoilt).then_some(refusal.rule),
                AnswerKind::Failed,
            ),
            Outcome::Disabled => (
                "disabled".to_owned(),
                Some(Rule::EntryDisabled),
                AnswerKind::Disabled,
            ),
        };
        service.record(now, self.id, self.name(), what, rule);
        let answer = Answer {
            status: 200,
            request_id,
            retry_after: false,
            kind,
        };
        self.answer(service, &answer, body, now);
    }

    /// Without an end yet, of the operation and the device named.
    pub(super) fn answer_assigning(
        &mut self,
        service: &mut PracticeDps,
        request_id: &str,
        (operation_id, registration_id): (&str, &str),
        now: Timestamp,
    ) {
        let state = RegistrationBody {
            registration_id,
            status: "assigning",
            ..RegistrationBody::default()
        };
        let body = OperationBody {
            operation_id,
            status: "assigning",
            registration_state: Some(state.json()),
        }
        .to_json();
        let answer = Answer {
            status: 202,
            request_id,
            retry_after: true,
            kind: AnswerKind::Assigning,
        };
        self.answer(service, &answer, body, now);
    }
}
