//! What the field means that is pointed at: what it is, why it has this value, what happens if it is wrong, and where that is
//! written.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::asset;
use crate::components::dynamic::{dynamic, text};
use crate::components::field_tree::content;
use crate::components::packet_panes::Panes;
use crate::field_texts::{FieldText, FieldTexts};
use crate::hex::hex;

/// The texts, once they are there; `Some(None)` if they cannot be had.
type Fetched = RwSignal<Option<Option<FieldTexts>>>;

/// More bytes than these are not read out.
const MAX_READ_OUT: usize = 24;

/// The pane.
pub fn meaning_view(panes: Panes) -> AnyView {
    let texts: Fetched = RwSignal::new(None);
    spawn_local(async move {
        let fetched = asset("fields.json").await;
        texts.try_set(Some(fetched.as_deref().map(FieldTexts::parse)));
    });
    let body = move || {
        let index = panes.chosen.get()?;
        panes.with(|shown| {
            let line = shown.lines.get(index)?;
            let kind = line.kind;
            let value = content(line, &shown.bytes, &shown.spans);
            let here = shown.problems.iter().filter(|problem| {
                let (start, end) = (
                    problem.bytes.start,
                    problem.bytes.end.max(problem.bytes.start + 1),
                );
                !line.is_group && start < line.bytes.end && line.bytes.start < end
            });
            let here = here.map(
                |problem| view! { <p class="meaning-view__problem">{problem.text.clone()}</p> },
            );
            Some(
                view! {
                    <h2 class="meaning-view__title">{line.label.clone()}</h2>
                    <p class="meaning-view__value">{value}</p>
                    {here.collect_view()}
                    {dynamic(move || said(&texts, kind))}
                }
                .into_any(),
            )
        })
    };
    view! {
        <section class="meaning-view" data-testid="meaning" aria-label=format!("What it means, of the {}", panes.what()) tabindex="0">
            <p class="meaning-view__here" role="status">{text(move || here(panes))}</p>
            {dynamic(move || body().unwrap_or_else(nothing))}
        </section>
    }
    .into_any()
}

fn nothing() -> AnyView {
    view! { <p class="note">"Point at a field or at bytes, or go through them with the arrow keys: here it says what they are, why they are so, and what happens if they are not."</p> }
        .into_any()
}

/// Where the line is: as a path, with its bytes, so that who hears the page knows as much as who sees it.
fn here(panes: Panes) -> String {
    let Some(index) = panes.chosen.get() else {
        return String::new();
    };
    panes.with(|shown| {
        let Some(line) = shown.lines.get(index) else {
            return String::new();
        };
        let mut around = shown.lines.around(index);
        around.push(index);
        let labels = around
            .into_iter()
            .filter_map(|index| shown.lines.get(index));
        let labels: Vec<&str> = labels.map(|line| line.label.as_str()).collect();
        let (first, last) = (line.bytes.start, line.bytes.end.saturating_sub(1));
        let place = match (line.mask, first == last) {
            (Some(mask), _) => format!("byte {first}, bits {mask:08b}"),
            (None, true) => format!("byte {first}"),
            (None, false) => format!("bytes {first} to {last}"),
        };
        let some = line.bytes.start..line.bytes.end.min(line.bytes.start + MAX_READ_OUT);
        let bytes = shown.bytes.get(some).unwrap_or_default();
        let more = if bytes.len() < line.bytes.len() {
            " …"
        } else {
            ""
        };
        format!("{}, {place}: {}{more}", labels.join(" › "), hex(bytes))
    })
}

fn said(texts: &Fetched, kind: &str) -> AnyView {
    texts.with(|texts| match texts {
        None => view! { <p class="note">"Fetching what is said of it…"</p> }.into_any(),
        Some(None) => view! { <p class="note">"What is said of it could not be fetched: whatever serves this page no longer answers."</p> }.into_any(),
        Some(Some(texts)) => match texts.of(kind) {
            Some(text) => text_view(text),
            None => ().into_any(),
        },
    })
}

fn text_view(text: &FieldText) -> AnyView {
    let sources = text.sources.iter().map(|(label, url)| {
        view! { <li><a href=url.clone() target="_blank" rel="noreferrer">{label.clone()}</a></li> }
    });
    view! {
        <p>{text.what.clone()}</p>
        <dl class="meaning-view__said">
            <dt>"Why this value"</dt>
            <dd>{text.why.clone()}</dd>
            <dt>"If it is wrong"</dt>
            <dd>{text.wrong.clone()}</dd>
        </dl>
        <ul class="meaning-view__sources" aria-label="Sources">{sources.collect_view()}</ul>
    }
    .into_any()
}
