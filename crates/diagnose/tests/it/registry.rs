//! The registry of causes: the properties that all of them share.

use std::collections::BTreeSet;
use std::path::Path;

use diagnose::causes::{CAUSES, TEXTS, cause, texts};
use diagnose::{Ask, Class, Sign};

#[test]
fn every_cause_has_a_file_and_every_file_a_cause() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/causes");
    let files = std::fs::read_dir(&folder).unwrap();
    let names = files.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let files: BTreeSet<String> = names.collect();
    let ids: BTreeSet<String> = CAUSES
        .iter()
        .map(|cause| format!("{}.rs", cause.id))
        .collect();
    assert_eq!(files, ids);
    assert!(ids.len() >= 90);
    let texts: Vec<&str> = TEXTS.iter().map(|texts| texts.id).collect();
    assert_eq!(
        CAUSES.iter().map(|cause| cause.id).collect::<Vec<_>>(),
        texts
    );
    // The source of each file says the same name.
    for cause in CAUSES {
        let source = std::fs::read_to_string(folder.join(format!("{}.rs", cause.id))).unwrap();
        let count = source.matches(&format!("id: \"{}\"", cause.id)).count();
        assert_eq!(count, 2, "{}", cause.id);
    }
}

#[test]
fn names_say_what_is_wrong_and_not_the_remedy() {
    let remedies = [
        "add", "remove", "fix", "should", "must", "check", "make", "avoid",
    ];
    let mut seen = BTreeSet::new();
    for cause in CAUSES {
        assert!(seen.insert(cause.id), "{} twice", cause.id);
        let plain = |character: char| {
            character.is_ascii_lowercase() || character.is_ascii_digit() || character == '_'
        };
        assert!(cause.id.chars().all(plain), "{}", cause.id);
        let words: Vec<&str> = cause.id.split('_').collect();
        let remedy = remedies.iter().any(|remedy| words.contains(remedy));
        assert!(!remedy, "{}", cause.id);
    }
}

#[test]
fn texts_are_whole() {
    for (cause, texts) in CAUSES.iter().zip(TEXTS) {
        let id = cause.id;
        assert!(
            !cause.title.contains('\n') && !cause.title.ends_with('.'),
            "{id}: title"
        );
        for (name, text) in [
            ("why", texts.why),
            ("confirm", texts.confirm),
            ("fix", texts.fix),
        ] {
            assert!(
                text.len() > 10 && text.ends_with('.'),
                "{id}: {name} {text:?}"
            );
            assert!(!text.contains("  ") && !text.contains('\n'), "{id}: {name}");
            assert_eq!(text.matches('`').count() % 2, 0, "{id}: {name}");
        }
        assert!(!texts.citations.is_empty(), "{id}: no citation");
        for citation in texts.citations {
            assert!(
                citation.url.starts_with("https://") && !citation.label.is_empty(),
                "{id}: {}",
                citation.url
            );
        }
    }
    assert_eq!(
        cause("ip_filter").map(|cause| cause.id),
        texts("ip_filter").map(|texts| texts.id)
    );
    assert!(cause("nothing").is_none() && texts("nothing").is_none());
}

#[test]
fn every_cause_can_be_reached_and_names_a_sign_once() {
    for cause in CAUSES {
        let mut seen = BTreeSet::new();
        for clue in cause.clues {
            assert!(
                seen.insert(clue.sign),
                "{}: {} twice",
                cause.id,
                clue.sign.id()
            );
            assert!(clue.weight != 0 && clue.weight.abs() <= 100, "{}", cause.id);
        }
        let most: i16 = cause.clues.iter().map(|clue| clue.weight.max(0)).sum();
        assert!(most >= 20, "{} can never be thought of", cause.id);
    }
}

#[test]
fn every_failure_and_every_defect_points_somewhere() {
    for sign in Sign::ALL {
        let points = CAUSES
            .iter()
            .flat_map(|cause| cause.clues)
            .any(|clue| clue.sign == *sign && clue.weight >= 20);
        // It says that there is more to read; the code or the message beside it points.
        let fine = matches!(sign.class(), Class::Fact | Class::Success)
            || *sign == Sign::RegistrationFailed;
        assert!(points || fine, "{} points to nothing", sign.id());
    }
}

#[test]
fn requests_for_evidence_are_imperatives() {
    let mut seen = BTreeSet::new();
    for ask in Ask::ALL {
        assert!(seen.insert(ask.as_str()));
        let request = ask.request();
        assert!(
            request.starts_with(|first: char| first.is_ascii_lowercase()),
            "{request}"
        );
        assert!(!request.ends_with('.'), "{request}");
        let asked = CAUSES.iter().any(|cause| cause.asks.contains(ask));
        assert!(asked, "no cause asks for {}", ask.as_str());
    }
}
