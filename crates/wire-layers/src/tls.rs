//! What someone who looks on sees of a TLS connection
//! ([RFC 8446](https://www.rfc-editor.org/rfc/rfc8446), [RFC 5246](https://www.rfc-editor.org/rfc/rfc5246)).
//!
//! Records, alerts, and the handshake messages that travel in the open. From a point on everything is encrypted; that, and
//! why, is what the fields then say.

mod cipher_suites;
mod extensions;
mod handshake;
mod hello;
mod names;
mod records;
mod vectors;

use std::borrow::Cow;
use std::ops::Range;

use crate::cutter::{Cutter, count, meaning};
use crate::packet::Sender;
use crate::tree::{Anatomy, Field};

use records::{Content, Record};

/// Takes apart what one side sent, from the beginning of the connection on.
///
/// A handshake message may begin in one record and end in another: it is understood as a whole and shown in pieces. What is
/// not TLS becomes a field of its own and a problem.
pub fn dissect(sender: Sender, bytes: &[u8]) -> Anatomy {
    let (records, mut problems) = records::read(bytes);

    // The handshake messages without the records around them, and where they are in the bytes.
    let mut stream = Vec::new();
    let mut pieces = Vec::new();
    for record in &records {
        let start = stream.len();
        if record.content == Content::Handshake {
            stream.extend_from_slice(bytes.get(record.body.clone()).unwrap_or_default());
        }
        pieces.push(start..stream.len());
    }
    let (messages, is_1_3) = handshake::messages(sender, &stream);
    for mut problem in messages.problems {
        problem.bytes = outside(&problem.bytes, &pieces, &records);
        problems.push(problem);
    }

    let is_1_3 = match sender {
        Sender::Server => is_1_3,
        // Whoever ends the handshake of TLS 1.2 does so in a record that says that it is one.
        Sender::Client => records
            .iter()
            .all(|record| record.content != Content::EncryptedHandshake),
    };
    let mut fields = Vec::new();
    let mut end = 0;
    for (record, piece) in records.iter().zip(&pieces) {
        end = record.body.end;
        let inside = cut_out(&messages.fields, piece, record.body.start);
        fields.push(record_field(bytes, record, inside, is_1_3));
    }
    let mut rest = Cutter::over(bytes, end..bytes.len());
    rest.rest("tls.not-tls", "Not a whole record");
    fields.extend(rest.finish().fields);
    Anatomy { fields, problems }
}

/// A record with its header and what is in it.
fn record_field(bytes: &[u8], record: &Record, messages: Vec<Field>, is_1_3: bool) -> Field {
    let mut cutter = Cutter::over(bytes, record.start..record.body.end);
    let kind = match record.content_type {
        20 => "tls.record.change-cipher-spec",
        21 => "tls.record.alert",
        22 => "tls.record.handshake",
        _ => "tls.record.application-data",
    };
    let name = names::content_type(record.content_type);
    cutter.open(kind, "Record");
    cutter.leaf("tls.content-type", "Content type", 1, name);
    let version = cutter.number(2).unwrap_or_default();
    let version = meaning(version, 4, names::version(version));
    cutter.leaf("tls.record-version", "Version of the record", 2, version);
    cutter.leaf("tls.record-length", "Length", 2, record.length.to_string());
    let size = record.body.len();
    match record.content {
        Content::Handshake => cutter.adopt(
            size,
            Anatomy {
                fields: messages,
                problems: Vec::new(),
            },
        ),
        Content::ChangeCipherSpec => {
            cutter.leaf("tls.change-cipher-spec", "Change cipher spec", size, "1");
        }
        Content::Alert => alert(&mut cutter),
        Content::EncryptedHandshake => encrypted(&mut cutter, "tls.encrypted.finished"),
        Content::EncryptedAlert => encrypted(&mut cutter, "tls.encrypted.alert"),
        Content::ApplicationData if is_1_3 => encrypted(&mut cutter, "tls.encrypted.all"),
        Content::ApplicationData => encrypted(&mut cutter, "tls.encrypted.application-data"),
        Content::Unknown => cutter.rest("unknown", "Not understood"),
    }
    cutter.close(name);
    let mut fields = cutter.finish().fields;
    fields.pop().unwrap_or_else(|| Field {
        kind,
        label: Cow::Borrowed("Record"),
        bytes: record.start..record.body.end,
        mask: None,
        value: String::new(),
        children: fields,
    })
}

fn alert(cutter: &mut Cutter<'_>) {
    let level = match cutter.peek() {
        Some(1) => "warning",
        Some(2) => "fatal",
        _ => "unknown",
    };
    cutter.leaf("tls.alert-level", "Level", 1, level);
    let number = cutter.peek().unwrap_or_default();
    let (name, kind) = names::alert(number);
    let value = meaning(number.into(), 2, name);
    cutter.leaf(kind, "Description", 1, value);
}

fn encrypted(cutter: &mut Cutter<'_>, kind: &'static str) {
    let length = cutter.left();
    cutter.leaf(kind, "Encrypted", length, count(length));
}

/// Where bytes of the handshake messages are among all the bytes.
fn outside(range: &Range<usize>, pieces: &[Range<usize>], records: &[Record]) -> Range<usize> {
    let place = |at: usize| {
        let mut found = None;
        for (piece, record) in pieces.iter().zip(records) {
            if !piece.is_empty() && piece.start <= at && at <= piece.end {
                found = Some(record.body.start + at - piece.start);
                if at < piece.end {
                    break;
                }
            }
        }
        found.unwrap_or_default()
    };
    let start = place(range.start);
    start..place(range.end).max(start)
}

/// The part of `fields` that lies in `piece`, moved so that it begins at `to`.
fn cut_out(fields: &[Field], piece: &Range<usize>, to: usize) -> Vec<Field> {
    let mut inside = Vec::new();
    for field in fields {
        let start = field.bytes.start.max(piece.start);
        let end = field.bytes.end.min(piece.end);
        if start >= end {
            continue;
        }
        let label = match field.bytes.start < piece.start {
            true => Cow::Owned([&field.label, " (continued)"].concat()),
            false => field.label.clone(),
        };
        inside.push(Field {
            kind: field.kind,
            label,
            bytes: start - piece.start + to..end - piece.start + to,
            mask: field.mask,
            value: field.value.clone(),
            children: cut_out(&field.children, piece, to),
        });
    }
    inside
}
