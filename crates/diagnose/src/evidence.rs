//! What is known: signs, and where each was seen.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::{Ask, Sign};

/// Everything that is known about a failure, or about what has not been tried yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// What was seen, in the order in which it was.
    pub observations: Vec<Observation>,
    /// What need not be asked for any more.
    pub given: BTreeSet<Ask>,
}

/// One thing that was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// What it is.
    pub sign: Sign,
    /// Where.
    pub place: Place,
    /// The values seen: a lower-case clause without full stop. Never a secret.
    pub seen: String,
    /// What would put it right, where that can be said.
    pub edit: Option<Edit>,
}

/// Where something was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In pasted text, in bytes.
    Text(Range<usize>),
    /// In a certificate of the chain, in bytes of its DER.
    Certificate {
        /// Which one, leaf first.
        index: Option<usize>,
        /// Where in it; in the file when `index` is `None`.
        bytes: Range<usize>,
    },
    /// In a field of a form, by its name.
    Field(&'static str),
    /// In a packet of the session, counted from 0.
    Packet(usize),
    /// In how the session went as a whole.
    Session,
}

/// A change that puts something right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced: a piece of text, or all of a field.
    pub place: Place,
    /// By what.
    pub by: String,
}

impl Evidence {
    /// Adds what was seen.
    pub fn push(&mut self, sign: Sign, place: Place, seen: impl Into<String>) {
        self.observations.push(Observation {
            sign,
            place,
            seen: seen.into(),
            edit: None,
        });
    }

    /// Adds what was seen, and what would put it right.
    pub fn push_with_edit(
        &mut self,
        sign: Sign,
        place: Place,
        seen: impl Into<String>,
        by: impl Into<String>,
    ) {
        let edit = Some(Edit {
            place: place.clone(),
            by: by.into(),
        });
        self.observations.push(Observation {
            sign,
            place,
            seen: seen.into(),
            edit,
        });
    }

    /// Whether this was seen.
    pub fn has(&self, sign: Sign) -> bool {
        self.observations.iter().any(|seen| seen.sign == sign)
    }

    /// Adds all that other evidence says.
    pub fn extend(&mut self, other: Self) {
        self.observations.extend(other.observations);
        self.given.extend(other.given);
    }
}
