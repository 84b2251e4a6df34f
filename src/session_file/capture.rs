//! The session for Wireshark: the bytes of TLS where they were recorded, else MQTT as if it had gone over TCP alone.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use device_session::Direction;
use mqtt_wire::capture::{Capture, Conversation, End, Piece};
use relay_protocol::limits::MAX_RECORDED_BYTES;
use relay_protocol::{Recorded, Way};

use super::{Session, masked};
use crate::journey::{Recording, What};

const APPLICATION: &str = concat!("dps-playground ", env!("CARGO_PKG_VERSION"));

const RECORDED: &str = "The bytes of TLS and their times are those of the session. TCP and IP around them were made anew: the program \
     that wrote this does not see them. The secrets in this file open this session for whoever has it; the device's key is not in it.";

const PLAIN: &str = "MQTT as the page sent and received it, with its times. There was no TCP to see and no TLS was recorded: the packets \
     stand here as if they had gone over plain TCP, between addresses that are reserved for examples (RFC 5737).";

/// The device and the service where there were no addresses to see.
const DEVICE: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 1);
const SERVICE: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 2);
/// MQTT without TLS: where Wireshark expects it.
const PLAIN_PORT: u16 = 1883;
/// The device's first port; each connection has the next.
const FIRST_PORT: u16 = 50_001;

/// Whether TLS was recorded, and its secrets.
pub fn is_recorded(session: &Session<'_>) -> bool {
    !session.recordings.is_empty()
}

/// Whether a recording ended at its limit before its connection did.
pub fn is_cut_short(session: &Session<'_>) -> bool {
    let bytes = |recorded: &Recorded| match recorded {
        Recorded::Begun { .. } => 0,
        Recorded::Record { bytes, .. } => bytes.as_slice().len(),
        Recorded::Secrets(secrets) => secrets.0.len(),
    };
    session
        .recordings
        .iter()
        .any(|recording| recording.recorded.iter().map(bytes).sum::<usize>() >= MAX_RECORDED_BYTES)
}

/// The session as a pcapng file.
pub fn capture(session: &Session<'_>) -> Vec<u8> {
    let mut key_log = String::new();
    let recorded: Vec<Conversation> = session
        .recordings
        .iter()
        .filter_map(|recording| of_recording(recording, &mut key_log))
        .collect();
    let (comment, conversations) = if is_recorded(session) {
        (RECORDED, recorded)
    } else {
        (PLAIN, of_packets(session))
    };
    Capture {
        application: APPLICATION,
        comment,
        key_log: &key_log,
        conversations: &conversations,
    }
    .to_pcapng()
}

fn of_recording(recording: &Recording, key_log: &mut String) -> Option<Conversation> {
    let mut conversation = None;
    for recorded in &recording.recorded {
        match (recorded, &mut conversation) {
            (Recorded::Secrets(secrets), _) => key_log.push_str(&secrets.0),
            (Recorded::Begun { at, client, server }, none) => {
                *none = Some(Conversation {
                    client: client.parse().ok()?,
                    server: server.parse().ok()?,
                    opened_at: Duration::from_micros(*at),
                    pieces: Vec::new(),
                    closed: None,
                });
            }
            (Recorded::Record { at, way, bytes }, Some(conversation)) => {
                let at = Duration::from_micros(*at);
                let from = match way {
                    Way::Sent => End::Client,
                    Way::Received => End::Server,
                };
                let bytes = bytes.as_slice().to_vec();
                if bytes.is_empty() {
                    conversation.closed.get_or_insert((at, from));
                } else {
                    conversation.pieces.push(Piece { at, from, bytes });
                }
            }
            (Recorded::Record { .. }, None) => {}
        }
    }
    conversation
}

fn of_packets(session: &Session<'_>) -> Vec<Conversation> {
    let zero = Duration::from_secs(u64::try_from(session.opened_unix_secs).unwrap_or_default());
    let mut conversations: Vec<Conversation> = Vec::new();
    let mut port = FIRST_PORT;
    for entry in session.trace {
        let at = zero + entry.at;
        match (&entry.what, conversations.last_mut()) {
            (What::Opened(_), _) => {
                conversations.push(Conversation {
                    client: SocketAddr::from((DEVICE, port)),
                    server: SocketAddr::from((SERVICE, PLAIN_PORT)),
                    opened_at: at,
                    pieces: Vec::new(),
                    closed: None,
                });
                port = port.saturating_add(1);
            }
            (What::Packet(packet), Some(conversation)) => conversation.pieces.push(Piece {
                at,
                from: match packet.direction {
                    Direction::Sent => End::Client,
                    Direction::Received => End::Server,
                },
                bytes: masked(packet).bytes,
            }),
            (What::Closed(by_other), Some(conversation)) => {
                let by = by_other.as_ref().map_or(End::Client, |_| End::Server);
                conversation.closed = Some((at, by));
            }
            _ => {}
        }
    }
    conversations
}
