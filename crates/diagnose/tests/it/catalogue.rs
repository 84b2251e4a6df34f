//! The catalogue of codes and messages.

use std::collections::BTreeSet;

use diagnose::catalogue::{Entry, Group, entries};
use diagnose::paste::phrases::PHRASES;
use diagnose::{Class, Confidence, Sign};

#[track_caller]
fn entry(anchor: &str) -> Entry {
    let found = entries().into_iter().find(|entry| entry.anchor == anchor);
    found.unwrap_or_else(|| panic!("no entry {anchor}"))
}

#[test]
fn anchors_are_unique_and_stay() {
    let mut seen = BTreeSet::new();
    for entry in entries() {
        assert!(seen.insert(entry.anchor.clone()), "{} twice", entry.anchor);
        assert!(
            entry
                .anchor
                .chars()
                .all(|character| character.is_ascii_alphanumeric() || character == '-')
        );
    }
    // People link to these.
    for anchor in [
        "400002",
        "400004",
        "400207",
        "400208",
        "400209",
        "401000",
        "401001",
        "401002",
        "401002-ca-certificate-not-found",
        "401002-invalid-certificate",
        "401002-signing-certificate-info",
        "401002-unauthorized-access",
        "404201",
        "404202",
        "404203",
        "409203",
        "429001",
        "disabled",
        "status-401",
        "status-429",
        "status-5xx",
        "connack-1",
        "connack-3",
        "connack-5",
        "alert-unknown-ca",
        "pem-no-start-line",
        "failed-server-root-not-trusted",
        "closed-service-closed",
    ] {
        assert!(seen.contains(anchor), "{anchor}");
    }
}

#[test]
fn every_entry_means_something_and_leads_to_causes() {
    for entry in entries() {
        assert!(
            entry.meaning.ends_with('.') && entry.meaning.len() > 10,
            "{}",
            entry.anchor
        );
        let fine = matches!(entry.sign.class(), Class::Fact | Class::Success)
            || entry.sign == Sign::RegistrationFailed;
        assert!(
            fine || !entry.causes.is_empty(),
            "{} leads nowhere",
            entry.anchor
        );
    }
    for group in Group::ALL {
        assert!(
            entries().iter().any(|entry| entry.group == *group),
            "{}",
            group.title()
        );
    }
}

#[test]
fn causes_stand_in_order_of_likelihood() {
    let causes = entry("401002-ca-certificate-not-found").causes;
    let ids: Vec<_> = causes.iter().map(|cause| cause.id).collect();
    assert_eq!(
        ids[..3],
        [
            "intermediate_not_sent",
            "ca_not_verified",
            "ca_not_uploaded"
        ]
    );
    assert_eq!(entry("connack-3").causes[0].id, "id_scope_wrong");
}

#[test]
fn what_is_not_proven_stays_marked() {
    for entry in entries() {
        if entry.confidence == Confidence::Unproven {
            let admits = ["not proven", "never been seen", "not documented", "nobody"];
            assert!(
                admits.iter().any(|words| entry.meaning.contains(words)),
                "{}: {}",
                entry.anchor,
                entry.meaning
            );
        }
    }
    assert_eq!(entry("404202").confidence, Confidence::Unproven);
    assert_eq!(entry("connack-1").confidence, Confidence::Unproven);
}

#[test]
fn every_phrase_of_a_failure_is_in_the_catalogue() {
    let entries = entries();
    for phrase in PHRASES
        .iter()
        .filter(|phrase| phrase.sign.class() == Class::Failure)
    {
        let listed = entries
            .iter()
            .any(|entry| entry.words.iter().any(|(words, _)| *words == phrase.words));
        assert!(listed, "{:?}", phrase.words);
    }
}

#[test]
fn sdks_are_told_of_where_it_is_known_what_they_show() {
    for anchor in [
        "401002-ca-certificate-not-found",
        "connack-5",
        "disabled",
        "429001",
        "401001",
    ] {
        let clients: Vec<_> = entry(anchor)
            .shown
            .iter()
            .map(|shown| shown.client)
            .collect();
        assert!(
            clients.contains(&"Python") && clients.contains(&"Node"),
            "{anchor}: {clients:?}"
        );
    }
}
