//! A string whose identity parts are marked: one colour and one underline each, the same everywhere.

use dps_protocol::mark::{Part, Span};
use leptos::prelude::*;

use crate::packet_view::segments;

/// What an identity part is for, in a few words.
pub fn meaning(part: Part) -> &'static str {
    match part {
        Part::IdScope => "which DPS instance",
        Part::RegistrationId => "which device: the certificate’s CN",
        Part::ApiVersion => "the shape of the answers",
        Part::RequestId => "pairs an answer with its question",
        Part::OperationId => "the registration under way",
        Part::HubHostname => "the hub it belongs to",
        Part::DeviceId => "its name at that hub",
    }
}

/// Shows `text` with its parts marked, without an element of its own around it.
pub fn marked(text: &str, spans: &[Span]) -> Vec<AnyView> {
    segments(text, spans)
        .into_iter()
        .map(|(part, text)| match part {
            Some(part) => view! { <span class="mark" data-part=part.as_str() title=part.label()>{text.to_owned()}</span> }.into_any(),
            None => text.to_owned().into_any(),
        })
        .collect()
}

/// The name of a part, marked as its value is.
pub fn part_name(part: Part) -> AnyView {
    view! { <span class="mark" data-part=part.as_str()>{part.label()}</span> }.into_any()
}

/// Which parts a string holds and what each is for; each can be focused, and lights up all its appearances.
pub fn legend(spans: &[Span]) -> AnyView {
    let mut parts: Vec<Part> = Vec::new();
    for span in spans {
        if !parts.contains(&span.part) {
            parts.push(span.part);
        }
    }
    if parts.is_empty() {
        return ().into_any();
    }
    let items = parts.into_iter().map(|part| {
        view! {
            <li>
                <button type="button" class="mark-legend__item" data-part=part.as_str()>
                    {part_name(part)}
                    <small>{meaning(part)}</small>
                </button>
            </li>
        }
    });
    view! { <ul class="mark-legend" aria-label="Its parts">{items.collect_view()}</ul> }.into_any()
}
