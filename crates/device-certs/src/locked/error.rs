//! Why something behind a password cannot be opened, and what to do about it.

use std::fmt;

/// Why something behind a password cannot be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnlockError {
    /// The password is wrong, or the contents were damaged.
    WrongPassword,
    /// It is not behind a password.
    NotEncrypted,
    /// An encryption or digest that is not known here.
    AlgorithmUnsupported {
        /// Its name, or its dotted object identifier.
        algorithm: String,
    },
    /// The password would have to be hashed so often that the page would stand still.
    TooManyIterations {
        /// How often, in all.
        iterations: u64,
    },
    /// The container cannot be read.
    Malformed {
        /// The part that is missing or wrong.
        field: &'static str,
    },
}

impl UnlockError {
    /// What to do: a sentence, with the command where there is one.
    pub fn fix(&self) -> &'static str {
        match self {
            Self::WrongPassword => {
                "Type the password again; for a file without one leave it empty."
            }
            Self::NotEncrypted => "Give the file as it is, without a password.",
            Self::AlgorithmUnsupported { .. } | Self::TooManyIterations { .. } => {
                "Take it apart with OpenSSL: `openssl pkcs12 -in file.pfx -legacy -nodes -out plain.pem`, or for a key \
                 `openssl pkey -in key.pem -out plain.pem`."
            }
            Self::Malformed { .. } => "Export the file anew: a part of it was lost or changed.",
        }
    }
}

impl fmt::Display for UnlockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WrongPassword => f.write_str("the password is wrong, or the file is damaged"),
            Self::NotEncrypted => f.write_str("this is not encrypted"),
            Self::AlgorithmUnsupported { algorithm } => {
                write!(
                    f,
                    "the file is protected with {algorithm:?}, which is not known here"
                )
            }
            Self::TooManyIterations { iterations } => {
                write!(
                    f,
                    "the file asks for {iterations} rounds of hashing, which would take minutes"
                )
            }
            Self::Malformed { field } => {
                write!(f, "the file cannot be read: {field} is missing or wrong")
            }
        }
    }
}

impl std::error::Error for UnlockError {}
