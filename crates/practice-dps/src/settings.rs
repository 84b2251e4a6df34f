//! What the practice service is told at its start.

use dps_protocol::{HubHostname, IdScope};

/// How the practice service presents itself and how patiently it answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceSettings {
    /// The only ID scope this service knows; any other gets CONNACK 3.
    pub id_scope: IdScope,
    /// The hub that devices are assigned to. `None`: no hub is linked, and every registration fails with 401001.
    pub hub_host: Option<HubHostname>,
    /// What `retry-after` says on every 202 and 429, in seconds. The service sends 3.
    pub retry_after_secs: u32,
    /// How many times the answer is `assigning` before it is `assigned`, the first answer included.
    /// 0 counts as 1: the service never assigns at once.
    pub assigning_answers: u32,
    /// How many registrations are let through in each minute before 429001; `None` for no limit.
    /// The service allows 1000 per minute and instance.
    pub registrations_per_minute: Option<u32>,
}

impl ServiceSettings {
    /// Settings that behave as the service was seen to: `retry-after` 3, `assigning` once, so that one poll is
    /// enough, no throttling.
    pub fn new(id_scope: IdScope, hub_host: HubHostname) -> Self {
        Self {
            id_scope,
            hub_host: Some(hub_host),
            retry_after_secs: 3,
            assigning_answers: 1,
            registrations_per_minute: None,
        }
    }
}
