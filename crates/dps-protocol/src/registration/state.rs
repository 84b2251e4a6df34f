//! Where a registration stands.

use std::time::Duration;

/// What the machine can send.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stage {
    /// CONNECT; CONNACK answers it.
    Connect,
    /// SUBSCRIBE; SUBACK answers it.
    Subscribe,
    /// The registration; a message with its request ID answers it.
    Register,
    /// The question how it stands; a message with its request ID answers it.
    Poll,
}

impl Stage {
    /// Every stage, in order.
    pub const ALL: [Self; 4] = [Self::Connect, Self::Subscribe, Self::Register, Self::Poll];

    /// A stable name for class names and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Subscribe => "subscribe",
            Self::Register => "register",
            Self::Poll => "poll",
        }
    }

    /// What answers it, for people.
    pub fn answer(self) -> &'static str {
        match self {
            Self::Connect => "the CONNACK",
            Self::Subscribe => "the SUBACK",
            Self::Register => "the answer to the registration",
            Self::Poll => "the answer to the poll",
        }
    }
}

/// Where a registration stands. All times are those of the caller's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The stage may be sent.
    Ready(Stage),
    /// The stage was sent and its answer is outstanding.
    Awaiting {
        /// What was sent.
        stage: Stage,
        /// When.
        since: Duration,
        /// When we give up.
        until: Duration,
        /// Which time-out that is.
        limit: Limit,
    },
    /// The service wants to be left alone for a while.
    Pausing {
        /// What may be sent then.
        next: Stage,
        /// Since when.
        since: Duration,
        /// Until when.
        until: Duration,
        /// When the overall time-out strikes, possibly before the pause is over.
        gives_up_at: Duration,
        /// Who decided how long.
        reason: Pause,
    },
    /// There is an outcome.
    Finished,
}

impl State {
    /// The stage whose answer is outstanding.
    pub fn awaits(&self) -> Option<Stage> {
        match *self {
            Self::Awaiting { stage, .. } => Some(stage),
            _ => None,
        }
    }

    /// The stage that this state belongs to: the one that may be sent, was sent, or comes next.
    pub fn stage(&self) -> Option<Stage> {
        match *self {
            Self::Ready(stage) | Self::Awaiting { stage, .. } => Some(stage),
            Self::Pausing { next, .. } => Some(next),
            Self::Finished => None,
        }
    }

    /// What is waited for, for people; for example `waiting for the CONNACK`.
    pub fn describe(&self) -> &'static str {
        match *self {
            Self::Ready(Stage::Connect) => "ready to connect",
            Self::Ready(Stage::Subscribe) => "connected, ready to subscribe",
            Self::Ready(Stage::Register) => "subscribed, ready to register",
            Self::Ready(Stage::Poll) => "ready to ask how the registration stands",
            Self::Awaiting {
                stage: Stage::Connect,
                ..
            } => "waiting for the CONNACK",
            Self::Awaiting {
                stage: Stage::Subscribe,
                ..
            } => "waiting for the SUBACK",
            Self::Awaiting {
                stage: Stage::Register,
                ..
            } => "waiting for the answer to the registration",
            Self::Awaiting {
                stage: Stage::Poll, ..
            } => "waiting for the answer to the poll",
            Self::Pausing {
                reason: Pause::RetryAfter { .. },
                ..
            } => "waiting as long as the service asked for",
            Self::Pausing {
                reason: Pause::Default,
                ..
            } => "waiting a little before asking again",
            Self::Pausing {
                reason: Pause::Backoff { .. },
                ..
            } => "waiting before trying again",
            Self::Finished => "finished",
        }
    }

    /// Whether a registration was already published.
    pub(crate) fn has_registered(&self) -> bool {
        match *self {
            Self::Awaiting { stage, .. } => stage >= Stage::Register,
            Self::Ready(stage) | Self::Pausing { next: stage, .. } => stage == Stage::Poll,
            Self::Finished => true,
        }
    }
}

/// Who decided how long a pause is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pause {
    /// The service, by `retry-after`.
    RetryAfter {
        /// What it asked for, in seconds.
        secs: u64,
        /// Whether we wait less than that, because it is more than
        /// [`MAX_RETRY_AFTER`](super::MAX_RETRY_AFTER).
        capped: bool,
    },
    /// We, because an answer that says `assigning` came without `retry-after`.
    Default,
    /// We, because a refusal came without `retry-after`: longer each time.
    Backoff {
        /// The status of the refusal.
        status: u16,
    },
}

/// Which time-out struck.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// A single answer took too long.
    Answer,
    /// All the waiting together took too long.
    Overall,
}
