//! The report as JUnit XML: a case a criterion. What was not seen is skipped.

use std::fmt::Write as _;

use practice_dps::grade::{GradeReport, Mark};

use crate::xml::escaped;

pub(super) fn render(report: &GradeReport) -> String {
    let name = escaped(&report.registration_id);
    let tests = report.findings.len();
    let (failures, skipped) = (report.count(Mark::Failed), report.count(Mark::NotSeen));
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <testsuites name=\"dps-playground grade\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">\n  \
         <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\">\n"
    );
    for finding in &report.findings {
        let mut lines = finding.why.clone();
        for exhibit in &finding.evidence {
            // Writing into a String cannot fail.
            let _ = write!(lines, "\n{} {}", exhibit.at, exhibit.what);
        }
        let (lines, why) = (escaped(&lines), escaped(&finding.why));
        let body = match finding.mark {
            Mark::Passed => format!("<system-out>{lines}</system-out>"),
            Mark::Failed => format!("<failure type=\"failed\" message=\"{why}\">{lines}</failure>"),
            Mark::NotSeen => format!("<skipped message=\"{why}\"/>"),
        };
        let id = finding.criterion.id;
        let _ = writeln!(
            xml,
            "    <testcase classname=\"{name}\" name=\"{id}\">{body}</testcase>"
        );
    }
    xml.push_str("  </testsuite>\n</testsuites>");
    xml
}
