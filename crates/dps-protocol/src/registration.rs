//! The device's side of a registration as a state machine: events in, what is to be sent out. One piece: one machine.
//!
//! It does no I/O and reads no clock: time is a [`Duration`] since any moment the caller likes. Nothing
//! is sent on its own: [`Registration::ready`] says what may be sent, [`Registration::perform`] sends it,
//! so that a page can go step by step and a program can go at once. (One file, because it is one machine.)

use std::time::Duration;

mod jitter;
mod outcome;
mod settings;
mod state;

pub use jitter::{Jitter, MAX_JITTER};
pub use outcome::{Note, Outcome, UnreadableAnswer};
pub use settings::{
    BACKOFF_FIRST, BACKOFF_MAX, DEFAULT_ANSWER_TIMEOUT, DEFAULT_OVERALL_TIMEOUT, KEEP_ALIVE_SECS,
    MAX_RETRY_AFTER, POLL_DELAY, REGISTER_DELAY,
};
pub use settings::{ConnectFields, RetryPolicy, Settings, Timeouts};
pub use state::{Limit, Pause, Stage, State};

use crate::bodies::{ErrorBody, OperationStatus, Status};
use crate::topics::{self, RequestTopic, ResponseTopic};

/// Stands for the request ID in an edited topic.
pub const REQUEST_ID_PLACEHOLDER: &str = "{rid}";
/// Stands for the operation ID in an edited topic, and in a preview before the service gave one.
pub const OPERATION_ID_PLACEHOLDER: &str = "{operationId}";
/// How many notes are kept; a service that floods the device must not fill its memory.
pub const MAX_NOTES: usize = 64;

/// What is to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Intent {
    /// CONNECT.
    Connect(ConnectFields),
    /// SUBSCRIBE, at QoS 1.
    Subscribe {
        /// The filter.
        filter: String,
    },
    /// PUBLISH, at QoS 1.
    Publish {
        /// The topic.
        topic: String,
        /// The payload.
        payload: Vec<u8>,
    },
}

/// What has happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event<'a> {
    /// The CONNECT was answered.
    Connack {
        /// 0, or why not (MQTT 3.1.1, table 3.1).
        code: u8,
        /// Whether the server kept something of an earlier connection.
        session_present: bool,
    },
    /// The SUBSCRIBE was answered.
    Suback {
        /// The granted QoS, or 0x80.
        code: u8,
    },
    /// A message was delivered.
    Message {
        /// Its topic.
        topic: &'a str,
        /// Its payload.
        payload: &'a [u8],
    },
    /// What [`Registration::perform`] gave cannot be sent.
    Unsendable {
        /// Why not.
        why: &'a str,
    },
    /// What came is not the protocol that was expected; nothing more can be understood.
    Garbled {
        /// What is wrong with it.
        why: &'a str,
    },
    /// The connection is gone.
    Closed,
    /// Time has passed.
    Tick,
    /// The person does not want to go on.
    Cancel,
}

/// A registration, from CONNECT to its outcome.
#[derive(Clone, Debug)]
pub struct Registration {
    settings: Settings,
    state: State,
    outcome: Option<Outcome>,
    notes: Vec<Note>,
    /// Request IDs are the integers from 1, as the Java SDK has them; a retry takes a new one.
    next_request_id: u64,
    /// The topic of the request that is outstanding.
    sent_topic: String,
    operation_id: Option<String>,
    /// Answers in a row that said 429 or 5xx.
    refusals_in_a_row: u32,
    /// Such answers in all.
    refusals: u32,
    /// How much of the overall time-out has passed in states that are over.
    waited: Duration,
}

impl Registration {
    /// A registration that has not begun.
    pub fn new(settings: Settings) -> Self {
        Self {
            settings,
            state: State::Ready(Stage::Connect),
            outcome: None,
            notes: Vec::new(),
            next_request_id: 1,
            sent_topic: String::new(),
            operation_id: None,
            refusals_in_a_row: 0,
            refusals: 0,
            waited: Duration::ZERO,
        }
    }

    /// What it works with.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What it works with, to be changed between two steps.
    pub fn settings_mut(&mut self) -> &mut Settings {
        &mut self.settings
    }

