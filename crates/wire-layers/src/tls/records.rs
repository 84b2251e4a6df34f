//! Cuts bytes into records (RFC 8446, section 5.1).

use std::ops::Range;

use crate::tree::Problem;

/// The most bytes a record may hold with everything that any version adds (RFC 5246, section 6.2.3).
const MAX_RECORD: usize = (1 << 14) + 2048;

/// What a record holds, as far as can be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// Handshake messages in the open.
    Handshake,
    /// From here on TLS 1.2 is encrypted; in TLS 1.3 it means nothing.
    ChangeCipherSpec,
    /// An alert in the open.
    Alert,
    /// Handshake messages of TLS 1.2 behind its change of ciphers.
    EncryptedHandshake,
    /// An alert of TLS 1.2 behind its change of ciphers.
    EncryptedAlert,
    /// In TLS 1.2 what the application says, in TLS 1.3 everything that is encrypted.
    ApplicationData,
    /// A record as it should not be.
    Unknown,
}

/// One record.
pub(super) struct Record {
    pub(super) start: usize,
    pub(super) content_type: u8,
    /// As it says of itself.
    pub(super) length: usize,
    /// As far as it is there.
    pub(super) body: Range<usize>,
    pub(super) content: Content,
}

/// The records, and what is wrong with them. What follows the last of them is none.
pub(super) fn read(bytes: &[u8]) -> (Vec<Record>, Vec<Problem>) {
    let (mut records, mut problems) = (Vec::new(), Vec::new());
    let (mut at, mut is_encrypted) = (0, false);
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let &[content_type, major, minor, high, low, ref after @ ..] = rest else {
            if !rest.is_empty() {
                let text = "the header of a record is cut off: it takes 5 bytes";
                problems.push(problem(at..bytes.len(), text, "RFC 8446, section 5.1"));
            }
            return (records, problems);
        };
        if !(20..=24).contains(&content_type) || major != 3 || minor > 4 {
            let text = "no record of TLS begins here";
            problems.push(problem(at..bytes.len(), text, "RFC 8446, section 5.1"));
            return (records, problems);
        }
        let length = usize::from(u16::from_be_bytes([high, low]));
        if length > MAX_RECORD {
            let text = "the record says that it is longer than records may be";
            problems.push(problem(at + 3..at + 5, text, "RFC 8446, section 5.2"));
            return (records, problems);
        }
        let start = at + 5;
        let body = start..start + length.min(after.len());
        if body.len() < length {
            let missing = length - body.len();
            let text = format!("the record is cut off, bytes missing: {missing}");
            let end = bytes.len();
            problems.push(problem(end..end, text, "RFC 8446, section 5.1"));
        }
        let inside = bytes.get(body.clone()).unwrap_or_default();
        let content = match (content_type, inside) {
            (20, [1]) => {
                is_encrypted = true;
                Content::ChangeCipherSpec
            }
            // Encrypted, an alert would be longer.
            (21, [_, _]) => Content::Alert,
            (21, _) if is_encrypted => Content::EncryptedAlert,
            (22, _) if is_encrypted && !is_hello(inside) => Content::EncryptedHandshake,
            (22, _) => Content::Handshake,
            (23, _) => Content::ApplicationData,
            _ => Content::Unknown,
        };
        if content == Content::Unknown && body.len() == length {
            let text = "the record does not hold what its type says";
            problems.push(problem(body.clone(), text, "RFC 8446, section 5"));
        }
        at = body.end;
        records.push(Record {
            start: start - 5,
            content_type,
            length,
            body,
            content,
        });
    }
}

/// The second hellos of TLS 1.3 follow a change of ciphers that changes nothing.
fn is_hello(inside: &[u8]) -> bool {
    match inside {
        [1 | 2, high, middle, low, 3, 3, ..] => {
            let length = u32::from_be_bytes([0, *high, *middle, *low]) as usize;
            length + 4 == inside.len()
        }
        _ => false,
    }
}

fn problem(bytes: Range<usize>, text: impl Into<String>, clause: &'static str) -> Problem {
    Problem {
        bytes,
        text: text.into(),
        clause,
    }
}
