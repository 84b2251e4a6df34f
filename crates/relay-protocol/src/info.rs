//! The bodies of the relay's HTTP API.

use serde::{Deserialize, Serialize};

/// The body of `POST /api/session`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaunchRequest {
    /// The launch code from the URL's fragment; good for one exchange.
    pub launch: String,
}

/// The answer to `GET /api/info`: what this relay is and what it may reach.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RelayInfo {
    /// The relay's version, such as `"0.1.0"`.
    pub version: String,
    /// The practice service that runs beside it, unless `--no-practice` was given.
    pub practice: Option<PracticeInfo>,
    /// Where the tunnel may lead.
    pub destinations: Vec<Destination>,
    /// The roots behind the trust `azure`.
    pub azure_roots: Vec<TrustedRoot>,
    /// How many tunnels are open right now.
    #[serde(default)]
    pub tunnels: usize,
}

/// The practice service that runs beside the relay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PracticeInfo {
    /// The address for the tunnel's `open`, such as `"127.0.0.1"`.
    pub host: String,
    /// The port for the tunnel's `open`.
    pub port: u16,
    /// Its ID scope.
    pub id_scope: String,
    /// The hub it assigns devices to. The same port serves it.
    pub hub_host: String,
    /// The root of its server certificate, as PEM.
    pub root_ca: String,
    /// The address beyond loopback it listens on, if `--dangerously-listen-on` was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exposed_on: Option<String>,
}

/// Somewhere the tunnel may lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Destination {
    /// A host name or IP address; one that begins with `*.` stands for every name below.
    pub host: String,
    /// The ports; empty for every port.
    pub ports: Vec<u16>,
    /// Who allowed it.
    pub source: DestinationSource,
}

/// Who allowed a destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DestinationSource {
    /// Azure's device endpoints: built in.
    Azure,
    /// The practice service beside the relay.
    Practice,
    /// `--allow-destination`.
    CommandLine,
}

/// A root behind the trust `azure`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TrustedRoot {
    /// Its common name.
    pub name: String,
    /// SHA-1 of the certificate in lower-case hex, as Microsoft's pages list it.
    pub sha1: String,
    /// SHA-256 of the certificate in lower-case hex.
    pub sha256: String,
}
