//! The group's key is used as the device's own.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "group_key_not_derived",
    title: "the group's key is used as the device's own",
    seat: Seat::Client,
    confidence: Confidence::Observed,
    clues: &[
        clue(Sign::GroupKeyAsDeviceKey, 70),
        clue(Sign::SignatureByGroupKey, 100),
        clue(Sign::Code401000, 18),
        clue(Sign::Status401, 8),
        clue(Sign::SymmetricKeyInUse, 40),
        clue(Sign::CertificateInUse, -100),
        clue(Sign::EnrolmentIsIndividual, -50),
    ],
    asks: &[Ask::Enrolment],
};

pub(super) static TEXTS: Texts = Texts {
    id: "group_key_not_derived",
    why: "In a group each device has a key of its own: HMAC-SHA256 of its registration ID under the group's key. A token signed by the group's key itself is refused with 401000.",
    confirm: "Compute the device's key and compare: `az iot dps enrollment-group compute-device-key`.",
    fix: "Derive the key: `az iot dps enrollment-group compute-device-key --key GROUPKEY --registration-id dev-01`.",
    citations: &[
        thread!("MicrosoftDocs/azure-docs", "43157"),
        thread!("Azure/dps-keygen", "7"),
        thread!("Azure/azure-iot-sdk-c", "2145"),
        sources::KEYS,
    ],
};
