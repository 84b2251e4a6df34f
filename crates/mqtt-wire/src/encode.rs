//! Strict encoding.

use std::error::Error;
use std::fmt;

use bytes::{Bytes, BytesMut};
use mqttbytes::v4;

use crate::packet::{Connack, Connect, Packet, Publish, QoS, Suback, Subscribe, Unsubscribe};
use crate::problem::ProblemKind;
use crate::remaining_length::{self, MAX_REMAINING_LENGTH};
use crate::walk::Walk;

/// The longest string or binary field, in bytes: its length is sent in two bytes (section 1.5.3).
const MAX_FIELD_BYTES: usize = 65_535;

impl Packet {
    /// Encodes the packet, in the only way there is.
    ///
    /// # Errors
    ///
    /// When MQTT 3.1.1 has no such packet; what [`Packet::decode`] would refuse is not made either.
    pub fn encode(&self) -> Result<Vec<u8>, EncodeError> {
        let mut out = BytesMut::new();
        let written = match self {
            Self::Connect(connect) => {
                let bytes = encode_connect(connect)?;
                return checked(bytes);
            }
            Self::Connack(connack) => encode_connack(*connack)?.write(&mut out),
            Self::Publish(publish) => encode_publish(publish)?.write(&mut out),
            Self::Puback { packet_id } => v4::PubAck::new(*packet_id).write(&mut out),
            Self::Pubrec { packet_id } => v4::PubRec::new(*packet_id).write(&mut out),
            Self::Pubrel { packet_id } => v4::PubRel::new(*packet_id).write(&mut out),
            Self::Pubcomp { packet_id } => v4::PubComp::new(*packet_id).write(&mut out),
            Self::Subscribe(subscribe) => encode_subscribe(subscribe)?.write(&mut out),
            Self::Suback(suback) => encode_suback(suback)?.write(&mut out),
            Self::Unsubscribe(unsubscribe) => encode_unsubscribe(unsubscribe)?.write(&mut out),
            Self::Unsuback { packet_id } => v4::UnsubAck::new(*packet_id).write(&mut out),
            Self::Pingreq => v4::PingReq.write(&mut out),
            Self::Pingresp => v4::PingResp.write(&mut out),
            Self::Disconnect => v4::Disconnect.write(&mut out),
        };
        written.map_err(EncodeError::from_mqttbytes)?;
        checked(out.into())
    }
}

/// Lets through what the decoder would let through.
fn checked(bytes: Vec<u8>) -> Result<Vec<u8>, EncodeError> {
    match Walk::checking(&bytes).first_problem() {
        None => Ok(bytes),
        Some(problem) => Err(EncodeError::Refused(problem.kind)),
    }
}

/// Everything but user name and password by `mqttbytes`, which would drop empty ones and has no way to
/// send a password that is not text.
fn encode_connect(connect: &Connect) -> Result<Vec<u8>, EncodeError> {
    limit("Client identifier", connect.client_id.len())?;
    let last_will = match &connect.will {
        None => None,
        Some(will) => {
            limit("Will topic", will.topic.len())?;
            limit("Will message", will.payload.len())?;
            let payload = will.payload.as_slice();
            Some(v4::LastWill::new(
                &will.topic,
                payload,
                qos(will.qos),
                will.retain,
            ))
        }
    };
    let plain = v4::Connect {
        protocol: mqttbytes::Protocol::V4,
        keep_alive: connect.keep_alive_secs,
        client_id: connect.client_id.clone(),
        clean_session: connect.clean_session,
        last_will,
        login: None,
    };
    let mut out = BytesMut::new();
    let plain_length = plain.write(&mut out).map_err(EncodeError::from_mqttbytes)?;

    let mut body = out.split_off(out.len() - plain_length).to_vec();
    let username = connect.username.as_deref().map(str::as_bytes);
    let login = [
        ("User name", 0x80, username),
        ("Password", 0x40, connect.password.as_deref()),
    ];
    for (field, flag, bytes) in login {
        let Some(bytes) = bytes else { continue };
        limit(field, bytes.len())?;
        body.extend_from_slice(&(bytes.len() as u16).to_be_bytes());
        body.extend_from_slice(bytes);
        // The flags follow the protocol name (6 bytes) and level (1 byte).
        if let Some(flags) = body.get_mut(7) {
            *flags |= flag;
        }
    }
    let mut packet = vec![0x10];
    remaining_length::write(body.len(), &mut packet);
    packet.append(&mut body);
    Ok(packet)
}

fn encode_connack(connack: Connack) -> Result<v4::ConnAck, EncodeError> {
    let code = match connack.code {
        0 => v4::ConnectReturnCode::Success,
        1 => v4::ConnectReturnCode::RefusedProtocolVersion,
        2 => v4::ConnectReturnCode::BadClientId,
        3 => v4::ConnectReturnCode::ServiceUnavailable,
        4 => v4::ConnectReturnCode::BadUserNamePassword,
        5 => v4::ConnectReturnCode::NotAuthorized,
        code => {
            return Err(EncodeError::Refused(ProblemKind::ConnackCodeReserved {
                code,
            }));
        }
    };
    Ok(v4::ConnAck::new(code, connack.session_present))
}

