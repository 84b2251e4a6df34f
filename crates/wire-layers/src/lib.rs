//! What travels, taken apart to the last byte.
//!
//! - [`packet`] takes an MQTT packet apart, and inside its strings and payload what DPS and IoT Hub put there: the parts of
//!   user names, topics, property bags and JSON.
//! - [`tls`] does the same for the bytes of a TLS connection, as far as someone who looks on can see them.
//! - [`texts`] says of every kind of field what it is, why it has its value, what happens if it is wrong, and where that
//!   is written. The page fetches these texts as a file (`assets/fields.json`); nothing here refers to them.
//!
//! Taking apart never fails: what cannot be understood is a field of its own, and a problem that says which rule is broken.
//! The leaves of every tree tile the bytes: each byte belongs to exactly one leaf, or each of its bits does.

#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

pub mod texts;
pub mod tls;
pub mod tree;

mod cutter;
mod json;
mod packet;
mod parameters;
mod topic;
mod username;

pub use packet::{Sender, Service, packet};
