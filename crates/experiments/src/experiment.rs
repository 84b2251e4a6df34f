//! What an experiment is made of.

use crate::{Ending, Evidence};

/// A conversation in which one thing is changed.
#[derive(Debug)]
pub struct Experiment {
    /// Its name, forever.
    pub id: &'static str,
    /// What is changed: one line, without full stop.
    pub title: &'static str,
    /// How sure it is that the real service answers the same.
    pub evidence: Evidence,
    /// What is sent, in this order.
    pub moves: &'static [Move],
    /// What may be predicted, the right one among it.
    pub choices: &'static [Ending],
    /// How it ends with the practice service.
    pub ending: Ending,
    /// What the practice service answers, as [`told`](crate::told) writes it.
    pub answers: &'static [&'static str],
    /// What the practice service writes into its history when it is the one that ends the connection.
    pub reason: Option<&'static str>,
}

/// One packet to be sent.
#[derive(Clone, Copy, Debug)]
pub struct Move {
    /// In a few words.
    pub title: &'static str,
    /// Whether this is what is changed.
    pub is_changed: bool,
    /// Its bytes.
    pub build: fn(&Names<'_>) -> Vec<u8>,
    /// What is waited for before the next one.
    pub until: Until,
    /// Whether it waits as long as the service asked for.
    pub is_patient: bool,
    /// Whether it names the operation, which only an answer tells.
    pub needs_operation: bool,
}

/// What a packet is built from.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a> {
    /// The ID scope of the service.
    pub id_scope: &'a str,
    /// The registration ID that is enrolled.
    pub registration_id: &'a str,
    /// The operation ID, once the service has told one.
    pub operation_id: Option<&'a str>,
}

/// What is waited for after a packet, if the connection lasts so long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// Nothing.
    AtOnce,
    /// A packet of this type, by its name.
    Comes(&'static str),
}

/// What an experiment says to people. The texts are never empty.
#[derive(Debug)]
pub struct Texts {
    /// The experiment.
    pub id: &'static str,
    /// What is changed, and what is left as it should be.
    pub changed: &'static str,
    /// What is to be predicted.
    pub question: &'static str,
    /// What the practice service answers, and why.
    pub answer: &'static str,
    /// What is known of the real service, and how sure that is.
    pub azure: &'static str,
    /// What one should learn from it.
    pub learn: &'static str,
    /// Where it is written down: label and address.
    pub citations: &'static [(&'static str, &'static str)],
}
