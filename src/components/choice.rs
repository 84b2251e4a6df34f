//! One of a few: radio buttons with a sentence each.

use leptos::prelude::*;

use crate::components::dynamic::flag;

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
    let items = options.iter().enumerate().map(|(index, (title, sentence))| {
        view! {
            <label class="choice__option">
                <input type="radio" name=name prop:checked=flag(move || chosen.get() == index) on:change=move |_| on_pick.run(index) />
                <span><b>{*title}</b>" "<small>{*sentence}</small></span>
            </label>
        }
    });
    view! {
        <fieldset class="choice" data-testid=name>
            <legend class="choice__legend">{legend}</legend>
            {items.collect_view()}
        </fieldset>
    }
}
