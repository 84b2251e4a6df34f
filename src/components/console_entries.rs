//! Who may register: this device, the entries, the form of one, and how each registration ended.

use leptos::prelude::*;

use crate::browser::focus;
use crate::components::console_parts::{
    Row, area, button, buttons, card, form, line, paragraph, primary, rows, select, small, tick,
    words,
};
use crate::components::dynamic::{dynamic, memo};
use crate::console::{Draft, Entry, EntryKind, Order, Policy, Record};
use crate::console_room::ConsoleRoom;
use crate::inputs::Enrolment;
use crate::lesson::StepId;
use crate::workbench::Workbench;

/// The desk.
pub fn entries(room: ConsoleRoom) -> AnyView {
    let list = move |kind: EntryKind| {
        dynamic(move || {
            room.held.with(|held| {
                let entries = match kind {
                    EntryKind::Individual => &held.individuals,
                    EntryKind::Group => &held.groups,
                };
                rows(
                    entries.iter().map(|entry| row(room, entry)).collect(),
                    "None.",
                )
            })
        })
    };
    let records = dynamic(move || {
        room.held.with(|held| {
            let records = held.records.iter();
            rows(
                records.map(|record| record_row(room, record)).collect(),
                "Nobody has registered yet.",
            )
        })
    });
    vec![
        card(
            "this-device",
            "This device",
            "the one of the lesson",
            this_device(room),
        ),
        card(
            "individuals",
            "Individual enrolments",
            "one device each",
            list(EntryKind::Individual),
        ),
        card(
            "groups",
            "Enrolment groups",
            "every device below a CA, or with a derived key",
            list(EntryKind::Group),
        ),
        card(
            "entry-form",
            "Add or change an entry",
            "as you would in the portal",
            entry_form(room),
        ),
        card(
            "records",
            "Registration records",
            "how the latest registration of each device ended",
            records,
        ),
    ]
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
    dynamic(move || {
        let (id, name) = device.get();
        let mut acts = Vec::new();
        let said = match name {
            Some(name) => {
                acts.push(primary(
                    "add-device",
                    "Add this device",
                    Box::new(move || room.add_this_device()),
                ));
                format!("The lesson’s device is {id}, and its certificate names {name}. The service gets the certificate alone; the key stays where it is.").into_any()
            }
            None => {
                let make = move || {
                    workbench
                        .inputs
                        .update(|inputs| inputs.enrolment = Enrolment::Kept);
                    workbench.run_to(StepId::Certificates);
                };
                acts.push(button(
                    "button",
                    "make-device",
                    "Make a practice identity",
                    String::new(),
                    Box::new(make),
                ));
                view! { "No certificate is loaded. Load one in "<a href="#/lesson/certificates">"the step about certificates"</a>", take one there from "<a href="#/certificates">"the bench"</a>", or have one made:" }.into_any()
            }
        };
        if known.get() {
            acts.push(button(
                "button",
                "run-lesson",
                "Run the lesson with what is enrolled here",
                String::new(),
                Box::new(move || room.run_lesson()),
            ));
        }
        vec![paragraph("", vec![said]), buttons(acts)].into_any()
    })
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
        focus("entry-id");
    };
    let delete = {
        let id = id.clone();
        move || {
            let order = Order::delete(&[&path[0], &path[1]]);
            room.act(
                order,
                format!("{id} is deleted. A hub keeps the devices it has."),
            );
        }
    };
    Row {
        hook: "entry",
        state: word.to_owned(),
        said: vec![
            words("console__name", &id),
            words(class, word),
            words("", &entry.shows),
            words("note", &entry.terms),
        ],
        buttons: vec![
            small(turn, id.clone(), Box::new(switch)),
            small("Change", id.clone(), Box::new(change)),
            small("Delete", id.clone(), Box::new(delete)),
        ],
        below: Vec::new(),
        id,
    }
    .draw()
}

fn record_row(room: ConsoleRoom, record: &Record) -> AnyView {
    let id = record.registration_id.clone();
    let class = match record.status.as_str() {
        "assigned" => "badge badge--ok",
        _ => "badge badge--bad",
    };
    let delete = {
        let id = id.clone();
        move || {
            let order = Order::delete(&["registrations", &id]);
            room.act(
                order,
                format!("The record of {id} is deleted. The hub keeps the device."),
            );
        }
    };
    Row {
        hook: "record",
        state: record.status.clone(),
        said: vec![
            words("console__name", &id),
            words(class, &record.status),
            words("", &record.words),
            words("note", &record.updated),
        ],
        buttons: vec![small(
            "Delete",
            format!("the record of {id}"),
            Box::new(delete),
        )],
        below: Vec::new(),
        id,
    }
    .draw()
}

