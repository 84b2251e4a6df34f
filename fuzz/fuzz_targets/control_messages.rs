#![no_main]

#[path = "../bodies/control_messages.rs"]
mod control_messages;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| control_messages::body(bytes));
