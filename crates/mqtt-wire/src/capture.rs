//! A capture file of what a session sent and received: bytes and their times in, pcapng out.
//!
//! Neither page nor relay sees packets of TCP: the kernel makes those. So the TCP/IP around the bytes is made anew here, as
//! a quiet network would have carried them, and the file says so in its comment. The bytes inside, their order and their
//! times are those of the session. With the key log of TLS in it, the file can be read by whoever has it.

mod blocks;
mod segments;

use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

use self::blocks::Blocks;
use self::segments::Wire;

/// One end of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum End {
    /// Who connected.
    Client,
    /// Who was connected to.
    Server,
}

impl End {
    /// The end on the other side.
    pub fn other(self) -> Self {
        match self {
            Self::Client => Self::Server,
            Self::Server => Self::Client,
        }
    }
}

/// Bytes that went one way, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// When, since the beginning of Unix time. What is earlier than the piece before counts as simultaneous with it.
    pub at: Duration,
    /// Who sent them.
    pub from: End,
    /// The bytes; none are no piece.
    pub bytes: Vec<u8>,
}

/// One TCP connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversation {
    /// Where the client sent from. Two conversations in one capture should not share it.
    pub client: SocketAddr,
    /// Where the server listened.
    pub server: SocketAddr,
    /// When the connection was made, since the beginning of Unix time.
    pub opened_at: Duration,
    /// What was said, in order.
    pub pieces: Vec<Piece>,
    /// When and by whom it was ended; `None` when it was not, or broke.
    pub closed: Option<(Duration, End)>,
}

/// What a capture file is made of.
#[derive(Clone, Copy)]
pub struct Capture<'a> {
    /// The program that wrote it, such as `dps-playground 0.1.0`.
    pub application: &'a str,
    /// For whoever opens the file.
    pub comment: &'a str,
    /// The session secrets of TLS as NSS key log lines; empty when there are none. Never a private key: with these, this
    /// session can be read, and nothing else.
    pub key_log: &'a str,
    /// The connections.
    pub conversations: &'a [Conversation],
}

impl Capture<'_> {
    /// The capture as a pcapng file, in the order of time.
    pub fn to_pcapng(&self) -> Vec<u8> {
        let mut wire = Wire::default();
        for conversation in self.conversations {
            wire.carry(conversation);
        }
        let mut file = Blocks::begin(self.application, self.comment);
        // Before the packets that they open: a reader that streams has to have them by then.
        file.secrets(self.key_log);
        for packet in wire.packets_in_time() {
            file.packet(packet.at, &packet.bytes);
        }
        file.into_bytes()
    }
}

/// Without the secrets.
impl fmt::Debug for Capture<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Capture")
            .field("application", &self.application)
            .field("has_secrets", &!self.key_log.is_empty())
            .field("conversations", &self.conversations.len())
            .finish_non_exhaustive()
    }
}
