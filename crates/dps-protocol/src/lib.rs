//! Azure DPS over MQTT: names, topics, payloads, error codes, and the registration machine.
//!
//! - [`names`], [`username`], [`topics`], [`bodies`] and [`hub`] build and read every string that a
//!   device and the service exchange. Device and practice service use the same ones, so they agree.
//! - [`mark`] finds the identity parts in such strings, so that they can be followed from one to the next.
//! - [`codes`] says in plain words what each refusal means and what to do about it.
//! - [`registration`] is the device's side of a registration as a state machine: events in, what is to
//!   be sent out, no clock, no I/O.
//!
//! The flow is documented at
//! [Communicate with DPS using MQTT](https://learn.microsoft.com/azure/iot/iot-mqtt-connect-to-iot-dps).

#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

pub mod names;
pub mod username;

pub mod bodies;
pub mod topics;

pub mod hub;

pub mod codes;
pub mod mark;

pub mod registration;

mod query;

pub use names::{
    ApiVersion, DeviceId, HubHostname, IdScope, NameError, OperationId, RegistrationId, RequestId,
};
