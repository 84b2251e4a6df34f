//! The certificate bench: files that were put on it, what they are together, and what is to be said about them.
//!
//! [`Keep`] holds the files, their bytes and with them private keys; nothing else does. What is shown comes out of it
//! without secrets: [`Card`]s, one a file, and a [`Judgement`], which is asked for in two steps. A [`Plan`] says which
//! signatures have to be checked, and the answers make it a judgement.

mod card;
mod enrolment;
mod inside;
mod judgement;
mod keep;
mod picture;
mod plan;
mod role;
mod subject;
mod texts;
mod verdict;

pub use card::{Badge, Card, KeyFacts, OtherBlock, ProblemLine, RepairLine, Tone};
pub use enrolment::{Enrolment, EnrolmentKind};
pub use inside::{Inside, Look, Lookable, at, is_shown};
pub use judgement::{Anchor, Judgement, KeySeen, Passed, Shown};
pub use keep::{Keep, Kept, Unlocked};
pub use picture::{Arrow, Node, NodeKind, Picture};
pub use plan::{Asked, Plan};
pub use role::Role;
pub use subject::Subject;
pub use texts::{RuleText, Texts};
pub use verdict::{Headline, Mood, headline};

/// Names a file on the bench, as long as the page lives.
pub type FileId = u32;

/// A certificate: its file, and which of that file's certificates it is.
pub type Origin = (FileId, usize);

// With the signature checks of the practice service, which are native.
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
