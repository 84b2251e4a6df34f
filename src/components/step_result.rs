//! How the step went: accepted, warned or failed, in words that stay on the page.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser;
use crate::chunks;
use crate::components::dynamic::{attr, dynamic, memo, text};
use crate::components::lazily::Draw;
use crate::components::prose::prose;
use crate::components::step_rail::state_name;
use crate::journey::StepState;
use crate::lesson::StepId;
use crate::workbench::Workbench;

/// The box below the buttons. It is always there, so that a result moves nothing above it.
#[component]
pub fn StepResult(
    /// Which step.
    step: StepId,
    /// Whether the person asked for this run.
    asked: RwSignal<bool>,
) -> impl IntoView {
    let workbench = Workbench::expect();
    let state = memo(move || workbench.journey.with(|journey| journey.step(step).clone()));
    Effect::new(move |_| {
        let ended = !matches!(*state.read(), StepState::Idle | StepState::Working { .. });
        if ended && asked.get_untracked() {
            request_animation_frame(|| browser::reveal("result"));
        }
        if ended && !matches!(*state.read(), StepState::Waiting { .. }) {
            asked.set(false);
        }
    });
    let explained = RwSignal::new(None);
    Effect::new(move |_| {
        explained.set(None);
        if matches!(*state.read(), StepState::Failed(_)) {
            spawn_local(async move {
                let words = chunks::step_diagnosis(workbench).await;
                explained.try_set(Some(words));
            });
        }
    });
    let body = move || state.with(|state| body(state, explained));
    view! {
        <section class="step-result" id="result" data-testid="result" data-state=attr(move || Some(state.with(state_name))) aria-label="Result">
            <p class="step-result__headline" role="status">{dynamic(move || state.with(|state| headline(step, state, explained)))}</p>
            {dynamic(body)}
        </section>
    }
}

/// What to say first of a failure and what draws the rest, once they are there; `Err` when they could not be fetched.
type Explained = RwSignal<Option<Result<(String, Draw), chunks::Missing>>>;

/// The one line that is also read out.
fn headline(step: StepId, state: &StepState, explained: Explained) -> AnyView {
    let (word, rest) = match state {
        StepState::Idle => {
            return view! { <span class="step-result__idle">{expected(step)}</span> }.into_any();
        }
        StepState::Working { doing } => ("Working:", doing.clone()),
        StepState::Waiting { .. } => ("Waiting:", "the service said when to ask again.".to_owned()),
        StepState::Done { summary } => ("Done:", summary.clone()),
        StepState::Warned { summary, .. } => ("Done, with a warning:", summary.clone()),
        StepState::Failed(_) => (
            "Failed:",
            explained.with(|explained| match explained {
                None => "finding the words for it.".to_owned(),
                Some(Ok((title, _))) => title.clone(),
                Some(Err(_)) => "the explanation could not be fetched.".to_owned(),
            }),
        ),
    };
    view! { <strong>{word}</strong>" "<span>{prose(&rest)}</span> }.into_any()
}

fn body(state: &StepState, explained: Explained) -> AnyView {
    match state {
        StepState::Waiting { since, until } => countdown(*since, *until),
        StepState::Warned { warnings, .. } => {
            let items = warnings
                .iter()
                .map(|warning| view! { <li>{prose(warning)}</li> })
                .collect_view();
            view! { <ul class="step-result__warnings">{items}</ul> }.into_any()
        }
        StepState::Failed(_) => explained.with(|explained| match explained {
            None => ().into_any(),
            Some(Ok((_, draw))) => draw(),
            Some(Err(_)) => unexplained(),
        }),
        _ => ().into_any(),
    }
}

/// What is left to say when the server of the page is gone.
fn unexplained() -> AnyView {
    view! {
        <div class="explanation-view" data-testid="explanation">
            <p>"The explanations are a file of their own, and whatever serves this page did not answer. What was sent and what came back is in the packet list."</p>
        </div>
    }
    .into_any()
}

/// How often the countdown is drawn.
const TICK: Duration = Duration::from_millis(200);

/// Seconds until the service may be asked again, and a bar.
fn countdown(since: Duration, until: Duration) -> AnyView {
    let now = RwSignal::new(browser::now());
    if let Ok(ticking) = set_interval_with_handle(move || now.set(browser::now()), TICK) {
        on_cleanup(move || ticking.clear());
    }
    let left = move || until.saturating_sub(now.get());
    let whole = until.saturating_sub(since).as_millis().max(1).to_string();
    let passed = move || now.get().saturating_sub(since).as_millis().to_string();
    view! {
        <div class="step-result__countdown">
            <progress max=whole value=passed aria-label="Time waited"></progress>
            <span aria-hidden="true">{text(move || format!("{} s", left().as_millis().div_ceil(1000)))}</span>
        </div>
    }
    .into_any()
}

/// What will appear here.
fn expected(step: StepId) -> &'static str {
    match step {
        StepId::Identity => "Here you will read whether these names can be used.",
        StepId::Certificates => "Here you will read which certificate and key the device uses.",
        StepId::Trust => "Here you will read whether the connection opened, and how.",
        StepId::Connect => "The answer, CONNACK, will be read out here.",
        StepId::Subscribe => "The answer, SUBACK, will be read out here.",
        StepId::Register => "The service’s first answer will be read out here.",
        StepId::Poll => {
            "Each answer, and how long the service asks to wait, will be read out here."
        }
        StepId::Assigned => "The decision will be read out here.",
        StepId::Telemetry => "Here you will read whether the hub took the message.",
    }
}
