//! What came back, as evidence and in words.

use device_session::{Direction, HubOutcome, LoggedPacket};
use diagnose::{Evidence, Place, Sign, observe};
use dps_protocol::registration::Outcome;
use dps_protocol::topics::RESPONSE_FILTER;
use relay_protocol::{CloseCode, FailureCode};

use crate::explain::words::{quoted, sentence};
use crate::inputs::{Inputs, Place as Where};
use crate::journey::{Entry, Failure, LinkFailure, Purpose, What};
use crate::lesson::StepId;

/// The failure of a step as evidence. Empty for what failed before anything was sent.
pub fn evidence(failure: &Failure, step: StepId, trace: &[Entry]) -> Evidence {
    let purpose = purpose(step);
    let mut evidence = match failure {
        Failure::Link(failure) => of_link(failure, step),
        Failure::Registration(outcome) => observe::outcome(outcome),
        Failure::Hub(outcome) => of_hub(outcome),
        Failure::Input(_) | Failure::Identity(_) | Failure::Enrolment(_) | Failure::Cancelled => {
            return Evidence::default();
        }
    };
    // It was said by the last packet that came, if it was said by one.
    let told = match failure {
        Failure::Registration(outcome) => !matches!(
            **outcome,
            Outcome::Closed { .. } | Outcome::TimedOut { .. } | Outcome::Unsendable { .. }
        ),
        Failure::Hub(outcome) => matches!(
            outcome,
            HubOutcome::ConnackRefused { .. } | HubOutcome::SubscribeRefused
        ),
        _ => false,
    };
    if let Some(last) = last_received(trace, purpose).filter(|_| told) {
        for seen in &mut evidence.observations {
            seen.place = Place::Packet(last);
        }
    }
    if purpose == Purpose::Dps {
        evidence.extend(of_packets(trace));
    }
    evidence
}

fn purpose(step: StepId) -> Purpose {
    match step {
        StepId::Telemetry => Purpose::Hub,
        _ => Purpose::Dps,
    }
}

fn of_link(failure: &LinkFailure, step: StepId) -> Evidence {
    let code = failure.code.as_str();
    // `unknown_ca (48)`: the name alone counts.
    let alert = failure.alert.as_deref();
    let alert = alert.and_then(|alert| alert.split_whitespace().next());
    let failed = FailureCode::ALL.iter().find(|known| known.as_str() == code);
    let closed = CloseCode::ALL.iter().find(|known| known.as_str() == code);
    let opening = step == StepId::Trust;
    let mut evidence = match (failed, closed) {
        (Some(failed), None) => observe::failed(*failed, &failure.detail, alert),
        (Some(failed), Some(_)) if opening => observe::failed(*failed, &failure.detail, alert),
        (_, Some(closed)) => observe::closed(*closed, &failure.detail, alert),
        (None, None) => match observe::page_code(code, &failure.detail) {
            Some(evidence) => evidence,
            None => {
                let mut evidence = Evidence::default();
                evidence.push(Sign::RelayUnread, Place::Session, code);
                evidence
            }
        },
    };
    // When it was closed says over what.
    let during = match step {
        StepId::Connect => Sign::ClosedOnConnect,
        StepId::Subscribe => Sign::ClosedOnSubscribe,
        StepId::Register | StepId::Poll | StepId::Assigned => Sign::ClosedOnRegister,
        StepId::Telemetry => Sign::HubClosed,
        _ => Sign::ClosedUnsaid,
    };
    for seen in &mut evidence.observations {
        if seen.sign == Sign::ClosedUnsaid {
            seen.sign = during;
        }
    }
    evidence
}

fn of_hub(outcome: &HubOutcome) -> Evidence {
    let mut evidence = Evidence::default();
    let (sign, seen) = match outcome {
        HubOutcome::ConnackRefused { code } => return observe::hub_connack(*code, Place::Session),
        HubOutcome::TimedOut => (Sign::HubSilent, "the hub did not answer in time".to_owned()),
        HubOutcome::Unsendable { why, .. } => (Sign::PacketUnsendable, why.clone()),
        HubOutcome::Garbled { why } => (Sign::Garbled, why.clone()),
        HubOutcome::SubscribeRefused => (
            Sign::SubscriptionRefused,
            "the hub refused the subscription".to_owned(),
        ),
        HubOutcome::TwinRefused { status } => (
            Sign::AnswerUnreadable,
            format!("the hub answered {status} to the twin"),
        ),
        _ => (
            Sign::HubClosed,
            "the hub closed the connection, and gave no reason".to_owned(),
        ),
    };
    evidence.push(sign, Place::Session, seen);
    evidence
}

fn packets(
    trace: &[Entry],
    purpose: Purpose,
) -> impl Iterator<Item = (usize, &Entry, &LoggedPacket)> {
    let entries = trace.iter().enumerate();
    entries.filter_map(move |(index, entry)| match &entry.what {
        What::Packet(packet) if entry.purpose == purpose => Some((index, entry, packet)),
        _ => None,
    })
}

fn last_received(trace: &[Entry], purpose: Purpose) -> Option<usize> {
    let received =
        packets(trace, purpose).filter(|(_, _, packet)| packet.direction == Direction::Received);
    received.last().map(|(index, _, _)| index)
}

