//! What the fuzz targets do, over their seeds and over these with something damaged: without libFuzzer, so that it is
//! part of every test run.
#![expect(clippy::disallowed_methods, reason = "reads the seeds")]

#[path = "../../../../fuzz/bodies/practice_api.rs"]
mod practice_api;
#[path = "../../../../fuzz/bodies/practice_documents.rs"]
mod practice_documents;
#[path = "../../../../fuzz/bodies/practice_session.rs"]
mod practice_session;

use std::path::{Path, PathBuf};

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz")
}

/// Over each seed, and over it with something changed: the same each time.
fn replay(name: &str, body: fn(&[u8])) {
    let mut count = 0;
    for entry in std::fs::read_dir(fuzz().join("seeds").join(name)).unwrap() {
        let seed = std::fs::read(entry.unwrap().path()).unwrap();
        body(&seed);
        let mut dice = 0x2545_f491_4f6c_dd1d_u64 ^ seed.len() as u64;
        let mut draw = |sides: usize| {
            dice ^= dice << 13;
            dice ^= dice >> 7;
            dice ^= dice << 17;
            usize::try_from(dice % sides.max(1) as u64).unwrap()
        };
        for _ in 0..16 {
            let mut damaged = seed.clone();
            let at = draw(seed.len());
            let byte = u8::try_from(draw(256)).unwrap();
            match draw(3) {
                0 => damaged.truncate(at),
                1 => damaged.insert(at, byte),
                _ if at < damaged.len() => damaged[at] = byte,
                _ => {}
            }
            body(&damaged);
        }
        count += 1;
    }
    assert!(count > 5, "no seeds for {name}");
}

#[test]
fn sessions_hold_over_their_seeds() {
    replay("practice_session", practice_session::body);
}

#[test]
fn documents_hold_over_their_seeds() {
    replay("practice_documents", practice_documents::body);
}

#[test]
fn the_api_holds_over_its_seeds() {
    replay("practice_api", practice_api::body);
}
