//! A session as files: JSON for programs, a transcript for people, a capture for Wireshark.
//!
//! There is no private key in any of them: a journey does not have one. A password, which no device with a certificate needs,
//! is masked wherever the page itself writes bytes down.

mod capture;
mod json;
mod transcript;

use device_session::LoggedPacket;
use dps_protocol::names::RegistrationId;
use mqtt_wire::{Field, Packet, dissect};

pub use self::capture::{capture, is_cut_short, is_recorded};
pub use self::json::json;
pub use self::transcript::transcript;
use crate::inputs::Inputs;
use crate::journey::{Entry, Journey, Recording};

/// What the files are made of.
#[derive(Clone, Copy, Debug)]
pub struct Session<'a> {
    /// What the run worked with.
    pub inputs: &'a Inputs,
    /// What happened.
    pub trace: &'a [Entry],
    /// What the relay recorded.
    pub recordings: &'a [Recording],
    /// Unix time at the zero of the times in the trace, in seconds.
    pub opened_unix_secs: i64,
}

impl<'a> Session<'a> {
    /// The session that a journey shows: with the inputs of its run, or those of the page where there was none or a link
    /// brought both.
    pub fn of(journey: &'a Journey, inputs: &'a Inputs) -> Self {
        Self {
            inputs: if journey.is_from_link() || journey.trace().is_empty() {
                inputs
            } else {
                journey.inputs()
            },
            trace: journey.trace(),
            recordings: journey.recordings(),
            opened_unix_secs: journey.opened_unix_secs(),
        }
    }
}

/// What a file of the session is called, without its ending: the registration ID where it can stand in a name.
pub fn file_name(inputs: &Inputs) -> String {
    match RegistrationId::parse(&inputs.registration_id) {
        Ok(_) => format!("session-{}", inputs.registration_id.replace(':', "-")),
        Err(_) => "session".to_owned(),
    }
}

/// The packet with its password, if it has one, as asterisks.
pub fn masked(packet: &LoggedPacket) -> LoggedPacket {
    let mut masked = packet.clone();
    if packet.bytes.first().is_none_or(|first| first >> 4 != 1) {
        return masked;
    }
    let fields = dissect(&packet.bytes).fields;
    if let Some(password) = find(&fields, "Password") {
        // Behind its length, as far as it goes.
        let secret = (password.bytes.start + 2).min(password.bytes.end)..password.bytes.end;
        if let Some(secret) = masked.bytes.get_mut(secret) {
            secret.fill(b'*');
        }
        masked.packet = Packet::decode(&masked.bytes);
    }
    masked
}

fn find<'a>(fields: &'a [Field], label: &str) -> Option<&'a Field> {
    fields.iter().find_map(|field| {
        let here = (field.label == label).then_some(field);
        here.or_else(|| find(&field.children, label))
    })
}
