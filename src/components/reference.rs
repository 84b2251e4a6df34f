//! The reference: everything that can be looked up, each at an address of its own.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::{asset, unfold};
use crate::components::dynamic::{click, dynamic, memo};
use crate::components::explanation_view::links;
use crate::components::prose::prose;
use crate::diagnosis::index::{Entry, Files, Index, Section};
use crate::workbench::Workbench;

/// The room.
pub fn draw() -> AnyView {
    let index = RwSignal::new(None::<Option<Arc<Index>>>);
    let ask = move || {
        index.set(None);
        spawn_local(async move {
            let found = fetch().await;
            index.try_set(Some(found.map(Arc::new)));
        });
    };
    ask();
    dynamic(move || {
        match index.get() {
        None => view! { <p role="status">"Fetching the texts…"</p> }.into_any(),
        Some(None) => view! {
            <div role="alert">
                <p>"Whatever serves this page did not answer with the texts."</p>
                <p><button type="button" class="button" on:click=click(move |_| ask())>"Try again"</button></p>
            </div>
        }
        .into_any(),
        Some(Some(index)) => room(&index),
    }
    })
}

async fn fetch() -> Option<Index> {
    let codes = asset("codes.json").await?;
    let causes = asset("causes.json").await?;
    let lints = asset("lints.json").await?;
    let faults = asset("faults.json").await?;
    Some(Index::read(Files {
        codes: &codes,
        causes: &causes,
        lints: &lints,
        faults: &faults,
    }))
}

fn room(index: &Arc<Index>) -> AnyView {
    let workbench = Workbench::expect();
    let words = RwSignal::new(String::new());
    let looked_up = index.clone();
    // An address shows its entry, whatever was searched for.
    Effect::new(move |_| {
        let anchor = workbench.anchor.get();
        if anchor.is_empty() {
            return;
        }
        words.set(String::new());
        let Some(entry) = looked_up.find(&anchor) else {
            return;
        };
        let id = element(&entry.anchor);
        // Once it is drawn.
        set_timeout(move || unfold(&id), Duration::from_millis(30));
    });
    let unknown = {
        let index = index.clone();
        move || {
            let anchor = workbench.anchor.get();
            let missing = !anchor.is_empty() && index.find(&anchor).is_none();
            missing
                .then(|| view! { <p role="status">"Nothing here is called "<code>{anchor}</code>"."</p> })
                .into_any()
        }
    };
    let searched = index.clone();
    let found = memo(move || {
        let found = words.with(|words| searched.search(words));
        let anchors = found.iter().map(|entry| entry.anchor.clone());
        anchors.collect::<Vec<String>>()
    });
    let count = move || match found.with(Vec::len) {
        0 => "Nothing is found.".to_owned(),
        1 => "One entry.".to_owned(),
        more => format!("{more} entries."),
    };
    let listed = index.clone();
    let list = move || {
        let found = found.get();
        let sections = Section::all().into_iter().filter_map(|section| {
            let entries = listed.entries.iter().filter(|entry| {
                entry.section == section && found.contains(&entry.anchor)
            });
            let entries: Vec<AnyView> = entries.map(|entry| view_of(&listed, entry)).collect();
            (!entries.is_empty()).then(|| {
                view! {
                    <section class="reference__section"><h2>{section.title()}</h2>{entries}</section>
                }
            })
        });
        sections.collect_view().into_any()
    };
    view! {
        <div class="reference">
            <div class="reference__search">
                <label for="look-up">"Look up a code, a message, or a few words of it"</label>
                <input class="input" id="look-up" type="search" spellcheck="false" autocomplete="off" placeholder="401002, no start line, CONNACK 5 …"
                    prop:value=words on:input=move |event| words.set(event_target_value(&event)) />
                <p class="note" role="status" data-testid="found">{dynamic(move || count().into_any())}</p>
            </div>
            {dynamic(unknown)}
            {dynamic(list)}
        </div>
    }
    .into_any()
}

fn element(anchor: &str) -> String {
    format!("ref-{}", anchor.replace('/', "-"))
}

/// One entry; what is inside is drawn when it is opened.
fn view_of(index: &Arc<Index>, entry: &Entry) -> AnyView {
    let is_open = RwSignal::new(false);
    let unproven = entry
        .is_unproven()
        .then(|| view! { " " <span class="badge badge--warn">"unproven"</span> });
    let gist = entry
        .gist()
        .map(|gist| view! { " " <span class="reference__gist">{prose(gist)}</span> });
    let inside = {
        let (index, entry) = (index.clone(), entry.clone());
        move || match is_open.get() {
            true => inside(&index, &entry),
            false => ().into_any(),
        }
    };
    view! {
        <details class="reference__entry" id=element(&entry.anchor) data-testid="entry" data-anchor=entry.anchor.clone() on:toggle=move |_| is_open.set(true)>
            <summary><span class="reference__title">{entry.title.clone()}</span>{unproven}{gist}</summary>
            {dynamic(inside)}
        </details>
    }
    .into_any()
}

fn inside(index: &Index, entry: &Entry) -> AnyView {
    let texts = entry.texts.iter().map(|(term, text)| {
        let term = (!term.is_empty()).then(|| view! { <b>{*term}</b>" " });
        view! { <p>{term}{prose(text)}</p> }
    });
    let confidence = (!entry.confidence.is_empty())
        .then(|| view! { <p class="note">"How sure: "{entry.confidence.clone()}"."</p> });
    let causes = (!entry.causes.is_empty()).then(|| {
        let causes = entry.causes.iter().map(|id| {
            let title = index.cause_title(id).unwrap_or(id).to_owned();
            view! { <li><a href=format!("#/reference/cause/{id}")>{title}</a></li> }
        });
        view! { <h3>"Causes, most likely first"</h3><ol>{causes.collect_view()}</ol> }
    });
    view! {
        <div class="reference__inside">
            {texts.collect_view()}
            {causes}
            {pairs("What clients show", &entry.shown)}
            {pairs("Known by the words", &entry.words)}
            {confidence}
            {links(&entry.sources)}
            <p class="note">"Its address: "<a href=format!("#/reference/{}", entry.anchor)>{format!("#/reference/{}", entry.anchor)}</a></p>
        </div>
    }
    .into_any()
}

fn pairs(title: &'static str, pairs: &[(String, String)]) -> AnyView {
    if pairs.is_empty() {
        return ().into_any();
    }
    let rows = pairs.iter().map(|(client, text)| {
        view! { <dt>{client.clone()}</dt><dd>{text.clone()}</dd> }
    });
    view! { <h3>{title}</h3><dl class="facts">{rows.collect_view()}</dl> }.into_any()
}
