#![no_main]

#[path = "../bodies/memory_relay.rs"]
mod memory_relay;
#[path = "../bodies/websocket.rs"]
mod websocket;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| websocket::body(bytes));
