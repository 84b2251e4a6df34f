//! The token is signed by a wrong key, or by the text of the right one.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "symmetric_key_wrong",
    title: "the token is signed by a wrong key, or by the text of the right one",
    seat: Seat::Client,
    confidence: Confidence::Observed,
    clues: &[
        clue(Sign::SignatureByTextOfKey, 100),
        clue(Sign::SignatureWrong, 85),
        clue(Sign::KeyNotBase64, 90),
        clue(Sign::Code401000, 16),
        clue(Sign::Code401002, 6),
        clue(Sign::Status401, 6),
        clue(Sign::SymmetricKeyInUse, 36),
        clue(Sign::CertificateInUse, -100),
    ],
    asks: &[Ask::Enrolment, Ask::Settings],
};

pub(super) static TEXTS: Texts = Texts {
    id: "symmetric_key_wrong",
    why: "The key is base64: decode it before signing. Also the registration ID that the key was derived from must be the one that registers, letter for letter.",
    confirm: "Sign once with `az iot hub generate-sas-token` or an SDK and compare the signatures.",
    fix: "Decode the key before use, and derive it for exactly this registration ID.",
    citations: &[
        thread!("MicrosoftDocs/azure-docs", "48511"),
        thread!("Azure/azure-iot-sdk-c", "1653"),
        thread!("eclipse-threadx/netxduo", "68"),
        sources::KEYS,
    ],
};
