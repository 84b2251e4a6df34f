//! Whose a pasted file is: what the client presents, what it trusts, or neither.

use super::Reading;
use super::transcript::file_name;

/// What a file is to the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// What the device presents, or its key.
    Device,
    /// What the device trusts the server by.
    Trust,
    /// Neither, as far as the settings tell.
    Other,
}

/// By what the settings call the file; where they name none, by its own name.
pub(super) fn role(path: &str, reading: &Reading) -> Role {
    let named = |what: &str| {
        let mut values = reading.understood.iter();
        values.any(|value| value.what == what && file_name(&value.value) == file_name(path))
    };
    if named("certificate") || named("key") {
        return Role::Device;
    }
    if named("trusted roots") {
        return Role::Trust;
    }
    let known = |what: &str| reading.understood.iter().any(|value| value.what == what);
    let lower = file_name(path).to_ascii_lowercase();
    let trust = [
        "root",
        "trust",
        "bundle",
        "cacert",
        "ca-cert",
        "server",
        "digicert",
        "baltimore",
        "microsoft",
        "azure",
    ];
    if trust.iter().any(|word| lower.contains(word)) {
        // Of two files that could be it, the settings have named the other one.
        return if known("trusted roots") {
            Role::Other
        } else {
            Role::Trust
        };
    }
    let key = lower.ends_with(".key") || lower.contains("key");
    if known(if key { "key" } else { "certificate" }) {
        Role::Other
    } else {
        Role::Device
    }
}

/// Whether a file says by its name that it holds a CA's certificate: `ca.pem`, `factory-root.crt`.
pub(super) fn is_ca_by_name(path: &str) -> bool {
    let name = file_name(path).to_ascii_lowercase();
    let mut words = name.split(|character: char| !character.is_ascii_alphabetic());
    words.any(|word| {
        matches!(
            word,
            "ca" | "cacert" | "root" | "rootca" | "issuer" | "signing"
        )
    })
}
