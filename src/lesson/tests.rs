use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::prose::{check_heading, check_sentences, check_text, words};
use super::*;

/// What a reader takes in at one go.
const MAX_EXPLANATION_WORDS: usize = 200;

#[test]
fn the_steps_stand_in_the_order_of_the_lesson() {
    let ids: Vec<_> = STEPS.iter().map(|step| step.id).collect();
    assert_eq!(ids, StepId::ALL);
    assert!(StepId::ALL.into_iter().all(|id| id.text().id == id));
}

#[test]
fn every_step_has_its_file_and_every_file_its_step() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lesson/steps");
    let files: BTreeSet<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            entry
                .unwrap()
                .path()
                .file_stem()
                .unwrap()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    let slugs: BTreeSet<String> = StepId::ALL.iter().map(|id| id.slug().to_owned()).collect();
    assert_eq!(files, slugs);
}

#[test]
fn titles_fit_the_rail_and_headings_are_headings() {
    for step in STEPS {
        check_heading(step.title);
        check_heading(step.headline);
        assert!((1..=3).contains(&words(step.title)), "{:?}", step.title);
        assert!(words(step.headline) <= 6, "{:?}", step.headline);
    }
}

#[test]
fn a_goal_is_one_sentence() {
    for step in STEPS {
        check_sentences(step.goal);
        assert_eq!(step.goal.matches(". ").count(), 0, "{:?}", step.goal);
        assert!(words(step.goal) <= 25, "{:?}", step.goal);
    }
}

#[test]
fn an_explanation_can_be_read_at_one_go() {
    for step in STEPS {
        let total: usize = step
            .explanation
            .iter()
            .map(|paragraph| words(paragraph))
            .sum();
        assert!(
            total <= MAX_EXPLANATION_WORDS,
            "{:?} has {total} words",
            step.id
        );
        assert!(step.explanation.len() >= 3, "{:?}", step.id);
        for paragraph in step.explanation {
            check_sentences(paragraph);
        }
    }
}

#[test]
fn every_string_that_is_sent_is_explained_somewhere() {
    let shown: BTreeSet<Field> = STEPS
        .iter()
        .flat_map(|step| step.fields)
        .map(|(field, _)| *field)
        .collect();
    assert_eq!(shown, Field::ALL.iter().copied().collect());
    for step in STEPS {
        let fields: BTreeSet<Field> = step.fields.iter().map(|(field, _)| *field).collect();
        assert_eq!(
            fields.len(),
            step.fields.len(),
            "{:?} shows a string twice",
            step.id
        );
        for (_, why) in step.fields {
            check_sentences(why);
            assert_eq!(
                why.matches(". ").count(),
                0,
                "more than one sentence: {why:?}"
            );
        }
    }
}

#[test]
fn pitfalls_have_a_symptom_and_a_cause() {
    for step in STEPS {
        assert!(step.pitfalls.len() >= 2, "{:?}", step.id);
        for pitfall in step.pitfalls {
            check_text(pitfall.symptom);
            assert!(!pitfall.symptom.ends_with('.'), "{:?}", pitfall.symptom);
            check_sentences(pitfall.cause);
        }
    }
}

#[test]
fn every_step_says_where_it_is_written_down() {
    for step in STEPS {
        assert!(step.sources.len() >= 2, "{:?}", step.id);
        let urls: BTreeSet<_> = step.sources.iter().map(|source| source.url).collect();
        assert_eq!(
            urls.len(),
            step.sources.len(),
            "{:?} cites a page twice",
            step.id
        );
    }
}

#[test]
fn sources_are_https_and_each_stands_once() {
    let urls: BTreeSet<_> = sources::ALL.iter().map(|source| source.url).collect();
    assert_eq!(urls.len(), sources::ALL.len());
    for source in sources::ALL {
        assert!(source.url.starts_with("https://"), "{source:?}");
        check_text(source.label);
    }
}

fn text_of(id: StepId) -> String {
    id.text().explanation.join(" ")
}

#[test]
fn where_the_registration_id_comes_from_with_a_group_is_answered() {
    let text = text_of(StepId::Identity);
    assert!(text.contains("Where does it come from with an enrolment group?"));
    assert!(text.contains("whoever issued its certificate wrote the common name"));
}

#[test]
fn why_the_ca_file_is_not_ones_own_root_is_answered() {
    let text = text_of(StepId::Trust);
    assert!(text.contains("It is not the root you made"));
    assert!(text.contains("DigiCert Global Root G2"));
    assert!(text.contains("Microsoft RSA Root Certificate Authority 2017"));
    assert!(text.contains("leaving it in September 2024"));
    assert!(text.contains("expired in May 2025"));
}

#[test]
fn why_it_connects_and_is_then_refused_is_answered() {
    let text = text_of(StepId::Register);
    assert!(text.contains("`401002 CA certificate not found.`"));
    assert!(text.contains("only now does DPS compare your certificate with its enrolments"));
    assert!(text.contains("why does it drop me?"));
}
