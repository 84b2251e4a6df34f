//! Files that were given to the page: what is in them, and what is to be said about them.

mod sort;

pub use sort::{FoundKey, Sorted, sort};

/// The most bytes a file may have: no chain of certificates comes near.
pub const MAX_FILE_BYTES: usize = 1024 * 1024;

/// Which box the files were put into. What the device presents and what the server is trusted by are never mixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Slot {
    /// The device's certificates and private key.
    Device,
    /// The CA certificate the enrolment group knows.
    EnrolmentCa,
    /// The root certificates the server's chain may end in.
    ServerTrust,
}

/// How much a note matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoteSeverity {
    /// Worth knowing.
    Note,
    /// Likely to fail later.
    Warning,
    /// Something could not be used.
    Error,
}

impl NoteSeverity {
    /// A stable name: `error`, `warning`, `note`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Something to say about a file. It never quotes what is inside a private key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportNote {
    /// The box the file was put into.
    pub slot: Slot,
    /// How much it matters.
    pub severity: NoteSeverity,
    /// What is the case.
    pub what: String,
    /// What to do about it; may be empty.
    pub fix: String,
    /// The file's name, if it has one.
    pub file: Option<String>,
    /// The line in the file, from 1.
    pub line: Option<usize>,
    /// The character in that line, from 1, where it helps.
    pub column: Option<usize>,
}
