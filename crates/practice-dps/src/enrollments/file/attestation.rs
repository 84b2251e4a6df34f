//! How a device is to prove what it is: certificates and keys of an entry, read and written.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use device_certs::pem::{self, ItemKind};
use device_certs::{Certificate, pem_encode};
use serde_json::{Map, Value, json};

use crate::SymmetricKey;
use crate::enrollments::json::At;
use crate::enrollments::{EnrollmentError, GroupCertificate, HeldCertificate, Pair};

/// `attestation`, as far as either kind of entry may have it.
pub(super) enum Attestation<'a> {
    X509(At<'a>),
    SymmetricKey(Pair<SymmetricKey>),
}

/// The type may be missing; a member of either name then tells it.
pub(super) fn attestation<'a>(at: &At<'a>) -> Result<Attestation<'a>, EnrollmentError> {
    let attestation = at.required("attestation", "")?;
    let by_key = match attestation.optional("type")? {
        None => attestation.optional("symmetricKey")?.is_some(),
        Some(kind) => match kind.text()? {
            "x509" => false,
            "symmetricKey" => true,
            _ => {
                return Err(kind.wrong_value(
                    "the practice service rehearses \"x509\" and \"symmetricKey\" only",
                ));
            }
        },
    };
    if !by_key {
        let x509 = attestation.required("x509", "certificates or, in symmetricKey, keys")?;
        return Ok(Attestation::X509(x509));
    }
    let keys = attestation.required("symmetricKey", "the keys of the entry")?;
    let key = |at: &At<'_>| SymmetricKey::parse(at.text()?).map_err(|error| at.wrong_secret(error));
    let hint = "a key in base64, as the portal shows it; the practice service makes none up";
    Ok(Attestation::SymmetricKey(Pair {
        primary: key(&keys.required("primaryKey", hint)?)?,
        secondary: keys
            .optional("secondaryKey")?
            .as_ref()
            .map(key)
            .transpose()?,
    }))
}

pub(super) fn sources(x509: &At<'_>) -> Result<Pair<GroupCertificate>, EnrollmentError> {
    let signing = x509.optional("signingCertificates")?;
    let references = x509.optional("caReferences")?;
    let source = |slot: &str| -> Result<Option<GroupCertificate>, EnrollmentError> {
        if let Some(signing) = &signing
            && let Some(certificate) = signing.optional(slot)?
        {
            return Ok(Some(GroupCertificate::Signing(held(&certificate)?)));
        }
        if let Some(references) = &references
            && let Some(name) = references.optional(slot)?
        {
            return Ok(Some(GroupCertificate::Reference(name.text()?.to_owned())));
        }
        Ok(None)
    };
    let Some(primary) = source("primary")? else {
        return Err(EnrollmentError::Missing {
            path: format!("{}.signingCertificates.primary", x509.path()),
            hint: "a group holds a CA certificate: here, or by its name in caReferences.primary",
        });
    };
    Ok(Pair {
        primary,
        secondary: source("secondary")?,
    })
}

/// The `certificate` member of an object: PEM, or base64 of DER or of PEM.
pub(super) fn held(at: &At<'_>) -> Result<HeldCertificate, EnrollmentError> {
    // Azure's answers describe a certificate in `info` and leave the certificate itself out.
    let certificate = at.required(
        "certificate",
        "put the certificate here, as PEM or base64 of DER",
    )?;
    let text = certificate.text()?;
    let refuse = |why: String| EnrollmentError::Certificate {
        path: certificate.path().to_owned(),
        why,
    };
    let decoded;
    let bytes = if text.contains("-----BEGIN") {
        text.as_bytes()
    } else {
        let joined: String = text.split_ascii_whitespace().collect();
        let Ok(bytes) = STANDARD.decode(joined) else {
            return Err(refuse("neither PEM nor base64".to_owned()));
        };
        decoded = bytes;
        &decoded
    };
    let reading = pem::read(bytes);
    if reading.items.iter().any(|item| item.kind.is_private_key()) {
        return Err(refuse(
            "a private key is in it; nobody but the device may have that".to_owned(),
        ));
    }
    let mut found = reading
        .items
        .iter()
        .filter(|item| item.kind == ItemKind::Certificate);
    let (Some(item), more) = (found.next(), found.count()) else {
        return Err(refuse("no certificate found".to_owned()));
    };
    if more > 0 {
        return Err(refuse(format!(
            "{} certificates; an entry takes one",
            more + 1
        )));
    }
    let (read, _) = Certificate::read(&item.der);
    if !read.is_readable() {
        return Err(refuse("its parts cannot be read".to_owned()));
    }
    Ok(read.into())
}

pub(super) fn x509_json(x509: Value) -> Value {
    json!({ "type": "x509", "x509": x509 })
}

/// The certificates of a group, each under the member for its kind.
pub(super) fn sources_json(pair: &Pair<GroupCertificate>) -> Value {
    let (mut signing, mut references) = (Map::new(), Map::new());
    for (slot, source) in ["primary", "secondary"].into_iter().zip(pair.iter()) {
        match source {
            GroupCertificate::Signing(held) => {
                signing.insert(slot.to_owned(), held_json(held));
            }
            GroupCertificate::Reference(name) => {
                references.insert(slot.to_owned(), json!(name));
            }
        }
    }
    let mut x509 = Map::new();
    for (name, members) in [
        ("signingCertificates", signing),
        ("caReferences", references),
    ] {
        if !members.is_empty() {
            x509.insert(name.to_owned(), Value::Object(members));
        }
    }
    Value::Object(x509)
}

pub(super) fn pair_json<T>(pair: &Pair<T>, json: impl Fn(&T) -> Value) -> Value {
    let slots = ["primary", "secondary"].into_iter().zip(pair.iter());
    Value::Object(
        slots
            .map(|(slot, one)| (slot.to_owned(), json(one)))
            .collect(),
    )
}

pub(super) fn held_json(held: &HeldCertificate) -> Value {
    json!({ "certificate": pem_of(held) })
}

pub(super) fn pem_of(held: &HeldCertificate) -> String {
    pem_encode("CERTIFICATE", &held.certificate().der)
}

pub(super) fn keys_json(keys: &Pair<SymmetricKey>) -> Value {
    let slots = ["primaryKey", "secondaryKey"].into_iter().zip(keys.iter());
    let keys: Map<String, Value> = slots
        .map(|(slot, key)| (slot.to_owned(), json!(key.to_base64())))
        .collect();
    json!({ "type": "symmetricKey", "symmetricKey": keys })
}
