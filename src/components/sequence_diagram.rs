//! The trace drawn: who said what to whom. Each packet is a button that selects it. Of many lines, only those near what is
//! seen are there.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use crate::browser::{reveal_part, seen_part};
use crate::components::dynamic::{attr, click, dynamic, keyed, memo, text};
use crate::components::watched::{Scrolled, Watched};
use crate::inputs::Place;
use crate::packet_view;
use crate::sequence::{Diagram, LINE, Lane, Line, Tone};
use crate::trace::widened;
use crate::workbench::Workbench;

// Units of the drawing.
const WIDTH: usize = 400;
const MARGIN: usize = 56;
/// Longer remarks would leave the drawing.
const REMARK_CHARS: usize = 44;

const DRAWING: &str = "sequence-drawing";

/// What there is to draw; the diagram itself is kept, since it only grows.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Extent {
    place: Place,
    run: u32,
    lanes: usize,
    lines: usize,
    height: usize,
}

/// The sequence so far.
#[component]
pub fn SequenceDiagram() -> impl IntoView {
    let workbench = Workbench::expect();
    let watched = Watched::expect();
    let scrolled: Scrolled = expect_context();
    let kept = StoredValue::new_local(Diagram::new(Place::InPage));
    let shown = memo(move || watched.shown());
    let extent = memo(move || {
        let place = workbench.inputs.with(|inputs| inputs.place);
        let run = watched.with(|trace| {
            kept.update_value(|diagram| diagram.catch_up(place, trace));
            trace.run()
        });
        kept.with_value(|diagram| Extent {
            place,
            run,
            lanes: diagram.lanes.len(),
            lines: diagram.lines.len(),
            height: (diagram.bottom() + 24).max(170),
        })
    });
    let drawn = memo(move || {
        scrolled.0.get();
        let height = extent.get().height as f64;
        let seen = seen_part(DRAWING).unwrap_or((0.0, 0.0));
        let at = |share: f64| (share * height) as usize;
        kept.with_value(|diagram| {
            widened(
                &diagram.lines_between(at(seen.0), at(seen.1)),
                diagram.lines.len(),
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
                let line = kept.try_with_value(|diagram| diagram.line_of(entry).map(|line| line.y));
                if let (Some(Some(y)), Some(extent)) = (line, extent.try_get_untracked()) {
                    let share = |y: usize| y as f64 / extent.height as f64;
                    reveal_part(DRAWING, share(y - LINE), share(y));
                    scrolled.look();
                }
            });
        }
    });
    // One line is a stop for Tab: the one that is shown, or, where that is out of sight, the first that is a packet.
    let stop = memo(move || {
        let (drawn, shown) = (drawn.get(), shown.get());
        kept.with_value(|diagram| {
            let lines = diagram.lines.get(drawn).unwrap_or_default();
            let entries = || {
                lines
                    .iter()
                    .filter(|line| line.tone == Tone::Packet)
                    .map(|line| line.entry)
            };
            shown
                .filter(|shown| entries().any(|entry| entry == *shown))
                .or_else(|| entries().next())
        })
    });
    // Another number of lanes moves every line.
    let keys = move || {
        let Extent { run, lanes, .. } = extent.get();
        drawn
            .get()
            .map(|line| u64::from(run) << 32 | (lanes as u64) << 28 | line as u64)
            .collect()
    };
    let draw = move |key: u64| {
        kept.with_value(|diagram| {
            let line = diagram.lines.get((key & 0xFFF_FFFF) as usize);
            line.map_or_else(
                || ().into_any(),
                |line| line_with_pause(watched, shown, stop, &diagram.lanes, line),
            )
        })
    };
    let heads = move || {
        let Extent { place, height, .. } = extent.get();
        let end = height - 8;
        kept.with_value(|diagram| {
            let lanes = &diagram.lanes;
            let heads = lanes.iter().map(|&lane| {
                let x = x(lanes, lane);
                view! {
                    <text class="sequence-diagram__head" x=x.to_string() y="22">{lane_name(lane, place)}</text>
                    <path class="sequence-diagram__lane" d=format!("M{x} 32V{end}") />
                }
            });
            heads.collect_view().into_any()
        })
    };
    let is_empty = memo(move || extent.get().lines == 0);
    let empty = move || {
        match is_empty.get() {
        true => view! {
            <text class="sequence-diagram__empty" x=(WIDTH / 2).to_string() y="96">"Nothing sent yet. Every message"</text>
            <text class="sequence-diagram__empty" x=(WIDTH / 2).to_string() y="114">"will be drawn here as it travels."</text>
        }
        .into_any(),
        false => ().into_any(),
    }
    };
    // The drawing in words: for who cannot see it, the list says the same line by line.
    let words = move || {
        let place = extent.get().place;
        let packets = watched.with(|trace| trace.packets().len());
        kept.with_value(|diagram| {
            let lanes = diagram.lanes.iter().map(|&lane| lane_name(lane, place));
            let lanes: Vec<_> = lanes.collect();
            format!("A drawing of {packets} packets between {}, in the order of time. Each is a button below; the tab Packets has them as a list.", lanes.join(", "))
        })
    };
    view! {
        <p class="sr-only" id="sequence-words">{text(words)}</p>
        <svg class="sequence-diagram" id=DRAWING viewBox=attr(move || Some(format!("0 0 {WIDTH} {}", extent.get().height))) role="group"
            aria-label="Sequence of messages" aria-describedby="sequence-words" data-testid="sequence">
            {dynamic(heads)}
            {dynamic(empty)}
            {keyed(keys, draw)}
        </svg>
    }
}

fn line_with_pause(
    watched: Watched,
    shown: Memo<Option<usize>>,
    stop: Memo<Option<usize>>,
    lanes: &[Lane],
    line: &Line,
) -> AnyView {
    let at = |lane: Lane| x(lanes, lane);
    let pause = line.pause.map(|pause| {
        let (x, y) = ((at(Lane::Page) + at(Lane::Service)) / 2, line.y - LINE - 4);
        view! { <text class="sequence-diagram__pause" x=x.to_string() y=y.to_string()>{format!("{} later", packet_view::pause(pause))}</text> }
    });
    let drawn = line_view(
        watched,
        shown,
        stop,
        line,
        at(line.from),
        at(line.to),
        line.y,
    );
    view! { {pause}{drawn} }.into_any()
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
    watched: Watched,
    shown: Memo<Option<usize>>,
    stop: Memo<Option<usize>>,
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
    let select = move || watched.selected.set(Some(entry));
    let on_key = move |event: KeyboardEvent| {
        if matches!(event.key().as_str(), "Enter" | " ") {
            event.prevent_default();
            select();
        }
        watched.move_selection(shown, &event, "message");
    };
    let words = if from < to {
        format!("Sent: {label}")
    } else {
        format!("Received: {label}")
    };
    view! {
        <g class="sequence-diagram__row" data-tone=tone role="button" tabindex=attr(move || Some(if stop.get() == Some(entry) { 0 } else { -1 })) id=format!("message-{entry}") aria-label=words
            aria-pressed=attr(move || Some(shown.get() == Some(entry))) on:click=click(move |_| select()) on:keydown=on_key>
            <rect class="sequence-diagram__hit" x="4" y=(y - LINE + 10).to_string() width=(WIDTH - 8).to_string() height=(LINE - 2).to_string() rx="6" />
            {drawn}
        </g>
    }
    .into_any()
}
