//! Breaking packets: what is to be sent, how it goes, and what is said about it. `experiment_room` ties it to signals.

mod script;
mod texts;
mod trial;

pub use script::{Draft, Script};
pub use texts::ExperimentTexts;
pub use trial::{PRACTICE_DEVICE, Phase, Trial};
