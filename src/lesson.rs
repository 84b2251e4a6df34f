//! The lesson: nine steps from a certificate to a provisioned device.

/// One step of the lesson. The order of the variants is the order of the lesson.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StepId {
    /// Choose the names: ID scope and registration ID.
    Identity,
    /// The certificates and key the device presents.
    Certificates,
    /// Open the connection; decide whether to trust the server; prove possession of the key.
    Trust,
    /// CONNECT.
    Connect,
    /// SUBSCRIBE to the answers.
    Subscribe,
    /// PUBLISH the registration request.
    Register,
    /// Ask how it went until the service has decided.
    Poll,
    /// Read the decision.
    Assigned,
    /// Connect to the hub and send the first message.
    Telemetry,
}

impl StepId {
    /// Every step, in order.
    pub const ALL: [Self; 9] = [
        Self::Identity,
        Self::Certificates,
        Self::Trust,
        Self::Connect,
        Self::Subscribe,
        Self::Register,
        Self::Poll,
        Self::Assigned,
        Self::Telemetry,
    ];

    /// Position in the lesson, from 0.
    pub fn index(self) -> usize {
        self as usize
    }

    /// The id in links: `#/lesson/connect`.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Certificates => "certificates",
            Self::Trust => "trust",
            Self::Connect => "connect",
            Self::Subscribe => "subscribe",
            Self::Register => "register",
            Self::Poll => "poll",
            Self::Assigned => "assigned",
            Self::Telemetry => "telemetry",
        }
    }

    /// The step of that slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.slug() == slug)
    }

    /// The step after this one.
    pub fn next(self) -> Option<Self> {
        Self::ALL.get(self.index() + 1).copied()
    }
}
