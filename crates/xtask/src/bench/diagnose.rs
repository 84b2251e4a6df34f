//! `bench diagnose`: the scenarios, and how often the true cause was named.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result, anyhow, ensure};
use diagnose::scenario::{Case, Outcome, play};
use sha2::{Digest as _, Sha256};

use super::ratio_of;
use crate::scenarios::PARTS;
use crate::{report, shell};

/// Where the scenarios are.
pub(crate) const FOLDER: &str = "crates/diagnose/scenarios";

/// At most so many scenarios may be missed by the first cause.
const FIRST: f64 = 0.95;

pub(super) fn run() -> Result<()> {
    let scenarios = read()?;
    ensure!(
        !scenarios.is_empty(),
        "{FOLDER} has no scenarios; run `cargo xtask scenarios tuned`"
    );
    let mut last = Vec::new();
    for part in PARTS {
        let chosen: Vec<_> = scenarios
            .iter()
            .filter(|(_, case, _)| case.part == *part)
            .collect();
        report::step(&format!("{part}: {} scenarios", chosen.len()));
        let held = !part.ends_with("tuned");
        score(&chosen, held);
        if held && !chosen.is_empty() {
            last = chosen;
        }
    }
    report::step("the bounds");
    bounds("all scenarios", &scenarios.iter().collect::<Vec<_>>());
    bounds("the held of the last round", &last);
    Ok(())
}

/// Scenarios that stand elsewhere, of no part: how each was ranked, and what they come to.
pub(super) fn run_folder(folder: &Path) -> Result<()> {
    let scenarios = in_folder(folder, |_, _| Ok(()))?;
    ensure!(!scenarios.is_empty(), "{} is empty", folder.display());
    let chosen: Vec<_> = scenarios.iter().collect();
    score(&chosen, false);
    bounds(&folder.display().to_string(), &chosen);
    Ok(())
}

/// What the issue of this bench promises, in three lines.
fn bounds(what: &str, scenarios: &[&Scenario]) {
    let outcomes: Vec<(&Case, Outcome)> = scenarios
        .iter()
        .map(|(_, case, texts)| (case, play(case, texts)))
        .collect();
    let faulty = || outcomes.iter().filter(|(case, _)| !case.causes.is_empty());
    let first = faulty().filter(|(_, outcome)| outcome.first).count();
    let among = faulty().filter(|(_, outcome)| outcome.among_first).count();
    let accused = outcomes
        .iter()
        .filter(|(case, outcome)| case.causes.is_empty() && !outcome.among_first)
        .count();
    let several = scenarios.iter().filter(|(_, _, texts)| texts.len() > 1);
    let all = faulty().count();
    report::plain(&format!(
        "{what}: {} scenarios, {} with several forms of evidence",
        scenarios.len(),
        several.count()
    ));
    ratio_of("  first place", first, all, FIRST);
    ratio_of("  first three", among, all, 1.0);
    let verdict = if accused == 0 { "within" } else { "MISSED" };
    report::plain(&format!(
        "  false accusations: {accused} of {}   bound 0: {verdict}",
        outcomes.len() - all
    ));
}

/// A third of the first round, by a hash of the name; `tests/scenarios/split.py` does the same.
fn is_held(name: &str) -> bool {
    Sha256::digest(name.as_bytes())
        .first()
        .is_some_and(|byte| byte % 3 == 0)
}

type Scenario = (String, Case, Vec<String>);

fn read() -> Result<Vec<Scenario>> {
    in_folder(&shell::root().join(FOLDER), is_of_its_part)
}

/// Every scenario in a folder, by name, as far as the case is right by `check`.
fn in_folder(folder: &Path, check: fn(&str, &Case) -> Result<()>) -> Result<Vec<Scenario>> {
    let mut scenarios = Vec::new();
    let places = std::fs::read_dir(folder);
    for entry in places.with_context(|| folder.display().to_string())? {
        let place = entry?.path();
        if !place.is_dir() {
            continue;
        }
        let name = place
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let whole = one(&place).and_then(|(case, texts)| {
            check(&name, &case)?;
            Ok((name.clone(), case, texts))
        });
        scenarios.push(whole.with_context(|| format!("scenario {name}"))?);
    }
    scenarios.sort_by(|one, other| one.0.cmp(&other.0));
    Ok(scenarios)
}

