//! Builds, runs and tests DPS Playground.

fn main() {}
