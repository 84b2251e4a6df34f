//! A management endpoint or connection string stands where a device's belongs, or the other way round.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "service_endpoint_confused",
    title: "a management endpoint or connection string stands where a device's belongs, or the other way round",
    seat: Seat::Settings,
    confidence: Confidence::Observed,
    clues: &[clue(Sign::ServiceEndpoint, 100)],
    asks: &[Ask::Settings],
};

pub(super) static TEXTS: Texts = Texts {
    id: "service_endpoint_confused",
    why: "Devices speak to the device endpoint with an ID scope; tools that manage enrolments speak to the service endpoint with a connection string that names a policy. Neither takes the other's.",
    confirm: "A connection string with `SharedAccessKeyName=` is for management.",
    fix: "Give the device host, ID scope and registration ID; keep connection strings to tools that manage the service.",
    citations: &[thread!("Azure/azure-iot-sdk-c", "1844"), sources::TERMS],
};
