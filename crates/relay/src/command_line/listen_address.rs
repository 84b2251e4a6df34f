//! Where to listen: on loopback, unless the one option with a warning in its name says otherwise.
//!
//! D2: whoever can be reached by others is in their hands, so that no spelling of "everywhere" passes by accident
//! (`0`, `0x0`, `::ffff:0.0.0.0` each passed somewhere): an address is read by one strict grammar and then judged.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

/// MQTT over TLS.
pub const MQTTS_PORT: u16 = 8883;

/// A loopback address and port.
///
/// D22: the practice service listens on one as well, unless `--dangerously-listen-on` names another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoopbackAddress(SocketAddr);

/// Any address and port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExposedAddress(SocketAddr);

/// Why an address cannot be listened on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListenError {
    /// Not `ADDRESS:PORT`.
    Unreadable,
    /// An address other computers can reach.
    NotLoopback,
}

impl fmt::Display for ListenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unreadable => {
                "not an address and a port, such as 127.0.0.1:8080 or [::1]:8080"
            }
            Self::NotLoopback => {
                "not a loopback address; only --dangerously-listen-on lets other computers in, and only to the practice service"
            }
        })
    }
}

impl std::error::Error for ListenError {}

impl LoopbackAddress {
    /// Reads `ADDRESS:PORT`. An address, not a name: what `localhost` means is up to a file.
    ///
    /// # Errors
    /// When it is not one, or can be reached by others.
    pub fn parse(text: &str) -> Result<Self, ListenError> {
        let address: SocketAddr = text.parse().map_err(|_unread| ListenError::Unreadable)?;
        if address.ip().is_loopback() {
            Ok(Self(address))
        } else {
            Err(ListenError::NotLoopback)
        }
    }

    /// The address and port.
    pub fn get(self) -> SocketAddr {
        self.0
    }
}

impl ExposedAddress {
    /// Reads `ADDRESS` or `ADDRESS:PORT`; the port is 8883 when absent.
    ///
    /// # Errors
    /// When it is not one.
    pub fn parse(text: &str) -> Result<Self, ListenError> {
        text.parse::<IpAddr>()
            .map(|ip| SocketAddr::new(ip, MQTTS_PORT))
            .or_else(|_no_bare_address| text.parse())
            .map(Self)
            .map_err(|_unread| ListenError::Unreadable)
    }

    /// The address and port.
    pub fn get(self) -> SocketAddr {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_addresses() {
        for text in ["127.0.0.1:8080", "127.83.1.2:8883", "[::1]:0"] {
            assert_eq!(
                LoopbackAddress::parse(text).unwrap().get().to_string(),
                text
            );
        }
    }

    // A32: the rule alone.
    #[test]
    fn wildcards_and_others_in_every_spelling() {
        for (text, expected) in [
            ("0.0.0.0:8080", ListenError::NotLoopback),
            ("[::]:8080", ListenError::NotLoopback),
            ("[0:0:0:0:0:0:0:0]:8080", ListenError::NotLoopback),
            ("[::ffff:0.0.0.0]:8080", ListenError::NotLoopback),
            ("[::ffff:127.0.0.1]:8080", ListenError::NotLoopback),
            ("[::0.0.0.0]:8080", ListenError::NotLoopback),
            ("192.168.1.5:8080", ListenError::NotLoopback),
            ("255.255.255.255:8080", ListenError::NotLoopback),
            ("0:8080", ListenError::Unreadable),
            ("0x0:8080", ListenError::Unreadable),
            ("0.0:8080", ListenError::Unreadable),
            ("00.00.00.00:8080", ListenError::Unreadable),
            ("*:8080", ListenError::Unreadable),
            (":8080", ListenError::Unreadable),
            ("8080", ListenError::Unreadable),
            ("localhost:8080", ListenError::Unreadable),
            ("127.1:8080", ListenError::Unreadable),
            ("127.0.0.1", ListenError::Unreadable),
            ("", ListenError::Unreadable),
        ] {
            assert_eq!(LoopbackAddress::parse(text), Err(expected), "{text}");
        }
    }

    #[test]
    fn exposed_addresses() {
        let parse = |text| ExposedAddress::parse(text).map(|address| address.get().to_string());
        assert_eq!(parse("0.0.0.0"), Ok("0.0.0.0:8883".into()));
        assert_eq!(parse("192.168.1.5:0"), Ok("192.168.1.5:0".into()));
        assert_eq!(parse("::"), Ok("[::]:8883".into()));
        assert_eq!(parse("everywhere"), Err(ListenError::Unreadable));
    }
}
