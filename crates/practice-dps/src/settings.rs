//! What the practice service is told at its start.

use dps_protocol::{HubHostname, IdScope};

use crate::LinkedHub;

/// How the practice service presents itself and how patiently it answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceSettings {
    /// The only ID scope this service knows; any other gets CONNACK 3.
    pub id_scope: IdScope,
    /// The hubs that devices are assigned to. None: every registration fails with 401001.
    pub hubs: Vec<LinkedHub>,
    /// What `retry-after` says on every 202 and 429, in seconds. The service sends 3.
    pub retry_after_secs: u32,
    /// How many times the answer is `assigning` before it is `assigned`, the first answer included.
    /// 0 counts as 1: the service never assigns at once.
    pub assigning_answers: u32,
    /// How much is let through before 429001; `None` for no limit.
    pub quotas: Option<Quotas>,
}

/// How much is let through before 429001
/// ([quotas and limits](https://learn.microsoft.com/azure/iot-dps/about-iot-dps#quotas-and-limits)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quotas {
    /// Registrations in a minute, of all devices.
    pub registrations_per_minute: u32,
    /// Questions how a registration stands in ten seconds, of one device.
    pub polls_per_10_secs: u32,
}

impl Quotas {
    /// The documented quotas.
    pub const DOCUMENTED: Self = Self {
        registrations_per_minute: 1000,
        polls_per_10_secs: 5,
    };

    /// Some of the documented quotas, in percent, and at least one of each.
    pub fn scaled(percent: u32) -> Self {
        let scale = |quota: u32| quota.saturating_mul(percent).div_ceil(100).max(1);
        Self {
            registrations_per_minute: scale(Self::DOCUMENTED.registrations_per_minute),
            polls_per_10_secs: scale(Self::DOCUMENTED.polls_per_10_secs),
        }
    }
}

impl ServiceSettings {
    /// Settings that behave as the service was seen to: `retry-after` 3, `assigning` once, so that one poll is
    /// enough. There are no quotas: nobody should meet them who does not ask for it.
    pub fn new(id_scope: IdScope, hub_host: HubHostname) -> Self {
        Self {
            id_scope,
            hubs: vec![LinkedHub::new(hub_host)],
            retry_after_secs: 3,
            assigning_answers: 1,
            quotas: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotas_are_scaled_but_never_to_nothing() {
        let check = |percent, registrations_per_minute, polls_per_10_secs| {
            let expected = Quotas {
                registrations_per_minute,
                polls_per_10_secs,
            };
            assert_eq!(Quotas::scaled(percent), expected);
        };
        check(100, 1000, 5);
        check(40, 400, 2);
        check(1, 10, 1);
        check(0, 1, 1);
    }
}
