//! What happened, connection by connection, while it happens.

use leptos::prelude::*;

use crate::components::console_parts::{button, buttons, card, facts, paragraph, unproven, words};
use crate::components::dynamic::dynamic;
use crate::console::{Happening, SeenConnection};
use crate::console_room::ConsoleRoom;
use crate::hex;

/// Bytes in a row of a packet.
const PER_ROW: usize = 16;

/// The desk. Rows that are there stay as they are, with what is open in them, while new ones come in above.
pub fn history(room: ConsoleRoom) -> AnyView {
    let connections = move || {
        room.held.with(|held| {
            let seen = held.log.connections.iter().rev();
            seen.cloned().collect::<Vec<_>>()
        })
    };
    let latest = move || {
        room.held
            .with_untracked(|held| held.log.connections.last().map(|seen| seen.number))
    };
    let empty = move || room.held.with(|held| held.log.connections.is_empty());
    let clear = buttons(vec![
        button(
            "button",
            "clear-history",
            "Clear the history",
            String::new(),
            Box::new(move || room.clear_history()),
        ),
        words(
            "note",
            "The service keeps the latest 200 connections and a bounded number of packets; passwords are blotted out.",
        ),
    ]);
    let body = view! {
        {clear}
        {dynamic(move || empty().then(|| view! { <p class="note">"Nobody has come yet. What happens from now on appears here by itself."</p> }).into_any())}
        <ol class="console__list">
            <For each=connections key=|seen| (seen.number, seen.closed.is_some(), seen.registration_id.clone())
                children=move |seen| { let is_latest = latest() == Some(seen.number); connection(room, &seen, is_latest) } />
        </ol>
    }
    .into_any();
    card(
        "history",
        "Connections",
        "the latest first, read every second",
        body,
    )
}

fn connection(room: ConsoleRoom, seen: &SeenConnection, is_latest: bool) -> AnyView {
    let number = seen.number;
    let who = seen
        .registration_id
        .clone()
        .unwrap_or_else(|| "nobody yet".to_owned());
    let to = if seen.is_hub { "the hub" } else { "DPS" };
    let state = match (&seen.closed, seen.failed) {
        (_, true) => ("badge badge--bad", "refused"),
        (None, _) => ("badge badge--ok", "open"),
        (Some(_), _) => ("badge", "closed"),
    };
    let from = match seen.peer.as_str() {
        "" => "inside this page".to_owned(),
        peer => peer.to_owned(),
    };
    let tls = seen
        .tls
        .clone()
        .unwrap_or_else(|| "no TLS inside the page".to_owned());
    let chain = match seen.presented {
        0 => "none presented".to_owned(),
        count => format!("{count} presented: {}", seen.chain.join(", then ")),
    };
    let of_handshake = seen.fault.clone();
    let faults = move || {
        room.held.with(|held| {
            let fired = held.log.faults_on(number).into_iter();
            let fired = fired.filter(|fault| Some(*fault) != of_handshake.as_deref());
            let all = of_handshake.iter().cloned().chain(fired.map(str::to_owned));
            let all = all.map(
                |fault| view! { <span class="badge badge--warn">"on purpose: "{fault}</span>" " },
            );
            all.collect_view().into_any()
        })
    };
    let entries = move || {
        room.held
            .with(|held| held.log.on(number).cloned().collect::<Vec<_>>())
    };
    let summary = vec![
        words("console__name", format!("{number}: {who}")),
        words("", format!("to {to}")),
        words(state.0, state.1),
        dynamic(faults),
        words("note", &seen.opened),
    ];
    view! {
        <li class="console__connection" data-testid="connection" data-number=number.to_string()>
            <details open=is_latest>
                <summary>{summary}</summary>
                {facts("", vec![("From", from), ("TLS", tls), ("Certificates", chain)])}
                <ol class="console__happenings"><For each=entries key=|entry| entry.number children=move |entry| happening(&entry) /></ol>
            </details>
        </li>
    }
    .into_any()
}

fn happening(entry: &Happening) -> AnyView {
    let time = entry.at.split('T').nth(1).unwrap_or(&entry.at);
    let time = time.get(..12).unwrap_or(time);
    let (mut hook, fault) = ("", entry.fault.clone());
    let what = if let Some(packet) = &entry.packet {
        let (arrow, word);
        (hook, arrow, word) = match packet.from_device {
            true => ("from", "→", "from the device"),
            false => ("to", "←", "to the device"),
        };
        let rows = packet.bytes.chunks(PER_ROW).enumerate();
        let rows = rows.map(|(row, bytes)| {
            let (at, hex, text) = (
                hex::offset(row * PER_ROW),
                hex::hex(bytes),
                hex::text(bytes),
            );
            format!("{at}  {hex:<47}  {text}")
        });
        let mut bytes = rows.collect::<Vec<_>>().join("\n");
        let left_out = packet.length.saturating_sub(packet.bytes.len() as u64);
        if left_out > 0 {
            bytes.push_str(&format!("\n{left_out} more bytes were not kept"));
        }
        let summary = vec![
            view! { <span aria-hidden="true">{arrow}</span>" " }.into_any(),
            words("", &entry.what),
            words("sr-only", word),
            words("note", format!("{} bytes", packet.length)),
        ];
        view! { <details><summary>{summary}</summary><pre class="console__pre" tabindex="0">{bytes}</pre></details> }.into_any()
    } else {
        let mut said = Vec::new();
        if let Some(fault) = &entry.fault {
            said.push(words("badge badge--warn", "on purpose"));
            said.push(words("mono", format!("{fault}:")));
        }
        said.push(words("", &entry.what));
        if let Some((text, evidence)) = &entry.rule {
            hook = "rule";
            said.push(words("note", format!("Rule: {text}")));
            said.push(unproven(evidence));
        }
        paragraph("", said)
    };
    let time = words("note", time);
    view! { <li data-happening=hook data-fault=fault>{time}{what}</li> }.into_any()
}
