//! The report as Markdown, to be kept or sent on: the summary first, then each file with what was found in it.
//!
//! What a file says stands in code spans or is escaped: it must not become a heading, a link or HTML of ours.

use super::{CertificateReport, FileReport, Report, ServiceAnswer, TextsOf, counted, printable};
use crate::lint::{Finding, Outcome};

/// One document. Why and what to do are said where a rule speaks for the first time.
pub fn markdown(report: &Report, texts: &TextsOf<'_>) -> String {
    let summary = report.summary();
    let mut page = Page {
        text: String::new(),
        explained: Vec::new(),
    };
    let clean = report.files.iter().filter(|file| file.findings.is_empty());
    let (clean, profile) = (clean.count(), report.profile.as_str());
    page.push(&["# Certificates checked for DPS\n\n**"]);
    page.push(&[&counted(summary.files, "file"), ": "]);
    page.push(&[&counted(summary.errors, "error"), ", "]);
    page.push(&[&counted(summary.warnings, "warning"), ", "]);
    page.push(&[&counted(summary.notices, "notice"), ".** "]);
    page.push(&["Without findings: ", &clean.to_string(), ". "]);
    page.push(&["Profile: ", profile, ".\n"]);
    for file in &report.files {
        // With many files, what differs is what counts.
        if report.files.len() == 1 || !file.findings.is_empty() || file.answer.is_some() {
            page.file(file, texts);
        }
    }
    page.text
}

struct Page {
    text: String,
    explained: Vec<&'static str>,
}

impl Page {
    fn push(&mut self, parts: &[&str]) {
        parts.iter().for_each(|part| self.text.push_str(part));
    }

    fn file(&mut self, file: &FileReport, texts: &TextsOf<'_>) {
        self.push(&["\n## ", &code(&file.path), "\n"]);
        if !file.repairs.is_empty() {
            self.push(&["\nRepaired to read it:\n\n"]);
        }
        for repair in &file.repairs {
            let (line, column) = (repair.line.to_string(), repair.column.to_string());
            self.push(&["- line ", &line, ", column ", &column, ": "]);
            self.push(&[&escaped(&repair.what), "\n"]);
        }
        for (index, certificate) in file.certificates.iter().enumerate() {
            self.certificate(index, certificate);
        }
        if let Some(answer) = &file.answer {
            self.answer(answer);
        }
        for finding in &file.findings {
            self.finding(finding, texts);
        }
        let passed = file.rulings.iter();
        let passed = passed.filter(|ruling| ruling.outcome == Outcome::Passed);
        let passed = passed.count().to_string();
        let skipped = file.rulings.iter();
        let skipped = skipped.filter(|ruling| matches!(ruling.outcome, Outcome::NotApplicable(_)));
        let skipped = skipped.count().to_string();
        self.push(&["\nRules that found nothing: ", &passed]);
        self.push(&["; that had nothing to look at: ", &skipped, ".\n"]);
    }

    fn certificate(&mut self, index: usize, certificate: &CertificateReport) {
        let number = (index + 1).to_string();
        self.push(&["\nCertificate ", &number, ", ", certificate.role, "\n\n"]);
        let date = |moment: &Option<String>| moment.clone().unwrap_or_else(|| "?".to_owned());
        let (from, to) = (date(&certificate.not_before), date(&certificate.not_after));
        for (name, value) in [
            ("subject", &certificate.subject),
            ("issuer", &certificate.issuer),
            ("serial number", &certificate.serial_number),
            ("valid from", &from),
            ("valid to", &to),
            ("key", &certificate.key),
            ("SHA-1", &certificate.sha1),
            ("SHA-256", &certificate.sha256),
        ] {
            self.push(&["- ", name, ": ", &code(value), "\n"]);
        }
    }

    fn answer(&mut self, answer: &ServiceAnswer) {
        self.push(&["\n**The service answers: ", answer.outcome]);
        if let Some((number, message)) = &answer.error {
            let number = number.to_string();
            self.push(&[" with ", &number, " ", &code(message)]);
        }
        self.push(&["**"]);
        if let Some(entry) = &answer.entry {
            self.push(&[", by ", &escaped(entry)]);
        }
        if let Some(device_id) = &answer.device_id {
            self.push(&[", device ID ", &code(device_id)]);
        }
        let (rule, text) = (code(answer.rule), escaped(answer.text));
        self.push(&["\n\nDecided by ", &rule, ": ", &text]);
        self.push(&[" (", answer.evidence, ").\n"]);
    }

    fn finding(&mut self, finding: &Finding, texts: &TextsOf<'_>) {
        let lint = finding.lint;
        self.push(&["\n### ", lint.severity.as_str(), ": ", &code(lint.id)]);
        self.push(&["\n\n", &escaped(&finding.message), "\n\n"]);
        let (line, column) = (finding.line.to_string(), finding.column.to_string());
        self.push(&["At line ", &line, ", column ", &column]);
        if let Some(certificate) = finding.certificate {
            let bytes = [finding.bytes.start, finding.bytes.end].map(|at| at.to_string());
            let number = (certificate + 1).to_string();
            self.push(&["; certificate ", &number]);
            self.push(&[", bytes ", &bytes[0], " to ", &bytes[1]]);
        }
        self.push(&[".\n"]);
        if self.explained.contains(&lint.id) {
            return;
        }
        self.explained.push(lint.id);
        if let Some(texts) = texts(lint.id) {
            self.push(&["\n- Why: ", texts.why, "\n- What to do: ", texts.fix, "\n"]);
            for (label, url) in texts.citations {
                self.push(&["- See [", label, "](", url, ")\n"]);
            }
        }
    }
}

/// A code span: its fence is longer than any run of backquotes in it (CommonMark, 6.1).
fn code(text: &str) -> String {
    let text = printable(text);
    let (mut longest, mut run) = (0, 0);
    for character in text.chars() {
        run = if character == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest + 1);
    let pad = if longest > 0 || text.is_empty() {
        " "
    } else {
        ""
    };
    [&fence, pad, &text, pad, &fence].concat()
}

/// Plain text: what means something to Markdown is escaped (CommonMark, 2.4).
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in printable(text).chars() {
        if matches!(
            character,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | '#' | '!'
        ) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_says_stays_text() {
        assert_eq!(code("CN=dev-01"), "`CN=dev-01`");
        assert_eq!(code("a`b``c"), "``` a`b``c ```");
        assert_eq!(code("a\nb"), "`a\\u{a}b`");
        assert_eq!(
            escaped("<script>[x](y) `z` *_|"),
            "\\<script\\>\\[x\\](y) \\`z\\` \\*\\_\\|"
        );
        assert_eq!(escaped("one\n# two"), "one\\\\u{a}\\# two");
    }
}
