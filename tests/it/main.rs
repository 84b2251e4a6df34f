//! The lesson, run natively against the practice service in process: no browser, no socket, no clock.
#![cfg(not(target_arch = "wasm32"))]

mod console;
mod experiments;
mod golden_walk;
mod lab;
mod mishaps;
mod replay;
mod saving;
mod sharing;
#[path = "../../crates/relay/tests/it/tshark.rs"]
mod tshark;
mod world;
