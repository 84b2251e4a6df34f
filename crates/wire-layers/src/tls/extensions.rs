//! Extensions of the hellos (RFC 8446, section 4.2; RFC 6066).

use super::names;
use super::vectors::{bytes, der, list, name_of, named, opaque, vector};
use crate::cutter::{Cutter, meaning};

/// In which message an extension stands: several look different in each.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    ClientHello,
    ServerHello,
    HelloRetryRequest,
}

/// All of them, if there are any. Returns whether TLS 1.3 is chosen in them.
pub(super) fn all(cutter: &mut Cutter<'_>, of: Of) -> bool {
    let mut is_1_3 = false;
    if cutter.left() == 0 {
        return false;
    }
    cutter.open("tls.extensions", "Extensions");
    vector(cutter, 2, &mut |cutter| {
        while cutter.left() > 0 {
            is_1_3 |= one(cutter, of);
        }
    });
    cutter.close(String::new());
    is_1_3
}

fn one(cutter: &mut Cutter<'_>, of: Of) -> bool {
    let number = cutter.number(2).unwrap_or_default();
    let name = name_of(number, |number| names::extension(number).0);
    cutter.open(names::extension(number).1, "Extension");
    let value = meaning(number, 4, name);
    cutter.leaf("tls.extension-type", "Type", 2, value.as_str());
    let mut is_1_3 = false;
    vector(cutter, 2, &mut |cutter| {
        if cutter.left() > 0 {
            is_1_3 = content(cutter, of, number);
        }
    });
    cutter.close(value);
    is_1_3
}

/// What the extension says. Returns whether it is that TLS 1.3 is chosen.
fn content(cutter: &mut Cutter<'_>, of: Of, number: usize) -> bool {
    let is_client = of == Of::ClientHello;
    match number {
        0 => vector(cutter, 2, &mut server_name),
        1 => {
            let value = cutter
                .number(1)
                .and_then(|code| 1_usize.checked_shl(code as u32 + 8));
            let value = value.map_or(String::new(), |bytes| bytes.to_string() + " bytes");
            cutter.leaf("tls.max-fragment", "Largest record", 1, value);
        }
        10 => list(cutter, 2, ("tls.group", "Group"), names::group),
        11 => bytes(
            cutter,
            ("tls.point-format", "Form of points"),
            names::point_format,
        ),
        13 | 50 => {
            let what = ("tls.signature-scheme.accepted", "Signature scheme");
            list(cutter, 2, what, names::signature_scheme);
        }
        16 => vector(cutter, 2, &mut |cutter| {
            while cutter.left() > 0 {
                vector(cutter, 1, &mut |cutter| {
                    cutter.text("tls.alpn", "Protocol", cutter.left());
                });
            }
        }),
        41 if !is_client => {
            cutter.text("tls.psk", "Chosen key", 2);
        }
        43 if is_client => {
            list(
                cutter,
                1,
                ("tls.version.offered", "Version"),
                names::version,
            );
        }
        43 => return named(cutter, "tls.version.chosen", "Version", names::version) == 0x0304,
        44 => opaque(cutter, 2, "tls.cookie", "Cookie"),
        45 => bytes(cutter, ("tls.psk-mode", "Mode"), names::psk_mode),
        47 => vector(cutter, 2, &mut |cutter| {
            while cutter.left() > 0 {
                der(
                    cutter,
                    2,
                    "tls.authority",
                    "Name of an authority".to_owned(),
                );
            }
        }),
        51 if is_client => vector(cutter, 2, &mut |cutter| {
            while cutter.left() > 0 {
                key_share(cutter);
            }
        }),
        51 if of == Of::ServerHello => key_share(cutter),
        51 => {
            named(cutter, "tls.group", "Group", names::group);
        }
        0xFF01 => opaque(cutter, 1, "tls.renegotiation", "Renegotiated connection"),
        _ => cutter.rest("tls.extension-data", "Data"),
    }
    false
}

fn server_name(cutter: &mut Cutter<'_>) {
    while cutter.left() > 0 {
        let value = if cutter.peek() == Some(0) {
            "host name"
        } else {
            "unknown"
        };
        cutter.leaf("tls.name-type", "Type of name", 1, value);
        vector(cutter, 2, &mut |cutter| {
            cutter.text("tls.server-name", "Host name", cutter.left());
        });
    }
}

fn key_share(cutter: &mut Cutter<'_>) {
    cutter.open("tls.key-share", "Key share");
    named(cutter, "tls.group", "Group", names::group);
    opaque(cutter, 2, "tls.public-key", "Public key of the exchange");
    cutter.close(String::new());
}
