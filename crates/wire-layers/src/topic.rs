//! The levels of topics and filters, and what stands behind the question mark.

mod dps;
mod hub;

use crate::cutter::Cutter;
use crate::packet::Service;
use crate::parameters::until;

/// The topic of a message.
pub(crate) fn name(cutter: &mut Cutter<'_>, service: Service, text: &str) {
    match service {
        Service::Dps => dps::name(cutter, text),
        Service::Hub => hub::name(cutter, text),
    }
}

/// A filter: a topic in which levels are left open.
pub(crate) fn filter(cutter: &mut Cutter<'_>, service: Service, text: &str) {
    match service {
        Service::Dps => dps::filter(cutter, text),
        Service::Hub => hub::levels(cutter, text),
    }
}

/// Cuts what is left into levels; `kind_of` is told the levels before and the level, and says what it is.
fn levels(
    cutter: &mut Cutter<'_>,
    mut kind_of: impl FnMut(&[&str], &str) -> (&'static str, &'static str),
) {
    let bytes = cutter.remaining();
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    let mut before = Vec::new();
    for level in text.split('/') {
        let (kind, label) = match level {
            "#" => ("mqtt.wildcard.all", "Everything below"),
            "+" => ("mqtt.wildcard.one", "Any one level"),
            _ => kind_of(&before, level),
        };
        cutter.text(kind, label, level.len());
        cutter.separator();
        before.push(level);
    }
}

/// Limits what is cut to what stands before the question mark.
fn path_length(cutter: &Cutter<'_>) -> usize {
    until(cutter, b'?')
}
