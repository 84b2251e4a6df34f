//! Failing on purpose: what a fault is, where it can act, and in which dose. The faults themselves are in
//! [`crate::faults`].
//!
//! A fault is data as far as possible: a name, and a [`Hook`] that says at which point of a connection it acts.
//! What it says to people ([`Texts`]) stands in a table of its own, which the page does not link.

mod active;
mod draft;
mod order;
pub(crate) mod sources;

use device_certs::lint::Citation;

use crate::decision::Evidence;

pub(crate) use active::ActiveFaults;
pub use active::{ActiveFault, MAX_ACTIVE_FAULTS};
pub use draft::{Draft, Manner};
pub use order::{CERTAIN, Dose, FaultOrder, FaultOrderError};
pub(crate) use sources::rfc;

/// One way to fail.
#[derive(Debug)]
pub struct Fault {
    /// The name of its file, forever.
    pub id: &'static str,
    /// Where it is met.
    pub level: Level,
    /// What the device meets: one line, a lower-case clause without full stop.
    pub title: &'static str,
    /// How sure it is that the real service can do the same.
    pub evidence: Evidence,
    /// At which point it acts, and how.
    pub hook: Hook,
}

/// What a fault says to people. The texts are never empty.
#[derive(Debug)]
pub struct Texts {
    /// The fault.
    pub id: &'static str,
    /// What the real service does, and when.
    pub imitates: &'static str,
    /// What a device should do about it.
    pub teaches: &'static str,
    /// Where it is written down.
    pub citations: &'static [Citation],
}

/// Where a fault is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// In the handshake. Not in the page, which has none.
    Tls,
    /// In the packets.
    Mqtt,
    /// In the answers of the provisioning service.
    Dps,
    /// At the hub.
    Hub,
}

impl Level {
    /// Every level, from the wire upwards.
    pub const ALL: &[Self] = &[Self::Tls, Self::Mqtt, Self::Dps, Self::Hub];

    /// One word, in lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tls => "tls",
            Self::Mqtt => "mqtt",
            Self::Dps => "dps",
            Self::Hub => "hub",
        }
    }
}

/// The point at which a fault acts, and how.
#[derive(Clone, Copy, Debug)]
pub enum Hook {
    /// Before the session exists. Whoever serves sockets acts on it.
    Handshake(HandshakeFault),
    /// A CONNECT that would have been let in.
    Connect(Side, ConnectFault),
    /// A SUBSCRIBE that would have been granted, to the provisioning service.
    Subscribe(SubscribeFault),
    /// The PUBACK for a message is not sent.
    Puback(Side),
    /// The PINGRESP is not sent.
    Ping,
    /// A request to the provisioning service, before anything is decided about it.
    Request(Request, RequestFault),
    /// The end of a registration, as it is accepted.
    Outcome(OutcomeFault),
    /// An answer of the provisioning service, as it is about to be sent.
    Answer(&'static [AnswerKind], fn(&mut Draft)),
    /// Telemetry that the hub would have taken: the connection is closed instead.
    Telemetry,
    /// A request about the twin: answered with this status and no body, or, with `None`, not at all.
    Twin(Option<u16>),
}

/// Which of the two services on the port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The provisioning service.
    Provisioning,
    /// The hub.
    Hub,
}

/// What goes wrong in the handshake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandshakeFault {
    /// The server presents another certificate.
    Certificate(ServerCertificate),
    /// Only TLS 1.3 is spoken.
    Tls13Only,
    /// The server takes its time before its first word.
    Slow,
    /// The server goes away after the ClientHello.
    Abort,
}

/// What the server presents instead of its ordinary certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ServerCertificate {
    /// One that was valid until yesterday.
    Expired,
    /// One that is valid from tomorrow.
    NotYetValid,
    /// One for another name.
    WrongName,
    /// One below a root that nobody was told of.
    UnknownRoot,
    /// One below the practice service's next root.
    NewRoot,
    /// One with a key on P-384.
    P384,
    /// One with an RSA key.
    Rsa,
    /// One with so many names that the chain does not fit into one TLS record.
    Oversized,
    /// One below an intermediate that is not sent.
    IntermediateMissing,
}

/// What is answered to CONNECT instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConnectFault {
    /// This return code.
    Connack(u8),
    /// Nothing.
    Silence,
    /// The connection is closed.
    Close,
    /// A TLS alert, and the end. Without TLS: the end.
    Alert,
    /// CONNACK 0 that tells of a session which is not there.
    SessionPresent,
    /// CONNACK 0, and the end at half the keep-alive, whatever the device sends to keep it alive.
    KeepAliveCut,
}

/// What is answered to SUBSCRIBE instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubscribeFault {
    /// The return code 0x80 for every filter.
    Refused,
    /// Nothing, and nothing is subscribed to.
    Silence,
    /// The SUBACK, and then the end.
    CloseAfter,
}

/// What a device asks of the provisioning service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Request {
    /// To be registered.
    Register,
    /// How far a registration is.
    Poll,
}

/// What is answered to a request instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestFault {
    /// An error: six digits, the first three of which are the status, and a text.
    Refuse(u32, &'static str),
    /// That the enrolment is disabled.
    Disabled,
    /// That the service is still assigning, however often it is asked.
    StillAssigning,
    /// Nothing.
    Silence,
    /// The connection is closed.
    Close,
}

/// How a registration ends instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutcomeFault {
    /// It fails with this code and text.
    Fail(u32, &'static str),
    /// It is assigned with this substatus.
    Substatus(&'static str),
    /// It is assigned to this hub, which is not there.
    Hub(&'static str),
}

/// What an answer of the provisioning service says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerKind {
    /// 202 to a registration.
    Accepted,
    /// 202 to a poll.
    Assigning,
    /// 200, assigned.
    Assigned,
    /// 200, failed.
    Failed,
    /// 200, disabled.
    Disabled,
    /// An error.
    Refused,
}

impl AnswerKind {
    /// Every kind.
    pub const ALL: &'static [Self] = &[
        Self::Accepted,
        Self::Assigning,
        Self::Assigned,
        Self::Failed,
        Self::Disabled,
        Self::Refused,
    ];

    /// The kinds that ask the device to wait.
    pub const WAITING: &'static [Self] = &[Self::Accepted, Self::Assigning];
}

impl Hook {
    /// Whether it is known, where this acts, which device it is about.
    pub fn knows_the_device(&self) -> bool {
        !matches!(self, Self::Handshake(_))
    }
}
