//! The lesson: the rail, the step, the wire.

use leptos::prelude::*;

use crate::chunks;
use crate::components::dynamic::{dynamic, memo};
use crate::components::explanation_view::sources;
use crate::components::identity_panel::IdentityPanel;
use crate::components::lazily::lazily;
use crate::components::packet_panel::PacketPanel;
use crate::components::prose::prose;
use crate::components::step_actions::StepActions;
use crate::components::step_rail::{StepRail, state_name};
use crate::components::step_result::StepResult;
use crate::components::wire::Wire;
use crate::lesson::{Step, StepId};
use crate::workbench::Workbench;

/// One step of the lesson between rail and wire.
#[component]
pub fn LessonPage(
    /// Which step.
    #[prop(into)]
    step: Signal<StepId>,
) -> impl IntoView {
    view! {
        <div class="app__three">
            <div class="app__rail"><StepRail /></div>
            <main class="app__step lesson" id="main" tabindex="-1">{dynamic(move || step_view(step.get().text()))}</main>
            <aside class="app__wire" aria-label="The wire"><Wire /></aside>
        </div>
    }
}

/// How the step stands, beside its number: a result further down must not go unnoticed.
#[component]
fn StateBadge(step: StepId) -> impl IntoView {
    let workbench = Workbench::expect();
    let state = memo(move || {
        workbench
            .journey
            .with(|journey| state_name(journey.step(step)))
    });
    let badge = move || {
        let (class, word) = match state.get() {
            "working" => ("badge", "working"),
            "waiting" => ("badge", "waiting, as the service asked"),
            "done" => ("badge badge--ok", "done"),
            "warned" => ("badge badge--warn", "done, with a warning"),
            "failed" => ("badge badge--bad", "failed"),
            _ => return ().into_any(),
        };
        view! { <span class=class>{word}</span> }.into_any()
    };
    view! { <span aria-hidden="true">{dynamic(badge)}</span> }
}

/// What is said while the panel of a step comes.
const PANEL: &str = "this step’s panel";

/// What can be known to fail, before it does. On the first step only once everything is there, and only when there is
/// something: nothing shall move while one reads.
fn pre_flight(step: StepId) -> AnyView {
    match step {
        StepId::Certificates | StepId::Trust | StepId::Connect => {
            lazily("the pre-flight", || Box::pin(chunks::preflight()))
        }
        StepId::Identity => {
            let whole = Workbench::expect().is_whole;
            dynamic(move || match whole.get() {
                true => lazily("the pre-flight", || Box::pin(chunks::preflight_if_any())),
                false => ().into_any(),
            })
        }
        _ => ().into_any(),
    }
}

fn step_view(step: &'static Step) -> AnyView {
    let explanation = step
        .explanation
        .iter()
        .map(|paragraph| view! { <p>{prose(paragraph)}</p> })
        .collect_view();
    let panel = match step.id {
        StepId::Identity => view! { <IdentityPanel /> }.into_any(),
        StepId::Certificates => lazily(PANEL, || Box::pin(chunks::certificates_panel())),
        StepId::Trust => lazily(PANEL, || Box::pin(chunks::trust_panel())),
        StepId::Assigned => lazily(PANEL, || Box::pin(chunks::assigned_panel())),
        StepId::Connect
        | StepId::Subscribe
        | StepId::Register
        | StepId::Poll
        | StepId::Telemetry => view! { <PacketPanel step=step.id /> }.into_any(),
    };
    let pitfalls = step.pitfalls.iter().map(|pitfall| {
        view! { <div><dt>{prose(pitfall.symptom)}</dt><dd>{prose(pitfall.cause)}</dd></div> }
    });
    let asked = RwSignal::new(false);
    view! {
        <p class="lesson__kicker">
            <span>{format!("Step {} of {}", step.id.index() + 1, StepId::ALL.len())}</span>
            <StateBadge step=step.id />
        </p>
        <h1 id="headline" tabindex="-1">{step.headline}</h1>
        <p class="lesson__goal">{prose(step.goal)}</p>
        <div class="lesson__explanation">{explanation}</div>
        <div class="lesson__panel" data-testid="panel">{panel}</div>
        {pre_flight(step.id)}
        <StepActions step=step.id asked />
        <StepResult step=step.id asked />
        <section class="lesson__pitfalls" aria-labelledby="pitfalls">
            <h2 id="pitfalls">"What commonly goes wrong here"</h2>
            <dl>{pitfalls.collect_view()}</dl>
        </section>
        {sources(step.sources)}
    }
    .into_any()
}