    /// Where it stands.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// How it ended, if it has.
    pub fn outcome(&self) -> Option<&Outcome> {
        self.outcome.as_ref()
    }

    /// What was odd on the way, oldest first, at most [`MAX_NOTES`].
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// The operation ID the service gave last.
    pub fn operation_id(&self) -> Option<&str> {
        self.operation_id.as_deref()
    }

    /// What may be sent now; `None` while something is waited for, and after the end.
    pub fn ready(&self, now: Duration) -> Option<Stage> {
        match self.state {
            State::Ready(stage) => Some(stage),
            State::Pausing {
                next,
                until,
                gives_up_at,
                ..
            } if now >= until && until <= gives_up_at => Some(next),
            _ => None,
        }
    }

    /// When something changes by time alone: a pause is over, or a time-out strikes. Send
    /// [`Event::Tick`] then.
    pub fn wake_at(&self) -> Option<Duration> {
        match self.state {
            State::Awaiting { until, .. } => Some(until),
            State::Pausing {
                until, gives_up_at, ..
            } => Some(until.min(gives_up_at)),
            State::Ready(_) | State::Finished => None,
        }
    }

    /// What [`Registration::perform`] would send at this stage.
    ///
    /// Before a stage is reached, this shows what it will send if nothing has to be repeated until then;
    /// an operation ID that is not known yet shows as [`OPERATION_ID_PLACEHOLDER`].
    pub fn preview(&self, stage: Stage) -> Intent {
        let register_comes_first = stage == Stage::Poll && !self.state.has_registered();
        let request_id = self
            .next_request_id
            .saturating_add(u64::from(register_comes_first));
        self.intent(stage, request_id)
    }

    /// Sends what is ready, and waits for its answer from then on. `None` if nothing is.
    pub fn perform(&mut self, now: Duration) -> Option<Intent> {
        let stage = self.ready(now)?;
        self.leave_state(now);
        let intent = self.intent(stage, self.next_request_id);
        if let Intent::Publish { topic, .. } = &intent {
            self.next_request_id = self.next_request_id.saturating_add(1);
            self.sent_topic.clone_from(topic);
        }
        let timeouts = self.settings.timeouts;
        let gives_up_at = self.gives_up_at(now);
        let answer_due = now.saturating_add(timeouts.answer);
        let (until, limit) = if gives_up_at < answer_due {
            (gives_up_at, Limit::Overall)
        } else {
            (answer_due, Limit::Answer)
        };
        self.state = State::Awaiting {
            stage,
            since: now,
            until,
            limit,
        };
        Some(intent)
    }

    /// Takes in what has happened; returns the outcome once there is one. Whatever comes after that
    /// changes nothing.
    pub fn handle(&mut self, now: Duration, event: Event<'_>) -> Option<&Outcome> {
        if self.outcome.is_none() {
            match event {
                Event::Connack {
                    code,
                    session_present,
                } => self.connack(now, code, session_present),
                Event::Suback { code } => self.suback(now, code),
                Event::Message { topic, payload } => self.message(now, topic, payload),
                Event::Garbled { why } => self.finish(Outcome::Garbled {
                    why: why.to_owned(),
                }),
                Event::Unsendable { why } => {
                    let stage = self.state.stage().unwrap_or(Stage::Connect);
                    self.finish(Outcome::Unsendable {
                        stage,
                        why: why.to_owned(),
                    });
                }
                Event::Closed => self.finish(Outcome::Closed { during: self.state }),
                Event::Cancel => self.finish(Outcome::Cancelled),
                Event::Tick => self.tick(now),
            }
        }
        self.outcome.as_ref()
    }

    fn connack(&mut self, now: Duration, code: u8, session_present: bool) {
        if self.state.awaits() != Some(Stage::Connect) {
            self.note(Note::UnexpectedPacket { name: "CONNACK" });
            return;
        }
        if code != 0 {
            self.finish(Outcome::ConnackRefused { code });
            return;
        }
        if session_present {
            self.note(Note::SessionPresent);
        }
        self.go_on(now, Stage::Subscribe);
    }

