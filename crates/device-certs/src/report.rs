//! What was found in files, ready to be written down: the documents of `check`, which the page saves as well.
//!
//! Nothing here links the prose of the rules: whoever writes a document brings it as [`TextsOf`]. The program has it
//! linked ([`linked_texts`]), the page fetches it.

mod json;
mod markdown;

pub use json::json;
pub use markdown::markdown;

use crate::lint::{Exhibit, Finding, Profile, Ruling, Severity};
use crate::pem::{Reading, Repair};
use crate::{Certificate, lints, time};

/// Everything about all files.
#[derive(Debug)]
pub struct Report {
    /// What the certificates were taken for.
    pub profile: Profile,
    /// In the order they were given.
    pub files: Vec<FileReport>,
}

/// Everything about one file.
#[derive(Debug, Clone)]
pub struct FileReport {
    /// As the user named it.
    pub path: String,
    /// False for DER, where a finding's column counts bytes.
    pub is_text: bool,
    /// What was put right to read it.
    pub repairs: Vec<RepairReport>,
    /// The certificates that can be read, in the order of the file.
    pub certificates: Vec<CertificateReport>,
    /// Errors first.
    pub findings: Vec<Finding>,
    /// Every rule that was asked.
    pub rulings: Vec<Ruling>,
    /// What the service answers, when enrolments are at hand.
    pub answer: Option<ServiceAnswer>,
}

/// What was put right in a file to read it.
#[derive(Debug, Clone)]
pub struct RepairReport {
    /// A lower-case clause.
    pub what: String,
    /// From 1.
    pub line: usize,
    /// From 1.
    pub column: usize,
}

/// What is said about a certificate whether or not something is wrong with it.
#[derive(Debug, Clone)]
pub struct CertificateReport {
    /// `leaf`, `intermediate`, `root`, `unrelated` or `duplicate`.
    pub role: &'static str,
    /// The whole name.
    pub subject: String,
    /// The first common name.
    pub common_name: Option<String>,
    /// The whole name of the issuer.
    pub issuer: String,
    /// In hexadecimal, lower case.
    pub serial_number: String,
    /// RFC 3339.
    pub not_before: Option<String>,
    /// RFC 3339.
    pub not_after: Option<String>,
    /// The thumbprint the DPS portal shows, in hexadecimal, lower case.
    pub sha1: String,
    /// The thumbprint an IoT hub shows, in hexadecimal, lower case.
    pub sha256: String,
    /// Such as `EC P-256`.
    pub key: String,
}

/// What the service answers a device with these certificates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceAnswer {
    /// `assigned`, `disabled`, `failed` or `refused`.
    pub outcome: &'static str,
    /// The status in the topic of the answer.
    pub status: u16,
    /// Six digits and the service's text, when it says no.
    pub error: Option<(u32, std::borrow::Cow<'static, str>)>,
    /// The stable name of the rule that decided.
    pub rule: &'static str,
    /// What that rule found: a lower-case clause.
    pub text: &'static str,
    /// How sure it is that the real service decides so.
    pub evidence: &'static str,
    /// The entry that fits, such as `group "factory-7"`.
    pub entry: Option<String>,
    /// What the hub will know the device by.
    pub device_id: Option<String>,
}

/// How much was found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Files that were read.
    pub files: usize,
    /// Findings that will be refused.
    pub errors: usize,
    /// Findings that will hurt later.
    pub warnings: usize,
    /// Findings worth knowing.
    pub notices: usize,
}

/// What a rule says to people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleTexts<'a> {
    /// Why it matters.
    pub why: &'a str,
    /// What to do.
    pub fix: &'a str,
    /// Where it is written down: label and address.
    pub citations: Vec<(&'a str, &'a str)>,
}

/// The texts of the rule of a name, from wherever they are kept.
pub type TextsOf<'t> = dyn Fn(&str) -> Option<RuleTexts<'t>> + 't;

/// The texts as they are linked into the program. The page must not call this: they are a tenth of its budget.
pub fn linked_texts(id: &str) -> Option<RuleTexts<'static>> {
    let texts = lints::texts(id)?;
    let citations = texts.citations.iter();
    Some(RuleTexts {
        why: texts.why,
        fix: texts.fix,
        citations: citations
            .map(|citation| (citation.label, citation.url))
            .collect(),
    })
}

impl Report {
    /// Counts the findings.
    pub fn summary(&self) -> Summary {
        let mut summary = Summary {
            files: self.files.len(),
            ..Summary::default()
        };
        for finding in self.files.iter().flat_map(|file| &file.findings) {
            match finding.lint.severity {
                Severity::Error => summary.errors += 1,
                Severity::Warning => summary.warnings += 1,
                Severity::Notice => summary.notices += 1,
            }
        }
        summary
    }
}

impl FileReport {
    /// What a file is, before anything is found in it.
    pub fn of(path: String, exhibit: &Exhibit<'_>) -> Self {
        Self {
            path,
            is_text: exhibit.file.first() != Some(&0x30),
            repairs: RepairReport::all_of(exhibit),
            certificates: CertificateReport::all_of(exhibit),
            findings: Vec::new(),
            rulings: Vec::new(),
            answer: None,
        }
    }
}

impl RepairReport {
    fn all_of(exhibit: &Exhibit<'_>) -> Vec<Self> {
        let repairs = exhibit.reading.repairs.iter();
        let report = |repair| Self::of(&exhibit.reading, repair);
        repairs.map(report).collect()
    }

    fn of(reading: &Reading, repair: &Repair) -> Self {
        Self {
            what: reading.describe(repair),
            line: repair.line,
            column: repair.column,
        }
    }
}

impl CertificateReport {
    fn all_of(exhibit: &Exhibit<'_>) -> Vec<Self> {
        let certificates = exhibit.certificates.iter().enumerate();
        certificates
            .map(|(index, certificate)| Self::of(certificate, role(exhibit, index, certificate)))
            .collect()
    }

    fn of(certificate: &Certificate, role: &'static str) -> Self {
        Self {
            role,
            subject: certificate.subject.to_string(),
            common_name: certificate.common_name().map(str::to_owned),
            issuer: certificate.issuer.to_string(),
            serial_number: certificate.serial_hex().to_ascii_lowercase(),
            not_before: certificate.not_before.map(time::rfc3339),
            not_after: certificate.not_after.map(time::rfc3339),
            sha1: certificate.sha1().to_ascii_lowercase(),
            sha256: certificate.sha256().to_ascii_lowercase(),
            key: certificate.key.to_string(),
        }
    }
}

/// One word.
fn role(exhibit: &Exhibit<'_>, index: usize, certificate: &Certificate) -> &'static str {
    let chain = &exhibit.chain;
    if chain.duplicates.contains(&index) {
        "duplicate"
    } else if chain.leaf() == Some(index) && !certificate.is_ca() {
        "leaf"
    } else if certificate.is_self_issued() {
        "root"
    } else if chain.path.contains(&index) {
        "intermediate"
    } else {
        "unrelated"
    }
}

/// What a file says must not steer a terminal or hide in a text: control and direction characters as their numbers.
pub fn printable(text: &str) -> String {
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

/// `1 file`, `2 files`.
pub fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    [&count.to_string(), " ", what, plural].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(printable("CN=dev\u{1b}[31m"), "CN=dev\\u{1b}[31m");
        assert_eq!(printable("a\u{202e}b\nc"), "a\\u{202e}b\\u{a}c");
        assert_eq!(printable("Werk München"), "Werk München");
    }
}
