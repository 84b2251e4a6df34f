//! A packet as a tree of fields, whatever is wrong with it.

use std::ops::Range;

use crate::problem::Problem;
use crate::walk::Walk;

/// What a packet consists of, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dissection {
    /// The fields in the order of the bytes. The leaves of the tree tile the input: each byte belongs to
    /// exactly one leaf, or each of its bits does (see [`Field::mask`]).
    pub fields: Vec<Field>,
    /// What is wrong; empty exactly if [`Packet::decode`](crate::Packet::decode) accepts the packet.
    pub problems: Vec<Problem>,
}

/// A named part of a packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// What it is called in the standard.
    pub label: &'static str,
    /// The bytes it takes. Never empty.
    pub bytes: Range<usize>,
    /// The bits it takes, where it shares its one byte with others: `0xF0` are the upper four.
    /// Such fields follow each other from the highest bit to the lowest and together make `0xFF`.
    pub mask: Option<u8>,
    /// What it says, for people. Empty where the parts say it.
    pub value: String,
    /// Its parts; they tile its bytes.
    pub children: Vec<Self>,
}

/// Takes one packet apart, as far as it can be understood.
///
/// `bytes` need not be a packet at all: what cannot be understood becomes a field of its own and a
/// problem. If more than one packet is given, the first is taken apart; [`Framer`](crate::Framer) cuts.
pub fn dissect(bytes: &[u8]) -> Dissection {
    let (fields, problems) = Walk::recording(bytes).run();
    Dissection { fields, problems }
}
