//! The report as the JSON that `check` promises. Members may be added; none is renamed.
//!
//! Written by hand: in the page every derived writer costs kilobytes. Members stand in the order of the alphabet.

use super::{CertificateReport, FileReport, RepairReport, Report, ServiceAnswer, TextsOf};
use crate::lint::{Finding, Outcome};

/// One document.
pub fn json(report: &Report, texts: &TextsOf<'_>) -> String {
    let summary = report.summary();
    let mut out = Writer(String::new());
    out.open('{');
    out.key("files");
    out.open('[');
    for file in &report.files {
        write_file(&mut out, file, texts);
    }
    out.close(']');
    out.text_member("profile", report.profile.as_str());
    out.key("summary");
    out.open('{');
    out.number_member("errors", summary.errors);
    out.number_member("files", summary.files);
    out.number_member("notices", summary.notices);
    out.number_member("warnings", summary.warnings);
    out.close('}');
    out.number_member("version", 1);
    out.close('}');
    out.0
}

fn write_file(out: &mut Writer, file: &FileReport, texts: &TextsOf<'_>) {
    out.open('{');
    out.key("certificates");
    out.open('[');
    for certificate in &file.certificates {
        write_certificate(out, certificate);
    }
    out.close(']');
    out.key("enrollment");
    match &file.answer {
        Some(answer) => write_answer(out, answer),
        None => out.null(),
    }
    out.key("findings");
    out.open('[');
    for finding in &file.findings {
        write_finding(out, finding, texts);
    }
    out.close(']');
    out.key("notApplicable");
    out.open('[');
    for ruling in &file.rulings {
        if let Outcome::NotApplicable(why) = ruling.outcome {
            out.open('{');
            out.text_member("rule", ruling.lint.id);
            out.text_member("why", why);
            out.close('}');
        }
    }
    out.close(']');
    out.key("passed");
    out.open('[');
    for ruling in &file.rulings {
        if ruling.outcome == Outcome::Passed {
            out.text(ruling.lint.id);
        }
    }
    out.close(']');
    out.text_member("path", &file.path);
    out.key("repairs");
    out.open('[');
    for RepairReport { what, line, column } in &file.repairs {
        out.open('{');
        out.number_member("column", *column);
        out.number_member("line", *line);
        out.text_member("what", what);
        out.close('}');
    }
    out.close(']');
    out.close('}');
}

fn write_certificate(out: &mut Writer, certificate: &CertificateReport) {
    out.open('{');
    out.optional_member("commonName", certificate.common_name.as_deref());
    out.text_member("issuer", &certificate.issuer);
    out.text_member("key", &certificate.key);
    out.optional_member("notAfter", certificate.not_after.as_deref());
    out.optional_member("notBefore", certificate.not_before.as_deref());
    out.text_member("role", certificate.role);
    out.text_member("serialNumber", &certificate.serial_number);
    out.text_member("sha1", &certificate.sha1);
    out.text_member("sha256", &certificate.sha256);
    out.text_member("subject", &certificate.subject);
    out.close('}');
}

fn write_finding(out: &mut Writer, finding: &Finding, texts: &TextsOf<'_>) {
    let texts = texts(finding.lint.id);
    out.open('{');
    out.key("bytes");
    out.open('[');
    out.number(finding.bytes.start);
    out.number(finding.bytes.end);
    out.close(']');
    out.key("certificate");
    match finding.certificate {
        Some(certificate) => out.number(certificate),
        None => out.null(),
    }
    out.key("citations");
    out.open('[');
    for (label, url) in texts.iter().flat_map(|texts| &texts.citations) {
        out.open('{');
        out.text_member("label", label);
        out.text_member("url", url);
        out.close('}');
    }
    out.close(']');
    out.number_member("column", finding.column);
    out.optional_member("fix", texts.as_ref().map(|texts| texts.fix));
    out.number_member("line", finding.line);
    out.text_member("message", &finding.message);
    out.text_member("rule", finding.lint.id);
    out.text_member("severity", finding.lint.severity.as_str());
    out.text_member("title", finding.lint.title);
    out.optional_member("why", texts.as_ref().map(|texts| texts.why));
    out.close('}');
}

fn write_answer(out: &mut Writer, answer: &ServiceAnswer) {
    out.open('{');
    out.key("code");
    match &answer.error {
        Some((code, _)) => out.number(*code as usize),
        None => out.null(),
    }
    out.optional_member("deviceId", answer.device_id.as_deref());
    out.optional_member("entry", answer.entry.as_deref());
    out.text_member("evidence", answer.evidence);
    out.optional_member(
        "message",
        answer.error.as_ref().map(|(_, message)| message.as_ref()),
    );
    out.text_member("outcome", answer.outcome);
    out.text_member("rule", answer.rule);
    out.number_member("status", usize::from(answer.status));
    out.text_member("text", answer.text);
    out.close('}');
}

/// Puts the commas; a value never ends like an opening.
struct Writer(String);

impl Writer {
    fn value(&mut self) {
        if !self.0.is_empty() && !self.0.ends_with(['{', '[', ':']) {
            self.0.push(',');
        }
    }

    fn open(&mut self, bracket: char) {
        self.value();
        self.0.push(bracket);
    }

    fn close(&mut self, bracket: char) {
        self.0.push(bracket);
    }

    fn key(&mut self, key: &str) {
        self.text(key);
        self.0.push(':');
    }

    fn null(&mut self) {
        self.value();
        self.0.push_str("null");
    }

    fn number(&mut self, number: usize) {
        self.value();
        self.0.push_str(&number.to_string());
    }

    /// A string (RFC 8259, 7), with the escapes that serde_json writes.
    fn text(&mut self, text: &str) {
        self.value();
        self.0.push('"');
        for character in text.chars() {
            match character {
                '"' => self.0.push_str("\\\""),
                '\\' => self.0.push_str("\\\\"),
                '\n' => self.0.push_str("\\n"),
                '\r' => self.0.push_str("\\r"),
                '\t' => self.0.push_str("\\t"),
                '\u{8}' => self.0.push_str("\\b"),
                '\u{c}' => self.0.push_str("\\f"),
                '\0'..' ' => {
                    self.0.push_str("\\u00");
                    for digit in [u32::from(character) >> 4, u32::from(character) & 15] {
                        self.0.extend(char::from_digit(digit, 16));
                    }
                }
                _ => self.0.push(character),
            }
        }
        self.0.push('"');
    }

    fn text_member(&mut self, key: &str, text: &str) {
        self.key(key);
        self.text(text);
    }

    fn number_member(&mut self, key: &str, number: usize) {
        self.key(key);
        self.number(number);
    }

    fn optional_member(&mut self, key: &str, text: Option<&str>) {
        self.key(key);
        match text {
            Some(text) => self.text(text),
            None => self.null(),
        }
    }
}
