//! The page's state as signals, and the verbs its components use: the glue between journey and browser.

use std::time::Duration;

use dps_protocol::mark::Part;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::engine::{Engine, NamedBytes, Slot};
use crate::browser::relay_api::{self, RelayStatus};
use crate::browser::{clock, downloads, location, refuse_stray_drops};
use crate::chunks;
use crate::import_note::ImportNote;
use crate::inputs::{Field, Inputs, PRACTICE_ID_SCOPE, Place};
use crate::journey::{Event, Journey, StepState};
use crate::lesson::StepId;
use crate::locality::LeftTheTab;
use crate::material::{Material, Origin};
use crate::router::{self, Room, Route};
use crate::share::Arrival;

/// Everything the components show and everything they can do. A handle: copies are the same workbench.
#[derive(Clone, Copy)]
pub struct Workbench {
    /// What the person chose and typed.
    pub inputs: RwSignal<Inputs>,
    /// The device's certificates, loaded or made.
    pub material: RwSignal<Option<Material>>,
    /// What was found while reading the files that were given last.
    pub notes: RwSignal<Vec<ImportNote>>,
    /// The run of the lesson.
    pub journey: RwSignal<Journey, LocalStorage>,
    /// Whether there is a relay, and what it offers.
    pub relay: RwSignal<RelayStatus>,
    /// The identity part that is pointed at.
    pub hot: RwSignal<Option<Part>>,
    /// The entry of the trace whose packet is shown; the latest packet if none was picked.
    pub selected: RwSignal<Option<usize>>,
    /// The journey's clock; runs only while something is waited for.
    pub now: RwSignal<Duration>,
    /// Whether everything the lesson needs was fetched, or at least asked for once.
    pub is_whole: RwSignal<bool>,
    /// Where in the page we are.
    pub route: RwSignal<Route>,
    /// What is looked up in the reference.
    pub anchor: RwSignal<String>,
    /// The fields that the diagnosis of the last failure names, each with what is wrong with it.
    pub accused: RwSignal<Vec<(&'static str, String)>>,
    /// The text in the diagnosis room, its secrets masked.
    pub pasted: RwSignal<String>,
    /// Files that another place has laid on the bench; the bench takes them when it is shown.
    pub for_bench: RwSignal<Vec<NamedBytes>, LocalStorage>,
    /// What has left the tab by experiments with packets; the journey counts what left it by the lesson.
    pub left_by_experiments: RwSignal<LeftTheTab>,
    /// The faults that are switched on in the practice service inside this page.
    pub faults_in_page: RwSignal<Vec<String>>,
    /// The faults that are switched on in the practice service beside the relay.
    pub faults_beside_relay: RwSignal<Vec<String>>,
    /// What became of the link that was opened last.
    pub arrival: RwSignal<Option<Arrival>>,
    /// Whether a run is under way.
    pub busy: Signal<bool>,
    /// Whether the place follows the run: after "Run all", until the person goes somewhere.
    following: RwSignal<bool>,
    engine: StoredValue<Engine, LocalStorage>,
}

impl Workbench {
    /// Makes the workbench, starts listening to the address, and looks for a relay.
    pub fn install() -> Self {
        let journey = RwSignal::new_local(Journey::new(clock::opened_unix_secs()));
        let engine = StoredValue::new_local(Engine::new(|_| {}));
        let workbench = Self {
            inputs: RwSignal::new(Inputs::default()),
            material: RwSignal::new(None),
            notes: RwSignal::new(Vec::new()),
            journey,
            relay: RwSignal::new(RelayStatus::Absent),
            hot: RwSignal::new(None),
            selected: RwSignal::new(None),
            now: RwSignal::new(Duration::ZERO),
            is_whole: RwSignal::new(false),
            route: RwSignal::new(Route::parse(&location::fragment())),
            anchor: RwSignal::new(router::anchor(&location::fragment()).to_owned()),
            accused: RwSignal::new(Vec::new()),
            pasted: RwSignal::new(String::new()),
            for_bench: RwSignal::new_local(Vec::new()),
            left_by_experiments: RwSignal::new(LeftTheTab::default()),
            faults_in_page: RwSignal::new(Vec::new()),
            faults_beside_relay: RwSignal::new(Vec::new()),
            arrival: RwSignal::new(None),
            busy: Signal::derive(move || journey.with(Journey::is_running)),
            following: RwSignal::new(false),
            engine,
        };
        engine.set_value(Engine::new(move |event| workbench.happened(event)));
        location::on_fragment_change(move |fragment| {
            workbench.anchor.set(router::anchor(&fragment).to_owned());
            workbench.arrived(Route::parse(&fragment));
            workbench.open_link(&fragment);
        });
        workbench.open_link(&location::fragment());
        spawn_local(async move {
            let (status, faults) = relay_api::look_for_relay().await;
            workbench.faults_beside_relay.set(faults);
            workbench
                .engine
                .with_value(|engine| engine.remember_relay(&status));
            // With a relay at hand the real thing is one click away, and still the page alone is what it opens with.
            workbench.relay.set(status);
        });
        request_idle_callback(move || {
            spawn_local(async move {
                chunks::prefetch().await;
                workbench.is_whole.set(true);
            });
        });
        // A file dropped beside a box must not replace the page.
        refuse_stray_drops();
        provide_context(workbench);
        workbench
    }

