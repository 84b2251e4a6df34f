//! Certificates and keys of devices: reading with byte ranges, chains, issuing.
//!
//! Reading never fails: it returns what was understood plus located problems.
//! Cryptography is asked for, not called: chains yield [`SignatureCheck`]s, issuing yields the bytes to sign,
//! and the caller answers with WebCrypto (in the page) or aws-lc-rs (natively). Only digests are computed here.
//! No private key appears in any `Debug`, `Display` or error of this crate.

#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

pub mod pem;

pub mod certificate;
pub mod intake;
pub mod key;
#[cfg(feature = "pkcs12")]
pub mod locked;
pub mod spki;
pub mod view;

pub mod lint;
pub mod lints;
pub mod report;

pub mod chain;
pub mod export;
pub mod issue;
pub mod signature;

pub mod der;
mod der_writer;
pub mod oids;
pub mod time;

pub use certificate::Certificate;
pub use key::{Belongs, KeyContainer, KeyError, PrivateKey};
pub use pem::pem_encode;
pub use signature::{Hash, SignatureAlgorithm, SignatureCheck, Verdict};
pub use spki::{Curve, KeyKind};
