//! The practice service: a DPS and a hub on loopback, or inside the page.
//!
//! Bytes in, effects out. A [`PracticeDps`] holds what the service knows (enrolments, CA certificates,
//! hub devices, history); a [`Session`] is one MQTT connection to it. Neither does I/O, reads a clock or
//! draws randomness: bytes and time are arguments, identifiers come from a seed, and signatures are asked
//! for as [`Effect::Check`] and answered with [`Session::verdicts`].
//!
//! What is decided, and in which order, is one pure module of its own: [`decision`]. What goes wrong on purpose is
//! another: [`fault`], with the registry [`faults`]. How one manages the service is a third: [`api`].
//!
//! The feature `listen` adds the native half: TLS on a socket, a clock, and aws-lc-rs.

#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

pub mod api;
pub mod decision;
pub mod enquiry;
pub mod enrollments;
mod settings;
mod timestamp;

pub mod device_api;
pub mod fault;
pub mod faults;
pub mod grade;

mod service;
mod session;

mod bodies;
mod history;
mod hub_devices;
mod identifiers;
mod linked_hub;
mod operations;
mod random;
mod registrations;
mod sas_token;
mod sorted_map;
mod symmetric_key;
mod throttle;

#[cfg(all(feature = "listen", not(target_arch = "wasm32")))]
pub mod listen;

pub use decision::Rule;
pub use enrollments::{EnrollmentError, EnrollmentFile, Enrollments};
pub use fault::FaultOrder;
pub use history::{
    Direction, HistoryEntry, MAX_HISTORY, MAX_HISTORY_BYTES, MAX_SEEN_CHAIN_BYTES,
    MAX_SEEN_CONNECTIONS, MAX_SEEN_PACKET_BYTES, SeenConnection, SeenPacket, TlsFacts, TlsFailure,
};
pub use hub_devices::{HubDevice, MAX_HUB_DEVICES, MAX_TWIN_BYTES};
pub use linked_hub::{HUB_WEIGHTS, HubAccess, LinkedHub, MAX_LINKED_HUBS};
pub use operations::MAX_OPERATIONS;
pub use registrations::{AttestationKind, MAX_REGISTRATIONS, Outcome, Registration};
pub use sas_token::SasToken;
pub use service::{Peer, PracticeDps};
pub use session::{
    CheckId, CloseReason, Effect, MAX_CHAIN_CERTIFICATES, MAX_HELD_BYTES, MAX_IDLE_SECS,
    MAX_IN_FLIGHT, MAX_MESSAGE_BYTES, MAX_PACKET_BYTES, Session, SessionId, TIME_TO_CONNECT_SECS,
};
pub use settings::{Quotas, ServiceSettings};
pub use symmetric_key::{SYMMETRIC_KEY_BYTES, SymmetricKey, SymmetricKeyError};
pub use timestamp::Timestamp;
