//! Why a registration failed: evidence in, ranked causes out.
//!
//! [`Evidence`] collects what was seen, each piece a [`Sign`] with its [`Place`]. The [`causes`] say which signs point
//! to them and which speak against them; [`diagnose()`] weighs, and says from which evidence, what is missing, and also
//! that it does not know. [`observe`] turns answers, ends of sessions and findings about certificates into evidence.
//!
//! Nothing here is linked into the page but names and weights: the prose stands in tables of its own, from which
//! `assets/causes.json` is made.

#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

pub mod catalogue;
mod cause;
pub mod causes;
mod evidence;
pub mod in_order;
mod rank;
mod sign;
pub(crate) mod sources;

pub mod observe;
pub mod paste;
pub mod scenario;
pub mod settings;

pub use cause::{Ask, Cause, Clue, Seat, Texts};
pub use device_certs::lint::Citation;
pub use dps_protocol::codes::Confidence;
pub use evidence::{Edit, Evidence, Observation, Place};
pub use rank::{Diagnosis, Finding, Question, Reason, Sureness, Verdict, diagnose};
pub use sign::{Class, Sign};
