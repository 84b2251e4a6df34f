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
    get: Box<dyn Fn() -> bool + Send>,
    set: Box<dyn Fn(bool)>,
) -> AnyView {
    view! {
        <label class="console__tick">
            <input type="checkbox" id=id prop:checked=flag(get) on:change=move |event| set(event_target_checked(&event)) />
            {label}
        </label>
    }
    .into_any()
}

/// What a button does.
pub type Act = Box<dyn FnMut()>;

/// A small button; `about` is read out behind its words.
pub fn small(words: &'static str, about: String, act: Act) -> AnyView {
    button("button button--small", "", words, about, act)
}

/// The button that matters most in its card; `hook` is for tests.
pub fn primary(hook: &'static str, words: &'static str, act: Act) -> AnyView {
    button("button button--primary", hook, words, String::new(), act)
}

/// Any other button.
pub fn button(
    class: &'static str,
    hook: &'static str,
    words: &'static str,
    about: String,
    mut act: Act,
) -> AnyView {
    let hook = (!hook.is_empty()).then_some(hook);
    let about =
        (!about.is_empty()).then(|| view! { <span class="sr-only">" "{about}</span> }.into_any());
    view! { <button type="button" class=class data-testid=hook on:click=click(move |_| act())>{words}{about}</button> }.into_any()
}

/// Buttons side by side.
pub fn buttons(buttons: Vec<AnyView>) -> AnyView {
    view! { <div class="console__buttons">{buttons}</div> }.into_any()
}

/// A few words of their own kind, such as a badge, and the space behind them.
pub fn words(class: &'static str, words: impl ToString) -> AnyView {
    fn span(class: &'static str, words: String) -> AnyView {
        view! { <span class=class>{words}</span>" " }.into_any()
    }
    span(class, words.to_string())
}

/// A paragraph.
pub fn paragraph(class: &'static str, parts: Vec<AnyView>) -> AnyView {
    view! { <p class=class>{parts}</p> }.into_any()
}

/// One thing of a list: hooks for tests, what is said of it, what can be done with it, and what stands below.
pub struct Row {
    /// What it is.
    pub hook: &'static str,
    /// Which one.
    pub id: String,
    /// How it stands.
    pub state: String,
    /// What is said of it.
    pub said: Vec<AnyView>,
    /// What can be done with it.
    pub buttons: Vec<AnyView>,
    /// What stands below.
    pub below: Vec<AnyView>,
}

impl Row {
    /// Draws it.
    pub fn draw(self) -> AnyView {
        let buttons = (!self.buttons.is_empty()).then(|| buttons(self.buttons));
        view! {
            <li class="console__row" data-testid=self.hook data-id=self.id data-state=self.state>
                <p>{self.said}</p>{buttons}{self.below}
            </li>
        }
        .into_any()
    }
}

/// A list of rows, or what is said when there are none.
pub fn rows(rows: Vec<AnyView>, none: &'static str) -> AnyView {
    if rows.is_empty() {
        return paragraph("note", vec![none.into_any()]);
    }
    view! { <ul class="console__list">{rows}</ul> }.into_any()
}

/// What is shown to whoever asks for more.
pub fn more(summary: String, about: String, body: Vec<AnyView>) -> AnyView {
    view! { <details class="console__more"><summary>{summary}<span class="sr-only">" "{about}</span></summary>{body}</details> }.into_any()
}

/// A form.
pub fn form(fields: Vec<AnyView>) -> AnyView {
    view! { <div class="console__form">{fields}</div> }.into_any()
}

/// Names and values.
pub fn facts(hook: &'static str, facts: Vec<(&'static str, String)>) -> AnyView {
    let facts: Vec<AnyView> = facts
        .into_iter()
        .map(|(name, value)| view! { <dt>{name}</dt><dd>{value}</dd> }.into_any())
        .collect();
    view! { <dl class="facts" data-testid=hook>{facts}</dl> }.into_any()
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
        "unproven" => words("badge badge--warn", evidence),
        _ => words("badge", evidence),
    }
}
