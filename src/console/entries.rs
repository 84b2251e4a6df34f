//! Who may register: entries as they are listed, and the form that makes or changes one.

use device_certs::{Certificate, intake, pem};
use serde_json::{Map, Value, json};

use super::{list, optional, text};

/// The two kinds of entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EntryKind {
    /// One device.
    #[default]
    Individual,
    /// All devices below a CA, or with keys derived from one.
    Group,
}

impl EntryKind {
    /// Where entries of this kind are in the API.
    pub fn collection(self) -> &'static str {
        match self {
            Self::Individual => "enrollments",
            Self::Group => "enrollmentGroups",
        }
    }

    fn id_member(self) -> &'static str {
        match self {
            Self::Individual => "registrationId",
            Self::Group => "enrollmentGroupId",
        }
    }
}

/// An entry as it is listed.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Individual or group.
    pub kind: EntryKind,
    /// The registration ID, or the name of the group.
    pub id: String,
    /// How its devices show who they are, in words.
    pub shows: String,
    /// Whether devices may use it.
    pub enabled: bool,
    /// Everything else that is not as usual, in words.
    pub terms: String,
    /// As the API gave it, so that a change loses nothing.
    pub document: Value,
}

impl Entry {
    /// Reads a list of entries.
    pub fn list(kind: EntryKind, answer: &Value) -> Vec<Self> {
        list(answer, |entry| Self::read(kind, entry))
    }

    fn read(kind: EntryKind, entry: &Value) -> Option<Self> {
        Some(Self {
            kind,
            id: optional(entry, kind.id_member())?,
            shows: shows(kind, entry.get("attestation")?),
            enabled: entry.get("provisioningStatus").and_then(Value::as_str) != Some("disabled"),
            terms: terms(entry),
            document: entry.clone(),
        })
    }

    /// The document with the entry switched on or off.
    pub fn switched(&self, enabled: bool) -> Value {
        let mut document = self.document.clone();
        put(&mut document, "provisioningStatus", json!(status(enabled)));
        document
    }
}

fn status(enabled: bool) -> &'static str {
    if enabled { "enabled" } else { "disabled" }
}

fn shows(kind: EntryKind, attestation: &Value) -> String {
    if text(attestation, "type") == "symmetricKey" {
        return match kind {
            EntryKind::Individual => "a symmetric key, which is not shown",
            EntryKind::Group => "keys derived from a symmetric key, which is not shown",
        }
        .to_owned();
    }
    let x509 = attestation.get("x509").unwrap_or(&Value::Null);
    let mut parts = Vec::new();
    for (member, before) in [
        ("clientCertificates", "the certificate"),
        ("signingCertificates", "a chain up to"),
        ("caReferences", "a chain up to the CA called"),
    ] {
        for slot in ["primary", "secondary"] {
            let Some(held) = x509.get(member).and_then(|pair| pair.get(slot)) else {
                continue;
            };
            let name = match held.as_str() {
                Some(reference) => reference.to_owned(),
                None => certificate_in(&text(held, "certificate"))
                    .map_or_else(|| "that cannot be read".to_owned(), |read| named(&read)),
            };
            let also = if slot == "secondary" { ", or " } else { "" };
            parts.push(format!("{also}{before} {name}"));
        }
    }
    parts.concat()
}

/// `press-17 (SHA-1 AB12…)`
fn named(certificate: &Certificate) -> String {
    let thumbprint: String = certificate.sha1().chars().take(8).collect();
    let name = certificate.common_name().unwrap_or("without a common name");
    format!("{name} (SHA-1 {thumbprint}…)")
}

fn terms(entry: &Value) -> String {
    let mut parts = Vec::new();
    if let Some(device_id) = optional(entry, "deviceId") {
        parts.push(format!("device ID {device_id}"));
    }
    match text(entry, "allocationPolicy").as_str() {
        "" | "hashed" => {}
        "geoLatency" => parts.push("geoLatency (unproven: treated as hashed)".to_owned()),
        policy => parts.push(format!("allocation {policy}")),
    }
    let hubs: Vec<String> = entry
        .get("iotHubs")
        .map(|hubs| list(hubs, |hub| hub.as_str().map(str::to_owned)))
        .unwrap_or_default();
    if !hubs.is_empty() {
        parts.push(format!("to {}", hubs.join(", ")));
    }
    if let Some(policy) = entry.get("reprovisionPolicy").and_then(Policy::read)
        && policy != Policy::Migrate
    {
        parts.push(format!("who registers again: {}", policy.words()));
    }
    if entry.get("initialTwin").is_some_and(|twin| !twin.is_null()) {
        parts.push("with an initial twin".to_owned());
    }
    parts.join("; ")
}

