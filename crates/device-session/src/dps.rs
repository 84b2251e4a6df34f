//! A connection to DPS.

use std::time::Duration;

use dps_protocol::registration::{Event, Intent, Outcome, Registration, Settings, Stage};
use mqtt_wire::Packet;

use crate::action::Action;
use crate::wire::{Ending, Wire};

/// A registration over one MQTT connection that the caller has opened, or is about to.
#[derive(Debug)]
pub struct DpsSession {
    registration: Registration,
    wire: Wire,
    subscribe_id: u16,
}

impl DpsSession {
    /// A session that has not begun.
    pub fn new(settings: Settings) -> Self {
        Self {
            registration: Registration::new(settings),
            wire: Wire::new(),
            subscribe_id: 0,
        }
    }

    /// The machine within.
    pub fn registration(&self) -> &Registration {
        &self.registration
    }

    /// The machine within, to change its settings between two steps.
    pub fn registration_mut(&mut self) -> &mut Registration {
        &mut self.registration
    }

    /// What may be sent now; `None` while something is waited for, and after the end.
    pub fn ready(&self, now: Duration) -> Option<Stage> {
        self.registration.ready(now)
    }

    /// What [`DpsSession::perform`] would send at this stage.
    pub fn preview(&self, stage: Stage) -> Intent {
        self.registration.preview(stage)
    }

    /// When to call [`DpsSession::tick`]: a pause is over, a time-out strikes, or a PINGREQ is due.
    pub fn wake_at(&self) -> Option<Duration> {
        self.registration
            .wake_at()
            .into_iter()
            .chain(self.wire.ping_at())
            .min()
    }

    /// How it ended, if it has.
    pub fn outcome(&self) -> Option<&Outcome> {
        self.registration.outcome()
    }

    /// Sends what is ready; does nothing if nothing is.
    pub fn perform(&mut self, now: Duration) -> Vec<Action> {
        let mut actions = Vec::new();
        let stage = self.registration.ready(now);
        if let Some(intent) = self.registration.perform(now) {
            match self.wire.perform(now, intent, &mut actions) {
                Ok(packet_id) if stage == Some(Stage::Subscribe) => self.subscribe_id = packet_id,
                Ok(_) => {}
                Err(error) => {
                    let why = error.to_string();
                    self.handle(now, Event::Unsendable { why: &why }, &mut actions);
                }
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
            self.handle(now, Event::Garbled { why: &why }, &mut actions);
        }
        actions
    }

    /// Takes in that time has passed.
    pub fn tick(&mut self, now: Duration) -> Vec<Action> {
        let mut actions = Vec::new();
        self.handle(now, Event::Tick, &mut actions);
        self.wire.tick(now, &mut actions);
        actions
    }

    /// Takes in that the connection is gone.
    pub fn closed(&mut self, now: Duration) -> Vec<Action> {
        let mut actions = Vec::new();
        self.handle(now, Event::Closed, &mut actions);
        actions
    }

    /// Gives up.
    pub fn cancel(&mut self, now: Duration) -> Vec<Action> {
        let mut actions = Vec::new();
        self.handle(now, Event::Cancel, &mut actions);
        actions
    }

    fn packet(&mut self, now: Duration, packet: &Packet, actions: &mut Vec<Action>) {
        match packet {
            Packet::Connack(connack) => {
                let event = Event::Connack {
                    code: connack.code,
                    session_present: connack.session_present,
                };
                self.handle(now, event, actions);
            }
            Packet::Suback(suback) if suback.packet_id == self.subscribe_id => {
                let code = suback.codes.first().copied().unwrap_or(0x80);
                self.handle(now, Event::Suback { code }, actions);
            }
            Packet::Publish(publish) => {
                let event = Event::Message {
                    topic: &publish.topic,
                    payload: &publish.payload,
                };
                self.handle(now, event, actions);
            }
            // A PUBACK is not waited for: what answers a request is a message.
            _ => {}
        }
    }

    fn handle(&mut self, now: Duration, event: Event<'_>, actions: &mut Vec<Action>) {
        if self.registration.outcome().is_some() {
            return;
        }
        let Some(outcome) = self.registration.handle(now, event) else {
            return;
        };
        let ending = match outcome {
            Outcome::Closed { .. } => Ending::AlreadyClosed,
            Outcome::Garbled { .. } | Outcome::ConnackRefused { .. } => Ending::AtOnce,
            _ => Ending::InOrder,
        };
        self.wire.finish(now, ending, actions);
    }
}

#[cfg(test)]
mod tests;
