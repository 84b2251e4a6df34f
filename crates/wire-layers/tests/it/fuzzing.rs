//! What the fuzz target does, over its seeds and over these with something damaged: without libFuzzer, so that it is part of
//! every test run.
#![expect(clippy::disallowed_methods, reason = "reads the seeds")]

#[path = "../../../../fuzz/bodies/dissection.rs"]
mod dissection;
#[path = "../../../../fuzz/bodies/replay.rs"]
mod replay;

#[test]
fn dissection_holds_over_its_seeds() {
    replay::replay("dissection", dissection::body, 64, 31);
}
