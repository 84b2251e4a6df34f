//! One of a few: radio buttons with a sentence each.

use leptos::prelude::*;

use crate::components::dynamic::{attr, flag};
use crate::workbench::Workbench;

/// A group of radio buttons. Choices go by their position.
#[component]
pub fn Choice(
    /// The name of the group, unique in the page; also its test hook.
    name: &'static str,
    /// The question.
    legend: &'static str,
    /// Title and sentence of each choice.
    options: &'static [(&'static str, &'static str)],
    /// Which is chosen.
    #[prop(into)]
    chosen: Signal<usize>,
    /// Called with what was picked.
    #[prop(into)]
    on_pick: Callback<usize>,
) -> impl IntoView {
    let workbench = Workbench::expect();
    let items = options.iter().enumerate().map(|(index, (title, sentence))| {
        view! {
            <label class="choice__option">
                <input type="radio" name=name prop:checked=flag(move || chosen.get() == index) on:change=move |_| on_pick.run(index) />
                <span><b>{*title}</b>" "<small>{*sentence}</small></span>
            </label>
        }
    });
    view! {
        <fieldset class="choice" id=format!("choice-{name}") tabindex="-1" data-testid=name data-accused=attr(move || workbench.is_accused(name).then_some("true"))>
            <legend class="choice__legend">{legend}</legend>
            {items.collect_view()}
        </fieldset>
    }
}
