//! What the fuzz targets do, over their seeds and over these with something damaged: without libFuzzer, so that it is
//! part of every test run.

#[path = "../../../../fuzz/bodies/control_messages.rs"]
mod control_messages;
#[path = "../../../../fuzz/bodies/files.rs"]
mod files;
#[path = "../../../../fuzz/bodies/memory_relay.rs"]
mod memory_relay;
#[path = "../../../../fuzz/bodies/replay.rs"]
mod replay;
#[path = "../../../../fuzz/bodies/requests.rs"]
mod requests;
#[path = "../../../../fuzz/bodies/websocket.rs"]
mod websocket;

use replay::replay;

// A30, A31: no header stops the server, none is taken for one that is not there, and only our own get past the guard.
#[test]
fn requests_hold_over_their_seeds() {
    replay("requests", requests::body, 16, 6);
}

// A29: whatever frames come, in whatever pieces, a session ends and nothing is left behind.
#[test]
fn sessions_hold_over_the_seeds_of_frames() {
    replay("websocket", websocket::body, 16, 6);
}

#[test]
fn control_messages_hold_over_their_seeds() {
    replay("control_messages", control_messages::body, 64, 6);
}

#[test]
fn files_hold_over_their_seeds() {
    replay("files", files::body, 2, 6);
}
