//! The fourteen packets of MQTT 3.1.1 as values.

use std::fmt;

/// One MQTT 3.1.1 control packet.
///
/// The fields hold what travels; the rules between them (a packet identifier only with QoS 1 and 2, no
/// wildcard in a topic name) are checked by [`Packet::encode`], so that a wrong value can be held and shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Packet {
    /// Client to server: asks for a session (section 3.1).
    Connect(Connect),
    /// Server to client: answers CONNECT (section 3.2).
    Connack(Connack),
    /// Either way: carries a message (section 3.3).
    Publish(Publish),
    /// Answers a QoS 1 PUBLISH (section 3.4).
    Puback {
        /// The identifier of the PUBLISH that is acknowledged.
        packet_id: u16,
    },
    /// First answer to a QoS 2 PUBLISH (section 3.5).
    Pubrec {
        /// The identifier of the PUBLISH that is acknowledged.
        packet_id: u16,
    },
    /// Answers PUBREC (section 3.6).
    Pubrel {
        /// The identifier of the PUBLISH that is released.
        packet_id: u16,
    },
    /// Answers PUBREL, the last of the QoS 2 exchange (section 3.7).
    Pubcomp {
        /// The identifier of the PUBLISH that is complete.
        packet_id: u16,
    },
    /// Client to server: asks for messages (section 3.8).
    Subscribe(Subscribe),
    /// Server to client: answers SUBSCRIBE (section 3.9).
    Suback(Suback),
    /// Client to server: asks for no more messages (section 3.10).
    Unsubscribe(Unsubscribe),
    /// Server to client: answers UNSUBSCRIBE (section 3.11).
    Unsuback {
        /// The identifier of the UNSUBSCRIBE that is acknowledged.
        packet_id: u16,
    },
    /// Client to server: asks whether the connection is alive (section 3.12).
    Pingreq,
    /// Server to client: answers PINGREQ (section 3.13).
    Pingresp,
    /// Client to server: the last packet of a connection that ends in order (section 3.14).
    Disconnect,
}

impl Packet {
    /// The name of the packet's type as the standard writes it, such as `"CONNECT"`.
    pub fn name(&self) -> &'static str {
        type_name(self.type_number()).unwrap_or_default()
    }

    /// The packet's type number, the upper four bits of its first byte (section 2.2.1).
    pub fn type_number(&self) -> u8 {
        match self {
            Self::Connect(_) => 1,
            Self::Connack(_) => 2,
            Self::Publish(_) => 3,
            Self::Puback { .. } => 4,
            Self::Pubrec { .. } => 5,
            Self::Pubrel { .. } => 6,
            Self::Pubcomp { .. } => 7,
            Self::Subscribe(_) => 8,
            Self::Suback(_) => 9,
            Self::Unsubscribe(_) => 10,
            Self::Unsuback { .. } => 11,
            Self::Pingreq => 12,
            Self::Pingresp => 13,
            Self::Disconnect => 14,
        }
    }
}

/// The name of a packet type; `None` for the reserved numbers 0 and 15 (section 2.2.1).
pub(crate) fn type_name(number: u8) -> Option<&'static str> {
    Some(match number {
        1 => "CONNECT",
        2 => "CONNACK",
        3 => "PUBLISH",
        4 => "PUBACK",
        5 => "PUBREC",
        6 => "PUBREL",
        7 => "PUBCOMP",
        8 => "SUBSCRIBE",
        9 => "SUBACK",
        10 => "UNSUBSCRIBE",
        11 => "UNSUBACK",
        12 => "PINGREQ",
        13 => "PINGRESP",
        14 => "DISCONNECT",
        _ => return None,
    })
}