/// The certificate in a text, if there is exactly one. A text that holds a key is none: nobody but the device may have it.
fn certificate_in(given: &str) -> Option<Certificate> {
    let reading = pem::read(given.as_bytes());
    if reading.items.iter().any(|item| item.kind.is_private_key()) {
        return None;
    }
    let (certificates, _) = intake::certificates(given.as_bytes(), &reading);
    <[Certificate; 1]>::try_from(certificates)
        .ok()
        .map(|[certificate]| certificate)
}

/// What happens to a device that registers again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Policy {
    /// A hub is chosen anew, and the twin moves along.
    #[default]
    Migrate,
    /// A hub is chosen anew, and there the twin starts anew.
    Reset,
    /// The device stays where it is.
    Never,
}

impl Policy {
    /// Every policy.
    pub const ALL: [Self; 3] = [Self::Migrate, Self::Reset, Self::Never];

    /// A few words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Migrate => "hub chosen anew, twin moves along",
            Self::Reset => "hub chosen anew, twin starts anew",
            Self::Never => "stays where it is",
        }
    }

    fn read(policy: &Value) -> Option<Self> {
        let flag = |name| policy.get(name).and_then(Value::as_bool);
        Some(
            match (flag("updateHubAssignment")?, flag("migrateDeviceData")?) {
                (true, true) => Self::Migrate,
                (true, false) => Self::Reset,
                (false, _) => Self::Never,
            },
        )
    }

    fn document(self) -> Value {
        let (update, migrate) = match self {
            Self::Migrate => (true, true),
            Self::Reset => (true, false),
            Self::Never => (false, false),
        };
        json!({ "updateHubAssignment": update, "migrateDeviceData": migrate })
    }
}

/// The form of an entry.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// Individual or group.
    pub kind: EntryKind,
    /// Whether it is by a symmetric key, and not by certificates.
    pub by_key: bool,
    /// The registration ID, or the name of the group.
    pub id: String,
    /// The device ID, or nothing.
    pub device_id: String,
    /// The certificate as PEM or base64, or for a group the name of an uploaded one.
    pub certificate: String,
    /// The symmetric key in base64. Empty while changing an entry: the one it has stays.
    pub key: String,
    /// Whether devices may use it.
    pub enabled: bool,
    /// `hashed`, `static`, `geoLatency`; what else the entry had stays as it was.
    pub allocation: String,
    /// The hubs to choose from, with commas between them.
    pub hubs: String,
    /// What happens to a device that registers again.
    pub policy: Policy,
    /// What is being changed; none for a new entry.
    pub changes: Option<Value>,
}

impl Draft {
    /// An empty form.
    pub fn new() -> Self {
        Self {
            enabled: true,
            allocation: "hashed".to_owned(),
            ..Self::default()
        }
    }

    /// The device whose certificate is loaded.
    pub fn of_device(registration_id: &str, certificate: &Certificate) -> Self {
        Self {
            id: registration_id.to_owned(),
            certificate: device_certs::pem_encode("CERTIFICATE", &certificate.der),
            ..Self::new()
        }
    }

    /// The form that changes an entry.
    pub fn of(entry: &Entry) -> Self {
        let document = &entry.document;
        let attestation = document.get("attestation").unwrap_or(&Value::Null);
        let x509 = attestation.get("x509").unwrap_or(&Value::Null);
        let primary = |member: &str| Some(x509.get(member)?.get("primary")?.clone());
        let held = primary("clientCertificates").or_else(|| primary("signingCertificates"));
        let certificate = match held {
            Some(held) => text(&held, "certificate"),
            None => primary("caReferences")
                .and_then(|name| name.as_str().map(str::to_owned))
                .unwrap_or_default(),
        };
        let hubs = document.get("iotHubs").unwrap_or(&Value::Null);
        let policy = document.get("reprovisionPolicy").and_then(Policy::read);
        Self {
            kind: entry.kind,
            by_key: text(attestation, "type") == "symmetricKey",
            id: entry.id.clone(),
            device_id: text(document, "deviceId"),
            certificate,
            key: String::new(),
            enabled: entry.enabled,
            allocation: optional(document, "allocationPolicy").unwrap_or("hashed".to_owned()),
            hubs: list(hubs, |hub| hub.as_str().map(str::to_owned)).join(", "),
            policy: policy.unwrap_or_default(),
            changes: Some(document.clone()),
        }
    }

