#![no_main]

#[path = "../bodies/practice_session.rs"]
mod practice_session;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| practice_session::body(bytes));
