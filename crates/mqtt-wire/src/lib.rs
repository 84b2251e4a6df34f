//! MQTT 3.1.1 packets: a strict codec, a lenient dissector, and capture files of what was sent.
//!
//! - [`Framer`] cuts a byte stream into packets, whatever way the stream arrives in pieces.
//! - [`Packet::decode`] and [`Packet::encode`] are strict: what the standard forbids is refused, with
//!   the clause that forbids it.
//! - [`dissect`] never refuses: it shows every byte of whatever it is given, and says what is wrong with it.
//! - [`capture`] wraps bytes and their times into a file that Wireshark opens.
//!
//! Decoder and dissector share one walk over the bytes, so they cannot differ in what they call wrong:
//! a packet decodes exactly when its dissection has no problem. The values come from `mqttbytes`, whose
//! known gaps that walk closes.
//!
//! The standard is [MQTT 3.1.1](https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html);
//! marks like `[MQTT-3.1.2-1]` are its numbered conformance statements.

#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

pub mod capture;

mod packet;
mod problem;

mod decode;
mod dissect;
mod encode;
mod framer;
mod remaining_length;
mod walk;

pub use decode::DecodeError;
pub use dissect::{Dissection, Field, dissect};
pub use encode::EncodeError;
pub use framer::{FrameError, Framer};
pub use packet::{Connack, Connect, Packet, Publish, QoS, Suback, Subscribe, Unsubscribe, Will};
pub use problem::{Problem, ProblemKind};
pub use remaining_length::MAX_REMAINING_LENGTH;
