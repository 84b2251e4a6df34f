//! The enrolment group is made for another CA than the chain's.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "group_ca_not_in_chain",
    title: "the enrolment group is made for another CA than the chain's",
    seat: Seat::Service,
    confidence: Confidence::Observed,
    clues: &[
        clue(Sign::GroupCaNotInChain, 100),
        clue(Sign::SigningInfoMismatch, 75),
        clue(Sign::Code401002, 18),
        clue(Sign::Status401, 18),
        clue(Sign::GroupCaInChain, -90),
        clue(Sign::EnrolmentIsIndividual, -40),
        clue(Sign::SymmetricKeyInUse, -80),
        clue(Sign::TpmInUse, -80),
    ],
    asks: &[Ask::Chain, Ask::Enrolment],
};

pub(super) static TEXTS: Texts = Texts {
    id: "group_ca_not_in_chain",
    why: "DPS reached a verified CA, and found a group, but the certificate chosen for the group is none of those the device presented.",
    confirm: "Compare the group's certificate with every certificate in the chain.",
    fix: "Choose for the group the CA that really issued the device's certificates, or present the chain that goes through the group's CA.",
    citations: &[thread!("Azure/iotedge", "2739"), sources::ATTESTATION],
};
