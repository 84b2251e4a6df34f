//! How a registration ends, and what was odd on the way.

use std::fmt;

use super::{Limit, Stage, State};
use crate::bodies::{BodyError, ErrorBody, OperationStatus, RegistrationState};
use crate::topics::TopicError;

/// How a registration ended.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Outcome {
    /// The device is provisioned.
    Assigned {
        /// Where it belongs: `assigned_hub` and `device_id` are always there.
        state: RegistrationState,
        /// The whole answer.
        operation: OperationStatus,
    },
    /// The service took the request and could not carry it out. Comes with topic status 200.
    Failed {
        /// Its details, with `error_code` and `error_message`.
        state: Option<RegistrationState>,
        /// The whole answer.
        operation: OperationStatus,
    },
    /// The enrolment is switched off. Comes with topic status 200.
    Disabled {
        /// Its details.
        state: Option<RegistrationState>,
        /// The whole answer.
        operation: OperationStatus,
    },
    /// The service did not take a request.
    Refused {
        /// The status in the topic.
        status: u16,
        /// The body, if it is the documented one.
        error: Option<ErrorBody>,
        /// The body as it came.
        body: Vec<u8>,
    },
    /// The CONNECT was refused.
    ConnackRefused {
        /// 1 to 5 (MQTT 3.1.1, table 3.1).
        code: u8,
    },
    /// The SUBSCRIBE was refused.
    SubscribeRefused,
    /// The connection ended.
    Closed {
        /// Where the registration stood.
        during: State,
    },
    /// An answer, or everything together, took too long.
    TimedOut {
        /// Where the registration stood.
        during: State,
        /// Which time-out it was.
        limit: Limit,
    },
    /// The person did not want to go on.
    Cancelled,
    /// An answer came that cannot be understood.
    Unreadable {
        /// Its topic.
        topic: String,
        /// Its payload.
        payload: Vec<u8>,
        /// What is wrong with it.
        why: UnreadableAnswer,
    },
    /// What came is not the protocol that was expected.
    Garbled {
        /// What is wrong with it.
        why: String,
    },
    /// What was to be sent cannot be: a setting was changed to something that no packet can carry.
    Unsendable {
        /// What was to be sent.
        stage: Stage,
        /// What is wrong with it.
        why: String,
    },
}

impl Outcome {
    /// A stable name for class names and JSON.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Assigned { .. } => "assigned",
            Self::Failed { .. } => "failed",
            Self::Disabled { .. } => "disabled",
            Self::Refused { .. } => "refused",
            Self::ConnackRefused { .. } => "connack-refused",
            Self::SubscribeRefused => "subscribe-refused",
            Self::Closed { .. } => "closed",
            Self::TimedOut { .. } => "timed-out",
            Self::Cancelled => "cancelled",
            Self::Unreadable { .. } => "unreadable",
            Self::Garbled { .. } => "garbled",
            Self::Unsendable { .. } => "unsendable",
        }
    }
}

/// What is wrong with an answer that cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnreadableAnswer {
    /// Its topic.
    Topic(TopicError),
    /// Its body.
    Body(BodyError),
    /// It says `assigning`, and no answer so far had an operation ID to ask by.
    NoOperationId,
    /// It says `assigned`, but not to which hub or as what.
    AssignedWithoutHub,
    /// Our topic had no `$rid`, so the service echoes an empty one: no client could tell whose answer
    /// this is.
    EmptyRequestId,
}

impl fmt::Display for UnreadableAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Topic(error) => error.fmt(f),
            Self::Body(error) => error.fmt(f),
            Self::NoOperationId => {
                f.write_str("the service is assigning, but gave no operation ID")
            }
            Self::AssignedWithoutHub => {
                f.write_str("the answer says \"assigned\" without assignedHub and deviceId")
            }
            Self::EmptyRequestId => f.write_str("the answer carries an empty request ID"),
        }
    }
}

impl std::error::Error for UnreadableAnswer {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Topic(error) => Some(error),
            Self::Body(error) => Some(error),
            _ => None,
        }
    }
}

/// Something odd that did not end the registration.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Note {
    /// An answer to another request than ours, or to an earlier one: it was ignored.
    ForeignRequestId {
        /// Its topic.
        topic: String,
        /// The request ID we wait for.
        expected: String,
    },
    /// A message that nobody asked for: it was ignored.
    UnexpectedMessage {
        /// Its topic.
        topic: String,
    },
    /// A packet that nobody asked for: it was ignored.
    UnexpectedPacket {
        /// CONNACK or SUBACK.
        name: &'static str,
    },
    /// The server claims to remember us. DPS never does; the C# SDK fails on it.
    SessionPresent,
    /// The service could not take the request now: it is repeated.
    Repeated {
        /// 429 or 5xx.
        status: u16,
    },
    /// The service asked for more patience than we have.
    RetryAfterCapped {
        /// What it asked for, in seconds.
        asked_secs: u64,
    },
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ForeignRequestId { topic, expected } => {
                write!(
                    f,
                    "ignored the message on {topic:?}: our request ID is {expected:?}"
                )
            }
            Self::UnexpectedMessage { topic } => {
                write!(f, "ignored a message on {topic:?} that nobody asked for")
            }
            Self::UnexpectedPacket { name } => write!(f, "ignored a {name} that nobody asked for"),
            Self::SessionPresent => f.write_str("the server says that it kept a session"),
            Self::Repeated { status } => {
                write!(f, "the service said {status}, the request is repeated")
            }
            Self::RetryAfterCapped { asked_secs } => {
                write!(f, "the service asked to wait {asked_secs} s, we wait less")
            }
        }
    }
}
