//! What can be wrong with a packet, where, and by which clause.

use std::fmt;
use std::ops::Range;

/// Something wrong with a packet, and the bytes it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The bytes concerned; empty, at the place where bytes are missing.
    pub bytes: Range<usize>,
    /// What is wrong.
    pub kind: ProblemKind,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.kind, self.bytes.start)
    }
}

/// What is wrong with a packet. [`ProblemKind::clause`] says which rule it breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProblemKind {
    /// Bytes follow the packet: the remaining length is smaller than what is there.
    BytesAfterPacket,
    /// Bits 7 to 1 of CONNACK's first byte are not zero.
    ConnackFlagsReserved {
        /// The byte.
        flags: u8,
    },
    /// CONNACK carries a return code above 5.
    ConnackCodeReserved {
        /// The code.
        code: u8,
    },
    /// Bit 0 of the CONNECT flags is set.
    ConnectFlagReserved,
    /// A QoS 0 PUBLISH says that it may be a repetition.
    DupWithoutQos,
    /// The client identifier is empty, but the session is meant to last. A server answers CONNACK 2.
    EmptyClientIdWithoutCleanSession,
    /// A topic name or filter has no character.
    EmptyTopic {
        /// Which one.
        field: &'static str,
    },
    /// `#` is not the last level of a filter, or `#` or `+` share a level with something else.
    FilterWildcardMisplaced,
    /// The lower four bits of the first byte are not what this packet type demands.
    FixedHeaderFlags {
        /// The packet's name.
        packet: &'static str,
        /// The bits found.
        flags: u8,
    },
    /// A string is not UTF-8.
    InvalidUtf8 {
        /// Which one.
        field: &'static str,
    },
    /// The packet ends inside a field, or before it.
    MissingBytes {
        /// The field that is cut off.
        field: &'static str,
        /// How many more bytes it needs.
        needed: usize,
    },
    /// SUBSCRIBE or UNSUBSCRIBE without a topic filter.
    NoFilters {
        /// The packet's name.
        packet: &'static str,
    },
    /// SUBACK without a return code.
    NoReturnCodes,
    /// A string contains the character U+0000.
    NulInString {
        /// Which one.
        field: &'static str,
    },
    /// A packet identifier is 0.
    PacketIdZero {
        /// The packet's name.
        packet: &'static str,
    },
    /// CONNECT carries a password but no user name.
    PasswordWithoutUsername,
    /// The protocol name of CONNECT is not `MQTT`.
    ProtocolNameUnknown,
    /// The QoS bits of a PUBLISH are both set.
    QosReserved,
    /// The remaining length goes on after its fourth byte.
    RemainingLengthTooLong,
    /// The packet type is 0 or 15.
    ReservedPacketType {
        /// The number.
        number: u8,
    },
    /// CONNACK refuses, and yet says that there is a session.
    SessionPresentInRefusal,
    /// SUBACK carries a code other than 0, 1, 2 and 0x80.
    SubackCodeReserved {
        /// The code.
        code: u8,
    },
    /// The byte after a SUBSCRIBE filter is not 0, 1 or 2.
    SubscribeOptionsReserved {
        /// The byte.
        options: u8,
    },
    /// Bytes follow the last field, inside the remaining length.
    TrailingBytes {
        /// The packet's name.
        packet: &'static str,
    },
    /// CONNECT asks for another version of the protocol: 3 is MQTT 3.1, 5 is MQTT 5. A server answers CONNACK 1.
    UnsupportedProtocolLevel {
        /// The level asked for.
        level: u8,
    },
    /// A topic name contains `#` or `+`.
    WildcardInTopicName {
        /// Which one.
        field: &'static str,
    },
    /// Will QoS or will retain are set, but there is no will.
    WillFlagsWithoutWill,
    /// Both will QoS bits are set.
    WillQosReserved,
}

