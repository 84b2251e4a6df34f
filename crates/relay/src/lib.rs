//! The dps-playground binary as a library, so that tests can run it on port 0.

mod http;
pub mod practice;
pub mod server;
pub mod tunnel;
