//! Bytes as rows of hex and text, cut where a field or an identity part begins or ends.

use std::ops::Range;

use dps_protocol::mark::{Part, Span};

/// Bytes of one row that look the same throughout: all of one field, and all of one identity part or of none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Which bytes.
    pub bytes: Range<usize>,
    /// The identity part they belong to.
    pub part: Option<Part>,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Offset of the first byte.
    pub offset: usize,
    /// What stands in it, in order, without gaps.
    pub runs: Vec<Run>,
}

/// Cuts `length` bytes into rows of `per_row`, and each row where one of `fields` or `spans` begins or ends.
///
/// Ranges that reach beyond the bytes are cut off there; where spans overlap, the first counts.
pub fn rows(length: usize, per_row: usize, fields: &[Range<usize>], spans: &[Span]) -> Vec<Row> {
    let per_row = per_row.max(1);
    let ranges = fields.iter().chain(spans.iter().map(|span| &span.range));
    let ends = ranges.flat_map(|range| [range.start, range.end]);
    let mut is_cut = vec![false; length + 1];
    for cut in ends.chain((0..length).step_by(per_row)).chain([length]) {
        if let Some(mark) = is_cut.get_mut(cut) {
            *mark = true;
        }
    }
    let cuts = (0..=length).zip(is_cut).filter(|&(_, is_cut)| is_cut);

    let mut rows: Vec<Row> = Vec::new();
    let mut start = 0;
    for (end, _) in cuts.skip_while(|&(cut, _)| cut == 0) {
        let run = Run {
            bytes: start..end,
            part: part_at(spans, start),
        };
        if start.is_multiple_of(per_row) {
            rows.push(Row {
                offset: start,
                runs: Vec::new(),
            });
        }
        if let Some(row) = rows.last_mut() {
            row.runs.push(run);
        }
        start = end;
    }
    rows
}

fn part_at(spans: &[Span], at: usize) -> Option<Part> {
    spans
        .iter()
        .find(|span| span.range.contains(&at))
        .map(|span| span.part)
}

/// Bytes in hex, a space between two of them.
pub fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 3);
    for &byte in bytes {
        if !text.is_empty() {
            text.push(' ');
        }
        push_byte(&mut text, byte);
    }
    text
}

/// An offset in hex, four digits or more.
pub fn offset(at: usize) -> String {
    let mut text = String::with_capacity(4);
    if at > 0xffff {
        text = offset(at >> 16);
    }
    push_byte(&mut text, (at >> 8) as u8);
    push_byte(&mut text, at as u8);
    text
}

fn push_byte(text: &mut String, byte: u8) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    text.push(char::from(DIGITS[usize::from(byte >> 4)]));
    text.push(char::from(DIGITS[usize::from(byte & 15)]));
}

/// Bytes as text: printable ASCII as it is, everything else as a middle dot.
pub fn text(bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|&byte| {
            if (0x20..0x7f).contains(&byte) {
                char::from(byte)
            } else {
                '·'
            }
        })
        .collect()
}

#[cfg(test)]
#[expect(
    clippy::single_range_in_vec_init,
    reason = "the lists are lists of ranges"
)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(length: usize, fields: &[Range<usize>], spans: &[Span], expected: &[&[Range<usize>]]) {
        let rows = rows(length, 8, fields, spans);
        let cut: Vec<Vec<_>> = rows
            .iter()
            .map(|row| row.runs.iter().map(|run| run.bytes.clone()).collect())
            .collect();
        assert_eq!(cut, expected);
        let offsets: Vec<_> = rows.iter().map(|row| row.offset).collect();
        assert_eq!(offsets, (0..length).step_by(8).collect::<Vec<_>>());
    }

    fn span(range: Range<usize>) -> Span {
        Span {
            range,
            part: Part::RegistrationId,
        }
    }

    #[test]
    fn rows_are_cut_at_their_length() {
        check(0, &[], &[], &[]);
        check(8, &[], &[], &[&[0..8]]);
        check(17, &[], &[], &[&[0..8], &[8..16], &[16..17]]);
    }

    #[test]
    fn rows_are_cut_at_fields_and_parts() {
        check(10, &[0..2, 2..10], &[], &[&[0..2, 2..8], &[8..10]]);
        check(
            10,
            &[0..2, 2..10],
            &[span(4..9)],
            &[&[0..2, 2..4, 4..8], &[8..9, 9..10]],
        );
    }

    #[test]
    fn what_reaches_beyond_the_bytes_is_cut_off() {
        check(4, &[2..99], &[span(3..8)], &[&[0..2, 2..3, 3..4]]);
    }

    #[test]
    fn a_run_knows_its_part() {
        let rows = rows(4, 8, &[], &[span(1..3)]);
        let parts: Vec<_> = rows[0].runs.iter().map(|run| run.part).collect();
        assert_eq!(parts, [None, Some(Part::RegistrationId), None]);
    }

    #[test]
    fn bytes_are_written_as_hex_and_as_text() {
        assert_eq!(hex(&[0x10, 0x4f, 0x00]), "10 4f 00");
        assert_eq!(hex(&[]), "");
        assert_eq!(text(b"MQTT\x04\xff "), "MQTT·· ");
        assert_eq!(offset(0x1f8), "01f8");
        assert_eq!(offset(0x12345), "00012345");
    }
}
