//! Strict decoding.

use std::error::Error;
use std::fmt;

use bytes::BytesMut;
use mqttbytes::v4;

use crate::packet::{Connack, Connect, Packet, Publish, QoS, Suback, Subscribe, Unsubscribe, Will};
use crate::problem::{Problem, ProblemKind};
use crate::remaining_length;
use crate::walk::{ConnectPlan, Walk};

impl Packet {
    /// Decodes `frame`, which must be exactly one packet.
    ///
    /// # Errors
    ///
    /// The first thing in which `frame` differs from what MQTT 3.1.1 allows. A receiver closes the
    /// connection ([MQTT-4.8.0-1]); only for [`DecodeError::UnsupportedProtocolLevel`] and for
    /// [`ProblemKind::EmptyClientIdWithoutCleanSession`] a server first says why in a CONNACK.
    pub fn decode(frame: &[u8]) -> Result<Self, DecodeError> {
        let mut walk = Walk::checking(frame);
        if let Some(problem) = walk.first_problem() {
            return Err(match problem.kind {
                ProblemKind::UnsupportedProtocolLevel { level } => {
                    DecodeError::UnsupportedProtocolLevel { level }
                }
                _ => DecodeError::Malformed(problem),
            });
        }
        let is_connect = frame.first() == Some(&0x10);
        let mut stream = if is_connect {
            without_login(frame, walk.body_at, &walk.connect)
        } else {
            BytesMut::from(frame)
        };
        let packet = v4::read(&mut stream, frame.len()).map_err(DecodeError::Mqttbytes)?;
        Ok(from_mqttbytes(packet, frame, &walk.connect))
    }
}

/// The CONNECT as if it had neither user name nor password: `mqttbytes` takes empty ones for absent
/// ones, and refuses a password that is not text. Both are read from where the walk found them.
fn without_login(frame: &[u8], body_at: usize, plan: &ConnectPlan) -> BytesMut {
    let body = frame.get(body_at..plan.login_at).unwrap_or_default();
    let mut shorter = vec![0x10];
    remaining_length::write(body.len(), &mut shorter);
    let moved_by = body_at - shorter.len();
    shorter.extend_from_slice(body);
    if let Some(flags) = shorter.get_mut(plan.flags_at - moved_by) {
        *flags &= 0x3F;
    }
    BytesMut::from(shorter.as_slice())
}

fn from_mqttbytes(packet: v4::Packet, frame: &[u8], plan: &ConnectPlan) -> Packet {
    match packet {
        v4::Packet::Connect(connect) => {
            let part = |range: &Option<std::ops::Range<usize>>| {
                let bytes = range
                    .clone()
                    .map(|range| frame.get(range).unwrap_or_default());
                bytes.map(<[u8]>::to_vec)
            };
            let username = part(&plan.username);
            Packet::Connect(Connect {
                client_id: connect.client_id,
                username: username.and_then(|bytes| String::from_utf8(bytes).ok()),
                password: part(&plan.password),
                clean_session: connect.clean_session,
                keep_alive_secs: connect.keep_alive,
                will: connect.last_will.map(|will| Will {
                    topic: will.topic,
                    payload: will.message.to_vec(),
                    qos: qos(will.qos),
                    retain: will.retain,
                }),
            })
        }
        v4::Packet::ConnAck(connack) => Packet::Connack(Connack {
            session_present: connack.session_present,
            code: connack.code as u8,
        }),
        v4::Packet::Publish(publish) => Packet::Publish(Publish {
            topic: publish.topic,
            payload: publish.payload.to_vec(),
            qos: qos(publish.qos),
            retain: publish.retain,
            dup: publish.dup,
            packet_id: (publish.qos != mqttbytes::QoS::AtMostOnce).then_some(publish.pkid),
        }),
        v4::Packet::PubAck(ack) => Packet::Puback {
            packet_id: ack.pkid,
        },
        v4::Packet::PubRec(ack) => Packet::Pubrec {
            packet_id: ack.pkid,
        },
        v4::Packet::PubRel(ack) => Packet::Pubrel {
            packet_id: ack.pkid,
        },
        v4::Packet::PubComp(ack) => Packet::Pubcomp {
            packet_id: ack.pkid,
        },
        v4::Packet::Subscribe(subscribe) => {
            let filters = subscribe.filters.into_iter();
            Packet::Subscribe(Subscribe {
                packet_id: subscribe.pkid,
                filters: filters
                    .map(|filter| (filter.path, qos(filter.qos)))
                    .collect(),
            })
        }
        v4::Packet::SubAck(suback) => Packet::Suback(Suback {
            packet_id: suback.pkid,
            codes: suback.return_codes.into_iter().map(suback_code).collect(),
        }),
        v4::Packet::Unsubscribe(unsubscribe) => Packet::Unsubscribe(Unsubscribe {
            packet_id: unsubscribe.pkid,
            filters: unsubscribe.topics,
        }),
        v4::Packet::UnsubAck(ack) => Packet::Unsuback {
            packet_id: ack.pkid,
        },
        v4::Packet::PingReq => Packet::Pingreq,
        v4::Packet::PingResp => Packet::Pingresp,
        v4::Packet::Disconnect => Packet::Disconnect,
    }
}

fn qos(qos: mqttbytes::QoS) -> QoS {
    match qos {
        mqttbytes::QoS::AtMostOnce => QoS::AtMostOnce,
        mqttbytes::QoS::AtLeastOnce => QoS::AtLeastOnce,
        mqttbytes::QoS::ExactlyOnce => QoS::ExactlyOnce,
    }
}

fn suback_code(code: v4::SubscribeReasonCode) -> u8 {
    match code {
        v4::SubscribeReasonCode::Success(qos) => qos as u8,
        v4::SubscribeReasonCode::Failure => 0x80,
    }
}

/// Why bytes are not one packet of MQTT 3.1.1. The sender is at fault.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecodeError {
    /// A CONNECT for another version of MQTT: level 3 is 3.1, level 5 is MQTT 5. A server answers with
    /// CONNACK code 1 and closes the connection ([MQTT-3.1.2-2]).
    UnsupportedProtocolLevel {
        /// The level asked for.
        level: u8,
    },
    /// Anything else the standard forbids: the first such thing, and where.
    Malformed(Problem),
    /// `mqttbytes` refused what passed all our checks. No input is known for which it does.
    Mqttbytes(mqttbytes::Error),
}

impl DecodeError {
    /// The rule that is broken, as [`ProblemKind::clause`] writes it.
    pub fn clause(&self) -> &'static str {
        match self {
            Self::UnsupportedProtocolLevel { .. } => "[MQTT-3.1.2-2]",
            Self::Malformed(problem) => problem.kind.clause(),
            Self::Mqttbytes(_) => "[MQTT-4.8.0-1]",
        }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnsupportedProtocolLevel { level } => {
                ProblemKind::UnsupportedProtocolLevel { level: *level }.fmt(f)
            }
            Self::Malformed(problem) => problem.fmt(f),
            Self::Mqttbytes(error) => write!(f, "mqttbytes refused the packet: {error:?}"),
        }
    }
}

impl Error for DecodeError {}
