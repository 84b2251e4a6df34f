//! One connection as the history keeps it.

use crate::{SessionId, Timestamp};

/// The most connections kept; the oldest go first.
pub const MAX_SEEN_CONNECTIONS: usize = 200;

/// The most bytes kept of the certificates of one connection; what does not fit is left out whole.
pub const MAX_SEEN_CHAIN_BYTES: usize = 16 * 1024;

/// A connection, from its first byte to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenConnection {
    /// Its name; entries of the history bear it too.
    pub session: SessionId,
    /// When it came.
    pub opened_at: Timestamp,
    /// When it ended, if it has.
    pub closed_at: Option<Timestamp>,
    /// From where, as an address and port; empty inside the page.
    pub peer: String,
    /// The registration id, or on the hub the device id, once it was named.
    pub registration_id: Option<String>,
    /// Whether it is a connection to the hub.
    pub is_hub: bool,
    /// What TLS showed; `None` inside the page, where there is none, and until the handshake is over.
    pub tls: Option<TlsFacts>,
    /// Why there was no TLS connection, if so.
    pub tls_failure: Option<TlsFailure>,
    /// The certificates the device presented, its own first, in DER: as many as fit into [`MAX_SEEN_CHAIN_BYTES`].
    pub chain: Vec<Vec<u8>>,
    /// How many certificates it presented.
    pub presented: usize,
    /// The fault of the handshake that fired, if one did.
    pub fault: Option<&'static str>,
}

/// What a handshake settled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TlsFacts {
    /// Such as `TLS 1.2`.
    pub version: String,
    /// The cipher suite, as its standard writes it.
    pub cipher: String,
    /// The server name the device asked for, if it did.
    pub server_name: Option<String>,
}

/// A handshake that came to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFailure {
    /// The server name the device asked for, as far as it got.
    pub server_name: Option<String>,
    /// What went wrong, for people; an alert of the device is named.
    pub what: String,
}

impl SeenConnection {
    pub(crate) fn new(session: SessionId, peer: String, at: Timestamp) -> Self {
        Self {
            session,
            opened_at: at,
            closed_at: None,
            peer,
            registration_id: None,
            is_hub: false,
            tls: None,
            tls_failure: None,
            chain: Vec::new(),
            presented: 0,
            fault: None,
        }
    }

    pub(crate) fn presented(&mut self, chain: &[Vec<u8>]) {
        let mut room = MAX_SEEN_CHAIN_BYTES;
        self.presented = chain.len();
        self.chain.clear();
        for certificate in chain {
            match room.checked_sub(certificate.len()) {
                Some(left) => room = left,
                None => break,
            }
            self.chain.push(certificate.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_is_kept_as_far_as_it_fits() {
        let mut connection = SeenConnection::new(SessionId(1), String::new(), Timestamp::default());
        let half = vec![0; MAX_SEEN_CHAIN_BYTES / 2];
        connection.presented(&[half.clone(), half, vec![1]]);
        assert_eq!((connection.chain.len(), connection.presented), (2, 3));
    }
}
