//! One MQTT connection: bytes in, effects out.
//!
//! This file holds the state machine that both services on the port share: framing, order, keep-alive. What becomes of
//! CONNECT, SUBSCRIBE and PUBLISH is in `session/connecting.rs`, `subscribing.rs` and `publishing.rs`, what a message
//! means in `provisioning.rs` and `hub.rs`.

mod connecting;
mod publishing;
mod subscribing;

mod assigning;
mod polling;
mod provisioning;

mod hub;

mod close;
mod outbox;
mod seen;
mod spoilt;

use device_certs::{Certificate, SignatureCheck, Verdict};
use mqtt_wire::{DecodeError, Framer, Packet, Problem, ProblemKind};

use crate::decision::{CONNACK_IDENTIFIER, CONNACK_PROTOCOL, ConnackRefusal, Rule};
use crate::fault::Hook;
use crate::service::Identity;
use crate::{Peer, PracticeDps, Timestamp};

pub use close::CloseReason;
use hub::Hub;
use outbox::Outbox;
use provisioning::Provisioning;

/// The largest message, in bytes: the quota of DPS, 96 KB.
pub const MAX_MESSAGE_BYTES: usize = 96 * 1024;

/// The largest packet, in bytes: a message, and room for its topic.
pub const MAX_PACKET_BYTES: usize = MAX_MESSAGE_BYTES + 4 * 1024;

/// The most bytes that wait while signatures are checked.
pub const MAX_HELD_BYTES: usize = 2 * MAX_PACKET_BYTES;

/// The most certificates of a peer that are looked at; a chain has two or three.
pub const MAX_CHAIN_CERTIFICATES: usize = 10;

/// The most deliveries that may wait for their PUBACK.
pub const MAX_IN_FLIGHT: usize = 16;

/// How long a connection may take until its CONNECT is there, in seconds.
pub const TIME_TO_CONNECT_SECS: i64 = 30;

/// The longest silence allowed, in seconds, also for a keep-alive of 0: IoT Hub's documented ceiling.
pub const MAX_IDLE_SECS: i64 = 1767;

const MICROS_PER_SEC: i64 = 1_000_000;

/// Names a session for as long as its service lives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(pub(crate) u64);

impl SessionId {
    /// 1 for the first session of a service, then 2, and so on.
    pub fn number(self) -> u64 {
        self.0
    }
}

/// Names a request for signature checks within its session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CheckId(u64);

/// What the caller is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Send these bytes to the peer in one piece: one MQTT packet, unless a fault cuts or joins packets.
    Send(Vec<u8>),
    /// Check these signatures, and give the verdicts in the same order to [`Session::verdicts`].
    Check {
        /// To be given back with the verdicts.
        id: CheckId,
        /// What to check.
        checks: Vec<SignatureCheck>,
    },
    /// Call [`Session::tick`] at this moment, unless a later effect names another.
    WakeAt(Timestamp),
    /// Another session has lost its place to this one: call [`Session::tick`] on it now.
    Displaced(SessionId),
    /// Close the connection, once everything before is sent. The session is over.
    Close(CloseReason),
}

/// One connection to a [`PracticeDps`]. Dropping it without [`Session::closed`] leaves its place taken
/// until the same device connects again.
#[derive(Debug)]
pub struct Session {
    id: SessionId,
    /// Whether it counts as its device's one connection.
    takes_place: bool,
    chain: Vec<Certificate>,
    leaf_sha256: Option<String>,
    framer: Framer,
    state: State,
    pending: Option<Pending>,
    checks_asked: u64,
    heard_at: Timestamp,
    idle_limit_micros: i64,
    wake_at: Timestamp,
    /// Whether a fault ends the connection in time, whatever is heard.
    is_cut_short: bool,
    /// Whether CONNACK tells of a session that is not there: a fault too.
    claims_session: bool,
    outbox: Outbox,
}

#[derive(Debug)]
enum State {
    Fresh,
    Provisioning(Provisioning),
    Hub(Hub),
    /// CONNECT is never answered: a fault.
    Deaf,
    Closed,
}

/// A registration that waits for verdicts. Packets that come meanwhile wait too, so that answers keep
/// their order.
#[derive(Debug)]
struct Pending {
    id: CheckId,
    registration: provisioning::Waiting,
}

