//! Any packets, sent to DPS one after the other; what comes back.

use std::time::Duration;

use device_session::{Action, Direction, LoggedPacket, MAX_RECEIVED_PACKET_BYTES};
use dps_protocol::bodies::{OperationStatus, Status};
use dps_protocol::topics::ResponseTopic;
use mqtt_wire::{Framer, Packet, Publish, QoS};

use crate::told::{ENDED, told};
use crate::{Ending, Until};

/// How long an answer is waited for. Services answer sooner, or not at all.
pub const PATIENCE: Duration = Duration::from_secs(2);

/// One connection over which whatever one likes is sent. It keeps no rule of MQTT but one: a message with QoS 1 is
/// acknowledged, so that the service is not what goes wrong.
#[derive(Debug)]
pub struct Conversation {
    framer: Framer,
    until: Until,
    /// When what is waited for is given up.
    gives_up_at: Duration,
    /// Until when the service wants to be left alone.
    asked_until: Duration,
    operation_id: Option<String>,
    answers: Vec<String>,
    refused: Option<u8>,
    /// How the last answer on a topic would have it end.
    last: Option<Ending>,
    is_over: bool,
}

impl Default for Conversation {
    fn default() -> Self {
        Self {
            framer: Framer::new(MAX_RECEIVED_PACKET_BYTES),
            until: Until::AtOnce,
            gives_up_at: Duration::ZERO,
            asked_until: Duration::ZERO,
            operation_id: None,
            answers: Vec::new(),
            refused: None,
            last: None,
            is_over: false,
        }
    }
}

impl Conversation {
    /// From when on the next packet may be sent; none once the connection has ended. One that `is_patient` waits as long as
    /// the service asked for.
    pub fn ready_at(&self, is_patient: bool) -> Option<Duration> {
        let answered = match self.until {
            Until::AtOnce => Duration::ZERO,
            Until::Comes(_) => self.gives_up_at,
        };
        let asked = if is_patient {
            self.asked_until
        } else {
            Duration::ZERO
        };
        (!self.is_over).then(|| answered.max(asked))
    }

    /// Sends any bytes.
    pub fn send(&mut self, now: Duration, bytes: Vec<u8>, until: Until) -> Vec<Action> {
        if self.is_over {
            return Vec::new();
        }
        self.until = until;
        self.gives_up_at = now.saturating_add(PATIENCE);
        let packets = cut(&bytes).into_iter();
        let logged = packets.map(|packet| Action::Log(logged(now, Direction::Sent, packet)));
        logged.chain([Action::Send(bytes)]).collect()
    }

    /// Takes in bytes as they come, split anywhere.
    pub fn receive(&mut self, now: Duration, bytes: &[u8]) -> Vec<Action> {
        let mut actions = Vec::new();
        self.framer.push(bytes);
        loop {
            let frame = match self.framer.next_frame() {
                Ok(Some(frame)) => frame,
                Ok(None) => return actions,
                Err(error) => {
                    let what = logged(now, Direction::Received, bytes.to_vec());
                    self.answers.push(error.to_string());
                    self.is_over = true;
                    actions.extend([Action::Log(what), Action::Close]);
                    return actions;
                }
            };
            let received = logged(now, Direction::Received, frame);
            if let Ok(packet) = &received.packet {
                let answer = self.packet(now, packet);
                actions.push(Action::Log(received));
                if let Some(bytes) = answer {
                    let acknowledged = logged(now, Direction::Sent, bytes.clone());
                    actions.extend([Action::Log(acknowledged), Action::Send(bytes)]);
                }
            } else {
                self.answers.push("a packet that cannot be read".to_owned());
                actions.push(Action::Log(received));
            }
        }
    }

    /// Takes in that the other side has ended the connection.
    pub fn closed(&mut self) {
        if !self.is_over {
            self.answers.push(ENDED.to_owned());
            self.is_over = true;
        }
    }

    /// Whether the connection has ended.
    pub fn is_over(&self) -> bool {
        self.is_over
    }

    /// The operation ID, once the service has told one.
    pub fn operation_id(&self) -> Option<&str> {
        self.operation_id.as_deref()
    }

    /// What came so far, a line a packet.
    pub fn answers(&self) -> &[String] {
        &self.answers
    }

    /// How it ends, if nothing more comes.
    pub fn ending(&self) -> Ending {
        match (self.refused, self.is_over) {
            (Some(code), _) => Ending::Refused(code),
            (None, true) => Ending::Closed,
            (None, false) => self.last.unwrap_or(Ending::Silence),
        }
    }

    fn packet(&mut self, now: Duration, packet: &Packet) -> Option<Vec<u8>> {
        self.answers.push(told(packet));
        if self.until == Until::Comes(packet.name()) {
            self.until = Until::AtOnce;
        }
        match packet {
            Packet::Connack(connack) if connack.code != 0 => self.refused = Some(connack.code),
            Packet::Publish(publish) => {
                self.message(now, publish);
                if let (QoS::AtLeastOnce, Some(packet_id)) = (publish.qos, publish.packet_id) {
                    return Packet::Puback { packet_id }.encode().ok();
                }
            }
            _ => {}
        }
        None
    }

    fn message(&mut self, now: Duration, publish: &Publish) {
        let Ok(topic) = ResponseTopic::parse(&publish.topic) else {
            return;
        };
        if let Some(secs) = topic.retry_after_secs {
            self.asked_until = now.saturating_add(Duration::from_secs(secs));
        }
        let operation = OperationStatus::parse(&publish.payload).ok();
        let status = operation.as_ref().map(|operation| operation.status);
        if let Some(operation_id) = operation.and_then(|operation| operation.operation_id) {
            self.operation_id = Some(operation_id);
        }
        self.last = Some(match status {
            _ if topic.status >= 400 => Ending::Error,
            _ if topic.request_id.is_empty() => Ending::WithoutRequestId,
            Some(Status::Assigned) => Ending::Assigned,
            Some(Status::Assigning | Status::Unassigned) => Ending::StillAssigning,
            Some(Status::Failed | Status::Disabled) | None => Ending::Error,
        });
    }
}

/// The packets that somebody sends at once; what is none stays in one piece.
fn cut(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut framer = Framer::new(bytes.len().max(1));
    framer.push(bytes);
    let mut packets = Vec::new();
    let mut at = 0;
    while let Ok(Some(packet)) = framer.next_frame() {
        at += packet.len();
        packets.push(packet);
    }
    let rest = bytes.get(at..).unwrap_or_default();
    if !rest.is_empty() {
        packets.push(rest.to_vec());
    }
    packets
}

fn logged(at: Duration, direction: Direction, bytes: Vec<u8>) -> LoggedPacket {
    let packet = Packet::decode(&bytes);
    LoggedPacket {
        direction,
        at,
        bytes,
        packet,
    }
}