    /// The workbench of the page.
    pub fn expect() -> Self {
        expect_context()
    }

    /// Runs the whole lesson, and shows the step where it waits or ends.
    pub fn run_all(self) {
        self.following
            .set(matches!(self.route.get_untracked(), Route::Lesson(_)));
        self.run_to(StepId::Telemetry);
    }

    /// Runs up to and including a step.
    pub fn run_to(self, step: StepId) {
        let inputs = self.inputs.get_untracked();
        let material = self.material.get_untracked();
        self.accused.set(Vec::new());
        self.act(|journey, now| journey.go(now, &inputs, material.as_ref(), step));
    }

    /// Stops what is under way.
    pub fn cancel(self) {
        self.act(Journey::cancel);
    }

    /// Forgets the run, but neither inputs nor certificates.
    pub fn start_over(self) {
        self.selected.set(None);
        self.accused.set(Vec::new());
        self.act(Journey::start_over);
    }

    /// Takes in files, dropped, chosen or pasted into the box `slot`.
    pub fn import(self, files: Vec<NamedBytes>, slot: Slot) {
        spawn_local(async move {
            let engine = self.engine.get_value();
            let import = engine.import(files, slot).await;
            self.notes.set(import.notes);
            match slot {
                Slot::ServerTrust if !import.server_roots.is_empty() => {
                    self.inputs.update(|inputs| {
                        inputs.trust = crate::inputs::ServerTrust::Own(import.server_roots);
                    })
                }
                Slot::ServerTrust => {}
                Slot::Device | Slot::EnrolmentCa => self.material.set(import.material),
            }
        });
    }

    /// Forgets the certificates and the key.
    pub fn forget_material(self) {
        self.engine.with_value(Engine::forget_material);
        self.notes.set(Vec::new());
        self.material.set(None);
        self.start_over();
    }

    /// Chooses where to register. A practice service has an ID scope of its own, which is filled in unless the
    /// person typed another.
    pub fn set_place(self, place: Place) {
        let beside_relay = self.relay.with_untracked(|relay| match relay {
            RelayStatus::Ready(info) => info
                .practice
                .as_ref()
                .map(|practice| practice.id_scope.clone()),
            _ => None,
        });
        self.inputs.update(|inputs| {
            let of_practice = [Some(PRACTICE_ID_SCOPE), beside_relay.as_deref()]
                .contains(&Some(&inputs.id_scope));
            match place {
                Place::InPage if of_practice => inputs.id_scope = PRACTICE_ID_SCOPE.to_owned(),
                Place::Practice if of_practice => {
                    inputs.id_scope = beside_relay.unwrap_or(inputs.id_scope.clone())
                }
                _ => {}
            }
            inputs.place = place;
        });
    }

    /// Changes a built string on purpose; `None` puts the right one back.
    pub fn edit(self, field: Field, text: Option<String>) {
        self.inputs.update(|inputs| {
            match text {
                Some(text) => inputs.edits.insert(field, text),
                None => inputs.edits.remove(&field),
            };
        });
    }

    /// Whether a field is named by the diagnosis of the last failure.
    pub fn is_accused(self, name: &str) -> bool {
        self.accused
            .with(|accused| accused.iter().any(|(known, _)| *known == name))
    }

    /// Saves the practice identity, certificate and key, as a PEM file. Imported keys cannot be saved.
    pub fn save_practice_identity(self) {
        spawn_local(async move {
            let engine = self.engine.get_value();
            if let Some(pem) = engine.practice_key_pem().await {
                downloads::save(
                    "practice-device.pem",
                    "application/x-pem-file",
                    pem.as_bytes(),
                );
            }
        });
    }

