//! Turning what happened into evidence: answers, ends of sessions, codes of the tunnel, findings about certificates.

mod certificates;
mod packets;
mod session;
mod tunnel;

pub use certificates::{report, rule};
pub use packets::{Seen, packets};
pub use session::{
    connack, error, handshake_alert, hub_connack, outcome, refused, registration_failed, status,
};
pub use tunnel::{PAGE_CODES, closed, failed, page_code};