fn entry_form(room: ConsoleRoom) -> AnyView {
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
    // What an entry is cannot be changed, only how it shows that.
    let kind = dynamic(move || match changing.get() {
        true => ().into_any(),
        false => select(
            "entry-kind",
            "Kind",
            kinds.clone(),
            Box::new(kind),
            Box::new(set_kind),
        ),
    });
    let credential = dynamic(move || match by_key.get() {
        true => vec![
            line(
                "entry-key",
                "Symmetric key",
                "In base64. While changing an entry, empty keeps the key it has.",
                Box::new(move || draft.with(|draft| draft.key.clone())),
                Box::new(move |typed| draft.update(|draft| draft.key = typed)),
            ),
            buttons(vec![small(
                "Make a key",
                String::new(),
                Box::new(move || room.make_key()),
            )]),
        ]
        .into_any(),
        false => area(
            "entry-certificate",
            "Certificate",
            if group.get() {
                "The CA’s, as PEM; or the name of one that is uploaded. Either way its possession must be proven under CA certificates."
            } else {
                "The device’s own, as PEM. Never its key."
            },
            Box::new(move || draft.with(|draft| draft.certificate.clone())),
            Box::new(move |typed| draft.update(|draft| draft.certificate = typed)),
        ),
    });
    let device_id = dynamic(move || match group.get() {
        true => ().into_any(),
        false => line(
            "entry-device-id",
            "Device ID",
            "What the hub will call it; empty for the registration ID.",
            Box::new(move || draft.with(|draft| draft.device_id.clone())),
            Box::new(move |typed| draft.update(|draft| draft.device_id = typed)),
        ),
    });
    let names = ["migrate", "reset", "never"];
    let policies = names
        .into_iter()
        .zip(Policy::ALL.iter().map(|policy| policy.words()));
    let policy = move || {
        let policy = draft.with(|draft| draft.policy);
        let place = Policy::ALL.iter().position(|one| *one == policy);
        names[place.unwrap_or_default()].to_owned()
    };
    let set_policy = move |name: String| {
        let place = names.iter().position(|one| *one == name);
        draft.update(|draft| draft.policy = Policy::ALL[place.unwrap_or_default()]);
    };
    let allocations = vec![
        (
            "hashed",
            "hashed: by weight, the same device always the same hub",
        ),
        ("static", "static: the one hub named below"),
        ("geoLatency", "geoLatency: unproven here, treated as hashed"),
        ("custom", "custom: the webhook’s answer of the file"),
    ];
    let is_change = move || match changing.get() {
        true => words("note", "You are changing an entry that is there."),
        false => ().into_any(),
    };
    vec![
        form(vec![
            kind,
            line(
                "entry-id",
                "Registration ID, or name of the group",
                "Small letters, digits and - are always safe.",
                Box::new(move || draft.with(|draft| draft.id.clone())),
                Box::new(move |typed| draft.update(|draft| draft.id = typed)),
            ),
            credential,
            device_id,
            select(
                "entry-allocation",
                "Allocation",
                allocations,
                Box::new(move || draft.with(|draft| draft.allocation.clone())),
                Box::new(move |typed| draft.update(|draft| draft.allocation = typed)),
            ),
            line(
                "entry-hubs",
                "Hubs",
                "With commas between them; empty for all that are linked.",
                Box::new(move || draft.with(|draft| draft.hubs.clone())),
                Box::new(move |typed| draft.update(|draft| draft.hubs = typed)),
            ),
            select(
                "entry-policy",
                "Who registers again",
                policies.collect(),
                Box::new(policy),
                Box::new(set_policy),
            ),
            tick(
                "entry-enabled",
                "Enabled",
                Box::new(move || draft.with(|draft| draft.enabled)),
                Box::new(move |on| draft.update(|draft| draft.enabled = on)),
            ),
        ]),
        buttons(vec![
            primary(
                "put-entry",
                "Write this entry",
                Box::new(move || room.put_entry()),
            ),
            button(
                "button",
                "",
                "Empty the form",
                String::new(),
                Box::new(move || draft.set(Draft::new())),
            ),
            dynamic(is_change),
        ]),
    ]
    .into_any()
}
