//! What was found, before it is printed in one form or another.

use device_certs::lint::{Exhibit, Finding, Profile, Ruling, Severity};
use device_certs::pem::{Reading, Repair};
use device_certs::{Certificate, time};

use crate::check::enrollment::Answer;

/// Everything about all files.
pub(super) struct Report {
    pub(super) profile: Profile,
    pub(super) files: Vec<FileReport>,
}

/// Everything about one file.
pub(super) struct FileReport {
    pub(super) path: String,
    pub(super) is_text: bool,
    pub(super) repairs: Vec<RepairReport>,
    pub(super) certificates: Vec<CertificateReport>,
    pub(super) findings: Vec<Finding>,
    pub(super) rulings: Vec<Ruling>,
    pub(super) answer: Option<Answer>,
}

/// What was put right in the file to read it.
pub(super) struct RepairReport {
    pub(super) what: String,
    pub(super) line: usize,
    pub(super) column: usize,
}

impl RepairReport {
    pub(super) fn all_of(exhibit: &Exhibit<'_>) -> Vec<Self> {
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

/// What is said about a certificate whether or not something is wrong with it.
pub(super) struct CertificateReport {
    pub(super) role: &'static str,
    pub(super) subject: String,
    pub(super) common_name: Option<String>,
    pub(super) issuer: String,
    pub(super) serial_number: String,
    pub(super) not_before: Option<String>,
    pub(super) not_after: Option<String>,
    pub(super) sha1: String,
    pub(super) sha256: String,
    pub(super) key: String,
}

/// How much was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Summary {
    pub(super) files: usize,
    pub(super) errors: usize,
    pub(super) warnings: usize,
    pub(super) notices: usize,
}

impl Report {
    pub(super) fn summary(&self) -> Summary {
        let count = |severity| {
            let findings = self.files.iter().flat_map(|file| &file.findings);
            let counted = findings.filter(|finding| finding.lint.severity == severity);
            counted.count()
        };
        Summary {
            files: self.files.len(),
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            notices: count(Severity::Notice),
        }
    }
}

impl CertificateReport {
    pub(super) fn all_of(exhibit: &Exhibit<'_>) -> Vec<Self> {
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
            serial_number: certificate.serial_hex().to_lowercase(),
            not_before: certificate.not_before.map(time::rfc3339),
            not_after: certificate.not_after.map(time::rfc3339),
            sha1: certificate.sha1().to_lowercase(),
            sha256: certificate.sha256().to_lowercase(),
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
