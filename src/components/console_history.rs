//! What happened, connection by connection, while it happens.

use leptos::prelude::*;

use crate::components::console_parts::card;
use crate::components::dynamic::{click, dynamic};
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
    let body = view! {
        <div class="console__buttons">
            <button type="button" class="button" data-testid="clear-history" on:click=click(move |_| room.clear_history())>"Clear the history"</button>
            <span class="note">"The service keeps the latest 200 connections and a bounded number of packets; passwords are blotted out."</span>
        </div>
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
        peer => format!("from {peer}"),
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
    view! {
        <li class="console__connection" data-testid="connection" data-number=number.to_string()>
            <details open=is_latest>
                <summary><b>{format!("{number}: {who}")}</b>" "{format!("to {to}")}" "<span class=state.0>{state.1}</span>" "{dynamic(faults)}<span class="note">{seen.opened.clone()}</span></summary>
                <dl class="facts">
                    <dt>"From"</dt><dd>{from}</dd>
                    <dt>"TLS"</dt><dd>{tls}</dd>
                    <dt>"Certificates"</dt><dd>{chain}</dd>
                </dl>
                <ol class="console__happenings"><For each=entries key=|entry| entry.number children=move |entry| happening(&entry) /></ol>
            </details>
        </li>
    }
    .into_any()
}

fn happening(entry: &Happening) -> AnyView {
    let time = entry.at.split('T').nth(1).unwrap_or(&entry.at);
    let time = time.get(..12).unwrap_or(time).to_owned();
    if let Some(packet) = &entry.packet {
        let (arrow, word) = match packet.from_device {
            true => ("→", "from the device"),
            false => ("←", "to the device"),
        };
        let bytes: Vec<String> = packet
            .bytes
            .chunks(PER_ROW)
            .enumerate()
            .map(|(row, bytes)| {
                format!(
                    "{}  {:<47}  {}",
                    hex::offset(row * PER_ROW),
                    hex::hex(bytes),
                    hex::text(bytes)
                )
            })
            .collect();
        let left_out = packet.length.saturating_sub(packet.bytes.len() as u64);
        let left_out = (left_out > 0).then(|| format!("\n{left_out} more bytes were not kept"));
        return view! {
            <li data-direction=if packet.from_device { "from" } else { "to" }>
                <span class="note">{time}</span>
                <details><summary><span aria-hidden="true">{arrow}</span>" "{entry.what.clone()}<span class="sr-only">{format!(", {word}")}</span>" "<span class="note">{format!("{} bytes", packet.length)}</span></summary>
                    <pre class="console__pre" tabindex="0">{bytes.join("\n")}{left_out}</pre>
                </details>
            </li>
        }
        .into_any();
    }
    if let Some(fault) = &entry.fault {
        return view! {
            <li data-fault=fault.clone()><span class="note">{time}</span>
                <p><span class="badge badge--warn">"on purpose"</span>" "<code>{fault.clone()}</code>": "{entry.what.clone()}</p>
            </li>
        }
        .into_any();
    }
    let rule = entry.rule.as_ref().map(|(text, evidence)| {
        let class = if evidence == "unproven" { "badge badge--warn" } else { "badge" };
        view! { <br /><span class="note">"Rule: "{text.clone()}" "</span><span class=class>{evidence.clone()}</span> }
    });
    view! { <li data-rule=entry.rule.is_some().then_some("true")><span class="note">{time}</span><p>{entry.what.clone()}{rule}</p></li> }.into_any()
}
