//! What the fuzz targets do, over their seeds and over these with something damaged: without libFuzzer, so that it is
//! part of every test run.

#[path = "../../../../fuzz/bodies/control_messages.rs"]
mod control_messages;
#[path = "../../../../fuzz/bodies/files.rs"]
mod files;
#[path = "../../../../fuzz/bodies/memory_relay.rs"]
mod memory_relay;
#[path = "../../../../fuzz/bodies/requests.rs"]
mod requests;
#[path = "../../../../fuzz/bodies/websocket.rs"]
mod websocket;

use std::path::Path;

/// Over each seed, and over it with something changed: the same each time.
fn replay(name: &str, body: fn(&[u8]), times: usize) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds");
    let mut count = 0;
    for entry in std::fs::read_dir(folder.join(name)).unwrap() {
        let seed = std::fs::read(entry.unwrap().path()).unwrap();
        body(&seed);
        let mut dice = 0x2545_f491_4f6c_dd1d_u64 ^ seed.len() as u64;
        let mut draw = |sides: usize| {
            dice ^= dice << 13;
            dice ^= dice >> 7;
            dice ^= dice << 17;
            usize::try_from(dice % sides.max(1) as u64).unwrap()
        };
        for _ in 0..times {
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

// A30, A31: no header stops the server, none is taken for one that is not there, and only our own get past the guard.
#[test]
fn requests_hold_over_their_seeds() {
    replay("requests", requests::body, 16);
}

// A29: whatever frames come, in whatever pieces, a session ends and nothing is left behind.
#[test]
fn sessions_hold_over_the_seeds_of_frames() {
    replay("websocket", websocket::body, 16);
}

#[test]
fn control_messages_hold_over_their_seeds() {
    replay("control_messages", control_messages::body, 64);
}

#[test]
fn files_hold_over_their_seeds() {
    replay("files", files::body, 2);
}