    /// The document to put.
    ///
    /// # Errors
    /// What is missing, as a sentence.
    pub fn document(&self) -> Result<Value, &'static str> {
        let id = self.id.trim();
        if id.is_empty() {
            return Err(match self.kind {
                EntryKind::Individual => "Give the registration ID of the device.",
                EntryKind::Group => "Give the group a name.",
            });
        }
        let mut document = self.changes.clone().unwrap_or_else(|| json!({}));
        put(&mut document, self.kind.id_member(), json!(id));
        put(&mut document, "attestation", self.attestation()?);
        put(
            &mut document,
            "provisioningStatus",
            json!(status(self.enabled)),
        );
        put(&mut document, "allocationPolicy", json!(self.allocation));
        put(&mut document, "reprovisionPolicy", self.policy.document());
        let hubs = self.hubs.split(',').map(str::trim);
        let hubs: Vec<&str> = hubs.filter(|hub| !hub.is_empty()).collect();
        if self.allocation == "static" && hubs.len() != 1 {
            return Err("Static allocation needs the name of exactly one hub.");
        }
        put(&mut document, "iotHubs", json!(hubs));
        let device_id = self.device_id.trim();
        match (self.kind, device_id.is_empty()) {
            (EntryKind::Individual, false) => put(&mut document, "deviceId", json!(device_id)),
            _ => remove(&mut document, "deviceId"),
        }
        Ok(document)
    }

    fn attestation(&self) -> Result<Value, &'static str> {
        if self.by_key {
            let key = self.key.trim();
            return match (key.is_empty(), &self.changes) {
                (false, _) => {
                    Ok(json!({ "type": "symmetricKey", "symmetricKey": { "primaryKey": key } }))
                }
                (true, Some(_)) => Ok(json!({ "type": "symmetricKey" })),
                (true, None) => Err("Give the symmetric key, or have one made."),
            };
        }
        let given = self.certificate.trim();
        if given.is_empty() {
            return Err("Give a certificate.");
        }
        let reading = pem::read(given.as_bytes());
        if reading.items.iter().any(|item| item.kind.is_private_key()) {
            return Err(
                "There is a private key in it. The service gets the certificate alone: nobody but the device may have its key.",
            );
        }
        let (member, primary) = match (self.kind, certificate_in(given)) {
            (EntryKind::Individual, Some(_)) => {
                ("clientCertificates", json!({ "certificate": given }))
            }
            (EntryKind::Group, Some(_)) => ("signingCertificates", json!({ "certificate": given })),
            (EntryKind::Individual, None) => return Err("That is not one readable certificate."),
            (EntryKind::Group, None) if given.contains('\n') => {
                return Err("That is not one readable certificate.");
            }
            // The name of an uploaded one; the service knows whether it is there.
            (EntryKind::Group, None) => ("caReferences", json!(given)),
        };
        let mut pair = Map::new();
        pair.insert("primary".to_owned(), primary);
        // A second one stays, where the first is of the same kind.
        let secondary = self.changes.as_ref().and_then(|document| {
            let x509 = document.get("attestation")?.get("x509")?;
            x509.get(member)?.get("secondary").cloned()
        });
        if let Some(secondary) = secondary {
            pair.insert("secondary".to_owned(), secondary);
        }
        Ok(json!({ "type": "x509", "x509": { member: pair } }))
    }
}

fn put(document: &mut Value, name: &str, value: Value) {
    if let Some(members) = document.as_object_mut() {
        members.insert(name.to_owned(), value);
    }
}

fn remove(document: &mut Value, name: &str) {
    if let Some(members) = document.as_object_mut() {
        members.remove(name);
    }
}
