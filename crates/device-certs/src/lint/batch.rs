//! What the certificates of a batch have in common that must be one's own.

use std::collections::BTreeMap;

use super::found::Hit;
use super::report::finding;
use super::{Check, Exhibit, Finding, Lint, Shared, Subject};
use crate::lints::LINTS;

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

/// What a file has that must be its own: all that is needed of it once the others have been read as well.
#[derive(Debug, Clone, Default)]
pub struct Shares {
    /// The certificate the file is about: SHA-256 in hexadecimal.
    leaf: String,
    values: Vec<Own>,
}

#[derive(Debug, Clone)]
struct Own {
    value: Vec<u8>,
    /// What would be found if another had it too, but for the message.
    finding: Finding,
}

impl Shares {
    /// What a file has.
    pub fn of(exhibit: &Exhibit<'_>) -> Self {
        let Some((certificate, index)) = exhibit.leaf().zip(exhibit.chain.leaf()) else {
            return Self::default();
        };
        let subject = Subject {
            index,
            certificate,
            problems: &[],
            issuer: None,
            below: 0,
        };
        let own = |lint: &&'static Lint| {
            let Check::Batch(value_of) = lint.check else {
                return None;
            };
            let Shared { value, bytes } = value_of(&subject)?;
            let hit = Hit {
                certificate: Some(index),
                bytes,
                message: String::new(),
            };
            Some(Own {
                value,
                finding: finding(lint, exhibit, hit),
            })
        };
        Self {
            leaf: certificate.sha256(),
            values: LINTS.iter().filter_map(own).collect(),
        }
    }
}

/// Asks the rules about a batch of devices: what their certificates have in common that must be one's own. The same
/// certificate twice is no finding. Errors first, then in the order of the files and of the rules.
pub fn judge_batch(members: &[Member<'_>]) -> Vec<BatchFinding> {
    let all = members.iter();
    let shares: Vec<Shares> = all.map(|member| Shares::of(member.exhibit)).collect();
    let named = members.iter().zip(&shares);
    let named: Vec<(&str, &Shares)> = named.map(|(member, own)| (member.name, own)).collect();
    judge_shares(&named)
}

/// The same for files that are no longer at hand: their names, and what they have.
pub fn judge_shares(members: &[(&str, &Shares)]) -> Vec<BatchFinding> {
    let mut findings = Vec::new();
    for lint in LINTS {
        if !matches!(lint.check, Check::Batch(_)) {
            continue;
        }
        let mut groups: BTreeMap<&[u8], Vec<(usize, &Own)>> = BTreeMap::new();
        for (member, (_, shares)) in members.iter().enumerate() {
            let mut values = shares.values.iter();
            if let Some(own) = values.find(|own| own.finding.lint.id == lint.id) {
                groups.entry(&own.value).or_default().push((member, own));
            }
        }
        for group in groups.into_values() {
            report_group(lint, members, &group, &mut findings);
        }
    }
    // Stable: for one file the order of the rules stays.
    findings.sort_by_key(|found| (found.finding.lint.severity, found.member));
    findings
}

fn report_group(
    lint: &'static Lint,
    members: &[(&str, &Shares)],
    group: &[(usize, &Own)],
    findings: &mut Vec<BatchFinding>,
) {
    let leaf = |member: usize| {
        let member = members.get(member);
        member.map_or("", |(_, shares)| shares.leaf.as_str())
    };
    // How often each certificate occurs: the same one twice shares nothing with itself.
    let mut copies: BTreeMap<&str, usize> = BTreeMap::new();
    for (member, _) in group {
        *copies.entry(leaf(*member)).or_default() += 1;
    }
    if copies.len() < 2 {
        return;
    }
    let first = group.first().map(|(member, _)| *member);
    let second = group
        .iter()
        .map(|(member, _)| *member)
        .find(|member| first.is_some_and(|first| leaf(first) != leaf(*member)));
    for (member, own) in group {
        let other = first
            .filter(|first| leaf(*first) != leaf(*member))
            .or(second);
        let Some((other, _)) = other.and_then(|other| members.get(other)) else {
            continue;
        };
        let others = group.len() - copies.get(leaf(*member)).copied().unwrap_or_default();
        let more = match others {
            0 | 1 => String::new(),
            more => format!(" and {} more", more - 1),
        };
        findings.push(BatchFinding {
            member: *member,
            finding: Finding {
                message: format!("{}: also in {other}{more}", lint.title),
                ..own.finding.clone()
            },
        });
    }
}
