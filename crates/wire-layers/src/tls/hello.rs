//! ClientHello and ServerHello (RFC 8446, sections 4.1.2 and 4.1.3).

use super::extensions;
use super::vectors::{bytes, list, named, opaque};
use super::{cipher_suites, names};
use crate::cutter::{Cutter, hex};

/// The random of a ServerHello that asks for another ClientHello (RFC 8446, section 4.1.3).
const HELLO_RETRY: [u8; 8] = [0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11];

pub(super) fn client(cutter: &mut Cutter<'_>) {
    version(cutter);
    random(cutter, "tls.random.client");
    opaque(cutter, 1, "tls.session-id", "Session ID");
    cutter.open("tls.cipher-suites", "Cipher suites");
    list(
        cutter,
        2,
        ("tls.cipher-suite.offered", "Cipher suite"),
        cipher_suites::name,
    );
    cutter.close(String::new());
    bytes(
        cutter,
        ("tls.compression", "Compression"),
        names::compression,
    );
    extensions::all(cutter, extensions::Of::ClientHello);
}

/// Returns whether the server settled for TLS 1.3.
pub(super) fn server(cutter: &mut Cutter<'_>) -> bool {
    version(cutter);
    let is_retry = cutter.remaining().starts_with(&HELLO_RETRY);
    let kind = if is_retry {
        "tls.random.retry"
    } else {
        "tls.random.server"
    };
    random(cutter, kind);
    opaque(cutter, 1, "tls.session-id", "Session ID");
    named(
        cutter,
        "tls.cipher-suite.chosen",
        "Cipher suite",
        cipher_suites::name,
    );
    let value = cutter
        .number(1)
        .and_then(names::compression)
        .unwrap_or("unknown");
    cutter.leaf("tls.compression", "Compression", 1, value);
    let of = match is_retry {
        true => extensions::Of::HelloRetryRequest,
        false => extensions::Of::ServerHello,
    };
    extensions::all(cutter, of)
}

fn version(cutter: &mut Cutter<'_>) {
    named(
        cutter,
        "tls.hello-version",
        "Version of the hello",
        names::version,
    );
}

fn random(cutter: &mut Cutter<'_>, kind: &'static str) {
    let value = hex(cutter.remaining().get(..32).unwrap_or_default());
    cutter.leaf(kind, "Random", 32, value);
}
