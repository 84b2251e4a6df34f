#![no_main]

#[path = "../bodies/rules.rs"]
mod rules;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| rules::body(bytes));
