//! Where the tunnel may lead: Azure's endpoints, the practice service, and what the command line adds.
//!
//! D10: a page that got in all the same cannot make the relay knock at other doors (SSRF): no request adds a destination,
//! only who starts the program does. Names are compared as a whole from the right, so that none only looks allowed.

use std::net::SocketAddr;

use relay_protocol::{Destination, DestinationSource};

use crate::tunnel::host::{Host, HostError};

/// Every name below these is one of Azure's device endpoints.
const AZURE_DOMAINS: [&str; 6] = [
    "azure-devices-provisioning.net",
    "azure-devices-provisioning.us",
    "azure-devices-provisioning.cn",
    "azure-devices.net",
    "azure-devices.us",
    "azure-devices.cn",
];

/// MQTT over TLS, and HTTPS.
const USUAL_PORTS: [u16; 2] = [8883, 443];

/// A destination named with `--allow-destination`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllowedDestination {
    host: Host,
    port: Option<u16>,
}

impl AllowedDestination {
    /// Reads `HOST` (then the usual ports 8883 and 443 are meant) or `HOST:PORT`.
    ///
    /// # Errors
    /// When the host or the port is not one.
    pub fn parse(text: &str) -> Result<Self, HostError> {
        let (host, port) = Host::parse_with_port(text)?;
        Ok(Self { host, port })
    }

    fn allows(&self, host: &Host, port: u16) -> bool {
        self.host == *host
            && self
                .port
                .map_or(USUAL_PORTS.contains(&port), |allowed| allowed == port)
    }
}

/// The practice service as a destination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PracticeDestination {
    /// Where it listens.
    pub address: SocketAddr,
    /// The names it is known under beside its address: `localhost` and its hub's.
    pub names: Vec<String>,
}

/// What a destination's being allowed means for the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Resolve it, connect to public addresses only; its own name must be in the certificate.
    Azure,
    /// Resolve it; private addresses and another server name are fine.
    CommandLine,
    /// Connect here without asking a resolver; another server name is fine.
    Practice(SocketAddr),
}

/// Where the tunnel may lead. What is not on it is refused: an empty one refuses everything but Azure.
#[derive(Clone, Debug, Default)]
pub struct AllowList {
    practice: Option<PracticeDestination>,
    command_line: Vec<AllowedDestination>,
}

impl AllowList {
    /// Azure's endpoints, and these.
    pub fn new(
        practice: Option<PracticeDestination>,
        command_line: Vec<AllowedDestination>,
    ) -> Self {
        Self {
            practice,
            command_line,
        }
    }

    /// Whether, and as what, this destination is allowed.
    pub fn permission(&self, host: &Host, port: u16) -> Option<Permission> {
        if let Some(practice) = &self.practice
            && practice.address.port() == port
        {
            let is_practice = match host {
                Host::Address(address) => *address == practice.address.ip(),
                Host::Name(name) => practice.names.iter().any(|known| known == name),
            };
            if is_practice {
                return Some(Permission::Practice(practice.address));
            }
        }
        if self
            .command_line
            .iter()
            .any(|allowed| allowed.allows(host, port))
        {
            return Some(Permission::CommandLine);
        }
        match host {
            Host::Name(name) if USUAL_PORTS.contains(&port) && is_azure(name) => {
                Some(Permission::Azure)
            }
            _ => None,
        }
    }

    /// The list for people and for the page.
    pub fn destinations(&self) -> Vec<Destination> {
        let azure = AZURE_DOMAINS.iter().map(|domain| Destination {
            host: format!("*.{domain}"),
            ports: USUAL_PORTS.to_vec(),
            source: DestinationSource::Azure,
        });
        let practice = self.practice.iter().flat_map(|practice| {
            let address = practice.address.ip().to_string();
            std::iter::once(address)
                .chain(practice.names.iter().cloned())
                .map(|host| Destination {
                    host,
                    ports: vec![practice.address.port()],
                    source: DestinationSource::Practice,
                })
        });
        let command_line = self.command_line.iter().map(|allowed| Destination {
            host: allowed.host.to_string(),
            ports: allowed.port.map_or(USUAL_PORTS.to_vec(), |port| vec![port]),
            source: DestinationSource::CommandLine,
        });
        azure.chain(practice).chain(command_line).collect()
    }
}

fn is_azure(name: &str) -> bool {
    AZURE_DOMAINS.iter().any(|domain| {
        name.strip_suffix(domain)
            .and_then(|below| below.strip_suffix('.'))
            .is_some_and(|below| !below.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list() -> AllowList {
        AllowList::new(
            Some(PracticeDestination {
                address: "127.0.0.1:18883".parse().unwrap(),
                names: vec!["localhost".into()],
            }),
            vec![
                AllowedDestination::parse("broker.lan:1883").unwrap(),
                AllowedDestination::parse("10.0.0.5").unwrap(),
            ],
        )
    }

    #[track_caller]
    fn check(host: &str, port: u16, expected: Option<Permission>) {
        let permission = Host::parse(host)
            .ok()
            .and_then(|host| list().permission(&host, port));
        assert_eq!(permission, expected, "{host}:{port}");
    }

    #[test]
    fn azure_is_built_in() {
        check(
            "global.azure-devices-provisioning.net",
            8883,
            Some(Permission::Azure),
        );
        check(
            "global.azure-devices-provisioning.us",
            443,
            Some(Permission::Azure),
        );
        check("MyHub.azure-devices.cn", 8883, Some(Permission::Azure));
        check("global.azure-devices-provisioning.net", 22, None);
    }

    #[test]
    fn names_that_only_look_like_azure_are_refused() {
        for host in [
            "azure-devices.net",
            "azure-devices.net.evil",
            "hub.azure-devices.net.evil.example",
            "evilazure-devices.net",
            "hub.evilazure-devices.net",
            "hub.azure-devices.net.",
            "hub.azure-devices.nét",
            "hub.azure-devices.org",
        ] {
            check(host, 8883, None);
        }
    }

    #[test]
    fn the_practice_service_is_allowed_at_its_port_only() {
        let permission = Permission::Practice("127.0.0.1:18883".parse().unwrap());
        check("127.0.0.1", 18883, Some(permission));
        check("localhost", 18883, Some(permission));
        check("127.0.0.1", 22, None);
        check("127.0.0.2", 18883, None);
        check("::1", 18883, None);
    }

    #[test]
    fn the_command_line_adds_exactly_what_it_names() {
        check("broker.lan", 1883, Some(Permission::CommandLine));
        check("broker.lan", 8883, None);
        check("10.0.0.5", 8883, Some(Permission::CommandLine));
        check("10.0.0.5", 22, None);
        check("10.0.0.6", 8883, None);
    }

    #[test]
    fn special_addresses_are_refused() {
        for host in ["169.254.169.254", "[::1]", "192.168.0.1", "168.63.129.16"] {
            check(host, 8883, None);
        }
    }
}
