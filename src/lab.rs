//! The lab: certificates for practice, good ones and ones that are wrong on purpose.
//!
//! A [`Wish`] as it stands in the form becomes a [`Recipe`]: which keys to make, what each certificate says and who signs
//! it. Whoever has a WebCrypto (the page) or aws-lc-rs (the tests) cooks it, and the [`Shelf`] keeps what comes out. No
//! private key is in any of these: a [`KeyId`] names one that the cook holds.

mod blueprint;
mod defect;
mod export;
mod key_choice;
mod shelf;
mod wish;

pub use blueprint::{Blueprint, Issuer, ORGANIZATION, Recipe, Role};
pub use defect::{Defect, Refuser};
pub use export::{Export, ExportedFile, KeyExport, P12_PASSWORD_CHARS};
pub use key_choice::KeyChoice;
pub use shelf::{Contents, FileOrder, KeyId, Piece, Shelf};
pub use wish::{What, Wish};
