//! Run this step, stop, go on.

use leptos::prelude::*;

use crate::components::dynamic::{click, dynamic, memo};
use crate::components::step_rail::state_name;
use crate::lesson::StepId;
use crate::router::Route;
use crate::workbench::Workbench;

/// The buttons below a step's tool.
#[component]
pub fn StepActions(
    /// Which step.
    step: StepId,
    /// Set when the person asks for a run: the result is then brought into view.
    asked: RwSignal<bool>,
) -> impl IntoView {
    let workbench = Workbench::expect();
    let run_to = move |_| {
        asked.set(true);
        workbench.run_to(step);
    };
    let label = memo(move || {
        workbench.journey.with(|journey| {
            let name = |step| state_name(journey.step(step));
            let reached = StepId::ALL[..step.index()]
                .iter()
                .all(|&before| matches!(name(before), "done" | "warned"));
            run_label(step, name(step), reached)
        })
    });
    let run = move || {
        if workbench.busy.get() {
            view! { <button type="button" class="button button--stop" on:click=click(move |_| workbench.cancel())>"Stop"</button> }.into_any()
        } else {
            view! {
                <button type="button" class="button button--primary" data-testid="run-step" on:click=run_to>{label}</button>
            }
            .into_any()
        }
    };
    let next = step.next().map(|next| {
        view! {
            <a class="button" href=Route::Lesson(next).fragment() data-testid="next-step">"Next: "{next.text().title}</a>
        }
    });
    let fresh = move || {
        let started = workbench.journey.with(|journey| {
            !journey.trace().is_empty() || state_name(journey.step(StepId::Identity)) != "idle"
        });
        (started && !workbench.busy.get()).then(|| {
            view! { <button type="button" class="button step-actions__fresh" aria-label="Start over" title="Start over" on:click=click(move |_| workbench.start_over())>
                <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true"><path d="M4 10a6 6 0 1 0 2-4.5M4 3v4h4" /></svg>
            </button> }
        })
    };
    view! { <div class="step-actions">{dynamic(run)}{next}{dynamic(move || fresh().into_any())}</div> }
}

/// What the button says: what running this step means now.
fn run_label(step: StepId, state: &str, reached: bool) -> &'static str {
    match state {
        "done" | "warned" | "failed" => "Run again",
        _ if !reached => "Run up to here",
        _ => match step {
            StepId::Identity => "Use these names",
            StepId::Certificates => "Use this identity",
            StepId::Trust => "Open the connection",
            StepId::Connect => "Send CONNECT",
            StepId::Subscribe => "Send SUBSCRIBE",
            StepId::Register => "Publish the registration",
            StepId::Poll => "Ask how it is going",
            StepId::Assigned => "Read the decision",
            StepId::Telemetry => "Send the first message",
        },
    }
}
