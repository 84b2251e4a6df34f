//! Whether the practice hub lets a connection in.

use dps_protocol::hub::HubUsername;

use super::{ConnackRefusal, ConnectFacts, Rule};
use crate::enrollments::Pair;
use crate::linked_hub::LinkedHub;
use crate::{SasToken, SymmetricKey};

/// What the hub knows a device by: what it was provisioned with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HubCredential {
    /// The SHA-256 thumbprint (upper-case hex) of its leaf: the hub knows even the devices of a group by their own
    /// certificate.
    Thumbprint(String),
    /// Its symmetric keys: the entry's own, or those derived from its group's.
    Keys(Pair<SymmetricKey>),
}

/// What the hub knows of the device a CONNECT names.
#[derive(Clone, Copy, Debug)]
pub struct HubFacts<'a> {
    /// The hubs there are.
    pub hubs: &'a [LinkedHub],
    /// What the device id is known by; `None` for an unknown device.
    pub registered: Option<&'a HubCredential>,
    /// The SHA-256 thumbprint of the leaf presented now.
    pub presented: Option<&'a str>,
    /// The password.
    pub password: Option<&'a [u8]>,
    /// Now, in Unix seconds.
    pub now_secs: i64,
}

/// Whether the hub lets a connection in.
///
/// # Errors
///
/// The refusal, always with code 5.
pub fn hub_connect(
    facts: &ConnectFacts<'_>,
    username: &HubUsername,
    hub: &HubFacts<'_>,
) -> Result<(), ConnackRefusal> {
    let rule = if !hub.hubs.iter().any(|known| known.is(&username.hub)) {
        Rule::HubHostDiffers
    } else if facts.client_id != username.device_id {
        Rule::HubClientIdDiffers
    } else if hub.presented.is_none() && !facts.has_password {
        Rule::CredentialMissing
    } else {
        match hub.registered {
            None => Rule::HubDeviceUnknown,
            Some(HubCredential::Thumbprint(known)) if hub.presented == Some(known) => return Ok(()),
            Some(HubCredential::Thumbprint(_)) => Rule::HubThumbprintDiffers,
            Some(HubCredential::Keys(keys)) if token_fits(keys, username, hub) => return Ok(()),
            Some(HubCredential::Keys(_)) => Rule::HubTokenRefused,
        }
    };
    Err(ConnackRefusal::unauthorized(rule))
}

/// A token for the hub is for `{hub}/devices/{deviceId}` and names no policy.
fn token_fits(keys: &Pair<SymmetricKey>, username: &HubUsername, hub: &HubFacts<'_>) -> bool {
    let Some(token) = SasToken::parse(hub.password.unwrap_or_default()) else {
        return false;
    };
    let resource = token.resource();
    let Some((host, device)) = resource.split_once('/') else {
        return false;
    };
    let is_for_device = host.eq_ignore_ascii_case(&username.hub)
        && device.strip_prefix("devices/") == Some(&username.device_id);
    is_for_device
        && token.policy.as_deref().is_none_or(str::is_empty)
        && token.expires_secs > hub.now_secs
        && keys.iter().any(|key| token.is_signed_by(key))
}
