//! The one walk over a packet's bytes: finds everything that is wrong, and on request notes every field.
//!
//! Strict decoder, encoder and dissector all go through it. It is written for size in WASM: one cursor
//! without generics, and no text is made unless fields are recorded.

mod acks;
mod connect;
mod publish;
mod subscribe;

use std::ops::Range;

use crate::dissect::Field;
use crate::packet::type_name;
use crate::problem::{Problem, ProblemKind};
use crate::remaining_length::{self, RemainingLength};

/// Where a CONNECT keeps what `mqttbytes` must not see.
#[derive(Clone, Debug, Default)]
pub(crate) struct ConnectPlan {
    /// The byte of the connect flags.
    pub(crate) flags_at: usize,
    /// Where user name and password begin, or would begin.
    pub(crate) login_at: usize,
    /// The text of the user name.
    pub(crate) username: Option<Range<usize>>,
    /// The bytes of the password.
    pub(crate) password: Option<Range<usize>>,
}

/// A cursor over one packet.
pub(crate) struct Walk<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Where the packet ends: by its remaining length, or where the bytes end if that is earlier.
    end: usize,
    /// Whether the packet announces more bytes than there are. Everything that then is missing inside
    /// is a consequence, and is not reported again.
    cut: bool,
    problems: Vec<Problem>,
    tree: Option<Tree>,
    /// Where the body begins, after the fixed header.
    pub(crate) body_at: usize,
    pub(crate) connect: ConnectPlan,
}

#[derive(Default)]
struct Tree {
    done: Vec<Field>,
    open: Vec<Open>,
}

struct Open {
    label: &'static str,
    start: usize,
    before: Vec<Field>,
}