impl Session {
    pub(crate) fn new(id: SessionId, peer: &Peer, now: Timestamp) -> Self {
        let presented = peer.chain.iter().take(MAX_CHAIN_CERTIFICATES);
        let chain: Vec<Certificate> = presented.map(|der| Certificate::read(der).0).collect();
        Self {
            id,
            takes_place: true,
            leaf_sha256: chain.first().map(Certificate::sha256),
            chain,
            framer: Framer::new(MAX_PACKET_BYTES),
            state: State::Fresh,
            pending: None,
            checks_asked: 0,
            heard_at: now,
            idle_limit_micros: TIME_TO_CONNECT_SECS * MICROS_PER_SEC,
            wake_at: now.plus_secs(TIME_TO_CONNECT_SECS),
            is_cut_short: false,
            claims_session: false,
            outbox: Outbox::default(),
        }
    }

    pub(crate) fn without_a_place(self) -> Self {
        Self {
            takes_place: false,
            ..self
        }
    }

    /// The session's name.
    pub fn id(&self) -> SessionId {
        self.id
    }

    /// When [`Session::tick`] is due, if nothing comes before.
    pub fn wake_at(&self) -> Timestamp {
        self.wake_at
    }

    /// Whether the session is over.
    pub fn is_closed(&self) -> bool {
        matches!(self.state, State::Closed)
    }

    /// Takes bytes from the peer, in any pieces.
    pub fn receive(
        &mut self,
        service: &mut PracticeDps,
        bytes: &[u8],
        now: Timestamp,
    ) -> Vec<Effect> {
        if self.is_closed() || self.lost_its_place(service, now) {
            return self.outbox.take();
        }
        self.heard_at = if self.is_cut_short {
            self.heard_at
        } else {
            now
        };
        let held = self.framer.buffered_bytes().saturating_add(bytes.len());
        if self.pending.is_some() && held > MAX_HELD_BYTES {
            self.close(service, CloseReason::TooMuchAtOnce, now);
            return self.outbox.take();
        }
        self.framer.push(bytes);
        self.work(service, now);
        self.finish(now)
    }

    /// Takes the answers to [`Effect::Check`]. Answers to anything else are passed over.
    pub fn verdicts(
        &mut self,
        service: &mut PracticeDps,
        id: CheckId,
        verdicts: Vec<Verdict>,
        now: Timestamp,
    ) -> Vec<Effect> {
        match self.pending.take_if(|pending| pending.id == id) {
            Some(pending) => self.settle(service, pending.registration, &verdicts, now),
            None => return Vec::new(),
        }
        self.see_sent(service, now);
        self.work(service, now);
        self.finish(now)
    }

    /// Lets time have its effect: a connection that was silent for too long, or has lost its place to a
    /// newer one, ends.
    pub fn tick(&mut self, service: &mut PracticeDps, now: Timestamp) -> Vec<Effect> {
        if self.is_closed() || self.lost_its_place(service, now) {
            return self.outbox.take();
        }
        if now >= self.wake_at {
            let reason = match self.state {
                State::Fresh | State::Deaf => CloseReason::ConnectOverdue,
                _ => CloseReason::KeepAliveExpired,
            };
            self.close(service, reason, now);
            return self.outbox.take();
        }
        self.tell_desired(service, now);
        self.see_sent(service, now);
        let mut effects = self.outbox.take();
        if !self.is_closed() {
            effects.push(Effect::WakeAt(self.wake_at));
        }
        effects
    }

    /// Takes note that the peer has gone.
    pub fn closed(&mut self, service: &mut PracticeDps, now: Timestamp) {
        if !self.is_closed() {
            self.close(service, CloseReason::PeerGone, now);
            self.outbox.take();
        }
    }

    fn lost_its_place(&mut self, service: &mut PracticeDps, now: Timestamp) -> bool {
        let lost = self
            .identity()
            .is_some_and(|identity| !service.is_connected(&identity, self.id));
        if lost {
            self.close(service, CloseReason::Displaced, now);
        }
        lost
    }

    fn identity(&self) -> Option<Identity> {
        if !self.takes_place {
            return None;
        }
        match &self.state {
            State::Provisioning(provisioning) => {
                let name = provisioning.registration_id.to_ascii_lowercase();
                Some(Identity::Registration(name))
            }
            State::Hub(hub) => Some(Identity::Device(hub.hub.clone(), hub.device_id.clone())),
            State::Fresh | State::Deaf | State::Closed => None,
        }
    }

