//! What happened in a run, kept so that any part of it is found without going through all of it: a session may have ten
//! thousand packets.

use std::ops::{Deref, Range};

use crate::journey::{Entry, What};
use crate::lesson::StepId;

/// How tall a row of the packet list is, in thirds of a line: two for the space around it, three for each line.
const AROUND: usize = 2;
const LINE: usize = 3;

/// Everything that happened, in order; as a slice, its entries.
#[derive(Debug, Default)]
pub struct Trace {
    entries: Vec<Entry>,
    rows: Vec<Row>,
    /// Which entries are packets.
    packets: Vec<usize>,
    /// For each step, the first and the last packet that is no mere receipt.
    telling: [Option<(usize, usize)>; StepId::ALL.len()],
    newest_telling: Option<usize>,
    run: u32,
}

/// A row of the packet list: a packet, or a failure on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Which entry of the trace it shows.
    pub entry: usize,
    /// Where it begins, in thirds of a line from the top.
    pub top: usize,
    /// How many lines it has: one, topic and payload apart.
    pub lines: usize,
}

impl Row {
    /// Where it ends.
    pub fn bottom(&self) -> usize {
        self.top + AROUND + LINE * self.lines
    }
}

impl Deref for Trace {
    type Target = [Entry];

    fn deref(&self) -> &[Entry] {
        &self.entries
    }
}

impl FromIterator<Entry> for Trace {
    fn from_iter<I: IntoIterator<Item = Entry>>(entries: I) -> Self {
        let mut trace = Self::default();
        entries.into_iter().for_each(|entry| trace.push(entry));
        trace
    }
}

impl Trace {
    /// Writes down what happened last.
    pub fn push(&mut self, entry: Entry) {
        let index = self.entries.len();
        let lines = match &entry.what {
            What::Packet(packet) => {
                self.packets.push(index);
                let is_receipt = matches!(
                    packet.kind(),
                    "PUBACK" | "DISCONNECT" | "PINGREQ" | "PINGRESP"
                );
                if !is_receipt {
                    self.newest_telling = Some(index);
                    if let Some(telling) = self.telling.get_mut(entry.step.index()) {
                        let first = telling.map_or(index, |(first, _)| first);
                        *telling = Some((first, index));
                    }
                }
                let has_payload = packet.payload().is_some_and(|payload| !payload.is_empty());
                Some(1 + usize::from(packet.topic().is_some()) + usize::from(has_payload))
            }
            What::Fault { .. } => Some(2),
            _ => None,
        };
        if let Some(lines) = lines {
            self.rows.push(Row {
                entry: index,
                top: self.height(),
                lines,
            });
        }
        self.entries.push(entry);
    }

    /// Forgets everything: another run begins.
    pub fn clear(&mut self) {
        *self = Self {
            run: self.run.wrapping_add(1),
            ..Self::default()
        };
    }

    /// Which run it is of: another number after each [`Trace::clear`].
    pub fn run(&self) -> u32 {
        self.run
    }

    /// The rows of the packet list.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Which entries are packets.
    pub fn packets(&self) -> &[usize] {
        &self.packets
    }

    /// The row that shows an entry.
    pub fn row_of(&self, entry: usize) -> Option<usize> {
        self.rows.binary_search_by_key(&entry, |row| row.entry).ok()
    }

    /// How many packets there are up to this entry, itself included; none if it is no packet.
    pub fn packet_number(&self, entry: usize) -> Option<usize> {
        self.packets.binary_search(&entry).ok().map(|at| at + 1)
    }

    /// How tall all rows are together, in thirds of a line.
    pub fn height(&self) -> usize {
        self.rows.last().map_or(0, Row::bottom)
    }

    /// The rows that are seen between two heights.
    pub fn rows_between(&self, top: usize, bottom: usize) -> Range<usize> {
        let first = self.rows.partition_point(|row| row.bottom() <= top);
        let end = self.rows.partition_point(|row| row.top < bottom);
        first..end.max(first)
    }

    /// The packet that tells most about `step`: its first that is no mere receipt, or, if the step `failed`, its last; else the
    /// last such before it, else the first of all. Without a step, the newest.
    pub fn about(&self, step: Option<StepId>, failed: bool) -> Option<usize> {
        let Some(step) = step else {
            return self.newest_telling;
        };
        let at = step.index();
        let of_step = self.telling.get(at).copied().flatten();
        let of_step = of_step.map(|(first, last)| if failed { last } else { first });
        let before = self.telling.iter().take(at).rev().flatten().next();
        let after = self.telling.iter().skip(at + 1).flatten().next();
        of_step
            .or(before.map(|(_, last)| *last))
            .or(after.map(|(first, _)| *first))
    }
}

/// What is drawn of a long list of which `seen` can be seen: a little more at both ends, so that scrolling finds rows that are
/// there already, and in steps, so that not every pixel draws anew.
pub fn widened(seen: &Range<usize>, length: usize) -> Range<usize> {
    const MORE: usize = 24;
    const STEP: usize = 8;
    let start = seen.start.saturating_sub(MORE) / STEP * STEP;
    let end = (seen.end + MORE).div_ceil(STEP) * STEP;
    start.min(length)..end.min(length)
}

#[cfg(test)]
mod tests;
