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

/// What the ninth round missed and nobody has mended yet, as SCORE.md tells: true causes that are not among the first three,
/// and what is healthy and accused. Whoever mends one takes it out, which the test insists on.
const KNOWN_NOT_TO_BE_NAMED: &[&str] = &[
    "ninth_c_windows_chain",
    "ninth_mosquitto_https_port",
    "ninth_paho_hub_renewed",
    "thread_az_d2c_name",
    "thread_c_group_root_left_out",
    "thread_central_private_edge",
    "thread_edge_only_443",
    "thread_edge_root_unverified",
    "thread_explorer_device_string",
    "thread_mosquitto_own_cafile",
    "thread_nodered_ip_filter",
    "thread_python_setup_clients",
    "thread_ruuvi_tls13",
    "thread_sphere_deleted",
    "thread_uwp_policy_key",
    "thread_wolfssl_13",
];

#[test]
fn true_causes_are_named_and_what_is_healthy_is_not_accused() {
    let scenarios = scenarios();
    let mut missed = BTreeSet::new();
    let (mut faulty, mut first) = (0, 0);
    for (name, case, texts) in &scenarios {
        let outcome = play(case, texts);
        if !case.causes.is_empty() {
            faulty += 1;
            first += usize::from(outcome.first);
        }
        if !outcome.among_first {
            missed.insert(name.as_str());
        }
    }
    let known: BTreeSet<&str> = KNOWN_NOT_TO_BE_NAMED.iter().copied().collect();
    let new: Vec<_> = missed.difference(&known).collect();
    assert!(new.is_empty(), "not named any more, or accused: {new:#?}");
    let mended: Vec<_> = known.difference(&missed).collect();
    assert!(mended.is_empty(), "named: take them out: {mended:#?}");
    assert!(
        first * 100 >= faulty * 95,
        "{first} of {faulty} stand first"
    );
}
