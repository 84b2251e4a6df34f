//! Handshake messages that travel in the open (RFC 8446, section 4; RFC 5246, section 7.4).

use super::vectors::{bytes, der, list, named, opaque, vector};
use super::{hello, names};
use crate::cutter::{Cutter, hex};
use crate::packet::Sender;
use crate::tree::Anatomy;

/// Cuts the messages, and says whether a server settled for TLS 1.3 in them.
pub(super) fn messages(sender: Sender, stream: &[u8]) -> (Anatomy, bool) {
    let mut cutter = Cutter::over(stream, 0..stream.len());
    let mut is_1_3 = false;
    while cutter.left() > 0 {
        let number = cutter.peek().unwrap_or_default();
        let (name, kind) = names::handshake(number);
        cutter.open(kind, "Handshake message");
        let title = name.unwrap_or("unknown message");
        cutter.leaf("tls.handshake-type", "Message type", 1, title);
        let Some(length) = cutter.number(3) else {
            let at = cutter.at();
            cutter.problem(at..at, "a message is cut off", "RFC 8446, section 4");
            cutter.rest("tls.cut-off", "Cut off");
            cutter.close(title);
            break;
        };
        cutter.leaf("tls.handshake-length", "Length", 3, length.to_string());
        let end = cutter.end();
        if length > cutter.left() {
            let missing = length - cutter.left();
            let text = format!("{title} is cut off, bytes missing: {missing}");
            cutter.problem(end..end, text, "RFC 8446, section 4");
        }
        let outer = cutter.narrow(length);
        match number {
            1 => hello::client(&mut cutter),
            2 => is_1_3 |= hello::server(&mut cutter),
            4 => session_ticket(&mut cutter),
            11 => certificate(&mut cutter, sender),
            12 => server_key_exchange(&mut cutter),
            13 => certificate_request(&mut cutter),
            15 => signature(&mut cutter, "tls.certificate-verify"),
            16 => client_key_exchange(&mut cutter),
            22 => status(&mut cutter),
            _ => {}
        }
        cutter.widen(outer);
        cutter.close(title);
    }
    (cutter.finish(), is_1_3)
}

/// RFC 5077, section 3.3.
fn session_ticket(cutter: &mut Cutter<'_>) {
    let seconds = cutter
        .number(4)
        .map_or(String::new(), |secs| secs.to_string() + " s");
    cutter.leaf("tls.ticket-lifetime", "Lifetime", 4, seconds);
    opaque(cutter, 2, "tls.ticket", "Ticket");
}

/// RFC 5246, section 7.4.2. That of TLS 1.3 is encrypted.
fn certificate(cutter: &mut Cutter<'_>, sender: Sender) {
    let kind = match sender {
        Sender::Client => "tls.certificate.client",
        Sender::Server => "tls.certificate.server",
    };
    if cutter.number(3) == Some(0) && sender == Sender::Client {
        cutter.leaf("tls.certificate.none", "No certificate", 3, "none");
        return;
    }
    vector(cutter, 3, &mut |cutter| {
        let mut index = 1;
        while cutter.left() > 0 {
            let place = if index == 1 { ", the leaf" } else { "" };
            der(cutter, 3, kind, format!("Certificate {index}{place}"));
            index += 1;
        }
    });
}

/// RFC 8422, section 5.4. Others than those with elliptic curves are not taken apart.
fn server_key_exchange(cutter: &mut Cutter<'_>) {
    if cutter.peek() != Some(3) {
        cutter.rest(
            "tls.key-exchange.other",
            "Key exchange without elliptic curves",
        );
        return;
    }
    cutter.leaf("tls.curve-type", "Curve type", 1, "named curve");
    named(cutter, "tls.group", "Curve", names::group);
    opaque(cutter, 1, "tls.public-key", "Public key of the exchange");
    signature(cutter, "tls.key-exchange.signature");
}

fn signature(cutter: &mut Cutter<'_>, kind: &'static str) {
    named(
        cutter,
        "tls.signature-scheme.used",
        "Signature scheme",
        names::signature_scheme,
    );
    opaque(cutter, 2, kind, "Signature");
}

/// RFC 5246, section 7.4.4. That of TLS 1.3 is encrypted.
fn certificate_request(cutter: &mut Cutter<'_>) {
    bytes(
        cutter,
        ("tls.certificate-type", "Type of key"),
        names::certificate_type,
    );
    list(
        cutter,
        2,
        ("tls.signature-scheme.accepted", "Signature scheme"),
        names::signature_scheme,
    );
    if cutter.number(2) == Some(0) {
        cutter.leaf("tls.authorities.none", "No authorities named", 2, "none");
        return;
    }
    vector(cutter, 2, &mut |cutter| {
        let mut index = 1;
        while cutter.left() > 0 {
            der(
                cutter,
                2,
                "tls.authority",
                format!("Name of authority {index}"),
            );
            index += 1;
        }
    });
}

/// RFC 8422, section 5.7, and RFC 5246, section 7.4.7.1.
fn client_key_exchange(cutter: &mut Cutter<'_>) {
    let is_point = cutter.number(1).map(|length| length + 1) == Some(cutter.left());
    match is_point {
        true => opaque(cutter, 1, "tls.public-key", "Public key of the exchange"),
        false => opaque(cutter, 2, "tls.key-exchange.other", "Encrypted secret"),
    }
}

/// RFC 6066, section 8.
fn status(cutter: &mut Cutter<'_>) {
    let value = hex(cutter.remaining().get(..1).unwrap_or_default());
    cutter.leaf("tls.status-type", "Type of status", 1, value);
    der(cutter, 3, "tls.status", "Answer of OCSP".to_owned());
}
