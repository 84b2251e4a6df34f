//! Scenarios: what somebody had and saw, and what the cause was. The folders are in `scenarios/`; whoever reads them
//! hands their texts in.

use serde_json::Value;

use crate::paste::{self, Reading};
use crate::{Diagnosis, diagnose};

/// What is known of a scenario beside its texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// What the user had.
    pub had: String,
    /// The true causes; none when all was well.
    pub causes: Vec<String>,
    /// By which client it was produced, or after which thread.
    pub origin: String,
    /// The round: in those that end in `tuned` the rules were written with it at hand; all others were produced after
    /// the rules were frozen.
    pub part: String,
    /// When it was produced, in Unix seconds.
    pub now: i64,
}

impl Case {
    /// Reads `case.json`; what is wrong with it otherwise.
    ///
    /// # Errors
    /// When a member is missing or of another kind.
    pub fn parse(text: &str) -> Result<Self, String> {
        let value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let member = |name: &str| value.get(name).ok_or_else(|| format!("{name} is missing"));
        let text = |name: &str| {
            let text = member(name)?.as_str().map(str::to_owned);
            text.ok_or_else(|| format!("{name} is no text"))
        };
        let causes = member("causes")?
            .as_array()
            .ok_or("causes is no list")?
            .iter();
        let causes = causes.map(|cause| cause.as_str().map(str::to_owned));
        Ok(Self {
            had: text("had")?,
            causes: causes.collect::<Option<_>>().ok_or("a cause is no text")?,
            origin: text("produced").or_else(|_| text("thread"))?,
            part: text("part")?,
            now: member("now")?.as_i64().ok_or("now is no number")?,
        })
    }
}

/// What came of a scenario.
#[derive(Debug)]
pub struct Outcome {
    /// What was read.
    pub reading: Reading,
    /// What was made of it.
    pub diagnosis: Diagnosis,
    /// A true cause stands first; of a healthy one: nothing is accused.
    pub first: bool,
    /// Every true cause stands among the first three, or among as many as there are.
    pub among_first: bool,
}

/// Reads all texts of a scenario as one, as somebody would paste them, and compares.
pub fn play(case: &Case, texts: &[String]) -> Outcome {
    let reading = paste::read(&texts.join("\n"), Some(case.now));
    let diagnosis = diagnose(&reading.evidence);
    let ranked: Vec<&str> = diagnosis
        .findings
        .iter()
        .map(|finding| finding.cause.id)
        .collect();
    let healthy = case.causes.is_empty();
    let first = match ranked.first() {
        Some(first) => case.causes.iter().any(|cause| cause == first),
        None => healthy,
    };
    let width = case.causes.len().max(3);
    let near = ranked.get(..width.min(ranked.len())).unwrap_or_default();
    let among_first = if healthy {
        ranked.is_empty()
    } else {
        case.causes
            .iter()
            .all(|cause| near.contains(&cause.as_str()))
    };
    Outcome {
        reading,
        diagnosis,
        first,
        among_first,
    }
}
