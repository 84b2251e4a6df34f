//! A string as it will be sent, its parts marked, why it is so, and the way to change it on purpose.

use leptos::prelude::*;

use crate::browser::focus;
use crate::components::dynamic::{attr, click, dynamic, memo};
use crate::components::marked::{legend, marked};
use crate::components::prose::prose;
use crate::inputs::Field;
use crate::plan;
use crate::workbench::Workbench;

/// One built string.
#[component]
pub fn BuiltField(
    /// Which one.
    field: Field,
    /// Why it has its value; inline markup.
    why: &'static str,
) -> impl IntoView {
    let workbench = Workbench::expect();
    let built = memo(move || {
        workbench.inputs.with(|inputs| {
            workbench
                .journey
                .with(|journey| plan::built(inputs, journey.known(), field))
        })
    });
    let editing = RwSignal::new(false);
    let id = field.id();
    let input_id = format!("edit-{id}");

    let begin = {
        let input_id = input_id.clone();
        move |_| {
            editing.set(true);
            let input_id = input_id.clone();
            request_animation_frame(move || focus(&input_id));
        }
    };
    let value = move || {
        if editing.get() {
            let typed = workbench
                .inputs
                .with_untracked(|inputs| inputs.edits.get(&field).cloned());
            let text = typed.unwrap_or_else(|| built.with_untracked(|built| built.text.clone()));
            let change = move |event| workbench.edit(field, Some(event_target_value(&event)));
            view! {
                <textarea class="input built-field__input" id=input_id.clone() rows="2" spellcheck="false" aria-label=field.label()
                    prop:value=text on:input=change></textarea>
            }
            .into_any()
        } else {
            built.with(|built| {
                let content = match built.text.as_str() {
                    "" => view! { <i class="built-field__empty">"left out"</i> }.into_any(),
                    text => marked(text, &built.spans).into_any(),
                };
                view! { <div class="built-field__value">{content}</div> }.into_any()
            })
        }
    };
    let edited = memo(move || built.with(|built| built.edited));
    let buttons = move || {
        let reset = edited.get().then(|| {
            view! {
                <button type="button" class="button button--quiet button--small" on:click=click(move |_| {
                    editing.set(false);
                    workbench.edit(field, None);
                })>"Reset"</button>
            }
        });
        if editing.get() {
            view! {
                <button type="button" class="button button--small" on:click=click(move |_| editing.set(false))>"Done"</button>
                {reset}
            }
            .into_any()
        } else {
            view! {
                <button type="button" class="button button--quiet button--small" on:click=begin.clone()>
                    "Change on purpose" <span class="sr-only">": " {field.label()}</span>
                </button>
                {reset}
            }
            .into_any()
        }
    };

    view! {
        <div class="built-field" id=format!("field-{id}") tabindex="-1" data-field=id data-accused=attr(move || workbench.is_accused(id).then_some("true")) data-edited=attr(move || edited.get().then_some("true"))>
            <div class="built-field__label">
                <span>{field.label()}</span>
                {dynamic(move || edited.get().then(|| view! { <span class="badge badge--warn">"changed on purpose"</span> }).into_any())}
            </div>
            <div class="built-field__body">
                <div class="built-field__line">
                    {dynamic(value)}
                    <div class="built-field__buttons">{dynamic(buttons)}</div>
                </div>
                {dynamic(move || built.with(|built| legend(&built.spans)))}
                <p class="why">{prose(why)}</p>
            </div>
        </div>
    }
}
