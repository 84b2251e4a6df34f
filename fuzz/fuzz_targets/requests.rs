#![no_main]

#[path = "../bodies/memory_relay.rs"]
mod memory_relay;
#[path = "../bodies/requests.rs"]
mod requests;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| requests::body(bytes));
