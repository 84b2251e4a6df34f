//! The summary of a batch, and how it gets from the worker to the page.

use std::collections::BTreeMap;

use device_certs::lint::Severity;
use device_certs::report::FileReport;
use serde_json::{Value, json};

use super::MAX_SHOWN;

/// The summary first, then what differs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overview {
    /// Files that were judged.
    pub files: usize,
    /// Certificates in them.
    pub certificates: usize,
    /// Files in which nothing was found.
    pub clean: usize,
    /// Findings that will be refused.
    pub errors: usize,
    /// Findings that will hurt later.
    pub warnings: usize,
    /// Findings worth knowing.
    pub notices: usize,
    /// What was found: errors first, then what is in fewer files.
    pub rules: Vec<RuleCount>,
    /// Half of the files took no longer, in microseconds.
    pub half_micros: usize,
    /// 99 of 100 files took no longer, in microseconds.
    pub most_micros: usize,
}

/// One rule and where it found something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleCount {
    /// The rule.
    pub id: String,
    /// `error`, `warning` or `notice`.
    pub severity: String,
    /// The defect: a lower-case clause.
    pub title: String,
    /// In how many files.
    pub files: usize,
    /// The first of them.
    pub shown: Vec<Hit>,
}

/// What a rule found in one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The file, by its place in the batch.
    pub file: usize,
    /// What was seen: a lower-case clause.
    pub message: String,
}

impl Overview {
    pub(super) fn of(files: &[FileReport], micros: &[u32]) -> Self {
        let mut overview = Self {
            files: files.len(),
            ..Self::default()
        };
        // With the file in which each rule found something last: several findings in one file are one file.
        let mut rules: BTreeMap<(Severity, &str), (RuleCount, Option<usize>)> = BTreeMap::new();
        for (place, file) in files.iter().enumerate() {
            overview.certificates += file.certificates.len();
            overview.clean += usize::from(file.findings.is_empty());
            for finding in &file.findings {
                let lint = finding.lint;
                match lint.severity {
                    Severity::Error => overview.errors += 1,
                    Severity::Warning => overview.warnings += 1,
                    Severity::Notice => overview.notices += 1,
                }
                let rule = rules.entry((lint.severity, lint.id));
                let (rule, last) = rule.or_insert_with(|| {
                    let rule = RuleCount {
                        id: lint.id.to_owned(),
                        severity: lint.severity.as_str().to_owned(),
                        title: lint.title.to_owned(),
                        files: 0,
                        shown: Vec::new(),
                    };
                    (rule, None)
                });
                if last.replace(place) == Some(place) {
                    continue;
                }
                rule.files += 1;
                if rule.shown.len() < MAX_SHOWN {
                    rule.shown.push(Hit {
                        file: place,
                        message: finding.message.clone(),
                    });
                }
            }
        }
        let mut rules: Vec<_> = rules.into_iter().collect();
        // What is rare is what differs.
        diagnose::in_order::by_key(&mut rules, |((severity, _), (rule, _))| {
            (*severity, rule.files)
        });
        overview.rules = rules.into_iter().map(|(_, (rule, _))| rule).collect();
        let mut micros = micros.to_vec();
        micros.sort_unstable();
        let at = |percent: usize| {
            let place = (micros.len() * percent).div_ceil(100).saturating_sub(1);
            micros.get(place).map_or(0, |micros| *micros as usize)
        };
        (overview.half_micros, overview.most_micros) = (at(50), at(99));
        overview
    }

    /// What is the same in all files, and what differs.
    pub fn split(&self) -> (Vec<&RuleCount>, Vec<&RuleCount>) {
        let everywhere = |rule: &&RuleCount| self.files > 1 && rule.files == self.files;
        self.rules.iter().partition(everywhere)
    }

    /// As it travels.
    pub fn to_json(&self) -> String {
        let rules = self.rules.iter().map(|rule| {
            let shown = rule.shown.iter();
            let shown: Vec<Value> = shown
                .map(|hit| json!([hit.file, hit.message.as_str()]))
                .collect();
            json!({
                "id": rule.id.as_str(), "severity": rule.severity.as_str(), "title": rule.title.as_str(),
                "files": rule.files, "shown": shown,
            })
        });
        let rules: Vec<Value> = rules.collect();
        let counts: Vec<Value> = self.counts().map(Value::from).to_vec();
        json!({ "counts": counts, "rules": rules }).to_string()
    }

    fn counts(&self) -> [usize; 8] {
        [
            self.files,
            self.certificates,
            self.clean,
            self.errors,
            self.warnings,
            self.notices,
            self.half_micros,
            self.most_micros,
        ]
    }

    /// As it arrives; what is not as expected is left out.
    pub fn from_json(text: &str) -> Self {
        let document: Value = serde_json::from_slice(text.as_bytes()).unwrap_or_default();
        let counts = document.get("counts").and_then(Value::as_array);
        let count = |place: usize| counts.map_or(0, |counts| number(counts.get(place)));
        let rules = document.get("rules").and_then(Value::as_array);
        let rules = rules.map(Vec::as_slice).unwrap_or_default();
        Self {
            files: count(0),
            certificates: count(1),
            clean: count(2),
            errors: count(3),
            warnings: count(4),
            notices: count(5),
            half_micros: count(6),
            most_micros: count(7),
            rules: rules.iter().filter_map(rule).collect(),
        }
    }
}

fn number(value: Option<&Value>) -> usize {
    let number = value.and_then(Value::as_u64).unwrap_or_default();
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn rule(value: &Value) -> Option<RuleCount> {
    let text = |name: &str| Some(value.get(name)?.as_str()?.to_owned());
    let shown = value.get("shown")?.as_array()?.iter();
    let hit = |hit: &Value| {
        Some(Hit {
            file: number(hit.get(0)),
            message: hit.get(1)?.as_str()?.to_owned(),
        })
    };
    Some(RuleCount {
        id: text("id")?,
        severity: text("severity")?,
        title: text("title")?,
        files: number(value.get("files")),
        shown: shown.filter_map(hit).collect(),
    })
}
