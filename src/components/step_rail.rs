//! The nine steps and how each stands: by icon and by word, not by colour alone.

use leptos::prelude::*;

use crate::components::dynamic::{attr, dynamic, memo, text};
use crate::journey::StepState;
use crate::lesson::StepId;
use crate::router::Route;
use crate::workbench::Workbench;

/// The list of steps, each a link.
#[component]
pub fn StepRail() -> impl IntoView {
    view! {
        <nav class="step-rail" aria-label="Steps of the lesson">
            <ol>{StepId::ALL.into_iter().map(|step| view! { <RailItem step /> }).collect_view()}</ol>
        </nav>
    }
}

#[component]
fn RailItem(step: StepId) -> impl IntoView {
    let workbench = Workbench::expect();
    let state = memo(move || workbench.journey.with(|journey| journey.step(step).clone()));
    let here = move || (workbench.route.get() == Route::Lesson(step)).then_some("step");
    view! {
        <li data-step=step.slug() data-state=attr(move || Some(state.with(state_name))) class="step-rail__item">
            <a href=Route::Lesson(step).fragment() aria-current=attr(here) id=format!("step-{}", step.slug())>
                <span class="step-rail__dot" aria-hidden="true">{dynamic(move || icon(step, &state.read()))}</span>
                <span class="step-rail__text">
                    <b>{step.text().title}</b>
                    <small title=attr(move || Some(state.with(words)))>{text(move || state.with(words))}</small>
                </span>
            </a>
        </li>
    }
}

/// The stable name of a state, for styles and tests.
pub fn state_name(state: &StepState) -> &'static str {
    match state {
        StepState::Idle => "idle",
        StepState::Working { .. } => "working",
        StepState::Waiting { .. } => "waiting",
        StepState::Done { .. } => "done",
        StepState::Warned { .. } => "warned",
        StepState::Failed(_) => "failed",
    }
}

fn words(state: &StepState) -> String {
    match state {
        StepState::Idle => String::new(),
        StepState::Working { doing } => doing.clone(),
        StepState::Waiting { .. } => "waiting, as asked".to_owned(),
        StepState::Done { summary } => summary.clone(),
        StepState::Warned { summary, .. } => format!("warning: {summary}"),
        StepState::Failed(_) => "failed".to_owned(),
    }
}

fn icon(step: StepId, state: &StepState) -> AnyView {
    let path = match state {
        StepState::Idle => return (step.index() + 1).into_any(),
        StepState::Working { .. } => "M10 3.5a6.5 6.5 0 1 1-6.5 6.5",
        StepState::Waiting { .. } => "M10 5.5V10l3 2M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14z",
        StepState::Done { .. } => "M5 10.5l3.4 3.5L15 6.5",
        StepState::Warned { .. } => "M10 5v6.2M10 14.6v.2",
        StepState::Failed(_) => "M6 6l8 8M14 6l-8 8",
    };
    view! { <svg viewBox="0 0 20 20" width="18" height="18"><path d=path /></svg> }.into_any()
}
