//! What can be wrong with DER and with the certificate in it.

use std::fmt;
use std::ops::Range;

/// Something wrong at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where, as offsets into the DER bytes.
    pub bytes: Range<usize>,
    /// What.
    pub kind: ProblemKind,
}

/// What can be wrong with DER and with the certificate in it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProblemKind {
    /// The input ends inside a tag or a length.
    HeaderCut,
    /// A length says more than there is.
    ContentCut {
        /// Octets that are missing.
        missing: usize,
    },
    /// A length or tag number is too large for any real file.
    NumberTooLarge,
    /// An indefinite length: BER, not DER.
    IndefiniteLength,
    /// An indefinite length on a primitive, or without its end marker.
    IndefiniteLengthBroken,
    /// A length is written with more octets than needed: BER, not DER.
    LengthNotMinimal,
    /// Nested deeper than [`MAX_DEPTH`](super::MAX_DEPTH).
    TooDeep,
    /// Bytes behind the end of the certificate.
    TrailingBytes,
    /// A part that has to be there is not.
    Missing {
        /// The part, in the words of RFC 5280.
        field: &'static str,
    },
    /// A part is there but is not what it should be.
    Unreadable {
        /// The part, in the words of RFC 5280.
        field: &'static str,
    },
    /// The algorithm inside the signed part differs from the one beside the signature (RFC 5280, 4.1.1.2).
    SignatureAlgorithmsDiffer,
    /// The same extension twice (RFC 5280, 4.2).
    DuplicateExtension,
}

impl fmt::Display for ProblemKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::HeaderCut => f.write_str("the data ends inside a tag or length"),
            Self::ContentCut { missing } => write!(f, "the data ends {missing} bytes too early"),
            Self::NumberTooLarge => f.write_str("a tag or length is too large"),
            Self::IndefiniteLength => f.write_str("an indefinite length is not DER"),
            Self::IndefiniteLengthBroken => f.write_str("an indefinite length has no end"),
            Self::LengthNotMinimal => {
                f.write_str("a length is longer than needed, which is not DER")
            }
            Self::TooDeep => f.write_str("the data is nested too deeply"),
            Self::TrailingBytes => f.write_str("there are bytes behind the end"),
            Self::Missing { field } => write!(f, "{field} is missing"),
            Self::Unreadable { field } => write!(f, "{field} cannot be read"),
            Self::SignatureAlgorithmsDiffer => {
                f.write_str("the two signature algorithms of the certificate differ")
            }
            Self::DuplicateExtension => f.write_str("an extension occurs twice"),
        }
    }
}
