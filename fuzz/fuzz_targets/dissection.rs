#![no_main]

#[path = "../bodies/dissection.rs"]
mod dissection;
#[path = "../../crates/wire-layers/tests/it/tiles.rs"]
mod tiles;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dissection::body(bytes));
