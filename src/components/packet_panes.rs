//! A packet, or what one side of a TLS connection sent, in linked panes: its fields, its bytes and, where there is room, what
//! they mean. Point at any one, and the others follow.

use std::ops::Range;

use dps_protocol::mark::Span;
use leptos::prelude::*;
use wire_layers::tree::{Anatomy, Problem};

use crate::browser::reveal_inside;
use crate::components::dynamic::{click, memo};
use crate::components::field_tree::{field_tree, line_id};
use crate::components::hex_view::{HexView, row_id};
use crate::components::meaning_view::meaning_view;
use crate::components::pointing::Pointed;
use crate::field_lines::{Lines, Open};
use crate::packet_view::size;

/// What the panes show.
pub struct Shown {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its identity parts.
    pub spans: Vec<Span>,
    /// Its fields as lines.
    pub lines: Lines,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// How it is laid out.
    pub layout: Layout,
}

/// How the panes are laid out.
#[derive(Clone, Copy)]
pub struct Layout {
    /// What is taken apart: `packet`.
    pub what: &'static str,
    /// Bytes in a row.
    pub per_row: usize,
    /// Whether it is told what fields mean.
    pub is_wide: bool,
}

/// What the panes have in common.
#[derive(Clone, Copy)]
pub struct Panes {
    shown: StoredValue<Shown>,
    /// The bytes pointed at.
    pub pointed: Pointed,
    /// The line pointed at, where several have the same bytes.
    hint: RwSignal<Option<usize>>,
    /// The line that is told of.
    pub chosen: Memo<Option<usize>>,
    /// Which lines are open.
    pub open: RwSignal<Open>,
}

impl Panes {
    fn new(shown: Shown) -> Self {
        let open = RwSignal::new(shown.lines.open_at_first());
        let shown = StoredValue::new(shown);
        let pointed: Pointed = RwSignal::new(None);
        let hint = RwSignal::new(None);
        let chosen = memo(move || {
            let range = pointed.get()?;
            shown.with_value(|shown| {
                let is_it = |index: &usize| {
                    shown
                        .lines
                        .get(*index)
                        .is_some_and(|line| line.bytes == range)
                };
                hint.get().filter(is_it).or_else(|| shown.lines.at(&range))
            })
        });
        Self {
            shown,
            pointed,
            hint,
            chosen,
            open,
        }
    }

    /// Reads what is shown.
    pub fn with<T>(&self, read: impl FnOnce(&Shown) -> T) -> T {
        self.shown.with_value(read)
    }

    /// What is taken apart.
    pub fn what(&self) -> &'static str {
        self.with(|shown| shown.layout.what)
    }

    /// Points at a line.
    pub fn point(&self, index: usize) {
        let bytes = self.with(|shown| shown.lines.get(index).map(|line| line.bytes.clone()));
        if self.hint.get_untracked() != Some(index) {
            self.hint.set(Some(index));
        }
        if self.pointed.with_untracked(|now| *now != bytes) {
            self.pointed.set(bytes);
        }
    }

    /// Whether a line is open.
    pub fn is_open(&self, index: usize) -> bool {
        self.open.with(|open| open.contains(&index))
    }

    /// Opens or closes a line.
    pub fn toggle(&self, index: usize) {
        self.open.update(|open| {
            if !open.remove(&index) {
                open.insert(index);
            }
        });
    }

    /// Opens what is around the line that is told of, and scrolls to it where it was not pointed at itself.
    fn follow(&self) {
        let Some(index) = self.chosen.get() else {
            return;
        };
        let around = self.with(|shown| shown.lines.around(index));
        let is_hidden = |open: &Open| around.iter().any(|index| !open.contains(index));
        if self.open.with_untracked(is_hidden) {
            self.open.update(|open| open.extend(around));
        }
        let by_line = self.hint.get_untracked() == Some(index);
        let start = self.pointed.get_untracked().map_or(0, |bytes| bytes.start);
        let Layout { what, per_row, .. } = self.with(|shown| shown.layout);
        request_animation_frame(move || match by_line {
            true => reveal_inside(&row_id(what, start, per_row)),
            false => reveal_inside(&line_id(what, index)),
        });
    }
}

/// Shows what `anatomy` says of `bytes`.
pub fn packet_panes(
    title: String,
    bytes: Vec<u8>,
    spans: Vec<Span>,
    anatomy: Anatomy,
    layout: Layout,
) -> AnyView {
    let Layout {
        what,
        per_row,
        is_wide,
    } = layout;
    let mut leaves: Vec<Range<usize>> = Vec::new();
    for leaf in anatomy.leaves() {
        // Bits share their byte.
        if leaves.last() != Some(&leaf.bytes) {
            leaves.push(leaf.bytes.clone());
        }
    }
    let lines = Lines::of(&anatomy, &bytes);
    let head =
        view! { <p class="packet-detail__head"><b>{title}</b><span>{size(bytes.len())}</span></p> };
    let problems = problems_view(&anatomy.problems, bytes.len());
    let panes = Panes::new(Shown {
        bytes: bytes.clone(),
        spans: spans.clone(),
        lines,
        problems: anatomy.problems,
        layout,
    });
    Effect::new(move |_| panes.follow());
    let pointed = panes.pointed;
    let leave = move |_| {
        // Where it is told what they mean, one has to be able to get there.
        if !is_wide {
            pointed.set(None);
        }
    };
    view! {
        <div class="packet-detail__fields" role="region" aria-label=format!("Fields of the {what}") data-scroller="" on:pointerleave=leave>
            {head}
            {problems(pointed)}
            {field_tree(panes)}
        </div>
        <HexView bytes fields=leaves spans pointed per_row what stays=is_wide />
        {is_wide.then(|| meaning_view(panes))}
    }
    .into_any()
}

/// What is wrong; each can be pointed at.
fn problems_view(problems: &[Problem], length: usize) -> impl FnOnce(Pointed) -> AnyView + use<> {
    let problems: Vec<(String, Range<usize>)> = problems
        .iter()
        .map(|problem| {
            // Where bytes are missing, the last one that is there.
            let start = problem.bytes.start.min(length.saturating_sub(1));
            (
                problem.text.clone(),
                start..problem.bytes.end.max(start + 1).min(length),
            )
        })
        .collect();
    move |pointed| {
        if problems.is_empty() {
            return ().into_any();
        }
        let items = problems.into_iter().map(|(text, range)| {
            let act = click(move |_| pointed.set(Some(range.clone())));
            view! { <li><button type="button" class="packet-detail__problem" on:click=act>{text}</button></li> }
        });
        view! { <ul class="packet-detail__problems" aria-label="What is wrong with it">{items.collect_view()}</ul> }
            .into_any()
    }
}
