//! The trace drawn: who said what to whom. Each packet is a button that selects it.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use crate::components::dynamic::{attr, click, memo};
use crate::components::packet_list::{move_selection, shown};
use crate::inputs::Place;
use crate::packet_view;
use crate::sequence::{Lane, Line, Tone, diagram};
use crate::workbench::Workbench;

// Units of the drawing.
const WIDTH: usize = 400;
const MARGIN: usize = 56;
const TOP: usize = 44;
const LINE: usize = 30;
const PAUSE: usize = 24;
/// Longer remarks would leave the drawing.
const REMARK_CHARS: usize = 44;

/// The sequence so far.
#[component]
pub fn SequenceDiagram() -> impl IntoView {
    let workbench = Workbench::expect();
    let place = memo(move || workbench.inputs.with(|inputs| inputs.place));
    let shown = memo(move || shown(workbench));
    let drawing = memo(move || {
        workbench
            .journey
            .with(|journey| diagram(place.get(), journey.trace()))
    });
    move || {
        // Before `drawing`, which is made from it: read after it, a new place that changes no line would go unnoticed.
        let place = place.get();
        drawing.with(|diagram| {
            let lanes = &diagram.lanes;
            let at = |lane: Lane| x(lanes, lane);
            let mut y = TOP;
            let mut lines = Vec::new();
            for line in &diagram.lines {
                if let Some(pause) = line.pause {
                    let (x, middle) = ((at(Lane::Page) + at(Lane::Service)) / 2, y + PAUSE - 4);
                    y += PAUSE;
                    lines.push(view! {
                        <text class="sequence-diagram__pause" x=x.to_string() y=middle.to_string()>{format!("{} later", packet_view::pause(pause))}</text>
                    }.into_any());
                }
                y += LINE;
                lines.push(line_view(workbench, shown, line, at(line.from), at(line.to), y));
            }
            let height = (y + 24).max(170);
            let heads = lanes.iter().map(|&lane| {
                let (x, end) = (at(lane), height - 8);
                view! {
                    <text class="sequence-diagram__head" x=x.to_string() y="22">{lane_name(lane, place)}</text>
                    <path class="sequence-diagram__lane" d=format!("M{x} 32V{end}") />
                }
            });
            let empty = diagram.lines.is_empty().then(|| view! {
                <text class="sequence-diagram__empty" x=(WIDTH / 2).to_string() y="96">"Nothing sent yet. Every message"</text>
                <text class="sequence-diagram__empty" x=(WIDTH / 2).to_string() y="114">"will be drawn here as it travels."</text>
            });
            view! {
                <svg class="sequence-diagram" viewBox=format!("0 0 {WIDTH} {height}") role="group" aria-label="Sequence of messages" data-testid="sequence">
                    {heads.collect_view()}
                    {empty}
                    {lines}
                </svg>
            }
            .into_any()
        })
    }
}

fn x(lanes: &[Lane], lane: Lane) -> usize {
    let index = lanes
        .iter()
        .position(|&other| other == lane)
        .unwrap_or_default();
    MARGIN + index * (WIDTH - 2 * MARGIN) / (lanes.len() - 1).max(1)
}

fn cut(label: &str) -> String {
    let mut cut: String = label.chars().take(REMARK_CHARS).collect();
    if cut.len() < label.len() {
        cut.push('…');
    }
    cut
}

fn lane_name(lane: Lane, place: Place) -> &'static str {
    match (lane, place.is_practice()) {
        (Lane::Page, _) => "this page",
        (Lane::Relay, _) => "relay",
        (Lane::Service, true) => "practice DPS",
        (Lane::Service, false) => "DPS",
        (Lane::Hub, true) => "practice hub",
        (Lane::Hub, false) => "IoT Hub",
    }
}

fn line_view(
    workbench: Workbench,
    shown: Memo<Option<usize>>,
    line: &Line,
    from: usize,
    to: usize,
    y: usize,
) -> AnyView {
    let middle = (from + to) / 2;
    let label = line.label.clone();
    let tone = match line.tone {
        Tone::Packet => "packet",
        Tone::Around => "around",
        Tone::End => "end",
        Tone::Fault => "fault",
    };
    let drawn = if from == to {
        // A remark at one lane.
        let anchor = if from > WIDTH / 2 { "end" } else { "start" };
        let beside = if from > WIDTH / 2 { from - 9 } else { from + 9 };
        view! {
            <circle class="sequence-diagram__dot" cx=from.to_string() cy=(y - 4).to_string() r="3.5" />
            <text class="sequence-diagram__remark" x=beside.to_string() y=y.to_string() text-anchor=anchor>{cut(&label)}</text>
        }
        .into_any()
    } else {
        let (tip, back) = if from < to {
            (to - 1, to - 8)
        } else {
            (to + 1, to + 8)
        };
        let (above, below) = (y - 4, y + 4);
        view! {
            <text class="sequence-diagram__label" x=middle.to_string() y=(y - 6).to_string()>{label.clone()}</text>
            <path class="sequence-diagram__line" d=format!("M{from} {y}H{back}") />
            <path class="sequence-diagram__tip" d=format!("M{back} {above}L{tip} {y}L{back} {below}z") />
        }
        .into_any()
    };
    if line.tone != Tone::Packet {
        return view! { <g class="sequence-diagram__row" data-tone=tone>{drawn}</g> }.into_any();
    }
    let entry = line.entry;
    let select = move || workbench.selected.set(Some(entry));
    let on_key = move |event: KeyboardEvent| {
        if matches!(event.key().as_str(), "Enter" | " ") {
            event.prevent_default();
            select();
        }
        move_selection(workbench, shown, &event, "message");
    };
    let words = if from < to {
        format!("Sent: {label}")
    } else {
        format!("Received: {label}")
    };
    view! {
        <g class="sequence-diagram__row" data-tone=tone role="button" tabindex=attr(move || Some(if shown.get() == Some(entry) { 0 } else { -1 })) id=format!("message-{entry}") aria-label=words
            aria-pressed=attr(move || Some(shown.get() == Some(entry))) on:click=click(move |_| select()) on:keydown=on_key>
            <rect class="sequence-diagram__hit" x="4" y=(y - LINE + 10).to_string() width=(WIDTH - 8).to_string() height=(LINE - 2).to_string() rx="6" />
            {drawn}
        </g>
    }
    .into_any()
}
