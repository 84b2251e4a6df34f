#![no_main]

#[path = "../bodies/viewing.rs"]
mod viewing;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| viewing::body(bytes));
