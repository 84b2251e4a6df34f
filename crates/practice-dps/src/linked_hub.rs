//! The hubs a service may assign devices to.

use dps_protocol::HubHostname;

/// The most hubs that can be linked: Azure's own limit.
pub const MAX_LINKED_HUBS: usize = 50;

/// How heavily a linked hub may weigh.
pub const HUB_WEIGHTS: std::ops::RangeInclusive<u16> = 1..=1000;

/// A linked hub. All of them are this one practice hub under different names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedHub {
    /// Its host name.
    pub host: HubHostname,
    /// Its weight among the others (`allocationWeight`).
    pub weight: u16,
    /// Whether it takes part where an entry names no hubs (`applyAllocationPolicy`).
    pub apply_allocation_policy: bool,
    /// Whether the service may write devices into it.
    pub access: HubAccess,
}

/// Whether the service may write devices into a linked hub (`practiceAccess`): what the service was seen to say when
/// it may not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HubAccess {
    /// It may.
    #[default]
    Granted,
    /// Registrations fail with 400209.
    Unauthorized,
    /// Registrations fail with 401002, `ErrorCode:IotHubUnauthorizedAccess;Unauthorized`: the stored key is stale.
    StaleKey,
    /// Registrations fail with 401002, and the hub's own error in JSON for a text.
    Refused,
}

impl HubAccess {
    const NAMES: [(Self, &'static str); 4] = [
        (Self::Granted, "granted"),
        (Self::Unauthorized, "unauthorized"),
        (Self::StaleKey, "staleKey"),
        (Self::Refused, "refused"),
    ];

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        let mut names = Self::NAMES.iter();
        names
            .find(|(_, known)| *known == name)
            .map(|(access, _)| *access)
    }

    /// As the enrolment file writes it.
    pub fn name(self) -> &'static str {
        let mut names = Self::NAMES.iter();
        names
            .find(|(access, _)| *access == self)
            .map_or("", |(_, name)| name)
    }
}

impl LinkedHub {
    /// A hub of weight 1 that takes part in everything.
    pub fn new(host: HubHostname) -> Self {
        Self {
            host,
            weight: 1,
            apply_allocation_policy: true,
            access: HubAccess::Granted,
        }
    }

    /// Host names have no case.
    pub fn is(&self, host: &str) -> bool {
        self.host.as_str().eq_ignore_ascii_case(host)
    }
}
