//! The provisioning service's side of a connection: register, poll, be assigned.

use device_certs::Verdict;
use dps_protocol::topics::{RESPONSE_FILTER, RequestTopic, ResponseTopic};
use dps_protocol::username::Username;
use mqtt_wire::Publish;
use serde_json::Value;

use super::{CheckId, CloseReason, Effect, Pending, Session, State};
use crate::bodies::{self, OperationBody, RegistrationBody};
use crate::decision::{
    self, Assessment, Attempt, ChainQuestion, Decision, Enrolled, Entry, HubCredential, Proof,
    Refusal, Rule,
};
use crate::enrollments::{AllocationPolicy, ReprovisionPolicy};
use crate::fault::{AnswerKind, Draft, Manner, Request};
use crate::operations::Operation;
use crate::registrations::{AttestationKind, Moment, Outcome, Registration};
use crate::throttle::Window;
use crate::{PracticeDps, Timestamp};

/// The first API version that tells a device that the hub knew it already.
const REPROVISIONED_SINCE: &str = "2019-04-15";

/// How long an assignment takes at the service, in microseconds: the gap seen between the times
/// "created" and "last updated".
const ASSIGNMENT_MICROS: i64 = 260_000;

/// A connection to the provisioning service.
pub(super) struct Provisioning {
    pub registration_id: String,
    api_version: String,
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

    fn refuse(
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

    /// Starts the operation. The hub is written at once: polling only finds out what has happened.
    fn accept(
        &mut self,
        service: &mut PracticeDps,
        request_id: &str,
        enrolled: &Enrolled,
        now: Timestamp,
    ) {
        let spoilt = self.failing_on_purpose(service, now);
        let is_spoilt = spoilt.is_some();
        let outcome = spoilt
            .map(Outcome::Failed)
            .or_else(|| self.write_to_hub(service, enrolled));
        let Some(outcome) = outcome else {
            return self.refuse(service, request_id, &Refusal::by(Rule::StoreFull), now);
        };
        let what = match enrolled.terms.allocation_policy {
            AllocationPolicy::GeoLatency => {
                "accepted; geoLatency is treated as hashed, since here every hub is as near"
            }
            _ => "accepted",
        };
        service.record(now, self.id, self.name(), what, Some(enrolled.rule()));
        let outcome = self.spoil_outcome(service, outcome, now);
        let operation = Operation {
            operation_id: service.identifiers.operation_id(),
            assigning_left: service.settings.assigning_answers.saturating_sub(1),
            registration: self.registration(service, enrolled, outcome, now),
            is_spoilt,
        };
        let body = OperationBody {
            operation_id: &operation.operation_id,
            status: "assigning",
            registration_state: None,
        }
        .to_json();
        service.registrations.put(operation.registration.clone());
        service.operations.start(operation);
        let answer = Answer {
            status: 202,
            request_id,
            retry_after: true,
            kind: AnswerKind::Accepted,
        };
        self.answer(service, &answer, body, now);
    }

    /// Chooses a hub and writes the device into it. `None` when there is no room for one more.
    fn write_to_hub(&self, service: &mut PracticeDps, enrolled: &Enrolled) -> Option<Outcome> {
        let name = self.name().unwrap_or_default();
        let before = service
            .registrations
            .get(name)
            .and_then(Registration::assigned);
        let before = before.map(|(hub, device_id)| (hub.to_owned(), device_id.to_owned()));
        let current = before.as_ref().map(|(hub, _)| hub.as_str());
        let hubs = &service.settings.hubs;
        let allocation = match decision::allocate(&enrolled.terms, hubs, name, current) {
            Ok(allocation) => allocation,
            Err(refusal) => return Some(Outcome::Failed(refusal)),
        };
        let hub = allocation.hub.host.as_str();
        let device_id = enrolled.device_id.as_str();
        let devices = &mut service.hub_devices;
        if !devices.has_room_for(hub, device_id) || !service.registrations.has_room_for(name) {
            return None;
        }
        let credential = match &enrolled.proof {
            Proof::Certificate => {
                HubCredential::Thumbprint(self.leaf_sha256.clone().unwrap_or_default())
            }
            Proof::Key { keys, .. } => HubCredential::Keys(keys.clone()),
        };
        let left = before
            .filter(|(hub_before, _)| !allocation.hub.is(hub_before))
            .and_then(|(hub_before, device_before)| devices.remove(&hub_before, &device_before));
        let substatus = match (left, enrolled.terms.reprovision_policy) {
            (Some(device), ReprovisionPolicy::Migrate | ReprovisionPolicy::Never) => {
                devices.insert(device.moved_to(hub, device_id));
                devices.provision(hub, device_id, credential, None);
                "deviceDataMigrated"
            }
            (Some(_), ReprovisionPolicy::Reset) => {
                devices.provision(hub, device_id, credential, allocation.initial_twin);
                "deviceDataReset"
            }
            (None, _) => {
                let twin = allocation.initial_twin;
                let known_before = devices.provision(hub, device_id, credential, twin);
                self.substatus(known_before)
            }
        };
        Some(Outcome::Assigned {
            hub: hub.to_owned(),
            device_id: device_id.to_owned(),
            substatus,
            payload: allocation.payload.cloned(),
        })
    }

    fn registration(
        &self,
        service: &mut PracticeDps,
        enrolled: &Enrolled,
        outcome: Outcome,
        now: Timestamp,
    ) -> Registration {
        let registration_id = self.name().unwrap_or_default().to_owned();
        let mut moment = |at| Moment {
            at,
            seventh: service.identifiers.seventh_digit(),
        };
        let updated = match outcome {
            Outcome::Disabled => now,
            _ => now.plus_micros(ASSIGNMENT_MICROS),
        };
        let (attestation, slot) = match enrolled.proof {
            Proof::Certificate => (AttestationKind::X509, None),
            Proof::Key { slot, .. } => (AttestationKind::SymmetricKey, Some(slot)),
        };
        Registration {
            created: moment(now),
            updated: moment(updated),
            etag: service.identifiers.etag(),
            registration_id,
            attestation,
            enrollment_group_id: match &enrolled.entry {
                Entry::Individual => None,
                Entry::Group {
                    enrollment_group_id,
                } => Some(enrollment_group_id.clone()),
            },
            outcome,
            slot,
            polls: Window::default(),
        }
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
            let state = RegistrationBody {
                registration_id: &operation.registration.registration_id,
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
            return self.answer(service, &answer, body, now);
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
