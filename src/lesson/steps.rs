//! One file per step.

mod assigned;
mod certificates;
mod connect;
mod identity;
mod poll;
mod register;
mod subscribe;
mod telemetry;
mod trust;

use super::{Step, StepId};

/// Every step, in the order of [`StepId::ALL`].
pub static STEPS: [&Step; StepId::ALL.len()] = [
    &identity::STEP,
    &certificates::STEP,
    &trust::STEP,
    &connect::STEP,
    &subscribe::STEP,
    &register::STEP,
    &poll::STEP,
    &assigned::STEP,
    &telemetry::STEP,
];
