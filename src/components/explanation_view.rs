//! A failure in words: what was seen, why it is likely, what to do now.

use leptos::prelude::*;

use crate::components::prose::prose;
use crate::explain::Explanation;
use crate::lesson::Citation;

/// Shows an explanation as content, not as an alert.
pub fn explanation_view(explanation: &Explanation) -> AnyView {
    let list = |title: &'static str, items: &[String]| {
        (!items.is_empty()).then(|| {
            let items = items
                .iter()
                .map(|item| view! { <li>{prose(item)}</li> })
                .collect_view();
            view! { <h3>{title}</h3><ul>{items}</ul> }
        })
    };
    let code = explanation
        .code
        .clone()
        .map(|code| view! { <code class="explanation-view__code">{code}</code> });
    view! {
        <div class="explanation-view" data-testid="explanation">
            <p>{prose(&explanation.what)}{code}</p>
            {list("Why", &explanation.why)}
            {list("What now", &explanation.now)}
            {sources(&explanation.sources)}
        </div>
    }
    .into_any()
}

/// Where something is written down.
pub fn sources(citations: &[Citation]) -> AnyView {
    if citations.is_empty() {
        return ().into_any();
    }
    let links = citations.iter().map(|citation| {
        view! { <li><a href=citation.url target="_blank" rel="noreferrer">{citation.label}</a></li> }
    });
    view! { <div class="sources"><span>"Sources"</span><ul>{links.collect_view()}</ul></div> }
        .into_any()
}
