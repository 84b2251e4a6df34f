//! The lesson: nine steps from a certificate to a provisioned device.

pub mod inline;
#[cfg(test)]
pub(crate) mod prose;
pub(crate) mod sources;
mod steps;

pub use dps_protocol::codes::Citation;

pub use self::steps::STEPS;
use crate::inputs::Field;

/// A mistake that others made at this step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pitfall {
    /// What one sees, with code and text as they appear. Inline markup.
    pub symptom: &'static str,
    /// Why, and what to change. Inline markup.
    pub cause: &'static str,
}

/// The texts of one step. "Inline markup" is what [`inline::runs`] reads: `` `code` `` and `**strong**`.
#[derive(Debug)]
pub struct Step {
    /// Which step.
    pub id: StepId,
    /// One to three words for the rail.
    pub title: &'static str,
    /// A short heading that says what one does.
    pub headline: &'static str,
    /// One sentence in the imperative. Inline markup.
    pub goal: &'static str,
    /// Paragraphs, in order. Inline markup.
    pub explanation: &'static [&'static str],
    /// The built strings this step shows, and why each has its value. Inline markup.
    pub fields: &'static [(Field, &'static str)],
    /// What goes wrong here, most frequent first.
    pub pitfalls: &'static [Pitfall],
    /// Where all this is written down.
    pub sources: &'static [Citation],
}

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

    /// The texts of this step.
    pub fn text(self) -> &'static Step {
        STEPS[self.index()]
    }
}

#[cfg(test)]
mod tests;
