//! The report as SARIF 2.1.0 (OASIS), for code scanning.

use device_certs::lint::{Finding, Lint, Severity};
use device_certs::lints::{LINTS, texts};
use device_certs::report::{FileReport, Report};
use serde_json::{Value, json};

/// One log with one run.
pub(super) fn render(report: &Report) -> String {
    let rules: Vec<&Lint> = LINTS
        .iter()
        .copied()
        .filter(|lint| lint.profiles.contains(&report.profile))
        .collect();
    let results: Vec<Value> = report
        .files
        .iter()
        .flat_map(|file| {
            let findings = file.findings.iter();
            findings.map(|finding| result(file, finding, &rules))
        })
        .collect();
    let log = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "dps-playground",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(|lint| rule(lint)).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "artifacts": report.files.iter().map(artifact).collect::<Vec<_>>(),
            "results": results,
        }],
    });
    log.to_string()
}

fn rule(lint: &Lint) -> Value {
    let mut rule = json!({
        "id": lint.id,
        "shortDescription": { "text": lint.title },
        "defaultConfiguration": { "level": level(lint.severity) },
    });
    if let Some(texts) = texts(lint.id) {
        rule["fullDescription"] = json!({ "text": texts.why });
        rule["help"] = json!({ "text": texts.fix });
        if let Some(citation) = texts.citations.first() {
            rule["helpUri"] = json!(citation.url);
        }
    }
    rule
}

fn artifact(file: &FileReport) -> Value {
    json!({ "location": { "uri": uri(&file.path) } })
}

fn result(file: &FileReport, finding: &Finding, rules: &[&Lint]) -> Value {
    let region = if file.is_text {
        json!({ "startLine": finding.line, "startColumn": finding.column })
    } else {
        // In DER a finding's column counts bytes from 1.
        json!({ "byteOffset": finding.column - 1, "byteLength": finding.bytes.len() })
    };
    let mut result = json!({
        "ruleId": finding.lint.id,
        "level": level(finding.lint.severity),
        "message": { "text": finding.message },
        "locations": [{ "physicalLocation": {
            "artifactLocation": { "uri": uri(&file.path) },
            "region": region,
        } }],
    });
    let index = rules.iter().position(|rule| rule.id == finding.lint.id);
    if let Some(index) = index {
        result["ruleIndex"] = json!(index);
    }
    result
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Notice => "note",
    }
}

/// A path as a URI reference (RFC 3986): everything that is not unreserved is escaped.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uri_references() {
        assert_eq!(uri("certs/dev-01.pem"), "certs/dev-01.pem");
        assert_eq!(uri("C:/my certs/ä#1.pem"), "C%3A/my%20certs/%C3%A4%231.pem");
    }
}