fn encode_publish(publish: &Publish) -> Result<v4::Publish, EncodeError> {
    limit("Topic name", publish.topic.len())?;
    let packet_id = match (publish.qos, publish.packet_id) {
        (QoS::AtMostOnce, None) => 0,
        (QoS::AtMostOnce, Some(_)) => return Err(EncodeError::PacketIdUnexpected),
        (_, None) => return Err(EncodeError::PacketIdMissing),
        (_, Some(id)) => id,
    };
    // Before the payload is copied; the exact bound is mqttbytes' own.
    if publish.payload.len() > MAX_REMAINING_LENGTH {
        return Err(EncodeError::PacketTooLarge);
    }
    Ok(v4::Publish {
        dup: publish.dup,
        qos: qos(publish.qos),
        retain: publish.retain,
        topic: publish.topic.clone(),
        pkid: packet_id,
        payload: Bytes::copy_from_slice(&publish.payload),
    })
}

fn encode_subscribe(subscribe: &Subscribe) -> Result<v4::Subscribe, EncodeError> {
    let mut filters = Vec::with_capacity(subscribe.filters.len());
    for (filter, wanted) in &subscribe.filters {
        limit("Topic filter", filter.len())?;
        filters.push(v4::SubscribeFilter::new(filter.clone(), qos(*wanted)));
    }
    Ok(v4::Subscribe {
        pkid: subscribe.packet_id,
        filters,
    })
}

fn encode_suback(suback: &Suback) -> Result<v4::SubAck, EncodeError> {
    let mut codes = Vec::with_capacity(suback.codes.len());
    for &code in &suback.codes {
        let refused = |_| EncodeError::Refused(ProblemKind::SubackCodeReserved { code });
        codes.push(v4::SubscribeReasonCode::try_from(code).map_err(refused)?);
    }
    Ok(v4::SubAck::new(suback.packet_id, codes))
}

fn encode_unsubscribe(unsubscribe: &Unsubscribe) -> Result<v4::Unsubscribe, EncodeError> {
    for filter in &unsubscribe.filters {
        limit("Topic filter", filter.len())?;
    }
    let topics = unsubscribe.filters.clone();
    Ok(v4::Unsubscribe {
        pkid: unsubscribe.packet_id,
        topics,
    })
}

fn qos(qos: QoS) -> mqttbytes::QoS {
    match qos {
        QoS::AtMostOnce => mqttbytes::QoS::AtMostOnce,
        QoS::AtLeastOnce => mqttbytes::QoS::AtLeastOnce,
        QoS::ExactlyOnce => mqttbytes::QoS::ExactlyOnce,
    }
}

/// `mqttbytes` would send the length modulo 65,536.
fn limit(field: &'static str, bytes: usize) -> Result<(), EncodeError> {
    if bytes > MAX_FIELD_BYTES {
        return Err(EncodeError::FieldTooLong { field, bytes });
    }
    Ok(())
}

/// Why a packet cannot be encoded. The caller is at fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EncodeError {
    /// A field does not fit the two bytes its length is sent in (section 1.5.3).
    FieldTooLong {
        /// Which one.
        field: &'static str,
        /// Its size in bytes, more than 65,535.
        bytes: usize,
    },
    /// A PUBLISH with QoS 1 or 2 has no packet identifier ([MQTT-2.3.1-1]).
    PacketIdMissing,
    /// A PUBLISH with QoS 0 has a packet identifier ([MQTT-2.3.1-5]).
    PacketIdUnexpected,
    /// The packet does not fit [`MAX_REMAINING_LENGTH`] (section 2.2.3).
    PacketTooLarge,
    /// The packet breaks a rule that can be seen on the wire; a receiver would close the connection.
    Refused(ProblemKind),
}

impl EncodeError {
    fn from_mqttbytes(error: mqttbytes::Error) -> Self {
        match error {
            // The one other reason for which it refuses to write.
            mqttbytes::Error::PacketIdZero => {
                Self::Refused(ProblemKind::PacketIdZero { packet: "PUBLISH" })
            }
            _ => Self::PacketTooLarge,
        }
    }

    /// The rule that is broken, as [`ProblemKind::clause`] writes it.
    pub fn clause(&self) -> &'static str {
        match self {
            Self::FieldTooLong { .. } => "section 1.5.3",
            Self::PacketIdMissing => "[MQTT-2.3.1-1]",
            Self::PacketIdUnexpected => "[MQTT-2.3.1-5]",
            Self::PacketTooLarge => "section 2.2.3",
            Self::Refused(kind) => kind.clause(),
        }
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FieldTooLong { field, bytes } => {
                write!(
                    f,
                    "{field} has {bytes} bytes, more than 65535 (section 1.5.3)"
                )
            }
            Self::PacketIdMissing => {
                f.write_str("a PUBLISH above QoS 0 without a packet identifier [MQTT-2.3.1-1]")
            }
            Self::PacketIdUnexpected => {
                f.write_str("a QoS 0 PUBLISH with a packet identifier [MQTT-2.3.1-5]")
            }
            Self::PacketTooLarge => {
                f.write_str("the packet is larger than 256 MiB (section 2.2.3)")
            }
            Self::Refused(kind) => kind.fmt(f),
        }
    }
}

impl Error for EncodeError {}
