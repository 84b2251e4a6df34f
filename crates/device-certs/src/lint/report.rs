//! Asking every rule, and what comes of it.

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
#[derive(Debug, Clone, Copy)]
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
    let (mut seen, mut applied) = (false, false);
    let mut each = |found: &mut Found,
                    subjects: &mut dyn Iterator<Item = Subject<'_>>,
                    check: fn(&Evidence<'_>, &Subject<'_>, &mut Found)| {
        for subject in subjects {
            found.certificate = Some(subject.index);
            let earlier = found.not_applicable.take();
            check(evidence, &subject, found);
            seen = true;
            applied |= found.not_applicable.is_none();
            found.not_applicable = earlier.or(found.not_applicable);
        }
    };
    match lint.check {
        Check::Whole(check) => {
            check(evidence, &mut found);
            return Some(found);
        }
        Check::Leaf(_) if is_leaf_lost(evidence) => {
            found.not_applicable("the certificate of the device is in a part that cannot be read");
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
    if applied {
        // One certificate it could be asked of is enough.
        found.not_applicable = None;
    }
    Some(found)
}

/// A CA is not the device only because the block before it is damaged.
fn is_leaf_lost(evidence: &Evidence<'_>) -> bool {
    let device = evidence.questions.profile != Profile::Ca;
    let is_ca = |leaf: Subject<'_>| leaf.certificate.is_ca();
    device && evidence.exhibit.has_lost_blocks() && evidence.leaf().is_some_and(is_ca)
}

pub(super) fn finding(lint: &'static Lint, exhibit: &Exhibit<'_>, hit: Hit) -> Finding {
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
