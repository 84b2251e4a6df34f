//! The device does not send the intermediate certificate.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "intermediate_not_sent",
    title: "the device does not send the intermediate certificate",
    seat: Seat::Certificates,
    confidence: Confidence::Observed,
    clues: &[
        clue(Sign::IntermediateAbsent, 100),
        clue(Sign::IssuerAbsent, 60),
        clue(Sign::ChainOfOne, 25),
        clue(Sign::CaNotFound, 50),
        clue(Sign::Code401002, 36),
        clue(Sign::InvalidCertificate, 20),
        clue(Sign::SigningInfoMismatch, 30),
        clue(Sign::Status401, 36),
        clue(Sign::Code401000, 16),
        clue(Sign::AlertUnknownCa, 30),
        clue(Sign::SchannelInUse, 5),
        clue(Sign::EnrolmentIsGroup, 12),
        clue(Sign::GroupCaInChain, -50),
        clue(Sign::ChainComplete, -60),
        clue(Sign::LeafOwnRoot, -70),
        clue(Sign::EnrolmentIsIndividual, -25),
        clue(Sign::SymmetricKeyInUse, -80),
        clue(Sign::TpmInUse, -80),
    ],
    asks: &[Ask::Chain, Ask::Enrolment, Ask::Body],
};

pub(super) static TEXTS: Texts = Texts {
    id: "intermediate_not_sent",
    why: "DPS follows the certificates it is shown from the leaf upwards until it meets a verified CA. It has the CA that was uploaded and nothing between: when an intermediate is missing from the handshake, the way ends. Many libraries send the first certificate of a file only.",
    confirm: "Count the certificates of the client's Certificate message, or those in the file the client is given.",
    fix: "Put leaf and intermediates into one file, `cat leaf.pem intermediate.pem > chain.pem`, and give that to the client.",
    citations: &[
        thread!("Azure/azure-iot-sdk-c", "1900"),
        thread!("Azure/azure-iot-sdk-c", "1467"),
        thread!("Azure/azure-iot-sdk-java", "530"),
        thread!("Azure/azure-iot-sdk-java", "1795"),
        thread!("Azure-Samples/azure-iot-samples-csharp", "69"),
        thread!("Azure/azure-iot-sdk-csharp", "1040"),
        thread!("Azure/azure-iot-sdk-python", "797"),
        thread!("Azure/azure-iot-sdk-python", "189"),
        sources::CHAIN,
    ],
};
