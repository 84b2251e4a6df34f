//! What was repaired in the files: where, what stood there, and what stands there now.

use leptos::prelude::*;

use crate::bench::{Card, RepairLine};
use crate::bench_room::BenchRoom;
use crate::components::dynamic::dynamic;

/// The repairs of every file that had some.
pub fn bench_repairs(room: BenchRoom) -> AnyView {
    dynamic(move || {
        room.cards.with(|cards| {
            let repaired = cards.iter().filter(|card| !card.repairs.is_empty());
            repaired.map(of_card).collect_view().into_any()
        })
    })
}

fn of_card(card: &Card) -> AnyView {
    let count = card.repairs.len();
    let plural = if count == 1 { "" } else { "s" };
    let id = format!("repairs-{}", card.id);
    let labelled_by = id.clone();
    view! {
        <section class="card bench-repairs" aria-labelledby=labelled_by>
            <div class="card__head">
                <h2 id=id>{format!("What was repaired in {}", card.name)}</h2>
                <span>{format!("{count} kind{plural} of damage")}</span>
            </div>
            <ul class="card__body">{card.repairs.iter().map(repair_view).collect_view()}</ul>
        </section>
    }
    .into_any()
}

fn repair_view(repair: &RepairLine) -> AnyView {
    let times = match repair.times {
        0 | 1 => String::new(),
        times => format!(", {times} times"),
    };
    let change = match &repair.change {
        Some((before, after)) => view! {
            <dl class="bench-repairs__change">
                <dt>"Before"</dt><dd><del>{shown(before)}</del></dd>
                <dt>"After"</dt><dd><ins>{shown(after)}</ins></dd>
            </dl>
        }
        .into_any(),
        None => view! { <p class="note">"There is a private key in this file, so nothing of it is shown."</p> }.into_any(),
    };
    view! {
        <li data-testid="repair">
            <p>{repair.what.clone()}" "<span class="note">{format!("line {}, column {}{times}", repair.line, repair.column)}</span></p>
            {change}
        </li>
    }
    .into_any()
}

/// A text as it can be seen: what is invisible gets a name.
fn shown(text: &str) -> String {
    if text.is_empty() {
        return "(nothing)".to_owned();
    }
    let visible = |character: char| match character {
        '\r' => "\\r".to_owned(),
        '\n' => "\\n".to_owned(),
        '\t' => "\\t".to_owned(),
        '\u{feff}' | '\u{200b}' | '\u{a0}' => format!("U+{:04X}", u32::from(character)),
        other => other.to_string(),
    };
    text.chars().map(visible).collect()
}
