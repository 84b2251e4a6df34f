//! The management API, wherever it is asked: over HTTP by scripts and the page, and inside the page by the console.
//!
//! Paths, bodies and answers are those of Azure's own service API, as far as it has them. Who may ask, and how long one
//! may wait for news, is the business of whoever carries the question here.

mod certificates;
mod enrollments;
mod faults;
mod history;
mod hubs;
mod registrations;

use device_certs::{Certificate, SignatureCheck, Verdict};
use serde_json::{Value, json};

pub use history::HistoryQuery;

use crate::enrollments::EnrollmentError;
use crate::fault::Texts;
use crate::{PracticeDps, SessionId};

/// A question to the service, or an order.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// The HTTP method.
    pub method: &'a str,
    /// The path below the API, one name at a time.
    pub path: &'a [&'a str],
    /// What is behind the question mark.
    pub query: &'a str,
    /// JSON, or nothing.
    pub body: &'a str,
    /// What the faults say to people, in the order of the registry; what is not given is left out of the answers.
    pub texts: &'static [&'static Texts],
}

/// What comes of it.
#[derive(Debug)]
pub enum Answer {
    /// This.
    Reply(Reply),
    /// That depends on a signature: answer it with [`Proof::settle`].
    Prove(Box<Proof>),
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// JSON; empty where there is nothing to say.
    pub body: String,
    /// A connection to call [`crate::Session::tick`] on, so that its device hears of the change.
    pub wake: Option<SessionId>,
}

/// A certificate that is to prove possession of a CA's key.
#[derive(Debug)]
pub struct Proof {
    /// The signature that must hold.
    pub check: SignatureCheck,
    name: String,
    certificate: Certificate,
}

impl Proof {
    /// Takes the answer to the check.
    pub fn settle(self, service: &mut PracticeDps, verdict: &Verdict) -> Reply {
        match service.prove_possession(&self.name, &self.certificate, verdict) {
            Ok(()) => Reply::done(),
            Err(error) => certificates::refused(&error),
        }
    }
}

impl Reply {
    fn new(status: u16, body: &Value) -> Self {
        Self {
            status,
            body: body.to_string(),
            wake: None,
        }
    }

    fn ok(body: &Value) -> Self {
        Self::new(200, body)
    }

    fn done() -> Self {
        Self {
            status: 204,
            body: String::new(),
            wake: None,
        }
    }

    fn refused(status: u16, error: impl std::fmt::Display) -> Self {
        Self::new(status, &json!({ "error": error.to_string() }))
    }

    fn wrong(error: impl std::fmt::Display) -> Self {
        Self::refused(400, error)
    }

    /// 404: no such entry.
    fn no_such_entry() -> Self {
        Self::refused(404, "there is no such entry")
    }

    fn found(entry: Option<Value>) -> Self {
        entry.map_or_else(Self::no_such_entry, |entry| Self::ok(&entry))
    }

    fn list(entries: impl Iterator<Item = Value>) -> Self {
        Self::ok(&Value::Array(entries.collect()))
    }

    /// 204 when there was something to delete, 404 when not.
    fn deleted(there_was: bool) -> Self {
        match there_was {
            true => Self::done(),
            false => Self::no_such_entry(),
        }
    }

    fn put(put: Result<(), EnrollmentError>) -> Self {
        match put {
            Ok(()) => Self::done(),
            Err(error) => Self::wrong(error),
        }
    }

    /// 400: the entry is called otherwise in the body.
    fn two_names() -> Self {
        Self::wrong("the path and the body name different entries")
    }

    fn no_such_path() -> Self {
        Self::refused(404, "there is no such path in the API")
    }

    fn no_such_method() -> Self {
        Self::refused(405, "this path does not know that method")
    }
}

impl From<Reply> for Answer {
    fn from(reply: Reply) -> Self {
        Self::Reply(reply)
    }
}

impl PracticeDps {
    /// Answers a question about the service, or carries an order out.
    pub fn answer(&mut self, ask: Ask<'_>) -> Answer {
        let Some((collection, rest)) = ask.path.split_first() else {
            return Reply::no_such_path().into();
        };
        let reply = match *collection {
            "enrollments" => enrollments::individuals(self, ask, rest),
            "enrollmentGroups" => enrollments::groups(self, ask, rest),
            "certificates" => return certificates::answer(self, ask, rest),
            "registrations" => registrations::answer(self, ask, rest),
            "linkedHubs" => hubs::answer(self, ask, rest),
            "faults" => faults::answer(self, ask, rest),
            "history" => history::entries(self, ask, rest),
            "connections" => history::connections(self, ask, rest),
            _ => Reply::no_such_path(),
        };
        reply.into()
    }
}

/// The members of a body, each told to `take`; one that is `null` counts as absent. An empty body has none.
fn members(
    body: &str,
    mut take: impl FnMut(&str, &Value) -> Result<(), String>,
) -> Result<(), String> {
    if body.is_empty() {
        return Ok(());
    }
    let body: Value =
        serde_json::from_slice(body.as_bytes()).map_err(|error| format!("no JSON: {error}"))?;
    let members = body.as_object().ok_or("the body must be an object")?;
    for (name, value) in members.iter().filter(|(_, value)| !value.is_null()) {
        take(name, value)?;
    }
    Ok(())
}
