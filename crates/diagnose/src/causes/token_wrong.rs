//! The SAS token is for something else.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "token_wrong",
    title: "the SAS token is for something else",
    seat: Seat::Client,
    confidence: Confidence::Documented,
    clues: &[
        clue(Sign::TokenResourceWrong, 100),
        clue(Sign::TokenPolicyWrong, 90),
        clue(Sign::SymmetricKeyInUse, 8),
        clue(Sign::Code401000, 10),
        clue(Sign::CertificateInUse, -100),
    ],
    asks: &[Ask::Settings],
};

pub(super) static TEXTS: Texts = Texts {
    id: "token_wrong",
    why: "The token of a device says `sr={idScope}%2Fregistrations%2F{registrationId}` and `skn=registration`. One for a hub or for another device is refused.",
    confirm: "Read `sr=` and `skn=` in the token.",
    fix: "Sign `{idScope}%2fregistrations%2f{registrationId}` and end the token with `&skn=registration`.",
    citations: &[sources::KEYS, thread!("Azure/azure-iot-sdk-node", "721")],
};
