//! The device's end of a connection: the registration machine and the hub dialogue, spoken in MQTT bytes.
//!
//! [`DpsSession`] speaks to DPS, [`HubSession`] to the hub that DPS assigned. Both are bytes in, actions
//! out: they open no connection and read no clock, so that the page, the command line and the tests speak
//! with the same code. Time is a [`Duration`](std::time::Duration) since any moment the caller likes.
//!
//! Nothing is sent on its own but what MQTT itself demands (PUBACK, PINGREQ, DISCONNECT): ask `ready`,
//! then call `perform`. Call `tick` when `wake_at` has come.

#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

mod action;
mod wire;

mod dps;
mod hub;

#[cfg(test)]
mod script;

pub use action::{Action, Direction, LoggedPacket};
pub use dps::DpsSession;
pub use hub::{HubOutcome, HubSession, HubSettings, HubStage, HubState, Telemetry};
pub use wire::MAX_RECEIVED_PACKET_BYTES;
