//! Grades: what the service has seen of a device.

use serde_json::Value;

use super::{list, number, optional, text};

/// How a device does, in figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GradeSummary {
    /// The device.
    pub registration_id: String,
    /// Criteria it meets.
    pub passed: u64,
    /// Criteria it does not.
    pub failed: u64,
    /// Criteria of which nothing was seen.
    pub not_seen: u64,
}

impl GradeSummary {
    /// Reads the list.
    pub fn list(answer: &Value) -> Vec<Self> {
        list(answer, |one| {
            Some(Self {
                registration_id: optional(one, "registrationId")?,
                passed: number(one, "passed"),
                failed: number(one, "failed"),
                not_seen: number(one, "notSeen"),
            })
        })
    }
}

/// The report about a device.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The device.
    pub registration_id: String,
    /// Every criterion, the failed ones first.
    pub findings: Vec<Finding>,
}

/// One criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Its name.
    pub id: String,
    /// What a device should do.
    pub title: String,
    /// `passed`, `failed` or `notSeen`.
    pub mark: String,
    /// Why.
    pub why: String,
    /// The faults that would show it, where nothing was seen.
    pub provoked_by: Vec<String>,
    /// Times, connections and packets.
    pub evidence: Vec<String>,
    /// Where it is written down: label and address.
    pub sources: Vec<(String, String)>,
}

impl Report {
    /// Reads it.
    pub fn read(answer: &Value) -> Self {
        let findings = answer.get("findings").unwrap_or(&Value::Null);
        let mut findings = list(findings, |finding| {
            let evidence = finding.get("evidence").unwrap_or(&Value::Null);
            let sources = finding.get("sources").unwrap_or(&Value::Null);
            Some(Finding {
                id: optional(finding, "id")?,
                title: text(finding, "title"),
                mark: text(finding, "mark"),
                why: text(finding, "why"),
                provoked_by: list(finding.get("provokedBy").unwrap_or(&Value::Null), |fault| {
                    fault.as_str().map(str::to_owned)
                }),
                evidence: list(evidence, |exhibit| {
                    let (at, what) = (text(exhibit, "at"), text(exhibit, "what"));
                    let connection = number(exhibit, "connection");
                    Some(format!("{at}, connection {connection}: {what}"))
                }),
                sources: list(sources, |one| {
                    Some((optional(one, "label")?, optional(one, "url")?))
                }),
            })
        });
        let rank = |finding: &Finding| match finding.mark.as_str() {
            "failed" => 0,
            "passed" => 1,
            _ => 2,
        };
        let mut in_order = Vec::new();
        for wanted in 0..3 {
            in_order.extend(findings.extract_if(.., |finding| rank(finding) == wanted));
        }
        Self {
            registration_id: text(answer, "registrationId"),
            findings: in_order,
        }
    }
}
