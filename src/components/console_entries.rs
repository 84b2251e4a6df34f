//! Who may register: this device, the entries, the form of one, and how each registration ended.

use leptos::prelude::*;

use crate::components::console_parts::{area, card, line, select, small, tick};
use crate::components::dynamic::{attr, click, dynamic, memo};
use crate::console::{Draft, Entry, EntryKind, Order, Policy};
use crate::console_room::ConsoleRoom;
use crate::inputs::Enrolment;
use crate::lesson::StepId;
use crate::workbench::Workbench;

/// The desk.
pub fn entries(room: ConsoleRoom) -> AnyView {
    view! {
        {card("this-device", "This device", "the one of the lesson", this_device(room))}
        {list(room, EntryKind::Individual)}
        {list(room, EntryKind::Group)}
        {card("entry-form", "Add or change an entry", "as you would in the portal", form(room))}
        {records(room)}
    }
    .into_any()
}

/// Adds the device whose certificate is loaded.
fn this_device(room: ConsoleRoom) -> AnyView {
    let workbench = Workbench::expect();
    let device = memo(move || {
        let id = workbench
            .inputs
            .with(|inputs| inputs.registration_id.clone());
        let name = workbench.material.with(|material| {
            let leaf = material.as_ref()?.leaf()?;
            Some(leaf.common_name().unwrap_or("no common name").to_owned())
        });
        (id, name)
    });
    let known = memo(move || {
        let (id, _) = device.get();
        room.held.with(|held| {
            held.individuals
                .iter()
                .any(|entry| entry.id.eq_ignore_ascii_case(&id))
        })
    });
    let make = move |_| {
        workbench
            .inputs
            .update(|inputs| inputs.enrolment = Enrolment::Kept);
        workbench.run_to(StepId::Certificates);
    };
    dynamic(move || {
        let (id, name) = device.get();
        let add = match name {
            Some(name) => view! {
                <p>"The lesson’s device is "<b>{id}</b>", and its certificate names "<b>{name}</b>". The service gets the certificate alone; the key stays where it is."</p>
                <div class="console__buttons">
                    <button type="button" class="button button--primary" data-testid="add-device" on:click=click(move |_| room.add_this_device())>"Add this device"</button>
                </div>
            }
            .into_any(),
            None => view! {
                <p>"No certificate is loaded. Load one in "<a href="#/lesson/certificates">"the step about certificates"</a>", or have one made:"</p>
                <div class="console__buttons">
                    <button type="button" class="button" data-testid="make-device" on:click=click(make)>"Make a practice identity"</button>
                </div>
            }
            .into_any(),
        };
        let run = known.get().then(|| view! {
            <div class="console__buttons">
                <button type="button" class="button" data-testid="run-lesson" on:click=click(move |_| room.run_lesson())>"Run the lesson with what is enrolled here"</button>
            </div>
        });
        view! { {add}{run} }.into_any()
    })
}

fn list(room: ConsoleRoom, kind: EntryKind) -> AnyView {
    let (id, title, remark) = match kind {
        EntryKind::Individual => ("individuals", "Individual enrolments", "one device each"),
        EntryKind::Group => (
            "groups",
            "Enrolment groups",
            "every device below a CA, or with a derived key",
        ),
    };
    let rows = dynamic(move || {
        room.held.with(|held| {
            let entries = match kind {
                EntryKind::Individual => &held.individuals,
                EntryKind::Group => &held.groups,
            };
            if entries.is_empty() {
                return view! { <p class="note">"None."</p> }.into_any();
            }
            let rows = entries.iter().map(|entry| row(room, entry));
            view! { <ul class="console__list">{rows.collect_view()}</ul> }.into_any()
        })
    });
    card(id, title, remark, rows)
}

fn row(room: ConsoleRoom, entry: &Entry) -> AnyView {
    let path = [entry.kind.collection().to_owned(), entry.id.clone()];
    let (class, word, turn) = match entry.enabled {
        true => ("badge badge--ok", "enabled", "Disable"),
        false => ("badge badge--bad", "disabled", "Enable"),
    };
    let (id, enabled) = (entry.id.clone(), entry.enabled);
    let switched = entry.switched(!enabled);
    let switch = {
        let (path, id) = (path.clone(), id.clone());
        move || {
            let order = Order::put(&[&path[0], &path[1]], switched.clone());
            let word = if enabled { "disabled" } else { "enabled" };
            room.act(order, format!("{id} is {word}."));
        }
    };
    let draft = Draft::of(entry);
    let change = move || {
        room.draft.set(draft.clone());
        crate::browser::focus("entry-id");
    };
    let delete = {
        let id = id.clone();
        move || {
            room.act(
                Order::delete(&[&path[0], &path[1]]),
                format!("{id} is deleted. A hub keeps the devices it has."),
            )
        }
    };
    let terms = (!entry.terms.is_empty())
        .then(|| view! { <span class="note">{entry.terms.clone()}</span> });
    view! {
        <li class="console__row" data-testid="entry" data-id=id>
            <p><b>{id.clone()}</b>" "<span class=class>{word}</span>" "{entry.shows.clone()}" "{terms}</p>
            <div class="console__buttons">
                {small(turn, id.clone(), switch)}
                {small("Change", id.clone(), change)}
                {small("Delete", id.clone(), delete)}
            </div>
        </li>
    }
    .into_any()
}

