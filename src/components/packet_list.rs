//! Every packet, one a row: direction, time, type, topic, payload, size. Of many, only those near what is seen are there.

use device_session::{Direction, LoggedPacket};
use dps_protocol::mark;
use leptos::prelude::*;

use crate::browser::{reveal_part, seen_part};
use crate::components::dynamic::{attr, click, dynamic, keyed, memo};
use crate::components::marked::marked;
use crate::components::watched::{Scrolled, Watched};
use crate::journey::{Purpose, What};
use crate::packet_view::{headline, seconds, size, topic_spans};
use crate::trace::{Row, widened};

const ROWS: &str = "packet-rows";

/// The list. Arrow keys go through it.
#[component]
pub fn PacketList() -> impl IntoView {
    let watched = Watched::expect();
    let scrolled: Scrolled = expect_context();
    let shown = memo(move || watched.shown());
    let extent = memo(move || watched.with(|trace| (trace.run(), trace.rows().len())));
    let drawn = memo(move || {
        scrolled.0.get();
        extent.get();
        let seen = seen_part(ROWS).unwrap_or((0.0, 0.0));
        watched.with_untracked(|trace| {
            let at = |share: f64| (share * trace.height() as f64) as usize;
            widened(
                &trace.rows_between(at(seen.0), at(seen.1)),
                trace.rows().len(),
            )
        })
    });
    Effect::new(move |_| {
        extent.track();
        scrolled.look_soon();
    });
    Effect::new(move |_| {
        if let Some(entry) = shown.get() {
            request_animation_frame(move || {
                reveal(watched, entry);
                scrolled.look();
            });
        }
    });
    // One row is a stop for Tab: the one that is shown, or, where that is out of sight, the first there is.
    let stop = memo(move || {
        let (drawn, shown) = (drawn.get(), shown.get());
        watched.with_untracked(|trace| {
            let rows = trace.rows().get(drawn).unwrap_or_default();
            let entries = || rows.iter().map(|row| row.entry);
            shown
                .filter(|shown| entries().any(|entry| entry == *shown))
                .or_else(|| entries().find(|entry| trace.packet_number(*entry).is_some()))
        })
    });
    let keys = move || {
        let (run, _) = extent.get();
        drawn
            .get()
            .map(|row| u64::from(run) << 32 | row as u64)
            .collect()
    };
    let draw = move |key: u64| row(watched, shown, stop, extent, (key & 0xFFFF_FFFF) as usize);
    // What is not there takes its room all the same.
    let room = move |is_above: bool| {
        let drawn = drawn.get();
        let thirds = watched.with_untracked(|trace| {
            let rows = trace.rows();
            match is_above {
                true => rows.get(drawn.start).map_or(0, |row| row.top),
                false => {
                    let bottom = drawn.end.checked_sub(1).and_then(|last| rows.get(last));
                    trace.height().saturating_sub(bottom.map_or(0, Row::bottom))
                }
            }
        });
        format!("calc(var(--packet-line) * {thirds} / 3)")
    };
    let is_empty = memo(move || extent.get().1 == 0);
    let body = move || {
        match is_empty.get() {
        true => view! { <p class="packet-list__empty">"No packet yet. Each one will appear here the moment it is sent or received."</p> }.into_any(),
        false => view! {
            <ol class="packet-list__rows" id=ROWS style:padding-top=move || room(true) style:padding-bottom=move || room(false)>{keyed(keys, draw)}</ol>
        }
        .into_any(),
    }
    };
    view! {
        <div class="packet-list" data-testid="packet-list" on:keydown=move |event| watched.move_selection(shown, &event, "packet")>{dynamic(body)}</div>
    }
}

fn reveal(watched: Watched, entry: usize) {
    let place = watched.with_untracked(|trace| {
        let row = trace.rows().get(trace.row_of(entry)?)?;
        let share = |thirds: usize| thirds as f64 / trace.height() as f64;
        Some((share(row.top), share(row.bottom())))
    });
    if let Some((top, bottom)) = place {
        reveal_part(ROWS, top, bottom);
    }
}

