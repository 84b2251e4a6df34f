//! What a session asks of its caller, and what it tells.

use std::time::Duration;

use mqtt_wire::{DecodeError, Packet};

/// Something to be done, in the order given.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Send these bytes: one whole packet.
    Send(Vec<u8>),
    /// A packet was sent or received. One that is sent is logged just before its [`Action::Send`].
    Log(LoggedPacket),
    /// Close the connection.
    Close,
    /// The session has an outcome. Always the last action of a session.
    Finished,
}

/// Which way a packet went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the device.
    Sent,
    /// To the device.
    Received,
}

impl Direction {
    /// A stable name for class names and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Received => "received",
        }
    }
}

/// A packet that travelled.
#[derive(Clone, Debug, PartialEq)]
pub struct LoggedPacket {
    /// Which way.
    pub direction: Direction,
    /// When, by the caller's clock.
    pub at: Duration,
    /// As it travelled.
    pub bytes: Vec<u8>,
    /// What it says, or why it cannot be understood.
    pub packet: Result<Packet, DecodeError>,
}

impl LoggedPacket {
    /// The packet's name, `CONNECT` for example; `unreadable` if it could not be understood.
    pub fn kind(&self) -> &'static str {
        self.packet.as_ref().map_or("unreadable", Packet::name)
    }

    /// The topic of a PUBLISH.
    pub fn topic(&self) -> Option<&str> {
        match &self.packet {
            Ok(Packet::Publish(publish)) => Some(&publish.topic),
            _ => None,
        }
    }

    /// The payload of a PUBLISH.
    pub fn payload(&self) -> Option<&[u8]> {
        match &self.packet {
            Ok(Packet::Publish(publish)) => Some(&publish.payload),
            _ => None,
        }
    }
}
