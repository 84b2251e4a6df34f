//! The result of `register` on stdout: two lines for people, or the JSON others may build on.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use device_session::LoggedPacket;
use diagnose::{Diagnosis, Evidence};
use dps_protocol::registration::Outcome;
use serde_json::{Map, Value, json};

use crate::command_line::Format;
use crate::register::Ending;
use crate::{diagnosis, output};

/// How a registration went, with its packets.
pub(super) struct Report<'a> {
    pub(super) ending: &'a Ending,
    pub(super) packets: &'a [LoggedPacket],
    pub(super) diagnosis: &'a Diagnosis,
    pub(super) evidence: &'a Evidence,
}

impl Report<'_> {
    pub(super) fn print(&self, format: Format) {
        match format {
            Format::Json => output::result(self.to_json()),
            Format::Text => self.print_text(),
        }
    }

    fn print_text(&self) {
        output::result(self.outcome());
        if let Ending::Session(outcome) = self.ending
            && let Outcome::Assigned { state, .. } = &**outcome
        {
            output::result(format_args!(
                "hub: {}",
                state.assigned_hub.as_deref().unwrap_or_default()
            ));
            output::result(format_args!(
                "device ID: {}",
                state.device_id.as_deref().unwrap_or_default()
            ));
        }
    }

    /// One of the five words the JSON promises.
    fn outcome(&self) -> &'static str {
        match self.ending {
            Ending::Unreachable(_) => "unreachable",
            Ending::Session(outcome) => match **outcome {
                Outcome::Assigned { .. } => "assigned",
                Outcome::Failed { .. } => "failed",
                Outcome::Disabled { .. } => "disabled",
                Outcome::Closed { .. } | Outcome::TimedOut { .. } | Outcome::Garbled { .. } => {
                    "unreachable"
                }
                _ => "refused",
            },
        }
    }

    fn to_json(&self) -> Value {
        let mut report = Map::new();
        report.insert("version".into(), json!(1));
        report.insert("outcome".into(), json!(self.outcome()));
        match self.ending {
            Ending::Unreachable(failed) => {
                report.insert("registration".into(), Value::Null);
                report.insert("status".into(), Value::Null);
                let alert = failed.alert.as_ref();
                let failure = json!({
                    "stage": failed.stage.as_str(),
                    "code": failed.code.as_str(),
                    "detail": failed.detail,
                    "alert": alert.map(|alert| json!({ "code": alert.code, "name": alert.name })),
                });
                report.insert("failure".into(), failure);
            }
            Ending::Session(outcome) => add_session(&mut report, outcome),
        }
        let packets: Vec<_> = self.packets.iter().map(packet).collect();
        report.insert("packets".into(), json!(packets));
        // What worked has no causes, whatever may be said of its certificates.
        let assigned = self.outcome() == "assigned";
        let findings = (!assigned).then(|| diagnosis::findings(self.diagnosis, self.evidence));
        report.insert("diagnosis".into(), findings.unwrap_or_else(|| json!([])));
        Value::Object(report)
    }
}

fn add_session(report: &mut Map<String, Value>, outcome: &Outcome) {
    let (registration, status) = match outcome {
        Outcome::Assigned { operation, .. }
        | Outcome::Failed { operation, .. }
        | Outcome::Disabled { operation, .. } => {
            let untouched = operation.raw.get("registrationState").cloned();
            (untouched.unwrap_or_default(), json!(200))
        }
        Outcome::Refused { status, body, .. } => {
            let error = serde_json::from_slice(body)
                .unwrap_or_else(|_| json!(String::from_utf8_lossy(body)));
            report.insert("error".into(), error);
            (Value::Null, json!(status))
        }
        Outcome::ConnackRefused { code } => {
            report.insert("error".into(), Value::Null);
            report.insert("connack".into(), json!(code));
            (Value::Null, Value::Null)
        }
        _ => {
            report.insert("reason".into(), json!(outcome.as_str()));
            (Value::Null, Value::Null)
        }
    };
    report.insert("registration".into(), registration);
    report.insert("status".into(), status);
}

/// Payloads are text in DPS; anything else is shown as base64.
fn packet(packet: &LoggedPacket) -> Value {
    let payload = packet.payload().map(|payload| {
        std::str::from_utf8(payload).map_or_else(|_| STANDARD.encode(payload), String::from)
    });
    json!({
        "direction": packet.direction.as_str(),
        "at": packet.at.as_secs_f64(),
        "kind": packet.kind(),
        "topic": packet.topic(),
        "payload": payload,
    })
}