/// Asks the server for a session.
#[derive(Clone, PartialEq, Eq)]
pub struct Connect {
    /// Who connects. Empty only together with `clean_session` ([MQTT-3.1.3-7]).
    pub client_id: String,
    /// The user name; `Some("")` is sent as an empty one, `None` is not sent.
    pub username: Option<String>,
    /// The password, any bytes; `Some(vec![])` is sent as an empty one, `None` is not sent.
    /// Only together with a user name ([MQTT-3.1.2-22]).
    pub password: Option<Vec<u8>>,
    /// Whether state kept from an earlier connection is to be dropped.
    pub clean_session: bool,
    /// The longest silence the client will keep, in seconds; 0 turns the check off.
    pub keep_alive_secs: u16,
    /// The message the server publishes if the connection is lost.
    pub will: Option<Will>,
}

// The password may be a SAS token: it is not for logs.
impl fmt::Debug for Connect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let password = self.password.as_ref().map(|_| "[redacted]");
        f.debug_struct("Connect")
            .field("client_id", &self.client_id)
            .field("username", &self.username)
            .field("password", &password)
            .field("clean_session", &self.clean_session)
            .field("keep_alive_secs", &self.keep_alive_secs)
            .field("will", &self.will)
            .finish()
    }
}

/// The message a server publishes when a client vanishes (section 3.1.2.5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Will {
    /// The topic it is published to.
    pub topic: String,
    /// Its payload.
    pub payload: Vec<u8>,
    /// Its quality of service.
    pub qos: QoS,
    /// Whether the server keeps it for later subscribers.
    pub retain: bool,
}

/// Answers CONNECT.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Connack {
    /// Whether the server kept state from an earlier connection. Only with code 0 ([MQTT-3.2.2-4]).
    pub session_present: bool,
    /// 0 accepted, 1 to 5 refused (section 3.2.2.3).
    pub code: u8,
}

/// Carries a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publish {
    /// Where the message belongs; no wildcards ([MQTT-3.3.2-2]).
    pub topic: String,
    /// The message, any bytes.
    pub payload: Vec<u8>,
    /// How surely it is delivered.
    pub qos: QoS,
    /// Whether the server keeps it for later subscribers.
    pub retain: bool,
    /// Whether this may repeat an earlier attempt; never with QoS 0 ([MQTT-3.3.1-2]).
    pub dup: bool,
    /// Present exactly with QoS 1 and 2, and never 0 ([MQTT-2.3.1-1], [MQTT-2.3.1-5]).
    pub packet_id: Option<u16>,
}

/// Asks for messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscribe {
    /// Not 0 ([MQTT-2.3.1-1]).
    pub packet_id: u16,
    /// At least one ([MQTT-3.8.3-3]): a topic filter and the most the client wants to receive with.
    pub filters: Vec<(String, QoS)>,
}

/// Answers SUBSCRIBE.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suback {
    /// The identifier of the SUBSCRIBE.
    pub packet_id: u16,
    /// For each filter in order: the granted QoS 0, 1 or 2, or 0x80 for refused ([MQTT-3.9.3-2]).
    pub codes: Vec<u8>,
}

/// Asks for no more messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsubscribe {
    /// Not 0 ([MQTT-2.3.1-1]).
    pub packet_id: u16,
    /// At least one ([MQTT-3.10.3-2]).
    pub filters: Vec<String>,
}

/// How surely a message is delivered (section 4.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum QoS {
    /// Sent once, not acknowledged.
    AtMostOnce = 0,
    /// Sent until acknowledged by PUBACK.
    AtLeastOnce = 1,
    /// Delivered once, by PUBREC, PUBREL and PUBCOMP.
    ExactlyOnce = 2,
}

impl QoS {
    /// The two bits on the wire: 0, 1 or 2.
    pub fn as_u8(self) -> u8 {
        self as u8
    }

    /// The quality of service for these bits; `None` for anything but 0, 1 and 2 ([MQTT-3.3.1-4]).
    pub fn from_u8(bits: u8) -> Option<Self> {
        match bits {
            0 => Some(Self::AtMostOnce),
            1 => Some(Self::AtLeastOnce),
            2 => Some(Self::ExactlyOnce),
            _ => None,
        }
    }
}
