//! Rules about the registry. What each fault does to the bytes is in `tests/it/faults.rs`.

use std::collections::BTreeSet;

use super::*;
use crate::fault::{Hook, Level};

#[test]
fn ids_are_the_names_of_their_files() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/faults");
    let files: BTreeSet<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter_map(|name| name.strip_suffix(".rs").map(str::to_owned))
        .filter(|name| name != "tests")
        .collect();
    let ids: BTreeSet<String> = FAULTS.iter().map(|fault| fault.id.to_owned()).collect();
    assert_eq!(ids, files);
    assert_eq!(ids.len(), FAULTS.len(), "an id is there twice");
    assert!(ids.len() >= 40);
}

#[test]
fn both_lists_have_the_same_order() {
    let ids: Vec<_> = FAULTS.iter().map(|fault| fault.id).collect();
    let told: Vec<_> = TEXTS.iter().map(|texts| texts.id).collect();
    assert_eq!(ids, told);
    for id in ids {
        assert_eq!(fault(id).map(|fault| fault.id), Some(id));
        assert_eq!(texts(id).map(|texts| texts.id), Some(id));
    }
}

#[test]
fn texts_say_something_and_titles_are_clauses() {
    for (fault, texts) in FAULTS.iter().zip(TEXTS) {
        let id = fault.id;
        assert!(
            id.bytes()
                .all(|byte| byte == b'_' || byte.is_ascii_lowercase() || byte.is_ascii_digit()),
            "{id}"
        );
        assert!(
            fault.title.len() > 10 && !fault.title.ends_with('.') && !fault.title.contains('\n'),
            "{id}: {:?}",
            fault.title
        );
        for text in [texts.imitates, texts.teaches] {
            assert!(text.len() > 15 && text.ends_with('.'), "{id}: {text:?}");
        }
        assert!(!texts.citations.is_empty(), "{id} cites nothing");
        for citation in texts.citations {
            assert!(
                citation.url.starts_with("https://"),
                "{id}: {}",
                citation.url
            );
            assert!(!citation.label.is_empty(), "{id}");
        }
    }
}

#[test]
fn titles_are_one_faults_own() {
    let titles: BTreeSet<_> = FAULTS.iter().map(|fault| fault.title).collect();
    assert_eq!(titles.len(), FAULTS.len());
}

#[test]
fn every_level_is_met_and_the_list_goes_from_the_wire_upwards() {
    for level in Level::ALL {
        assert!(
            FAULTS.iter().any(|fault| fault.level == *level),
            "{level:?}"
        );
    }
    for fault in FAULTS {
        if matches!(fault.hook, Hook::Handshake(_)) {
            assert_eq!(fault.level, Level::Tls, "{}", fault.id);
        }
    }
}
