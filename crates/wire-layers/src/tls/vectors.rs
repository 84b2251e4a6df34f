//! Lists whose length stands before them (RFC 8446, section 3.4), and the numbers they are made of.

use crate::cutter::{Cutter, count, hex, meaning};

/// The name of a number.
pub(super) type Names = fn(usize) -> Option<&'static str>;

/// A length of `size` bytes, and what so many bytes hold.
pub(super) fn vector(
    cutter: &mut Cutter<'_>,
    size: usize,
    inside: &mut dyn FnMut(&mut Cutter<'_>),
) {
    let at = cutter.at();
    let Some(length) = cutter.number(size) else {
        cutter.rest("tls.cut-off", "Cut off");
        cutter.problem(
            at..cutter.end(),
            "a length is cut off",
            "RFC 8446, section 3.4",
        );
        return;
    };
    cutter.leaf("tls.length", "Length", size, length.to_string());
    if length > cutter.left() {
        let text = "something is longer than what it stands in";
        cutter.problem(at..at + size, text, "RFC 8446, section 3.4");
    }
    let outer = cutter.narrow(length);
    inside(cutter);
    cutter.widen(outer);
}

/// A number of two bytes that has a name.
pub(super) fn named(
    cutter: &mut Cutter<'_>,
    kind: &'static str,
    label: &'static str,
    names: Names,
) -> usize {
    let number = cutter.number(2).unwrap_or_default();
    let name = name_of(number, names);
    cutter.leaf(kind, label, 2, meaning(number, 4, name));
    number
}

/// The name of a number, or that it means nothing (RFC 8701): sent so that nobody comes to rely on knowing all.
pub(super) fn name_of(number: usize, names: Names) -> Option<&'static str> {
    let is_grease = number & 0x0F0F == 0x0A0A && number >> 8 == number & 0xFF;
    names(number).or(is_grease.then_some("GREASE"))
}

/// A list of such numbers.
pub(super) fn list(
    cutter: &mut Cutter<'_>,
    size: usize,
    (kind, label): (&'static str, &'static str),
    names: Names,
) {
    vector(cutter, size, &mut |cutter| {
        while cutter.left() >= 2 {
            named(cutter, kind, label, names);
        }
    });
}

/// A list of numbers of one byte.
pub(super) fn bytes(
    cutter: &mut Cutter<'_>,
    (kind, label): (&'static str, &'static str),
    names: Names,
) {
    vector(cutter, 1, &mut |cutter| {
        while let Some(byte) = cutter.peek() {
            let value = meaning(byte.into(), 2, names(byte.into()));
            cutter.leaf(kind, label, 1, value);
        }
    });
}

/// Bytes behind their length.
pub(super) fn opaque(
    cutter: &mut Cutter<'_>,
    size: usize,
    kind: &'static str,
    label: &'static str,
) {
    vector(cutter, size, &mut |cutter| {
        let value = hex(cutter.remaining());
        cutter.leaf(kind, label, cutter.left(), value);
    });
}

/// DER behind its length.
pub(super) fn der(cutter: &mut Cutter<'_>, size: usize, kind: &'static str, label: String) {
    vector(cutter, size, &mut |cutter| {
        let length = cutter.left();
        cutter.leaf(kind, label.clone(), length, count(length) + " of DER");
    });
}
