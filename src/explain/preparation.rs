//! Failures before anything is sent, and runs that were stopped.

use super::words::{Suspect, Words, assemble, sentence};
use super::{Context, Explanation};
use crate::inputs::Enrolment;
use crate::lesson::sources::{DPS_TERMS, ISSUE_MISMATCH, RFC_JSON, X509};
use crate::material::Origin;

pub(super) fn input(why: &str) -> Explanation {
    let words = Words {
        title: "Something in the form cannot be used",
        what: "",
        why: &["What is typed here cannot be put into the packets at all, so nothing was sent."],
        now: &["Correct the field that is named, then run the step again."],
        sources: &[DPS_TERMS, RFC_JSON],
    };
    seen(why, assemble(&words, None))
}

pub(super) fn identity(why: &str, context: &Context<'_>) -> Explanation {
    let imported = context
        .material
        .is_some_and(|material| material.origin == Origin::Imported);
    let words = if imported {
        Words {
            title: "These files do not make an identity",
            what: "",
            why: &[
                "A device needs its own certificate **and** the private key that belongs to it.",
            ],
            now: &[
                "Load what is missing; files may come one by one and in any order.",
                "To see the lesson first, clear the files and let the page make a practice identity.",
            ],
            sources: &[X509, ISSUE_MISMATCH],
        }
    } else {
        Words {
            title: "No practice identity could be made",
            what: "",
            why: &[
                "Browsers make keys only on pages from `https://` or from this computer (`localhost`, `127.0.0.1`).",
                "The browser is too old for WebCrypto, or forbids it.",
            ],
            now: &["Open the page by the link the relay prints, in a current browser."],
            sources: &[],
        }
    };
    seen(why, assemble(&words, key(context)))
}

/// A key that fits none of the certificates.
fn key(context: &Context<'_>) -> Option<Suspect> {
    let key = context.material?.key.as_ref();
    let key = key.filter(|key| key.belongs_to.is_none())?;
    Some(Suspect::new(
        format!(
            "The loaded key ({}) fits none of the loaded certificates.",
            key.kind
        ),
        "Load the key that belongs to the device's certificate.",
    ))
}

pub(super) fn enrolment(why: &str, context: &Context<'_>) -> Explanation {
    let group = matches!(
        context.inputs.enrolment,
        Enrolment::Group | Enrolment::GroupUnverified
    );
    let ca = context.material.and_then(|material| material.group_ca());
    if group && ca.is_none() {
        let words = Words {
            title: "There is no CA for the group",
            what: "",
            why: &[
                "An enrolment group is a CA certificate. Every device whose chain contains that CA belongs to the group.",
            ],
            now: &[
                "Load the CA certificate for the enrolment, or let the page make an issued practice identity.",
                "Or choose an individual enrolment, which holds the leaf itself.",
            ],
            sources: &[X509],
        };
        return seen(why, assemble(&words, None));
    }
    let words = Words {
        title: "The practice service did not take the enrolment",
        what: "",
        why: &[
            "The relay has ended, or runs without the practice service.",
            "The certificate cannot be read well enough to be enrolled.",
        ],
        now: &[
            "Look at the relay's terminal, then run the step again.",
            "Or choose the practice service in the page, which needs no relay.",
        ],
        sources: &[X509],
    };
    seen(why, assemble(&words, None))
}

pub(super) fn cancelled() -> Explanation {
    let words = Words {
        title: "Stopped",
        what: "You stopped this run, and the page hung up.",
        why: &["Whatever was asked of the service before may still take effect there."],
        now: &[
            "Run the step again when you like: DPS takes a second registration of the same device.",
        ],
        sources: &[],
    };
    assemble(&words, None)
}

fn seen(why: &str, mut explanation: Explanation) -> Explanation {
    explanation.what = match sentence(why) {
        empty if empty.is_empty() => "Nothing was sent.".to_owned(),
        what => what,
    };
    explanation
}
