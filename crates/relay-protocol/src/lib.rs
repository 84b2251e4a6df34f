//! The control messages between page and relay, with every limit a named constant.
//!
//! One WebSocket per connection at [`TUNNEL_PATH`] with the subprotocol [`SUBPROTOCOL`].
//! Binary frames carry MQTT bytes, untouched, both ways; text frames carry one JSON message each:
//! a [`PageMessage`] towards the relay, a [`RelayMessage`] towards the page.
//! The relay terminates TLS but holds no key: it asks for each signature with [`RelayMessage::Sign`].
//! Only if the page asks for a recording does it hear of the bytes of TLS and the session's secrets: [`Recorded`].
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

mod binary;
mod codes;
mod goodbye;
mod info;
mod json;
pub mod limits;
mod messages;
mod signature_scheme;
mod words;

pub use crate::binary::Binary;
pub use crate::codes::{CloseCode, FailureCode};
pub use crate::info::{
    Destination, DestinationSource, LaunchRequest, PracticeInfo, RelayInfo, TrustedRoot,
};
pub use crate::json::JsonError;
pub use crate::messages::{
    Alert, By, Closed, Failed, MessageError, Open, Opened, PageMessage, Recorded, RelayMessage,
    Secrets, ServerRoot, Stage, Timings, Trust, Way,
};
pub use crate::signature_scheme::SignatureScheme;

/// The WebSocket subprotocol of the tunnel; the page offers it, the relay insists on it.
pub const SUBPROTOCOL: &str = "dps-tunnel.v1";

/// Where the tunnel's WebSocket is.
pub const TUNNEL_PATH: &str = "/api/tunnel";

/// `POST` a [`LaunchRequest`] here to exchange the launch code for the session cookie.
pub const SESSION_PATH: &str = "/api/session";

/// `GET` a [`RelayInfo`] here.
pub const INFO_PATH: &str = "/api/info";

/// Everything about the practice service is below this path.
pub const PRACTICE_PATH: &str = "/api/practice";

/// Linked hubs of the practice service: `GET` lists them; `GET`, `PUT` and `DELETE` one at `{this}/{host}`; `GET` the twins
/// of its devices at `{this}/{host}/twins`, `PATCH` the desired properties of one at `{this}/{host}/twins/{deviceId}`.
pub const LINKED_HUBS_PATH: &str = "/api/practice/linkedHubs";

/// Individual enrolments of the practice service: `GET` lists them; `GET`, `PUT` and `DELETE` one at
/// `{this}/{registrationId}`.
pub const ENROLLMENTS_PATH: &str = "/api/practice/enrollments";

/// Enrolment groups of the practice service: `GET` lists them; `GET`, `PUT` and `DELETE` one at
/// `{this}/{enrollmentGroupId}`.
pub const ENROLLMENT_GROUPS_PATH: &str = "/api/practice/enrollmentGroups";

/// CA certificates of the practice service: `GET` lists them; `GET`, `PUT` and `DELETE` one at `{this}/{name}`; `POST`
/// to `{this}/{name}/generateVerificationCode` and `{this}/{name}/verify`.
pub const CERTIFICATES_PATH: &str = "/api/practice/certificates";

/// Registration records of the practice service: `GET` lists them; `GET` and `DELETE` one at `{this}/{registrationId}`.
pub const REGISTRATIONS_PATH: &str = "/api/practice/registrations";

/// Faults of the practice service: `GET` lists them all (`?active` those that are on), `DELETE` switches them off; `PUT` switches one on at
/// `{this}/{id}`, `DELETE` off.
pub const FAULTS_PATH: &str = "/api/practice/faults";

/// The history of the practice service: `GET` reads it (`?after=NUMBER` what is newer, `&wait=SECONDS` once there is
/// something), `DELETE` clears it.
pub const HISTORY_PATH: &str = "/api/practice/history";

/// `GET` the latest connections to the practice service here.
pub const CONNECTIONS_PATH: &str = "/api/practice/connections";

/// `GET` the report about a device at `{this}/{registrationId}`, with `?format=text` or `?format=junit` in other forms.
pub const GRADES_PATH: &str = "/api/practice/grades";
