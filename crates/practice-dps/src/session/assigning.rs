//! A registration that is accepted: a hub is chosen, the device is written into it, and the operation begins.

use super::provisioning::Answer;
use super::{Session, State};
use crate::bodies::OperationBody;
use crate::decision::{self, Enrolled, Entry, HubCredential, Proof, Refusal, Rule};
use crate::enrollments::{AllocationPolicy, ReprovisionPolicy};
use crate::fault::AnswerKind;
use crate::operations::Operation;
use crate::registrations::{AttestationKind, Moment, Outcome, Registration};
use crate::throttle::Window;
use crate::{PracticeDps, Timestamp};

/// The first API version that tells a device that the hub knew it already.
const REPROVISIONED_SINCE: &str = "2019-04-15";

/// How long an assignment takes at the service, in microseconds: the gap seen between the times
/// "created" and "last updated".
const ASSIGNMENT_MICROS: i64 = 260_000;

impl Session {
    /// Starts the operation. The hub is written at once: polling only finds out what has happened.
    pub(super) fn accept(
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

    pub(super) fn registration(
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
}
