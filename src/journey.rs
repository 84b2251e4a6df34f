//! One run of the lesson as a plain state machine: events in, effects out.
//!
//! It knows neither browser nor clock: `browser` carries out the effects and reports back, native tests do the same
//! with the practice service in process. Time is a [`Duration`] since the page was opened.
//!
//! [`Journey::go`] says how far to run; [`Journey::handle`] is told what happened. Both return what to do next.

mod advance;
mod links;
mod settings;
mod summaries;
mod terms;

use std::time::Duration;

use device_session::{DpsSession, HubSession};

pub use self::terms::{
    ConnectionFacts, Effect, EnrolmentPlan, Entry, Event, Failure, Fault, LinkEvent, LinkFailure,
    LinkId, Purpose, Recording, StepState, Target, What,
};
use crate::inputs::{Inputs, Place, PracticeIdentity};
use crate::lesson::StepId;
use crate::locality::LeftTheTab;
use crate::material::{Material, Origin};
use crate::plan::Known;
use crate::trace::Trace;

/// A connection that is being opened or open.
struct Link {
    id: LinkId,
    purpose: Purpose,
    open: bool,
    in_page: bool,
}

/// The run of the lesson.
pub struct Journey {
    /// Unix time at the zero of the journey's clock, in seconds.
    opened_unix_secs: i64,
    inputs: Inputs,
    material: Option<Material>,
    /// For which names the practice identity in `material` was made.
    made_for: Option<(PracticeIdentity, String)>,
    /// Warnings found on the way to a step's end.
    warnings: Vec<String>,
    steps: [StepState; StepId::ALL.len()],
    until: Option<StepId>,
    link: Option<Link>,
    next_link: u32,
    /// Every connection of this run, and what it was for: faults are told late.
    links_of_run: Vec<(LinkId, Purpose)>,
    dps: Option<DpsSession>,
    hub: Option<HubSession>,
    trace: Trace,
    /// Whether the trace was brought by a link: recorded elsewhere, and nothing of it happened here.
    is_from_link: bool,
    recordings: Vec<Recording>,
    known: Known,
    dps_connection: Option<ConnectionFacts>,
    hub_connection: Option<ConnectionFacts>,
    left: LeftTheTab,
}

impl Journey {
    /// A journey that has not begun. `opened_unix_secs` is the Unix time at the zero of its clock.
    pub fn new(opened_unix_secs: i64) -> Self {
        Self {
            opened_unix_secs,
            inputs: Inputs::default(),
            material: None,
            made_for: None,
            warnings: Vec::new(),
            steps: Default::default(),
            until: None,
            link: None,
            next_link: 1,
            links_of_run: Vec::new(),
            dps: None,
            hub: None,
            trace: Trace::default(),
            is_from_link: false,
            recordings: Vec::new(),
            known: Known::default(),
            dps_connection: None,
            hub_connection: None,
            left: LeftTheTab::default(),
        }
    }

    /// How a step stands.
    pub fn step(&self, step: StepId) -> &StepState {
        &self.steps[step.index()]
    }

    /// Everything that happened in this run, in order.
    pub fn trace(&self) -> &Trace {
        &self.trace
    }

    /// What the relay recorded of this run's connections, if that was asked for.
    pub fn recordings(&self) -> &[Recording] {
        &self.recordings
    }

    /// Whether what happened was recorded elsewhere and brought by a link.
    pub fn is_from_link(&self) -> bool {
        self.is_from_link
    }

    /// Forgets the run, and shows what was recorded elsewhere in its place. Nothing is sent, and the next run begins anew.
    pub fn show(&mut self, now: Duration, trace: Vec<Entry>) -> Vec<Effect> {
        let effects = self.start_over(now);
        self.trace.clear();
        trace.into_iter().for_each(|entry| self.trace.push(entry));
        self.is_from_link = true;
        effects
    }

    /// Unix time at the zero of the times in the trace, in seconds.
    pub fn opened_unix_secs(&self) -> i64 {
        self.opened_unix_secs
    }

    /// The step that is being worked on, while the journey runs.
    pub fn running(&self) -> Option<StepId> {
        self.until.and_then(|_| self.first_unfinished())
    }

    /// Whether something is under way.
    pub fn is_running(&self) -> bool {
        self.until.is_some()
    }

    /// What the service has told so far.
    pub fn known(&self) -> &Known {
        &self.known
    }

    /// What has left the tab so far.
    pub fn left_the_tab(&self) -> &LeftTheTab {
        &self.left
    }

    /// What is known of the latest connection of that purpose.
    pub fn connection(&self, purpose: Purpose) -> Option<&ConnectionFacts> {
        match purpose {
            Purpose::Dps => self.dps_connection.as_ref(),
            Purpose::Hub => self.hub_connection.as_ref(),
        }
    }

    /// Whether a connection is open right now.
    pub fn is_connected(&self) -> bool {
        self.link.as_ref().is_some_and(|link| link.open)
    }

    /// What this run works with: the inputs as they were when it was started.
    pub fn inputs(&self) -> &Inputs {
        &self.inputs
    }

    /// How the registration ended, once it has.
    pub fn outcome(&self) -> Option<&dps_protocol::registration::Outcome> {
        self.dps.as_ref().and_then(DpsSession::outcome)
    }

    /// The material of this run: what was loaded, or the practice identity it made.
    pub fn material(&self) -> Option<&Material> {
        self.material.as_ref()
    }

