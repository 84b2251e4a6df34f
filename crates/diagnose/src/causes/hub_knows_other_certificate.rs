//! The hub knows the device by another certificate.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "hub_knows_other_certificate",
    title: "the hub knows the device by another certificate",
    seat: Seat::Hub,
    confidence: Confidence::Documented,
    clues: &[
        clue(Sign::HubThumbprintDiffers, 100),
        clue(Sign::HubRefused, 55),
        clue(Sign::HubSelfSigned, 5),
        clue(Sign::HubThumbprintFits, -100),
    ],
    asks: &[Ask::HubIdentity, Ask::Chain],
};

pub(super) static TEXTS: Texts = Texts {
    id: "hub_knows_other_certificate",
    why: "DPS gives the hub the thumbprint of the leaf that registered. After a renewal, or with another leaf, the hub answers CONNACK 5 although DPS said assigned.",
    confirm: "Compare the thumbprint in the hub with `openssl x509 -in leaf.pem -noout -fingerprint -sha256`.",
    fix: "Register again with the leaf in use, then connect.",
    citations: &[
        thread!("MicrosoftDocs/azure-docs", "54373"),
        thread!("MicrosoftDocs/azure-docs", "28499"),
        thread!("MicrosoftDocs/azure-docs", "14321"),
        thread!("Azure-Samples/iot-middleware-freertos-samples", "175"),
        sources::ROLL,
    ],
};
