//! What both sessions need of MQTT: frames, packet identifiers, acknowledgements, keep-alive, the log.

use std::time::Duration;

use dps_protocol::registration::{ConnectFields, Intent};
use mqtt_wire::{Connect, EncodeError, Framer, Packet, Publish, QoS, Subscribe};

use crate::action::{Action, Direction, LoggedPacket};

/// The largest packet that is taken, in bytes: twice the largest message a hub sends
/// ([limits](https://learn.microsoft.com/azure/iot-hub/iot-hub-devguide-quotas-throttling)).
pub const MAX_RECEIVED_PACKET_BYTES: usize = 512 * 1024;

/// One end of an MQTT connection.
#[derive(Debug)]
pub(crate) struct Wire {
    framer: Framer,
    next_packet_id: u16,
    keep_alive: Duration,
    last_sent: Duration,
    link: Link,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Link {
    /// No CONNACK with code 0 yet.
    Unaccepted,
    Accepted,
    Over,
}

impl Wire {
    pub(crate) fn new() -> Self {
        Self {
            framer: Framer::new(MAX_RECEIVED_PACKET_BYTES),
            next_packet_id: 1,
            keep_alive: Duration::ZERO,
            last_sent: Duration::ZERO,
            link: Link::Unaccepted,
        }
    }

    /// Sends what is intended. Returns its packet identifier, 0 for a CONNECT.
    pub(crate) fn perform(
        &mut self,
        now: Duration,
        intent: Intent,
        actions: &mut Vec<Action>,
    ) -> Result<u16, EncodeError> {
        let packet_id = self.next_packet_id;
        let (packet, used) = match intent {
            Intent::Connect(fields) => {
                self.keep_alive = Duration::from_secs(fields.keep_alive_secs.into());
                (connect(fields), 0)
            }
            Intent::Subscribe { filter } => {
                let filters = vec![(filter, QoS::AtLeastOnce)];
                (
                    Packet::Subscribe(Subscribe { packet_id, filters }),
                    packet_id,
                )
            }
            Intent::Publish { topic, payload } => {
                let publish = Publish {
                    topic,
                    payload,
                    qos: QoS::AtLeastOnce,
                    retain: false,
                    dup: false,
                    packet_id: Some(packet_id),
                };
                (Packet::Publish(publish), packet_id)
            }
        };
        self.send(now, packet, actions)?;
        if used != 0 {
            // 0 is no packet identifier [MQTT-2.3.1-1].
            self.next_packet_id = packet_id.checked_add(1).unwrap_or(1);
        }
        Ok(used)
    }

    /// Logs and acknowledges what has come. Returns the packets in order, and what is wrong if the rest
    /// cannot be understood.
    pub(crate) fn receive(
        &mut self,
        now: Duration,
        bytes: &[u8],
        actions: &mut Vec<Action>,
    ) -> (Vec<Packet>, Option<String>) {
        self.framer.push(bytes);
        let mut packets = Vec::new();
        loop {
            let frame = match self.framer.next_frame() {
                Ok(Some(frame)) => frame,
                Ok(None) => return (packets, None),
                Err(error) => {
                    // Where its packet would end is unknown; shown is what came last.
                    let _ = log(now, Direction::Received, bytes.to_vec(), actions);
                    return (packets, Some(error.to_string()));
                }
            };
            let packet = log(now, Direction::Received, frame, actions);
            if self.link == Link::Over {
                continue;
            }
            match packet {
                Ok(packet) if is_from_a_server(&packet) => {
                    self.acknowledge(now, &packet, actions);
                    packets.push(packet);
                }
                Ok(packet) => {
                    let why = format!("a server does not send {}", packet.name());
                    return (packets, Some(why));
                }
                Err(error) => return (packets, Some(error.to_string())),
            }
        }
    }

    fn acknowledge(&mut self, now: Duration, packet: &Packet, actions: &mut Vec<Action>) {
        let answer = match *packet {
            Packet::Connack(connack) if connack.code == 0 => {
                self.link = Link::Accepted;
                return;
            }
            Packet::Publish(Publish {
                qos,
                packet_id: Some(packet_id),
                ..
            }) => match qos {
                QoS::AtMostOnce => return,
                QoS::AtLeastOnce => Packet::Puback { packet_id },
                QoS::ExactlyOnce => Packet::Pubrec { packet_id },
            },
            Packet::Pubrel { packet_id } => Packet::Pubcomp { packet_id },
            _ => return,
        };
        // Cannot fail: the identifier came in a packet that could be decoded.
        let _ = self.send(now, answer, actions);
    }

    /// When the connection has been silent for so long that it is time for a PINGREQ: after three quarters of
    /// the keep-alive, because the whole of it must not pass [MQTT-3.1.2-23].
    pub(crate) fn ping_at(&self) -> Option<Duration> {
        let pings = self.link == Link::Accepted && !self.keep_alive.is_zero();
        pings.then(|| {
            self.last_sent
                .saturating_add(self.keep_alive.saturating_mul(3) / 4)
        })
    }

    /// Sends a PINGREQ if it is time.
    pub(crate) fn tick(&mut self, now: Duration, actions: &mut Vec<Action>) {
        if self.ping_at().is_some_and(|ping_at| now >= ping_at) {
            // Cannot fail: there is nothing in it.
            let _ = self.send(now, Packet::Pingreq, actions);
        }
    }

    /// Ends the session. Says goodbye if the server had taken the connection and still understands us.
    pub(crate) fn finish(&mut self, now: Duration, ending: Ending, actions: &mut Vec<Action>) {
        if self.link == Link::Accepted && ending == Ending::InOrder {
            // Cannot fail: there is nothing in it.
            let _ = self.send(now, Packet::Disconnect, actions);
        }
        self.link = Link::Over;
        if ending != Ending::AlreadyClosed {
            actions.push(Action::Close);
        }
        actions.push(Action::Finished);
    }

    fn send(
        &mut self,
        now: Duration,
        packet: Packet,
        actions: &mut Vec<Action>,
    ) -> Result<(), EncodeError> {
        let bytes = packet.encode()?;
        self.last_sent = now;
        let logged = LoggedPacket {
            direction: Direction::Sent,
            at: now,
            bytes: bytes.clone(),
            packet: Ok(packet),
        };
        actions.push(Action::Log(logged));
        actions.push(Action::Send(bytes));
        Ok(())
    }
}

/// How a session ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Ending {
    /// With DISCONNECT.
    InOrder,
    /// At once: what comes is no MQTT, or the connection was refused.
    AtOnce,
    /// By the other side.
    AlreadyClosed,
}

fn connect(fields: ConnectFields) -> Packet {
    Packet::Connect(Connect {
        client_id: fields.client_id,
        username: Some(fields.username),
        password: fields.password,
        clean_session: fields.clean_session,
        keep_alive_secs: fields.keep_alive_secs,
        will: None,
    })
}

fn is_from_a_server(packet: &Packet) -> bool {
    !matches!(
        packet,
        Packet::Connect(_)
            | Packet::Subscribe(_)
            | Packet::Unsubscribe(_)
            | Packet::Pingreq
            | Packet::Disconnect
    )
}

fn log(
    at: Duration,
    direction: Direction,
    bytes: Vec<u8>,
    actions: &mut Vec<Action>,
) -> Result<Packet, mqtt_wire::DecodeError> {
    let packet = Packet::decode(&bytes);
    actions.push(Action::Log(LoggedPacket {
        direction,
        at,
        bytes,
        packet: packet.clone(),
    }));
    packet
}
