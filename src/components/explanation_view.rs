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
    view! {
        <div class="explanation-view" data-testid="explanation">
            <p>{prose(&explanation.what)}</p>
            {list("Why", &explanation.why)}
            {list("What now", &explanation.now)}
            {sources(&explanation.sources)}
        </div>
    }
    .into_any()
}

/// Where something is written down.
pub fn sources(citations: &[Citation]) -> AnyView {
    let links = citations
        .iter()
        .map(|citation| (citation.label, citation.url));
    list(
        links
            .map(|(label, url)| (label.to_owned(), url.to_owned()))
            .collect(),
    )
}

/// The same, from a file that was fetched.
pub fn links(citations: &[(String, String)]) -> AnyView {
    list(citations.to_vec())
}

fn list(citations: Vec<(String, String)>) -> AnyView {
    if citations.is_empty() {
        return ().into_any();
    }
    let links = citations.into_iter().map(|(label, url)| {
        view! { <li><a href=url target="_blank" rel="noreferrer">{label}</a></li> }
    });
    view! { <div class="sources"><span>"Sources"</span><ul>{links.collect_view()}</ul></div> }
        .into_any()
}
