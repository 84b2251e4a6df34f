//! Why an enrolment cannot be taken.

use std::error::Error;
use std::fmt;

/// Why an enrolment, or a file of them, cannot be taken. `path` is the place in the JSON, such as
/// `individualEnrollments[0].attestation.type`; it is empty for the whole document.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EnrollmentError {
    /// The text is not JSON.
    NotJson {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// A member that must be there is not.
    Missing {
        /// Where it belongs.
        path: String,
        /// What to do about it, when there is something to say.
        hint: &'static str,
    },
    /// A value of another JSON type.
    WrongType {
        /// Where.
        path: String,
        /// What belongs there, such as `"a string"`.
        expected: &'static str,
    },
    /// A value that is not allowed there.
    WrongValue {
        /// Where.
        path: String,
        /// The value.
        value: String,
        /// Why not, or what would be: a lower-case clause.
        expected: String,
    },
    /// The certificate cannot be read.
    Certificate {
        /// Where.
        path: String,
        /// Why: a lower-case clause.
        why: String,
    },
    /// The certificate belongs to another entry already; Azure does not allow it twice.
    CertificateInUse {
        /// The registration id or group that has it.
        by: String,
    },
    /// A group refers to a certificate that is not in the list.
    UnknownCaReference {
        /// The name it uses.
        name: String,
    },
    /// There is no room for more.
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many there may be.
        max: usize,
    },
}

impl fmt::Display for EnrollmentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotJson { line, column } => {
                write!(f, "not JSON at line {line}, column {column}")
            }
            Self::Missing { path, hint } => {
                write!(f, "{path:?} is missing")?;
                if hint.is_empty() {
                    Ok(())
                } else {
                    write!(f, ": {hint}")
                }
            }
            Self::WrongType { path, expected } => write!(f, "{path:?} is not {expected}"),
            Self::WrongValue {
                path,
                value,
                expected,
            } => {
                write!(f, "{path:?} is {value:?}: {expected}")
            }
            Self::Certificate { path, why } => {
                write!(f, "{path:?} holds no certificate that can be used: {why}")
            }
            Self::CertificateInUse { by } => {
                write!(
                    f,
                    "the certificate is already used by {by:?}; one certificate, one entry"
                )
            }
            Self::UnknownCaReference { name } => {
                write!(f, "no CA certificate is called {name:?}")
            }
            Self::TooMany { what, max } => write!(f, "no room for more than {max} {what}"),
        }
    }
}

impl Error for EnrollmentError {}
