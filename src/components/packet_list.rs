//! Every packet, one a row: direction, time, type, topic, payload, size.

use device_session::{Direction, LoggedPacket};
use dps_protocol::mark;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use crate::browser::focus;
use crate::components::dynamic::{attr, click, memo};
use crate::components::marked::marked;
use crate::journey::{Journey, Purpose, StepState, What};
use crate::packet_view::{self, headline, seconds, size, topic_spans};
use crate::router::Route;
use crate::workbench::Workbench;

/// The packet that is shown: the selected one; else the newest while something runs, and afterwards the one the step is about.
pub fn shown(workbench: Workbench) -> Option<usize> {
    let selected = workbench.selected.get();
    let step = match workbench.route.get() {
        Route::Lesson(step) => Some(step),
        _ => None,
    };
    workbench.journey.with(|journey| {
        let packets = packet_indices(journey);
        let step = step.filter(|_| !journey.is_running());
        let failed = step.is_some_and(|step| matches!(journey.step(step), StepState::Failed(_)));
        selected
            .filter(|index| packets.contains(index))
            .or_else(|| packet_view::about_step(journey.trace(), step, failed))
            .or(packets.last().copied())
    })
}

/// Arrow keys, Home and End go through the packets; the elements to focus are `{prefix}-{index}`. Only the packet that is
/// shown is a stop for Tab.
pub fn move_selection(
    workbench: Workbench,
    shown: Memo<Option<usize>>,
    event: &KeyboardEvent,
    prefix: &str,
) {
    let indices = workbench.journey.with_untracked(packet_indices);
    let at = indices
        .iter()
        .position(|&index| Some(index) == shown.get_untracked());
    let next = match event.key().as_str() {
        "ArrowDown" => at.map_or(0, |at| at + 1),
        "ArrowUp" => at.unwrap_or_default().saturating_sub(1),
        "Home" => 0,
        "End" => indices.len().saturating_sub(1),
        _ => return,
    };
    event.prevent_default();
    if let Some(&index) = indices.get(next) {
        workbench.selected.set(Some(index));
        focus(&format!("{prefix}-{index}"));
    }
}

fn packet_indices(journey: &Journey) -> Vec<usize> {
    let entries = journey.trace().iter().enumerate();
    entries
        .filter(|(_, entry)| matches!(entry.what, What::Packet(_)))
        .map(|(index, _)| index)
        .collect()
}

/// The list. Arrow keys go through it.
#[component]
pub fn PacketList() -> impl IntoView {
    let workbench = Workbench::expect();
    let shown = memo(move || shown(workbench));
    let rows = move || {
        workbench.journey.with(|journey| {
            if packet_indices(journey).is_empty() {
                return view! { <p class="packet-list__empty">"No packet yet. Each one will appear here the moment it is sent or received."</p> }.into_any();
            }
            let rows = journey.trace().iter().enumerate().filter_map(|(index, entry)| match &entry.what {
                What::Packet(packet) => Some(row(workbench, shown, index, entry.purpose, packet)),
                What::Fault { id, title } => Some(fault_row(id, title)),
                _ => None,
            });
            view! { <ol class="packet-list__rows">{rows.collect_view()}</ol> }.into_any()
        })
    };
    let on_key = move |event| move_selection(workbench, shown, &event, "packet");
    view! { <div class="packet-list" data-testid="packet-list" on:keydown=on_key>{rows}</div> }
}

/// What went wrong on purpose, at the moment it did.
fn fault_row(id: &str, title: &str) -> AnyView {
    view! { <li class="packet-list__fault" data-fault=id.to_owned()><b>"Failed on purpose"</b>" "<code>{id.to_owned()}</code>": "{title.to_owned()}</li> }.into_any()
}

fn row(
    workbench: Workbench,
    shown: Memo<Option<usize>>,
    index: usize,
    purpose: Purpose,
    packet: &LoggedPacket,
) -> AnyView {
    let (direction, arrow, word) = match packet.direction {
        Direction::Sent => ("sent", "M3 10h13M12 6l4 4-4 4", "Sent"),
        Direction::Received => ("received", "M17 10H4M8 6l-4 4 4 4", "Received"),
    };
    let detail = match packet.topic() {
        Some(topic) => view! { <span class="packet-list__topic">{marked(topic, &topic_spans(purpose, topic))}</span> }.into_any(),
        None => view! { <span class="packet-list__topic">{headline(packet).trim_start_matches(packet.kind()).trim().to_owned()}</span> }.into_any(),
    };
    let payload = packet
        .payload()
        .filter(|payload| !payload.is_empty())
        .map(|payload| {
            let text = String::from_utf8_lossy(payload);
            view! { <span class="packet-list__payload">{marked(&text, &mark::json(&text))}</span> }
        });
    view! {
        <li data-direction=direction data-kind=packet.kind()>
            <button type="button" class="packet-list__row" id=format!("packet-{index}")
                tabindex=attr(move || Some(if shown.get() == Some(index) { 0 } else { -1 }))
                aria-current=attr(move || (shown.get() == Some(index)).then_some("true")) on:click=click(move |_| workbench.selected.set(Some(index)))>
                <svg viewBox="0 0 20 20" width="16" height="16" aria-hidden="true"><path d=arrow /></svg>
                <span class="sr-only">{word}</span>
                <span class="packet-list__time">{seconds(packet.at)}</span>
                <span class="packet-list__kind">{packet.kind()}</span>
                <span class="packet-list__size">{size(packet.bytes.len())}</span>
                {detail}
                {payload}
            </button>
        </li>
    }
    .into_any()
}
