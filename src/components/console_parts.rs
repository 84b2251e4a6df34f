//! The shapes that the desks of the console are built of.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::copy_text;
use crate::components::dynamic::{click, dynamic, flag};

type Read = Box<dyn Fn() -> String + Send + Sync>;
type Write = Box<dyn Fn(String)>;

/// A labelled line to type in.
pub fn line(id: &str, label: &'static str, hint: &'static str, get: Read, set: Write) -> AnyView {
    let id = id.to_owned();
    let value = Signal::derive(get);
    let hint_id = format!("{id}-hint");
    view! {
        <div class="console__field">
            <label for=id.clone()>{label}</label>
            <input class="input" id=id type="text" spellcheck="false" autocomplete="off" autocapitalize="off" aria-describedby=hint_id.clone()
                prop:value=value on:input=move |event| set(event_target_value(&event)) />
            <p class="note" id=hint_id>{hint}</p>
        </div>
    }
    .into_any()
}

/// The same with several lines.
pub fn area(id: &str, label: &'static str, hint: &'static str, get: Read, set: Write) -> AnyView {
    let id = id.to_owned();
    let value = Signal::derive(get);
    let hint_id = format!("{id}-hint");
    view! {
        <div class="console__field">
            <label for=id.clone()>{label}</label>
            <textarea class="input" id=id rows="4" spellcheck="false" autocomplete="off" aria-describedby=hint_id.clone()
                prop:value=value on:input=move |event| set(event_target_value(&event))></textarea>
            <p class="note" id=hint_id>{hint}</p>
        </div>
    }
    .into_any()
}

/// One of a few: value and words of each.
pub fn select(
    id: &'static str,
    label: &'static str,
    options: Vec<(&'static str, &'static str)>,
    get: Read,
    set: Write,
) -> AnyView {
    let value = Signal::derive(get);
    let options = options.into_iter().map(|(name, words)| {
        view! { <option value=name selected=flag(move || value.get() == name)>{words}</option> }
    });
    view! {
        <div class="console__field">
            <label for=id>{label}</label>
            <select class="input" id=id on:change=move |event| set(event_target_value(&event))>{options.collect_view()}</select>
        </div>
    }
    .into_any()
}

/// Yes or no.
pub fn tick(
    id: &'static str,
    label: &'static str,
    get: impl Fn() -> bool + Send + 'static,
    set: impl Fn(bool) + 'static,
) -> AnyView {
    view! {
        <label class="console__tick">
            <input type="checkbox" id=id prop:checked=flag(get) on:change=move |event| set(event_target_checked(&event)) />
            {label}
        </label>
    }
    .into_any()
}

/// A small button; `about` is read out behind its words.
pub fn small(words: &'static str, about: String, act: impl FnMut() + 'static) -> AnyView {
    let mut act = act;
    view! {
        <button type="button" class="button button--small" on:click=click(move |_| act())>{words}<span class="sr-only">" "{about}</span></button>
    }
    .into_any()
}

/// A text to copy, with the button that does.
pub fn copyable(label: String, what: String) -> AnyView {
    let state = RwSignal::new("Copy");
    let copied = what.clone();
    let copy = move |_| {
        let copied = copied.clone();
        spawn_local(async move {
            state.set(if copy_text(&copied).await {
                "Copied"
            } else {
                "Copy by hand: the browser refuses"
            });
        });
    };
    view! {
        <div class="console__copy">
            <div><span>{label.clone()}</span>
                <button type="button" class="button button--quiet button--small" on:click=click(copy)>{dynamic(move || state.get().into_any())}<span class="sr-only">": "{label.clone()}</span></button>
            </div>
            <pre class="console__pre" tabindex="0" role="region" aria-label=label>{what}</pre>
        </div>
    }
    .into_any()
}

/// Links to where something is written down.
pub fn sources(citations: &[(String, String)]) -> AnyView {
    let links = citations.iter().map(|(label, url)| {
        view! { <li><a href=url.clone() target="_blank" rel="noreferrer">{label.clone()}</a></li> }
    });
    view! { <div class="sources"><span>"Sources"</span><ul>{links.collect_view()}</ul></div> }
        .into_any()
}

/// A card with a heading and a remark.
pub fn card(id: &'static str, title: &'static str, remark: &'static str, body: AnyView) -> AnyView {
    view! {
        <section class="card" aria-labelledby=id>
            <div class="card__head"><h2 id=id>{title}</h2><span>{remark}</span></div>
            <div class="card__body">{body}</div>
        </section>
    }
    .into_any()
}

/// How sure it is that the real service does so.
pub fn unproven(evidence: &str) -> AnyView {
    match evidence {
        "unproven" => view! { <span class="badge badge--warn">"unproven"</span> }.into_any(),
        evidence => view! { <span class="badge">{evidence.to_owned()}</span> }.into_any(),
    }
}
