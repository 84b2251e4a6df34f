//! Registration records: how each device's latest registration ended.

use serde_json::Value;

use crate::bodies::{AttestationBody, RegistrationBody};
use crate::decision::Refusal;
use crate::enrollments::Slot;
use crate::sorted_map::SortedMap;
use crate::throttle::Window;
use crate::{MAX_HUB_DEVICES, Timestamp};

/// The most records kept: as many as the hub has room for.
pub const MAX_REGISTRATIONS: usize = MAX_HUB_DEVICES;

/// How a registration ended. The service shows it to the device, to its owner, and keeps it until it is deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    /// As in CONNECT.
    pub registration_id: String,
    /// How the device has shown who it is.
    pub attestation: AttestationKind,
    /// The group that let it in, if one did.
    pub enrollment_group_id: Option<String>,
    /// How it ended.
    pub outcome: Outcome,
    pub(crate) created: Moment,
    pub(crate) updated: Moment,
    pub(crate) etag: String,
    pub(crate) slot: Option<Slot>,
    pub(crate) polls: Window,
}

/// How a device has shown who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttestationKind {
    /// By certificate.
    X509,
    /// By symmetric key.
    SymmetricKey,
}

/// How a registration ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// At a hub.
    Assigned {
        /// The hub.
        hub: String,
        /// What it knows the device by.
        device_id: String,
        /// How new that is.
        substatus: &'static str,
        /// What the webhook of the entry says to the device.
        payload: Option<Value>,
    },
    /// Nowhere.
    Failed(Refusal),
    /// The entry was disabled.
    Disabled,
}

/// A moment with the seventh digit that a microsecond clock does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    pub at: Timestamp,
    pub seventh: u8,
}

impl Moment {
    pub(crate) fn text(self) -> String {
        self.at.as_service_writes(self.seventh)
    }
}

impl Registration {
    /// The hub and the device id there, when it was assigned.
    pub fn assigned(&self) -> Option<(&str, &str)> {
        match &self.outcome {
            Outcome::Assigned { hub, device_id, .. } => Some((hub, device_id)),
            Outcome::Failed(_) | Outcome::Disabled => None,
        }
    }

    /// `assigned`, `failed` or `disabled`.
    pub fn status(&self) -> &'static str {
        match self.outcome {
            Outcome::Assigned { .. } => "assigned",
            Outcome::Failed(_) => "failed",
            Outcome::Disabled => "disabled",
        }
    }

    /// The record in JSON, its members in the service's order: what Azure calls a `DeviceRegistrationResult`.
    pub fn to_json(&self) -> String {
        let (created, updated) = (self.created.text(), self.updated.text());
        let common = RegistrationBody {
            registration_id: &self.registration_id,
            status: self.status(),
            created_date_time_utc: Some(&created),
            last_updated_date_time_utc: Some(&updated),
            etag: Some(&self.etag),
            ..RegistrationBody::default()
        };
        let body = match &self.outcome {
            Outcome::Assigned {
                hub,
                device_id,
                substatus,
                payload,
            } => RegistrationBody {
                attestation: Some(AttestationBody {
                    kind: self.attestation,
                    enrollment_group_id: self.enrollment_group_id.as_deref(),
                }),
                assigned_hub: Some(hub),
                device_id: Some(device_id),
                substatus: Some(substatus),
                payload: payload.as_ref(),
                ..common
            },
            Outcome::Failed(refusal) => RegistrationBody {
                error_code: Some(refusal.code),
                error_message: Some(&refusal.message),
                ..common
            },
            Outcome::Disabled => RegistrationBody {
                created_date_time_utc: None,
                ..common
            },
        };
        body.json()
    }
}

/// The latest registration of each device, by registration id in lower case.
#[derive(Debug, Default)]
pub(crate) struct Registrations {
    records: SortedMap<String, Registration>,
}

impl Registrations {
    pub(crate) fn get(&self, registration_id: &str) -> Option<&Registration> {
        self.records.get(&registration_id.to_ascii_lowercase())
    }

    pub(crate) fn get_mut(&mut self, registration_id: &str) -> Option<&mut Registration> {
        self.records.get_mut(&registration_id.to_ascii_lowercase())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Registration> {
        self.records.values()
    }

    pub(crate) fn has_room_for(&self, registration_id: &str) -> bool {
        self.records.len() < MAX_REGISTRATIONS || self.get(registration_id).is_some()
    }

    /// Writes a record; what was counted of the device stays counted.
    pub(crate) fn put(&mut self, mut registration: Registration) {
        if let Some(before) = self.get(&registration.registration_id) {
            registration.polls = before.polls.clone();
        }
        let key = registration.registration_id.to_ascii_lowercase();
        self.records.insert(key, registration);
    }

    pub(crate) fn delete(&mut self, registration_id: &str) -> bool {
        let key = registration_id.to_ascii_lowercase();
        self.records.remove(&key).is_some()
    }
}
