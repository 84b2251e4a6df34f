//! The device's certificates as loaded or made, and what can be said of them before any connection.

use device_certs::certificate::Certificate;

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
#[derive(Clone, Debug)]
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
}
