//! The history, as far as this page holds it: connections, and what happened on each.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use device_certs::Certificate;
use serde_json::Value;

use super::{flag, list, number, optional, text};

/// The most entries held; the oldest go first. The service keeps its own bounds.
const MAX_ENTRIES: usize = 1000;

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happening {
    /// Its number in the service.
    pub number: u64,
    /// When.
    pub at: String,
    /// On which connection.
    pub connection: u64,
    /// The device, as far as it was known.
    pub registration_id: Option<String>,
    /// What happened.
    pub what: String,
    /// The rule that decided: what it says, and how sure that is.
    pub rule: Option<(String, String)>,
    /// The fault that fired.
    pub fault: Option<String>,
    /// The packet.
    pub packet: Option<SeenPacket>,
}

/// A packet as it travelled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenPacket {
    /// Whether the device sent it.
    pub from_device: bool,
    /// Its first bytes.
    pub bytes: Vec<u8>,
    /// How many bytes it has.
    pub length: u64,
}

impl Happening {
    /// Reads the entries of an answer.
    pub fn list(answer: &Value) -> Vec<Self> {
        let entries = answer.get("entries").unwrap_or(&Value::Null);
        list(entries, |entry| {
            let rule = entry.get("rule").filter(|rule| !rule.is_null());
            let packet = entry.get("packet").filter(|packet| !packet.is_null());
            Some(Self {
                number: number(entry, "number"),
                at: optional(entry, "at")?,
                connection: number(entry, "connection"),
                registration_id: optional(entry, "registrationId"),
                what: text(entry, "what"),
                rule: rule.map(|rule| (text(rule, "text"), text(rule, "evidence"))),
                fault: optional(entry, "fault"),
                packet: packet.map(|packet| SeenPacket {
                    from_device: text(packet, "direction") == "fromDevice",
                    bytes: STANDARD.decode(text(packet, "bytes")).unwrap_or_default(),
                    length: number(packet, "length"),
                }),
            })
        })
    }
}

/// A connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenConnection {
    /// Its number in the service.
    pub number: u64,
    /// When it came.
    pub opened: String,
    /// When it ended, if it has.
    pub closed: Option<String>,
    /// The device, once it was named.
    pub registration_id: Option<String>,
    /// Whether it leads to the hub.
    pub is_hub: bool,
    /// Where it came from; empty inside the page.
    pub peer: String,
    /// What TLS settled, or why it did not, in words; none inside the page.
    pub tls: Option<String>,
    /// Whether the handshake came to nothing.
    pub failed: bool,
    /// The certificates the device presented, in words.
    pub chain: Vec<String>,
    /// How many it presented.
    pub presented: u64,
    /// The fault of the handshake.
    pub fault: Option<String>,
}

impl SeenConnection {
    /// Reads the list.
    pub fn list(answer: &Value) -> Vec<Self> {
        list(answer, |seen| {
            let part = |name: &str| seen.get(name).filter(|part| !part.is_null());
            let asked_for = |part: &Value| match optional(part, "serverName") {
                Some(name) => format!(", asked for {name}"),
                None => ", asked for no name".to_owned(),
            };
            let settled = part("tls").map(|tls| {
                let (version, cipher) = (text(tls, "version"), text(tls, "cipher"));
                format!("{version}, {cipher}{}", asked_for(tls))
            });
            let failure = part("tlsFailure").map(|failure| {
                format!(
                    "no TLS connection: {}{}",
                    text(failure, "what"),
                    asked_for(failure)
                )
            });
            let chain = seen.get("certificates").unwrap_or(&Value::Null);
            Some(Self {
                number: seen.get("connection").and_then(Value::as_u64)?,
                opened: text(seen, "openedDateTimeUtc"),
                closed: optional(seen, "closedDateTimeUtc"),
                registration_id: optional(seen, "registrationId"),
                is_hub: flag(seen, "isHub"),
                peer: text(seen, "peer"),
                failed: failure.is_some(),
                tls: failure.or(settled),
                chain: list(chain, |der| {
                    let der = STANDARD.decode(der.as_str()?).ok()?;
                    let (certificate, _) = Certificate::read(&der);
                    Some(certificate.subject.to_string())
                }),
                presented: number(seen, "presented"),
                fault: optional(seen, "fault"),
            })
        })
    }
}

/// What this page has heard so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Log {
    /// Oldest first.
    pub entries: Vec<Happening>,
    /// The latest connections, oldest first.
    pub connections: Vec<SeenConnection>,
}

impl Log {
    /// The number of the latest entry: what is asked for next is newer.
    pub fn latest(&self) -> u64 {
        self.entries.last().map_or(0, |entry| entry.number)
    }

    /// Takes in what a service answers that was asked for news. Whether there were any.
    pub fn take(&mut self, answer: &Value) -> bool {
        if number(answer, "recorded") < self.latest() {
            // It was started anew, and counts from the beginning.
            self.entries.clear();
        }
        let latest = self.latest();
        let before = self.entries.len();
        let news = Happening::list(answer).into_iter();
        let news = news.filter(|entry| entry.number > latest);
        self.entries.extend(news);
        let heard = self.entries.len() > before;
        let surplus = self.entries.len().saturating_sub(MAX_ENTRIES);
        self.entries.drain(..surplus);
        heard
    }

    /// What happened on a connection, oldest first.
    pub fn on(&self, connection: u64) -> impl Iterator<Item = &Happening> {
        self.entries
            .iter()
            .filter(move |entry| entry.connection == connection)
    }

    /// The faults that fired on a connection, each once.
    pub fn faults_on(&self, connection: u64) -> Vec<&str> {
        let mut fired: Vec<&str> = Vec::new();
        for fault in self
            .on(connection)
            .filter_map(|entry| entry.fault.as_deref())
        {
            if !fired.contains(&fault) {
                fired.push(fault);
            }
        }
        fired
    }
}
