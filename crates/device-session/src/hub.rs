//! A connection to the hub that DPS assigned.

use std::time::Duration;

use dps_protocol::hub::{self, TwinResponse};
use dps_protocol::registration::Intent;
use mqtt_wire::Packet;

use crate::action::Action;
use crate::wire::{Ending, Wire};

mod terms;

pub use terms::{HubOutcome, HubSettings, HubStage, HubState, Telemetry};

/// The request ID of the one twin request a session makes.
const TWIN_REQUEST_ID: &str = "1";

/// The first dialogue with a hub: connect, deliver one message, and read the twin if asked to.
#[derive(Debug)]
pub struct HubSession {
    settings: HubSettings,
    state: HubState,
    outcome: Option<HubOutcome>,
    wire: Wire,
    /// The identifier of the packet whose acknowledgement is waited for.
    sent_id: u16,
    twin: Option<Vec<u8>>,
}

impl HubSession {
    /// A session that has not begun.
    pub fn new(settings: HubSettings) -> Self {
        Self {
            settings,
            state: HubState::Ready(HubStage::Connect),
            outcome: None,
            wire: Wire::new(),
            sent_id: 0,
            twin: None,
        }
    }

    /// What it works with.
    pub fn settings(&self) -> &HubSettings {
        &self.settings
    }

    /// What it works with, to be changed between two steps.
    pub fn settings_mut(&mut self) -> &mut HubSettings {
        &mut self.settings
    }

    /// Where it stands.
    pub fn state(&self) -> &HubState {
        &self.state
    }

    /// How it ended, if it has.
    pub fn outcome(&self) -> Option<&HubOutcome> {
        self.outcome.as_ref()
    }

    /// The twin as JSON, once it was read.
    pub fn twin(&self) -> Option<&[u8]> {
        self.twin.as_deref()
    }

    /// What may be sent now; `None` while an answer is waited for, and after the end.
    pub fn ready(&self, _now: Duration) -> Option<HubStage> {
        match self.state {
            HubState::Ready(stage) => Some(stage),
            _ => None,
        }
    }

    /// When to call [`HubSession::tick`]: a time-out strikes, or a PINGREQ is due.
    pub fn wake_at(&self) -> Option<Duration> {
        let until = match self.state {
            HubState::Awaiting { until, .. } => Some(until),
            _ => None,
        };
        until.into_iter().chain(self.wire.ping_at()).min()
    }

    /// What [`HubSession::perform`] would send at this stage.
    pub fn preview(&self, stage: HubStage) -> Intent {
        let settings = &self.settings;
        match stage {
            HubStage::Connect => Intent::Connect(settings.connect_fields()),
            HubStage::Telemetry => Intent::Publish {
                topic: settings.telemetry.topic.clone(),
                payload: settings.telemetry.payload.clone(),
            },
            HubStage::TwinSubscribe => Intent::Subscribe {
                filter: hub::TWIN_RESPONSE_FILTER.to_owned(),
            },
            HubStage::TwinGet => Intent::Publish {
                topic: hub::twin_get_topic(TWIN_REQUEST_ID),
                payload: Vec::new(),
            },
        }
    }

    /// Sends what is ready; does nothing if nothing is.
    pub fn perform(&mut self, now: Duration) -> Vec<Action> {
        let mut actions = Vec::new();
        let Some(stage) = self.ready(now) else {
            return actions;
        };
        match self.wire.perform(now, self.preview(stage), &mut actions) {
            Ok(packet_id) => {
                self.sent_id = packet_id;
                let until = now.saturating_add(self.settings.answer_timeout);
                self.state = HubState::Awaiting {
                    stage,
                    since: now,
                    until,
                };
            }
            Err(error) => {
                let outcome = HubOutcome::Unsendable {
                    stage,
                    why: error.to_string(),
                };
                self.finish(now, outcome, &mut actions);
            }
        }
        actions
    }

    /// Takes in bytes as they come, split anywhere.
    pub fn receive(&mut self, now: Duration, bytes: &[u8]) -> Vec<Action> {
        let mut actions = Vec::new();
        let (packets, garbled) = self.wire.receive(now, bytes, &mut actions);
        for packet in &packets {
            self.packet(now, packet, &mut actions);
        }
        if let Some(why) = garbled {
            self.finish(now, HubOutcome::Garbled { why }, &mut actions);
        }
        actions
    }

    /// Takes in that time has passed.
    pub fn tick(&mut self, now: Duration) -> Vec<Action> {
        let mut actions = Vec::new();
        if let HubState::Awaiting { until, .. } = self.state
            && now >= until
        {
            self.finish(now, HubOutcome::TimedOut, &mut actions);
        }
        self.wire.tick(now, &mut actions);
        actions
    }

    /// Takes in that the connection is gone.
    pub fn closed(&mut self, now: Duration) -> Vec<Action> {
        let mut actions = Vec::new();
        self.finish(now, HubOutcome::Closed, &mut actions);
        actions
    }

    /// Gives up.
    pub fn cancel(&mut self, now: Duration) -> Vec<Action> {
        let mut actions = Vec::new();
        self.finish(now, HubOutcome::Cancelled, &mut actions);
        actions
    }

    fn packet(&mut self, now: Duration, packet: &Packet, actions: &mut Vec<Action>) {
        let HubState::Awaiting { stage, .. } = self.state else {
            return;
        };
        match (stage, packet) {
            (HubStage::Connect, Packet::Connack(connack)) if connack.code == 0 => {
                self.state = HubState::Ready(HubStage::Telemetry);
            }
            (HubStage::Connect, Packet::Connack(connack)) => {
                self.finish(
                    now,
                    HubOutcome::ConnackRefused { code: connack.code },
                    actions,
                );
            }
            (HubStage::Telemetry, Packet::Puback { packet_id }) if *packet_id == self.sent_id => {
                if self.settings.read_twin {
                    self.state = HubState::Ready(HubStage::TwinSubscribe);
                } else {
                    self.finish(now, HubOutcome::Delivered, actions);
                }
            }
            (HubStage::TwinSubscribe, Packet::Suback(suback))
                if suback.packet_id == self.sent_id =>
            {
                if suback.codes.first().is_some_and(|code| *code <= 2) {
                    self.state = HubState::Ready(HubStage::TwinGet);
                } else {
                    self.finish(now, HubOutcome::SubscribeRefused, actions);
                }
            }
            (HubStage::TwinGet, Packet::Publish(publish)) => {
                match TwinResponse::parse(&publish.topic) {
                    Ok(response) if response.request_id != TWIN_REQUEST_ID => {}
                    Ok(response) if response.status == 200 => {
                        self.twin = Some(publish.payload.clone());
                        self.finish(now, HubOutcome::Delivered, actions);
                    }
                    Ok(response) => {
                        let outcome = HubOutcome::TwinRefused {
                            status: response.status,
                        };
                        self.finish(now, outcome, actions);
                    }
                    // Some other message of the hub.
                    Err(_) => {}
                }
            }
            _ => {}
        }
    }

    fn finish(&mut self, now: Duration, outcome: HubOutcome, actions: &mut Vec<Action>) {
        if self.outcome.is_some() {
            return;
        }
        let ending = match outcome {
            HubOutcome::Closed => Ending::AlreadyClosed,
            HubOutcome::Garbled { .. } | HubOutcome::ConnackRefused { .. } => Ending::AtOnce,
            _ => Ending::InOrder,
        };
        self.outcome = Some(outcome);
        self.state = HubState::Finished;
        self.wire.finish(now, ending, actions);
    }
}

#[cfg(test)]
mod tests;
