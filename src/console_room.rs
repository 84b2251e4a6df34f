//! The console of the practice service as signals, and the verbs its components use: the glue between
//! [`console`](crate::console) and the service, wherever it runs. It outlives the place in the page where it is shown.

mod hearing;

use std::cell::OnceCell;

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use crate::browser::practice_console::{Seat, symmetric_key, text};
use crate::browser::{RelayStatus, downloads};
use crate::console::{
    ActiveFault, Authority, DoseForm, Draft, Entry, GradeSummary, LinkedHub, Log, Order, Outcome,
    Record, Registry, Report, Twin,
};
use crate::inputs::{Enrolment, Place};
use crate::router::{Desk, Route};
use crate::workbench::Workbench;

/// What the console has heard from the service.
#[derive(Debug, Default)]
pub struct Held {
    /// Individual enrolments.
    pub individuals: Vec<Entry>,
    /// Enrolment groups.
    pub groups: Vec<Entry>,
    /// Registration records.
    pub records: Vec<Record>,
    /// CA certificates.
    pub authorities: Vec<Authority>,
    /// Linked hubs.
    pub hubs: Vec<LinkedHub>,
    /// The twins of each hub's devices.
    pub twins: Vec<(String, Twin)>,
    /// Faults that are switched on.
    pub active: Vec<ActiveFault>,
    /// What happened.
    pub log: Log,
    /// Every device that can be graded.
    pub grades: Vec<GradeSummary>,
    /// The report that is shown.
    pub report: Option<Report>,
}

/// Everything the console shows and everything it can do. A handle: copies are the same console.
#[derive(Clone, Copy)]
pub struct ConsoleRoom {
    /// What the console has heard.
    pub held: RwSignal<Held, LocalStorage>,
    /// The form of an entry.
    pub draft: RwSignal<Draft, LocalStorage>,
    /// The form of a hub.
    pub hub: RwSignal<LinkedHub, LocalStorage>,
    /// The form of a dose.
    pub dose: RwSignal<DoseForm, LocalStorage>,
    /// Every fault, once its texts are here.
    pub registry: RwSignal<Registry, LocalStorage>,
    /// `clients.json`, once it is here.
    pub clients: RwSignal<String>,
    /// What came of the last order: a sentence, and whether it went wrong.
    pub said: RwSignal<(String, bool)>,
    /// Whether an order or a question is under way.
    pub busy: RwSignal<bool>,
    workbench: Workbench,
    /// Which of the two services `held` is about.
    heard_from: StoredValue<Option<Seat>>,
    /// The latest answers, as they came.
    heard: StoredValue<Vec<(&'static str, Vec<Value>)>, LocalStorage>,
    shown: StoredValue<u32>,
}

thread_local! {
    static ROOM: OnceCell<(Owner, ConsoleRoom)> = const { OnceCell::new() };
}

impl ConsoleRoom {
    /// The console of the page.
    pub fn expect() -> Self {
        let workbench = Workbench::expect();
        ROOM.with(|room| {
            let (_, room) = room.get_or_init(|| {
                // A new root makes itself the current owner, below which whatever is being drawn would lose its context.
                let here = Owner::current();
                let owner = Owner::new_root(None);
                let room = owner.with(|| Self::new(workbench));
                if let Some(here) = here {
                    here.set();
                }
                (owner, room)
            });
            *room
        })
    }

    fn new(workbench: Workbench) -> Self {
        Self {
            held: RwSignal::new_local(Held::default()),
            draft: RwSignal::new_local(Draft::new()),
            hub: RwSignal::new_local(LinkedHub::new()),
            dose: RwSignal::new_local(DoseForm::default()),
            registry: RwSignal::new_local(Registry::default()),
            clients: RwSignal::new(String::new()),
            said: RwSignal::new((String::new(), false)),
            busy: RwSignal::new(false),
            workbench,
            heard_from: StoredValue::new(None),
            heard: StoredValue::new_local(Vec::new()),
            shown: StoredValue::new(0),
        }
    }

    /// Which service the console is about, or what stands in the way. Whoever registers elsewhere looks after the one
    /// beside the relay, if there is one.
    pub fn seat(self) -> Result<Seat, &'static str> {
        let place = self.workbench.inputs.with(|inputs| inputs.place);
        let has_service = self
            .workbench
            .relay
            .with(|relay| matches!(relay, RelayStatus::Ready(info) if info.practice.is_some()));
        match (place, has_service) {
            (Place::InPage, _) => Ok(Seat::InPage),
            (_, true) => Ok(Seat::BesideRelay),
            (Place::Practice, false) => Err("There is no practice service beside a relay here."),
            (_, false) => Ok(Seat::InPage),
        }
    }

    /// Where the console is.
    pub fn desk(self) -> Desk {
        match self.workbench.route.get() {
            Route::Practice(desk) => desk,
            _ => Desk::default(),
        }
    }

    /// Looks at what a desk shows, and goes on looking at the history while that is shown.
    pub fn open(self, desk: Desk) {
        let round = self.shown.get_value().wrapping_add(1);
        self.shown.set_value(round);
        let Ok(seat) = self.seat() else { return };
        if self.heard_from.get_value() != Some(seat) {
            self.heard_from.set_value(Some(seat));
            self.held.set(Held::default());
            self.heard.set_value(Vec::new());
        }
        self.said.set((String::new(), false));
        self.look(desk);
        if desk == Desk::History {
            self.look_again(round);
        }
    }

