//! What the rules found: what, where, why it matters, what to do, and where it is written down.

use std::sync::Arc;

use device_certs::lint::Severity;
use leptos::prelude::*;

use crate::bench::{Judgement, Passed, RuleText, Shown};
use crate::bench_room::{BenchRoom, Reasons};
use crate::components::dynamic::{click, dynamic};
use crate::components::prose::prose;

/// The findings, and what was checked without one.
pub fn bench_findings(room: BenchRoom, judgement: Arc<Judgement>) -> AnyView {
    let summary = judgement.summary();
    let none = judgement
        .findings
        .is_empty()
        .then(|| view! { <p>"No rule found anything."</p> });
    let passed = passed_view(&judgement);
    // Drawn again once the reasons are here.
    let findings = move || {
        let reasons = room.reasons.get();
        let text = |id| match &reasons {
            Reasons::Here(texts) => texts.of(id),
            Reasons::Coming | Reasons::Missing => None,
        };
        let findings = judgement
            .findings
            .iter()
            .map(|shown| finding_view(room, shown, text(shown.finding.lint.id)))
            .collect_view();
        let state = match &reasons {
            Reasons::Here(_) => ().into_any(),
            Reasons::Coming => {
                view! { <p class="note" role="status">"Fetching the reasons…"</p> }.into_any()
            }
            Reasons::Missing => view! {
                <div role="alert">
                    <p>"The reasons could not be fetched: whatever serves this page did not answer. "</p>
                    <button type="button" class="button button--small" on:click=click(move |_| room.fetch_reasons())>"Try again"</button>
                </div>
            }
            .into_any(),
        };
        view! { {state}<ul class="bench-findings__list">{findings}</ul> }.into_any()
    };
    view! {
        <section class="card bench-findings" aria-labelledby="findings">
            <div class="card__head"><h2 id="findings">"Findings"</h2><span data-testid="summary">{summary}</span></div>
            <div class="card__body">{none}{dynamic(findings)}{passed}</div>
        </section>
    }
    .into_any()
}

fn finding_view(room: BenchRoom, shown: &Shown, text: Option<&RuleText>) -> AnyView {
    let lint = shown.finding.lint;
    let (class, word) = match lint.severity {
        Severity::Error => ("badge badge--bad", "Error"),
        Severity::Warning => ("badge badge--warn", "Warning"),
        Severity::Notice => ("badge", "Notice"),
    };
    let text = text.map(|text| {
        let links = text.citations.iter().map(|(label, url)| {
            view! { <li><a href=url.clone() target="_blank" rel="noreferrer">{label.clone()}</a></li> }
        });
        view! {
            <p class="why">{prose(&text.why)}</p>
            <p class="why"><b>"What to do: "</b>{prose(&text.fix)}</p>
            <div class="sources"><span>"Sources"</span><ul>{links.collect_view()}</ul></div>
        }
    });
    view! {
        <li class="bench-findings__item" data-testid="finding" data-rule=lint.id>
            <span class=class>{word}</span>
            <div>
                <h3>{lint.title}</h3>
                <p>{prose(&shown.message())}" "{place_view(room, shown)}</p>
                {text}
            </div>
        </li>
    }
    .into_any()
}

/// Where it is; where that are bytes of a certificate, the way to them.
fn place_view(room: BenchRoom, shown: &Shown) -> AnyView {
    let place = shown.place();
    let bytes = shown.finding.bytes.clone();
    match shown.origin.filter(|_| !bytes.is_empty()) {
        Some(origin) => {
            let go = move |_| room.look_at(origin, bytes.clone());
            view! { <button type="button" class="button button--quiet button--small" data-testid="place" on:click=click(go)>{place}</button> }
                .into_any()
        }
        None => view! { <span class="note">{place}</span> }.into_any(),
    }
}

fn passed_view(judgement: &Judgement) -> AnyView {
    let line = |passed: &Passed| {
        let why_not = passed.why_not.map(|why| format!(": {why}"));
        view! { <li><code>{passed.lint.id}</code>" "<span class="note">{"no finding of: "}{passed.lint.title}{why_not}</span></li> }
    };
    let skipped = |passed: &Passed| {
        let why_not = passed.why_not.unwrap_or_default();
        view! { <li><code>{passed.lint.id}</code>" "<span class="note">{why_not}</span></li> }
    };
    view! {
        <details class="bench-findings__passed" data-testid="passed">
            <summary>{format!("{} checks passed", judgement.passed.len())}</summary>
            <ul>{judgement.passed.iter().map(line).collect_view()}</ul>
        </details>
        <details class="bench-findings__passed">
            <summary>{format!("{} did not apply", judgement.not_applicable.len())}</summary>
            <ul>{judgement.not_applicable.iter().map(skipped).collect_view()}</ul>
        </details>
    }
    .into_any()
}
