//! The alerts of TLS. DPS was seen to send none about a device's certificate: it judges that when the device registers.

use super::{Entry, Group, anchor, entry};
use crate::sources;
use crate::{Confidence, Place, observe};

/// Number, name in the IANA registry, and what it means to a device.
const ALERTS: &[(u8, &str, &str)] = &[
    (
        40,
        "handshake_failure",
        "The two sides share no cipher or signature scheme, or the server wanted a certificate and got none.",
    ),
    (
        42,
        "bad_certificate",
        "The server could not read the device's certificate, or its signature is wrong.",
    ),
    (
        43,
        "unsupported_certificate",
        "The server does not take this kind of certificate.",
    ),
    (
        44,
        "certificate_revoked",
        "The server takes the device's certificate for revoked.",
    ),
    (
        45,
        "certificate_expired",
        "The server takes the device's certificate for expired.",
    ),
    (
        46,
        "certificate_unknown",
        "The server refused the device's certificate for another reason; sent by a client it means that the client refused the server's.",
    ),
    (
        48,
        "unknown_ca",
        "Whoever sent it does not know the other's CA: sent by a client, the trusted root is wrong; sent by a server, it does not know the device's.",
    ),
    (
        49,
        "access_denied",
        "The server read the device's certificate and does not let it in.",
    ),
    (
        51,
        "decrypt_error",
        "The signature of the handshake does not fit the certificate: the key belongs to another one.",
    ),
    (
        70,
        "protocol_version",
        "The two sides share no version of TLS. DPS documents 1.2.",
    ),
    (
        71,
        "insufficient_security",
        "The server wants stronger ciphers than the client offers.",
    ),
    (80, "internal_error", "The server failed in itself."),
    (
        112,
        "unrecognized_name",
        "The server does not serve the name that was asked for.",
    ),
    (
        116,
        "certificate_required",
        "The server wants a certificate, and the client sent none (TLS 1.3).",
    ),
];

pub(super) fn entries(entries: &mut Vec<Entry>) {
    for (number, name, meaning) in ALERTS {
        let evidence = observe::handshake_alert(name, Place::Session);
        let Some(seen) = evidence.observations.first() else {
            continue;
        };
        let mut entry = entry(
            Group::Alerts,
            format!("alert-{}", anchor(name)),
            format!("alert {number} {name}"),
            seen.sign,
            None,
        );
        entry.meaning = (*meaning).to_owned();
        entry.confidence = Confidence::Documented;
        entry.sources = vec![sources::RFC_ALERTS];
        entries.push(entry);
    }
}
