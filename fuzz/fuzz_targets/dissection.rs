#![no_main]

#[path = "../bodies/dissection.rs"]
mod dissection;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dissection::body(bytes));
