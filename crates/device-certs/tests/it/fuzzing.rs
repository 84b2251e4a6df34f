//! What the fuzz targets do, over their seeds, over the fixtures, and over both with something damaged: without
//! libFuzzer, so that it is part of every test run.

#[path = "../../../../fuzz/bodies/chain.rs"]
mod chain;
#[path = "../../../../fuzz/bodies/locked.rs"]
mod locked;
#[path = "../../../../fuzz/bodies/reading.rs"]
mod reading;
#[path = "../../../../fuzz/bodies/replay.rs"]
#[expect(dead_code, reason = "there are more files here than seeds")]
mod replay;
#[path = "../../../../fuzz/bodies/rules.rs"]
mod rules;
#[path = "../../../../fuzz/bodies/viewing.rs"]
mod viewing;

use std::path::{Path, PathBuf};

use device_certs::pem;

use crate::fixtures::testdata;

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz")
}

/// The contents of all files below a folder.
fn below(folder: &Path) -> Vec<Vec<u8>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(below(&path));
        } else {
            files.push(std::fs::read(path).unwrap());
        }
    }
    files
}

fn replay_all(name: &str, body: fn(&[u8]), fixtures: &[Vec<u8>], damages: usize) {
    let seeds = fuzz().join("seeds").join(name);
    let seeds = if seeds.is_dir() {
        below(&seeds)
    } else {
        Vec::new()
    };
    assert!(seeds.len() + fixtures.len() > 5, "no seeds for {name}");
    for file in seeds.iter().chain(fixtures) {
        replay::damage(body, file, damages);
    }
}

#[test]
fn reading_holds_over_its_seeds() {
    replay_all("reading", reading::body, &below(&testdata()), 8);
}

#[test]
fn viewing_holds_over_its_seeds() {
    let mut blocks = Vec::new();
    for file in below(&testdata()) {
        let items = pem::read(&file).items.into_iter();
        blocks.extend(items.map(|item| item.der.to_vec()));
    }
    replay_all("viewing", viewing::body, &blocks, 8);
}

#[test]
fn chain_holds_over_its_seeds() {
    replay_all("chain", chain::body, &below(&testdata()), 4);
}

#[test]
fn locked_holds_over_its_seeds() {
    replay_all("locked", locked::body, &[], 4);
}

#[test]
fn rules_hold_over_their_seeds() {
    replay_all("rules", rules::body, &below(&testdata()), 2);
}