/// What the packets tell by their order, at their places in the trace. The page itself subscribes and waits; what it
/// was made to send instead is seen in the strings.
fn of_packets(trace: &[Entry]) -> Evidence {
    let all: Vec<_> = packets(trace, Purpose::Dps).collect();
    let seen = all.iter().map(|(_, entry, packet)| observe::Seen {
        at: entry.at,
        sent: packet.direction == Direction::Sent,
        kind: packet.kind(),
        topic: packet
            .topic()
            .or((packet.kind() == "SUBSCRIBE").then_some(RESPONSE_FILTER)),
    });
    let mut evidence = observe::packets(&seen.collect::<Vec<_>>());
    // A run that ended early has not asked yet, and that is no fault of it.
    evidence
        .observations
        .retain(|seen| !matches!(seen.sign, Sign::PollAbsent | Sign::SubscriptionAbsent));
    for seen in &mut evidence.observations {
        if let Place::Packet(number) = seen.place {
            let index = all.get(number).map_or(number, |(index, _, _)| *index);
            seen.place = Place::Packet(index);
        }
    }
    evidence
}

/// What was seen, in sentences with the values seen. Inline markup.
pub fn words(failure: &Failure, inputs: &Inputs) -> String {
    let service = if inputs.place.is_practice() {
        "The practice service"
    } else {
        "DPS"
    };
    match failure {
        Failure::Registration(outcome) => of_outcome(outcome, service, inputs),
        Failure::Hub(HubOutcome::ConnackRefused { code }) => format!(
            "The hub answered `CONNECT` with `CONNACK` {code}, although {service} assigned the device to it."
        ),
        Failure::Hub(HubOutcome::Unsendable { why, .. }) => sentence(why),
        Failure::Hub(HubOutcome::Garbled { why }) => {
            format!("What came from the hub cannot be read: {}.", quoted(why))
        }
        Failure::Hub(_) => {
            "The dialogue with the hub ended before it confirmed the first message.".to_owned()
        }
        Failure::Link(failure) => {
            let by = if inputs.place == Where::InPage {
                "The practice service says"
            } else {
                "Reported"
            };
            let mut words = format!("The connection ended with the code `{}`.", failure.code);
            if !failure.detail.trim().is_empty() {
                words.push_str(&format!(" {by}: {}.", quoted(&failure.detail)));
            }
            if let Some(alert) = &failure.alert {
                words.push_str(&format!(" TLS alert: {}.", quoted(alert)));
            }
            words
        }
        Failure::Input(why) | Failure::Identity(why) | Failure::Enrolment(why) => sentence(why),
        Failure::Cancelled => String::new(),
    }
}

fn of_outcome(outcome: &Outcome, service: &str, inputs: &Inputs) -> String {
    match outcome {
        Outcome::ConnackRefused { code } => {
            format!("{service} answered `CONNECT` with `CONNACK` {code} and took no connection.")
        }
        Outcome::SubscribeRefused => {
            format!("{service} refused the subscription: `SUBACK` says 0x80.")
        }
        Outcome::Refused {
            status,
            error,
            body,
        } => {
            let said = match error {
                Some(error) => format!("{} {}", error.error_code, error.message),
                None => String::from_utf8_lossy(body).trim().to_owned(),
            };
            if said.is_empty() {
                return format!("{service} answered with status `{status}` and an empty body.");
            }
            let mut words = format!(
                "{service} answered with status `{status}`: {}",
                quoted(&said)
            );
            words.push_str(if said.ends_with('.') { "" } else { "." });
            let tracking = error.as_ref().map(|error| error.tracking_id.as_str());
            if let Some(tracking) = tracking.filter(|id| !id.is_empty())
                && matches!(inputs.place, Where::Azure(_))
            {
                words.push_str(&format!(
                    " Tracking ID for Microsoft's support: {}.",
                    quoted(tracking)
                ));
            }
            words
        }
        Outcome::Failed { state, .. } => {
            let code = state.as_ref().and_then(|state| state.error_code);
            let message = state
                .as_ref()
                .and_then(|state| state.error_message.as_deref());
            let code = code.map(|code| code.to_string()).unwrap_or_default();
            let said = format!("{code} {}", message.unwrap_or_default());
            let said = said.trim().trim_end_matches('.');
            let shown = if said.is_empty() {
                ", without a code.".to_owned()
            } else {
                format!(": {}.", quoted(said))
            };
            format!(
                "{service} let the device in, but the registration then ended as `failed`{shown} The topic's status is `200` even so."
            )
        }
        Outcome::Disabled { .. } => format!(
            "{service} found the enrolment and answered `disabled`, with status `200` in the topic."
        ),
        Outcome::Closed { during } => {
            format!(
                "The connection ended while the page was {}.",
                during.describe()
            )
        }
        Outcome::TimedOut { during, .. } => {
            format!(
                "The page was {}, and the time for it ran out.",
                during.describe()
            )
        }
        Outcome::Unreadable {
            topic,
            payload,
            why,
        } => {
            let payload = String::from_utf8_lossy(payload);
            let body = if payload.trim().is_empty() {
                ".".to_owned()
            } else {
                format!(": {}.", quoted(&payload))
            };
            format!(
                "{} It came on {}{body}",
                sentence(&why.to_string()),
                quoted(topic)
            )
        }
        Outcome::Garbled { why } | Outcome::Unsendable { why, .. } => sentence(why),
        _ => "The run was given up.".to_owned(),
    }
}

/// The one line that says what failed, without full stop.
pub fn headline(sign: Sign) -> String {
    sentence(sign.text()).trim_end_matches('.').to_owned()
}
