#![no_main]

#[path = "../bodies/pasting.rs"]
mod pasting;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| pasting::body(bytes));
