//! The session once more, packet by packet, and what the device knew at each moment. Nothing is sent again: a fresh
//! registration machine takes in what was recorded.

use dps_protocol::mark::{Part, Span};
use leptos::prelude::*;

use crate::components::dynamic::{attr, click, dynamic, memo, text};
use crate::components::marked::marked;
use crate::components::watched::Watched;
use crate::journey::What;
use crate::packet_view::{headline, seconds};
use crate::replay::{Moment, Replay};
use crate::workbench::Workbench;

/// Scrubber and state.
pub fn replay() -> AnyView {
    let workbench = Workbench::expect();
    let watched = Watched::expect();
    let shown = memo(move || watched.shown());
    let count = memo(move || watched.with(|trace| trace.packets().len()));
    let number = memo(move || {
        let shown = shown.get();
        watched.with(|trace| shown.and_then(|entry| trace.packet_number(entry)))
    });
    let kept = StoredValue::new_local(None::<Replay>);
    let moment = memo(move || {
        let entry = shown.get()?;
        workbench.journey.with(|journey| {
            let (settings, trace) = (journey.settings(), journey.trace());
            kept.try_update_value(|kept| {
                let replay = kept
                    .take_if(|replay| replay.is_of(&settings, trace))
                    .unwrap_or_else(|| Replay::new(settings, trace));
                kept.insert(replay).at(trace, entry)
            })
            .flatten()
        })
    });
    // What the scrubber is at, also for who hears it.
    let words = move || {
        let (number, count) = (number.get().unwrap_or_default(), count.get());
        let said = watched.with(|trace| {
            let entry = shown.get().and_then(|entry| trace.get(entry))?;
            match &entry.what {
                What::Packet(packet) => Some(headline(packet)),
                _ => None,
            }
        });
        format!("packet {number} of {count}: {}", said.unwrap_or_default())
    };
    let to = move |number: usize| {
        let entry =
            watched.with_untracked(|trace| trace.packets().get(number.saturating_sub(1)).copied());
        watched.selected.set(entry);
    };
    let step = move |by: isize| watched.step(shown.get_untracked(), by);
    let is_first = move || {
        number
            .get()
            .is_none_or(|number| number == 1)
            .then_some("true")
    };
    let is_last = move || {
        number
            .get()
            .is_none_or(|number| number == count.get())
            .then_some("true")
    };
    let button = move |hook: &'static str,
                       name: &'static str,
                       arrow: &'static str,
                       by: isize,
                       is_end: Memo<bool>| {
        view! {
            <button type="button" class="button replay__step" data-testid=hook aria-label=name title=name aria-disabled=attr(move || is_end.get().then_some("true"))
                on:click=click(move |_| { step(by); })>
                <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true"><path d=arrow /></svg>
            </button>
        }
        .into_any()
    };
    let (is_first, is_last) = (
        memo(move || is_first().is_some()),
        memo(move || is_last().is_some()),
    );
    let bar = move || {
        view! {
            <div class="replay__bar" role="group" aria-label="Step through the session">
                {button("replay-first", "To the first packet", "M5 4v12M15 4l-7 6 7 6", isize::MIN, is_first)}
                {button("replay-back", "One packet back", "M13 4l-7 6 7 6", -1, is_first)}
                <input class="replay__scrubber" data-testid="scrubber" type="range" min="1" aria-label="Packet" max=attr(move || Some(count.get()))
                    aria-valuetext=attr(move || Some(words())) prop:value=move || number.get().unwrap_or_default().to_string()
                    on:input=move |event| to(event_target_value(&event).parse().unwrap_or(1)) />
                {button("replay-forward", "One packet on", "M7 4l7 6-7 6", 1, is_last)}
                {button("replay-last", "To the newest packet", "M15 4v12M5 4l7 6-7 6", isize::MAX, is_last)}
            </div>
        }
        .into_any()
    };
    let state = move || {
        moment
            .get()
            .map_or_else(|| ().into_any(), |moment| known(&moment))
    };
    let is_empty = memo(move || count.get() == 0);
    let body = move || {
        match is_empty.get() {
        true => view! { <p class="replay__empty">"Once there are packets, you can go through them here, forwards and back, and see what the device knew at each moment."</p> }.into_any(),
        false => view! { {bar()}<p class="replay__words" data-testid="replay-words">{text(words)}</p>{dynamic(state)} }.into_any(),
    }
    };
    view! {
        <div class="card__head"><h2>"Replay"</h2><span>"nothing is sent again"</span></div>
        <div class="replay" data-testid="replay">{dynamic(body)}</div>
    }
    .into_any()
}

/// What the device knew.
fn known(moment: &Moment) -> AnyView {
    let fact = |hook: &'static str, name: &'static str, value: Vec<AnyView>| {
        view! { <div><dt>{name}</dt><dd data-testid=hook>{value}</dd></div> }.into_any()
    };
    let plain = |text: String| vec![text.into_any()];
    let part =
        |text: &Option<String>, part: Part| match text.as_deref().filter(|text| !text.is_empty()) {
            Some(text) => marked(
                text,
                &[Span {
                    range: 0..text.len(),
                    part,
                }],
            ),
            None => plain("none yet".to_owned()),
        };
    let state = match moment.is_hub {
        true => format!("{}; now at its hub", moment.words()),
        false => moment.words(),
    };
    let next = moment
        .next_in_words()
        .unwrap_or_else(|| "not due".to_owned());
    view! {
        <dl class="replay__facts" aria-label="What the device knew then">
            {fact("replay-at", "Time", plain(seconds(moment.at)))}
            {fact("replay-state", "Registration", plain(state))}
            {fact("replay-request", "Last request ID", part(&moment.request_id, Part::RequestId))}
            {fact("replay-operation", "Operation ID", part(&moment.operation_id, Part::OperationId))}
            {fact("replay-next", "Next poll", plain(next))}
        </dl>
    }
    .into_any()
}
