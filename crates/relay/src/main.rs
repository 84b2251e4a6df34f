//! The dps-playground binary: embedded page, tunnel, practice service, command line.

fn main() {}
