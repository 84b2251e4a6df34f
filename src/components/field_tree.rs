//! A packet as a tree of fields. Pointing at a field, or focusing it, marks its bytes; the reverse too.

use dps_protocol::mark::Span;
use leptos::prelude::*;
use mqtt_wire::Field;

use crate::components::marked::marked;
use crate::components::pointing::{Pointed, points_at};

/// Shows fields and what is below them. `bytes` and `spans` are the packet's.
pub fn field_tree(fields: &[Field], bytes: &[u8], spans: &[Span], pointed: Pointed) -> AnyView {
    let items = fields
        .iter()
        .map(|field| view! { <li>{field_view(field, bytes, spans, pointed)}</li> });
    view! { <ul class="field-tree">{items.collect_view()}</ul> }.into_any()
}

fn field_view(field: &Field, bytes: &[u8], spans: &[Span], pointed: Pointed) -> AnyView {
    // A string is its length and its text: the one line says both.
    let of_string = field
        .children
        .last()
        .filter(|last| matches!(last.label, "Text" | "Bytes"));
    let is_leaf = field.children.is_empty() || of_string.is_some();
    // Bits are for those who ask for them: closed, they are a line.
    let is_bits = field.children.iter().any(|child| child.mask.is_some())
        || field.label == "Remaining length";
    let content = match (is_leaf, is_bits && field.value.is_empty()) {
        (true, _) => value(field, of_string.unwrap_or(field), bytes, spans),
        (false, true) => vec![bits(field).into_any()],
        (false, false) => vec![field.value.clone().into_any()],
    };
    let range = field.bytes.clone();
    let lit = {
        let (range, whole) = (range.clone(), is_leaf);
        move || {
            pointed.with(|pointed| {
                let lit = pointed.as_ref().is_some_and(|at| {
                    if whole {
                        range.start <= at.start && at.end <= range.end
                    } else {
                        *at == range
                    }
                });
                lit.then_some("true")
            })
        }
    };
    let by_pointer = points_at(pointed, Some(range.clone()));
    let by_key = move |_| pointed.set(Some(range.clone()));
    let line = view! { <span class="field-tree__label">{field.label}</span><span class="field-tree__value">{content}</span> };
    if is_leaf {
        view! {
            <button type="button" class="field-tree__line" data-lit=lit on:pointermove=by_pointer on:focus=by_key>{line}</button>
        }
        .into_any()
    } else {
        view! {
            <details class="field-tree__group" open=!is_bits>
                <summary class="field-tree__line" data-lit=lit on:pointermove=by_pointer on:focus=by_key>{line}</summary>
                {field_tree(&field.children, bytes, spans, pointed)}
            </details>
        }
        .into_any()
    }
}

/// The flags that are set, or what the first bits say.
fn bits(field: &Field) -> String {
    let set: Vec<&str> = field
        .children
        .iter()
        .filter(|bit| bit.value == "yes")
        .map(|bit| bit.label)
        .collect();
    match (set.is_empty(), field.children.first()) {
        (true, Some(first)) => first.value.clone(),
        _ => set.join(", ").to_ascii_lowercase(),
    }
}

/// The value with its identity parts where it is text; else what the dissector says of it.
fn value(field: &Field, content: &Field, bytes: &[u8], spans: &[Span]) -> Vec<AnyView> {
    let range = &content.bytes;
    let inside: Vec<Span> = spans
        .iter()
        .filter(|span| range.start <= span.range.start && span.range.end <= range.end)
        .map(|span| Span {
            range: span.range.start - range.start..span.range.end - range.start,
            part: span.part,
        })
        .collect();
    match bytes
        .get(range.clone())
        .and_then(|bytes| std::str::from_utf8(bytes).ok())
    {
        Some(text) if !inside.is_empty() => marked(text, &inside),
        _ => vec![field.value.clone().into_any()],
    }
}
