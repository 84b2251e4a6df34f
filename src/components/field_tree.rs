//! A packet as a tree of fields. Pointing at a field, or focusing it, marks its bytes; the reverse too. Arrow keys walk
//! through it.

use dps_protocol::mark::Span;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use crate::browser::focus;
use crate::components::dynamic::{attr, click, dynamic};
use crate::components::marked::marked;
use crate::components::packet_panes::Panes;
use crate::components::pointing::when_moved;
use crate::field_lines::{Line, Step};

/// The id of a line's element; `what` the fields are of.
pub fn line_id(what: &str, index: usize) -> String {
    format!("{}-field-{index}", what.replace(' ', "-"))
}

/// The whole tree.
pub fn field_tree(panes: Panes) -> AnyView {
    let on_key = move |event: KeyboardEvent| {
        let key = event.key();
        let at = panes.chosen.get_untracked();
        let step = panes.with(|shown| {
            panes
                .open
                .with_untracked(|open| shown.lines.step(open, at, &key))
        });
        match step {
            Some(Step::To(index)) => focus(&line_id(panes.what(), index)),
            Some(Step::Toggle(index)) => panes.toggle(index),
            None => return,
        }
        event.prevent_default();
    };
    view! { <div on:keydown=on_key>{branch(panes, None)}</div> }.into_any()
}

/// What is part of a line, or the outermost lines.
fn branch(panes: Panes, parent: Option<usize>) -> AnyView {
    let items = panes.with(|shown| {
        let children = shown.lines.children(parent);
        let items = children.map(|(index, line)| {
            let content = content(line, &shown.bytes, &shown.spans);
            let (label, is_group) = (line.label.clone(), line.is_group);
            view! {
                <li>
                    {line_view(panes, index, label, content, is_group)}
                    {is_group.then(|| dynamic(move || match panes.is_open(index) {
                        true => branch(panes, Some(index)),
                        false => ().into_any(),
                    }))}
                </li>
            }
            .into_any()
        });
        items.collect::<Vec<_>>()
    });
    view! { <ul class="field-tree">{items}</ul> }.into_any()
}

fn line_view(
    panes: Panes,
    index: usize,
    label: String,
    content: Vec<AnyView>,
    is_group: bool,
) -> AnyView {
    let is_chosen = move || panes.chosen.get() == Some(index);
    let is_stop = move || panes.chosen.get().unwrap_or_default() == index;
    let class = match is_group {
        true => "field-tree__line field-tree__line--group",
        false => "field-tree__line",
    };
    view! {
        <button type="button" class=class id=line_id(panes.what(), index)
            tabindex=attr(move || Some(if is_stop() { 0 } else { -1 }))
            aria-expanded=attr(move || is_group.then(|| panes.is_open(index)))
            aria-current=attr(move || is_chosen().then_some("true"))
            data-lit=attr(move || is_chosen().then_some("true"))
            on:pointermove=when_moved(move || panes.point(index)) on:focus=move |_| panes.point(index)
            on:click=click(move |_| if is_group { panes.toggle(index) })>
            <span class="field-tree__label">{label}</span>
            <span class="field-tree__value">{content}</span>
        </button>
    }
    .into_any()
}

/// The value with its identity parts where it is text; else what the dissector says of it.
pub fn content(line: &Line, bytes: &[u8], spans: &[Span]) -> Vec<AnyView> {
    let range = line.content.clone().unwrap_or(0..0);
    let inside = spans
        .iter()
        .filter(|span| range.start <= span.range.start && span.range.end <= range.end);
    let inside: Vec<Span> = inside
        .map(|span| Span {
            range: span.range.start - range.start..span.range.end - range.start,
            part: span.part,
        })
        .collect();
    let text = bytes
        .get(range)
        .and_then(|bytes| std::str::from_utf8(bytes).ok());
    match text {
        Some(text) if !inside.is_empty() => marked(text, &inside),
        _ => vec![line.value.clone().into_any()],
    }
}
