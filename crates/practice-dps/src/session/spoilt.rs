//! Answers of the provisioning service that are spoilt on purpose.

use super::{CloseReason, Session};
use crate::bodies::RegistrationBody;
use crate::decision::{Refusal, Rule};
use crate::fault::{AnswerKind, Draft, Hook, OutcomeFault, Request, RequestFault};
use crate::registrations::Outcome;
use crate::{PracticeDps, Timestamp};

/// The rule of a refusal that no rule made. It is shown to nobody: the history names the fault.
const NO_RULE: Rule = Rule::OperationUnknown;

impl Session {
    /// Lets a fault answer a request, if one fires; true when it did.
    pub(super) fn spoil_request(
        &mut self,
        service: &mut PracticeDps,
        request: Request,
        request_id: &str,
        operation_id: &str,
        now: Timestamp,
    ) -> bool {
        let is_meant = |hook: &Hook| matches!(hook, Hook::Request(on, _) if *on == request);
        let fault = service.fire(now, self.id, self.name(), &is_meant);
        let Some((id, Hook::Request(_, what))) = fault.map(|fault| (fault.id, fault.hook)) else {
            return false;
        };
        match what {
            RequestFault::Refuse(code, message) => {
                let refusal = Refusal {
                    code,
                    message: message.into(),
                    rule: NO_RULE,
                };
                self.answer_error(service, request_id, &refusal, now);
            }
            RequestFault::Disabled => {
                let updated = now.as_service_writes(service.identifiers.seventh_digit());
                let etag = service.identifiers.etag();
                let state = RegistrationBody {
                    registration_id: self.name().unwrap_or_default(),
                    status: "disabled",
                    last_updated_date_time_utc: Some(&updated),
                    etag: Some(&etag),
                    ..RegistrationBody::default()
                }
                .json();
                self.answer_disabled(service, request_id, state, now);
            }
            RequestFault::StillAssigning => {
                let registration_id = self.name().unwrap_or_default().to_owned();
                let named = (operation_id, registration_id.as_str());
                self.answer_assigning(service, request_id, named, now);
            }
            RequestFault::Silence => {}
            RequestFault::Close => {
                let reason = CloseReason::Fault {
                    id,
                    with_alert: false,
                };
                self.close(service, reason, now);
            }
        }
        true
    }

    /// Why a registration that would succeed fails all the same, if a fault has it so.
    pub(super) fn failing_on_purpose(
        &self,
        service: &mut PracticeDps,
        now: Timestamp,
    ) -> Option<Refusal> {
        let is_failing = |hook: &Hook| matches!(hook, Hook::Outcome(OutcomeFault::Fail(..)));
        let fault = service.fire(now, self.id, self.name(), &is_failing)?;
        let Hook::Outcome(OutcomeFault::Fail(code, message)) = fault.hook else {
            return None;
        };
        Some(Refusal {
            code,
            message: message.into(),
            rule: NO_RULE,
        })
    }

    /// How a registration ends that was assigned.
    pub(super) fn spoil_outcome(
        &self,
        service: &mut PracticeDps,
        mut outcome: Outcome,
        now: Timestamp,
    ) -> Outcome {
        let Outcome::Assigned { hub, substatus, .. } = &mut outcome else {
            return outcome;
        };
        let is_told = |hook: &Hook| {
            matches!(
                hook,
                Hook::Outcome(OutcomeFault::Substatus(_) | OutcomeFault::Hub(_))
            )
        };
        let fault = service.fire(now, self.id, self.name(), &is_told);
        match fault.map(|fault| fault.hook) {
            Some(Hook::Outcome(OutcomeFault::Substatus(told))) => *substatus = told,
            Some(Hook::Outcome(OutcomeFault::Hub(elsewhere))) => *hub = elsewhere.to_owned(),
            _ => {}
        }
        outcome
    }

    /// Lets every fault that fires have its way with an answer.
    pub(super) fn spoil_answer(
        &self,
        service: &mut PracticeDps,
        draft: &mut Draft,
        kind: AnswerKind,
        now: Timestamp,
    ) {
        let is_meant =
            |hook: &Hook| matches!(hook, Hook::Answer(kinds, _) if kinds.contains(&kind));
        let mut start = 0;
        while let Some((fault, next)) =
            service.fire_from(start, now, self.id, self.name(), &is_meant)
        {
            if let Hook::Answer(_, spoil) = fault.hook {
                spoil(draft);
            }
            start = next;
        }
    }
}
