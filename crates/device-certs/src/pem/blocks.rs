//! PEM blocks among other text (RFC 7468), with the headers of OpenSSL's old encrypted keys (RFC 1421), whole or
//! damaged. One piece: everything here works on the one reading that is being made.

use std::ops::Range;

use zeroize::Zeroizing;

use super::body::{self, Body, Decoded, Quotes};
use super::boundaries::{self, Boundary};
use super::contents::{self, kind_of_label};
use super::problem;
use super::repair::{Repair, RepairKind, visible};
use super::units::{Encoding, Origin, Unit, Units, is_invisible, is_odd_space, straight_quote};
use super::{Encryption, Item, ItemKind, Position, Problem, ProblemKind, Reading};
use crate::der;

/// Further problems and repairs of one file are not listed: nobody reads them, and hostile input makes as many as it
/// has lines.
const MAX_LISTED: usize = 100;

pub(super) struct Blocks<'a> {
    pub(super) file: &'a [u8],
    pub(super) encoding: Encoding,
    pub(super) reading: Reading,
    /// Where the lines begin.
    lines: Vec<usize>,
    /// How often a text may still be taken for base64 in vain.
    pub(super) tries: usize,
}

/// A stretch of a file that holds the contents of one block, and the lines around it as far as they are there.
pub(super) struct Block<'b> {
    pub(super) begin: Option<&'b Boundary>,
    pub(super) end: Option<&'b Boundary>,
    pub(super) body: Range<usize>,
}

impl<'a> Blocks<'a> {
    pub(super) fn new(file: &'a [u8], encoding: Encoding) -> Self {
        Self {
            file,
            encoding,
            reading: Reading::default(),
            lines: problem::line_starts(file),
            tries: MAX_TRIES,
        }
    }

    /// The line an offset is on, from 1.
    pub(super) fn line(&self, offset: usize) -> usize {
        self.lines.partition_point(|start| *start <= offset).max(1)
    }

    fn position(&self, offset: usize) -> Position {
        let line = self.line(offset);
        let start = self.lines.get(line - 1).copied().unwrap_or_default();
        let before = self.file.get(start..offset).unwrap_or_default();
        Position { line, column: 1 }.behind(self.encoding, before)
    }

    pub(super) fn finish(self) -> Reading {
        self.reading
    }

    pub(super) fn is_empty(&self) -> bool {
        self.reading.items.is_empty() && self.reading.problems.is_empty()
    }

    pub(super) fn problem(&mut self, range: Range<usize>, kind: ProblemKind) {
        // Finding the place takes time: not for what is not listed.
        if self.reading.problems.len() < MAX_LISTED {
            let position = self.position(range.start);
            let problems = &mut self.reading.problems;
            let at = problems.partition_point(|earlier| earlier.bytes.start <= range.start);
            problems.insert(at, Problem::at(position, range, kind));
        }
    }

    pub(super) fn repair(
        &mut self,
        range: Range<usize>,
        kind: RepairKind,
        before: &str,
        after: &str,
    ) {
        if self.reading.repairs.len() < MAX_LISTED {
            let (before, after) = (before.to_owned(), after.to_owned());
            let position = self.position(range.start);
            self.repaired(Repair::new(position, range, kind, before, after));
        }
    }

    fn repaired(&mut self, repair: Repair) {
        let repairs = &mut self.reading.repairs;
        let at = repairs.partition_point(|earlier| earlier.bytes.start <= repair.bytes.start);
        repairs.insert(at, repair);
    }