fn form(room: ConsoleRoom) -> AnyView {
    let draft = room.draft;
    let group = memo(move || draft.with(|draft| draft.kind == EntryKind::Group));
    let by_key = memo(move || draft.with(|draft| draft.by_key));
    let changing = memo(move || draft.with(|draft| draft.changes.is_some()));
    let kinds = vec![
        ("individual", "Individual: one device by its certificate"),
        (
            "individual-key",
            "Individual: one device by a symmetric key",
        ),
        ("group", "Group: every device below a CA"),
        ("group-key", "Group: keys derived from a symmetric key"),
    ];
    let kind = move || {
        match (group.get(), by_key.get()) {
            (false, false) => "individual",
            (false, true) => "individual-key",
            (true, false) => "group",
            (true, true) => "group-key",
        }
        .to_owned()
    };
    let set_kind = move |name: String| {
        draft.update(|draft| {
            draft.kind = if name.starts_with("group") {
                EntryKind::Group
            } else {
                EntryKind::Individual
            };
            draft.by_key = name.ends_with("key");
        });
    };
    let credential = move || {
        match by_key.get() {
        true => view! {
            {line("entry-key", "Symmetric key", "In base64. While changing an entry, empty keeps the key it has.",
                Box::new(move || draft.with(|draft| draft.key.clone())), Box::new(move |typed| draft.update(|draft| draft.key = typed)))}
            <div class="console__buttons"><button type="button" class="button button--small" on:click=click(move |_| room.make_key())>"Make a key"</button></div>
        }
        .into_any(),
        false => area(
            "entry-certificate",
            "Certificate",
            if group.get() { "The CA’s, as PEM; or the name of one that is uploaded. Either way its possession must be proven under CA certificates." }
            else { "The device’s own, as PEM. Never its key." },
            Box::new(move || draft.with(|draft| draft.certificate.clone())),
            Box::new(move |typed| draft.update(|draft| draft.certificate = typed)),
        ),
    }
    };
    let device_id = move || {
        (!group.get()).then(|| {
            line(
                "entry-device-id",
                "Device ID",
                "What the hub will call it; empty for the registration ID.",
                Box::new(move || draft.with(|draft| draft.device_id.clone())),
                Box::new(move |typed| draft.update(|draft| draft.device_id = typed)),
            )
        })
    };
    let policies = Policy::ALL.iter().zip(["migrate", "reset", "never"]);
    let policies: Vec<_> = policies
        .map(|(policy, name)| (name, policy.words()))
        .collect();
    view! {
        <div class="console__form">
            {dynamic(move || {
                // What an entry is cannot be changed, only how it shows that.
                (!changing.get()).then(|| select("entry-kind", "Kind", kinds.clone(), Box::new(kind), Box::new(set_kind))).into_any()
            })}
            {line("entry-id", "Registration ID, or name of the group", "Small letters, digits and - are always safe.",
                Box::new(move || draft.with(|draft| draft.id.clone())), Box::new(move |typed| draft.update(|draft| draft.id = typed)))}
            {dynamic(move || credential().into_any())}
            {dynamic(move || device_id().into_any())}
            {select("entry-allocation", "Allocation", vec![
                    ("hashed", "hashed: by weight, the same device always the same hub"),
                    ("static", "static: the one hub named below"),
                    ("geoLatency", "geoLatency: unproven here, treated as hashed"),
                    ("custom", "custom: the webhook’s answer of the file"),
                ],
                Box::new(move || draft.with(|draft| draft.allocation.clone())), Box::new(move |typed| draft.update(|draft| draft.allocation = typed)))}
            {line("entry-hubs", "Hubs", "With commas between them; empty for all that are linked.",
                Box::new(move || draft.with(|draft| draft.hubs.clone())), Box::new(move |typed| draft.update(|draft| draft.hubs = typed)))}
            {select("entry-policy", "Who registers again", policies,
                Box::new(move || draft.with(|draft| match draft.policy { Policy::Migrate => "migrate", Policy::Reset => "reset", Policy::Never => "never" }.to_owned())),
                Box::new(move |typed| draft.update(|draft| draft.policy = match typed.as_str() { "reset" => Policy::Reset, "never" => Policy::Never, _ => Policy::Migrate })))}
            {tick("entry-enabled", "Enabled", move || draft.with(|draft| draft.enabled), move |on| draft.update(|draft| draft.enabled = on))}
        </div>
        <div class="console__buttons">
            <button type="button" class="button button--primary" data-testid="put-entry" on:click=click(move |_| room.put_entry())>"Write this entry"</button>
            <button type="button" class="button" on:click=click(move |_| draft.set(Draft::new()))>"Empty the form"</button>
            <span class="note" aria-hidden=attr(move || (!changing.get()).then_some("true"))>{move || if changing.get() { "You are changing an entry that is there." } else { "" }}</span>
        </div>
    }
    .into_any()
}

fn records(room: ConsoleRoom) -> AnyView {
    let rows = dynamic(move || {
        room.held.with(|held| {
            if held.records.is_empty() {
                return view! { <p class="note">"Nobody has registered yet."</p> }.into_any();
            }
            let rows = held.records.iter().map(|record| {
                let id = record.registration_id.clone();
                let class = match record.status.as_str() {
                    "assigned" => "badge badge--ok",
                    _ => "badge badge--bad",
                };
                let delete = {
                    let id = id.clone();
                    move || room.act(Order::delete(&["registrations", &id]), format!("The record of {id} is deleted. The hub keeps the device."))
                };
                view! {
                    <li class="console__row" data-testid="record" data-id=id>
                        <p><b>{id.clone()}</b>" "<span class=class>{record.status.clone()}</span>" "{record.words.clone()}" "<span class="note">{record.updated.clone()}</span></p>
                        <div class="console__buttons">{small("Delete", format!("the record of {id}"), delete)}</div>
                    </li>
                }
            });
            view! { <ul class="console__list">{rows.collect_view()}</ul> }.into_any()
        })
    });
    card(
        "records",
        "Registration records",
        "how the latest registration of each device ended",
        rows,
    )
}
