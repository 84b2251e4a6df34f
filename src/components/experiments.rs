//! Break it yourself: choose what goes wrong, predict what comes back, run it, compare.

use experiments::{Ending, Evidence, Experiment, experiments};
use leptos::prelude::*;

use crate::browser::is_narrow;
use crate::components::dynamic::{attr, click, dynamic, flag, memo, text};
use crate::components::experiment_script::script;
use crate::components::packet_detail::PacketDetail;
use crate::components::packet_editor::editor;
use crate::components::watched::Watched;
use crate::components::wire::TraceTabs;
use crate::experiment::{ExperimentTexts, Phase};
use crate::experiment_room::ExperimentRoom;

/// The place for experiments.
pub fn experiments_page() -> AnyView {
    let room = ExperimentRoom::enter();
    room.address();
    provide_context(Watched::experiment(room.trial));
    let per_row = if is_narrow() { 8 } else { 16 };
    let chosen = move || {
        // Made anew for each experiment.
        match room.experiment() {
            Some(experiment) => one(room, experiment),
            None => ().into_any(),
        }
    };
    view! {
        <div class="experiments">
            <nav class="card experiments__list" aria-label="Experiments"><ol>{list(room)}</ol></nav>
            <div class="experiments__one">
                {dynamic(chosen)}
                <div class="experiments__trace">
                    <section class="card packets__trace" aria-label="Trace of the experiment"><TraceTabs first=1 /></section>
                    <section class="card packets__detail" aria-label="Packet"><PacketDetail per_row is_wide=true /></section>
                </div>
            </div>
        </div>
    }
    .into_any()
}

fn list(room: ExperimentRoom) -> Vec<AnyView> {
    let items = experiments().map(|experiment| {
        let id = experiment.id;
        view! {
            <li><button type="button" class="experiments__choice" data-experiment=id aria-current=attr(move || (room.chosen.get() == id).then_some("true"))
                on:click=click(move |_| room.choose(id))>{experiment.title}</button></li>
        }
        .into_any()
    });
    items.collect()
}

fn one(room: ExperimentRoom, experiment: &'static Experiment) -> AnyView {
    let said = memo(move || {
        room.texts.with(|all| {
            let said = all.iter().find(|texts| texts.id == experiment.id);
            said.cloned().unwrap_or_default()
        })
    });
    let edit = move || {
        room.edited
            .get()
            .map_or_else(|| ().into_any(), |number| editor(room, number))
    };
    view! {
        <section class="card experiments__script" aria-labelledby="experiment">
            <div class="card__head"><h2 id="experiment">{experiment.title}</h2></div>
            <div class="card__body">
                <p data-testid="experiment-changed">{text(move || said.get().changed)}</p>
                {script(room)}
                {dynamic(edit)}
                {prediction(room, experiment, said)}
                {running(room)}
            </div>
        </section>
        {dynamic(move || verdict(room, experiment, said))}
    }
    .into_any()
}

fn prediction(
    room: ExperimentRoom,
    experiment: &'static Experiment,
    said: Memo<ExperimentTexts>,
) -> AnyView {
    let choices = experiment.choices.iter().map(|&ending| {
        view! {
            <label class="experiments__prediction">
                <input type="radio" name="prediction" value=ending.id() prop:checked=flag(move || room.predicted.get() == Some(ending))
                    on:change=move |_| room.predicted.set(Some(ending)) />
                <span>{ending.words()}</span>
            </label>
        }
        .into_any()
    });
    let choices: Vec<AnyView> = choices.collect();
    view! {
        <fieldset class="experiments__predictions" data-testid="prediction">
            <legend>"Predict: "{text(move || said.get().question)}</legend>
            {choices}
        </fieldset>
    }
    .into_any()
}

fn running(room: ExperimentRoom) -> AnyView {
    let is_running = memo(move || !matches!(room.phase.get(), Phase::Idle | Phase::Over));
    let is_holding = memo(move || matches!(room.phase.get(), Phase::Holding));
    let is_asked = memo(move || room.asked.get().is_some());
    let to = move || match room.stranger() {
        Some(host) => format!("Run towards {host}…"),
        None => "Run".to_owned(),
    };
    let buttons = move || {
        match (is_asked.get(), is_running.get()) {
        (true, _) => asking(room),
        (false, false) => view! {
            <button type="button" class="button button--primary" data-testid="experiment-run" on:click=click(move |_| room.go(usize::MAX))>{text(to)}</button>
            <button type="button" class="button" data-testid="experiment-step" on:click=click(move |_| room.go(1))>"Send the first packet only"</button>
            <button type="button" class="button button--quiet" data-testid="experiment-again" on:click=click(move |_| room.choose(room.chosen.get_untracked()))>"Put everything back"</button>
        }
        .into_any(),
        (false, true) => view! {
            <button type="button" class="button button--stop" data-testid="experiment-stop" on:click=click(move |_| room.stop())>"Stop"</button>
            {dynamic(move || match is_holding.get() {
                true => view! {
                    <button type="button" class="button button--primary" data-testid="experiment-next" on:click=click(move |_| room.go(1))>"Send the next packet"</button>
                    <button type="button" class="button" on:click=click(move |_| room.go(usize::MAX))>"Send all that are left"</button>
                }
                .into_any(),
                false => ().into_any(),
            })}
        }
        .into_any(),
    }
    };
    let status = move || {
        match room.phase.get() {
        Phase::Idle => String::new(),
        Phase::Opening(doing) => format!("{doing}…"),
        Phase::Waiting { what, .. } => format!("{what}…"),
        Phase::Holding => "The connection is open. The next packet is sent when you say so; you can still change it.".to_owned(),
        Phase::Over => room.trial.with_untracked(|trial| match (trial.ending(), trial.said()) {
            (None, Some(why)) => format!("There was no connection: {why}"),
            (Some(_), Some(why)) => format!("The other side ended it: {why}"),
            _ => "Over; the page has hung up.".to_owned(),
        }),
    }
    };
    view! {
        <div class="experiments__buttons">{dynamic(buttons)}</div>
        <p class="experiments__status" role="status" data-testid="experiment-status">{text(status)}</p>
    }
    .into_any()
}

