//! What the fuzz targets do, over their seeds and over these with something damaged: without libFuzzer, so that it is
//! part of every test run.
#![expect(clippy::disallowed_methods, reason = "reads the seeds")]

#[path = "../../../../fuzz/bodies/practice_api.rs"]
mod practice_api;
#[path = "../../../../fuzz/bodies/practice_documents.rs"]
mod practice_documents;
#[path = "../../../../fuzz/bodies/practice_session.rs"]
mod practice_session;
#[path = "../../../../fuzz/bodies/replay.rs"]
mod replay;

use replay::replay;

#[test]
fn sessions_hold_over_their_seeds() {
    replay("practice_session", practice_session::body, 16, 6);
}

#[test]
fn documents_hold_over_their_seeds() {
    replay("practice_documents", practice_documents::body, 16, 6);
}

#[test]
fn the_api_holds_over_its_seeds() {
    replay("practice_api", practice_api::body, 16, 6);
}
