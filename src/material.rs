//! The device's certificates as loaded or made, and what can be said of them before any connection.

use device_certs::Certificate;
use device_certs::certificate::ValidAt;
use device_certs::chain::{self, Chain};

use crate::inputs::Presented;

/// Where a certificate and key came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Made in this page for practice; the key may be saved by its own button.
    Practice,
    /// Brought by the person; the key cannot be taken out of the browser again.
    Imported,
}

/// What is known of the private key. The key itself is a WebCrypto handle that only `browser` holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyFacts {
    /// In words: `EC P-256`, `RSA 2048`.
    pub kind: String,
    /// The TLS signature schemes it can be asked for, by their TLS names, best first.
    pub schemes: Vec<String>,
    /// Index in [`Material::certificates`] of the certificate it belongs to; none if it fits none of them.
    pub belongs_to: Option<usize>,
}

/// Certificates and key facts of the device.
#[derive(Clone, Debug, PartialEq)]
pub struct Material {
    /// Where they came from.
    pub origin: Origin,
    /// Every certificate, in the order given.
    pub certificates: Vec<Certificate>,
    /// Names of the files they came from, if any.
    pub files: Vec<String>,
    /// The key, once there is one.
    pub key: Option<KeyFacts>,
    /// A CA certificate given for the enrolment alone; it is never presented.
    pub enrolment_ca: Option<Certificate>,
    /// How they stand to each other, as [`Material::arranged`] found it.
    pub order: Order,
}

/// Which of the certificates issued which. Worked out where certificates are taken in, since it is asked for at every event.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Order {
    chain: Chain,
    /// The path without those that name themselves as their issuer; the leaf always stays.
    presented: Vec<usize>,
}

impl Material {
    /// The same with its certificates put in order. To be called whenever they have changed, or whose the key is. (Comparing
    /// names takes a table of all letters, so this is for the parts of the page that are fetched later.)
    pub fn arranged(self) -> Self {
        let chain = match self.key.as_ref().and_then(|key| key.belongs_to) {
            Some(leaf) => chain::path_from(&self.certificates, leaf),
            None => chain::order(&self.certificates, None),
        };
        let mut presented = chain.path.clone();
        let mut is_leaf = true;
        presented.retain(|index| {
            let certificate = self.certificates.get(*index);
            std::mem::take(&mut is_leaf) || !certificate.is_some_and(Certificate::is_self_issued)
        });
        Self {
            order: Order { chain, presented },
            ..self
        }
    }

    /// The certificates in order: the device's own first, then who issued it, as far as it is known.
    pub fn chain(&self) -> &Chain {
        &self.order.chain
    }

    /// The device's own certificate.
    pub fn leaf(&self) -> Option<&Certificate> {
        self.certificates.get(self.chain().leaf()?)
    }

    /// What the device presents: its own certificate, then every intermediate. A self-signed root is left out,
    /// since whoever does not have it already would not believe it.
    pub fn presented(&self, how: Presented) -> Vec<&Certificate> {
        let count = match how {
            Presented::Chain => usize::MAX,
            Presented::LeafOnly => 1,
        };
        let presented = self.order.presented.iter().take(count);
        presented
            .filter_map(|index| self.certificates.get(*index))
            .collect()
    }

    /// The CA certificate of the enrolment group: the one given for it, else the topmost that was loaded.
    pub fn group_ca(&self) -> Option<&Certificate> {
        let topmost = || {
            let path = &self.chain().path;
            self.certificates
                .get(*path.last()?)
                .filter(|_| path.len() > 1)
        };
        self.enrolment_ca.as_ref().or_else(topmost)
    }

    /// Why a device with this cannot even begin.
    pub fn obstacle(&self) -> Option<&'static str> {
        match (self.leaf(), &self.key) {
            (None, _) => Some("there is a key, but no certificate to present with it"),
            (_, None) => {
                Some("there is a certificate, but no private key to prove possession with")
            }
            (_, Some(key)) if key.belongs_to.is_none() => {
                Some("the private key belongs to none of the certificates")
            }
            _ => None,
        }
    }

    /// What is likely to be refused later, one sentence each. `now` is in Unix seconds.
    pub fn warnings(&self, registration_id: &str, now: i64) -> Vec<String> {
        let Some(leaf) = self.leaf() else {
            return Vec::new();
        };
        let mut warnings = Vec::new();
        match leaf.common_name() {
            None => warnings.push(
                "The certificate has no common name, so there is no registration ID that would fit it.".to_owned(),
            ),
            Some(name) if !name.eq_ignore_ascii_case(registration_id) => warnings.push(format!(
                "The certificate's common name is {name:?}, the registration ID is {registration_id:?}: DPS wants them equal."
            )),
            Some(_) => {}
        }
        match leaf.valid_at(now) {
            ValidAt::Expired => warnings.push(format!(
                "The certificate expired on {}.",
                date(leaf.not_after)
            )),
            ValidAt::NotYet => warnings.push(format!(
                "The certificate is not valid before {}.",
                date(leaf.not_before)
            )),
            ValidAt::Unknown => {
                warnings.push("The certificate's validity cannot be read.".to_owned())
            }
            ValidAt::Current => {}
        }
        warnings
    }
}

/// The day of a moment, as people write it in files: `2026-11-23`.
pub fn date(unix_secs: Option<i64>) -> String {
    let text = unix_secs
        .map(device_certs::time::rfc3339)
        .unwrap_or_default();
    text.split('T')
        .next()
        .filter(|day| !day.is_empty())
        .unwrap_or("an unreadable date")
        .to_owned()
}
