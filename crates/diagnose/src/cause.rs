//! A cause: what can be wrong, what points to it, and what is said about it to people.

use crate::{Citation, Confidence, Sign};

/// One thing that can be wrong. The causes themselves are in [`crate::causes`].
#[derive(Debug)]
pub struct Cause {
    /// The name of its file, forever.
    pub id: &'static str,
    /// What is wrong: one line, a lower-case clause without full stop.
    pub title: &'static str,
    /// Where it has to be put right.
    pub seat: Seat,
    /// How sure it is that the service behaves like this.
    pub confidence: Confidence,
    /// What points to it and what speaks against it.
    pub clues: &'static [Clue],
    /// What would tell it from others.
    pub asks: &'static [Ask],
}

/// What a cause says to people. None of the texts is empty.
#[derive(Debug)]
pub struct Texts {
    /// The cause.
    pub id: &'static str,
    /// Why it leads to what was seen: sentences.
    pub why: &'static str,
    /// What would confirm it or rule it out.
    pub confirm: &'static str,
    /// What to do: sentences, with a command in backquotes where there is one.
    pub fix: &'static str,
    /// Where it is written down, or who met it.
    pub citations: &'static [Citation],
}

/// How much a sign says about a cause. Weights add up; see [`Sureness`](crate::Sureness) for what a sum means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clue {
    /// What was seen.
    pub sign: Sign,
    /// Above zero it points to the cause, below zero it speaks against it.
    pub weight: i16,
}

/// Shorthand for the tables of the causes.
pub(crate) const fn clue(sign: Sign, weight: i16) -> Clue {
    Clue { sign, weight }
}

/// Where a cause has to be put right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Seat {
    /// What the client is told: names, options, topics.
    Settings,
    /// The device's certificates and keys, and the files they are in.
    Certificates,
    /// The program on the device.
    Client,
    /// What the device trusts, and its clock.
    Device,
    /// What lies between device and service.
    Network,
    /// The provisioning service and its enrolments.
    Service,
    /// The hub, and its link to the provisioning service.
    Hub,
    /// The relay between a page and the service.
    Relay,
}

impl Seat {
    /// Every seat.
    pub const ALL: &[Self] = &[
        Self::Settings,
        Self::Certificates,
        Self::Client,
        Self::Device,
        Self::Network,
        Self::Service,
        Self::Hub,
        Self::Relay,
    ];

    /// One word, in lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Settings => "settings",
            Self::Certificates => "certificates",
            Self::Client => "client",
            Self::Device => "device",
            Self::Network => "network",
            Self::Service => "service",
            Self::Hub => "hub",
            Self::Relay => "relay",
        }
    }
}

/// Evidence that can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ask {
    /// The service's own words: most SDKs drop them.
    Body,
    /// The certificates the device sends.
    Chain,
    /// The enrolment, and the CA certificates uploaded to the service.
    Enrolment,
    /// Host, client ID, username and topics.
    Settings,
    /// The device's private key, or its public half.
    Key,
    /// The roots the device trusts the server by.
    Trust,
    /// What `openssl s_client` prints from the device's place in the network.
    Handshake,
    /// The device's clock.
    Clock,
    /// The device as the hub's registry shows it.
    HubIdentity,
    /// The instance: its linked hubs, its network rules, its logs.
    Instance,
    /// What was sent and received, packet by packet, with times.
    Packets,
}

impl Ask {
    /// Everything that can be asked for.
    pub const ALL: &[Self] = &[
        Self::Body,
        Self::Chain,
        Self::Enrolment,
        Self::Settings,
        Self::Key,
        Self::Trust,
        Self::Handshake,
        Self::Clock,
        Self::HubIdentity,
        Self::Instance,
        Self::Packets,
    ];

    /// A stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Body => "body",
            Self::Chain => "chain",
            Self::Enrolment => "enrolment",
            Self::Settings => "settings",
            Self::Key => "key",
            Self::Trust => "trust",
            Self::Handshake => "handshake",
            Self::Clock => "clock",
            Self::HubIdentity => "hub_identity",
            Self::Instance => "instance",
            Self::Packets => "packets",
        }
    }

    /// The request: an imperative without full stop.
    pub fn request(self) -> &'static str {
        match self {
            Self::Body => {
                "show the body of the service's answer, which has a six-digit code and a message (the Python SDK drops it)"
            }
            Self::Chain => "load the certificates the device sends, the whole file",
            Self::Enrolment => {
                "load the enrolment, or say what kind it is and which certificate it holds"
            }
            Self::Settings => "show the client's host, client ID, username and topics",
            Self::Key => "load the key beside the certificate",
            Self::Trust => "load the file of roots the device trusts the server by",
            Self::Handshake => {
                "run `openssl s_client -connect global.azure-devices-provisioning.net:8883 -showcerts </dev/null` where the device is, and show what it prints"
            }
            Self::Clock => "show what the device takes for the time: `date -u`",
            Self::HubIdentity => {
                "show the device in the hub: `az iot hub device-identity show --hub-name HUB --device-id ID`"
            }
            Self::Instance => {
                "look at the instance: `az iot dps show --name DPS`, its linked hubs, its networking rules and its logs"
            }
            Self::Packets => "show what was sent and received, packet by packet, with the times",
        }
    }
}
