//! Every experiment, by what is changed.

mod connecting;
mod framing;
mod order;
mod requesting;
mod sources;
mod subscribing;

use crate::experiment::{Experiment, Texts};

/// Every experiment, in the order in which a registration goes.
pub fn experiments() -> impl Iterator<Item = &'static Experiment> {
    [
        connecting::EXPERIMENTS,
        subscribing::EXPERIMENTS,
        requesting::EXPERIMENTS,
        order::EXPERIMENTS,
        framing::EXPERIMENTS,
    ]
    .into_iter()
    .flatten()
}

/// What every experiment says to people, in the same order. `cargo xtask docs` makes `assets/experiments.json` from it.
pub fn texts() -> impl Iterator<Item = &'static Texts> {
    [
        connecting::TEXTS,
        subscribing::TEXTS,
        requesting::TEXTS,
        order::TEXTS,
        framing::TEXTS,
    ]
    .into_iter()
    .flatten()
}

/// The experiment of this name.
pub fn experiment(id: &str) -> Option<&'static Experiment> {
    experiments().find(|experiment| experiment.id == id)
}
