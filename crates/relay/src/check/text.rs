//! The report for people: a summary first when there are many files, then what was found. Why and what to do are
//! said where a rule speaks for the first time.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use device_certs::lint::{Finding, Severity};
use device_certs::lints::texts;

use crate::check::enrollment::Answer;
use crate::check::report::{CertificateReport, FileReport, Report, Summary};

/// Where lines of prose end.
const WIDTH: usize = 96;

/// The whole report, without a last line end.
pub(super) fn render(report: &Report, colour: bool) -> String {
    let mut page = Page {
        text: String::new(),
        colour,
        explained: BTreeSet::new(),
    };
    let many = report.files.len() > 1;
    if many {
        page.summary(report);
    }
    for file in &report.files {
        // With many files, what differs is what counts.
        if !many || !file.findings.is_empty() || file.answer.is_some() {
            page.file(file);
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

    fn file(&mut self, file: &FileReport) {
        let path = self.styled("1", &printable(&file.path));
        self.line(&path);
        for certificate in &file.certificates {
            self.certificate(certificate);
        }
        if let Some(answer) = &file.answer {
            self.answer(answer);
        }
        for finding in &file.findings {
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

    fn answer(&mut self, answer: &Answer) {
        let outcome = match &answer.error {
            Some((code, message)) => format!("{} with {code} {message:?}", answer.outcome),
            None => answer.outcome.to_owned(),
        };
        let mut line = format!("  the service answers: {outcome}");
        if let Some(entry) = &answer.entry {
            let _ = write!(line, ", by {}", printable(entry));
        }
        if let Some(device_id) = &answer.device_id {
            let _ = write!(line, ", device ID {device_id:?}");
        }
        self.line(&line);
        let (id, text) = (answer.rule.id(), answer.rule.text());
        let evidence = answer.rule.evidence().as_str();
        self.prose("    ", &format!("{id}: {text} ({evidence})"));
    }

    fn finding(&mut self, finding: &Finding) {
        let severity = finding.lint.severity;
        let style = match severity {
            Severity::Error => "1;31",
            Severity::Warning => "1;33",
            Severity::Notice => "1;36",
        };
        let head = self.styled(
            style,
            &format!("{}[{}]", severity.as_str(), finding.lint.id),
        );
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
        if !self.explained.insert(finding.lint.id) {
            return;
        }
        if let Some(texts) = texts(finding.lint.id) {
            self.prose("    why: ", texts.why);
            self.prose("    fix: ", texts.fix);
            for citation in texts.citations {
                self.line(&format!("    see: {}", citation.url));
            }
        }
    }

    /// Words in lines; the following ones begin below the first word. What is too long stands alone, so that an
    /// address or a command can be copied.
    fn prose(&mut self, first: &str, text: &str) {
        let mut line = first.to_owned();
        let mut empty = true;
        for word in words(text) {
            if !empty && line.chars().count() + 1 + word.chars().count() > WIDTH {
                self.line(&line);
                line = " ".repeat(first.len());
                empty = true;
            }
            if !empty {
                line.push(' ');
            }
            line.push_str(word);
            empty = false;
        }
        self.line(&line);
    }
}

/// Words, a command in backquotes being one.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    text.split(move |character| {
        quoted ^= character == '`';
        character == ' ' && !quoted
    })
}

fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

/// What a file says must not steer the terminal: control and direction characters are shown as their numbers.
fn printable(text: &str) -> String {
    let mut printable = String::with_capacity(text.len());
    for character in text.chars() {
        let steers = character.is_control()
            || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
        if steers {
            printable.extend(character.escape_unicode());
        } else {
            printable.push(character);
        }
    }
    printable
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_stay_whole() {
        let text = "Say `openssl x509 -in a` twice.";
        let words: Vec<_> = words(text).collect();
        assert_eq!(words, ["Say", "`openssl x509 -in a`", "twice."]);
    }

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(printable("CN=dev\u{1b}[31m"), "CN=dev\\u{1b}[31m");
        assert_eq!(printable("a\u{202e}b\nc"), "a\\u{202e}b\\u{a}c");
        assert_eq!(printable("Werk München"), "Werk München");
    }
}
