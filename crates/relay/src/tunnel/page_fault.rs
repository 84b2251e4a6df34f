//! Why nothing more can be read from a page: it has gone, or it does not keep to WebSocket and can still be told.

use std::error::Error;

use tungstenite::Error as SocketError;
use tungstenite::error::ProtocolError;

/// What a failed read from the page means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PageFault {
    /// There is nobody left to tell.
    Gone,
    /// A message over the limit; the particulars, for people.
    TooLarge(String),
    /// Frames no WebSocket has; the particulars, for people.
    Unreadable(String),
}

impl PageFault {
    /// What this error, or one behind it, says.
    pub(crate) fn of(error: &(dyn Error + 'static)) -> Self {
        let mut causes = std::iter::successors(Some(error), |&error| error.source());
        match causes.find_map(|error| error.downcast_ref::<SocketError>()) {
            Some(SocketError::Capacity(error)) => Self::TooLarge(error.to_string()),
            // The page's end of the socket was closed without a word.
            Some(SocketError::Protocol(ProtocolError::ResetWithoutClosingHandshake)) => Self::Gone,
            Some(error @ (SocketError::Protocol(_) | SocketError::Utf8(_))) => {
                Self::Unreadable(error.to_string())
            }
            _ => Self::Gone,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use tungstenite::error::CapacityError;

    use super::*;

    #[test]
    fn only_a_page_that_is_still_there_can_be_told() {
        let too_large = CapacityError::MessageTooLong {
            size: 2,
            max_size: 1,
        };
        // As axum hands it out: in a box of its own.
        let boxed = axum::Error::new(SocketError::Capacity(too_large));
        assert!(matches!(PageFault::of(&boxed), PageFault::TooLarge(_)));
        let unmasked = SocketError::Protocol(ProtocolError::UnmaskedFrameFromClient);
        assert!(matches!(
            PageFault::of(&axum::Error::new(unmasked)),
            PageFault::Unreadable(_)
        ));
        for gone in [
            SocketError::Io(io::ErrorKind::ConnectionReset.into()),
            SocketError::Protocol(ProtocolError::ResetWithoutClosingHandshake),
            SocketError::ConnectionClosed,
        ] {
            assert_eq!(PageFault::of(&axum::Error::new(gone)), PageFault::Gone);
        }
    }
}
