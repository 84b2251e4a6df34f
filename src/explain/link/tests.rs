use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use relay_protocol::{CloseCode, FailureCode};

use super::*;
use crate::inputs::Inputs;
use crate::lesson::prose::{check_heading, check_sentences};

/// The codes that `browser` gives by itself.
const PAGE_CODES: &[&str] = &["relay_gone", "no_relay", "no_session", "practice_closed"];

/// Every code that a link can end with.
fn all_codes() -> BTreeSet<&'static str> {
    let failures = FailureCode::ALL.iter().map(|code| code.as_str());
    let closes = CloseCode::ALL.iter().map(|code| code.as_str());
    failures
        .chain(closes)
        .chain(PAGE_CODES.iter().copied())
        .collect()
}

#[test]
fn every_code_has_texts_of_its_own() {
    let stranger = words("no_such_code").title;
    let mut titles = BTreeSet::new();
    for code in all_codes() {
        let words = words(code);
        assert_ne!(words.title, stranger, "{code} has no text");
        check_heading(words.title);
        check_sentences(words.what);
        assert!(!words.why.is_empty() && !words.now.is_empty(), "{code}");
        words
            .why
            .iter()
            .chain(words.now)
            .for_each(|text| check_sentences(text));
        assert!(
            words.title.split_whitespace().count() <= 9,
            "{code}: {}",
            words.title
        );
        titles.insert(words.title);
    }
    // The page's own `practice_closed` and the tunnel's codes differ; only near twins may share a title.
    assert!(
        titles.len() + 2 >= all_codes().len(),
        "{} titles for {} codes",
        titles.len(),
        all_codes().len()
    );
}

/// Every file below a folder, as text.
fn sources_below(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let texts = entries.map(|path| {
        if path.is_dir() {
            sources_below(&path)
        } else {
            vec![fs::read_to_string(path).unwrap_or_default()]
        }
    });
    texts.flatten().collect()
}

#[test]
fn every_code_that_the_browser_gives_by_itself_is_known_here() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/browser");
    let mut found = BTreeSet::new();
    for source in sources_below(&folder) {
        for mark in [".failed(\"", ".closed(\"", "Err((\"", "ok_or((\""] {
            let codes = source
                .split(mark)
                .skip(1)
                .filter_map(|rest| rest.split('"').next());
            found.extend(codes.map(str::to_owned));
        }
    }
    assert!(
        !found.is_empty(),
        "the marks that are looked for have changed"
    );
    for code in found {
        assert!(all_codes().contains(code.as_str()), "{code} has no text");
    }
}

#[test]
fn what_was_reported_is_shown_and_cannot_break_out() {
    let inputs = Inputs::default();
    let context = Context {
        step: StepId::Connect,
        inputs: &inputs,
        material: None,
        now_unix_secs: None,
    };
    let failure = LinkFailure {
        code: "practice_closed".to_owned(),
        detail: "a `Will` is not **taken**".to_owned(),
        alert: Some("close_notify".to_owned()),
    };
    assert_eq!(
        explain(&failure, &context).what,
        "The practice service in this page hung up. The practice service says: `a 'Will' is not **taken**`. TLS alert: `close_notify`."
    );
}

#[test]
fn an_alert_is_read_out() {
    let inputs = Inputs::default();
    let context = Context {
        step: StepId::Trust,
        inputs: &inputs,
        material: None,
        now_unix_secs: None,
    };
    let causes_of = |alert: &str| {
        let failure = LinkFailure {
            code: "tls_alert".to_owned(),
            detail: String::new(),
            alert: Some(alert.to_owned()),
        };
        let told = explain(&failure, &context);
        told.why
            .iter()
            .chain(&told.now)
            .for_each(|text| check_sentences(text));
        told.why
    };
    assert_eq!(causes_of("close_notify (0)").len(), 1, "nothing is made up");
    assert!(causes_of("certificate_unknown (46)")[0].contains("**device's** certificate"));
    assert!(causes_of("decrypt_error (51)")[0].contains("signature"));
    assert!(causes_of("protocol_version (70)")[0].contains("TLS version"));
    assert!(causes_of("unrecognized_name (112)")[0].contains("name"));
}

#[test]
fn a_code_from_another_version_still_ends_in_words() {
    let inputs = Inputs::default();
    let context = Context {
        step: StepId::Trust,
        inputs: &inputs,
        material: None,
        now_unix_secs: None,
    };
    let failure = LinkFailure {
        code: "from_the_future".to_owned(),
        detail: String::new(),
        alert: None,
    };
    let told = explain(&failure, &context);
    assert_eq!(told.title, "The connection failed");
    assert_eq!(told.code.as_deref(), Some("from_the_future"));
}
