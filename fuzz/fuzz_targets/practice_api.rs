#![no_main]

#[path = "../bodies/practice_api.rs"]
mod practice_api;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| practice_api::body(bytes));
