//! The report as JUnit XML, for test reports: a suite a file, a case a rule. Errors fail, the rest is said.

use std::fmt::Write as _;

use device_certs::lint::{Finding, Lint, Outcome, Severity};
use device_certs::report::{FileReport, Report};

use crate::xml::escaped;

/// One document.
pub(super) fn render(report: &Report) -> String {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let suites: Vec<(usize, usize, String)> = report.files.iter().map(suite).collect();
    let tests: usize = suites.iter().map(|(tests, _, _)| tests).sum();
    let failures: usize = suites.iter().map(|(_, failures, _)| failures).sum();
    // Writing into a String cannot fail.
    let _ = writeln!(
        xml,
        "<testsuites name=\"dps-playground check\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">"
    );
    for (_, _, suite) in suites {
        xml.push_str(&suite);
    }
    xml.push_str("</testsuites>");
    xml
}

/// Tests, failures, and the element.
fn suite(file: &FileReport) -> (usize, usize, String) {
    let mut cases = String::new();
    let (mut tests, mut failures) = (0, 0);
    for lint in cases_of(file) {
        let found: Vec<&Finding> = file
            .findings
            .iter()
            .filter(|finding| finding.lint.id == lint.id)
            .collect();
        tests += 1;
        let _ = write!(
            cases,
            "    <testcase classname=\"{}\" name=\"{}\"",
            escaped(&file.path),
            lint.id
        );
        if found.is_empty() {
            cases.push_str("/>\n");
            continue;
        }
        let lines: Vec<String> = found.iter().map(|finding| line(finding)).collect();
        let lines = escaped(&lines.join("\n"));
        let title = escaped(lint.title);
        let _ = if lint.severity == Severity::Error {
            failures += 1;
            writeln!(
                cases,
                ">\n      <failure type=\"error\" message=\"{title}\">{lines}</failure>\n    </testcase>"
            )
        } else {
            writeln!(
                cases,
                ">\n      <system-out>{}: {lines}</system-out>\n    </testcase>",
                lint.severity.as_str()
            )
        };
    }
    let path = escaped(&file.path);
    let suite = format!(
        "  <testsuite name=\"{path}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"0\">\n{cases}  </testsuite>\n"
    );
    (tests, failures, suite)
}

/// The rules that had something to look at, and those of the batch that found something.
fn cases_of(file: &FileReport) -> Vec<&'static Lint> {
    let asked = file
        .rulings
        .iter()
        .filter(|ruling| !matches!(ruling.outcome, Outcome::NotApplicable(_)));
    let mut lints: Vec<&'static Lint> = asked.map(|ruling| ruling.lint).collect();
    for finding in &file.findings {
        if !lints.iter().any(|lint| lint.id == finding.lint.id) {
            lints.push(finding.lint);
        }
    }
    lints
}

fn line(finding: &Finding) -> String {
    format!(
        "{} (line {}, column {})",
        finding.message, finding.line, finding.column
    )
}
