//! The one walk over a packet's bytes: finds everything that is wrong, and on request notes every field.
//!
//! Strict decoder, encoder and dissector all go through it. It is written for size in WASM: one cursor
//! without generics, and no text is made unless fields are recorded.

mod record;
mod strings;

mod acks;
mod connect;
mod publish;
mod subscribe;

use std::ops::Range;

use crate::dissect::Field;
use crate::packet::type_name;
use crate::problem::{Problem, ProblemKind};
use crate::remaining_length::{self, RemainingLength};

use record::{Tree, Value};

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

/// `None` from a step: the packet ended there, and the rest of its fields cannot be found.
type Step<T> = Option<T>;

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
            // PINGREQ, PINGRESP and DISCONNECT end with their fixed header.
            _ => Some(()),
        }
    }

    // What a packet's walk is made of.

    fn at(&self) -> usize {
        self.at
    }

    fn left(&self) -> usize {
        self.end - self.at
    }

    /// Whether the packet announces more bytes than there are.
    fn is_cut(&self) -> bool {
        self.cut
    }

    fn slice(&self, range: Range<usize>) -> &'a [u8] {
        self.bytes.get(range).unwrap_or_default()
    }

    fn byte_at(&self, offset: usize) -> u8 {
        self.bytes.get(offset).copied().unwrap_or_default()
    }

    fn report(&mut self, bytes: Range<usize>, kind: ProblemKind) {
        self.problems.push(Problem { bytes, kind });
    }

    /// Makes sure that `needed` bytes are left; if not, the packet ends here.
    fn need(&mut self, field: &'static str, needed: usize) -> Step<()> {
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
        self.rest("Cut off");
        None
    }

    fn u8(&mut self, field: &'static str) -> Step<u8> {
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

    fn u16(&mut self, label: &'static str) -> Step<u16> {
        let number = self.peek_u16(label)?;
        self.leaf(label, 2, Value::Number(number.into()));
        Some(number)
    }

    fn packet_id(&mut self, packet: &'static str) -> Step<()> {
        let start = self.at;
        if self.u16("Packet identifier")? == 0 {
            self.report(start..self.at, ProblemKind::PacketIdZero { packet });
        }
        Some(())
    }

    /// Everything up to the end of the packet is one field.
    fn rest(&mut self, label: &'static str) {
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
