//! Text with inline markup: `code` and **strong**.

use leptos::prelude::*;

use crate::lesson::inline::{Run, runs};

/// Shows a text with inline markup, without an element of its own around it.
pub fn prose(text: &str) -> Vec<AnyView> {
    runs(text)
        .into_iter()
        .map(|run| match run {
            Run::Text(text) => text.to_owned().into_any(),
            Run::Code(text) => view! { <code>{text.to_owned()}</code> }.into_any(),
            Run::Strong(text) => view! { <strong>{text.to_owned()}</strong> }.into_any(),
        })
        .collect()
}
