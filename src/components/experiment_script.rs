//! What is to be sent, packet by packet: each can be changed, moved and left out, and others added.

use experiments::ordinary;
use leptos::prelude::*;

use crate::components::dynamic::{attr, click, dynamic, memo, text};
use crate::experiment_room::ExperimentRoom;
use crate::packet_view::size;

/// What a row shows.
#[derive(Clone, PartialEq, Eq)]
struct Line {
    number: u32,
    title: &'static str,
    badge: Option<&'static str>,
    bytes: usize,
    is_sent: bool,
}

/// The list, and what can be added to it.
pub fn script(room: ExperimentRoom) -> AnyView {
    let lines = memo(move || {
        room.trial.with(|trial| {
            let (names, sent) = (trial.names(), trial.sent());
            let drafts = trial.script.drafts().iter().enumerate();
            let lines = drafts.map(|(at, draft)| Line {
                number: draft.number,
                title: draft.step.title,
                badge: match (&draft.edited, draft.step.is_changed) {
                    (Some(_), _) => Some("edited"),
                    (None, true) => Some("changed"),
                    (None, false) => None,
                },
                bytes: draft.bytes(&names).len(),
                is_sent: at < sent && trial.is_running(),
            });
            lines.collect::<Vec<_>>()
        })
    });
    let rows = move || {
        lines
            .get()
            .into_iter()
            .map(|line| row(room, &line))
            .collect_view()
            .into_any()
    };
    let add = ordinary::ALL.iter().map(|step| {
        view! {
            <button type="button" class="button button--small" on:click=click(move |_| room.add(*step))>{step.title}</button>
        }
        .into_any()
    });
    let add: Vec<AnyView> = add.collect();
    view! {
        <ol class="experiment-script" data-testid="script">{dynamic(rows)}</ol>
        <details class="experiment-script__more">
            <summary>"Add a packet at the end"</summary>
            <div class="experiment-script__add" data-testid="script-add">{add}</div>
        </details>
    }
    .into_any()
}

fn row(room: ExperimentRoom, line: &Line) -> AnyView {
    let (number, title) = (line.number, line.title);
    let badge = line
        .badge
        .map(|badge| view! { <span class="badge badge--warn">{badge}</span> });
    let is_edited = move || (room.edited.get() == Some(number)).to_string();
    let buttons = if line.is_sent {
        view! { <span class="badge">"sent"</span> }.into_any()
    } else {
        let earlier = move |_| {
            let sent = room
                .trial
                .with_untracked(|trial| if trial.is_running() { trial.sent() } else { 0 });
            room.rewrite(|script| script.earlier(number, sent));
        };
        let edit = move |_| {
            room.edited
                .update(|edited| *edited = (*edited != Some(number)).then_some(number));
        };
        view! {
            <button type="button" class="button button--small" data-testid="script-edit" aria-expanded=attr(move || Some(is_edited())) aria-label=format!("Edit {title}") on:click=click(edit)>"Edit"</button>
            <button type="button" class="button button--small" data-testid="script-earlier" aria-label=format!("Send {title} one earlier") title="One earlier" on:click=click(earlier)>"↑"</button>
            <button type="button" class="button button--small" data-testid="script-remove" aria-label=format!("Leave out {title}") title="Leave out" on:click=click(move |_| room.rewrite(|script| script.remove(number)))>"×"</button>
        }
        .into_any()
    };
    let bytes = size(line.bytes);
    view! {
        <li class="experiment-script__row" data-number=number.to_string()>
            <span class="experiment-script__title">{title}" "{badge}</span>
            <span class="note">{text(move || bytes.clone())}</span>
            <span class="experiment-script__buttons">{buttons}</span>
        </li>
    }
    .into_any()
}