    pub(super) fn units(&self, range: Range<usize>) -> Units<'a> {
        Units::new(self.file, self.encoding, range)
    }

    /// Reads the blocks between `boundaries`; the text begins at `start`.
    pub(super) fn read(&mut self, boundaries: &[Boundary], start: usize) {
        // Behind the last thing that was understood.
        let mut at = start;
        let mut rest = boundaries;
        let mut closed: Option<&Boundary> = None;
        while let [first, behind @ ..] = rest {
            rest = behind;
            let next = behind.first();
            let gap_end = next.map_or(self.file.len(), |next| next.bytes.start);
            if !first.begins {
                let doubled = closed.is_some_and(|closed| closed.label == first.label)
                    && self.is_blank(at..first.bytes.start);
                if doubled {
                    self.repair(
                        first.bytes.clone(),
                        RepairKind::EndDoubled,
                        &first.line(),
                        "",
                    );
                } else {
                    self.headless(at..first.bytes.start, first);
                }
                at = first.bytes.end;
                closed = Some(first);
                continue;
            }
            self.around(at..first.bytes.start);
            closed = None;
            match next {
                Some(end) if !end.begins => {
                    rest = behind.get(1..).unwrap_or_default();
                    let body = first.bytes.end..end.bytes.start;
                    self.block(&Block {
                        begin: Some(first),
                        end: Some(end),
                        body,
                    });
                    at = end.bytes.end;
                    closed = Some(end);
                }
                Some(again)
                    if again.label == first.label && self.is_blank(first.bytes.end..gap_end) =>
                {
                    self.repair(
                        first.bytes.clone(),
                        RepairKind::BeginDoubled,
                        &first.line(),
                        "",
                    );
                    at = gap_end;
                }
                _ => at = self.endless(first, gap_end),
            }
        }
        self.around(at..self.file.len());
    }

    fn is_blank(&self, range: Range<usize>) -> bool {
        let letter = |character: char| character.is_ascii_alphanumeric();
        !self.units(range).any(|unit| letter(unit.character))
    }

    /// Text that belongs to no block.
    pub(super) fn around(&mut self, range: Range<usize>) {
        // The quotes and semicolons of source code are no news, what cannot be seen is.
        let is_news =
            |unit: &Unit| unit.character.is_alphanumeric() || is_typographic(unit.character);
        let mut news = self.units(range).filter(is_news);
        let Some(first) = news.next() else {
            return;
        };
        let (mut end, mut words) = (first.end, first.character.is_alphanumeric());
        for unit in news {
            end = unit.end;
            words |= unit.character.is_alphanumeric();
        }
        let range = first.start..end;
        let before = match self.line(range.end) - self.line(range.start) + 1 {
            _ if !words => visible(first.character),
            1 => "1 line of text".to_owned(),
            lines => [&lines.to_string(), " lines of text"].concat(),
        };
        self.repair(range, RepairKind::TextAround, &before, "");
    }

    pub(super) fn body(&self, range: Range<usize>, quotes: Quotes) -> Body {
        body::read(self.units(range.clone()), range.len(), quotes)
    }

    /// A block with both its lines.
    pub(super) fn block(&mut self, block: &Block<'_>) {
        let quoted = block.begin.is_some_and(|begin| begin.quoted);
        let quotes = if quoted { Quotes::Open } else { Quotes::Unseen };
        let mut body = self.body(block.body.clone(), quotes);
        if body.bad.is_some() {
            // A quote too many turns everything outside in.
            let again = self.body(block.body.clone(), Quotes::Ignored);
            if again.bad.is_none() {
                body = again;
            }
        }
        let here = block.begin.map_or(0..0, |begin| begin.bytes.clone());
        let label = block
            .begin
            .or(block.end)
            .map(|line| line.label.clone())
            .unwrap_or_default();
        if let Some(bad) = body.bad {
            let kind = if bad.character == '-' {
                ProblemKind::BoundaryMalformed
            } else {
                ProblemKind::BadCharacter {
                    character: bad.character,
                }
            };
            self.problem(bad.bytes(), kind);
            return self.fragment(&body, &label, block);
        }
        if body.base64.is_empty() {
            return self.problem(here, ProblemKind::BlockEmpty);
        }
        let last = body.bytes.end;
        let whole = match body::decode(&body.base64) {
            Decoded::Whole(bytes) => Some((bytes, None)),
            Decoded::Padded {
                bytes,
                before,
                after,
            } if is_whole(&bytes) => Some((bytes, Some((before, after)))),
            Decoded::Padded { .. } | Decoded::Cut(_) => None,
        };
        let Some((bytes, padding)) = whole.filter(|(bytes, _)| !bytes.is_empty()) else {
            let end = block.end.map_or(last, |end| end.bytes.start);
            self.problem(end..end, ProblemKind::Base64Cut);
            return self.fragment(&body, &label, block);
        };
        if let Some((before, after)) = padding {
            self.repair(
                last..last,
                RepairKind::Padding,
                &"=".repeat(before),
                &"=".repeat(after),
            );
        }
        self.boundaries(block, &body);
        self.changes(&body);
        let item = self.item(bytes, body, label, block);
        self.reading.items.push(item);
    }

    /// What is not as it should be about the lines of a block.
    fn boundaries(&mut self, block: &Block<'_>, body: &Body) {
        for boundary in [block.begin, block.end].into_iter().flatten() {
            let bytes = boundary.bytes.clone();
            if let Some(kind) = boundary.damage {
                let spelled = self.units(bytes.clone()).map(|unit| unit.character);
                let spelled: String = match self.file.get(bytes.clone()).map(str::from_utf8) {
                    Some(Ok(line)) if self.encoding == Encoding::Utf8 => line.to_owned(),
                    _ => spelled.collect(),
                };
                self.repair(bytes.clone(), kind, &spelled, &boundary.line());
            }
            let between = if boundary.begins {
                bytes.end..body.bytes.start
            } else {
                body.bytes.end..bytes.start
            };
            // A string literal is between its lines without a line end: that is said as quotes.
            let mut between = self.units(between);
            let apart = between.any(|unit| unit.is_line_end() || unit.origin != Origin::Plain);
            if !apart {
                let line = boundary.line();
                self.repair(
                    bytes,
                    RepairKind::BoundaryNotAlone,
                    &line,
                    &[&line, " on a line of its own"].concat(),
                );
            }
        }
    }

    fn changes(&mut self, body: &Body) {
        let room = MAX_LISTED.saturating_sub(self.reading.repairs.len());
        for change in body.changes.iter().take(room) {
            let (before, after) = (change.before.clone(), change.after.clone());
            let mut repair = Repair::new(
                self.position(change.bytes.start),
                change.bytes.clone(),
                change.kind,
                before,
                after,
            );
            repair.times = change.times;
            self.repaired(repair);
        }
    }

    /// The item of a block, its label by what it says and what it holds.
    fn item(
        &mut self,
        der: Zeroizing<Vec<u8>>,
        body: Body,
        mut label: String,
        block: &Block<'_>,
    ) -> Item {
        let mut kind = kind_of_label(&label);
        let (iv, encryption) = (body.iv, body.encryption);
        if let Some(encryption) = encryption {
            kind = ItemKind::EncryptedKey(encryption);
        } else if let Some((seen, seen_label)) = contents::shape_of(&der)
            && !fits(&kind, &seen, &label)
        {
            kind = seen;
            label = seen_label.to_owned();
        }
        for boundary in [block.begin, block.end].into_iter().flatten() {
            if boundary.label != label {
                let after = boundaries::line(boundary.begins, &label);
                self.repair(
                    boundary.bytes.clone(),
                    RepairKind::Label,
                    &boundary.line(),
                    &after,
                );
            }
        }
        let start = block
            .begin
            .map_or(body.bytes.start, |begin| begin.bytes.start);
        let end = block.end.map_or(body.bytes.end, |end| end.bytes.end);
        let mut before = self.reading.items.iter().rev();
        let parameters = match &kind {
            ItemKind::Sec1Key => before
                .find(|item| item.kind == ItemKind::EcParameters)
                .map(|item| item.der.to_vec()),
            ItemKind::EncryptedKey(Encryption::Legacy { .. }) => iv,
            _ => None,
        };
        Item {
            der: if label == "TRUSTED CERTIFICATE" {
                without_trust(der)
            } else {
                der
            },
            kind,
            label,
            parameters,
            lines: self.line(start)..self.line(end) + 1,
            bytes: start..end,
        }
    }

    /// What can be decoded of a block that is damaged beyond repair.
    pub(super) fn fragment(&mut self, body: &Body, label: &str, block: &Block<'_>) {
        let whole = body.base64.len() / 4 * 4;
        let (Decoded::Whole(der) | Decoded::Padded { bytes: der, .. } | Decoded::Cut(der)) =
            body::decode(body.base64.get(..whole).unwrap_or_default());
        if der.is_empty() || self.reading.fragments.len() >= MAX_LISTED {
            return;
        }
        let start = block
            .begin
            .map_or(body.bytes.start, |begin| begin.bytes.start);
        let kind = match contents::shape_of(&der) {
            Some((kind, _)) => kind,
            None => kind_of_label(label),
        };
        self.reading.fragments.push(Item {
            kind,
            label: label.to_owned(),
            der,
            parameters: None,
            lines: self.line(start)..self.line(body.bytes.end) + 1,
            bytes: start..body.bytes.end,
        });
    }
}

