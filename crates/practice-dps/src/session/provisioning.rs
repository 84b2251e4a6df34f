//! The provisioning service's side of a connection: register, poll, be assigned.

use device_certs::Verdict;
use dps_protocol::topics::{RESPONSE_FILTER, RequestTopic, ResponseTopic};
use dps_protocol::username::Username;
use mqtt_wire::Publish;
use serde_json::Value;

use super::{CheckId, CloseReason, Effect, Pending, Session, State};
use crate::bodies::{self, OperationBody, RegistrationBody, X509Body};
use crate::decision::{
    self, Assessment, Attempt, ChainQuestion, Decision, Enrolled, Refusal, Rule,
};
use crate::operations::{End, Operation, Told};
use crate::{PracticeDps, Timestamp};

/// The first API version that tells a device that the hub knew it already.
const REPROVISIONED_SINCE: &str = "2019-04-15";

/// How long an assignment takes at the service, in microseconds: the gap seen between the times
/// "created" and "last updated".
const ASSIGNMENT_MICROS: i64 = 260_000;

/// A connection to the provisioning service.
#[derive(Debug)]
pub(super) struct Provisioning {
    pub registration_id: String,
    api_version: String,
}

/// A registration that waits for signature checks.
#[derive(Debug)]
pub(super) struct Waiting {
    request_id: String,
    question: ChainQuestion,
}

