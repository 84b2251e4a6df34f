//! Why a step failed: what was seen, the causes, and what was said of it beforehand.

use std::cell::RefCell;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::{RelayStatus, asset, unix_secs};
use crate::components::cause_view::{Mended, mended_view, story_view};
use crate::components::dynamic::{click, dynamic};
use crate::components::explanation_view::explanation_view;
use crate::components::preflight::fates;
use crate::components::prose::prose;
use crate::diagnosis::failure;
use crate::diagnosis::forecast::{End, compare, forecast};
use crate::diagnosis::knowledge::{Relay, Setup};
use crate::diagnosis::place;
use crate::diagnosis::story::Story;
use crate::diagnosis::texts::CauseTexts;
use crate::explain::{Context, explain};
use crate::inputs::Inputs;
use crate::journey::{Failure, Journey, StepState};
use crate::lesson::StepId;
use crate::workbench::Workbench;

thread_local! {
    /// The texts, once they were fetched: a page that has lost its server still explains.
    static TEXTS: RefCell<Option<CauseTexts>> = const { RefCell::new(None) };
}

/// The texts of the causes; empty when whatever serves the page does not answer with them, and asked for again then.
pub async fn fetch() -> CauseTexts {
    if let Some(texts) = TEXTS.with_borrow(Clone::clone) {
        return texts;
    }
    let Some(text) = asset("causes.json").await else {
        return CauseTexts::default();
    };
    let texts = CauseTexts::parse(&text);
    TEXTS.set(Some(texts.clone()));
    texts
}

/// The texts as a signal, filled when they are there.
pub fn texts() -> RwSignal<CauseTexts> {
    let texts = RwSignal::new(TEXTS.with_borrow(Clone::clone).unwrap_or_default());
    spawn_local(async move {
        let fetched = fetch().await;
        texts.try_set(fetched);
    });
    texts
}

/// What is known of a run, handed to whoever judges it.
pub fn with_setup<T>(workbench: Workbench, judge: impl FnOnce(&Journey, &Setup<'_>) -> T) -> T {
    workbench.journey.with(|journey| {
        workbench.relay.with(|relay| {
            let setup = Setup {
                inputs: journey.inputs(),
                material: journey.material(),
                relay: known(relay),
                now: Some(unix_secs()),
            };
            judge(journey, &setup)
        })
    })
}

/// The relay, as far as it matters here.
pub fn known(relay: &RelayStatus) -> Relay<'_> {
    match relay {
        RelayStatus::Absent => Relay::Absent,
        RelayStatus::NoSession => Relay::Strange,
        RelayStatus::Ready(info) => {
            let practice = info.practice.as_ref();
            Relay::Ready(practice.map(|practice| practice.id_scope.as_str()))
        }
    }
}

/// The step that failed, and how.
pub fn failed(journey: &Journey) -> Option<(StepId, &Failure)> {
    StepId::ALL
        .into_iter()
        .find_map(|step| match journey.step(step) {
            StepState::Failed(failure) => Some((step, failure.as_ref())),
            _ => None,
        })
}

/// The story of the step that failed.
pub fn story(journey: &Journey, setup: &Setup<'_>) -> Option<Story> {
    let (step, failure) = failed(journey)?;
    Story::of_failure(failure, step, journey.trace(), setup)
}

/// The one line that says what failed.
pub fn headline(workbench: Workbench) -> String {
    let untracked = || {
        with_setup(workbench, |journey, setup| {
            let (_, failure) = failed(journey)?;
            let early = explain(failure, &context(setup)).map(|early| early.title);
            early.or_else(|| {
                let sign = story(journey, setup)?.sign?;
                Some(failure::headline(sign))
            })
        })
    };
    untrack(untracked).unwrap_or_else(|| "it failed".to_owned())
}

fn context<'a>(setup: &Setup<'a>) -> Context<'a> {
    Context {
        inputs: setup.inputs,
        material: setup.material,
    }
}

/// Everything below that line. It stays as it is until the step runs again.
pub fn draw() -> AnyView {
    let workbench = Workbench::expect();
    let found = untrack(|| {
        with_setup(workbench, |journey, setup| {
            let (step, failure) = failed(journey)?;
            if let Some(early) = explain(failure, &context(setup)) {
                return Some(Err(early));
            }
            let story = story(journey, setup)?;
            let words = failure::words(failure, setup.inputs);
            let compared = compare(&forecast(setup), End::Failed(step, Some(&story)));
            Some(Ok((story, words, compared)))
        })
    });
    let (story, words, compared) = match found {
        Some(Ok(found)) => found,
        Some(Err(early)) => return explanation_view(&early),
        None => return ().into_any(),
    };
    workbench.accused.set(story.accused());
    let mended: Mended = RwSignal::new(None);
    let texts = texts();
    let faults = story.faults.iter().map(|(id, title)| {
        view! {
            <p class="cause-view__fault">
                "The practice service failed on purpose: "<a href=format!("#/reference/fault/{id}")>{title.clone()}</a>". What follows is what a device can tell from it."
            </p>
        }
    });
    let faults = faults.collect_view();
    let reference = story.sign.map(|sign| {
        view! { " " <a href=format!("#/reference/sign/{}", sign.id())>"What is known of this answer"</a>"." }
    });
    let changed = changed(workbench, &story, mended);
    let shown = story.clone();
    let causes = move || texts.with(|texts| story_view(workbench, &shown, texts, "", Some(mended)));
    view! {
        <div class="explanation-view" data-testid="explanation">
            {faults}
            <p>{prose(&words)}{reference}</p>
            {dynamic(causes)}
            {changed}
            {mended_view(workbench, mended)}
            {fates(&compared)}
        </div>
    }
    .into_any()
}

/// What was changed on purpose besides, and a way to set it back.
fn changed(workbench: Workbench, story: &Story, mended: Mended) -> AnyView {
    if story.changed.is_empty() {
        return ().into_any();
    }
    let fields = story.changed.clone();
    let names: Vec<String> = fields
        .iter()
        .map(|field| place::title(field.id()))
        .collect();
    let set_back = move |_| {
        workbench.inputs.update(|inputs: &mut Inputs| {
            for field in &fields {
                inputs.edits.remove(field);
            }
        });
        mended.set(Some(
            "Done: what was changed on purpose is set back.".to_owned(),
        ));
    };
    view! {
        <p>"Changed on purpose as well, and nothing known speaks against it: "{names.join(", ")}". "
            <button type="button" class="button button--small" on:click=click(set_back)>"Set it back"</button></p>
    }
    .into_any()
}
