//! The experiments beside the practice service.

mod conversing;
mod editing;
mod registry;