impl Provisioning {
    pub(super) fn new(username: Username) -> Self {
        Self {
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
struct Answer<'a> {
    status: u16,
    request_id: &'a str,
    /// Whether the device is asked to wait.
    retry_after: bool,
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
        self.acknowledge(publish);
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
        let attempt = Attempt {
            registration_id: self.name().unwrap_or_default(),
            chain: &self.chain,
            now_secs: now.unix_secs(),
        };
        match decision::register(&attempt, &service.enrollments) {
            Assessment::Settled(decision) => self.decided(service, &request_id, decision, now),
            Assessment::Chain(question) => {
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

    /// Goes on with a registration once the signatures are checked.
    pub(super) fn settle(
        &mut self,
        service: &mut PracticeDps,
        waiting: Waiting,
        verdicts: &[Verdict],
        now: Timestamp,
    ) {
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

    fn refuse(
        &mut self,
        service: &mut PracticeDps,
        request_id: &str,
        refusal: &Refusal,
        now: Timestamp,
    ) {
        let what = format!("refused with {} {:?}", refusal.code, refusal.message);
        service.record(now, self.id, self.name(), what, Some(refusal.rule));
        let tracking_id = service.identifiers.guid();
        let timestamp = now.as_service_writes(service.identifiers.seventh_digit());
        let body = bodies::error(refusal, &tracking_id, &timestamp);
        let answer = Answer {
            status: refusal.status(),
            request_id,
            retry_after: refusal.status() == 429,
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
        let updated = now.as_service_writes(service.identifiers.seventh_digit());
        let etag = service.identifiers.etag();
        let body = OperationBody {
            operation_id: "",
            status: "disabled",
            registration_state: Some(RegistrationBody {
                registration_id: self.name().unwrap_or_default(),
                status: "disabled",
                last_updated_date_time_utc: Some(&updated),
                etag: Some(&etag),
                ..RegistrationBody::default()
            }),
        }
        .to_bytes();
        let answer = Answer {
            status: 200,
            request_id,
            retry_after: false,
        };
        self.answer(service, &answer, body, now);
    }

    /// Starts the operation. The hub is written at once: polling only finds out what has happened.
    fn accept(
        &mut self,
        service: &mut PracticeDps,
        request_id: &str,
        enrolled: &Enrolled,
        now: Timestamp,
    ) {
        let end = match decision::allocate(&enrolled.terms, service.hub_host()) {
            Err(refusal) => End::Failed(refusal),
            Ok(_) if !service.hub_devices.has_room_for(&enrolled.device_id) => {
                return self.refuse(service, request_id, &Refusal::by(Rule::Throttled), now);
            }
            Ok(hub) => {
                let hub = hub.as_str().to_owned();
                let known_before = service.hub_devices.provision(
                    &enrolled.device_id,
                    self.leaf_sha256.clone().unwrap_or_default(),
                    enrolled.terms.initial_twin.as_ref(),
                );
                End::Assigned {
                    hub,
                    device_id: enrolled.device_id.clone(),
                    substatus: self.substatus(known_before),
                }
            }
        };
        service.record(now, self.id, self.name(), "accepted", Some(enrolled.rule()));
        let operation = Operation {
            operation_id: service.identifiers.operation_id(),
            registration_id: self.name().unwrap_or_default().to_owned(),
            assigning_left: service.settings.assigning_answers.saturating_sub(1),
            entry: enrolled.entry.clone(),
            created: now,
            created_text: now.as_service_writes(service.identifiers.seventh_digit()),
            end,
            told: None,
        };
        let body = OperationBody {
            operation_id: &operation.operation_id,
            status: "assigning",
            registration_state: None,
        }
        .to_bytes();
        service.operations.start(operation);
        let answer = Answer {
            status: 202,
            request_id,
            retry_after: true,
        };
        self.answer(service, &answer, body, now);
    }

    fn substatus(&self, known_before: bool) -> &'static str {
        let tells = matches!(
            &self.state,
            State::Provisioning(provisioning) if provisioning.api_version.as_str() >= REPROVISIONED_SINCE
        );
        if known_before && tells {
            "reprovisionedToInitialAssignment"
        } else {
            "initialAssignment"
        }
    }

    fn poll(
        &mut self,
        service: &mut PracticeDps,
        request_id: &str,
        operation_id: &str,
        now: Timestamp,
    ) {
        let name = self.name().unwrap_or_default();
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
            let body = OperationBody {
                operation_id,
                status: "assigning",
                registration_state: Some(RegistrationBody {
                    registration_id: &operation.registration_id,
                    status: "assigning",
                    ..RegistrationBody::default()
                }),
            }
            .to_bytes();
            let answer = Answer {
                status: 202,
                request_id,
                retry_after: true,
            };
            return self.answer(service, &answer, body, now);
        }
        if operation.told.is_none() {
            let updated = now.min(operation.created.plus_micros(ASSIGNMENT_MICROS));
            operation.told = Some(Told {
                updated_text: updated.as_service_writes(service.identifiers.seventh_digit()),
                etag: service.identifiers.etag(),
            });
        }
        let body = end_body(operation);
        let (what, rule) = match &operation.end {
            End::Assigned { hub, device_id, .. } => {
                (format!("assigned to {hub} as {device_id}"), Rule::Assigned)
            }
            End::Failed(refusal) => (
                format!("failed with {} {:?}", refusal.code, refusal.message),
                refusal.rule,
            ),
        };
        service.record(now, self.id, self.name(), what, Some(rule));
        let answer = Answer {
            status: 200,
            request_id,
            retry_after: false,
        };
        self.answer(service, &answer, body, now);
    }

    fn answer(
        &mut self,
        service: &mut PracticeDps,
        answer: &Answer<'_>,
        body: Vec<u8>,
        now: Timestamp,
    ) {
        let retry_after_secs = u64::from(service.settings.retry_after_secs);
        let topic = ResponseTopic {
            status: answer.status,
            request_id: answer.request_id.to_owned(),
            retry_after_secs: answer.retry_after.then_some(retry_after_secs),
        };
        self.deliver(service, RESPONSE_FILTER, topic.format(), body, now);
    }
}

/// Nothing, white space, or JSON of any kind. What it says does not matter here: the registration id is
/// taken from CONNECT, and a payload is for webhooks.
fn is_readable(body: &[u8]) -> bool {
    body.trim_ascii().is_empty() || serde_json::from_slice::<Value>(body).is_ok()
}

fn end_body(operation: &Operation) -> Vec<u8> {
    let told = operation.told.as_ref();
    let common = RegistrationBody {
        registration_id: &operation.registration_id,
        created_date_time_utc: Some(&operation.created_text),
        last_updated_date_time_utc: told.map(|told| told.updated_text.as_str()),
        etag: told.map(|told| told.etag.as_str()),
        ..RegistrationBody::default()
    };
    let state = match &operation.end {
        End::Assigned {
            hub,
            device_id,
            substatus,
        } => RegistrationBody {
            x509: Some(X509Body::of(&operation.entry)),
            assigned_hub: Some(hub),
            device_id: Some(device_id),
            status: "assigned",
            substatus: Some(substatus),
            ..common
        },
        End::Failed(refusal) => RegistrationBody {
            status: "failed",
            error_code: Some(refusal.code),
            error_message: Some(refusal.message),
            ..common
        },
    };
    OperationBody {
        operation_id: &operation.operation_id,
        status: state.status,
        registration_state: Some(state),
    }
    .to_bytes()
}
