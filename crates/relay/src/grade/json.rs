//! The report as one JSON document.

use practice_dps::grade::{Exhibit, Finding, GradeReport, Mark};
use serde_json::{Value, json};

pub(super) fn render(report: &GradeReport) -> Value {
    json!({
        "version": 1,
        "registrationId": report.registration_id,
        "summary": {
            "passed": report.count(Mark::Passed),
            "failed": report.count(Mark::Failed),
            "notSeen": report.count(Mark::NotSeen),
        },
        "findings": report.findings.iter().map(finding).collect::<Vec<_>>(),
    })
}

fn finding(finding: &Finding) -> Value {
    let criterion = finding.criterion;
    let sources = criterion.citations.iter();
    let sources = sources.map(|source| json!({ "label": source.label, "url": source.url }));
    json!({
        "id": criterion.id,
        "title": criterion.title,
        "mark": finding.mark.as_str(),
        "why": finding.why,
        "provokedBy": criterion.provoked_by,
        "evidence": finding.evidence.iter().map(exhibit).collect::<Vec<_>>(),
        "sources": sources.collect::<Vec<_>>(),
    })
}

fn exhibit(exhibit: &Exhibit) -> Value {
    json!({
        "at": exhibit.at.to_string(),
        "connection": exhibit.session.number(),
        "number": exhibit.number,
        "what": exhibit.what,
    })
}
