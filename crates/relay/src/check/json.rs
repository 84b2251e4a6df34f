//! The report as the JSON that `design.md` promises. Members may be added; none is renamed.

use device_certs::lint::{Finding, Outcome};
use device_certs::lints::texts;
use serde_json::{Value, json};

use crate::check::enrollment::Answer;
use crate::check::report::{CertificateReport, FileReport, RepairReport, Report};

/// One document.
pub(super) fn render(report: &Report) -> String {
    let summary = report.summary();
    let files: Vec<Value> = report.files.iter().map(file).collect();
    let document = json!({
        "version": 1,
        "profile": report.profile.as_str(),
        "summary": {
            "files": summary.files,
            "errors": summary.errors,
            "warnings": summary.warnings,
            "notices": summary.notices,
        },
        "files": files,
    });
    document.to_string()
}

fn file(file: &FileReport) -> Value {
    let mut passed = Vec::new();
    let mut not_applicable = Vec::new();
    for ruling in &file.rulings {
        match ruling.outcome {
            Outcome::Passed => passed.push(json!(ruling.lint.id)),
            Outcome::NotApplicable(why) => {
                not_applicable.push(json!({ "rule": ruling.lint.id, "why": why }));
            }
            Outcome::Found(_) => {}
        }
    }
    json!({
        "path": file.path,
        "repairs": file.repairs.iter().map(repair).collect::<Vec<_>>(),
        "certificates": file.certificates.iter().map(certificate).collect::<Vec<_>>(),
        "findings": file.findings.iter().map(finding).collect::<Vec<_>>(),
        "passed": passed,
        "notApplicable": not_applicable,
        "enrollment": file.answer.as_ref().map(answer),
    })
}

fn repair(repair: &RepairReport) -> Value {
    json!({ "what": repair.what, "line": repair.line, "column": repair.column })
}

fn certificate(certificate: &CertificateReport) -> Value {
    json!({
        "role": certificate.role,
        "subject": certificate.subject,
        "commonName": certificate.common_name,
        "issuer": certificate.issuer,
        "serialNumber": certificate.serial_number,
        "notBefore": certificate.not_before,
        "notAfter": certificate.not_after,
        "sha1": certificate.sha1,
        "sha256": certificate.sha256,
        "key": certificate.key,
    })
}

fn finding(finding: &Finding) -> Value {
    let texts = texts(finding.lint.id);
    let citations = texts.map(|texts| texts.citations).unwrap_or_default();
    let citations: Vec<Value> = citations
        .iter()
        .map(|citation| json!({ "label": citation.label, "url": citation.url }))
        .collect();
    json!({
        "rule": finding.lint.id,
        "severity": finding.lint.severity.as_str(),
        "title": finding.lint.title,
        "message": finding.message,
        "why": texts.map(|texts| texts.why),
        "fix": texts.map(|texts| texts.fix),
        "citations": citations,
        "certificate": finding.certificate,
        "bytes": [finding.bytes.start, finding.bytes.end],
        "line": finding.line,
        "column": finding.column,
    })
}

fn answer(answer: &Answer) -> Value {
    json!({
        "outcome": answer.outcome,
        "status": answer.status,
        "code": answer.error.as_ref().map(|(code, _)| code),
        "message": answer.error.as_ref().map(|(_, message)| message),
        "rule": answer.rule.id(),
        "text": answer.rule.text(),
        "evidence": answer.rule.evidence().as_str(),
        "entry": answer.entry,
        "deviceId": answer.device_id,
    })
}
