//! Faults: the registry, searched, and the dose in which one is switched on.

use leptos::prelude::*;

use crate::components::console_parts::{
    Row, card, form, line, more, paragraph, rows, select, small, sources, unproven, words,
};
use crate::components::dynamic::dynamic;
use crate::components::prose::prose;
use crate::console::{FaultTexts, LEVELS};
use crate::console_room::ConsoleRoom;

/// The desk.
pub fn faults(room: ConsoleRoom) -> AnyView {
    let (level, typed) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let dose = room.dose;
    let mut levels = vec![("", "every level")];
    levels.extend(LEVELS);
    let form_of_dose = vec![
        paragraph("why", vec!["Nothing goes wrong on purpose until you switch it on. What is left empty does not limit.".into_any()]),
        form(vec![
            line("dose-count", "The next N times", "Empty: each time.", Box::new(move || dose.with(|dose| dose.count.clone())), Box::new(move |typed| dose.update(|dose| dose.count = typed))),
            line("dose-probability", "Probability", "One time in ten: 0.1.", Box::new(move || dose.with(|dose| dose.probability.clone())), Box::new(move |typed| dose.update(|dose| dose.probability = typed))),
            line("dose-seed", "Seed", "The same seed, the same chances.", Box::new(move || dose.with(|dose| dose.seed.clone())), Box::new(move |typed| dose.update(|dose| dose.seed = typed))),
            line("dose-device", "Only for this registration ID", "Not known yet in a handshake.", Box::new(move || dose.with(|dose| dose.registration_id.clone())), Box::new(move |typed| dose.update(|dose| dose.registration_id = typed))),
        ]),
    ];
    let found = move || {
        room.registry.with(|registry| {
            let found = registry.search(&level.get(), &typed.get());
            let count = match found.len() {
                1 => "One fault.".to_owned(),
                many => format!("{many} faults."),
            };
            let found = found.into_iter().map(|fault| row(room, fault));
            vec![
                view! { <p class="note" role="status">{count}</p> }.into_any(),
                rows(found.collect(), "No fault has these words."),
            ]
            .into_any()
        })
    };
    let registry = vec![
        form(vec![
            line(
                "fault-words",
                "Search",
                "A code, a packet, a word.",
                Box::new(move || typed.get()),
                Box::new(move |text| typed.set(text)),
            ),
            select(
                "fault-level",
                "Level",
                levels,
                Box::new(move || level.get()),
                Box::new(move |name| level.set(name)),
            ),
        ]),
        dynamic(found),
    ];
    vec![
        card(
            "dose",
            "The dose",
            "for the next fault you switch on",
            form_of_dose.into_any(),
        ),
        card(
            "registry",
            "Every way to fail",
            "off until it is switched on",
            registry.into_any(),
        ),
    ]
    .into_any()
}

fn row(room: ConsoleRoom, fault: &FaultTexts) -> AnyView {
    let level = LEVELS.iter().find(|(level, _)| *level == fault.level);
    let level = level.map_or("", |(_, words)| *words);
    let (id, scopable) = (fault.id.clone(), fault.scopable);
    let on = move || room.set_fault(&id, scopable);
    let texts = vec![
        paragraph("why", vec![prose(&fault.imitates).into_any()]),
        paragraph(
            "why",
            vec![
                words("console__name", "A device should:"),
                prose(&fault.teaches).into_any(),
            ],
        ),
        paragraph(
            "why",
            vec![
                words("console__name", "Where it acts:"),
                fault.place.clone().into_any(),
            ],
        ),
        sources(&fault.citations),
    ];
    Row {
        hook: "fault",
        id: fault.id.clone(),
        state: fault.level.clone(),
        said: vec![
            words("badge", level),
            words("mono", &fault.id),
            words("", &fault.title),
            unproven(&fault.evidence),
        ],
        buttons: vec![small("Switch on", fault.id.clone(), Box::new(on))],
        below: vec![more(
            "What it imitates, and what a device should do".to_owned(),
            fault.id.clone(),
            texts,
        )],
    }
    .draw()
}
