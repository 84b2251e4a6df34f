//! The page as a whole: bar, line about the place, and the place itself.
//!
//! Hooks for tests, where no role or label fits:
//! - `data-step=<slug>` with `data-state=idle|working|waiting|done|warned|failed` on each item of the step rail
//! - `data-testid="result"` with the same `data-state`; `"explanation"` inside it when the step failed
//! - `data-testid="run-step"`, `"next-step"`; `"place"`, `"place-note"` (`data-state=ready|missing`), `#cloud`, `#own-host`, `#own-port`
//! - `data-field=<Field::id()>` on each built string, `data-edited` once changed on purpose, `#edit-<Field::id()>` while editing
//! - inputs by id: `#id-scope`, `#registration-id`, `#api-version`, `#payload`; `"use-common-name"`
//! - `data-testid="drop-<slot>"`, `#files-<slot>`, `#paste-<slot>` for the slots `device`, `enrolment-ca`, `server-trust`;
//!   `"import-notes"` with `data-severity` on each note; `"certificate"`, `"key"`, `"forget"`
//! - radio groups: `"practice-identity"`, `"presented"`, `"enrolment"`, `"server-trust"`; `"no-tls"`, `"connection-facts"`
//! - `data-testid="packet-list"`, its rows with `data-direction=sent|received` and `data-kind=CONNECT|…`, `#packet-<n>`;
//!   `"sequence"`, `"packet-detail"`, `"hex"`, `"tab-sequence"`, `"tab-packets"`, `"locality"`
//! - on the packets page: `"replay"`, `"scrubber"`, `"replay-words"`, `"replay-first|back|forward|last"`, `"replay-at|state|request|operation|next"`;
//!   `#packet-<n>` and `#message-<n>` name an entry of the trace in the list and in the sequence
//! - among the experiments: `data-experiment=<id>`, `"script"` with `"script-edit|earlier|remove"` on its rows, `"script-add"`, `"editor"`, `#editor-hex`,
//!   `"editor-says"`; `"prediction"` with an input of each ending’s name; `"experiment-run|step|next|stop|again"`, `"experiment-asking|yes|no"`,
//!   `"experiment-status"`; `"verdict"` with `data-mood=ok|warn|none` and `data-ending`, `"experiment-answers"`
//! - on the bench: `#files-bench`; `"bench-file"` with `data-role` and `data-name`; `"verdict"` with `data-mood=ok|warn|bad`;
//!   `"chain"` with `data-arrow=signed|not-signed|unchecked|missing`; `"finding"` with `data-rule`; `"repair"`; `"bench-answer"`
//! - in the room for many files: `#folder-batch`, `#files-batch`, `"drop-batch"`; `"batch-progress"` with `data-done`;
//!   `"batch-overview"` with `data-half-micros` and `data-most-micros`, `data-rule` and `data-files` on each rule in it
//! - in the lab: `"lab-make"`, `"lab-status"`, `data-defect`, `data-piece=<place>` with `data-export` on the buttons that save
//! - `"save-json"`, `"save-transcript"`, `"save-capture"`, `"capture-note"`, `"capture-warning"`, `"save-with-secrets"`, `#record-tls`;
//!   `"share-contents"`, `#share-packets`, `"copy-link"`, `"link-status"`, `"link-text"`; `"link-banner"` with
//!   `data-state=shown|broken`, `"forget-link"`
//! - `data-whole` on `.app` once everything the lesson needs is there, so that it runs without whatever serves the page
//! - in the console: `"seat"`, `"said"` with `data-mood=ok|bad`, `"active-faults"`; `"entry"`, `"record"`, `"authority"`, `"hub"`, `"twin"`,
//!   `"fault"`, `"grade"`, `"criterion"`, `"client"` with `data-id`; `"connection"` with `data-number`; `data-fault=<id>` on what labels a
//!   fault, in the packet list too; `"faults-on"` below the bar
//! - of a diagnosis: `"cause"` with `data-cause` and `data-sureness=shown|likely|possible`, in it `"mend"`; `"mended"`; `data-accused` on the
//!   fields it names; `"question"`; `"pre-flight"` with `data-state=clear|expected|compared`, its items with `data-cause`, `data-fate`
//! - in the diagnosis room: `#pasted`, `"drop-pasted"`, `"understood"`, `"marked-line"` with `data-line`, `"corrected"`, `"values"`, `"fill"`,
//!   `"secrets"`, `"cut"`; in the reference: `#look-up`, `"entry"` with `data-anchor`, `"found"`
//! - `data-part=<Part::as_str()>` on each appearance of an identity part, `data-hot=<the same>` on `.app` for the one lit up

