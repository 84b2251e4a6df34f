//! The experiments as signals, and the verbs their components use: the glue between [`experiment`](crate::experiment) and the
//! browser. It outlives the place in the page where it is shown.

use std::cell::OnceCell;

use experiments::{Ending, Experiment, Move, experiment, experiments};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::{Engine, asset};
use crate::experiment::{ExperimentTexts, Phase, Script, Trial};
use crate::inputs::Place;
use crate::journey::{Effect, Event};
use crate::plan;
use crate::workbench::Workbench;

/// Everything the experiments show and everything they can do. A handle: copies are the same room.
#[derive(Clone, Copy)]
pub struct ExperimentRoom {
    /// The experiment that was chosen.
    pub chosen: RwSignal<&'static str>,
    /// What is to be sent, and how it went. Told of every packet; [`ExperimentRoom::phase`] and others are told less often.
    pub trial: RwSignal<Trial, LocalStorage>,
    /// What the person expects.
    pub predicted: RwSignal<Option<Ending>>,
    /// The packet that is edited, by its number.
    pub edited: RwSignal<Option<u32>>,
    /// Whether the person is being asked before packets go to Azure: how many at once.
    pub asked: RwSignal<Option<usize>>,
    /// What is said about the experiments, once it is here.
    pub texts: RwSignal<Vec<ExperimentTexts>>,
    /// How far the trial is.
    pub phase: Memo<Phase>,
    /// Where packets go.
    pub place: Memo<Place>,
    workbench: Workbench,
    /// The hands for practice, with a key and, in the page, a service of their own; and those that use the lesson's key.
    practice: StoredValue<Engine, LocalStorage>,
    azure: StoredValue<Engine, LocalStorage>,
}

thread_local! {
    static ROOM: OnceCell<(Owner, ExperimentRoom)> = const { OnceCell::new() };
}

impl ExperimentRoom {
    /// The room, made when somebody first comes.
    pub fn enter() -> Self {
        let workbench = Workbench::expect();
        ROOM.with(|room| {
            let (_, room) = room.get_or_init(|| {
                // Of nobody's place in the page, so that it stays.
                let owner = Owner::new();
                let room = owner.with(|| Self::new(workbench));
                (owner, room)
            });
            *room
        })
    }

    fn new(workbench: Workbench) -> Self {
        let first = experiments().next();
        let trial = RwSignal::new_local(Trial::default());
        let room = Self {
            chosen: RwSignal::new(first.map_or("", |first| first.id)),
            trial,
            predicted: RwSignal::new(None),
            edited: RwSignal::new(None),
            asked: RwSignal::new(None),
            texts: RwSignal::new(Vec::new()),
            phase: Memo::new(move |_| trial.with(|trial| trial.phase().clone())),
            place: Memo::new(move |_| workbench.inputs.with(|inputs| inputs.place)),
            workbench,
            practice: StoredValue::new_local(Engine::new(|_| {})),
            azure: StoredValue::new_local(Engine::new(|_| {})),
        };
        let lesson = workbench.engine();
        room.practice
            .set_value(Engine::new(move |event| room.happened(event)));
        room.azure
            .set_value(Engine::with_keys_of(&lesson, move |event| {
                room.happened(event)
            }));
        room.choose(first.map_or("", |first| first.id));
        spawn_local(async move {
            if let Some(file) = asset("experiments.json").await {
                room.texts.set(ExperimentTexts::parse(&file));
            }
        });
        room
    }

    /// The experiment that was chosen.
    pub fn experiment(self) -> Option<&'static Experiment> {
        experiment(self.chosen.get())
    }

    /// Takes up an experiment, or the same one again from its beginning.
    pub fn choose(self, id: &'static str) {
        self.chosen.set(id);
        self.predicted.set(None);
        self.edited.set(None);
        self.asked.set(None);
        let script = experiment(id).map(Script::of).unwrap_or_default();
        self.act(|trial, now| trial.take(script, now));
        self.address();
    }

    /// Builds packets for whoever is meant now.
    pub fn address(self) {
        let inputs = self.workbench.inputs.get_untracked();
        self.trial.update(|trial| trial.address(&inputs));
    }

    /// Where packets go, in words; none for a practice service, which is not asked about.
    pub fn stranger(self) -> Option<String> {
        let place = self.place.get();
        let host = || self.workbench.inputs.with(plan::dps_host);
        (!place.is_practice()).then(host)
    }

    /// Lets `count` more packets be sent. Towards Azure it asks first, each time something begins.
    pub fn go(self, count: usize) {
        let is_running = self.trial.with_untracked(Trial::is_running);
        if !is_running && !self.place.get_untracked().is_practice() {
            self.asked.set(Some(count));
            return;
        }
        self.really_go(count);
    }

    /// The answer to whether packets shall go to Azure.
    pub fn answer(self, yes: bool) {
        let asked = self.asked.get_untracked();
        self.asked.set(None);
        if let (Some(count), true) = (asked, yes) {
            self.really_go(count);
        }
    }

    fn really_go(self, count: usize) {
        let inputs = self.workbench.inputs.get_untracked();
        let material = self.workbench.material.get_untracked();
        self.edited.set(None);
        self.act(|trial, now| trial.go(now, &inputs, material.as_ref(), count));
    }

    /// Hangs up.
    pub fn stop(self) {
        self.act(Trial::stop);
    }

    /// Changes what is to be sent.
    pub fn rewrite(self, change: impl FnOnce(&mut Script)) {
        self.trial.update(|trial| change(&mut trial.script));
    }

    /// Adds a packet at the end.
    pub fn add(self, step: Move) {
        self.rewrite(|script| script.add(step));
    }

    fn happened(self, event: Event) {
        self.act(|trial, now| trial.handle(now, event));
    }

    fn engine(self) -> Engine {
        match self.place.get_untracked().is_practice() {
            true => self.practice.get_value(),
            false => self.azure.get_value(),
        }
    }

    /// Lets the trial act, and has its effects carried out.
    fn act(self, verb: impl FnOnce(&mut Trial, std::time::Duration) -> Vec<Effect>) {
        let engine = self.engine();
        let now = engine.now();
        let mut effects = Vec::new();
        let mut wake_at = None;
        self.trial.update(|trial| {
            effects = verb(trial, now);
            wake_at = trial.wake_at();
        });
        let left = self
            .trial
            .with_untracked(|trial| trial.left_the_tab().clone());
        let told = self.workbench.left_by_experiments;
        if told.with_untracked(|told| *told != left) {
            told.set(left);
        }
        engine.carry_out(effects);
        engine.wake_at(wake_at);
    }
}