    /// Nobody looks any more.
    pub fn close(self) {
        self.shown
            .update_value(|round| *round = round.wrapping_add(1));
    }

    /// Has something done, says so, and looks again.
    pub fn act(self, what: Order, done: String) {
        spawn_local(async move {
            self.busy.set(true);
            let desk = self.workbench.route.with_untracked(|route| match route {
                Route::Practice(desk) => *desk,
                _ => Desk::default(),
            });
            match self.ask(what).await {
                Ok(_) => {
                    self.say(done);
                    if let Err(why) = self.hear(desk).await {
                        self.fail(&why);
                    }
                }
                Err(why) => self.fail(&why),
            }
            self.busy.set(false);
        });
    }

    /// Writes the entry of the form.
    pub fn put_entry(self) {
        let draft = self.draft.get_untracked();
        match draft.document() {
            Err(why) => self.fail(why),
            Ok(document) => {
                let id = draft.id.trim();
                let order = Order::put(&[draft.kind.collection(), id], document);
                self.act(order, format!("The service now knows {id}."));
                self.draft.set(Draft::new());
            }
        }
    }

    /// Fills the form with the device whose certificate the lesson has: the certificate, never the key.
    pub fn add_this_device(self) {
        let id = self
            .workbench
            .inputs
            .with_untracked(|inputs| inputs.registration_id.clone());
        let draft = self.workbench.material.with_untracked(|material| {
            let leaf = material.as_ref()?.leaf()?;
            Some(Draft::of_device(&id, leaf))
        });
        if let Some(draft) = draft {
            self.draft.set(draft);
            self.put_entry();
        }
    }

    /// Runs the lesson with what is enrolled here.
    pub fn run_lesson(self) {
        self.workbench
            .inputs
            .update(|inputs| inputs.enrolment = Enrolment::Kept);
        self.workbench.go(Route::default());
        self.workbench.route.set(Route::default());
        self.workbench.run_all();
    }

    /// Puts a fresh symmetric key into the form.
    pub fn make_key(self) {
        match symmetric_key() {
            Ok(key) => self.draft.update(|draft| draft.key = key),
            Err(why) => self.fail(&why),
        }
    }

    /// Links the hub of the form.
    pub fn put_hub(self) {
        let hub = self.hub.get_untracked();
        match hub.document() {
            Err(why) => self.fail(why),
            Ok(document) => {
                let name = hub.name.trim();
                let order = Order::put(&["linkedHubs", name], document);
                self.act(order, format!("{name} is linked."));
                self.hub.set(LinkedHub::new());
            }
        }
    }

    /// Switches a fault on, in the dose of the form.
    pub fn set_fault(self, id: &str, scopable: bool) {
        let dose = self.dose.get_untracked();
        let dose = DoseForm {
            registration_id: if scopable {
                dose.registration_id
            } else {
                String::new()
            },
            ..dose
        };
        match dose.document() {
            Err(why) => self.fail(why),
            Ok(document) => {
                let order = Order::put(&["faults", id], document);
                self.act(order, format!("{id} is switched on."));
            }
        }
    }

    /// Forgets what happened, here and in the service.
    pub fn clear_history(self) {
        self.held.update(|held| held.log.entries.clear());
        self.act(
            Order::delete(&["history"]),
            "The history is cleared.".to_owned(),
        );
    }

    /// Shows the report about a device.
    pub fn show_report(self, registration_id: String) {
        spawn_local(async move {
            match self.get(&["grades", &registration_id]).await {
                Ok(report) => self
                    .held
                    .update(|held| held.report = Some(Report::read(&report))),
                Err(why) => self.fail(&why),
            }
        });
    }

    /// Saves the report about a device: `json` or `junit`.
    pub fn save_report(self, registration_id: String, format: &'static str) {
        let question = Order {
            query: format!("format={format}"),
            ..Order::get(&["grades", &registration_id])
        };
        spawn_local(async move {
            let Ok(seat) = self.seat() else { return };
            let (name, kind) = match format {
                "junit" => ("grade.junit.xml", "application/xml"),
                _ => ("grade.json", "application/json"),
            };
            match text(&self.workbench.engine(), seat, &question).await {
                Ok((200, report)) => {
                    downloads::save(name, kind, report.as_bytes());
                }
                Ok((status, body)) => {
                    let why = Outcome::new(status, &body).accepted();
                    self.fail(&why.err().unwrap_or_default());
                }
                Err(why) => self.fail(&why),
            }
        });
    }

    fn say(self, sentence: String) {
        self.said.set((sentence, false));
    }

    /// Says what went wrong; a full stop is added where there is none.
    pub fn fail(self, why: &str) {
        let mut letters = why.chars();
        let first = letters.next().map(|first| first.to_uppercase().to_string());
        let sentence = [&first.unwrap_or_default(), letters.as_str()].concat();
        let end = if why.ends_with(['.', '!', '?']) {
            ""
        } else {
            "."
        };
        self.said.set((format!("{sentence}{end}"), true));
    }
}
