//! Linked hubs, and the desired properties of the devices on them.

use leptos::prelude::*;

use crate::browser::practice_console::Seat;
use crate::components::console_parts::{area, card, line, select, small, tick};
use crate::components::dynamic::{click, dynamic};
use crate::console::{ACCESSES, LinkedHub, Order, Twin, desired_patch};
use crate::console_room::ConsoleRoom;

/// The desk.
pub fn hubs(room: ConsoleRoom, seat: Seat) -> AnyView {
    let note = (seat == Seat::BesideRelay).then(|| view! {
        <p class="why">"All of them are this one practice hub under different names. The server’s certificate has the names the service was started with (--hub-host NAME); a hub linked here is assigned to all the same, but a device that checks names, as it should, will not connect to it."</p>
    });
    let list = dynamic(move || {
        room.held.with(|held| {
            if held.hubs.is_empty() {
                return view! { <p class="note">"None is linked: every registration fails with 401001."</p> }.into_any();
            }
            let rows = held.hubs.iter().map(|hub| row(room, hub));
            view! { <ul class="console__list">{rows.collect_view()}</ul> }.into_any()
        })
    });
    let twins = dynamic(move || {
        room.held.with(|held| {
            if held.twins.is_empty() {
                return view! { <p class="note">"No device has been assigned yet."</p> }.into_any();
            }
            let rows = held
                .twins
                .iter()
                .map(|(hub, twin)| twin_view(room, hub, twin));
            view! { <ul class="console__list">{rows.collect_view()}</ul> }.into_any()
        })
    });
    let list = view! { {note}{list} }.into_any();
    view! {
        {card("hubs", "Linked hubs", "where devices are assigned to", list)}
        {card("hub-form", "Link or change a hub", "by its host name", form(room))}
        {card("twins", "Devices on the hubs", "and their desired properties", twins)}
    }
    .into_any()
}

fn row(room: ConsoleRoom, hub: &LinkedHub) -> AnyView {
    let name = hub.name.clone();
    let access = ACCESSES.iter().find(|(access, _)| *access == hub.access);
    let (class, words) = match access {
        Some(("granted", words)) => ("badge badge--ok", *words),
        Some((_, words)) => ("badge badge--bad", *words),
        None => ("badge", ""),
    };
    let shares = if hub.shares {
        ""
    } else {
        ", only for entries that name it"
    };
    let change = {
        let hub = hub.clone();
        move || {
            room.hub.set(hub.clone());
            crate::browser::focus("hub-name");
        }
    };
    let unlink = {
        let name = name.clone();
        move || {
            room.act(
                Order::delete(&["linkedHubs", &name]),
                format!("{name} is unlinked. It lets none of its devices in any more."),
            )
        }
    };
    view! {
        <li class="console__row" data-testid="hub" data-id=name>
            <p><b>{name.clone()}</b>" "{format!("weight {}{shares}", hub.weight)}" "<span class=class>{words}</span></p>
            <div class="console__buttons">{small("Change", name.clone(), change)}{small("Unlink", name.clone(), unlink)}</div>
        </li>
    }
    .into_any()
}

fn form(room: ConsoleRoom) -> AnyView {
    let hub = room.hub;
    view! {
        <div class="console__form">
            {line("hub-name", "Host name", "One that is linked already is changed.", Box::new(move || hub.with(|hub| hub.name.clone())),
                Box::new(move |typed| hub.update(|hub| hub.name = typed)))}
            {line("hub-weight", "Weight", "From 1 to 1000, beside those of the others.", Box::new(move || hub.with(|hub| hub.weight.clone())),
                Box::new(move |typed| hub.update(|hub| hub.weight = typed)))}
            {select("hub-access", "Writing devices into it", ACCESSES.to_vec(), Box::new(move || hub.with(|hub| hub.access.clone())),
                Box::new(move |typed| hub.update(|hub| hub.access = typed)))}
            {tick("hub-shares", "Takes part where an entry names no hubs", move || hub.with(|hub| hub.shares), move |on| hub.update(|hub| hub.shares = on))}
        </div>
        <div class="console__buttons">
            <button type="button" class="button button--primary" data-testid="put-hub" on:click=click(move |_| room.put_hub())>"Link this hub"</button>
        </div>
    }
    .into_any()
}

fn twin_view(room: ConsoleRoom, hub: &str, twin: &Twin) -> AnyView {
    let patch = RwSignal::new(String::new());
    let (hub, device) = (hub.to_owned(), twin.device_id.clone());
    let title = format!("{device} on {hub}");
    let field = format!("desired-{device}-{hub}");
    let send = move |_| match desired_patch(&patch.get_untracked()) {
        Err(why) => room.fail(&why),
        Ok(body) => room.act(
            Order::patch(&["linkedHubs", &hub, "twins", &device], body),
            format!(
                "The desired properties of {device} are changed; it hears of it if it listens."
            ),
        ),
    };
    view! {
        <li class="console__row" data-testid="twin" data-id=twin.device_id.clone()>
            <p><b>{title}</b></p>
            <dl class="facts">
                <dt>"desired"</dt><dd class="mono">{twin.desired.clone()}</dd>
                <dt>"reported"</dt><dd class="mono">{twin.reported.clone()}</dd>
            </dl>
            <div class="console__proof">
                {area(&field, "Change desired properties", "A JSON object; null removes a member.", Box::new(move || patch.get()), Box::new(move |typed| patch.set(typed)))}
                <div class="console__buttons"><button type="button" class="button" on:click=click(send)>"Send"</button></div>
            </div>
        </li>
    }
    .into_any()
}
