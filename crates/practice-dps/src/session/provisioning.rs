//! The provisioning service's side of a connection: what a device asks for, and how it is answered. Being assigned is
//! in `session/assigning.rs`, asking again in `session/polling.rs`.

use device_certs::Verdict;
use dps_protocol::topics::{RESPONSE_FILTER, RequestTopic, ResponseTopic};
use dps_protocol::username::Username;
use mqtt_wire::Publish;
use serde_json::Value;

use super::{CheckId, CloseReason, Effect, Pending, Session, State};
use crate::bodies::{self, OperationBody};
use crate::decision::{
    self, Assessment, Attempt, ChainQuestion, Decision, Enrolled, Refusal, Rule,
};
use crate::fault::{AnswerKind, Draft, Manner, Request};
use crate::registrations::Outcome;
use crate::{PracticeDps, Timestamp};

/// A connection to the provisioning service.
pub(super) struct Provisioning {
    pub registration_id: String,
    pub api_version: String,
    password: Option<Vec<u8>>,
}

impl std::fmt::Debug for Provisioning {
    // Never the password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Provisioning")
            .field(&self.registration_id)
            .finish()
    }
}

/// A registration that waits for signature checks.
#[derive(Debug)]
pub(super) struct Waiting {
    request_id: String,
    question: ChainQuestion,
}

impl Provisioning {
    pub(super) fn new(username: Username, password: Option<Vec<u8>>) -> Self {
        Self {
            password,
            registration_id: username.registration_id,
            api_version: username.api_version.unwrap_or_default(),
        }
    }
}

/// There is one filter to subscribe to.
pub(super) fn serves(filter: &str) -> bool {
    filter == RESPONSE_FILTER
}

/// What an answer says beside its body.
pub(super) struct Answer<'a> {
    pub status: u16,
    pub request_id: &'a str,
    /// Whether the device is asked to wait.
    pub retry_after: bool,
    /// What it says, for faults.
    pub kind: AnswerKind,
}

impl Session {
    pub(super) fn request(&mut self, service: &mut PracticeDps, publish: &Publish, now: Timestamp) {
        if publish.retain {
            return self.close(service, CloseReason::NotServed(Rule::RetainNotServed), now);
        }
        let Ok(request) = RequestTopic::parse(&publish.topic) else {
            let what = format!("published to {:?}", publish.topic);
            service.record(now, self.id, self.name(), what, Some(Rule::TopicForeign));
            return self.close(service, CloseReason::NotServed(Rule::TopicForeign), now);
        };
        self.acknowledge(service, publish, now);
        match request {
            RequestTopic::Register { request_id } => {
                self.register(service, request_id, &publish.payload, now);
            }
            RequestTopic::OperationStatus {
                request_id,
                operation_id,
            } => self.poll(service, &request_id, &operation_id, now),
        }
    }

    fn register(
        &mut self,
        service: &mut PracticeDps,
        request_id: String,
        body: &[u8],
        now: Timestamp,
    ) {
        if self.spoil_request(service, Request::Register, &request_id, "", now) {
            return;
        }
        if !service.admit_registration(now) {
            return self.refuse(service, &request_id, &Refusal::by(Rule::Throttled), now);
        }
        if !is_readable(body) {
            return self.refuse(
                service,
                &request_id,
                &Refusal::by(Rule::BodyUnreadable),
                now,
            );
        }
        let name = self.name().unwrap_or_default();
        if service.is_decided_elsewhere(name, self.id, now) {
            return self.refuse(
                service,
                &request_id,
                &Refusal::by(Rule::RegisteredAtOnce),
                now,
            );
        }
        match decision::register(&self.attempt(service, now), &service.enrollments) {
            Assessment::Settled(decision) => self.decided(service, &request_id, decision, now),
            Assessment::Chain(question) => {
                service.begins_to_decide(name, self.id, now);
                self.checks_asked += 1;
                let id = CheckId(self.checks_asked);
                let checks = question.checks().to_vec();
                self.pending = Some(Pending {
                    id,
                    registration: Waiting {
                        request_id,
                        question,
                    },
                });
                self.outbox.push(Effect::Check { id, checks });
            }
        }
    }

    fn attempt<'a>(&'a self, service: &'a PracticeDps, now: Timestamp) -> Attempt<'a> {
        let registration_id = self.name().unwrap_or_default();
        let password = match &self.state {
            State::Provisioning(provisioning) => provisioning.password.as_deref(),
            _ => None,
        };
        let record = service.registrations.get(registration_id);
        Attempt {
            registration_id,
            chain: &self.chain,
            password,
            id_scope: service.settings.id_scope.as_str(),
            registered_with: record.and_then(|record| record.slot),
            now_secs: now.unix_secs(),
        }
    }

