//! A certificate as the service keeps it, beside one that is presented.

use device_certs::Certificate;
use device_certs::lint::Exhibit;
use serde_json::Value;

use super::super::pem::may_be_issuer;
use super::text_of;

/// A certificate as the service shows it: itself, or what is known of it.
#[derive(Debug, Default)]
pub(super) struct Kept {
    pub(super) prints: Vec<String>,
    pub(super) name: Option<String>,
    pub(super) certificate: Option<Certificate>,
}

/// The primary and the secondary certificate of an attestation.
pub(super) fn certificates(value: &Value, name: &str) -> Vec<Kept> {
    let x509 = value.get("attestation").and_then(|value| value.get("x509"));
    let slots = x509.and_then(|value| value.get(name));
    ["primary", "secondary"]
        .iter()
        .filter_map(|slot| slots?.get(slot).filter(|value| value.is_object()))
        .map(Kept::of)
        .filter(|kept| !kept.prints.is_empty() || kept.name.is_some())
        .collect()
}

impl Kept {
    pub(super) fn of(value: &Value) -> Self {
        let mut kept = Self::default();
        let empty = Value::Null;
        let info = value.get("info").unwrap_or(&empty);
        for from in [value, info] {
            for name in ["sha1Thumbprint", "sha256Thumbprint", "thumbprint"] {
                kept.prints.extend(text_of(from, name).map(digits));
            }
            for name in ["subjectName", "subject"] {
                kept.name = kept.name.or(text_of(from, name).map(str::to_owned));
            }
        }
        if let Some(pem) = text_of(value, "certificate") {
            let first = Exhibit::read(pem.as_bytes())
                .certificates
                .into_iter()
                .next();
            if let Some(certificate) = first {
                kept.prints.push(digits(certificate.sha1()));
                kept.name = Some(certificate.subject.to_string());
                kept.certificate = Some(certificate);
            }
        }
        kept
    }

    pub(super) fn is(&self, other: &Certificate) -> bool {
        let own = [digits(other.sha1()), digits(other.sha256())];
        self.prints.iter().any(|print| own.contains(print))
    }

    pub(super) fn is_issuer_of(&self, other: &Certificate) -> bool {
        match &self.certificate {
            Some(certificate) => may_be_issuer(certificate, other),
            // A root is its own issuer: one of the same name that is another certificate was made again.
            None if other.is_self_issued() && !self.prints.is_empty() => self.is(other),
            None => {
                let issuer = plain_name(&other.issuer.to_string());
                let mut names = self.name.iter();
                // A list may show the common name alone.
                let common = |name: &str| {
                    let wanted = format!("cn={}", name.to_ascii_lowercase());
                    let mut parts = issuer.split(',');
                    !name.contains('=') && parts.any(|part| part.trim() == wanted)
                };
                names.any(|name| plain_name(name) == issuer || common(name))
            }
        }
    }
}

/// A thumbprint without colons, in upper case.
pub(super) fn digits(print: impl AsRef<str>) -> String {
    print.as_ref().replace(':', "").to_ascii_uppercase()
}

fn plain_name(name: &str) -> String {
    let name = name.replace(", ", ",").replace(" = ", "=");
    name.to_ascii_lowercase()
}