/// Towards Azure it is asked each time.
fn asking(room: ExperimentRoom) -> AnyView {
    let host = room.stranger().unwrap_or_default();
    view! {
        <div class="experiments__asking" role="group" aria-label="Are you sure?" data-testid="experiment-asking">
            <p>"These packets are wrong on purpose, and "<b>{host.clone()}</b>" is not a practice service. It sees your ID scope, your registration ID and your certificate; what it answers counts towards the quotas of your instance."</p>
            <button type="button" class="button button--primary" data-testid="experiment-yes" on:click=click(move |_| room.answer(true))>{format!("Send them to {host}")}</button>
            <button type="button" class="button" data-testid="experiment-no" on:click=click(move |_| room.answer(false))>"Do not send"</button>
        </div>
    }
    .into_any()
}

/// What came, beside what was predicted and what the page says.
fn verdict(
    room: ExperimentRoom,
    experiment: &'static Experiment,
    said: Memo<ExperimentTexts>,
) -> AnyView {
    if room.phase.get() != Phase::Over {
        return ().into_any();
    }
    let found = room.trial.with_untracked(|trial| {
        let ending = trial.ending()?;
        Some((ending, trial.answers().to_vec(), trial.script.is_changed()))
    });
    let Some((ending, answers, is_changed)) = found else {
        return ().into_any();
    };
    let predicted = room.predicted.get();
    let (mood, compared) = match predicted {
        Some(predicted) if predicted == ending => ("ok", "As you predicted."),
        Some(_) => ("warn", "Not as you predicted."),
        None => ("none", "You had not predicted anything."),
    };
    let is_practice = room.place.get_untracked().is_practice();
    let beside = match (is_changed, is_practice, ending == experiment.ending) {
        (true, ..) => {
            "You have changed the packets: what follows is about the experiment as it was."
        }
        (false, true, true) => "The practice service answered as it says below.",
        (false, true, false) => {
            "The practice service did not answer as it says below. A fault that is switched on, or other settings of the service, can do that."
        }
        (false, false, true) => "The service answered like the practice service.",
        (false, false, false) => {
            "The service answered otherwise than the practice service. That is worth knowing: the practice service may be wrong."
        }
    };
    let lines = |lines: Vec<String>| {
        lines
            .into_iter()
            .map(|line| view! { <li>{line}</li> })
            .collect_view()
    };
    let words = |ending: Option<Ending>| ending.map_or("nothing", Ending::words);
    let said = said.get();
    let citations = said
        .citations
        .into_iter()
        .map(|(label, url)| view! { <li><a href=url>{label}</a></li> });
    let count = answers.len();
    // Thousands of answers are in the list below.
    let shown: Vec<String> = answers.into_iter().take(MAX_SHOWN_ANSWERS).collect();
    let more =
        (count > MAX_SHOWN_ANSWERS).then(|| format!("and {} more", count - MAX_SHOWN_ANSWERS));
    view! {
        <section class="card experiments__verdict" data-testid="verdict" data-mood=mood data-ending=ending.id() aria-labelledby="compare">
            <div class="card__head"><h2 id="compare">"Compare"</h2><span>{compared}</span></div>
            <div class="card__body">
                <dl class="facts">
                    <dt>"You predicted"</dt><dd>{words(predicted)}</dd>
                    <dt>"It came"</dt><dd><b>{ending.words()}</b></dd>
                </dl>
                <ol class="experiments__answers" data-testid="experiment-answers">{lines(shown)}</ol>
                {more.map(|more| view! { <p class="note">{more}</p> })}
                <p class="note">{beside}</p>
                <h3>"What the practice service answers, and why"</h3>
                <p>{said.answer}</p>
                <h3>"What the real service does "{evidence(experiment.evidence)}</h3>
                <p>{said.azure}</p>
                <h3>"What to learn from it"</h3>
                <p class="experiments__learn">{said.learn}</p>
                <ul class="experiments__sources" aria-label="Sources">{citations.collect_view()}</ul>
            </div>
        </section>
    }
    .into_any()
}

/// The most answers that are listed beside the prediction.
const MAX_SHOWN_ANSWERS: usize = 20;

fn evidence(evidence: Evidence) -> AnyView {
    let class = match evidence {
        Evidence::Unproven => "badge badge--warn",
        _ => "badge badge--ok",
    };
    view! { <span class=class>{evidence.as_str()}</span> }.into_any()
}
