//! What failed before anything was sent, in words: what was seen, why it is likely, and what to do now. Whatever failed
//! after that is for [`diagnosis`](crate::diagnosis).

mod preparation;
pub(crate) mod words;

use crate::inputs::Inputs;
use crate::journey::Failure;
use crate::lesson::Citation;
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
    /// Where this is written down.
    pub sources: Vec<Citation>,
}

/// What else is known: an explanation that fits the run is better than one that fits everyone.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// What the person chose and typed.
    pub inputs: &'a Inputs,
    /// The device's certificates, once there are any.
    pub material: Option<&'a Material>,
}

/// Explains a failure before anything was sent; `None` for any other.
pub fn explain(failure: &Failure, context: &Context<'_>) -> Option<Explanation> {
    match failure {
        Failure::Input(why) => Some(preparation::input(why)),
        Failure::Identity(why) => Some(preparation::identity(why, context)),
        Failure::Enrolment(why) => Some(preparation::enrolment(why, context)),
        Failure::Cancelled => Some(preparation::cancelled()),
        Failure::Link(_) | Failure::Registration(_) | Failure::Hub(_) => None,
    }
}

#[cfg(test)]
pub(crate) mod tests;