    /// Goes on with a registration once the signatures are checked.
    pub(super) fn settle(
        &mut self,
        service: &mut PracticeDps,
        waiting: Waiting,
        verdicts: &[Verdict],
        now: Timestamp,
    ) {
        service.has_decided(self.name().unwrap_or_default(), self.id);
        let decision = waiting.question.settle(verdicts, &service.enrollments);
        self.decided(service, &waiting.request_id, decision, now);
    }

    fn decided(
        &mut self,
        service: &mut PracticeDps,
        request_id: &str,
        decision: Decision,
        now: Timestamp,
    ) {
        match decision {
            Decision::Refused(refusal) => self.refuse(service, request_id, &refusal, now),
            Decision::Disabled(enrolled) => self.disabled(service, request_id, &enrolled, now),
            Decision::Accepted(enrolled) => self.accept(service, request_id, &enrolled, now),
        }
    }

    pub(super) fn refuse(
        &mut self,
        service: &mut PracticeDps,
        request_id: &str,
        refusal: &Refusal,
        now: Timestamp,
    ) {
        let what = format!("refused with {} {:?}", refusal.code, refusal.message);
        service.record(now, self.id, self.name(), what, Some(refusal.rule));
        self.answer_error(service, request_id, refusal, now);
    }

    /// Without saying which rule it was.
    pub(super) fn answer_error(
        &mut self,
        service: &mut PracticeDps,
        request_id: &str,
        refusal: &Refusal,
        now: Timestamp,
    ) {
        let tracking_id = service.identifiers.guid();
        let timestamp = now.as_service_writes(service.identifiers.seventh_digit());
        let body = bodies::error(refusal, &tracking_id, &timestamp);
        let answer = Answer {
            status: refusal.status(),
            request_id,
            retry_after: refusal.status() == 429,
            kind: AnswerKind::Refused,
        };
        self.answer(service, &answer, body, now);
    }

    /// Without an operation, and yet with topic status 200.
    fn disabled(
        &mut self,
        service: &mut PracticeDps,
        request_id: &str,
        enrolled: &Enrolled,
        now: Timestamp,
    ) {
        let what = format!("answered disabled ({})", enrolled.rule().text());
        service.record(now, self.id, self.name(), what, Some(Rule::EntryDisabled));
        let registration = self.registration(service, enrolled, Outcome::Disabled, now);
        let state = registration.to_json();
        // A record of before stays visible until now, and is no longer true.
        if service
            .registrations
            .get(&registration.registration_id)
            .is_some()
        {
            service.registrations.put(registration);
        }
        self.answer_disabled(service, request_id, state, now);
    }

    pub(super) fn answer_disabled(
        &mut self,
        service: &mut PracticeDps,
        request_id: &str,
        state: String,
        now: Timestamp,
    ) {
        let body = OperationBody {
            operation_id: "",
            status: "disabled",
            registration_state: Some(state),
        }
        .to_json();
        let answer = Answer {
            status: 200,
            request_id,
            retry_after: false,
            kind: AnswerKind::Disabled,
        };
        self.answer(service, &answer, body, now);
    }

    pub(super) fn answer(
        &mut self,
        service: &mut PracticeDps,
        answer: &Answer<'_>,
        body: String,
        now: Timestamp,
    ) {
        let retry_after_secs = u64::from(service.settings.retry_after_secs);
        let topic = ResponseTopic {
            status: answer.status,
            request_id: answer.request_id.to_owned(),
            retry_after_secs: answer.retry_after.then_some(retry_after_secs),
        };
        let mut draft = Draft {
            topic,
            retry_after_first: false,
            body,
            manner: Manner::default(),
        };
        self.spoil_answer(service, &mut draft, answer.kind, now);
        let topic = draft.topic();
        let body = draft.body.into_bytes();
        self.deliver(service, RESPONSE_FILTER, topic, body, draft.manner, now);
    }
}

/// Nothing, white space, or JSON of any kind. What it says does not matter here: the registration id is
/// taken from CONNECT, and a payload is for webhooks.
fn is_readable(body: &[u8]) -> bool {
    body.trim_ascii().is_empty() || serde_json::from_slice::<Value>(body).is_ok()
}
