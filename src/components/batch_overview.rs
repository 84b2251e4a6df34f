//! What came of a batch: the summary, what is the same in all files, what differs.

use leptos::prelude::*;

use crate::batch::{MAX_FILES, MAX_SHOWN, Overview, RuleCount};
use crate::batch_desk::BatchDesk;
use crate::components::dynamic::click;
use crate::workbench::Workbench;

/// The whole of it.
pub fn batch_overview(
    desk: BatchDesk,
    overview: &Overview,
    picked: usize,
    stopped: bool,
) -> AnyView {
    let (same, differing) = overview.split();
    let missing = match (stopped, picked > overview.files) {
        (true, _) => Some(format!(
            "Stopped after {} of {picked} files.",
            overview.files
        )),
        (false, true) => Some(format!(
            "Of {picked} files the first {MAX_FILES} were judged, in the order of their names: more are not taken at once."
        )),
        (false, false) => None,
    };
    let count = |value: usize, what: &'static str, class: &'static str| {
        view! { <div class=format!("batch-overview__count {class}")><dt>{what}</dt><dd>{value}</dd></div> }
    };
    let bad = |value: usize, class: &'static str| if value > 0 { class } else { "" };
    view! {
        <section class="batch-overview" aria-labelledby="batch-summary" data-testid="batch-overview"
            data-most-micros=overview.most_micros data-half-micros=overview.half_micros>
            <h2 id="batch-summary" tabindex="-1">"Summary"</h2>
            {missing.map(|missing| view! { <p class="batch-overview__missing" role="status">{missing}</p> })}
            <dl class="batch-overview__counts">
                {count(overview.files, "files", "")}
                {count(overview.certificates, "certificates", "")}
                {count(overview.clean, "without findings", "")}
                {count(overview.errors, "errors", bad(overview.errors, "batch-overview__count--bad"))}
                {count(overview.warnings, "warnings", bad(overview.warnings, "batch-overview__count--warn"))}
                {count(overview.notices, "notices", "")}
            </dl>
            <p class="note">{format!(
                "All rules and signature checks: half of the files took at most {}, 99 of 100 at most {}.",
                millis(overview.half_micros), millis(overview.most_micros)
            )}</p>
            {rules(desk, overview.files, "What differs", "found in some files and not in others", &differing)}
            {rules(desk, overview.files, "The same in all files", "how the files are made, rather than one of them", &same)}
        </section>
    }
    .into_any()
}

fn millis(micros: usize) -> String {
    format!("{}.{} ms", micros / 1000, micros % 1000 / 100)
}

fn rules(
    desk: BatchDesk,
    all: usize,
    title: &'static str,
    sentence: &'static str,
    rules: &[&RuleCount],
) -> AnyView {
    if rules.is_empty() {
        return ().into_any();
    }
    let items: Vec<AnyView> = rules
        .iter()
        .map(|rule| rule_view(desk, all, rule))
        .collect();
    view! {
        <section class="card batch-overview__rules" aria-label=title>
            <div class="card__head"><h3>{title}</h3><span>{sentence}</span></div>
            <ul>{items}</ul>
        </section>
    }
    .into_any()
}

fn rule_view(desk: BatchDesk, all: usize, rule: &RuleCount) -> AnyView {
    let badge = match rule.severity.as_str() {
        "error" => "badge badge--bad",
        "warning" => "badge badge--warn",
        _ => "badge",
    };
    let files = match (rule.files, all - rule.files) {
        (1, _) => "1 file".to_owned(),
        (_, others @ 1..) if others * 10 <= all => format!("all but {others}"),
        (files, _) => format!("{files} files"),
    };
    let workbench = Workbench::expect();
    let hits = rule.shown.iter().map(|hit| {
        let place = hit.file;
        view! {
            <li>
                <button type="button" class="button button--quiet button--small mono" on:click=click(move |_| desk.open_on_bench(workbench, place))>{desk.path(place)}</button>
                <span class="note">{hit.message.clone()}</span>
            </li>
        }
    });
    let more = (rule.files > MAX_SHOWN).then(|| {
        view! { <li class="note">{format!("{} more; the saved report names all.", rule.files - MAX_SHOWN)}</li> }
    });
    view! {
        <li class="batch-overview__rule" data-rule=rule.id.clone() data-files=rule.files>
            <details>
                <summary>
                    <span class=badge>{rule.severity.clone()}</span>
                    <span class="batch-overview__title">{rule.title.clone()}" "<code>{rule.id.clone()}</code></span>
                    <span class="batch-overview__files">{files}</span>
                </summary>
                <ul class="batch-overview__hits">{hits.collect_view()}{more}</ul>
            </details>
        </li>
    }
    .into_any()
}
