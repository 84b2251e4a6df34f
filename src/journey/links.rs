//! The journey's connections: opening, talking, losing.

use std::time::Duration;

use device_session::{Action, DpsSession, HubSession};
use relay_protocol::Recorded;

use super::{
    Effect, Entry, Failure, Fault, Journey, Link, LinkEvent, LinkFailure, LinkId, Purpose,
    Recording, StepState, Target, What,
};
use crate::inputs::{Field, Place, Presented, ServerTrust};
use crate::lesson::StepId;
use crate::plan;

/// The port of MQTT over TLS, at DPS and at every hub.
const MQTTS_PORT: u16 = 8883;

impl Journey {
    /// Where a connection of that purpose goes, and the name its server must carry.
    fn destination(&self, purpose: Purpose) -> Result<(Target, String), Failure> {
        let hub = self.known.assigned_hub.clone().unwrap_or_default();
        let host = |host: String, port| Target::Host { host, port };
        let (target, server_name) = match (self.place(), purpose) {
            (Place::InPage, _) => (Target::InPage, String::new()),
            (Place::Practice, Purpose::Dps) => (Target::Practice, plan::dps_host(&self.inputs)),
            (Place::Practice, Purpose::Hub) => (Target::Practice, hub),
            (Place::Azure(cloud), Purpose::Dps) => (
                host(cloud.host().to_owned(), MQTTS_PORT),
                cloud.host().to_owned(),
            ),
            (Place::Own, Purpose::Dps) => {
                let name = plan::dps_host(&self.inputs);
                (host(name.clone(), own_port(&self.inputs.own_port)?), name)
            }
            (Place::Azure(_) | Place::Own, Purpose::Hub) => (host(hub.clone(), MQTTS_PORT), hub),
        };
        let edited = self
            .inputs
            .edits
            .get(&Field::ServerName)
            .filter(|_| purpose == Purpose::Dps);
        Ok((target, edited.cloned().unwrap_or(server_name)))
    }

    /// Asks for a connection. Its chain counts as having left the tab once the relay has it.
    pub(super) fn open(
        &mut self,
        purpose: Purpose,
        effects: &mut Vec<Effect>,
    ) -> Result<(), Failure> {
        let (target, server_name) = self.destination(purpose)?;
        let material = self.material.as_ref();
        let chain: Vec<Vec<u8>> = material
            .map(|material| material.presented(self.inputs.presented))
            .unwrap_or_default()
            .into_iter()
            .map(|certificate| certificate.der.clone())
            .collect();
        let id = LinkId(self.next_link);
        self.next_link += 1;
        self.links_of_run.push((id, purpose));
        self.link = Some(Link {
            id,
            purpose,
            open: false,
            in_page: target == Target::InPage,
        });
        let trust = match purpose {
            Purpose::Dps => self.inputs.trust.clone(),
            // The hub is not where trust is practised: it is judged by what fits the place.
            Purpose::Hub => match &self.inputs.trust {
                ServerTrust::Own(roots) => ServerTrust::Own(roots.clone()),
                _ => ServerTrust::Fitting,
            },
        };
        effects.push(Effect::Open {
            link: id,
            purpose,
            target,
            server_name,
            trust,
            chain,
            recording: self.inputs.recording,
        });
        Ok(())
    }

    /// Closes what is open, if anything is.
    pub(super) fn hang_up(&mut self, now: Duration, effects: &mut Vec<Effect>) {
        if let Some(link) = self.link.take() {
            effects.push(Effect::Hangup { link: link.id });
            if link.open {
                self.record(now, link.purpose, What::Closed(None));
            }
        }
    }

    /// Takes in news of a connection; news of an old one is not ours any more.
    pub(super) fn link_event(
        &mut self,
        now: Duration,
        id: LinkId,
        event: LinkEvent,
        effects: &mut Vec<Effect>,
    ) {
        let Some(link) = self.link.as_mut().filter(|link| link.id == id) else {
            return;
        };
        let purpose = link.purpose;
        match event {
            LinkEvent::Progress(doing) => {
                if let StepState::Working { doing: shown } =
                    &mut self.steps[step_of(purpose).index()]
                {
                    shown.clone_from(&doing);
                }
                self.record(now, purpose, What::Progress(doing));
            }
            LinkEvent::HandedOver {
                certificates,
                endpoint,
            } => {
                self.left.handed_over(certificates, endpoint);
            }
            LinkEvent::Signed { scheme } => {
                if !link.in_page {
                    self.left.signatures += 1;
                }
                self.record(now, purpose, What::Signed { scheme });
            }
            LinkEvent::Opened(facts) => {
                link.open = true;
                self.record(now, purpose, What::Opened(facts.clone()));
                self.opened(now, purpose, facts, effects);
            }
            LinkEvent::Failed(failure) => {
                self.link = None;
                self.record(now, purpose, What::Failed(failure.clone()));
                self.fail(
                    self.first_unfinished().unwrap_or(step_of(purpose)),
                    Failure::Link(failure),
                    now,
                    effects,
                );
            }
            // Taken in before, since it is news of old connections too.
            LinkEvent::Recorded(_) => {}
            LinkEvent::Received(bytes) => {
                let actions = match purpose {
                    Purpose::Dps => self
                        .dps
                        .as_mut()
                        .map(|session| session.receive(now, &bytes)),
                    Purpose::Hub => self
                        .hub
                        .as_mut()
                        .map(|session| session.receive(now, &bytes)),
                };
                self.carry_out(now, purpose, actions.unwrap_or_default(), effects);
            }
            LinkEvent::Closed(failure) => self.link_lost(now, purpose, failure, effects),
        }
    }

