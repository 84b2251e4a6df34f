//! Pasted text, what is made of it, and what can be looked up.

use std::collections::BTreeSet;

use diagnose::paste;

use super::asset;
use crate::diagnosis::examples::EXAMPLES;
use crate::diagnosis::fill::{Filling, can_fill, fill};
use crate::diagnosis::forecast::forecast;
use crate::diagnosis::index::{Files, Index, Section};
use crate::diagnosis::knowledge::{Relay, Setup};
use crate::diagnosis::pasted::{Mark, line_of, lines};
use crate::inputs::{Cloud, Field, Inputs, PRACTICE_ID_SCOPE, Place};

/// azure-docs#69882, as in the scenario of that name.
const F1: &str = r#"mosquitto_pub -d -h contoso.azure-devices-provisioning.net -p 8883 -i "press" -u "0ne00ABCDEF/registrations/press-07/api-version=2019-03-31" -t "$dps/registrations/PUT/iotdps-register/?$rid=1" -m "" --cafile roots.pem --cert press07.pem --key press08.key -V mqttv311 -q 1"#;

#[test]
fn a_line_that_matters_is_marked_where_it_does() {
    let text = format!("hello\n{F1}\nConnection Refused: not authorised.\nbye\n");
    let reading = paste::read(&text, None);
    let (lines, cut) = lines(&reading);
    assert!(!cut);
    let numbers: Vec<usize> = lines.iter().map(|line| line.number).collect();
    assert_eq!(numbers, [2, 3]);
    for line in &lines {
        let whole: String = line
            .pieces
            .iter()
            .map(|piece| piece.text.as_str())
            .collect();
        assert_eq!(whole, text.lines().nth(line.number - 1).unwrap());
        assert!(line.notes.iter().any(|(wrong, _)| *wrong));
    }
    let wrong: Vec<&str> = lines[0]
        .pieces
        .iter()
        .filter(|piece| piece.mark == Some(Mark::Wrong))
        .map(|piece| piece.text.as_str())
        .collect();
    for expected in [
        "press",
        "contoso.azure-devices-provisioning.net",
        "press08.key",
    ] {
        assert!(
            wrong.iter().any(|piece| piece.contains(expected)),
            "{expected}: {wrong:?}"
        );
    }
    assert_eq!(line_of(&text, text.find("bye").unwrap()), 4);
}

#[test]
fn each_example_is_understood_down_to_its_cause() {
    let first = EXAMPLES.map(|example| {
        let reading = paste::read(example.text, None);
        let diagnosis = diagnose::diagnose(&reading.evidence);
        (example.title, diagnosis.findings[0].cause.id)
    });
    assert_eq!(
        first,
        [
            ("A mosquitto_pub command", "client_id_differs"),
            ("An exception of the C# SDK", "intermediate_not_sent"),
            ("A log of the C SDK", "pem_damaged"),
            ("An answer of the service", "intermediate_not_sent"),
        ]
    );
}

#[test]
fn an_entry_named_by_a_number_says_what_it_is_in_one_sentence() {
    let codes = asset("codes.json");
    let index = Index::read(Files {
        codes: &codes,
        ..Files::default()
    });
    let gist = index.find("400004").and_then(|entry| entry.gist()).unwrap();
    assert_eq!(
        gist,
        "The registration ID contains a character that DPS does not take."
    );
    assert!(index.entries.iter().all(|entry| entry.gist().is_some()));
}

#[test]
fn long_lines_and_long_logs_are_cut() {
    let long = format!("{}Connection Refused: not authorised.", "x".repeat(2_000));
    let (shown, _) = lines(&paste::read(&long, None));
    let chars: usize = shown[0]
        .pieces
        .iter()
        .map(|piece| piece.text.chars().count())
        .sum();
    assert!(chars < 500, "{chars}");
    let log = "Connection Refused: not authorised.\n".repeat(200);
    let (shown, cut) = lines(&paste::read(&log, None));
    assert!(cut && shown.len() == 60, "{}", shown.len());
}

