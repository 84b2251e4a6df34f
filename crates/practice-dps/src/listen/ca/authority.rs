//! A root and its key, and what they sign.

use device_certs::issue::{PermittedNames, Template};
use device_certs::pem::{self, ItemKind};
use device_certs::{Certificate, PrivateKey};
use zeroize::Zeroizing;

use super::CaError;
use crate::Timestamp;
use crate::listen::native::{PracticeKey, serial};

/// How long before now the certificates become valid, in seconds: clocks differ.
const BACKDATED_SECS: i64 = 24 * 3600;

/// How long they are valid, in seconds. They are gone with the process anyway; some clients refuse server
/// certificates of more than 398 days.
pub(super) const VALID_SECS: i64 = 90 * 24 * 3600;

/// How long a root is valid that is kept, in seconds: ten years, since it is in the firmware of somebody's device.
pub(super) const LASTING_SECS: i64 = 3652 * 24 * 3600;

/// A root and its key.
pub(super) struct Authority {
    pub(super) der: Vec<u8>,
    pub(super) key: PracticeKey,
}

impl Authority {
    /// The present root and the next one.
    pub(super) fn both(
        valid_secs: i64,
        permitted: Option<&PermittedNames>,
        now: Timestamp,
    ) -> Result<[Self; 2], CaError> {
        let make = |name| Self::root(name, valid_secs, permitted, now);
        Ok([
            make("DPS Playground practice root")?,
            make("DPS Playground practice next root")?,
        ])
    }

    pub(super) fn root(
        name: &str,
        valid_secs: i64,
        permitted: Option<&PermittedNames>,
        now: Timestamp,
    ) -> Result<Self, CaError> {
        let key = PracticeKey::generate()?;
        let template = Template {
            permitted_names: permitted.cloned(),
            ..Template::ca(name, key.spki()?, PracticeKey::ALGORITHM, Some(1))
        };
        let template = practice(template, valid_secs, now).serial(serial()?);
        let der = sign(&template, &key)?;
        Ok(Self { der, key })
    }

    /// A CA below this one.
    pub(super) fn intermediate(&self, now: Timestamp) -> Result<Self, CaError> {
        let key = PracticeKey::generate()?;
        let name = "DPS Playground practice intermediate";
        let template = Template::ca(name, key.spki()?, PracticeKey::ALGORITHM, Some(0));
        let der = self.issue(practice(template, VALID_SECS, now))?;
        Ok(Self { der, key })
    }

    pub(super) fn from_files(
        read: &impl Fn(&str) -> Option<String>,
        certificate: &'static str,
        key: &'static str,
    ) -> Result<Self, CaError> {
        let missing = |name| CaError::File { name };
        let pem = Zeroizing::new(read(key).ok_or_else(|| missing(key))?);
        let items = pem::read(pem.as_bytes()).items;
        let private = items.iter().find(|item| item.kind.is_private_key());
        let private = private.and_then(|item| PrivateKey::read(item).ok());
        let private = private.ok_or_else(|| missing(key))?;
        let private =
            PracticeKey::from_pkcs8(private.pkcs8_der()).map_err(|_failed| missing(key))?;
        let pem = read(certificate).ok_or_else(|| missing(certificate))?;
        let items = pem::read(pem.as_bytes()).items;
        let found = items.iter().find(|item| item.kind == ItemKind::Certificate);
        let der = found.ok_or_else(|| missing(certificate))?.der.to_vec();
        if Certificate::read(&der).0.spki_der() != private.spki()? {
            return Err(missing(certificate));
        }
        Ok(Self { der, key: private })
    }

    pub(super) fn issue(&self, template: Template) -> Result<Vec<u8>, CaError> {
        let issuer = Certificate::read(&self.der).0;
        sign(&template.serial(serial()?).issued_by(&issuer), &self.key)
    }
}

/// Dated, and marked as no more than practice.
pub(super) fn practice(template: Template, valid_secs: i64, now: Timestamp) -> Template {
    let now = now.unix_secs();
    Template {
        organization: Some("DPS Playground practice, not for production".to_owned()),
        ..template.valid(now - BACKDATED_SECS, now + valid_secs)
    }
}

fn sign(template: &Template, key: &PracticeKey) -> Result<Vec<u8>, CaError> {
    let to_be_signed = template.to_be_signed()?;
    let signature = key.sign(&to_be_signed.bytes)?;
    Ok(to_be_signed.finish(&signature))
}
