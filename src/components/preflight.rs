//! The pre-flight: what can be known to fail, said before it does; and after a run, what became of it.

use leptos::prelude::*;

use crate::browser::unix_secs;
use crate::components::cause_view::{Mended, mend_button};
use crate::components::dynamic::{attr, dynamic, memo};
use crate::components::prose::prose;
use crate::components::step_diagnosis::{failed, known, story, with_setup};
use crate::diagnosis::forecast::{
    Comparison, End, Expected, Fate, Forecast, compare, forecast, likelihood,
};
use crate::diagnosis::knowledge::Setup;
use crate::lesson::StepId;
use crate::workbench::Workbench;

/// What the panel shows.
#[derive(Clone, PartialEq)]
enum Shown {
    Expected(Forecast),
    Compared(Comparison, Forecast),
}

/// The panel.
pub fn draw() -> AnyView {
    panel(false)
}

/// The panel, unless there is nothing to say.
pub fn draw_if_any() -> AnyView {
    panel(true)
}

fn panel(only_if_any: bool) -> AnyView {
    let workbench = Workbench::expect();
    let shown = memo(move || look(workbench));
    let mended: Mended = RwSignal::new(None);
    let state = move || {
        Some(shown.with(|shown| match shown {
            Shown::Expected(forecast) if forecast.0.is_empty() => "clear",
            Shown::Expected(_) => "expected",
            Shown::Compared(..) => "compared",
        }))
    };
    let quiet = move || {
        shown.with(|shown| match shown {
            Shown::Expected(forecast) => forecast.0.is_empty(),
            Shown::Compared(..) => true,
        })
    };
    let body = move || shown.with(|shown| body(workbench, shown, mended));
    dynamic(move || {
        if only_if_any && quiet() {
            return ().into_any();
        }
        view! {
            <section class="preflight" data-testid="pre-flight" data-state=attr(state) aria-labelledby="pre-flight">
                <h2 id="pre-flight">"Pre-flight"</h2>
                {dynamic(body)}
                <p class="preflight__said" role="status">{dynamic(move || mended.get().map(|words| prose(&words)).into_any())}</p>
            </section>
        }
        .into_any()
    })
}

/// What was expected of the form as it stands, and, when the last run began with just that, what became of it.
fn look(workbench: Workbench) -> Shown {
    let forecast = workbench.inputs.with(|inputs| {
        workbench.material.with(|material| {
            workbench.relay.with(|relay| {
                forecast(&Setup {
                    inputs,
                    material: material.as_ref(),
                    relay: known(relay),
                    now: Some(unix_secs()),
                })
            })
        })
    });
    let same = workbench
        .journey
        .with(|journey| workbench.inputs.with(|inputs| inputs == journey.inputs()));
    let compared = with_setup(workbench, |journey, setup| {
        let last = StepId::ALL
            .into_iter()
            .take_while(|step| journey.step(*step).is_finished())
            .last();
        match (failed(journey), last) {
            _ if journey.is_running() || !same => None,
            (Some((step, _)), _) => {
                let story = story(journey, setup);
                Some(compare(&forecast, End::Failed(step, story.as_ref())))
            }
            (None, Some(last)) if last >= StepId::Trust => {
                Some(compare(&forecast, End::Fine(last)))
            }
            _ => None,
        }
    });
    match compared {
        Some(compared) if !(compared.fates.is_empty() && compared.surprise.is_none()) => {
            Shown::Compared(compared, forecast)
        }
        _ => Shown::Expected(forecast),
    }
}

fn body(workbench: Workbench, shown: &Shown, mended: Mended) -> AnyView {
    match shown {
        Shown::Expected(forecast) if forecast.0.is_empty() => {
            view! { <p>"Nothing that can be known beforehand stands in the way."</p> }.into_any()
        }
        Shown::Expected(forecast) => {
            let items = forecast.0.iter();
            let items = items.map(|expected| item(workbench, expected, None, Some(mended)));
            view! {
                <p>"Known before anything is sent:"</p>
                <ul class="preflight__list">{items.collect_view()}</ul>
            }
            .into_any()
        }
        Shown::Compared(compared, _) => {
            let items = compared.fates.iter();
            let items =
                items.map(|(expected, fate)| item(workbench, expected, Some(*fate), Some(mended)));
            view! {
                <ul class="preflight__list">{items.collect_view()}</ul>
                {surprise(compared)}
            }
            .into_any()
        }
    }
}

fn item(
    workbench: Workbench,
    expected: &Expected,
    fate: Option<Fate>,
    mended: Option<Mended>,
) -> AnyView {
    let told = &expected.told;
    let (badge, words) = match fate {
        None => (
            "badge badge--warn",
            format!(
                "{} in step {}, {}",
                likelihood(told.sureness),
                expected.step.index() + 1,
                expected.step.text().title
            ),
        ),
        Some(Fate::Happened) => ("badge badge--bad", Fate::Happened.words().to_owned()),
        Some(Fate::DidNot) => ("badge badge--ok", Fate::DidNot.words().to_owned()),
        Some(Fate::NotReached) => ("badge", Fate::NotReached.words().to_owned()),
    };
    let seen = told.reasons.iter().find(|because| !because.is_against);
    let seen = seen.map(|because| because.seen.clone());
    let mend = told.mend.clone().zip(mended);
    let mend = mend.map(|(mend, mended)| mend_button(workbench, mend, mended));
    view! {
        <li data-cause=told.id data-fate=fate.map(Fate::as_str)>
            <span class=badge>{words}</span>
            <p><strong>{told.title.clone()}</strong>" "{seen}</p>
            {mend}
        </li>
    }
    .into_any()
}

fn surprise(compared: &Comparison) -> AnyView {
    let Some(surprise) = compared.surprise.clone() else {
        return ().into_any();
    };
    view! {
        <p data-fate="unpredicted"><span class="badge badge--warn">"not predicted, and it happened"</span>" "{surprise}</p>
    }
    .into_any()
}

/// What was expected of a run beside what happened, in one line each.
pub fn fates(compared: &Comparison) -> AnyView {
    if compared.fates.is_empty() && compared.surprise.is_none() {
        return ().into_any();
    }
    let items = compared.fates.iter().map(|(expected, fate)| {
        view! { <li data-cause=expected.told.id data-fate=fate.as_str()>{expected.told.title.clone()}" "<span class="note">{fate.words()}</span></li> }
    });
    let surprise = compared.surprise.as_ref().map(|surprise| {
        view! { <li data-fate="unpredicted">{surprise.clone()}" "<span class="note">"not predicted, and it happened"</span></li> }
    });
    view! {
        <div class="preflight__fates" data-testid="fates"><h3>"Beside the pre-flight"</h3><ul>{items.collect_view()}{surprise}</ul></div>
    }
    .into_any()
}
