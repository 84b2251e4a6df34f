//! One line to type in, with its label, what it is for, and what is odd about it. Odd values are explained, never refused.

use dps_protocol::mark::Part;
use leptos::prelude::*;

use crate::components::dynamic::{attr, text};
use crate::components::marked::part_name;
use crate::workbench::Workbench;

/// A labelled input.
#[component]
pub fn TextField(
    /// The element's id; also its test hook.
    id: &'static str,
    /// The label, unless `part` gives one.
    #[prop(optional)]
    label: &'static str,
    /// The identity part that is typed here.
    #[prop(optional)]
    part: Option<Part>,
    /// What it is for.
    hint: &'static str,
    /// What stands in it.
    #[prop(into)]
    value: Signal<String>,
    /// What is odd about it.
    #[prop(into)]
    odd: Signal<Option<String>>,
    /// Several lines.
    #[prop(optional)]
    multiline: bool,
    /// Called with what was typed.
    #[prop(into)]
    on_type: Callback<String>,
    /// Something to offer below.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let hint_id = format!("{id}-hint");
    let odd_id = format!("{id}-odd");
    let described_by = format!("{hint_id} {odd_id}");
    let workbench = Workbench::expect();
    let invalid = move || (odd.with(Option::is_some) || workbench.is_accused(id)).then_some("true");
    // What the form itself finds odd says it better.
    let odd = move || {
        odd.get().or_else(|| {
            workbench.accused.with(|accused| {
                let found = accused.iter().find(|(name, _)| *name == id);
                found.map(|(_, what)| what.clone())
            })
        })
    };
    let input = if multiline {
        view! {
            <textarea class="input" id=id rows="3" spellcheck="false" autocomplete="off" aria-describedby=described_by
                aria-invalid=attr(invalid) prop:value=value on:input=move |event| on_type.run(event_target_value(&event))>
            </textarea>
        }
        .into_any()
    } else {
        view! {
            <input class="input" id=id type="text" spellcheck="false" autocomplete="off" autocapitalize="off" aria-describedby=described_by
                aria-invalid=attr(invalid) prop:value=value on:input=move |event| on_type.run(event_target_value(&event)) />
        }
        .into_any()
    };
    view! {
        <div class="text-field" data-part=part.map(Part::as_str)>
            <label class="text-field__label" for=id>{part.map_or_else(|| label.into_any(), part_name)}</label>
            <div class="text-field__body">
                {input}
                <p class="why" id=hint_id>{hint}</p>
                <p class="text-field__odd" id=odd_id aria-live="polite">{text(move || odd().unwrap_or_default())}</p>
                {children.map(|children| children())}
            </div>
        </div>
    }
}
