//! A certificate as fields beside its bytes: point at one and the other lights up.

use std::ops::Range;

use device_certs::view::{Field, Weight};
use leptos::prelude::*;

use crate::bench::{Inside, at, is_shown};
use crate::bench_room::BenchRoom;
use crate::browser::is_narrow;
use crate::components::dynamic::{attr, click, dynamic, text};
use crate::components::hex_view::HexView;
use crate::components::pointing::{Pointed, points_at};

/// The block that is looked into, if one is.
pub fn bench_inside(room: BenchRoom) -> AnyView {
    dynamic(move || match room.inside() {
        Some(inside) => inside_view(room, inside),
        None => ().into_any(),
    })
}

fn inside_view(room: BenchRoom, inside: Inside) -> AnyView {
    let pointed = room.pointed;
    let fields = inside.view.leaves();
    let fields = fields.iter().map(|field| field.bytes.clone()).collect();
    let firsts = inside.view.first();
    // Those of which no part is one, too: a name by its attributes.
    let facts = firsts.iter().filter(|field| !field.value.is_empty());
    let facts = facts.map(|field| fact(field, pointed)).collect_view();
    let prints = inside.thumbprints.iter().map(|(name, print)| {
        view! { <div class="bench-inside__fact"><dt>{format!("{name} thumbprint")}</dt><dd class="bench-inside__print">{print.clone()}</dd></div> }
    });
    let problems = inside.view.problems.iter().map(|problem| {
        view! { <li>{format!("Byte {}: {}", problem.bytes.start, problem.kind)}</li> }
    });
    let problems = (!inside.view.problems.is_empty())
        .then(|| view! { <ul class="bench-inside__problems">{problems.collect_view()}</ul> });
    let per_row = if is_narrow() { 8 } else { 16 };
    let tree = tree(&inside.view.fields, pointed);
    let bytes = inside.bytes.clone();
    let view = inside.view;
    let here = move || {
        let range = pointed.get();
        match range.and_then(|range| at(&view, range.start)) {
            Some((_, words)) => words,
            None => "Point at a field or a byte; with the keyboard, Tab to the bytes and use the arrow keys.".to_owned(),
        }
    };
    view! {
        <section class="card bench-inside" id="inside" data-testid="inside" tabindex="-1" aria-labelledby="inside-title">
            <div class="card__head">
                <h2 id="inside-title">{inside.title}</h2>
                <button type="button" class="button button--small" on:click=click(move |_| room.look(None))>"Close"</button>
            </div>
            <div class="card__body">
                <h3>"What DPS, IoT Hub and the handshake decide by"</h3>
                <dl class="bench-inside__facts">{facts}{prints.collect_view()}</dl>
                {problems}
            </div>
            <p class="bench-inside__here note" role="status">{text(here)}</p>
            <div class="bench-inside__two">
                <div class="bench-inside__fields" role="region" aria-label="Fields" tabindex="0">{tree}</div>
                <HexView bytes fields spans=Vec::new() pointed per_row what="certificate" />
            </div>
        </section>
    }
    .into_any()
}

fn fact(field: &Field, pointed: Pointed) -> AnyView {
    let range = field.bytes.clone();
    view! {
        <div class="bench-inside__fact" on:pointermove=points_at(pointed, Some(range))>
            <dt>{field.label}</dt>
            <dd>{field.value.clone()}<span class="note">{field.meaning}</span></dd>
        </div>
    }
    .into_any()
}

fn tree(fields: &[Field], pointed: Pointed) -> AnyView {
    let lines = fields.iter().filter(|field| is_shown(field));
    let lines = lines.map(|field| view! { <li>{line(field, pointed)}</li> });
    view! { <ul class="field-tree">{lines.collect_view()}</ul> }.into_any()
}

fn line(field: &Field, pointed: Pointed) -> AnyView {
    let range = field.bytes.clone();
    let is_group = field.children.iter().any(is_shown);
    // Of a group, what frames it is its own; the rest is its parts'.
    let own: Vec<Range<usize>> = match is_group {
        false => Vec::new(),
        true => {
            let framing = field.children.iter().filter(|child| !is_shown(child));
            framing.map(|child| child.bytes.clone()).collect()
        }
    };
    let all = range.clone();
    let lit = move || {
        let is_lit = pointed.with(|pointed| match pointed {
            Some(at) if is_group => *at == all || own.contains(at),
            Some(at) => all.start <= at.start && at.end <= all.end,
            None => false,
        });
        is_lit.then_some("true")
    };
    let by_pointer = points_at(pointed, Some(range.clone()));
    let by_key = move |_| pointed.set(Some(range.clone()));
    let class = match field.weight {
        Weight::First => "field-tree__line bench-inside__line bench-inside__line--first",
        Weight::Normal | Weight::Framing => "field-tree__line bench-inside__line",
    };
    let title = field.meaning;
    let label = view! {
        <span class="field-tree__label">{field.label}</span><span class="field-tree__value">{field.value.clone()}</span>
    };
    if is_group {
        view! {
            <details class="field-tree__group" open=true>
                <summary class=class title=title data-lit=attr(lit) on:pointermove=by_pointer on:focus=by_key>{label}</summary>
                {tree(&field.children, pointed)}
            </details>
        }
        .into_any()
    } else {
        view! {
            <button type="button" class=class title=title data-lit=attr(lit) on:pointermove=by_pointer on:focus=by_key>{label}</button>
        }
        .into_any()
    }
}
