#![no_main]

#[path = "../bodies/locked.rs"]
mod locked;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| locked::body(bytes));
