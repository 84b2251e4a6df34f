//! The causes from outside: their registry, and what they make of evidence.

#![expect(
    clippy::disallowed_methods,
    reason = "tests read the sources and the scenarios"
)]

mod carried;
mod catalogue;
mod clients;
mod coverage;
mod described;
mod enumerated;
mod evidence;
mod generalised;
mod naming;
mod pasting;
mod ranking;
mod registry;
mod scenarios;
mod sequences;
mod wordings;
