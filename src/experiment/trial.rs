//! An experiment on its way, as a plain state machine: events in, effects out, the same ones as the lesson's. Its connection,
//! and in the page its service, are its own. One piece: one machine.

use std::time::Duration;

use device_session::Action;
use experiments::{Conversation, Ending, Names, PATIENCE};

use super::Script;
use crate::inputs::{Inputs, Place, PracticeIdentity, ServerTrust};
use crate::journey::{
    Effect, EnrolmentPlan, Entry, Event, LinkEvent, LinkId, Purpose, Target, What,
};
use crate::lesson::StepId;
use crate::locality::LeftTheTab;
use crate::material::Material;
use crate::plan;
use crate::trace::Trace;

/// The device that the practice service enrols for experiments.
pub const PRACTICE_DEVICE: &str = "break-it-01";

/// The port of MQTT over TLS.
const MQTTS_PORT: u16 = 8883;

/// How long it is listened for more once the last packet was answered.
const LISTENING: Duration = Duration::from_millis(500);

/// How far a trial is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// Not begun.
    #[default]
    Idle,
    /// The connection is being opened: what is done, in a few words.
    Opening(String),
    /// Something is waited for.
    Waiting {
        /// What.
        what: &'static str,
        /// Until when.
        until: Duration,
    },
    /// The next packet is sent when the person says so.
    Holding,
    /// Over.
    Over,
}

/// One run of a script.
#[derive(Default)]
pub struct Trial {
    /// What is to be sent.
    pub script: Script,
    trace: Trace,
    conversation: Conversation,
    phase: Phase,
    /// How many packets were sent.
    sent: usize,
    /// How many may be.
    allowed: usize,
    link: u32,
    place: Place,
    is_open: bool,
    id_scope: String,
    registration_id: String,
    /// The certificate of the practice device, once it was made.
    made: Option<Material>,
    quiet_since: Duration,
    said: Option<String>,
    inputs: Inputs,
    material: Option<Material>,
    left: LeftTheTab,
}

impl Trial {
    /// What has travelled.
    pub fn trace(&self) -> &Trace {
        &self.trace
    }

    /// What has left the tab by all trials so far.
    pub fn left_the_tab(&self) -> &LeftTheTab {
        &self.left
    }

    /// How far it is.
    pub fn phase(&self) -> &Phase {
        &self.phase
    }

    /// How many packets were sent.
    pub fn sent(&self) -> usize {
        self.sent
    }

    /// Whether it is under way.
    pub fn is_running(&self) -> bool {
        !matches!(self.phase, Phase::Idle | Phase::Over)
    }

    /// How it has ended; none before that, or if there was no connection.
    pub fn ending(&self) -> Option<Ending> {
        let has_talked = self.phase == Phase::Over && self.sent > 0;
        has_talked.then(|| self.conversation.ending())
    }

    /// What came, a line a packet.
    pub fn answers(&self) -> &[String] {
        self.conversation.answers()
    }

    /// Why there was no connection, or why it ended, in the words of whoever ended it.
    pub fn said(&self) -> Option<&str> {
        self.said.as_deref()
    }

