//! CA certificates, and the proof that somebody holds a key.

use serde_json::Value;

use super::{flag, list, optional, text};

/// A CA certificate in the service's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    /// The name it is filed under.
    pub name: String,
    /// Its subject.
    pub subject: String,
    /// Its SHA-1 thumbprint.
    pub thumbprint: String,
    /// Whether possession of its key was proven.
    pub verified: bool,
    /// The code that a proof must bear, once it was asked for.
    pub code: Option<String>,
}

impl Authority {
    /// Reads the list.
    pub fn list(answer: &Value) -> Vec<Self> {
        list(answer, |entry| {
            Some(Self {
                name: optional(entry, "name")?,
                subject: text(entry, "subject"),
                thumbprint: text(entry, "thumbprint"),
                verified: flag(entry, "isVerified"),
                code: optional(entry, "verificationCode"),
            })
        })
    }
}

/// The commands by which whoever holds `ca.key` signs a certificate for the code.
pub fn proof_commands(code: &str) -> String {
    format!(
        "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \\\n  \
         -keyout verification.key -subj '/CN={code}' -out verification.csr\n\
         openssl x509 -req -in verification.csr -CA ca.pem -CAkey ca.key \\\n  \
         -CAcreateserial -days 1 -out verification.pem\n"
    )
}
