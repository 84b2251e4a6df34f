//! Every byte is in exactly one leaf.

use std::ops::Range;

use wire_layers::texts;
use wire_layers::tree::{Anatomy, Field};

/// The leaves of `anatomy` tile `length` bytes, its problems are inside, and every kind has a text.
pub(crate) fn check(anatomy: &Anatomy, length: usize) -> Result<(), String> {
    tile(&anatomy.fields, 0..length)?;
    for problem in &anatomy.problems {
        let Range { start, end } = problem.bytes.clone();
        if start > end || end > length || problem.clause.is_empty() {
            return Err(format!("{problem:?} in {length} bytes"));
        }
    }
    let mut unknown = None;
    each(&anatomy.fields, &mut |field| {
        if texts::all().all(|texts| texts.id != field.kind) {
            unknown = Some(field.kind);
        }
    });
    unknown.map_or(Ok(()), |kind| Err(format!("{kind} has no text")))
}

/// Every field, however deep.
pub(crate) fn each<'a>(fields: &'a [Field], visit: &mut dyn FnMut(&'a Field)) {
    for field in fields {
        visit(field);
        each(&field.children, visit);
    }
}

fn tile(fields: &[Field], bytes: Range<usize>) -> Result<(), String> {
    if fields.iter().any(|field| field.mask.is_some()) {
        return tile_bits(fields, bytes);
    }
    let mut at = bytes.start;
    for field in fields {
        if field.bytes.start != at || field.bytes.is_empty() {
            return Err(format!("{field:?} does not follow at {at}"));
        }
        at = field.bytes.end;
        if !field.children.is_empty() {
            tile(&field.children, field.bytes.clone())?;
        }
    }
    if at == bytes.end {
        Ok(())
    } else {
        Err(format!("{at} is not the end of {bytes:?}"))
    }
}

fn tile_bits(fields: &[Field], bytes: Range<usize>) -> Result<(), String> {
    let mut left = 0xFF_u8;
    for field in fields {
        let mask = field.mask.unwrap_or_default();
        let from_the_top = mask != 0 && mask.leading_zeros() == left.leading_zeros();
        let in_place = field.bytes == bytes && field.children.is_empty();
        if !from_the_top || !in_place || mask & left != mask {
            return Err(format!("{field:?} does not follow in {left:#010b}"));
        }
        left &= !mask;
    }
    if left == 0 && bytes.len() == 1 {
        Ok(())
    } else {
        Err(format!("{left:#010b} in {bytes:?}"))
    }
}
