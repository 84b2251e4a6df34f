//! How a journey goes from step to step.

use std::time::Duration;

use device_session::{DpsSession, HubOutcome, HubSession};
use dps_protocol::names::{IdScope, RegistrationId};
use dps_protocol::registration::{Outcome, Stage, State};

use super::settings::parse_payload;
use super::summaries::polls_in_words;
use super::{ConnectionFacts, Effect, EnrolmentPlan, Failure, Journey, Purpose, StepState, Target};
use crate::inputs::{Enrolment, Place};
use crate::lesson::StepId;
use crate::material::{Material, Origin};

impl Journey {
    /// Goes on as far as can be gone without waiting.
    pub(super) fn advance(&mut self, now: Duration, effects: &mut Vec<Effect>) {
        while let Some(until) = self.until {
            let Some(step) = self.first_unfinished().filter(|step| *step <= until) else {
                self.until = None;
                return;
            };
            match self.step(step) {
                StepState::Idle => {
                    if let Err(failure) = self.begin(step, now, effects) {
                        self.fail(step, failure, now, effects);
                    }
                }
                StepState::Working { .. } | StepState::Waiting { .. } => {
                    if !self.send_what_is_ready(now, effects) {
                        return;
                    }
                }
                StepState::Done { .. } | StepState::Warned { .. } | StepState::Failed(_) => {
                    self.until = None;
                    return;
                }
            }
        }
    }

    /// Begins a step; afterwards it is not idle any more.
    fn begin(
        &mut self,
        step: StepId,
        now: Duration,
        effects: &mut Vec<Effect>,
    ) -> Result<(), Failure> {
        match step {
            StepId::Identity => self.begin_identity(),
            StepId::Certificates => self.begin_certificates(now, effects),
            StepId::Trust => {
                self.working(step, "connecting");
                self.open(Purpose::Dps, effects)
            }
            StepId::Connect | StepId::Subscribe | StepId::Register | StepId::Poll => {
                self.working(step, "sending");
                self.apply_edits();
                self.send_what_is_ready(now, effects);
                self.look_at_progress(now);
                Ok(())
            }
            StepId::Assigned => {
                let device = self.known.device_id.clone().unwrap_or_default();
                let hub = self.known.assigned_hub.clone().unwrap_or_default();
                self.done(step, format!("{device} on {hub}"));
                Ok(())
            }
            StepId::Telemetry => {
                self.working(step, "connecting to the hub");
                self.open(Purpose::Hub, effects)
            }
        }
    }

    fn begin_identity(&mut self) -> Result<(), Failure> {
        let inputs = &self.inputs;
        if inputs.registration_id.is_empty() {
            return Err(Failure::Input("the registration ID is empty".to_owned()));
        }
        if inputs.place == Place::Own && inputs.own_host.trim().is_empty() {
            return Err(Failure::Input("no host is given to connect to".to_owned()));
        }
        if let Err(error) = parse_payload(&inputs.payload) {
            return Err(Failure::Input(format!(
                "the custom payload is no JSON: {error}"
            )));
        }
        let mut warnings = Vec::new();
        if let Err(error) = IdScope::parse(&inputs.id_scope) {
            warnings.push(format!("DPS will not know this ID scope: {error}."));
        }
        if let Err(error) = RegistrationId::parse(&inputs.registration_id) {
            warnings.push(format!("DPS will not take this registration ID: {error}."));
        }
        let summary = format!("{} in {}", inputs.registration_id, inputs.id_scope);
        self.warnings = warnings;
        self.done(StepId::Identity, summary);
        Ok(())
    }

    fn begin_certificates(
        &mut self,
        now: Duration,
        effects: &mut Vec<Effect>,
    ) -> Result<(), Failure> {
        let kind = self.inputs.practice_identity;
        let wanted = (kind, self.inputs.registration_id.clone());
        let imported = self
            .material
            .as_ref()
            .is_some_and(|material| material.origin == Origin::Imported);
        if imported || (self.material.is_some() && self.made_for.as_ref() == Some(&wanted)) {
            self.working(StepId::Certificates, "looking at the certificates");
            return self.judge_material(now, effects);
        }
        self.working(
            StepId::Certificates,
            "making a key and a certificate in this page",
        );
        effects.push(Effect::MakeIdentity {
            kind,
            common_name: wanted.1.clone(),
        });
        self.made_for = Some(wanted);
        Ok(())
    }

