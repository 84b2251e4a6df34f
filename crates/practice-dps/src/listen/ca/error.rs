//! Why there is no CA.

use std::fmt;

use device_certs::issue::IssueError;

use crate::listen::native::CryptoFailed;

/// Why no CA could be made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CaError {
    /// A name is neither a host name nor an IP address.
    Name {
        /// The name.
        name: String,
    },
    /// A key could not be made or used.
    Crypto(CryptoFailed),
    /// A certificate could not be written.
    Issue(IssueError),
    /// A file of a CA that was kept is missing or holds something else.
    File {
        /// Its name.
        name: &'static str,
    },
    /// A CA that was kept may not vouch for a name that is asked for now.
    NotPermitted,
}

impl fmt::Display for CaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name { name } => write!(f, "{name:?} is neither a host name nor an IP address"),
            Self::Crypto(_) => f.write_str("the practice CA's keys could not be used"),
            Self::Issue(_) => f.write_str("the practice CA's certificates could not be written"),
            Self::File { name } => write!(
                f,
                "{name} is missing or holds something else; empty the directory for a new CA"
            ),
            Self::NotPermitted => f.write_str(
                "the CA that was kept is not permitted to vouch for one of these names, or has expired; \
                 leave the name out, or empty the directory for a new CA",
            ),
        }
    }
}

impl std::error::Error for CaError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Name { .. } | Self::File { .. } | Self::NotPermitted => None,
            Self::Crypto(error) => Some(error),
            Self::Issue(error) => Some(error),
        }
    }
}

impl From<CryptoFailed> for CaError {
    fn from(error: CryptoFailed) -> Self {
        Self::Crypto(error)
    }
}

impl From<IssueError> for CaError {
    fn from(error: IssueError) -> Self {
        Self::Issue(error)
    }
}
