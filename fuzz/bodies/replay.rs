//! Runs the body of a fuzz target over its seeds and over these with something damaged, without libFuzzer, so that it is part of
//! every test run. The tests include this file beside the bodies.

use std::path::Path;

/// Over each seed of the target `name`, and over it with something changed, `damages` times: the same each time. There must be
/// `at_least` so many seeds.
pub(crate) fn replay(name: &str, body: fn(&[u8]), damages: usize, at_least: usize) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds");
    let mut count = 0;
    for entry in std::fs::read_dir(folder.join(name)).expect("a folder of seeds") {
        let seed = std::fs::read(entry.expect("a seed").path()).expect("a readable seed");
        damage(body, &seed, damages);
        count += 1;
    }
    assert!(count >= at_least, "{count} seeds for {name}");
}

/// Over `file` as it is, and with something changed, `damages` times: the same each time.
pub(crate) fn damage(body: fn(&[u8]), file: &[u8], damages: usize) {
    body(file);
    let mut dice = 0x2545_f491_4f6c_dd1d_u64 ^ file.len() as u64;
    let mut draw = |sides: usize| {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        usize::try_from(dice % sides.max(1) as u64).expect("fewer than there are sides")
    };
    for _ in 0..damages {
        let mut damaged = file.to_vec();
        let at = draw(file.len());
        let byte = u8::try_from(draw(256)).expect("a byte");
        match draw(4) {
            0 => damaged.truncate(at),
            1 => damaged.insert(at, byte),
            2 if at < damaged.len() => drop(damaged.remove(at)),
            _ if at < damaged.len() => damaged[at] = byte,
            _ => {}
        }
        body(&damaged);
    }
}