    fn suback(&mut self, now: Duration, code: u8) {
        if self.state.awaits() != Some(Stage::Subscribe) {
            self.note(Note::UnexpectedPacket { name: "SUBACK" });
        } else if code <= 2 {
            self.go_on(now, Stage::Register);
        } else {
            self.finish(Outcome::SubscribeRefused);
        }
    }

    fn tick(&mut self, now: Duration) {
        match self.state {
            State::Awaiting { until, limit, .. } if now >= until => {
                self.finish(Outcome::TimedOut {
                    during: self.state,
                    limit,
                });
            }
            State::Pausing {
                next,
                until,
                gives_up_at,
                ..
            } => {
                if now >= until && until <= gives_up_at {
                    self.go_on(now, next);
                } else if now >= gives_up_at {
                    self.finish(Outcome::TimedOut {
                        during: self.state,
                        limit: Limit::Overall,
                    });
                }
            }
            _ => {}
        }
    }

    fn message(&mut self, now: Duration, topic: &str, payload: &[u8]) {
        let Some(stage @ (Stage::Register | Stage::Poll)) = self.state.awaits() else {
            self.note(Note::UnexpectedMessage {
                topic: topic.to_owned(),
            });
            return;
        };
        let response = match ResponseTopic::parse(topic) {
            Ok(response) => response,
            Err(error) if ResponseTopic::is_meant_by(topic) => {
                self.unreadable(topic, payload, UnreadableAnswer::Topic(error));
                return;
            }
            Err(_) => {
                self.note(Note::UnexpectedMessage {
                    topic: topic.to_owned(),
                });
                return;
            }
        };
        // An edited topic may carry a request ID of its own, or none that the service can see.
        let expected = match RequestTopic::parse(&self.sent_topic) {
            Ok(request) => request.request_id().to_owned(),
            Err(_) => String::new(),
        };
        if response.request_id != expected {
            self.note(Note::ForeignRequestId {
                topic: topic.to_owned(),
                expected,
            });
        } else if expected.is_empty() {
            self.unreadable(topic, payload, UnreadableAnswer::EmptyRequestId);
        } else {
            self.answer(now, stage, &response, topic, payload);
        }
    }

    fn answer(
        &mut self,
        now: Duration,
        stage: Stage,
        response: &ResponseTopic,
        topic: &str,
        payload: &[u8],
    ) {
        let status = response.status;
        if self.settings.retry.repeats(status) {
            let asked = self.settings.retry.asked(response.retry_after_secs);
            let (delay, pause) = match asked {
                Some(secs) => (
                    self.settings.retry.capped(Some(secs)),
                    self.asked_pause(secs),
                ),
                None => (
                    self.settings.retry.backoff(self.refusals_in_a_row),
                    Pause::Backoff { status },
                ),
            };
            let delay = self.settings.retry.with_jitter(delay, self.refusals);
            self.refusals_in_a_row = self.refusals_in_a_row.saturating_add(1);
            self.refusals = self.refusals.saturating_add(1);
            self.note(Note::Repeated { status });
            self.pause(now, stage, delay, pause);
            return;
        }
        if !(200..300).contains(&status) {
            let error = ErrorBody::parse(payload).ok();
            self.finish(Outcome::Refused {
                status,
                error,
                body: payload.to_vec(),
            });
            return;
        }
        self.refusals_in_a_row = 0;
        let operation = match OperationStatus::parse(payload) {
            Ok(operation) => operation,
            Err(error) => {
                self.unreadable(topic, payload, UnreadableAnswer::Body(error));
                return;
            }
        };
        if let Some(operation_id) = &operation.operation_id {
            self.operation_id = Some(operation_id.clone());
        }
        match operation.status {
            Status::Failed => {
                self.finish(Outcome::Failed {
                    state: operation.registration_state.clone(),
                    operation,
                });
            }
            Status::Disabled => {
                self.finish(Outcome::Disabled {
                    state: operation.registration_state.clone(),
                    operation,
                });
            }
            Status::Assigned => match operation.registration_state.clone() {
                Some(state) if state.assigned_hub.is_some() && state.device_id.is_some() => {
                    self.finish(Outcome::Assigned { state, operation });
                }
                _ => self.unreadable(topic, payload, UnreadableAnswer::AssignedWithoutHub),
            },
            // `unassigned` in an answer is polled on, as the C and C# SDKs do; Python and Node stop.
            Status::Assigning | Status::Unassigned if self.operation_id.is_none() => {
                self.unreadable(topic, payload, UnreadableAnswer::NoOperationId);
            }
            Status::Assigning | Status::Unassigned => {
                let (delay, pause) = match response.retry_after_secs {
                    Some(secs) => (
                        self.settings.retry.capped(Some(secs)),
                        self.asked_pause(secs),
                    ),
                    None => (self.settings.retry.default_delay(stage), Pause::Default),
                };
                self.pause(now, Stage::Poll, delay, pause);
            }
        }
    }

