//! Blocks behind a password, and what came of the password that was given for them.

use std::ops::Range;

use crate::pem::{ItemKind, Reading};

/// One block behind a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lock {
    /// Where it is in the file.
    pub bytes: Range<usize>,
    /// What it is.
    pub kind: ItemKind,
    /// What came of the password.
    pub state: LockState,
}

/// What came of the password for a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LockState {
    /// None was given.
    Closed,
    /// It opened the block; what was in it is among the items of the reading.
    Opened,
    /// It is wrong.
    WrongPassword,
    /// Nothing here opens the block, and why: a lower-case clause.
    Unreadable(String),
}

impl Lock {
    /// The blocks of a file that nobody has tried to open.
    pub fn all_of(reading: &Reading) -> Vec<Self> {
        let items = reading.items.iter();
        let locked = items.filter(|item| is_locked(&item.kind));
        let lock = |item: &crate::pem::Item| Self {
            bytes: item.bytes.clone(),
            kind: item.kind.clone(),
            state: LockState::Closed,
        };
        locked.map(lock).collect()
    }
}

/// Whether such a block is behind a password.
pub(crate) fn is_locked(kind: &ItemKind) -> bool {
    matches!(kind, ItemKind::Pkcs12 | ItemKind::EncryptedKey(_))
}
