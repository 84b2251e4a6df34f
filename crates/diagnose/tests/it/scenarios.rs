//! The scenarios: every one is whole, and the true causes are named.

use std::collections::BTreeSet;
use std::path::Path;

use diagnose::causes::cause;
use diagnose::scenario::{Case, play};

type Scenario = (String, Case, Vec<String>);

fn scenarios() -> Vec<Scenario> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut scenarios = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let place = entry.unwrap().path();
        let name = place.file_name().unwrap().to_str().unwrap().to_owned();
        let case = std::fs::read_to_string(place.join("case.json")).unwrap();
        let case = Case::parse(&case).unwrap_or_else(|error| panic!("{name}: {error}"));
        let files = std::fs::read_dir(&place)
            .unwrap()
            .map(|entry| entry.unwrap().path());
        let mut files: Vec<_> = files.filter(|file| !file.ends_with("case.json")).collect();
        files.sort();
        assert!(!files.is_empty(), "{name} has no evidence");
        let texts = files
            .iter()
            .map(|file| std::fs::read_to_string(file).unwrap())
            .collect();
        scenarios.push((name, case, texts));
    }
    scenarios.sort_by(|one, other| one.0.cmp(&other.0));
    scenarios
}

#[test]
fn there_are_enough_of_every_kind() {
    let scenarios = scenarios();
    let count =
        |wanted: fn(&Case) -> bool| scenarios.iter().filter(|(_, case, _)| wanted(case)).count();
    assert!(scenarios.len() >= 80, "{}", scenarios.len());
    assert!(count(|case| case.causes.len() >= 2) >= 10);
    assert!(count(|case| case.causes.is_empty()) >= 10);
    let several = scenarios
        .iter()
        .filter(|(_, _, texts)| texts.len() > 1)
        .count();
    assert!(several >= 450, "{several} have several forms of evidence");
    let causes: BTreeSet<&str> = scenarios
        .iter()
        .flat_map(|(_, case, _)| case.causes.iter().map(String::as_str))
        .collect();
    assert!(causes.len() >= 45, "{} causes", causes.len());
    for (name, case, _) in &scenarios {
        for id in &case.causes {
            assert!(cause(id).is_some(), "{name}: {id} is no cause");
        }
    }
}

#[test]
fn nothing_of_a_secret_is_repeated() {
    for (name, case, texts) in scenarios() {
        let outcome = play(&case, &texts);
        let said = format!("{:?} {:?}", outcome.reading, outcome.diagnosis);
        // The keys of the scenarios, and of none other.
        for secret in [
            "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
            "PRIVATE KEY-----\nM",
        ] {
            assert!(!said.contains(secret), "{name}");
        }
    }
}

#[test]
fn true_causes_are_named_and_what_is_healthy_is_not_accused() {
    let scenarios = scenarios();
    let mut missed = Vec::new();
    let (mut faulty, mut first) = (0, 0);
    for (name, case, texts) in &scenarios {
        let outcome = play(case, texts);
        if case.causes.is_empty() {
            let accused: Vec<_> = outcome
                .diagnosis
                .findings
                .iter()
                .map(|finding| finding.cause.id)
                .collect();
            assert!(
                accused.is_empty(),
                "{name} is healthy, and accused of {accused:?}"
            );
            continue;
        }
        faulty += 1;
        first += usize::from(outcome.first);
        if !outcome.among_first {
            let ranked: Vec<_> = outcome
                .diagnosis
                .findings
                .iter()
                .map(|finding| (finding.cause.id, finding.score))
                .collect();
            missed.push(format!(
                "{name}: wanted {:?}, ranked {ranked:?}",
                case.causes
            ));
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
    assert!(
        first * 100 >= faulty * 95,
        "{first} of {faulty} stand first"
    );
}