/// What a field says, before anyone wants to read it.
pub(crate) enum Value<'a> {
    None,
    Number(usize),
    /// A number with what it means.
    Meaning(usize, &'static str),
    Text(&'a str),
    /// Bytes without a meaning of their own: as text if they are text, else as their number.
    Bytes(&'a [u8]),
    Flag(bool),
}

/// One group of bits of a byte: label, mask, value.
pub(crate) type Bits<'a> = (&'static str, u8, Value<'a>);

/// `None` from a step: the packet ended there, and the rest of its fields cannot be found.
pub(crate) type Step<T> = Option<T>;

impl<'a> Walk<'a> {
    /// A walk that only looks for problems.
    pub(crate) fn checking(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            at: 0,
            end: bytes.len(),
            cut: false,
            problems: Vec::new(),
            tree: None,
            body_at: 0,
            connect: ConnectPlan::default(),
        }
    }

    /// A walk that also notes every field.
    pub(crate) fn recording(bytes: &'a [u8]) -> Self {
        Self {
            tree: Some(Tree::default()),
            ..Self::checking(bytes)
        }
    }

    /// Walks to the end; the fields are empty for a walk that only checks.
    pub(crate) fn run(mut self) -> (Vec<Field>, Vec<Problem>) {
        self.walk();
        (self.tree.unwrap_or_default().done, self.problems)
    }

    /// Walks to the end and returns the first problem, if there is one.
    pub(crate) fn first_problem(&mut self) -> Option<Problem> {
        self.walk();
        // In the order of discovery, which is the order in which a receiver meets them.
        self.problems.drain(..).next()
    }

    fn walk(&mut self) {
        let kind = self.fixed_header();
        self.body_at = self.at;
        if let Some(number) = kind {
            match self.body(number) {
                Some(()) => self.trailing(type_name(number).unwrap_or_default()),
                None => self.rest("Not understood"),
            }
        }
        self.close_all();
        self.end = self.bytes.len();
        self.rest("Not part of the packet");
    }

    /// Returns the type number of a packet whose body can be walked.
    fn fixed_header(&mut self) -> Step<u8> {
        self.open("Fixed header");
        let Some(first) = self.bytes.first().copied() else {
            self.report(
                0..0,
                ProblemKind::MissingBytes {
                    field: "Fixed header",
                    needed: 2,
                },
            );
            return None;
        };
        let number = first >> 4;
        let name = type_name(number);
        self.first_byte(first, number, name);

        let start = self.at;
        let after_first = self.bytes.iter().skip(1).copied();
        let length = remaining_length::read(after_first);
        let (taken, value) = match length {
            RemainingLength::Complete { value, bytes } => (bytes, Some(value)),
            RemainingLength::Incomplete => (self.bytes.len() - start, None),
            RemainingLength::TooLong => (remaining_length::MAX_LENGTH_BYTES, None),
        };
        self.open("Remaining length");
        for offset in start..start + taken {
            let byte = self.byte_at(offset);
            let more = ("Continues", 0x80, Value::Flag(byte & 0x80 != 0));
            let bits = ("Seven bits", 0x7F, Value::Number((byte & 0x7F).into()));
            self.byte_of_bits("Length byte", Value::None, &[more, bits]);
        }
        self.close(value.map_or(Value::None, Value::Number));
        self.close(name.map_or(Value::None, Value::Text));

        match length {
            RemainingLength::TooLong => {
                self.report(start..self.at, ProblemKind::RemainingLengthTooLong);
                self.rest("Not understood");
                return None;
            }
            RemainingLength::Incomplete => {
                let kind = ProblemKind::MissingBytes {
                    field: "Remaining length",
                    needed: 1,
                };
                self.report(self.at..self.at, kind);
                return None;
            }
            RemainingLength::Complete { .. } => {}
        }
        let announced = self.at + value.unwrap_or_default();
        if let Some(needed) = announced.checked_sub(self.bytes.len()).filter(|&n| n > 0) {
            self.cut = true;
            let end = self.bytes.len();
            self.report(
                end..end,
                ProblemKind::MissingBytes {
                    field: "Packet",
                    needed,
                },
            );
        } else {
            self.end = announced;
            if announced < self.bytes.len() {
                self.report(announced..self.bytes.len(), ProblemKind::BytesAfterPacket);
            }
        }
        if name.is_none() {
            self.rest("Not understood");
            return None;
        }
        Some(number)
    }

    /// Packet type and flags.
    fn first_byte(&mut self, first: u8, number: u8, name: Option<&'static str>) {
        let flags = first & 0x0F;
        let kind = (
            "Packet type",
            0xF0,
            Value::Meaning(number.into(), name.unwrap_or("reserved")),
        );
        if number == 3 {
            publish::first_byte(self, first, kind);
            return;
        }
        let reserved = ("Reserved flags", 0x0F, Value::Number(flags.into()));
        self.byte_of_bits("Packet type and flags", Value::None, &[kind, reserved]);
        let Some(packet) = name else {
            self.report(0..1, ProblemKind::ReservedPacketType { number });
            return;
        };
        let expected = if matches!(number, 6 | 8 | 10) {
            0b0010
        } else {
            0
        };
        if flags != expected {
            self.report(0..1, ProblemKind::FixedHeaderFlags { packet, flags });
        }
    }

    fn body(&mut self, number: u8) -> Step<()> {
        match number {
            1 => connect::connect(self),
            2 => acks::connack(self),
            3 => publish::publish(self),
            4 => acks::packet_id_only(self, "PUBACK"),
            5 => acks::packet_id_only(self, "PUBREC"),
            6 => acks::packet_id_only(self, "PUBREL"),
            7 => acks::packet_id_only(self, "PUBCOMP"),
            8 => subscribe::subscribe(self),
            9 => acks::suback(self),
            10 => subscribe::unsubscribe(self),
            11 => acks::packet_id_only(self, "UNSUBACK"),
            _ => Some(()),
        }
    }

    // What a packet's walk is made of.

    pub(crate) fn at(&self) -> usize {
        self.at
    }

    pub(crate) fn left(&self) -> usize {
        self.end - self.at
    }

    /// Whether the packet announces more bytes than there are.
    pub(crate) fn is_cut(&self) -> bool {
        self.cut
    }

    pub(crate) fn slice(&self, range: Range<usize>) -> &'a [u8] {
        self.bytes.get(range).unwrap_or_default()
    }

    pub(crate) fn byte_at(&self, offset: usize) -> u8 {
        self.bytes.get(offset).copied().unwrap_or_default()
    }

    pub(crate) fn report(&mut self, bytes: Range<usize>, kind: ProblemKind) {
        self.problems.push(Problem { bytes, kind });
    }

    /// Begins a group of fields.
    pub(crate) fn open(&mut self, label: &'static str) {
        let start = self.at;
        if let Some(tree) = &mut self.tree {
            let before = std::mem::take(&mut tree.done);
            tree.open.push(Open {
                label,
                start,
                before,
            });
        }
    }

    /// Ends the innermost group. A group without bytes is left out.
    pub(crate) fn close(&mut self, value: Value<'_>) {
        let end = self.at;
        let Some(tree) = &mut self.tree else { return };
        let Some(Open {
            label,
            start,
            before,
        }) = tree.open.pop()
        else {
            return;
        };
        let children = std::mem::replace(&mut tree.done, before);
        if start < end {
            let value = value.render();
            tree.done.push(Field {
                label,
                bytes: start..end,
                mask: None,
                value,
                children,
            });
        }
    }

    fn close_all(&mut self) {
        while self.tree.as_ref().is_some_and(|tree| !tree.open.is_empty()) {
            self.close(Value::None);
        }
    }

    /// The next `length` bytes are a field without parts. The caller knows that they are there.
    pub(crate) fn leaf(&mut self, label: &'static str, length: usize, value: Value<'_>) {
        let bytes = self.at..self.at + length;
        self.at = bytes.end;
        if length == 0 {
            return;
        }
        if let Some(tree) = &mut self.tree {
            let value = value.render();
            tree.done.push(Field {
                label,
                bytes,
                mask: None,
                value,
                children: Vec::new(),
            });
        }
    }

    /// The next byte is made of bits. The caller knows that it is there.
    pub(crate) fn byte_of_bits(
        &mut self,
        label: &'static str,
        value: Value<'_>,
        bits: &[Bits<'_>],
    ) {
        self.open(label);
        let bytes = self.at..self.at + 1;
        if let Some(tree) = &mut self.tree {
            for (label, mask, value) in bits {
                let (bytes, value) = (bytes.clone(), value.render());
                let mask = Some(*mask);
                tree.done.push(Field {
                    label,
                    bytes,
                    mask,
                    value,
                    children: Vec::new(),
                });
            }
        }
        self.at = bytes.end;
        self.close(value);
    }

    /// Makes sure that `needed` bytes are left; if not, the packet ends here.
    pub(crate) fn need(&mut self, field: &'static str, needed: usize) -> Step<()> {
        let left = self.left();
        if left >= needed {
            return Some(());
        }
        if !self.cut {
            let kind = ProblemKind::MissingBytes {
                field,
                needed: needed - left,
            };
            self.report(self.at..self.end, kind);
        }
        self.rest(field);
        None
    }

    pub(crate) fn u8(&mut self, field: &'static str) -> Step<u8> {
        self.need(field, 1)?;
        Some(self.byte_at(self.at))
    }

    /// Looks at a number of two bytes without passing it.
    fn peek_u16(&mut self, field: &'static str) -> Step<u16> {
        self.need(field, 2)?;
        Some(u16::from_be_bytes([
            self.byte_at(self.at),
            self.byte_at(self.at + 1),
        ]))
    }

    pub(crate) fn u16(&mut self, label: &'static str) -> Step<u16> {
        let number = self.peek_u16(label)?;
        self.leaf(label, 2, Value::Number(number.into()));
        Some(number)
    }

    pub(crate) fn packet_id(&mut self, packet: &'static str) -> Step<()> {
        let start = self.at;
        if self.u16("Packet identifier")? == 0 {
            self.report(start..self.at, ProblemKind::PacketIdZero { packet });
        }
        Some(())
    }

    /// Two bytes of length and then as many bytes; returns where those are.
    pub(crate) fn binary(&mut self, label: &'static str) -> Step<Range<usize>> {
        self.open(label);
        let length = usize::from(self.peek_u16(label)?);
        self.leaf("Length", 2, Value::Number(length));
        self.need(label, length)?;
        let range = self.at..self.at + length;
        self.leaf("Bytes", length, Value::Bytes(self.slice(range.clone())));
        self.close(Value::Bytes(self.slice(range.clone())));
        Some(range)
    }

    /// A UTF-8 string (section 1.5.3); what is not UTF-8 is reported, and read as empty.
    pub(crate) fn string(&mut self, label: &'static str) -> Step<&'a str> {
        self.open(label);
        let length = usize::from(self.peek_u16(label)?);
        self.leaf("Length", 2, Value::Number(length));
        self.need(label, length)?;
        let range = self.at..self.at + length;
        let bytes = self.slice(range.clone());
        self.leaf("Text", length, Value::Bytes(bytes));
        self.close(Value::Bytes(bytes));
        match std::str::from_utf8(bytes) {
            Ok(text) => {
                if let Some(nul) = text.find('\0') {
                    let at = range.start + nul;
                    self.report(at..at + 1, ProblemKind::NulInString { field: label });
                }
                Some(text)
            }
            Err(error) => {
                let at = range.start + error.valid_up_to();
                let bad = error.error_len().map_or(range.end, |length| at + length);
                self.report(at..bad, ProblemKind::InvalidUtf8 { field: label });
                Some("")
            }
        }
    }

    /// A topic name: a string with at least one character and no wildcard.
    pub(crate) fn topic_name(&mut self, label: &'static str) -> Step<()> {
        let start = self.at;
        let text = self.string(label)?;
        self.refuse_empty_topic(label, start);
        if let Some(wildcard) = text.find(['#', '+']) {
            let at = start + 2 + wildcard;
            self.report(
                at..at + 1,
                ProblemKind::WildcardInTopicName { field: label },
            );
        }
        Some(())
    }

    /// A topic filter: a string with at least one character and wildcards only in their places.
    pub(crate) fn topic_filter(&mut self) -> Step<()> {
        let start = self.at;
        let text = self.string("Topic filter")?;
        self.refuse_empty_topic("Topic filter", start);
        let mut at = start + 2;
        let end = at + text.len();
        for level in text.split('/') {
            let level_end = at + level.len();
            let alone = level.len() == 1;
            let hash_early = level.contains('#') && level_end < end;
            if level.contains(['#', '+']) && (!alone || hash_early) {
                self.report(at..level_end, ProblemKind::FilterWildcardMisplaced);
            }
            at = level_end + 1;
        }
        Some(())
    }

    /// The string that ends here and began at `start` must not be empty.
    fn refuse_empty_topic(&mut self, field: &'static str, start: usize) {
        if self.at == start + 2 {
            self.report(start..self.at, ProblemKind::EmptyTopic { field });
        }
    }

    /// Everything up to the end of the packet is one field.
    pub(crate) fn rest(&mut self, label: &'static str) {
        let range = self.at..self.end;
        let value = Value::Bytes(self.slice(range));
        self.leaf(label, self.left(), value);
    }

    fn trailing(&mut self, packet: &'static str) {
        self.close_all();
        if self.left() > 0 {
            self.report(self.at..self.end, ProblemKind::TrailingBytes { packet });
            self.rest("Trailing bytes");
        }
    }
}

impl Value<'_> {
    fn render(&self) -> String {
        match *self {
            Value::None => String::new(),
            Value::Number(number) => number.to_string(),
            Value::Meaning(number, meaning) => {
                let mut text = number.to_string();
                text.push_str(" (");
                text.push_str(meaning);
                text.push(')');
                text
            }
            Value::Text(text) => text.to_owned(),
            Value::Bytes(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => text.to_owned(),
                Err(_) => {
                    let mut text = bytes.len().to_string();
                    text.push_str(if bytes.len() == 1 { " byte" } else { " bytes" });
                    text
                }
            },
            Value::Flag(set) => if set { "yes" } else { "no" }.to_owned(),
        }
    }
}