    pub(super) fn identity_ready(
        &mut self,
        now: Duration,
        result: Result<Box<Material>, String>,
        effects: &mut Vec<Effect>,
    ) {
        if !matches!(self.step(StepId::Certificates), StepState::Working { .. }) {
            return;
        }
        let judged = match result {
            Ok(material) => {
                self.material = Some(*material);
                self.judge_material(now, effects)
            }
            Err(why) => {
                self.made_for = None;
                Err(Failure::Identity(why))
            }
        };
        if let Err(failure) = judged {
            self.fail(StepId::Certificates, failure, now, effects);
        }
    }

    /// Looks at the certificates, then tells the practice service about the device where there is one.
    fn judge_material(&mut self, now: Duration, effects: &mut Vec<Effect>) -> Result<(), Failure> {
        let today = self.now_unix_secs(now);
        let Some(material) = &self.material else {
            return Err(Failure::Identity("there is no certificate".to_owned()));
        };
        if let Some(obstacle) = material.obstacle() {
            return Err(Failure::Identity(obstacle.to_owned()));
        }
        self.warnings = material.warnings(&self.inputs.registration_id, today);
        let target = match self.place() {
            Place::InPage => Target::InPage,
            Place::Practice => Target::Practice,
            Place::Azure(_) | Place::Own => {
                self.done(StepId::Certificates, self.chain_in_words());
                return Ok(());
            }
        };
        if self.inputs.enrolment == Enrolment::Kept {
            self.done(StepId::Certificates, self.chain_in_words());
            return Ok(());
        }
        let enrolment = self.enrolment_plan(material)?;
        self.working(
            StepId::Certificates,
            "enrolling the device with the practice service",
        );
        effects.push(Effect::Enrol { target, enrolment });
        Ok(())
    }

    fn enrolment_plan(&self, material: &Material) -> Result<EnrolmentPlan, Failure> {
        let registration_id = self.inputs.registration_id.clone();
        let individual = |enabled| {
            let certificate = material
                .leaf()
                .map(|leaf| leaf.der.clone())
                .unwrap_or_default();
            EnrolmentPlan::Individual {
                registration_id: registration_id.clone(),
                certificate,
                enabled,
            }
        };
        let group = |verified| {
            match material.group_ca() {
            Some(ca) => {
                Ok(EnrolmentPlan::Group { registration_id: registration_id.clone(), ca: ca.der.clone(), verified })
            }
            None => Err(Failure::Enrolment(
                "a group needs the certificate of a CA, and only the device's own certificate is loaded".to_owned(),
            )),
        }
        };
        match self.inputs.enrolment {
            Enrolment::Individual => Ok(individual(true)),
            Enrolment::IndividualDisabled => Ok(individual(false)),
            Enrolment::Group => group(true),
            Enrolment::GroupUnverified => group(false),
            // Nothing is written for what is kept: `judge_material` does not come here.
            Enrolment::None | Enrolment::Kept => Ok(EnrolmentPlan::Forget { registration_id }),
        }
    }

    pub(super) fn enrolled(
        &mut self,
        now: Duration,
        result: Result<(), String>,
        effects: &mut Vec<Effect>,
    ) {
        if !matches!(self.step(StepId::Certificates), StepState::Working { .. }) {
            return;
        }
        match result {
            Ok(()) => self.done(StepId::Certificates, self.chain_in_words()),
            Err(why) => self.fail(StepId::Certificates, Failure::Enrolment(why), now, effects),
        }
    }

    /// A connection is open.
    pub(super) fn opened(
        &mut self,
        now: Duration,
        purpose: Purpose,
        facts: ConnectionFacts,
        effects: &mut Vec<Effect>,
    ) {
        match purpose {
            Purpose::Dps => {
                let summary = match &facts.tls_version {
                    Some(version) => format!("{version} to {}", facts.endpoint),
                    None => "in this page, without TLS".to_owned(),
                };
                self.dps_connection = Some(facts);
                self.dps = Some(DpsSession::new(self.settings()));
                self.done(StepId::Trust, summary);
            }
            Purpose::Hub => {
                self.hub_connection = Some(facts);
                self.hub = Some(HubSession::new(self.hub_settings()));
                self.working(StepId::Telemetry, "talking to the hub");
                self.send_what_is_ready(now, effects);
            }
        }
    }

