//! What an individual enrolment and a group have in common.

use dps_protocol::HubHostname;
use serde_json::Value;

/// What an individual enrolment and a group have in common.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// Whether devices may use the entry.
    pub provisioning_status: ProvisioningStatus,
    /// How a hub is chosen.
    pub allocation_policy: AllocationPolicy,
    /// The hubs to choose from; empty means all that are linked.
    pub hubs: Vec<HubHostname>,
    /// What the webhook of the policy `custom` would answer. The practice service calls nobody.
    pub webhook: Option<WebhookAnswer>,
    /// What happens to a device that registers again.
    pub reprovision_policy: ReprovisionPolicy,
    /// The twin a newly assigned device starts with: `{"tags":{..},"properties":{"desired":{..}}}`.
    pub initial_twin: Option<Value>,
}

/// Whether devices may use an entry (`provisioningStatus`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProvisioningStatus {
    /// They may.
    #[default]
    Enabled,
    /// They are answered `disabled`.
    Disabled,
}

/// How a hub is chosen (`allocationPolicy`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AllocationPolicy {
    /// By weight, the same device always the same hub.
    #[default]
    Hashed,
    /// The nearest. On one computer all are as near: treated as `hashed`.
    GeoLatency,
    /// The one that is named.
    Static,
    /// By a webhook; what it would answer stands in the entry.
    Custom,
}

/// What happens to a device that registers again (`reprovisionPolicy`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReprovisionPolicy {
    /// A hub is chosen anew, and the twin moves along.
    #[default]
    Migrate,
    /// A hub is chosen anew, and there the twin starts anew.
    Reset,
    /// The device stays where it is.
    Never,
}

impl ReprovisionPolicy {
    /// From `updateHubAssignment` and `migrateDeviceData`.
    pub(crate) fn from_flags(update_hub_assignment: bool, migrate_device_data: bool) -> Self {
        match (update_hub_assignment, migrate_device_data) {
            (true, true) => Self::Migrate,
            (true, false) => Self::Reset,
            (false, _) => Self::Never,
        }
    }

    /// `updateHubAssignment` and `migrateDeviceData`.
    pub(crate) fn flags(self) -> (bool, bool) {
        match self {
            Self::Migrate => (true, true),
            Self::Reset => (true, false),
            Self::Never => (false, false),
        }
    }
}

/// What the webhook of an entry would answer (`customAllocationDefinition.practiceAnswer`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WebhookAnswer {
    /// Another HTTP status than 200.
    Status(u16),
    /// The hub it chooses.
    Hub {
        /// `iotHubHostName`, which must be linked.
        hub: HubHostname,
        /// `initialTwin`, in place of the entry's.
        initial_twin: Option<Value>,
        /// `payload`, which the device gets to read.
        payload: Option<Value>,
    },
}
