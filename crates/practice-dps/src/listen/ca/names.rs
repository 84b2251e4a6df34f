//! The names that server certificates are for.

use std::net::{IpAddr, Ipv4Addr};

use device_certs::issue::PermittedNames;

use super::CaError;

/// The names in every server certificate: what clients that can be redirected call us, and what those that
/// cannot will insist on.
pub const DEFAULT_NAMES: &[&str] = &[
    "localhost",
    "global.azure-devices-provisioning.net",
    "*.azure-devices-provisioning.net",
    "*.azure-devices.net",
    "127.0.0.1",
    "::1",
];

/// Below it lie the names that a certificate is for when it is to be for the wrong one.
pub(super) const WRONG_NAMES: &str = "practice.invalid";

/// What a server certificate is good for.
#[derive(Clone, Default)]
pub(super) struct Names {
    pub(super) all: Vec<String>,
    pub(super) dns: Vec<String>,
    pub(super) ip: Vec<IpAddr>,
}

impl Names {
    pub(super) fn read(more_names: &[String]) -> Result<Self, CaError> {
        let mut names = Self::default();
        let default = DEFAULT_NAMES.iter().map(|name| (*name).to_owned());
        for name in default.chain(more_names.iter().cloned()) {
            if names.all.contains(&name) {
                continue;
            }
            match name.parse::<IpAddr>() {
                Ok(address) => names.ip.push(address),
                Err(_) if is_host_name(&name) => names.dns.push(name.clone()),
                Err(_) => return Err(CaError::Name { name }),
            }
            names.all.push(name);
        }
        Ok(names)
    }

    /// What a root that is kept may vouch for: these names, this computer, and what is for faults.
    pub(super) fn permitted(&self) -> PermittedNames {
        let dns_names = self
            .dns
            .iter()
            .map(|name| name.strip_prefix("*.").unwrap_or(name).to_owned());
        let host = |address: &IpAddr| (*address, if address.is_ipv4() { 32 } else { 128 });
        let loopback = (IpAddr::V4(Ipv4Addr::new(127, 0, 0, 0)), 8);
        PermittedNames {
            dns_names: dns_names.chain([WRONG_NAMES.to_owned()]).collect(),
            networks: self.ip.iter().map(host).chain([loopback]).collect(),
        }
    }
}

/// Host names as RFC 5890 calls letter-digit-hyphen labels, and with a wildcard as their first label.
fn is_host_name(name: &str) -> bool {
    let host = name.strip_prefix("*.").unwrap_or(name);
    dps_protocol::HubHostname::parse(host).is_ok()
}
