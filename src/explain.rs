//! Every failure in words: what was seen, why it is likely, and what to do now.

mod hub;
mod link;
mod preparation;
mod registration;
mod suspects;
mod words;

use crate::inputs::Inputs;
use crate::journey::Failure;
use crate::lesson::{Citation, StepId};
use crate::material::Material;

/// A failure in words. Texts carry the inline markup of [`crate::lesson::inline`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// A heading: what went wrong, in a few words.
    pub title: String,
    /// What was seen, with the values seen.
    pub what: String,
    /// Likely causes, most likely first.
    pub why: Vec<String>,
    /// What to do, in order.
    pub now: Vec<String>,
    /// The code to search for, if there is one: `401002`, `CONNACK 5`, `connection_refused`.
    pub code: Option<String>,
    /// Where this is written down.
    pub sources: Vec<Citation>,
}

/// What else is known: an explanation that fits the run is better than one that fits everyone.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// During which step it happened.
    pub step: StepId,
    /// What the person chose and typed.
    pub inputs: &'a Inputs,
    /// The device's certificates, once there are any.
    pub material: Option<&'a Material>,
    /// Seconds since 1970 by this computer's clock; without it nothing is said of validity.
    pub now_unix_secs: Option<i64>,
}

/// Explains a failure.
pub fn explain(failure: &Failure, context: &Context<'_>) -> Explanation {
    match failure {
        Failure::Input(why) => preparation::input(why),
        Failure::Identity(why) => preparation::identity(why, context),
        Failure::Enrolment(why) => preparation::enrolment(why, context),
        Failure::Link(failure) => link::explain(failure, context),
        Failure::Registration(outcome) => registration::explain(outcome, context),
        Failure::Hub(outcome) => hub::explain(outcome, context),
        Failure::Cancelled => preparation::cancelled(),
    }
}

#[cfg(test)]
mod tests;