    /// The registration id or, on the hub, the device id.
    fn name(&self) -> Option<&str> {
        match &self.state {
            State::Provisioning(provisioning) => Some(&provisioning.registration_id),
            State::Hub(hub) => Some(&hub.device_id),
            State::Fresh | State::Deaf | State::Closed => None,
        }
    }

    /// Effects, and the next moment to wake up at when it has changed.
    fn finish(&mut self, now: Timestamp) -> Vec<Effect> {
        let mut effects = self.outbox.take();
        let wake_at = self.heard_at.plus_micros(self.idle_limit_micros);
        if !self.is_closed() && wake_at != self.wake_at && wake_at > now {
            self.wake_at = wake_at;
            effects.push(Effect::WakeAt(wake_at));
        }
        effects
    }

    /// Takes packets until there is none, or an answer must be waited for.
    fn work(&mut self, service: &mut PracticeDps, now: Timestamp) {
        while self.pending.is_none() && !self.is_closed() {
            let packet = match self.framer.next_frame() {
                Ok(Some(frame)) => {
                    let packet = Packet::decode(&frame);
                    self.see_received(service, frame, packet.as_ref().ok(), now);
                    packet
                }
                Ok(None) => return,
                Err(error) => return self.close(service, CloseReason::Unframeable(error), now),
            };
            match packet {
                Ok(packet) => self.packet(service, packet, now),
                Err(error) => self.undecodable(service, error, now),
            }
            self.see_sent(service, now);
        }
    }

    /// Two kinds of broken CONNECT are owed an answer ([MQTT-3.1.2-2], [MQTT-3.1.3-8]); to all else the connection just ends.
    fn undecodable(&mut self, service: &mut PracticeDps, error: DecodeError, now: Timestamp) {
        let owed = match error {
            DecodeError::UnsupportedProtocolLevel { .. } => {
                Some((CONNACK_PROTOCOL, Rule::ProtocolLevel))
            }
            DecodeError::Malformed(Problem {
                kind: ProblemKind::EmptyClientIdWithoutCleanSession,
                ..
            }) => Some((CONNACK_IDENTIFIER, Rule::ClientIdEmpty)),
            _ => None,
        };
        match owed.filter(|_| matches!(self.state, State::Fresh)) {
            Some((code, rule)) => {
                self.refuse_connect(service, None, ConnackRefusal { code, rule }, now);
            }
            None => self.close(service, CloseReason::Undecodable(error), now),
        }
    }

    fn packet(&mut self, service: &mut PracticeDps, packet: Packet, now: Timestamp) {
        match (&self.state, packet) {
            (State::Deaf | State::Closed, _) => {}
            (State::Fresh, Packet::Connect(connect)) => self.connect(service, &connect, now),
            (State::Fresh, other) => {
                let name = other.name();
                self.close(service, CloseReason::NotConnectFirst(name), now);
            }
            (_, Packet::Subscribe(subscribe)) => self.subscribe(service, &subscribe, now),
            (_, Packet::Unsubscribe(unsubscribe)) => {
                for filter in &unsubscribe.filters {
                    self.outbox.unsubscribe(filter);
                }
                self.outbox.send(&Packet::Unsuback {
                    packet_id: unsubscribe.packet_id,
                });
            }
            (_, Packet::Publish(publish)) => self.publish(service, &publish, now),
            (_, Packet::Puback { packet_id }) => self.outbox.acknowledged(packet_id),
            (_, Packet::Pingreq) => {
                let is_ping = |hook: &Hook| matches!(hook, Hook::Ping);
                if service.fire(now, self.id, self.name(), &is_ping).is_none() {
                    self.outbox.send(&Packet::Pingresp);
                }
            }
            (_, Packet::Disconnect) => self.close(service, CloseReason::Disconnected, now),
            (_, other) => {
                let name = other.name();
                self.close(service, CloseReason::PacketOutOfPlace(name), now);
            }
        }
    }

    fn close(&mut self, service: &mut PracticeDps, reason: CloseReason, now: Timestamp) {
        service.record(now, self.id, self.name(), reason.to_string(), reason.rule());
        service.ended(self.id, now);
        if let Some(identity) = self.identity() {
            service.disconnected(&identity, self.id);
        }
        if let (Some(_), Some(name)) = (&self.pending, self.name()) {
            service.has_decided(name, self.id);
        }
        self.state = State::Closed;
        self.pending = None;
        self.outbox.push(Effect::Close(reason));
    }
}