    /// Runs up to and including `until`, with these inputs and this material.
    ///
    /// What is done already and still holds is kept: the connection lives on between steps. What does not hold any
    /// more, because an input changed, or because the step asked for was done before, is done again.
    pub fn go(
        &mut self,
        now: Duration,
        inputs: &Inputs,
        material: Option<&Material>,
        until: StepId,
    ) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self.is_running() {
            return effects;
        }
        let redo = self.first_to_redo(inputs, material, until);
        if let Some(step) = redo {
            self.start_again_from(step, now, &mut effects);
        }
        self.inputs = inputs.clone();
        match material {
            Some(material) => self.material = Some(material.clone()),
            // The files were taken away again; a practice identity that we made may stay.
            None if self
                .material
                .as_ref()
                .is_some_and(|old| old.origin == Origin::Imported) =>
            {
                self.material = None
            }
            None => {}
        }
        self.until = Some(until);
        self.advance(now, &mut effects);
        effects
    }

    /// Forgets the run: closes what is open and clears every step.
    pub fn start_over(&mut self, now: Duration) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.until = None;
        self.start_again_from(StepId::Identity, now, &mut effects);
        effects
    }

    /// Stops what is under way, at once.
    pub fn cancel(&mut self, now: Duration) -> Vec<Effect> {
        let mut effects = Vec::new();
        if let Some(step) = self.running() {
            self.fail(step, Failure::Cancelled, now, &mut effects);
        }
        effects
    }

    /// Takes in what happened.
    pub fn handle(&mut self, now: Duration, event: Event) -> Vec<Effect> {
        let mut effects = Vec::new();
        match event {
            Event::IdentityReady(result) => self.identity_ready(now, result, &mut effects),
            Event::Enrolled(result) => self.enrolled(now, result, &mut effects),
            Event::Link(id, LinkEvent::Recorded(recorded)) => self.recorded(id, recorded),
            Event::Link(id, event) => self.link_event(now, id, event, &mut effects),
            Event::Fault(fault) => self.fault(now, fault),
            Event::Tick => self.tick(now, &mut effects),
        }
        self.advance(now, &mut effects);
        effects
    }

    /// When the journey wants an [`Event::Tick`], if nothing happens before.
    pub fn wake_at(&self) -> Option<Duration> {
        let dps = self.dps.as_ref().and_then(DpsSession::wake_at);
        let hub = self.hub.as_ref().and_then(HubSession::wake_at);
        self.link.as_ref().and(dps.into_iter().chain(hub).min())
    }

    /// The first step that is neither done nor warned.
    fn first_unfinished(&self) -> Option<StepId> {
        StepId::ALL
            .into_iter()
            .find(|step| !self.step(*step).is_finished())
    }

    /// From which step on the run must be done again, given what changed since.
    fn first_to_redo(
        &self,
        inputs: &Inputs,
        material: Option<&Material>,
        until: StepId,
    ) -> Option<StepId> {
        let unedited = |inputs: &Inputs| Inputs {
            edits: Default::default(),
            ..inputs.clone()
        };
        let other = self.is_from_link || unedited(inputs) != unedited(&self.inputs);
        if other || self.material_changed(material) {
            return Some(StepId::Identity);
        }
        // Something failed, or the step asked for was done before: a fresh connection, names and certificates kept.
        let reached = self.first_unfinished();
        let failed = reached.is_some_and(|step| matches!(self.step(step), StepState::Failed(_)));
        let again = reached.is_none_or(|step| until < step);
        let edited = crate::inputs::Field::ALL.iter().any(|field| {
            let used = field.step();
            inputs.edits.get(field) != self.inputs.edits.get(field) && self.step(used).is_finished()
        });
        if failed || again || edited {
            let back_to = reached.filter(|_| failed).unwrap_or(until);
            return Some(back_to.min(StepId::Trust));
        }
        // The connection was lost between two steps.
        let needs_link =
            reached.is_some_and(|step| step > StepId::Trust && step < StepId::Assigned);
        (needs_link && self.link.is_none()).then_some(StepId::Trust)
    }

    fn material_changed(&self, material: Option<&Material>) -> bool {
        match (material, &self.material) {
            (Some(new), Some(old)) => new != old,
            (Some(_), None) => true,
            (None, Some(old)) => old.origin == Origin::Imported,
            (None, None) => false,
        }
    }

    /// Clears this step and all after it, and hangs up.
    fn start_again_from(&mut self, from: StepId, now: Duration, effects: &mut Vec<Effect>) {
        self.hang_up(now, effects);
        for step in StepId::ALL.into_iter().filter(|step| *step >= from) {
            self.steps[step.index()] = StepState::Idle;
        }
        self.trace.clear();
        self.is_from_link = false;
        self.recordings.clear();
        self.links_of_run.clear();
        self.known = Known::default();
        self.dps = None;
        self.hub = None;
        self.dps_connection = None;
        self.hub_connection = None;
        self.warnings.clear();
    }

    /// Ends the run with a failed step.
    fn fail(&mut self, step: StepId, failure: Failure, now: Duration, effects: &mut Vec<Effect>) {
        self.steps[step.index()] = StepState::Failed(Box::new(failure));
        self.until = None;
        self.hang_up(now, effects);
    }

    fn done(&mut self, step: StepId, summary: String) {
        let warnings = std::mem::take(&mut self.warnings);
        self.steps[step.index()] = if warnings.is_empty() {
            StepState::Done { summary }
        } else {
            StepState::Warned { summary, warnings }
        };
    }

    fn working(&mut self, step: StepId, doing: &str) {
        self.steps[step.index()] = StepState::Working {
            doing: doing.to_owned(),
        };
    }

    fn now_unix_secs(&self, now: Duration) -> i64 {
        self.opened_unix_secs + now.as_secs() as i64
    }

    fn place(&self) -> Place {
        self.inputs.place
    }
}