use dps_protocol::mark::Part;
use leptos::ev::MouseEvent;
use leptos::prelude::*;

use crate::browser::{attribute_under, focus, reveal, set_title};
use crate::chunks;
use crate::components::app_header::AppHeader;
use crate::components::dynamic::{attr, dynamic, memo};
use crate::components::lazily::lazily;
use crate::components::place_note::PlaceNote;
use crate::journey::Journey;
use crate::lesson::StepId;
use crate::pages::certificates::certificates;
use crate::pages::diagnosis::{diagnosis, reference};
use crate::pages::lesson::LessonPage;
use crate::pages::packets::packets;
use crate::pages::practice::practice;
use crate::router::{Desk, Room, Route, Table};
use crate::share::Arrival;
use crate::workbench::Workbench;

/// The page.
#[component]
pub fn App() -> impl IntoView {
    let workbench = Workbench::expect();
    let step = Memo::new(move |last: Option<&StepId>| match workbench.route.get() {
        Route::Lesson(step) => step,
        _ => last.copied().unwrap_or(StepId::Identity),
    });
    // One and the same for all steps of the lesson, whose page stays.
    let page = memo(move || match workbench.route.get() {
        Route::Lesson(_) => Route::default(),
        // Its desks are its own business.
        Route::Practice(_) => Route::Practice(Desk::default()),
        other => other,
    });
    Effect::new(move |_| {
        let place = match page.get() {
            Route::Lesson(_) => step.get().text().title,
            Route::Packets(Table::Session) => "Packets",
            Route::Packets(Table::Experiments) => "Break it yourself",
            Route::Certificates(Room::Bench) => "Certificates",
            Route::Certificates(Room::Batch) => "Many certificates",
            Route::Certificates(Room::Lab) => "Certificate lab",
            Route::Practice(_) => "Practice service",
            Route::Diagnosis => "Diagnosis",
            Route::Reference => "Reference",
        };
        set_title(&format!("{place} · DPS Playground"));
    });
    // Whoever follows a link goes on reading at the headline; a run that moves on by itself leaves the focus alone.
    let by_link = RwSignal::new(false);
    let follow_link = move |event: MouseEvent| {
        if attribute_under(&event, "href").is_some_and(|target| target.starts_with("#/")) {
            by_link.set(true);
        }
    };
    Effect::new(move |last: Option<Route>| {
        let route = workbench.route.get();
        let moved = last.is_some_and(|last| last != route);
        if moved && by_link.get_untracked() {
            request_animation_frame(|| focus("headline"));
        }
        if moved {
            by_link.set(false);
            workbench.selected.set(None);
        }
        if let Route::Lesson(step) = route {
            request_animation_frame(move || reveal(&format!("step-{}", step.slug())));
        }
        route
    });
    // What a link brought is marked until a run takes its place.
    let has_arrived = memo(move || {
        let is_shown = workbench.journey.with(Journey::is_from_link);
        workbench.arrival.with(|arrival| match arrival {
            Some(Arrival::Shown { .. }) => is_shown,
            Some(Arrival::Broken(_)) => true,
            None => false,
        })
    });
    // Follow the value: whatever names a part lights up all its appearances, by one attribute and one stylesheet.
    let heat = move |part: Option<String>| {
        let part = part.and_then(|name| Part::ALL.into_iter().find(|part| part.as_str() == name));
        if workbench.hot.get_untracked() != part {
            workbench.hot.set(part);
        }
    };
    view! {
        <div class="app" data-whole=attr(move || workbench.is_whole.get().then_some("true")) data-hot=attr(move || workbench.hot.get().map(Part::as_str))
            on:pointerover=move |event| heat(attribute_under(&event, "data-part"))
            on:pointerleave=move |_| heat(None)
            on:click=follow_link
            on:focusin=move |event| heat(attribute_under(&event, "data-part"))>
            <a class="skip-link" href="#main" on:click=skip>"Skip to the step"</a>
            <div class="app__top"><AppHeader /><PlaceNote /></div>
            {dynamic(move || has_arrived.get().then(|| lazily("what the link brought", || Box::pin(chunks::link_banner()))).into_any())}
            {dynamic(move || match page.get() {
                Route::Lesson(_) => view! { <LessonPage step /> }.into_any(),
                Route::Packets(table) => packets(table),
                Route::Certificates(room) => certificates(room),
                Route::Practice(_) => practice(),
                Route::Diagnosis => diagnosis(),
                Route::Reference => reference(),
            })}
        </div>
    }
}

/// The fragment is the router's: a link to `#main` would lead away.
fn skip(event: MouseEvent) {
    event.prevent_default();
    focus("main");
}