fn one(place: &Path) -> Result<(Case, Vec<String>)> {
    let case = std::fs::read_to_string(place.join("case.json"))?;
    let case = Case::parse(&case).map_err(|error| anyhow!("case.json: {error}"))?;
    let mut texts = BTreeMap::new();
    for entry in std::fs::read_dir(place)? {
        let file = entry?.path();
        if file.extension().is_none_or(|extension| extension != "json") {
            texts.insert(file.clone(), std::fs::read_to_string(&file)?);
        }
    }
    Ok((case, texts.into_values().collect()))
}

/// Nobody chooses: the part of the first round, and that of a thread in the ninth, follows from the name.
fn is_of_its_part(name: &str, case: &Case) -> Result<()> {
    let part = if is_held(name) { "held" } else { "tuned" };
    let whole = case.part.as_str();
    let round = ["third_", "ninth_"]
        .iter()
        .find_map(|round| whole.strip_prefix(round))
        .unwrap_or(whole);
    ensure!(
        matches!(
            round,
            "second" | "fourth" | "fifth" | "sixth" | "seventh" | "eighth" | "ninth"
        ) || round == part,
        "the part is {:?}, the name says {part:?}",
        case.part
    );
    Ok(())
}

fn score(scenarios: &[&Scenario], confusion: bool) {
    let mut counts: BTreeMap<&str, (usize, usize, usize)> = BTreeMap::new();
    let mut table: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut accused = 0;
    for (name, case, texts) in scenarios {
        let outcome = play(case, texts);
        let kind = match case.causes.len() {
            0 => "healthy",
            1 => "one cause",
            _ => "two causes and more",
        };
        let count = counts.entry(kind).or_default();
        count.0 += 1;
        count.1 += usize::from(outcome.first);
        count.2 += usize::from(outcome.among_first);
        if case.causes.is_empty() && !outcome.diagnosis.findings.is_empty() {
            accused += 1;
        }
        let truth = case
            .causes
            .first()
            .cloned()
            .unwrap_or_else(|| "(healthy)".to_owned());
        *table.entry((truth, named(case, &outcome))).or_default() += 1;
        if !outcome.first || !outcome.among_first {
            let ranked: Vec<String> = outcome
                .diagnosis
                .findings
                .iter()
                .take(4)
                .map(|finding| format!("{} {}", finding.cause.id, finding.score))
                .collect();
            report::plain(&format!(
                "  missed: {name}: wanted {:?}, named [{}]",
                case.causes,
                ranked.join(", ")
            ));
        }
    }
    let faulty: Vec<_> = counts
        .iter()
        .filter(|(kind, _)| **kind != "healthy")
        .map(|(_, count)| *count)
        .collect();
    let sum = |part: fn(&(usize, usize, usize)) -> usize| faulty.iter().map(part).sum::<usize>();
    ratio_of(
        "a true cause stands first",
        sum(|count| count.1),
        sum(|count| count.0),
        FIRST,
    );
    ratio_of(
        "every true cause among the first three",
        sum(|count| count.2),
        sum(|count| count.0),
        1.0,
    );
    for (kind, (all, first, among)) in &counts {
        report::plain(&format!(
            "  {kind}: {all}, first {first}, among the first {among}"
        ));
    }
    report::plain(&format!(
        "false accusations of what is healthy: {accused}   bound 0"
    ));
    if confusion {
        report::plain(
            "\n  true cause                          named first                         times",
        );
        for ((truth, named), times) in table {
            let mark = if truth == named { " " } else { "*" };
            report::plain(&format!("{mark} {truth:<35} {named:<35} {times}"));
        }
    }
}

/// What was named first; one of several true causes counts as the first of them.
fn named(case: &Case, outcome: &Outcome) -> String {
    let first = outcome
        .diagnosis
        .findings
        .first()
        .map(|finding| finding.cause.id);
    match first {
        None => "(healthy)".to_owned(),
        Some(first) if case.causes.iter().any(|cause| cause == first) => {
            case.causes.first().cloned().unwrap_or_default()
        }
        Some(first) => first.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_scenario_is_in_the_part_its_name_says() {
        assert!(super::read().unwrap().len() >= 80);
    }
}