    /// Keeps a piece of a recording, unless it belongs to a run that is forgotten.
    pub(super) fn recorded(&mut self, link: LinkId, recorded: Recorded) {
        if !self.links_of_run.iter().any(|(known, _)| *known == link) {
            return;
        }
        let mut known = self.recordings.iter_mut();
        match known.find(|recording| recording.link == link) {
            Some(recording) => recording.recorded.push(recorded),
            None => self.recordings.push(Recording {
                link,
                recorded: vec![recorded],
            }),
        }
    }

    /// Takes note of a failure on purpose, unless another device met it, or it belongs to a run that is forgotten.
    pub(super) fn fault(&mut self, now: Duration, fault: Fault) {
        let ours = |name: &String| {
            let device_id = self.known.device_id.as_ref();
            name.eq_ignore_ascii_case(&self.inputs.registration_id) || Some(name) == device_id
        };
        let mut links = self.links_of_run.iter();
        let known = links.find(|(known, _)| *known == fault.link);
        if let Some((_, purpose)) = known.copied()
            && fault.device.as_ref().is_none_or(ours)
        {
            let Fault { id, title, .. } = fault;
            self.record(now, purpose, What::Fault { id, title });
        }
    }

    fn link_lost(
        &mut self,
        now: Duration,
        purpose: Purpose,
        failure: LinkFailure,
        effects: &mut Vec<Effect>,
    ) {
        self.link = None;
        self.record(now, purpose, What::Closed(Some(failure.clone())));
        let decided = match purpose {
            Purpose::Dps => self
                .dps
                .as_ref()
                .is_some_and(|session| session.outcome().is_some()),
            Purpose::Hub => self
                .hub
                .as_ref()
                .is_some_and(|session| session.outcome().is_some()),
        };
        if decided {
            return;
        }
        let actions = match purpose {
            Purpose::Dps => self.dps.as_mut().map(|session| session.closed(now)),
            Purpose::Hub => self.hub.as_mut().map(|session| session.closed(now)),
        };
        // What the session would still send has nowhere to go; only its log matters.
        self.carry_out(now, purpose, actions.unwrap_or_default(), effects);
        let step = self.first_unfinished().unwrap_or(step_of(purpose));
        self.fail(step, Failure::Link(failure), now, effects);
    }

    /// Does what a session asks for.
    pub(super) fn carry_out(
        &mut self,
        now: Duration,
        purpose: Purpose,
        actions: Vec<Action>,
        effects: &mut Vec<Effect>,
    ) {
        for action in actions {
            match action {
                Action::Send(bytes) => {
                    let Some(link) = self
                        .link
                        .as_ref()
                        .filter(|link| link.open && link.purpose == purpose)
                    else {
                        continue;
                    };
                    if !link.in_page {
                        self.left.bytes_sent += bytes.len();
                    }
                    effects.push(Effect::Send {
                        link: link.id,
                        bytes,
                    });
                }
                Action::Log(packet) => self.record(now, purpose, What::Packet(packet)),
                Action::Close => {
                    if self
                        .link
                        .as_ref()
                        .is_some_and(|link| link.purpose == purpose)
                    {
                        self.hang_up(now, effects);
                    }
                }
                Action::Finished => self.finished(now, purpose, effects),
            }
        }
        self.look_at_progress(now);
    }

    /// Time has passed.
    pub(super) fn tick(&mut self, now: Duration, effects: &mut Vec<Effect>) {
        let Some(purpose) = self.link.as_ref().map(|link| link.purpose) else {
            return;
        };
        let actions = match purpose {
            Purpose::Dps => self.dps.as_mut().map(|session| session.tick(now)),
            Purpose::Hub => self.hub.as_mut().map(|session| session.tick(now)),
        };
        self.carry_out(now, purpose, actions.unwrap_or_default(), effects);
    }

    pub(super) fn record(&mut self, at: Duration, purpose: Purpose, what: What) {
        let step = match purpose {
            Purpose::Hub => StepId::Telemetry,
            Purpose::Dps => self
                .first_unfinished()
                .unwrap_or(StepId::Assigned)
                .clamp(StepId::Trust, StepId::Assigned),
        };
        self.trace.push(Entry {
            at,
            step,
            purpose,
            what,
        });
    }

    /// The session of a purpose, if it is the one being talked to.
    pub(super) fn dps_session(&self) -> Option<&DpsSession> {
        self.dps.as_ref()
    }

    /// The hub dialogue, once there is one.
    pub(super) fn hub_session(&self) -> Option<&HubSession> {
        self.hub.as_ref()
    }

    /// How many certificates a device like this presents, in words.
    pub(super) fn chain_in_words(&self) -> String {
        let Some(material) = &self.material else {
            return String::new();
        };
        match material.presented(self.inputs.presented).len() {
            0 => "nothing to present".to_owned(),
            1 if self.inputs.presented == Presented::LeafOnly => "leaf only".to_owned(),
            1 => "one certificate".to_owned(),
            2 => "leaf and one intermediate".to_owned(),
            more => format!("leaf and {} intermediates", more - 1),
        }
    }
}

/// During which step a connection of that purpose is opened.
fn step_of(purpose: Purpose) -> StepId {
    match purpose {
        Purpose::Dps => StepId::Trust,
        Purpose::Hub => StepId::Telemetry,
    }
}

fn own_port(typed: &str) -> Result<u16, Failure> {
    match typed.trim().parse() {
        Ok(port) if port > 0 => Ok(port),
        _ => Err(Failure::Input(format!(
            "the port must be a number from 1 to 65535, not {typed:?}"
        ))),
    }
}