impl ProblemKind {
    /// The rule that is broken: a numbered conformance statement of MQTT 3.1.1 such as
    /// `"[MQTT-3.1.2-1]"`, or `"section 2.2.3"` where the standard states the rule without a number.
    pub fn clause(&self) -> &'static str {
        match *self {
            Self::BytesAfterPacket | Self::MissingBytes { .. } | Self::RemainingLengthTooLong => {
                "section 2.2.3"
            }
            Self::ConnackFlagsReserved { .. } => "section 3.2.2.1",
            Self::ConnackCodeReserved { .. } => "section 3.2.2.3",
            Self::ConnectFlagReserved => "[MQTT-3.1.2-3]",
            Self::DupWithoutQos => "[MQTT-3.3.1-2]",
            Self::EmptyClientIdWithoutCleanSession => "[MQTT-3.1.3-7]",
            Self::EmptyTopic { .. } => "[MQTT-4.7.3-1]",
            Self::FilterWildcardMisplaced => "[MQTT-4.7.1-2], [MQTT-4.7.1-3]",
            Self::FixedHeaderFlags { packet, .. } => match packet {
                "PUBREL" => "[MQTT-3.6.1-1]",
                "SUBSCRIBE" => "[MQTT-3.8.1-1]",
                "UNSUBSCRIBE" => "[MQTT-3.10.1-1]",
                "DISCONNECT" => "[MQTT-3.14.1-1]",
                _ => "[MQTT-2.2.2-2]",
            },
            Self::InvalidUtf8 { .. } => "[MQTT-1.5.3-1]",
            Self::NoFilters { packet } => match packet {
                "SUBSCRIBE" => "[MQTT-3.8.3-3]",
                _ => "[MQTT-3.10.3-2]",
            },
            Self::NoReturnCodes => "[MQTT-3.8.4-5]",
            Self::NulInString { .. } => "[MQTT-1.5.3-2]",
            Self::PacketIdZero { packet } => match packet {
                "PUBLISH" | "SUBSCRIBE" | "UNSUBSCRIBE" => "[MQTT-2.3.1-1]",
                "SUBACK" | "UNSUBACK" => "[MQTT-2.3.1-7]",
                _ => "[MQTT-2.3.1-6]",
            },
            Self::PasswordWithoutUsername => "[MQTT-3.1.2-22]",
            Self::ProtocolNameUnknown => "[MQTT-3.1.2-1]",
            Self::QosReserved => "[MQTT-3.3.1-4]",
            Self::ReservedPacketType { .. } => "section 2.2.1",
            Self::SessionPresentInRefusal => "[MQTT-3.2.2-4]",
            Self::SubackCodeReserved { .. } => "[MQTT-3.9.3-2]",
            Self::SubscribeOptionsReserved { .. } => "[MQTT-3.8.3-4]",
            Self::TrailingBytes { packet } => match packet {
                "CONNECT" => "section 3.1.3",
                "CONNACK" => "section 3.2.1",
                "PUBACK" => "section 3.4.1",
                "PUBREC" => "section 3.5.1",
                "PUBREL" => "section 3.6.1",
                "PUBCOMP" => "section 3.7.1",
                "UNSUBACK" => "section 3.11.1",
                "PINGREQ" => "section 3.12.1",
                "PINGRESP" => "section 3.13.1",
                _ => "section 3.14.1",
            },
            Self::UnsupportedProtocolLevel { .. } => "[MQTT-3.1.2-2]",
            Self::WildcardInTopicName { field } => match field {
                "Topic name" => "[MQTT-3.3.2-2]",
                _ => "[MQTT-4.7.1-1]",
            },
            Self::WillFlagsWithoutWill => "[MQTT-3.1.2-11]",
            Self::WillQosReserved => "[MQTT-3.1.2-14]",
        }
    }
}

impl fmt::Display for ProblemKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut say = |parts: &[&str]| parts.iter().try_for_each(|part| f.write_str(part));
        match *self {
            Self::BytesAfterPacket => say(&["bytes follow the end of the packet"])?,
            Self::ConnackFlagsReserved { flags } => {
                write!(f, "reserved bits are set in the CONNACK flags {flags:#04x}")?;
            }
            Self::ConnackCodeReserved { code } => write!(f, "CONNACK code {code} is reserved")?,
            Self::ConnectFlagReserved => say(&["the reserved CONNECT flag is set"])?,
            Self::DupWithoutQos => say(&["DUP is set on a QoS 0 PUBLISH"])?,
            Self::EmptyClientIdWithoutCleanSession => {
                say(&["the client identifier is empty without a clean session"])?;
            }
            Self::EmptyTopic { field } => say(&["empty ", field])?,
            Self::FilterWildcardMisplaced => say(&["a wildcard in the topic filter is misplaced"])?,
            Self::FixedHeaderFlags { packet, flags } => {
                write!(f, "the first byte of {packet} has the flags {flags:#06b}")?;
            }
            Self::InvalidUtf8 { field } => say(&[field, " is not UTF-8"])?,
            Self::MissingBytes { field, needed } => {
                write!(f, "{field} is cut off, bytes missing: {needed}")?;
            }
            Self::NoFilters { packet } => say(&[packet, " without a topic filter"])?,
            Self::NoReturnCodes => say(&["SUBACK without a return code"])?,
            Self::NulInString { field } => say(&[field, " contains the character U+0000"])?,
            Self::PacketIdZero { packet } => say(&["the packet identifier of ", packet, " is 0"])?,
            Self::PasswordWithoutUsername => say(&["a password without a user name"])?,
            Self::ProtocolNameUnknown => say(&["the protocol name is not \"MQTT\""])?,
            Self::QosReserved => say(&["QoS 3 does not exist"])?,
            Self::RemainingLengthTooLong => say(&["the remaining length is longer than 4 bytes"])?,
            Self::ReservedPacketType { number } => write!(f, "packet type {number} is reserved")?,
            Self::SessionPresentInRefusal => say(&["a refusing CONNACK with a session present"])?,
            Self::SubackCodeReserved { code } => write!(f, "SUBACK code {code:#04x} is reserved")?,
            Self::SubscribeOptionsReserved { options } => {
                write!(f, "the requested QoS byte is {options:#04x}, not 0, 1 or 2")?;
            }
            Self::TrailingBytes { packet } => {
                say(&["bytes follow the last field of ", packet])?;
            }
            Self::UnsupportedProtocolLevel { level } => {
                write!(f, "protocol level {level} is not 4 (MQTT 3.1.1)")?;
            }
            Self::WildcardInTopicName { field } => say(&["a wildcard in ", field])?,
            Self::WillFlagsWithoutWill => say(&["will flags are set without a will"])?,
            Self::WillQosReserved => say(&["will QoS 3 does not exist"])?,
        }
        match self.clause() {
            clause if clause.starts_with('[') => write!(f, " {clause}"),
            section => write!(f, " ({section})"),
        }
    }
}
