//! The causes from outside: their registry, and what they make of evidence.

mod enumerated;
mod ranking;
mod registry;
