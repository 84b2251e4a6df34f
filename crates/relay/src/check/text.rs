//! The report for people: a summary first when there are many files, then what was found. Why and what to do are
//! said where a rule speaks for the first time.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use device_certs::lint::{Finding, Lint, Severity};
use device_certs::lints::texts;
use device_certs::report::{
    CertificateReport, FileReport, Report, ServiceAnswer, Summary, counted, printable,
};

use crate::check::common::{self, Common};
use crate::prose::wrapped;

/// The whole report, without a last line end.
pub(super) fn render(report: &Report, colour: bool) -> String {
    let mut page = Page {
        text: String::new(),
        colour,
        explained: BTreeSet::new(),
    };
    let many = report.files.len() > 1;
    let common = Common::of(report);
    if many {
        page.summary(report);
        page.common(&common);
    }
    for file in &report.files {
        // With many files, what differs is what counts.
        if !many || !common.covers_file(file) {
            page.file(file, &common);
        }
    }
    if !many {
        page.summary(report);
    }
    page.text.trim_end().to_owned()
}

struct Page {
    text: String,
    colour: bool,
    explained: BTreeSet<&'static str>,
}

impl Page {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn styled(&self, style: &str, text: &str) -> String {
        if self.colour {
            format!("\x1b[{style}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }

    fn summary(&mut self, report: &Report) {
        let Summary {
            files,
            errors,
            warnings,
            notices,
        } = report.summary();
        let clean = report.files.iter().filter(|file| file.findings.is_empty());
        let mut line = format!(
            "{}: {}, {}, {}",
            counted(files, "file"),
            counted(errors, "error"),
            counted(warnings, "warning"),
            counted(notices, "notice"),
        );
        if files > 1 {
            let _ = write!(line, "; {} without findings", clean.count());
        }
        let line = self.styled("1", &line);
        self.line(&line);
        if files > 1 {
            self.line("");
        }
    }

    /// What is so in nearly all files of a large batch, and how often the service answers what.
    fn common(&mut self, common: &Common<'_>) {
        for (outcome, count) in &common.answers {
            let files = counted(*count, "file");
            self.line(&format!("the service answers {files}: {outcome}"));
        }
        for rule in &common.rules {
            let head = self.head(rule.lint);
            let title = rule.lint.title;
            let place = match rule.not_in.as_slice() {
                [] => format!("in all {} files", common.files),
                names => {
                    let more = common.files - rule.files - names.len();
                    let more = if more > 0 {
                        format!(" and {more} more")
                    } else {
                        String::new()
                    };
                    let names = printable(&names.join(", "));
                    format!(
                        "in {} of {} files; not in {names}{more}",
                        rule.files, common.files
                    )
                }
            };
            self.line(&format!("{head} {title}"));
            self.line(&format!("    {place}"));
            self.explain(rule.lint);
            self.line("");
        }
        if common.rules.is_empty() && !common.answers.is_empty() {
            self.line("");
        }
    }

    fn file(&mut self, file: &FileReport, common: &Common<'_>) {
        let path = self.styled("1", &printable(&file.path));
        self.line(&path);
        for certificate in &file.certificates {
            self.certificate(certificate);
        }
        if let Some(answer) = &file.answer {
            self.answer(answer);
        }
        let findings = file.findings.iter();
        for finding in findings.filter(|finding| !common.covers(finding)) {
            self.finding(finding);
        }
        self.line("");
    }

    fn certificate(&mut self, certificate: &CertificateReport) {
        let date = |moment: &Option<String>| match moment {
            Some(moment) => moment.split('T').next().unwrap_or_default().to_owned(),
            None => "?".to_owned(),
        };
        let line = format!(
            "  {:<12}  {}, {}, {} to {}",
            certificate.role,
            printable(&certificate.subject),
            certificate.key,
            date(&certificate.not_before),
            date(&certificate.not_after),
        );
        self.line(&line);
    }

    fn answer(&mut self, answer: &ServiceAnswer) {
        let outcome = common::outcome(answer);
        let mut line = format!("  the service answers: {outcome}");
        if let Some(entry) = &answer.entry {
            let _ = write!(line, ", by {}", printable(entry));
        }
        if let Some(device_id) = &answer.device_id {
            let _ = write!(line, ", device ID {device_id:?}");
        }
        self.line(&line);
        let (id, text, evidence) = (answer.rule, answer.text, answer.evidence);
        self.prose("    ", &format!("{id}: {text} ({evidence})"));
    }

    /// Severity and name of a rule.
    fn head(&self, lint: &Lint) -> String {
        let style = match lint.severity {
            Severity::Error => "1;31",
            Severity::Warning => "1;33",
            Severity::Notice => "1;36",
        };
        self.styled(style, &format!("{}[{}]", lint.severity.as_str(), lint.id))
    }

    fn finding(&mut self, finding: &Finding) {
        let head = self.head(finding.lint);
        let place = match finding.certificate {
            Some(certificate) => format!(
                "line {}, column {}; certificate {}, bytes {} to {}",
                finding.line,
                finding.column,
                certificate + 1,
                finding.bytes.start,
                finding.bytes.end
            ),
            None => format!("line {}, column {}", finding.line, finding.column),
        };
        self.line("");
        self.line(&format!("  {head} {}", printable(&finding.message)));
        self.line(&format!("    at {place}"));
        self.explain(finding.lint);
    }

    /// Why and what to do, the first time.
    fn explain(&mut self, lint: &Lint) {
        if !self.explained.insert(lint.id) {
            return;
        }
        if let Some(texts) = texts(lint.id) {
            self.prose("    why: ", texts.why);
            self.prose("    fix: ", texts.fix);
            for citation in texts.citations {
                self.line(&format!("    see: {}", citation.url));
            }
        }
    }

    fn prose(&mut self, first: &str, text: &str) {
        for line in wrapped(first, text) {
            self.line(&line);
        }
    }
}
