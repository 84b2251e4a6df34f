//! What the device knew at any moment of a session: its packets go through a fresh registration machine, and nothing is sent.

use std::time::Duration;

use device_session::{Direction, LoggedPacket};
use dps_protocol::registration::{Event, Outcome, Registration, Settings, State};
use dps_protocol::topics::RequestTopic;
use mqtt_wire::Packet;

use crate::journey::{Entry, Purpose, What};
use crate::packet_view::seconds;
use crate::trace::Trace;

/// How many entries lie between two machines that are kept; from the nearest one on, entries are gone through again.
const BETWEEN: usize = 64;

/// What the device knew after an entry of the trace.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    /// When, by the clock of the trace.
    pub at: Duration,
    /// Where the registration stood; none before there is a connection.
    pub state: Option<State>,
    /// The request ID that was sent last.
    pub request_id: Option<String>,
    /// The operation ID, once the service had told one.
    pub operation_id: Option<String>,
    /// When the next question was due, by the clock of the trace.
    pub next_at: Option<Duration>,
    /// How the registration had ended.
    pub ended: Option<String>,
    /// Whether it was at its hub.
    pub is_hub: bool,
}

/// A session that can be gone through in both directions.
#[derive(Debug)]
pub struct Replay {
    settings: Settings,
    run: u32,
    /// The machine before entry 0, [`BETWEEN`], twice that, …
    kept: Vec<Machine>,
}

#[derive(Clone, Debug, Default)]
struct Machine {
    registration: Option<Registration>,
    request_id: Option<String>,
}

impl Replay {
    /// Of a session that was run with these settings.
    pub fn new(settings: Settings, trace: &Trace) -> Self {
        Self {
            settings,
            run: trace.run(),
            kept: vec![Machine::default()],
        }
    }

    /// Whether it is of this session.
    pub fn is_of(&self, settings: &Settings, trace: &Trace) -> bool {
        self.run == trace.run() && self.settings == *settings
    }

    /// What the device knew after `entry`.
    pub fn at(&mut self, trace: &Trace, entry: usize) -> Option<Moment> {
        let shown = trace.get(entry)?;
        while self.kept.len() * BETWEEN <= entry {
            let at = (self.kept.len() - 1) * BETWEEN;
            let mut machine = self.kept.last()?.clone();
            let passed = trace.get(at..at + BETWEEN)?;
            passed
                .iter()
                .for_each(|entry| machine.pass(entry, &self.settings));
            self.kept.push(machine);
        }
        let nearest = entry / BETWEEN;
        let mut machine = self.kept.get(nearest)?.clone();
        let passed = trace.get(nearest * BETWEEN..=entry)?;
        passed
            .iter()
            .for_each(|entry| machine.pass(entry, &self.settings));
        Some(machine.moment(shown))
    }
}

impl Machine {
    fn pass(&mut self, entry: &Entry, settings: &Settings) {
        if entry.purpose == Purpose::Hub {
            return;
        }
        match &entry.what {
            What::Opened(_) => {
                *self = Self {
                    registration: Some(Registration::new(settings.clone())),
                    request_id: None,
                };
            }
            What::Packet(packet) => self.packet(packet),
            What::Closed(by_others) => {
                let Some(registration) = &mut self.registration else {
                    return;
                };
                // A time-out closes the connection, and is told before the end.
                registration.handle(entry.at, Event::Tick);
                let event = match by_others {
                    Some(_) => Event::Closed,
                    None => Event::Cancel,
                };
                registration.handle(entry.at, event);
            }
            _ => {}
        }
    }

    fn packet(&mut self, logged: &LoggedPacket) {
        let Some(registration) = &mut self.registration else {
            return;
        };
        let now = logged.at;
        match (logged.direction, &logged.packet) {
            (Direction::Sent, Ok(Packet::Connect(_) | Packet::Subscribe(_))) => {
                registration.perform(now);
            }
            (Direction::Sent, Ok(Packet::Publish(publish))) => {
                registration.perform(now);
                let request = RequestTopic::parse(&publish.topic).ok();
                self.request_id = request.map(|request| request.request_id().to_owned());
            }
            (Direction::Received, Ok(packet)) => {
                let event = match packet {
                    Packet::Connack(connack) => Event::Connack {
                        code: connack.code,
                        session_present: connack.session_present,
                    },
                    Packet::Suback(suback) => Event::Suback {
                        code: suback.codes.first().copied().unwrap_or(0x80),
                    },
                    Packet::Publish(publish) => Event::Message {
                        topic: &publish.topic,
                        payload: &publish.payload,
                    },
                    _ => return,
                };
                registration.handle(now, event);
            }
            (Direction::Received, Err(error)) => {
                let why = error.to_string();
                registration.handle(now, Event::Garbled { why: &why });
            }
            (Direction::Sent, _) => {}
        }
    }

    fn moment(self, shown: &Entry) -> Moment {
        let registration = self.registration.as_ref();
        let state = registration.map(|registration| *registration.state());
        let next_at = match state {
            Some(State::Pausing { until, .. }) => Some(until),
            _ => None,
        };
        let operation_id = registration.and_then(Registration::operation_id);
        Moment {
            at: shown.at,
            state,
            operation_id: operation_id.map(str::to_owned),
            next_at,
            ended: registration.and_then(Registration::outcome).map(ended),
            is_hub: shown.purpose == Purpose::Hub,
            request_id: self.request_id,
        }
    }
}

impl Moment {
    /// Where it stood, in words.
    pub fn words(&self) -> String {
        match (&self.ended, self.state) {
            (Some(ended), _) => ended.clone(),
            (None, Some(state)) => state.describe().to_owned(),
            (None, None) => "no connection yet".to_owned(),
        }
    }

    /// When the next question is due, in words.
    pub fn next_in_words(&self) -> Option<String> {
        let wait = self.next_at?.saturating_sub(self.at);
        Some(format!("in {}", seconds(wait)))
    }
}

fn ended(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Assigned { state, .. } => {
            let hub = state.assigned_hub.as_ref();
            let hub = hub.map_or_else(|| "a hub".to_owned(), ToString::to_string);
            format!("over: assigned to {hub}")
        }
        Outcome::Failed { .. } => "over: the registration failed".to_owned(),
        Outcome::Disabled { .. } => "over: the enrolment is disabled".to_owned(),
        Outcome::Refused { status, .. } => format!("over: refused with status {status}"),
        Outcome::ConnackRefused { code } => format!("over: refused with CONNACK {code}"),
        Outcome::SubscribeRefused => "over: the subscription was refused".to_owned(),
        Outcome::Closed { .. } => "over: the connection ended".to_owned(),
        Outcome::TimedOut { .. } => "over: an answer did not come in time".to_owned(),
        Outcome::Cancelled => "over: stopped".to_owned(),
        _ => "over: an answer cannot be understood".to_owned(),
    }
}

#[cfg(test)]
mod tests;
