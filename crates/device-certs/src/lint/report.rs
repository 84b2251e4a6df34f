//! Asking every rule, and what comes of it.

use std::collections::BTreeMap;
use std::ops::Range;

use super::found::Hit;
use super::{Check, Evidence, Exhibit, Found, Lint, Profile, Questions, Subject};
use crate::lints::LINTS;
use crate::{Verdict, pem};

/// What was asked about a file, and what was found.
#[derive(Debug)]
pub struct Report {
    /// Every rule of the profile with its outcome, in the order of [`LINTS`].
    pub rulings: Vec<Ruling>,
    /// What was found: errors first, then in the order of [`LINTS`] and of the certificates.
    pub findings: Vec<Finding>,
}

/// One rule and its outcome.
#[derive(Debug)]
pub struct Ruling {
    /// The rule.
    pub lint: &'static Lint,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// There was nothing to look at, and why: a lower-case clause.
    NotApplicable(&'static str),
    /// All is well.
    Passed,
    /// So many findings.
    Found(usize),
}

/// One thing found.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The rule.
    pub lint: &'static Lint,
    /// What was seen, with its values: a lower-case clause.
    pub message: String,
    /// Which certificate of the file; `None` when it is about the file.
    pub certificate: Option<usize>,
    /// Where in the certificate's DER, else in the file.
    pub bytes: Range<usize>,
    /// The line of the file, from 1; 1 in DER.
    pub line: usize,
    /// The character in that line, from 1; in DER the byte.
    pub column: usize,
}

/// Asks every rule of the profile. `verdicts` answer [`Exhibit::links`], in that order; what is missing counts as
/// not checked.
pub fn judge(exhibit: &Exhibit<'_>, questions: &Questions<'_>, verdicts: &[Verdict]) -> Report {
    let links = exhibit.links().into_iter().zip(verdicts);
    let signatures = links.map(|(link, verdict)| (link.certificate, link.issuer, verdict.clone()));
    let evidence = Evidence {
        exhibit,
        questions,
        signatures: signatures.collect(),
    };
    let mut rulings = Vec::new();
    let mut findings = Vec::new();
    for lint in LINTS {
        if !lint.profiles.contains(&questions.profile) {
            continue;
        }
        let Some(found) = ask(lint, &evidence) else {
            continue;
        };
        let outcome = match (found.hits.len(), found.not_applicable) {
            (0, Some(why)) => Outcome::NotApplicable(why),
            (0, None) => Outcome::Passed,
            (count, _) => Outcome::Found(count),
        };
        let located = found
            .hits
            .into_iter()
            .map(|hit| finding(lint, exhibit, hit));
        findings.extend(located);
        rulings.push(Ruling { lint, outcome });
    }
    // Stable: within a severity the order of asking stays.
    findings.sort_by_key(|finding| finding.lint.severity);
    Report { rulings, findings }
}

/// `None` for the rules of batches.
fn ask(lint: &'static Lint, evidence: &Evidence<'_>) -> Option<Found> {
    let mut found = Found::default();
    let profile = evidence.questions.profile;
    let mut seen = false;
    let mut each = |found: &mut Found,
                    subjects: &mut dyn Iterator<Item = Subject<'_>>,
                    check: fn(&Evidence<'_>, &Subject<'_>, &mut Found)| {
        for subject in subjects {
            found.certificate = Some(subject.index);
            check(evidence, &subject, found);
            seen = true;
        }
    };
    match lint.check {
        Check::Whole(check) => {
            check(evidence, &mut found);
            return Some(found);
        }
        Check::Leaf(check) => each(&mut found, &mut evidence.leaf().into_iter(), check),
        Check::Authority(check) => match profile {
            Profile::Ca => each(&mut found, &mut evidence.path(), check),
            _ => each(&mut found, &mut evidence.path().skip(1), check),
        },
        Check::Each(check) => each(&mut found, &mut evidence.each(), check),
        Check::Batch(_) => return None,
    }
    if !seen {
        found.not_applicable(match lint.check {
            Check::Authority(_) => "there is no CA certificate in the chain",
            _ => "there is no certificate that can be read",
        });
    }
    Some(found)
}

fn finding(lint: &'static Lint, exhibit: &Exhibit<'_>, hit: Hit) -> Finding {
    let offset = match hit.certificate {
        Some(certificate) => exhibit.file_offset(certificate, hit.bytes.start),
        None => hit.bytes.start,
    };
    let binary = exhibit.file.first() == Some(&0x30);
    let (line, column) = if binary {
        (1, offset + 1)
    } else {
        let position = pem::position(exhibit.file, offset);
        (position.line, position.column)
    };
    Finding {
        lint,
        message: hit.message,
        certificate: hit.certificate,
        bytes: hit.bytes,
        line,
        column,
    }
}

/// One file of a batch.
#[derive(Debug, Clone, Copy)]
pub struct Member<'a> {
    /// Its name for people.
    pub name: &'a str,
    /// What it holds.
    pub exhibit: &'a Exhibit<'a>,
}

/// Something that one file has in common with another.
#[derive(Debug, Clone)]
pub struct BatchFinding {
    /// The file, as an index into the batch.
    pub member: usize,
    /// What was found in it.
    pub finding: Finding,
}

/// Asks the rules about a batch of devices: what their certificates have in common that must be one's own. The same
/// certificate twice is no finding. In the order of the rules, then of the files.
pub fn judge_batch(members: &[Member<'_>]) -> Vec<BatchFinding> {
    let mut findings = Vec::new();
    for lint in LINTS {
        let Check::Batch(value_of) = lint.check else {
            continue;
        };
        let mut groups: BTreeMap<Vec<u8>, Vec<(usize, Range<usize>)>> = BTreeMap::new();
        for (index, member) in members.iter().enumerate() {
            let leaf = member.exhibit.leaf().zip(member.exhibit.chain.leaf());
            let value = leaf.and_then(|(certificate, index)| {
                value_of(&Subject {
                    index,
                    certificate,
                    problems: &[],
                    issuer: None,
                    below: 0,
                })
            });
            if let Some((value, bytes)) = value {
                groups.entry(value).or_default().push((index, bytes));
            }
        }
        for group in groups.into_values() {
            let name = |index: usize| members.get(index).map_or("", |member| member.name);
            let der = |index: usize| {
                let member = members.get(index);
                member.and_then(|member| Some(member.exhibit.leaf()?.der.as_slice()))
            };
            for (index, bytes) in &group {
                let mut others = group
                    .iter()
                    .filter(|(other, _)| other != index && der(*other) != der(*index));
                let Some((first, _)) = others.next() else {
                    continue;
                };
                let Some(member) = members.get(*index) else {
                    continue;
                };
                let more = match others.count() {
                    0 => String::new(),
                    more => format!(" and {more} more"),
                };
                let message = format!("{}: also in {}{more}", lint.title, name(*first));
                let hit = Hit {
                    certificate: member.exhibit.chain.leaf(),
                    bytes: bytes.clone(),
                    message,
                };
                findings.push(BatchFinding {
                    member: *index,
                    finding: finding(lint, member.exhibit, hit),
                });
            }
        }
    }
    findings.sort_by_key(|found| (found.finding.lint.severity, found.member));
    findings
}
