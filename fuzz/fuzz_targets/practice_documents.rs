#![no_main]

#[path = "../bodies/practice_documents.rs"]
mod practice_documents;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| practice_documents::body(bytes));
