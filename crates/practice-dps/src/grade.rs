//! How well a device does: a report, made from what the history has of it.
//!
//! Nothing is asked of the device: whoever runs the bench switches faults on, and this reads what came of it. What did
//! not happen is *not seen*, which is neither good nor bad.

mod backoff;
mod connecting;
mod criteria;
mod hub;
mod server;
mod story;
mod waiting;

use device_certs::lint::Citation;

use crate::{PracticeDps, SessionId, Timestamp};

pub use criteria::CRITERIA;
use story::Story;

/// One thing that a device is to do well.
#[derive(Debug)]
pub struct Criterion {
    /// A stable name.
    pub id: &'static str,
    /// What a good device does: one line, a lower-case clause without full stop.
    pub title: &'static str,
    /// The faults that bring it to light; none when an ordinary run does.
    pub provoked_by: &'static [&'static str],
    /// Where it is written down.
    pub citations: &'static [Citation],
    check: fn(&Story<'_>) -> Found,
}

/// How a device does in one respect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Well.
    Passed,
    /// Not well.
    Failed,
    /// It did not come to it.
    NotSeen,
}

impl Mark {
    /// As the API writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::NotSeen => "notSeen",
        }
    }
}

/// What was found out by one criterion.
#[derive(Debug)]
pub struct Finding {
    /// The criterion.
    pub criterion: &'static Criterion,
    /// How the device does.
    pub mark: Mark,
    /// Why: a clause for people.
    pub why: String,
    /// What shows it.
    pub evidence: Vec<Exhibit>,
}

/// A moment in the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exhibit {
    /// When.
    pub at: Timestamp,
    /// On which connection.
    pub session: SessionId,
    /// The number of the entry in the history, when it is one.
    pub number: Option<u64>,
    /// What happened.
    pub what: String,
}

/// The most moments that are shown for one finding.
pub const MAX_EXHIBITS: usize = 10;

/// Everything about one device.
#[derive(Debug)]
pub struct GradeReport {
    /// The device.
    pub registration_id: String,
    /// One for each of [`CRITERIA`], in their order.
    pub findings: Vec<Finding>,
}

impl GradeReport {
    /// How many findings have this mark.
    pub fn count(&self, mark: Mark) -> usize {
        let same = self.findings.iter().filter(|finding| finding.mark == mark);
        same.count()
    }
}

/// Grades the device with this registration id. Handshakes that failed bear no name: those from the device's address
/// count as its own.
pub fn grade(service: &PracticeDps, registration_id: &str) -> GradeReport {
    graded(registration_id, &Story::of(service, registration_id, false))
}

/// Grades a device that has the service to itself: every handshake that failed is its own.
pub fn grade_alone(service: &PracticeDps, registration_id: &str) -> GradeReport {
    graded(registration_id, &Story::of(service, registration_id, true))
}

fn graded(registration_id: &str, story: &Story<'_>) -> GradeReport {
    let findings = CRITERIA.iter().map(|criterion| {
        let Found {
            mark,
            why,
            mut evidence,
        } = (criterion.check)(story);
        evidence.truncate(MAX_EXHIBITS);
        Finding {
            criterion,
            mark,
            why,
            evidence,
        }
    });
    GradeReport {
        registration_id: registration_id.to_owned(),
        findings: findings.collect(),
    }
}

/// What a check has found.
struct Found {
    mark: Mark,
    why: String,
    evidence: Vec<Exhibit>,
}

impl Found {
    fn passed(why: impl Into<String>, evidence: Vec<Exhibit>) -> Self {
        Self {
            mark: Mark::Passed,
            why: why.into(),
            evidence,
        }
    }

    fn failed(why: impl Into<String>, evidence: Vec<Exhibit>) -> Self {
        Self {
            mark: Mark::Failed,
            why: why.into(),
            evidence,
        }
    }

    fn not_seen(why: impl Into<String>) -> Self {
        Self {
            mark: Mark::NotSeen,
            why: why.into(),
            evidence: Vec::new(),
        }
    }
}
