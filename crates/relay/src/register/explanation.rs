//! What an ending means and what to do now, on stderr.

use diagnose::{Diagnosis, Evidence};
use dps_protocol::registration::Outcome;
use relay_protocol::{Failed, FailureCode};

use crate::register::Ending;
use crate::{diagnosis, output};

/// Says how it ended and why; says nothing more when all went well.
pub(super) fn say(ending: &Ending, diagnosis: &Diagnosis, evidence: &Evidence) {
    match ending {
        Ending::Unreachable(failed) => unreachable(failed),
        Ending::Session(outcome) => session(outcome),
    }
    if matches!(ending, Ending::Session(outcome) if matches!(**outcome, Outcome::Assigned { .. })) {
        return;
    }
    for line in diagnosis::lines(diagnosis, evidence, "") {
        output::say(line);
    }
}

fn session(outcome: &Outcome) {
    match outcome {
        Outcome::Assigned { .. } => {}
        Outcome::Refused { status, error, .. } => {
            let (code, message) = error
                .as_ref()
                .map_or((0, ""), |error| (error.error_code, error.message.as_str()));
            output::say(format_args!(
                "The service refused with status {status}, code {code}: {message}"
            ));
        }
        Outcome::Failed { state, .. } => {
            let code = state
                .as_ref()
                .and_then(|state| state.error_code)
                .unwrap_or_default();
            let message = state
                .as_ref()
                .and_then(|state| state.error_message.as_deref())
                .unwrap_or_default();
            output::say(format_args!(
                "The service took the registration and could not carry it out, code {code}: {message}"
            ));
        }
        Outcome::Disabled { .. } => {
            output::say("The service answered: disabled.");
        }
        Outcome::ConnackRefused { code } => {
            output::say(format_args!(
                "The service refused the MQTT connection with CONNACK {code}."
            ));
        }
        Outcome::SubscribeRefused => {
            output::say("The service refused the subscription to its answers.");
        }
        Outcome::Closed { during } => {
            output::say(format_args!(
                "The service closed the connection without saying why, while {}.",
                during.describe()
            ));
        }
        Outcome::TimedOut { during, .. } => {
            output::say(format_args!(
                "The time was over while {}.",
                during.describe()
            ));
        }
        Outcome::Unreadable { topic, why, .. } => {
            output::say(format_args!(
                "An answer came that cannot be understood, on {topic:?}: {why}"
            ));
        }
        Outcome::Garbled { why } => {
            output::say(format_args!("What came back is not MQTT 3.1.1: {why}"));
        }
        Outcome::Unsendable { stage, why } => {
            output::say(format_args!(
                "The packet for {:?} cannot be sent: {why}",
                stage.as_str()
            ));
        }
        _ => output::say("The registration was given up."),
    }
}

fn unreachable(failed: &Failed) {
    output::say(format_args!(
        "Could not connect ({}): {}",
        failed.code.as_str(),
        failed.detail
    ));
    if let Some(hint) = hint(failed.code) {
        output::say(format_args!("  Now: {hint}"));
    }
}

/// What to do about the failures that have an option here.
fn hint(code: FailureCode) -> Option<&'static str> {
    Some(match code {
        FailureCode::ServerRootNotTrusted => {
            "Name the file with the server's root in --server-ca; for the practice service, the one it wrote with --root-ca-out."
        }
        FailureCode::ServerNameMismatch => {
            "Use in --host a name that stands in the server's certificate; for the practice service, add the name with --practice-name."
        }
        FailureCode::ConnectionRefused => {
            "Nothing listens there. Check --host and --port, and that the service is running."
        }
        FailureCode::ConnectTimedOut => {
            "Something on the way drops the packets, often a firewall that does not let port 8883 out."
        }
        FailureCode::NameNotFound => {
            "Check the spelling of --host, and that this computer is online."
        }
        FailureCode::TlsAlert => {
            "The server refused the handshake, mostly because of the device's certificate or key."
        }
        FailureCode::ServerCertificateExpired | FailureCode::ServerCertificateNotYetValid => {
            "Check this computer's clock; if it is right, the server's certificate has to be renewed."
        }
        _ => return None,
    })
}
