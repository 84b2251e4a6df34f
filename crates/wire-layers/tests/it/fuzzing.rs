//! What the fuzz target does, over its seeds and over these with something damaged: without libFuzzer, so that it is part of
//! every test run.
#![expect(clippy::disallowed_methods, reason = "reads the seeds")]

#[path = "../../../../fuzz/bodies/dissection.rs"]
mod dissection;

use std::path::Path;

#[test]
fn dissection_holds_over_its_seeds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds/dissection");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).expect("seeds") {
        let seed = std::fs::read(entry.expect("a seed").path()).expect("readable");
        dissection::body(&seed);
        let mut dice = 0x2545_f491_4f6c_dd1d_u64 ^ seed.len() as u64;
        let mut draw = |sides: usize| {
            dice ^= dice << 13;
            dice ^= dice >> 7;
            dice ^= dice << 17;
            usize::try_from(dice % sides.max(1) as u64).expect("small")
        };
        for _ in 0..64 {
            let mut damaged = seed.clone();
            let at = draw(seed.len().min(400));
            let byte = u8::try_from(draw(256)).expect("a byte");
            match draw(3) {
                0 => damaged.truncate(at),
                1 => damaged.insert(at, byte),
                _ if at < damaged.len() => damaged[at] = byte,
                _ => {}
            }
            dissection::body(&damaged);
        }
        count += 1;
    }
    assert!(count > 30, "{count} seeds");
}