/// More texts than this are not read as base64 in vain: hostile input has one in every word.
const MAX_TRIES: usize = 64;

fn is_typographic(character: char) -> bool {
    let quote = straight_quote(character).is_some_and(|straight| straight != character);
    quote || is_invisible(character) || is_odd_space(character)
}

/// Whether a block that says it is `kind` may hold what looks like `seen`.
fn fits(kind: &ItemKind, seen: &ItemKind, label: &str) -> bool {
    match kind {
        ItemKind::Other(_) if label.is_empty() => false,
        // What we have no kind for is believed when others use the label; DSA keys look like RSA keys.
        ItemKind::Other(_) => {
            boundaries::is_known(label)
                || matches!(
                    seen,
                    ItemKind::Pkcs1Key | ItemKind::PublicKey | ItemKind::Pkcs7
                )
        }
        ItemKind::EcParameters | ItemKind::OpensshKey => true,
        kind => kind == seen,
    }
}

/// True for one whole DER SEQUENCE, or the one container that is none.
fn is_whole(bytes: &[u8]) -> bool {
    let sequence = bytes.first() == Some(&0x30) && der::total_length(bytes) == Some(bytes.len());
    sequence || bytes.starts_with(b"openssh-key-v1\0")
}

/// OpenSSL puts what a certificate is trusted for behind it.
fn without_trust(der: Zeroizing<Vec<u8>>) -> Zeroizing<Vec<u8>> {
    let first = der::parse(&der)
        .nodes
        .first()
        .map(|node| node.bytes_of(&der).to_vec());
    first.map_or(der, Zeroizing::new)
}