fn row(
    watched: Watched,
    shown: Memo<Option<usize>>,
    stop: Memo<Option<usize>>,
    extent: Memo<(u32, usize)>,
    at: usize,
) -> AnyView {
    let drawn = watched.with_untracked(|trace| {
        let row = *trace.rows().get(at)?;
        let entry = trace.get(row.entry)?;
        let mut fault = None;
        let (direction, kind, inside) = match &entry.what {
            What::Packet(packet) => (
                packet.direction.as_str(),
                packet.kind(),
                packet_row(watched, shown, stop, row.entry, entry.purpose, packet),
            ),
            What::Fault { id, title } => {
                fault = Some(id.clone());
                ("", "", fault_row(id, title))
            }
            _ => return None,
        };
        let is_packet = !kind.is_empty();
        Some(view! {
            <li class="packet-list__item" data-lines=row.lines.to_string() data-direction=is_packet.then_some(direction) data-kind=is_packet.then_some(kind) data-fault=fault
                aria-posinset=(at + 1).to_string() aria-setsize=attr(move || Some(extent.get().1))>{inside}</li>
        }.into_any())
    });
    drawn.unwrap_or_else(|| ().into_any())
}

/// What went wrong on purpose, at the moment it did.
fn fault_row(id: &str, title: &str) -> AnyView {
    view! { <p class="packet-list__fault"><b>"Failed on purpose"</b>" "<code>{id.to_owned()}</code>": "{title.to_owned()}</p> }.into_any()
}

fn packet_row(
    watched: Watched,
    shown: Memo<Option<usize>>,
    stop: Memo<Option<usize>>,
    entry: usize,
    purpose: Purpose,
    packet: &LoggedPacket,
) -> AnyView {
    let (arrow, word) = match packet.direction {
        Direction::Sent => ("M3 10h13M12 6l4 4-4 4", "Sent"),
        Direction::Received => ("M17 10H4M8 6l-4 4 4 4", "Received"),
    };
    let (topic, rest) = match packet.topic() {
        Some(topic) => {
            let topic = marked(topic, &topic_spans(purpose, topic));
            (
                Some(view! { <span class="packet-list__topic">{topic}</span> }),
                String::new(),
            )
        }
        None => {
            let headline = headline(packet);
            let rest = headline.trim_start_matches(packet.kind()).trim();
            (None, rest.to_owned())
        }
    };
    let payload = packet.payload().filter(|payload| !payload.is_empty());
    let payload = payload.map(|payload| {
        // What does not fit into the line is not marked either.
        let text = String::from_utf8_lossy(payload.get(..MAX_SHOWN_PAYLOAD).unwrap_or(payload));
        view! { <span class="packet-list__payload">{marked(&text, &mark::json(&text))}</span> }
    });
    view! {
        <button type="button" class="packet-list__row" id=format!("packet-{entry}")
            tabindex=attr(move || Some(if stop.get() == Some(entry) { 0 } else { -1 }))
            aria-current=attr(move || (shown.get() == Some(entry)).then_some("true")) on:click=click(move |_| watched.selected.set(Some(entry)))>
            <svg viewBox="0 0 20 20" width="16" height="16" aria-hidden="true"><path d=arrow /></svg>
            <span class="sr-only">{word}</span>
            <span class="packet-list__time">{seconds(packet.at)}</span>
            <span class="packet-list__kind">{packet.kind()}" "<span class="packet-list__rest">{rest}</span></span>
            <span class="packet-list__size">{size(packet.bytes.len())}</span>
            {topic}
            {payload}
        </button>
    }
    .into_any()
}

/// The longest payload that is shown in its row, in bytes.
const MAX_SHOWN_PAYLOAD: usize = 600;