    /// What packets are built from.
    pub fn names(&self) -> Names<'_> {
        Names {
            id_scope: &self.id_scope,
            registration_id: &self.registration_id,
            operation_id: self.conversation.operation_id(),
        }
    }

    /// For whom packets are built: at a practice service the device made for it, elsewhere the lesson's.
    pub fn address(&mut self, inputs: &Inputs) {
        if self.is_running() {
            return;
        }
        self.id_scope.clone_from(&inputs.id_scope);
        self.registration_id = match inputs.place.is_practice() {
            true => PRACTICE_DEVICE.to_owned(),
            false => inputs.registration_id.clone(),
        };
    }

    /// Takes another script; what was sent before is forgotten.
    pub fn take(&mut self, script: Script, now: Duration) -> Vec<Effect> {
        let effects = self.stop(now);
        self.script = script;
        self.forget();
        effects
    }

    fn forget(&mut self) {
        self.trace.clear();
        self.conversation = Conversation::default();
        self.phase = Phase::Idle;
        self.sent = 0;
        self.said = None;
        self.is_open = false;
    }

    /// Lets `count` more packets be sent; begins, if it has not begun, or is over.
    pub fn go(
        &mut self,
        now: Duration,
        inputs: &Inputs,
        material: Option<&Material>,
        count: usize,
    ) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self.is_running() {
            self.allowed = self.allowed.saturating_add(count);
            self.advance(now, &mut effects);
            return effects;
        }
        self.address(inputs);
        self.forget();
        self.allowed = count;
        self.link += 1;
        self.place = inputs.place;
        self.inputs = inputs.clone();
        self.material = material.cloned();
        let doing = match (self.place.is_practice(), &self.made) {
            (true, None) => {
                effects.push(Effect::MakeIdentity {
                    kind: PracticeIdentity::SelfSigned,
                    common_name: PRACTICE_DEVICE.to_owned(),
                });
                "making a certificate for practice"
            }
            (true, Some(_)) => {
                self.enrol(&mut effects);
                "enrolling the device"
            }
            (false, _) => {
                self.open(&mut effects);
                "connecting"
            }
        };
        self.phase = Phase::Opening(doing.to_owned());
        effects
    }

    /// Hangs up.
    pub fn stop(&mut self, now: Duration) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self.is_running() {
            self.finish(now, &mut effects);
        }
        effects
    }

    /// When it wants an [`Event::Tick`].
    pub fn wake_at(&self) -> Option<Duration> {
        match self.phase {
            Phase::Waiting { until, .. } => Some(until),
            _ => None,
        }
    }

    /// Takes in what happened.
    pub fn handle(&mut self, now: Duration, event: Event) -> Vec<Effect> {
        let mut effects = Vec::new();
        if !self.is_running() {
            return effects;
        }
        match event {
            Event::IdentityReady(Ok(material)) => {
                self.made = Some(*material);
                self.phase = Phase::Opening("enrolling the device".to_owned());
                self.enrol(&mut effects);
            }
            Event::Enrolled(Ok(())) => {
                self.phase = Phase::Opening("connecting".to_owned());
                self.open(&mut effects);
            }
            Event::IdentityReady(Err(why)) | Event::Enrolled(Err(why)) => self.failed(why),
            Event::Link(LinkId(link), event) if link == self.link => {
                self.link_event(now, event, &mut effects);
            }
            Event::Tick => self.advance(now, &mut effects),
            Event::Link(..) | Event::Fault(_) => {}
        }
        effects
    }

    fn enrol(&self, effects: &mut Vec<Effect>) {
        let leaf = self.made.as_ref().and_then(Material::leaf);
        effects.push(Effect::Enrol {
            target: self.target(),
            enrolment: EnrolmentPlan::Individual {
                registration_id: PRACTICE_DEVICE.to_owned(),
                certificate: leaf.map(|leaf| leaf.der.clone()).unwrap_or_default(),
                enabled: true,
            },
        });
    }

    fn target(&self) -> Target {
        match self.place {
            Place::InPage => Target::InPage,
            Place::Practice => Target::Practice,
            Place::Azure(cloud) => Target::Host {
                host: cloud.host().to_owned(),
                port: MQTTS_PORT,
            },
            Place::Own => Target::Host {
                host: plan::dps_host(&self.inputs),
                port: self.inputs.own_port.trim().parse().unwrap_or(MQTTS_PORT),
            },
        }
    }

    fn open(&self, effects: &mut Vec<Effect>) {
        let is_practice = self.place.is_practice();
        let material = if is_practice {
            self.made.as_ref()
        } else {
            self.material.as_ref()
        };
        let chain = material.map(|material| material.presented(self.inputs.presented));
        let chain = chain.into_iter().flatten();
        effects.push(Effect::Open {
            link: LinkId(self.link),
            purpose: Purpose::Dps,
            target: self.target(),
            server_name: plan::dps_host(&self.inputs),
            trust: match is_practice {
                true => ServerTrust::Fitting,
                false => self.inputs.trust.clone(),
            },
            chain: chain.map(|certificate| certificate.der.clone()).collect(),
            recording: false,
        });
    }

    fn failed(&mut self, why: String) {
        self.said = Some(why);
        self.phase = Phase::Over;
    }

    fn link_event(&mut self, now: Duration, event: LinkEvent, effects: &mut Vec<Effect>) {
        match event {
            LinkEvent::Progress(doing) => {
                self.phase = Phase::Opening(doing.clone());
                self.record(now, What::Progress(doing));
            }
            LinkEvent::Signed { scheme } => {
                self.left.signatures += usize::from(self.place.needs_relay());
                self.record(now, What::Signed { scheme });
            }
            LinkEvent::Opened(facts) => {
                self.is_open = true;
                self.quiet_since = now;
                self.record(now, What::Opened(facts));
                self.advance(now, effects);
            }
            LinkEvent::Received(bytes) => {
                self.quiet_since = now;
                let actions = self.conversation.receive(now, &bytes);
                self.carry_out(now, actions, effects);
                self.advance(now, effects);
            }
            LinkEvent::HandedOver {
                certificates,
                endpoint,
            } => self.left.handed_over(certificates, endpoint),
            // Nothing was asked to be recorded.
            LinkEvent::Recorded(_) => {}
            LinkEvent::Failed(failure) => {
                let why = [failure.code.replace('_', " "), failure.detail.clone()].join(": ");
                self.record(now, What::Failed(failure));
                self.failed(why);
            }
            LinkEvent::Closed(failure) => {
                self.said = Some(failure.detail.clone());
                self.is_open = false;
                self.record(now, What::Closed(Some(failure)));
                self.conversation.closed();
                self.phase = Phase::Over;
            }
        }
    }

    /// Goes on as far as can be gone without waiting.
    fn advance(&mut self, now: Duration, effects: &mut Vec<Effect>) {
        while self.is_open && self.is_running() {
            let Some(draft) = self.script.drafts().get(self.sent) else {
                let answered = self
                    .conversation
                    .ready_at(false)
                    .is_some_and(|at| at <= now);
                let patience = if answered { LISTENING } else { PATIENCE };
                let until = self.quiet_since.saturating_add(patience);
                if now >= until {
                    return self.finish(now, effects);
                }
                self.phase = Phase::Waiting {
                    what: "listening whether more comes",
                    until,
                };
                return;
            };
            let (is_patient, until_comes) = (draft.step.is_patient, draft.step.until);
            let Some(until) = self.conversation.ready_at(is_patient) else {
                return self.finish(now, effects);
            };
            if until > now {
                let is_answered = self
                    .conversation
                    .ready_at(false)
                    .is_some_and(|at| at <= now);
                let what = if is_answered {
                    "waiting as long as the service asked for"
                } else {
                    "waiting for an answer"
                };
                self.phase = Phase::Waiting { what, until };
                return;
            }
            if self.sent >= self.allowed {
                self.phase = Phase::Holding;
                return;
            }
            let bytes = draft.bytes(&self.names());
            self.sent += 1;
            self.quiet_since = now;
            let actions = self.conversation.send(now, bytes, until_comes);
            self.carry_out(now, actions, effects);
        }
    }

    fn carry_out(&mut self, now: Duration, actions: Vec<Action>, effects: &mut Vec<Effect>) {
        for action in actions {
            match action {
                Action::Log(packet) => self.record(now, What::Packet(packet)),
                Action::Send(bytes) => {
                    if self.place.needs_relay() {
                        self.left.bytes_sent += bytes.len();
                    }
                    effects.push(Effect::Send {
                        link: LinkId(self.link),
                        bytes,
                    });
                }
                Action::Close => self.finish(now, effects),
                Action::Finished => {}
            }
        }
    }

    fn finish(&mut self, now: Duration, effects: &mut Vec<Effect>) {
        effects.push(Effect::Hangup {
            link: LinkId(self.link),
        });
        if self.is_open {
            self.record(now, What::Closed(None));
        }
        self.is_open = false;
        self.phase = Phase::Over;
    }

    fn record(&mut self, at: Duration, what: What) {
        self.trace.push(Entry {
            at,
            step: StepId::Connect,
            purpose: Purpose::Dps,
            what,
        });
    }
}
