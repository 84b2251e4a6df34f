//! Pasted text, line by line: which lines matter, and what in them.

use std::collections::BTreeMap;
use std::ops::Range;

use diagnose::paste::Reading;
use diagnose::{Class, Place, in_order};

/// More lines than this are not shown; the findings still name theirs.
const MOST_LINES: usize = 60;
/// Longer lines are cut around what matters.
const AROUND: usize = 160;

/// A line with something in it that matters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number, from 1.
    pub number: usize,
    /// Its text, in pieces; the marked ones matter.
    pub pieces: Vec<Piece>,
    /// What was seen in it, once each: sentences, and whether it is wrong rather than just so.
    pub notes: Vec<(bool, String)>,
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What it says.
    pub text: String,
    /// How it is marked: what is wrong, what is so, or not at all.
    pub mark: Option<Mark>,
}

/// How a piece is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A defect or a failure.
    Wrong,
    /// Something that is neither.
    Fact,
}

/// The lines that matter, and whether there are more of them than are shown.
pub fn lines(reading: &Reading) -> (Vec<Line>, bool) {
    let text = reading.text.as_str();
    let starts = starts(text);
    let mut marks: BTreeMap<usize, Vec<(Range<usize>, bool, String)>> = BTreeMap::new();
    for seen in &reading.evidence.observations {
        let Place::Text(bytes) = &seen.place else {
            continue;
        };
        let wrong = matches!(seen.sign.class(), Class::Defect | Class::Failure);
        let number = number(&starts, bytes.start);
        let said = crate::explain::words::sentence(&seen.seen);
        marks
            .entry(number)
            .or_default()
            .push((bytes.clone(), wrong, said));
    }
    let cut = marks.len() > MOST_LINES;
    let shown = marks.into_iter().take(MOST_LINES);
    let lines = shown.map(|(number, marks)| line(text, &starts, number, marks));
    (lines.collect(), cut)
}

/// The line, from 1, in which a byte stands.
pub fn line_of(text: &str, byte: usize) -> usize {
    let before = text.as_bytes().get(..byte).unwrap_or(text.as_bytes());
    before.iter().filter(|byte| **byte == b'\n').count() + 1
}

fn starts(text: &str) -> Vec<usize> {
    let ends = text.match_indices('\n').map(|(at, _)| at + 1);
    std::iter::once(0).chain(ends).collect()
}

fn number(starts: &[usize], byte: usize) -> usize {
    starts.partition_point(|start| *start <= byte).max(1)
}

fn line(
    text: &str,
    starts: &[usize],
    number: usize,
    mut marks: Vec<(Range<usize>, bool, String)>,
) -> Line {
    let start = starts.get(number - 1).copied().unwrap_or_default();
    let end = starts.get(number).copied().unwrap_or(text.len());
    let end = start + text.get(start..end).unwrap_or_default().trim_end().len();
    // Wrong before just so, and then from left to right: the first mark over a byte counts.
    in_order::by_key(&mut marks, |(bytes, wrong, _)| {
        (!*wrong, bytes.start, bytes.end)
    });
    let mut painted: Vec<(Range<usize>, Mark)> = Vec::new();
    let mut notes: Vec<(bool, String)> = Vec::new();
    for (bytes, wrong, said) in marks {
        let bytes = bytes.start.max(start)..bytes.end.min(end);
        let free = painted
            .iter()
            .all(|(other, _)| bytes.end <= other.start || other.end <= bytes.start);
        if bytes.start < bytes.end && free {
            painted.push((bytes, if wrong { Mark::Wrong } else { Mark::Fact }));
        }
        if !notes.iter().any(|(_, known)| *known == said) {
            notes.push((wrong, said));
        }
    }
    in_order::by_key(&mut painted, |(bytes, _)| bytes.start);
    let mut pieces = Vec::new();
    let mut at = start;
    for (bytes, mark) in painted {
        push(&mut pieces, text, at..bytes.start, None);
        push(&mut pieces, text, bytes.clone(), Some(mark));
        at = bytes.end;
    }
    push(&mut pieces, text, at..end, None);
    Line {
        number,
        pieces,
        notes,
    }
}

/// Adds a piece; one that does not matter and is long is cut in the middle.
fn push(pieces: &mut Vec<Piece>, text: &str, bytes: Range<usize>, mark: Option<Mark>) {
    let piece = text.get(bytes).unwrap_or_default();
    if piece.is_empty() {
        return;
    }
    let long = piece.chars().count() > 2 * AROUND;
    let text = if long {
        let head: String = piece.chars().take(AROUND).collect();
        let tail: Vec<char> = piece.chars().rev().take(AROUND).collect();
        let tail: String = tail.into_iter().rev().collect();
        format!("{head} … {tail}")
    } else {
        piece.to_owned()
    };
    pieces.push(Piece { text, mark });
}
