//! The words a journey speaks: what it asks for, what it is told, and what it records.

use std::time::Duration;

use device_session::LoggedPacket;
use relay_protocol::Recorded;

use crate::inputs::{PracticeIdentity, ServerTrust};
use crate::lesson::StepId;
use crate::material::Material;

/// What one connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Registering with DPS.
    Dps,
    /// Talking to the hub that DPS assigned.
    Hub,
}

/// A connection of this run; numbers are never reused, so that late news of an old one can be told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkId(pub u32);

/// Where a connection goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The practice service inside this page.
    InPage,
    /// The practice service beside the relay.
    Practice,
    /// A host through the relay.
    Host {
        /// Name to resolve.
        host: String,
        /// TCP port.
        port: u16,
    },
}

/// Something the journey asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Make a practice identity; answer with [`Event::IdentityReady`].
    MakeIdentity {
        /// Which one.
        kind: PracticeIdentity,
        /// The common name of its leaf.
        common_name: String,
    },
    /// Tell the practice service of `target` about the device; answer with [`Event::Enrolled`].
    Enrol {
        /// In the page or beside the relay.
        target: Target,
        /// What to tell it.
        enrolment: EnrolmentPlan,
    },
    /// Open a connection; answer with [`LinkEvent`]s.
    Open {
        /// Its number.
        link: LinkId,
        /// What it is for.
        purpose: Purpose,
        /// Where to.
        target: Target,
        /// The name the server certificate must carry.
        server_name: String,
        /// What the server is trusted by.
        trust: ServerTrust,
        /// The certificates to present, leaf first, as DER.
        chain: Vec<Vec<u8>>,
        /// Whether the relay is to record it.
        recording: bool,
    },
    /// Send MQTT bytes.
    Send {
        /// On which connection.
        link: LinkId,
        /// The bytes of whole packets.
        bytes: Vec<u8>,
    },
    /// Close a connection; nothing more is expected of it.
    Hangup {
        /// Which one.
        link: LinkId,
    },
}

/// What the practice service is told, ready to be written in its own terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EnrolmentPlan {
    /// Forget this device and any group of this page.
    Forget {
        /// Its registration ID.
        registration_id: String,
    },
    /// An individual enrolment.
    Individual {
        /// Its registration ID.
        registration_id: String,
        /// The leaf, as DER.
        certificate: Vec<u8>,
        /// Enabled or not.
        enabled: bool,
    },
    /// A group with its CA; the individual enrolment of this device is removed.
    Group {
        /// The registration ID whose individual enrolment is removed.
        registration_id: String,
        /// The CA certificate, as DER.
        ca: Vec<u8>,
        /// Whether possession of the CA's key counts as proven.
        verified: bool,
    },
}

/// What happened outside.
#[derive(Clone, Debug)]
pub enum Event {
    /// The identity asked for, or why there is none.
    IdentityReady(Result<Box<Material>, String>),
    /// The enrolment was written, or why not.
    Enrolled(Result<(), String>),
    /// News of a connection.
    Link(LinkId, LinkEvent),
    /// The practice service failed on purpose. That may be told after the connection has ended.
    Fault(Fault),
    /// Time has passed: at or after [`Journey::wake_at`](super::Journey::wake_at).
    Tick,
}

/// A failure on purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// On which connection, as far as whoever tells can say.
    pub link: LinkId,
    /// The device that met it, if the service knew it.
    pub device: Option<String>,
    /// The name of the fault.
    pub id: String,
    /// What the device meets.
    pub title: String,
    /// The faults that are switched on afterwards.
    pub on: Vec<String>,
}

/// News of a connection.
#[derive(Clone, Debug)]
pub enum LinkEvent {
    /// The connection has got this far (`resolving`, `connecting`, `handshaking`, …), in words for people.
    Progress(String),
    /// What is presented has been handed to the relay, whatever comes of it.
    HandedOver {
        /// How many certificates.
        certificates: usize,
        /// For whom, `host:port`.
        endpoint: String,
    },
    /// The page signed the handshake with the device's key.
    Signed {
        /// The TLS name of the scheme.
        scheme: String,
    },
    /// It is open.
    Opened(ConnectionFacts),
    /// It could not be opened.
    Failed(LinkFailure),
    /// Bytes from the service.
    Received(Vec<u8>),
    /// Something of the recording that was asked for. That may be told after the connection was hung up.
    Recorded(Recorded),
    /// It was closed by the other side, the relay or the network.
    Closed(LinkFailure),
}

