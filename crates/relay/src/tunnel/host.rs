//! A host as a page may name it: a DNS name or an address, in one spelling only.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

/// A DNS name in lower case, or an IP address in its canonical spelling.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Host {
    /// A DNS name, without trailing dot.
    Name(String),
    /// An IP address.
    Address(IpAddr),
}

/// Why a text is not a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostError {
    text: String,
}

impl fmt::Display for HostError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Whatever the page sent: shortened, because it ends up in a message.
        let shown: String = self.text.chars().take(80).collect();
        write!(f, "{shown:?} is neither a DNS name nor an IP address")
    }
}

impl std::error::Error for HostError {}

impl Host {
    /// Reads a host.
    ///
    /// Spellings that name resolvers read in their own way (`127.1`, `0x7f000001`, `2130706433`, a trailing dot,
    /// letters beyond ASCII) are refused: what the allow-list compares must be what is connected to.
    ///
    /// # Errors
    /// When it is neither a DNS name nor an address.
    pub fn parse(text: &str) -> Result<Self, HostError> {
        let refused = || HostError { text: text.into() };
        if let Ok(address) = text.parse::<IpAddr>() {
            return Ok(Self::Address(address));
        }
        if let Some(inner) = text
            .strip_prefix('[')
            .and_then(|text| text.strip_suffix(']'))
        {
            return match inner.parse::<Ipv6Addr>() {
                Ok(address) => Ok(Self::Address(address.into())),
                Err(_) => Err(refused()),
            };
        }
        let name = text.to_ascii_lowercase();
        let labels_are_legal = name.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
        });
        // A last label that begins with a digit is a number to the resolver, not a name (WHATWG URL, "ends in a number").
        let ends_in_a_number = name
            .rsplit('.')
            .next()
            .is_none_or(|label| label.starts_with(|first: char| first.is_ascii_digit()));
        if name.len() > 253 || !labels_are_legal || ends_in_a_number {
            return Err(refused());
        }
        Ok(Self::Name(name))
    }

    /// Reads `HOST` or `HOST:PORT`; an IPv6 address with a port needs its brackets.
    ///
    /// # Errors
    /// When the host or the port is not one.
    pub fn parse_with_port(text: &str) -> Result<(Self, Option<u16>), HostError> {
        if let Ok(host) = Self::parse(text) {
            return Ok((host, None));
        }
        let refused = || HostError { text: text.into() };
        let (host, port) = text.rsplit_once(':').ok_or_else(refused)?;
        let host = Self::parse(host).map_err(|_unread| refused())?;
        match port.parse::<u16>() {
            Ok(port) if port != 0 => Ok((host, Some(port))),
            _ => Err(refused()),
        }
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Address(address) => address.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(
            Host::parse(text).ok().map(|host| host.to_string()),
            expected.map(String::from),
            "{text:?}"
        );
    }

    #[test]
    fn names_and_addresses_are_taken() {
        check(
            "Global.Azure-Devices-Provisioning.NET",
            Some("global.azure-devices-provisioning.net"),
        );
        check("localhost", Some("localhost"));
        check("127.0.0.1", Some("127.0.0.1"));
        check("::1", Some("::1"));
        check("[::1]", Some("::1"));
    }

    #[test]
    fn other_spellings_are_refused() {
        for text in [
            "",
            ".",
            "localhost.",
            "global.azure-devices-provisioning.net.",
            "a..b",
            "127.1",
            "127.0.0.1.",
            "0x7f000001",
            "0x7f.1",
            "2130706433",
            "0177.0.0.1",
            "[127.0.0.1]",
            "[fe80::1%lo]",
            "fe80::1%eth0",
            "user@host",
            "host:1",
            "host/path",
            "hóst.net",
            "azure-devices.net。",
            "a b",
            "a\0b",
            "-a.net",
            "*.azure-devices.net",
        ] {
            check(text, None);
        }
        check(&"a".repeat(64), None);
        check(&["abcdefgh"; 40].join("."), None);
    }

    #[test]
    fn ports_are_split_off() {
        let parse = |text: &str| {
            Host::parse_with_port(text)
                .map(|(host, port)| (host.to_string(), port))
                .ok()
        };
        assert_eq!(parse("broker.lan"), Some(("broker.lan".into(), None)));
        assert_eq!(
            parse("broker.lan:1883"),
            Some(("broker.lan".into(), Some(1883)))
        );
        assert_eq!(parse("[::1]:8883"), Some(("::1".into(), Some(8883))));
        assert_eq!(parse("::1"), Some(("::1".into(), None)));
        assert_eq!(parse("broker.lan:0"), None);
        assert_eq!(parse("broker.lan:70000"), None);
        assert_eq!(parse("broker.lan:"), None);
    }
}
