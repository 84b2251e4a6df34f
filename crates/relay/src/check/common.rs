//! What the files of a large batch have in common, so that the report says it once and then what differs.

use std::collections::{BTreeMap, BTreeSet};

use device_certs::lint::{Finding, Lint};
use device_certs::lints::LINTS;
use device_certs::report::{FileReport, Report, ServiceAnswer};

/// With fewer files everything is said of each.
const LARGE: usize = 10;

/// Files without a finding that nearly all others have are named, up to so many.
const NAMED: usize = 5;

/// What is said once.
#[derive(Default)]
pub(super) struct Common<'r> {
    /// Files with certificates.
    pub(super) files: usize,
    /// Rules that found something in nearly every file, errors first.
    pub(super) rules: Vec<CommonRule<'r>>,
    /// What the service answers, and how often.
    pub(super) answers: BTreeMap<String, usize>,
}

/// A rule that found something in nearly every file.
pub(super) struct CommonRule<'r> {
    pub(super) lint: &'static Lint,
    /// In how many.
    pub(super) files: usize,
    /// Some of the others.
    pub(super) not_in: Vec<&'r str>,
}

impl<'r> Common<'r> {
    /// Nothing for a batch that is not large.
    pub(super) fn of(report: &'r Report) -> Self {
        let files = report.files.iter();
        let files: Vec<&FileReport> = files.filter(|file| !file.certificates.is_empty()).collect();
        if files.len() < LARGE {
            return Self::default();
        }
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let mut answers = BTreeMap::new();
        for file in &files {
            let findings = file.findings.iter();
            let ids: BTreeSet<&str> = findings.map(|finding| finding.lint.id).collect();
            for id in ids {
                *counts.entry(id).or_default() += 1;
            }
            if let Some(answer) = &file.answer {
                *answers.entry(outcome(answer)).or_default() += 1;
            }
        }
        let mut rules = Vec::new();
        for lint in LINTS {
            let count = counts.get(lint.id).copied().unwrap_or_default();
            if count * 10 >= files.len() * 9 {
                let found = |file: &FileReport| {
                    let mut findings = file.findings.iter();
                    findings.any(|finding| finding.lint.id == lint.id)
                };
                let others = files.iter().filter(|file| !found(file));
                rules.push(CommonRule {
                    lint,
                    files: count,
                    not_in: others.take(NAMED).map(|file| file.path.as_str()).collect(),
                });
            }
        }
        // Stable: within a severity the order of the rules stays.
        rules.sort_by_key(|rule| rule.lint.severity);
        Self {
            files: files.len(),
            rules,
            answers,
        }
    }

    /// Whether this is said of all files together.
    pub(super) fn covers(&self, finding: &Finding) -> bool {
        let mut rules = self.rules.iter();
        rules.any(|rule| rule.lint.id == finding.lint.id)
    }

    /// Whether nothing is left to say of a file.
    pub(super) fn covers_file(&self, file: &FileReport) -> bool {
        let answer = file.answer.as_ref();
        let expected = answer.is_none_or(|answer| self.files > 0 && answer.outcome == "assigned");
        expected && file.findings.iter().all(|finding| self.covers(finding))
    }
}

/// In one line.
pub(super) fn outcome(answer: &ServiceAnswer) -> String {
    match &answer.error {
        Some((code, message)) => format!("{} with {code} {message:?}", answer.outcome),
        None => answer.outcome.to_owned(),
    }
}
