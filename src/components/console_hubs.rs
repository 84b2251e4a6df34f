//! Linked hubs, and the desired properties of the devices on them.

use leptos::prelude::*;

use crate::browser::focus;
use crate::browser::practice_console::Seat;
use crate::components::console_parts::{
    Row, area, button, buttons, card, facts, form, line, paragraph, primary, rows, select, small,
    tick, words,
};
use crate::components::dynamic::dynamic;
use crate::console::{ACCESSES, LinkedHub, Order, Twin, desired_patch};
use crate::console_room::ConsoleRoom;

/// The desk.
pub fn hubs(room: ConsoleRoom, seat: Seat) -> AnyView {
    let note = match seat {
        Seat::BesideRelay => paragraph("why", vec!["All of them are this one practice hub under different names. The server’s certificate has the names the service was started with (--hub-host NAME); devices are assigned to a hub linked here all the same, but one that checks names, as it should, will not connect to it.".into_any()]),
        Seat::InPage => ().into_any(),
    };
    let list = dynamic(move || {
        room.held.with(|held| {
            let hubs = held.hubs.iter().map(|hub| row(room, hub));
            rows(
                hubs.collect(),
                "None is linked: every registration fails with 401001.",
            )
        })
    });
    let twins = dynamic(move || {
        room.held.with(|held| {
            let twins = held
                .twins
                .iter()
                .map(|(hub, twin)| twin_row(room, hub, twin));
            rows(twins.collect(), "No device has been assigned yet.")
        })
    });
    vec![
        card(
            "hubs",
            "Linked hubs",
            "where devices are assigned to",
            vec![note, list].into_any(),
        ),
        card(
            "hub-form",
            "Link or change a hub",
            "by its host name",
            hub_form(room),
        ),
        card(
            "twins",
            "Devices on the hubs",
            "and their desired properties",
            twins,
        ),
    ]
    .into_any()
}

fn row(room: ConsoleRoom, hub: &LinkedHub) -> AnyView {
    let name = hub.name.clone();
    let access = ACCESSES.iter().find(|(access, _)| *access == hub.access);
    let (class, access) = match access {
        Some(("granted", access)) => ("badge badge--ok", *access),
        Some((_, access)) => ("badge badge--bad", *access),
        None => ("badge", ""),
    };
    let shares = if hub.shares {
        ""
    } else {
        ", only for entries that name it"
    };
    let form = hub.clone();
    let change = move || {
        room.hub.set(form.clone());
        focus("hub-name");
    };
    let gone = name.clone();
    let unlink = move || {
        let order = Order::delete(&["linkedHubs", &gone]);
        room.act(
            order,
            format!("{gone} is unlinked. It lets none of its devices in any more."),
        );
    };
    Row {
        hook: "hub",
        state: hub.access.clone(),
        said: vec![
            words("console__name", &name),
            words("", format!("weight {}{shares}", hub.weight)),
            words(class, access),
        ],
        buttons: vec![
            small("Change", name.clone(), Box::new(change)),
            small("Unlink", name.clone(), Box::new(unlink)),
        ],
        below: Vec::new(),
        id: name,
    }
    .draw()
}

fn hub_form(room: ConsoleRoom) -> AnyView {
    let hub = room.hub;
    vec![
        form(vec![
            line(
                "hub-name",
                "Host name",
                "One that is linked already is changed.",
                Box::new(move || hub.with(|hub| hub.name.clone())),
                Box::new(move |typed| hub.update(|hub| hub.name = typed)),
            ),
            line(
                "hub-weight",
                "Weight",
                "From 1 to 1000, beside those of the others.",
                Box::new(move || hub.with(|hub| hub.weight.clone())),
                Box::new(move |typed| hub.update(|hub| hub.weight = typed)),
            ),
            select(
                "hub-access",
                "Writing devices into it",
                ACCESSES.to_vec(),
                Box::new(move || hub.with(|hub| hub.access.clone())),
                Box::new(move |typed| hub.update(|hub| hub.access = typed)),
            ),
            tick(
                "hub-shares",
                "Takes part where an entry names no hubs",
                Box::new(move || hub.with(|hub| hub.shares)),
                Box::new(move |on| hub.update(|hub| hub.shares = on)),
            ),
        ]),
        buttons(vec![primary(
            "put-hub",
            "Link this hub",
            Box::new(move || room.put_hub()),
        )]),
    ]
    .into_any()
}

fn twin_row(room: ConsoleRoom, hub: &str, twin: &Twin) -> AnyView {
    let patch = RwSignal::new(String::new());
    let (hub, device) = (hub.to_owned(), twin.device_id.clone());
    let title = format!("{device} on {hub}");
    let field = format!("desired-{device}-{hub}");
    let send = move || match desired_patch(&patch.get_untracked()) {
        Err(why) => room.fail(&why),
        Ok(body) => room.act(
            Order::patch(&["linkedHubs", &hub, "twins", &device], body),
            format!(
                "The desired properties of {device} are changed; it hears of it if it listens."
            ),
        ),
    };
    Row {
        hook: "twin",
        id: twin.device_id.clone(),
        state: String::new(),
        said: vec![words("console__name", title)],
        buttons: Vec::new(),
        below: vec![
            facts(
                "",
                vec![
                    ("desired", twin.desired.clone()),
                    ("reported", twin.reported.clone()),
                ],
            ),
            area(
                &field,
                "Change desired properties",
                "A JSON object; null removes a member.",
                Box::new(move || patch.get()),
                Box::new(move |typed| patch.set(typed)),
            ),
            buttons(vec![button(
                "button",
                "",
                "Send",
                String::new(),
                Box::new(send),
            )]),
        ],
    }
    .draw()
}
