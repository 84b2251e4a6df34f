//! How a real client is pointed at the practice service. The texts are in `clients.json`; what is true only for the
//! running instance is put in here.

use serde_json::Value;

use super::{flag, list, optional, text};

/// Where a client finds the running instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Running {
    /// Host name or address, as the device sees it.
    pub host: String,
    /// The port.
    pub port: u16,
    /// The ID scope.
    pub id_scope: String,
    /// The registration ID of the device.
    pub registration_id: String,
}

/// The name under which the root certificate is saved.
pub const ROOT_FILE: &str = "practice-root.pem";

/// One client, and what it takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// A name for hooks and links.
    pub id: String,
    /// The language or the tool.
    pub title: String,
    /// Which package.
    pub about: String,
    /// What is peculiar to it.
    pub note: String,
    /// Whether the tests of this project run it.
    pub proven: bool,
    /// The only port it knows.
    pub fixed_port: Option<u16>,
    /// What to type, each with what it does.
    pub steps: Vec<(String, String)>,
}

impl Client {
    /// Reads `clients.json` for a running instance. What is not as expected is left out.
    pub fn list(file: &str, running: &Running) -> Vec<Self> {
        let document: Value = serde_json::from_slice(file.as_bytes()).unwrap_or_default();
        let clients = document.get("clients").unwrap_or(&Value::Null);
        list(clients, |client| {
            let port = client.get("fixedPort").and_then(Value::as_u64);
            let steps = client.get("steps").unwrap_or(&Value::Null);
            Some(Self {
                id: optional(client, "id")?,
                title: text(client, "title"),
                about: text(client, "about"),
                note: text(client, "note"),
                proven: flag(client, "proven"),
                fixed_port: port.and_then(|port| u16::try_from(port).ok()),
                steps: list(steps, |step| {
                    let filled = running.fill(&optional(step, "text")?);
                    Some((text(step, "label"), filled))
                }),
            })
        })
    }

    /// What stands in its way at this port, and what to do about it.
    pub fn obstacle(&self, running: &Running) -> Option<String> {
        let port = self.fixed_port.filter(|port| *port != running.port)?;
        Some(format!(
            "It knows no port but {port}, and the service listens on {}. Start it again with --practice-listen {}:{port}.",
            running.port, running.host
        ))
    }
}

impl Running {
    fn fill(&self, template: &str) -> String {
        template
            .replace("{host}", &self.host)
            .replace("{port}", &self.port.to_string())
            .replace("{scope}", &self.id_scope)
            .replace("{root}", ROOT_FILE)
            .replace("{id}", &self.registration_id)
    }
}
