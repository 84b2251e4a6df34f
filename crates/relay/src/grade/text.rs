//! The report for people.

use std::fmt::Write as _;

use practice_dps::grade::{GradeReport, Mark};

pub(super) fn render(report: &GradeReport) -> String {
    let mut text = format!("Grades of {:?}\n\n", report.registration_id);
    for finding in &report.findings {
        let word = match finding.mark {
            Mark::Passed => "passed  ",
            Mark::Failed => "FAILED  ",
            Mark::NotSeen => "not seen",
        };
        // Writing into a String cannot fail.
        let _ = writeln!(text, "{word}  {}: {}", finding.criterion.title, finding.why);
        if finding.mark != Mark::Failed {
            continue;
        }
        for exhibit in &finding.evidence {
            let connection = exhibit.session.number();
            let _ = writeln!(
                text,
                "            {} on connection {connection}: {}",
                exhibit.at, exhibit.what
            );
        }
        for source in finding.criterion.citations {
            let _ = writeln!(text, "            {}: {}", source.label, source.url);
        }
    }
    let _ = write!(
        text,
        "\n{} passed, {} failed, {} not seen",
        report.count(Mark::Passed),
        report.count(Mark::Failed),
        report.count(Mark::NotSeen)
    );
    text
}
