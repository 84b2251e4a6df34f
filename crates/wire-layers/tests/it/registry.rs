//! Every kind has a text, every text a kind that occurs, and each says something.

use std::collections::BTreeSet;

use wire_layers::{packet, texts, tls};

use crate::{corpus, tiles};

/// The kinds that the corpus holds.
fn kinds() -> BTreeSet<&'static str> {
    let mut kinds = BTreeSet::new();
    let packets = corpus::packets().into_iter().chain(corpus::broken());
    for (service, sender, bytes) in packets {
        let anatomy = packet(service, sender, &bytes);
        assert_eq!(tiles::check(&anatomy, bytes.len()), Ok(()));
        tiles::each(&anatomy.fields, &mut |field| {
            kinds.insert(field.kind);
        });
    }
    let connections = corpus::connections()
        .into_iter()
        .map(|(_, sender, bytes)| (sender, bytes));
    for (sender, bytes) in connections.chain(crate::tls::made()) {
        let anatomy = tls::dissect(sender, &bytes);
        assert_eq!(tiles::check(&anatomy, bytes.len()), Ok(()));
        tiles::each(&anatomy.fields, &mut |field| {
            kinds.insert(field.kind);
        });
    }
    kinds
}

#[test]
fn every_text_is_of_a_kind_that_occurs_and_the_other_way_round() {
    let told: BTreeSet<_> = texts::all().map(|texts| texts.id).collect();
    let occurring = kinds();
    let silent: Vec<_> = occurring.difference(&told).collect();
    assert_eq!(silent, [""; 0].iter().collect::<Vec<_>>(), "without a text");
    let idle: Vec<_> = told.difference(&occurring).collect();
    assert_eq!(
        idle,
        [""; 0].iter().collect::<Vec<_>>(),
        "the corpus has none"
    );
}

#[test]
fn every_text_says_what_why_what_if_and_where() {
    let mut ids = BTreeSet::new();
    for texts in texts::all() {
        assert!(ids.insert(texts.id), "{} twice", texts.id);
        for text in [texts.what, texts.why, texts.wrong] {
            assert!(
                text.len() > 4 && text.ends_with(['.', '…']),
                "{}: {text:?}",
                texts.id
            );
            assert!(!text.contains("  "), "{}: {text:?}", texts.id);
        }
        assert!(!texts.sources.is_empty(), "{}", texts.id);
        for source in texts.sources {
            assert!(source.url.starts_with("https://"), "{}", texts.id);
        }
    }
    assert!(ids.len() > 250, "{}", ids.len());
}
