//! What a client is told, and what can be known to fail about it before anything is sent: the pre-flight.
//!
//! A command line, a profile, a source file and a form come to the same [`Settings`].

mod files;
mod names;
mod topics;

use crate::{Ask, Evidence, Place, Sign};

/// A value, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The value. For a password or a key only what may be shown of it.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}

impl Given {
    /// A value at a place.
    pub fn new(text: impl Into<String>, place: Place) -> Self {
        Self {
            text: text.into(),
            place,
        }
    }
}

/// How a client connects and what it says. What is not known stays empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The host, as it was typed.
    pub host: Option<Given>,
    /// The port.
    pub port: Option<Given>,
    /// The ID scope, where it stands by itself.
    pub id_scope: Option<Given>,
    /// The registration ID, where it stands by itself.
    pub registration_id: Option<Given>,
    /// The MQTT client ID.
    pub client_id: Option<Given>,
    /// The MQTT user name.
    pub username: Option<Given>,
    /// The password, masked: only that there is one counts.
    pub password: Option<Given>,
    /// The file with the device's certificate.
    pub certificate: Option<Given>,
    /// The file with its key.
    pub key: Option<Given>,
    /// The file with the roots the server is trusted by.
    pub trust: Option<Given>,
    /// The MQTT version: `5`, `3.1.1`, `3.1` and how tools spell them.
    pub version: Option<Given>,
    /// Topics that are published to.
    pub topics: Vec<Given>,
    /// Filters that are subscribed to.
    pub filters: Vec<Given>,
    /// The quality of service of what is published.
    pub qos: Option<Given>,
    /// The body of the registration.
    pub body: Option<Given>,
    /// Whether a message is to be retained.
    pub retain: Option<Given>,
    /// A last will.
    pub will: Option<Given>,
    /// What switches the check of the server off.
    pub unchecked: Option<Given>,
    /// All that the client does is here: what is not given is not there. True for a command line, false for a piece
    /// of source.
    pub complete: bool,
    /// Where something can be added, for what is missing.
    pub end: Option<Place>,
}

/// The two places a client can mean to connect to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Aim {
    Provisioning,
    Hub,
    Unknown,
}

/// Everything that can be known to fail about the settings.
pub fn inspect(settings: &Settings) -> Evidence {
    inspect_for(settings, aim(settings))
}

/// The same, where something beside the settings says that they are for DPS.
pub(crate) fn inspect_provisioning(settings: &Settings) -> Evidence {
    inspect_for(settings, Aim::Provisioning)
}

fn inspect_for(settings: &Settings, aim: Aim) -> Evidence {
    let mut evidence = Evidence::default();
    names::inspect(settings, aim, &mut evidence);
    topics::inspect(settings, aim, &mut evidence);
    files::inspect(settings, aim, &mut evidence);
    if aim == Aim::Provisioning && settings.client_id.is_some() && settings.username.is_some() {
        evidence.given.insert(Ask::Settings);
    }
    evidence
}

fn aim(settings: &Settings) -> Aim {
    let says = |given: &Option<Given>, words: &str| {
        given
            .as_ref()
            .is_some_and(|given| given.text.to_ascii_lowercase().contains(words))
    };
    let topics = || settings.topics.iter().chain(&settings.filters);
    let scoped = settings
        .username
        .as_ref()
        .is_some_and(|given| given.text.starts_with("0ne") && given.text.contains("api-version="));
    if scoped
        || says(&settings.host, "azure-devices-provisioning")
        || says(&settings.username, "/registrations/")
        || topics().any(|topic| topic.text.contains("registrations/"))
        || settings.id_scope.is_some()
        || settings.registration_id.is_some()
    {
        return Aim::Provisioning;
    }
    let hubs = topics()
        .any(|topic| topic.text.starts_with("devices/") || topic.text.starts_with("$iothub/"));
    if says(&settings.host, ".azure-devices.net")
        || says(&settings.username, ".azure-devices.net/")
        || hubs
    {
        return Aim::Hub;
    }
    Aim::Unknown
}

impl Settings {
    /// The registration ID: where it stands by itself, else in the user name.
    pub fn registration(&self) -> Option<String> {
        let alone = self
            .registration_id
            .as_ref()
            .map(|given| given.text.clone());
        alone
            .or_else(|| names::username(self).map(|username| username.registration_id))
            .filter(|id| !is_variable(id))
    }

    /// The API version in the user name.
    pub fn api_version(&self) -> Option<String> {
        names::username(self)?.api_version
    }

    /// The ID scope: where it stands by itself, else in the user name.
    pub fn scope(&self) -> Option<String> {
        let alone = self.id_scope.as_ref().map(|given| given.text.clone());
        alone.or_else(|| names::username(self).map(|username| username.id_scope))
    }
}

fn say(evidence: &mut Evidence, sign: Sign, given: &Given, seen: impl Into<String>) {
    evidence.push(sign, given.place.clone(), seen);
}

fn correct(
    evidence: &mut Evidence,
    sign: Sign,
    given: &Given,
    seen: impl Into<String>,
    by: impl Into<String>,
) {
    evidence.push_with_edit(sign, given.place.clone(), seen, by);
}

/// A template that nobody filled in, or that somebody hid before showing it to others.
fn is_placeholder(text: &str) -> bool {
    let pair = |open: char, close: char| {
        text.find(open)
            .is_some_and(|at| text.get(at..).unwrap_or_default().contains(close))
    };
    pair('{', '}') || pair('<', '>') || pair('[', ']') || text.contains("***") || is_hidden(text)
}

/// `$ID`: a variable of a shell, whose value is elsewhere.
fn is_variable(text: &str) -> bool {
    let name = text.strip_prefix('$').unwrap_or_default();
    let upper = |byte: u8| byte.is_ascii_uppercase() || byte == b'_';
    !name.is_empty() && name.bytes().all(upper)
}

/// What people write in the place of what they do not want to show.
fn is_hidden(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    lower.contains("xxx")
        || lower.contains("...")
        || text.contains('…')
        || text.contains('%')
        || text.contains("${")
        || is_variable(text)
}

#[cfg(test)]
mod tests;