    /// Lays files on the bench and goes there.
    pub fn open_on_bench(self, files: Vec<NamedBytes>) {
        self.for_bench.set(files);
        self.go(Route::Certificates(Room::Bench));
    }

    /// Takes what another place has laid on the bench.
    pub fn take_for_bench(self) -> Vec<NamedBytes> {
        let mut laid_here = Vec::new();
        self.for_bench
            .update_untracked(|files| laid_here = std::mem::take(files));
        laid_here
    }

    /// Shows what a link brings, if the fragment is one. It connects to nothing.
    fn open_link(self, fragment: &str) {
        let Some(value) = router::shared(fragment).map(str::to_owned) else {
            return;
        };
        spawn_local(async move {
            let shared = match chunks::read_link(&value).await {
                Ok(Ok(shared)) => shared,
                Ok(Err(broken)) => {
                    self.arrival.set(Some(Arrival::Broken(broken.to_string())));
                    return;
                }
                Err(chunks::Missing) => {
                    let unfetched = "Whatever serves this page did not hand out what reads links. Open it again.";
                    self.arrival
                        .set(Some(Arrival::Broken(unfetched.to_owned())));
                    return;
                }
            };
            let before = Box::new(self.inputs.get_untracked());
            self.selected.set(None);
            self.inputs.set(shared.inputs);
            self.act(|journey, now| journey.show(now, shared.trace));
            let began = shared.began;
            self.arrival.set(Some(Arrival::Shown { began, before }));
        });
    }

    /// Puts back what stood here before a link was opened.
    pub fn forget_link(self) {
        if let Some(Arrival::Shown { before, .. }) = self.arrival.get_untracked() {
            self.inputs.set(*before);
            self.start_over();
        }
        self.arrival.set(None);
        self.go(self.route.get_untracked());
    }

    /// Goes to a place in the page.
    pub fn go(self, route: Route) {
        location::set_fragment(&route.fragment());
    }

    /// The address names another place: the person went there, or the run did.
    fn arrived(self, route: Route) {
        if self.route.get_untracked() != route {
            self.following.set(false);
            self.route.set(route);
        }
    }

    /// Shows the step where a followed run waits or has ended.
    fn follow(self) {
        if !self.following.get_untracked() {
            return;
        }
        let (step, over) = self.journey.with_untracked(|journey| {
            let running = journey.running();
            let waiting =
                running.filter(|step| matches!(journey.step(*step), StepState::Waiting { .. }));
            let end = || {
                StepId::ALL
                    .into_iter()
                    .find(|step| !journey.step(*step).is_finished())
            };
            match running {
                Some(_) => (waiting, false),
                None => (Some(end().unwrap_or(StepId::Telemetry)), true),
            }
        });
        if let Some(step) = step {
            self.route.set(Route::Lesson(step));
            location::set_fragment(&Route::Lesson(step).fragment());
        }
        if over {
            self.following.set(false);
        }
    }

    /// The page's hands, for whoever manages the practice service.
    pub(crate) fn engine(self) -> Engine {
        self.engine.get_value()
    }

    /// Something happened outside the page's own code.
    fn happened(self, event: Event) {
        if let Event::Fault(fault) = &event {
            let place = self
                .journey
                .with_untracked(|journey| journey.inputs().place);
            match place {
                Place::InPage => self.faults_in_page,
                _ => self.faults_beside_relay,
            }
            .set(fault.on.clone());
        }
        self.act(|journey, now| journey.handle(now, event));
    }

    /// Lets the journey act, shows what came of it, and has its effects carried out.
    fn act(self, verb: impl FnOnce(&mut Journey, Duration) -> Vec<crate::journey::Effect>) {
        let engine = self.engine.get_value();
        let now = engine.now();
        let mut effects = Vec::new();
        let mut made = None;
        let mut wake_at = None;
        self.journey.update(|journey| {
            effects = verb(journey, now);
            wake_at = journey.wake_at();
            made = journey.material().cloned();
        });
        self.now.set(now);
        // A practice identity that the run made is shown like one that was loaded.
        let made = made.filter(|made| made.origin == Origin::Practice);
        if made.is_some() && self.material.with_untracked(|shown| *shown != made) {
            self.material.set(made);
        }
        engine.carry_out(effects);
        engine.wake_at(wake_at);
        self.follow();
    }
}