    /// What the service asked for, noted if it is more than we are willing to wait.
    fn asked_pause(&mut self, secs: u64) -> Pause {
        let capped = Duration::from_secs(secs) > self.settings.retry.max_retry_after;
        if capped {
            self.note(Note::RetryAfterCapped { asked_secs: secs });
        }
        Pause::RetryAfter { secs, capped }
    }

    fn pause(&mut self, now: Duration, next: Stage, delay: Duration, reason: Pause) {
        self.leave_state(now);
        self.state = if delay.is_zero() {
            State::Ready(next)
        } else {
            State::Pausing {
                next,
                since: now,
                until: now.saturating_add(delay),
                gives_up_at: self.gives_up_at(now),
                reason,
            }
        };
    }

    fn go_on(&mut self, now: Duration, next: Stage) {
        self.leave_state(now);
        self.state = State::Ready(next);
    }

    /// Counts the time spent waiting in the present state. Time in which the caller could have sent
    /// something does not count: a person may read as long as they like.
    fn leave_state(&mut self, now: Duration) {
        let spent = match self.state {
            State::Awaiting { since, .. } => now.saturating_sub(since),
            State::Pausing { since, until, .. } => now.min(until).saturating_sub(since),
            State::Ready(_) | State::Finished => Duration::ZERO,
        };
        self.waited = self.waited.saturating_add(spent);
    }

    fn gives_up_at(&self, now: Duration) -> Duration {
        now.saturating_add(self.settings.timeouts.overall.saturating_sub(self.waited))
    }

    fn intent(&self, stage: Stage, request_id: u64) -> Intent {
        let settings = &self.settings;
        let request_id = request_id.to_string();
        let operation_id = self
            .operation_id
            .as_deref()
            .unwrap_or(OPERATION_ID_PLACEHOLDER);
        let filled = |edited: &String| {
            edited
                .replace(REQUEST_ID_PLACEHOLDER, &request_id)
                .replace(OPERATION_ID_PLACEHOLDER, operation_id)
        };
        match stage {
            Stage::Connect => Intent::Connect(settings.connect.clone()),
            Stage::Subscribe => Intent::Subscribe {
                filter: settings.filter.clone(),
            },
            Stage::Register => Intent::Publish {
                topic: settings
                    .register_topic
                    .as_ref()
                    .map_or_else(|| topics::register(&request_id), filled),
                payload: settings.register_payload.clone(),
            },
            Stage::Poll => Intent::Publish {
                topic: settings.poll_topic.as_ref().map_or_else(
                    || topics::operation_status(&request_id, operation_id),
                    filled,
                ),
                // The service ignores what a poll carries; the embedded C and C# SDKs send nothing too.
                payload: Vec::new(),
            },
        }
    }

    fn unreadable(&mut self, topic: &str, payload: &[u8], why: UnreadableAnswer) {
        self.finish(Outcome::Unreadable {
            topic: topic.to_owned(),
            payload: payload.to_vec(),
            why,
        });
    }

    fn note(&mut self, note: Note) {
        if self.notes.len() < MAX_NOTES {
            self.notes.push(note);
        }
    }

    fn finish(&mut self, outcome: Outcome) {
        self.outcome = Some(outcome);
        self.state = State::Finished;
    }
}

#[cfg(test)]
mod tests;