/// What is known of an open connection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConnectionFacts {
    /// `host:port`, or `in this page`.
    pub endpoint: String,
    /// `TLS 1.2`, …; none in the page.
    pub tls_version: Option<String>,
    /// The cipher suite's IANA name.
    pub cipher_suite: Option<String>,
    /// The server's chain as presented, leaf first, as DER.
    pub server_chain: Vec<Vec<u8>>,
    /// Subject of the root it ended in.
    pub server_root: Option<String>,
    /// The certificates we presented, leaf first, as DER.
    pub presented: Vec<Vec<u8>>,
}

/// Why a connection failed or ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkFailure {
    /// A code of `relay-protocol`, or one of the page's own (`relay_gone`, `no_relay`, `practice_closed`, …).
    pub code: String,
    /// Details as seen, for people.
    pub detail: String,
    /// The TLS alert, if one was received or sent.
    pub alert: Option<String>,
}

/// Why a step failed; `explain` turns it into words.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// A name cannot be used at all (an empty ID scope, a payload that is no JSON).
    Input(String),
    /// No identity could be made or none fits.
    Identity(String),
    /// The practice service did not take the enrolment.
    Enrolment(String),
    /// The connection could not be opened or was lost.
    Link(LinkFailure),
    /// The registration ended otherwise than assigned.
    Registration(Box<dps_protocol::registration::Outcome>),
    /// The hub dialogue ended otherwise than delivered.
    Hub(device_session::HubOutcome),
    /// The person stopped it.
    Cancelled,
}

/// How a step stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum StepState {
    /// Not run yet.
    #[default]
    Idle,
    /// Running; `doing` says what, in a few words.
    Working {
        /// What is being done.
        doing: String,
    },
    /// Waiting because the service said so.
    Waiting {
        /// Since when, same clock as `until`.
        since: Duration,
        /// When it goes on.
        until: Duration,
    },
    /// Done.
    Done {
        /// One line.
        summary: String,
    },
    /// Done, but it is likely to be refused later.
    Warned {
        /// One line.
        summary: String,
        /// What is likely to go wrong, one sentence each.
        warnings: Vec<String>,
    },
    /// Failed.
    Failed(Box<Failure>),
}

/// What the relay recorded of one connection: bytes of TLS, and the secrets to read them with.
#[derive(Clone, Debug)]
pub struct Recording {
    /// Which connection.
    pub link: LinkId,
    /// In the order it was told.
    pub recorded: Vec<Recorded>,
}

/// One line of what happened, in order: the source of packet list and sequence diagram.
#[derive(Clone, Debug)]
pub struct Entry {
    /// When.
    pub at: Duration,
    /// During which step.
    pub step: StepId,
    /// On which connection.
    pub purpose: Purpose,
    /// What.
    pub what: What,
}

/// What an [`Entry`] records.
#[derive(Clone, Debug)]
pub enum What {
    /// The connection got this far.
    Progress(String),
    /// The page signed the handshake.
    Signed {
        /// The TLS name of the scheme.
        scheme: String,
    },
    /// The connection is open.
    Opened(ConnectionFacts),
    /// An MQTT packet.
    Packet(LoggedPacket),
    /// The practice service failed on purpose.
    Fault {
        /// The name of the fault.
        id: String,
        /// What the device meets.
        title: String,
    },
    /// The connection could not be opened.
    Failed(LinkFailure),
    /// The connection ended; none if we ended it.
    Closed(Option<LinkFailure>),
}

impl StepState {
    /// Whether the run may go on to the next step.
    pub fn is_finished(&self) -> bool {
        matches!(self, Self::Done { .. } | Self::Warned { .. })
    }

    /// A word for tests and for people who cannot see the colour.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Working { .. } => "working",
            Self::Waiting { .. } => "waiting",
            Self::Done { .. } => "done",
            Self::Warned { .. } => "warned",
            Self::Failed(_) => "failed",
        }
    }
}
