//! What came of a question. Nothing secret is in it.

use device_certs::chain::Chain;
use device_certs::lint::{Finding, Lint, Profile, Severity};
use device_certs::report::FileReport;
use device_certs::{Certificate, Verdict};
use practice_dps::enquiry::Answer;

use super::keep::sentence;
use super::{FileId, Origin};

/// What came of a question.
#[derive(Debug)]
pub struct Judgement {
    /// What the certificates were taken for.
    pub question: Profile,
    /// What was judged: the names of its files.
    pub name: String,
    /// Its files.
    pub files: Vec<FileId>,
    /// Its certificates, in its order.
    pub certificates: Vec<Certificate>,
    /// For each certificate where it came from.
    pub origins: Vec<Origin>,
    /// How they hang together.
    pub chain: Chain,
    /// Certificate, issuer, and whether that one signed it.
    pub links: Vec<(usize, usize, Verdict)>,
    /// CAs at hand that the chain may end in.
    pub anchors: Vec<Anchor>,
    /// Whether a block could not be read, so that what is missing need not be missing.
    pub has_lost_blocks: bool,
    /// The key that goes with it.
    pub key: Option<KeySeen>,
    /// When, in Unix seconds.
    pub now: i64,
    /// What was found, errors first.
    pub findings: Vec<Shown>,
    /// The rules that found nothing.
    pub passed: Vec<Passed>,
    /// The rules that had nothing to look at.
    pub not_applicable: Vec<Passed>,
    /// What the service answers, when an enrolment is given.
    pub answer: Option<Answer>,
    /// Why the enrolment that is given cannot be used: a sentence.
    pub enrolment_wrong: Option<String>,
    /// The same, as it is saved.
    pub report: FileReport,
}

/// A CA that is not presented, but known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The CA.
    pub certificate: Certificate,
    /// Where it came from.
    pub origin: Origin,
    /// The name of its file.
    pub file: String,
    /// Whether it signed the top of the chain.
    pub verdict: Verdict,
}

/// The key that goes with the certificates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeySeen {
    /// Its file, when that is another one.
    pub file: Option<String>,
    /// `EC P-256`.
    pub kind: String,
    /// Whether it belongs to the certificate; `None` when that could not be tried.
    pub fits: Option<bool>,
}

/// A finding and where to show it.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The finding.
    pub finding: Finding,
    /// The certificate it is about.
    pub origin: Option<Origin>,
    /// The file it is about.
    pub file: Option<FileId>,
    /// The file's name, where several were judged together.
    pub file_name: Option<String>,
}

/// A rule that found nothing.
#[derive(Clone, Copy, Debug)]
pub struct Passed {
    /// The rule.
    pub lint: &'static Lint,
    /// Why it did not apply.
    pub why_not: Option<&'static str>,
}

impl Judgement {
    /// How many findings of a severity there are.
    pub fn count(&self, severity: Severity) -> usize {
        let findings = self.findings.iter();
        findings
            .filter(|shown| shown.finding.lint.severity == severity)
            .count()
    }

    /// Whether `issuer` signed `certificate`, as far as that was asked.
    pub fn signed(&self, certificate: usize, issuer: usize) -> Option<&Verdict> {
        let mut links = self.links.iter();
        let link = links.find(|(child, above, _)| (*child, *above) == (certificate, issuer));
        link.map(|(_, _, verdict)| verdict)
    }

    /// `1 error, 2 warnings, 0 notices, 47 checks passed`.
    pub fn summary(&self) -> String {
        let counted = |count: usize, what: &str| {
            let plural = if count == 1 { "" } else { "s" };
            format!("{count} {what}{plural}")
        };
        let severities = [Severity::Error, Severity::Warning, Severity::Notice];
        let mut parts: Vec<String> = severities
            .iter()
            .map(|severity| counted(self.count(*severity), severity.as_str()))
            .collect();
        parts.push(format!("{} passed", counted(self.passed.len(), "check")));
        parts.join(", ")
    }
}

impl Shown {
    /// What was seen: a sentence.
    pub fn message(&self) -> String {
        sentence(&self.finding.message)
    }

    /// Where it is, in words: bytes of a certificate, or the place in the file.
    pub fn place(&self) -> String {
        let finding = &self.finding;
        let place = match self.origin {
            Some(_) if finding.bytes.is_empty() => "the certificate".to_owned(),
            Some(_) => format!("bytes {}–{}", finding.bytes.start, finding.bytes.end - 1),
            None if self.file.is_none() => "all of them together".to_owned(),
            None => format!("line {}, column {}", finding.line, finding.column),
        };
        match &self.file_name {
            Some(name) => format!("{name}, {place}"),
            None => place,
        }
    }
}
