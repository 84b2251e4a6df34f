//! The proof of possession of the CA was refused.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "ca_proof_refused",
    title: "the proof of possession of the CA was refused",
    seat: Seat::Service,
    confidence: Confidence::Observed,
    clues: &[clue(Sign::VerificationRefused, 100)],
    asks: &[],
};

pub(super) static TEXTS: Texts = Texts {
    id: "ca_proof_refused",
    why: "The verification certificate has to be signed by the uploaded CA itself, not by an intermediate, and its common name has to be the code that was shown last.",
    confirm: "Compare its issuer with the CA's subject, and its common name with the code.",
    fix: "Make it again: `openssl req -new -key any.key -subj /CN=CODE | openssl x509 -req -CA root.pem -CAkey root.key -CAcreateserial -out proof.pem`.",
    citations: &[
        thread!("Azure/azure-iot-sdk-c", "1347"),
        thread!("Azure/azure-cli", "5376"),
        thread!("Azure/azure-cli", "13098"),
        thread!("Azure/azure-iot-cli-extension", "37"),
        thread!("Azure/azure-iot-sdk-java", "182"),
        sources::VERIFY,
    ],
};
