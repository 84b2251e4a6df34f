//! The number in the WebSocket's close frame, for whatever looks at the socket but does not read our messages.

use crate::{CloseCode, FailureCode, RelayMessage};

/// The conversation came to its end, whatever came of it.
const NORMAL: u16 = 1000;
/// The server is going down.
const GOING_AWAY: u16 = 1001;
/// A rule of ours was broken.
const POLICY_VIOLATION: u16 = 1008;
/// A message was too big.
const MESSAGE_TOO_BIG: u16 = 1009;

impl RelayMessage {
    /// What the close frame after this message carries: a number of
    /// [RFC 6455 section 7.4.1](https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1), and the code's word as the reason.
    pub fn close_frame(&self) -> (u16, &'static str) {
        match self {
            Self::Failed(failed) => {
                let number = match failed.code {
                    FailureCode::RelayShuttingDown => GOING_AWAY,
                    FailureCode::MessageNotUnderstood | FailureCode::TooManySessions => {
                        POLICY_VIOLATION
                    }
                    _ => NORMAL,
                };
                (number, failed.code.as_str())
            }
            Self::Closed(closed) => {
                let number = match closed.code {
                    CloseCode::RelayShuttingDown => GOING_AWAY,
                    CloseCode::FrameTooLarge => MESSAGE_TOO_BIG,
                    CloseCode::MessageNotUnderstood | CloseCode::SessionLimit => POLICY_VIOLATION,
                    _ => NORMAL,
                };
                (number, closed.code.as_str())
            }
            Self::Progress { .. } | Self::Sign { .. } | Self::Opened(_) | Self::Recorded(_) => {
                (NORMAL, "")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{By, Closed, Failed, Stage};

    fn closed(code: CloseCode) -> RelayMessage {
        RelayMessage::Closed(Closed {
            by: By::Relay,
            code,
            detail: String::new(),
            alert: None,
        })
    }

    #[test]
    fn the_relays_own_reasons_have_numbers_of_their_own() {
        for (code, number) in [
            (CloseCode::RelayShuttingDown, 1001),
            (CloseCode::FrameTooLarge, 1009),
            (CloseCode::SessionLimit, 1008),
            (CloseCode::Asked, 1000),
            (CloseCode::ConnectionLost, 1000),
        ] {
            assert_eq!(closed(code).close_frame(), (number, code.as_str()));
        }
        let failed = RelayMessage::Failed(Failed {
            stage: Stage::Handshaking,
            code: FailureCode::RelayShuttingDown,
            detail: String::new(),
            alert: None,
            server_chain: Vec::new(),
        });
        assert_eq!(failed.close_frame(), (1001, "relay_shutting_down"));
    }

    #[test]
    fn every_reason_fits_into_a_close_frame() {
        // A control frame holds 125 bytes, two of them the number.
        for code in CloseCode::ALL {
            assert!(code.as_str().len() <= 123);
        }
        for code in FailureCode::ALL {
            assert!(code.as_str().len() <= 123);
        }
    }
}