    /// Sends the next request of the session, if its time has come and the run goes that far.
    fn send_what_is_ready(&mut self, now: Duration, effects: &mut Vec<Effect>) -> bool {
        let Some(purpose) = self
            .link
            .as_ref()
            .filter(|link| link.open)
            .map(|link| link.purpose)
        else {
            return false;
        };
        let actions = match purpose {
            Purpose::Dps => {
                let wanted = self.first_unfinished().and_then(stage_of);
                match &mut self.dps {
                    Some(session) if wanted.is_some() && session.ready(now) == wanted => {
                        session.perform(now)
                    }
                    _ => return false,
                }
            }
            Purpose::Hub => match &mut self.hub {
                Some(session) if session.ready(now).is_some() => session.perform(now),
                _ => return false,
            },
        };
        let sent = !actions.is_empty();
        self.carry_out(now, purpose, actions, effects);
        sent
    }

    /// Brings the steps in line with where the registration stands.
    pub(super) fn look_at_progress(&mut self, now: Duration) {
        let Some(session) = self.dps_session() else {
            return;
        };
        let state = *session.registration().state();
        self.known.operation_id = session.registration().operation_id().map(str::to_owned);
        let Some(current) = state.stage() else { return };
        for step in [
            StepId::Connect,
            StepId::Subscribe,
            StepId::Register,
            StepId::Poll,
        ] {
            let begun = matches!(
                self.step(step),
                StepState::Working { .. } | StepState::Waiting { .. }
            );
            let Some(stage) = stage_of(step).filter(|_| begun) else {
                continue;
            };
            if stage < current {
                let summary = self.summary_of(stage, &state, now);
                self.done(step, summary);
            } else if stage == current {
                self.steps[step.index()] = match state {
                    State::Pausing { since, until, .. } => StepState::Waiting { since, until },
                    _ => StepState::Working {
                        doing: state.describe().to_owned(),
                    },
                };
            }
        }
    }

    /// The session has an outcome.
    pub(super) fn finished(&mut self, now: Duration, purpose: Purpose, effects: &mut Vec<Effect>) {
        match purpose {
            Purpose::Dps => {
                let Some(outcome) = self.dps_session().and_then(DpsSession::outcome).cloned()
                else {
                    return;
                };
                match outcome {
                    Outcome::Assigned { state, .. } => {
                        self.known.assigned_hub =
                            state.assigned_hub.as_ref().map(ToString::to_string);
                        self.known.device_id = state.device_id.as_ref().map(ToString::to_string);
                        let polls = self.polls_sent();
                        for step in [
                            StepId::Connect,
                            StepId::Subscribe,
                            StepId::Register,
                            StepId::Poll,
                        ] {
                            if !self.step(step).is_finished() {
                                self.done(step, polls_in_words(polls));
                            }
                        }
                    }
                    Outcome::Cancelled => {}
                    other => {
                        let step = self.first_unfinished().unwrap_or(StepId::Poll);
                        self.fail(step, Failure::Registration(Box::new(other)), now, effects);
                    }
                }
            }
            Purpose::Hub => {
                let Some(outcome) = self.hub_session().and_then(HubSession::outcome).cloned()
                else {
                    return;
                };
                match outcome {
                    HubOutcome::Delivered => self.done(StepId::Telemetry, "delivered".to_owned()),
                    HubOutcome::Cancelled => {}
                    other => self.fail(StepId::Telemetry, Failure::Hub(other), now, effects),
                }
            }
        }
    }
}

/// What the machine sends in a step.
fn stage_of(step: StepId) -> Option<Stage> {
    match step {
        StepId::Connect => Some(Stage::Connect),
        StepId::Subscribe => Some(Stage::Subscribe),
        StepId::Register => Some(Stage::Register),
        StepId::Poll => Some(Stage::Poll),
        _ => None,
    }
}
