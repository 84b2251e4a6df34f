//! Certificates and keys judged by others: the `openssl` program, webpki and aws-lc-rs.

#![expect(
    clippy::disallowed_methods,
    reason = "tests exchange files with the openssl program"
)]

mod fixtures;
mod openssl;
mod signer;

mod agreement;
mod bad_files;
mod canary;
mod chains;
mod conversions;
mod doctor;
mod fuzzing;
mod issued_fields;
mod issuing;
mod keys;
mod lints;
mod locked;
mod properties;
mod reports;
mod verdicts;
mod views;