#[test]
fn a_rehearsal_takes_names_and_mistakes_and_the_scope_of_the_practice_service() {
    let reading = paste::read(F1, None);
    assert!(can_fill(&reading));
    let how = Filling {
        rehearse: true,
        mistakes: true,
    };
    let mut inputs = Inputs::default();
    fill(&mut inputs, &reading, how);
    assert_eq!(inputs.place, Place::InPage);
    assert_eq!(inputs.id_scope, PRACTICE_ID_SCOPE);
    assert_eq!(inputs.registration_id, "press-07");
    assert_eq!(
        inputs.edits.get(&Field::ClientId).map(String::as_str),
        Some("press")
    );
    assert_eq!(
        inputs.edits.get(&Field::Username),
        None,
        "it is what the page builds"
    );
    assert_eq!(
        inputs.edits.get(&Field::RegisterTopic).map(String::as_str),
        Some("/registrations/PUT/iotdps-register/?=1"),
        "as the shell leaves it"
    );
    let setup = Setup {
        inputs: &inputs,
        material: None,
        relay: Relay::Absent,
        now: None,
    };
    let forecast = forecast(&setup);
    let foreseen: Vec<&str> = forecast.0.iter().map(|expected| expected.told.id).collect();
    assert_eq!(foreseen, ["client_id_differs", "shell_replaces_dollar"]);
    // And what the buttons do leaves a form that works.
    for expected in &forecast.0 {
        let mend = expected.told.mend.as_ref().unwrap();
        assert!(mend.apply(&mut inputs));
    }
    assert_eq!(
        inputs,
        Inputs {
            registration_id: "press-07".to_owned(),
            ..Inputs::default()
        }
    );
}

#[test]
fn the_real_thing_goes_to_the_cloud_that_the_host_is_in() {
    let reading = paste::read(F1, None);
    let mut inputs = Inputs::default();
    fill(
        &mut inputs,
        &reading,
        Filling {
            rehearse: false,
            mistakes: false,
        },
    );
    assert_eq!(inputs.place, Place::Azure(Cloud::Public));
    assert_eq!(inputs.id_scope, "0ne00ABCDEF");
    assert_eq!(inputs.edits, Default::default());
    let own = F1
        .replace("contoso.azure-devices-provisioning.net", "127.0.0.9")
        .replace("8883", "18883");
    fill(
        &mut inputs,
        &paste::read(&own, None),
        Filling {
            rehearse: false,
            mistakes: false,
        },
    );
    assert_eq!(
        (
            inputs.place,
            inputs.own_host.as_str(),
            inputs.own_port.as_str()
        ),
        (Place::Own, "127.0.0.9", "18883")
    );
}

fn index() -> Index {
    let (codes, causes) = (asset("codes.json"), asset("causes.json"));
    let (lints, faults) = (asset("lints.json"), asset("faults.json"));
    Index::read(Files {
        codes: &codes,
        causes: &causes,
        lints: &lints,
        faults: &faults,
    })
}

#[test]
fn everything_can_be_looked_up_at_an_anchor_of_its_own() {
    let index = index();
    let anchors: BTreeSet<&str> = index
        .entries
        .iter()
        .map(|entry| entry.anchor.as_str())
        .collect();
    assert_eq!(
        anchors.len(),
        index.entries.len(),
        "an anchor is there twice"
    );
    for section in Section::all() {
        assert!(
            index.entries.iter().any(|entry| entry.section == section),
            "{section:?}"
        );
        assert!(!section.title().is_empty());
    }
    for entry in &index.entries {
        assert!(
            !entry.title.is_empty() && !entry.texts.is_empty(),
            "{entry:?}"
        );
        assert!(
            entry.anchor.bytes().all(|byte| byte.is_ascii_lowercase()
                || byte.is_ascii_digit()
                || b"-_/".contains(&byte)),
            "{}",
            entry.anchor
        );
        for cause in &entry.causes {
            assert!(index.cause_title(cause).is_some(), "{cause}");
        }
    }
}

#[test]
fn codes_are_found_by_number_by_words_and_by_sign() {
    let index = index();
    let entry = index.find("401002").unwrap();
    assert!(!entry.shown.is_empty() && entry.causes.len() > 3);
    assert!(index.find("400208").unwrap().is_unproven());
    assert!(!entry.is_unproven());
    let ca = index.find("sign/code_401002_ca_not_found").unwrap();
    assert_eq!(ca.anchor, "401002-ca-certificate-not-found");
    let found = index.search("no START line");
    assert!(
        found
            .iter()
            .any(|entry| entry.anchor == "pem-no-start-line")
    );
    assert_eq!(
        index.search("quince jelly"),
        Vec::<&crate::diagnosis::index::Entry>::new()
    );
    assert_eq!(index.search("").len(), index.entries.len());
}
