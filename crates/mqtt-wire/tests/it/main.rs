//! The codec and the dissector, over arbitrary packets, arbitrary bytes, and known hard cases.

mod arbitrary;
mod capturing;
mod dissection;
mod framing;
mod known_gaps;
mod round_trip;
mod rules;
