//! Files as they should be, which most are: whole blocks of base64 in lines of 64 characters, and nothing else. What is
//! in the least different is left to the thorough reading, so that there is one place that knows of damage.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::contents::shape_of;
use super::{Item, ItemKind, Reading};

const LINE: usize = 64;
const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
const DASHES: &[u8] = b"-----";

/// The reading of a file in which nothing is to be repaired; `None` when a thorough one has to tell.
pub(super) fn read(file: &[u8]) -> Option<Reading> {
    let mut reading = Reading::default();
    let mut lines = Lines {
        file,
        at: 0,
        number: 0,
    };
    while lines.at < file.len() {
        reading.items.push(block(&mut lines)?);
    }
    (!reading.items.is_empty()).then_some(reading)
}

fn block(lines: &mut Lines<'_>) -> Option<Item> {
    let start = lines.at;
    let first = lines.next()?;
    let first_number = lines.number;
    let label = first.strip_prefix(BEGIN)?.strip_suffix(DASHES)?;
    let (kind, label) = match label {
        b"CERTIFICATE" => (ItemKind::Certificate, "CERTIFICATE"),
        b"PRIVATE KEY" => (ItemKind::Pkcs8Key, "PRIVATE KEY"),
        _ => return None,
    };
    let mut base64 = Zeroizing::new(Vec::with_capacity(lines.file.len() - lines.at));
    let (start_of_last, last) = loop {
        let at = lines.at;
        let line = lines.next()?;
        if line.starts_with(DASHES) {
            break (at, line);
        }
        // Only the last line is shorter.
        if line.is_empty() || line.len() > LINE || base64.len() % LINE != 0 {
            return None;
        }
        base64.extend_from_slice(line);
    };
    if last.strip_prefix(END)?.strip_suffix(DASHES)? != label.as_bytes() {
        return None;
    }
    let mut der = Zeroizing::new(vec![0; base64::decoded_len_estimate(base64.len())]);
    let length = STANDARD.decode_slice(&*base64, &mut der).ok()?;
    der.truncate(length);
    if shape_of(&der)?.0 != kind {
        return None;
    }
    Some(Item {
        kind,
        label: label.to_owned(),
        der,
        parameters: None,
        lines: first_number..lines.number + 1,
        bytes: start..start_of_last + last.len(),
    })
}

/// The lines of a file, each ended by a line feed with or without a carriage return; the last need not be.
struct Lines<'a> {
    file: &'a [u8],
    at: usize,
    number: usize,
}

impl<'a> Lines<'a> {
    fn next(&mut self) -> Option<&'a [u8]> {
        let rest = self.file.get(self.at..).filter(|rest| !rest.is_empty())?;
        let feed = rest.iter().position(|byte| *byte == b'\n');
        let line = rest.get(..feed.unwrap_or(rest.len()))?;
        self.at += feed.map_or(rest.len(), |feed| feed + 1);
        self.number += 1;
        Some(line.strip_suffix(b"\r").unwrap_or(line))
    }
}
