//! Packets that are wrong on purpose.
//!
//! An [`Experiment`] is a short conversation with DPS in which one thing is changed: bytes of a packet, or the order of
//! the packets. It says what the practice service answers, packet by packet, and the tests hold that against the
//! service itself. What it says to people ([`Texts`]) stands in a table of its own, which the page does not link.
//!
//! A [`Conversation`] carries out any packets, those of an experiment or others: it does no I/O and reads no clock.
//! [`edit`] changes a packet that is not sent yet, by field or by byte.

#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

mod experiment;
pub mod ordinary;
mod registry;

mod conversation;
mod ending;
mod told;

pub mod edit;

pub use conversation::{Conversation, PATIENCE};
pub use ending::Ending;
pub use experiment::{Experiment, Move, Names, Texts, Until};
pub use practice_dps::decision::Evidence;
pub use registry::{experiment, experiments, texts};
pub use told::told;
