//! The layers over arbitrary packets, arbitrary bytes, what devices really send, and recorded connections.

#[path = "../../../mqtt-wire/tests/it/arbitrary.rs"]
mod arbitrary;
mod corpus;
mod fuzzing;
mod identity;
mod layers;
mod properties;
mod registry;
mod tiles;
mod tls;
mod tshark;
