#![no_main]

#[path = "../bodies/reading.rs"]
mod reading;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| reading::body(bytes));
