//! Why a run failed, or would: the page's side of the crate [`diagnose`].
//!
//! [`knowledge`] says what form and certificates tell before anything is sent, [`failure`] what came back, [`story`] what
//! is shown of both; [`forecast`] compares them. [`pasted`], [`fill`] and [`examples`] are for text of strangers, [`index`] for looking
//! things up. The prose is in `assets/causes.json` and `assets/codes.json`, which the page fetches ([`texts`]).

pub mod examples;
pub mod failure;
pub mod fill;
pub mod forecast;
pub mod index;
pub mod knowledge;
pub mod mend;
pub mod pasted;
pub mod place;
pub mod story;
pub mod texts;

#[cfg(test)]
mod tests;
