//! Faults: the registry, searched, and the dose in which one is switched on.

use leptos::prelude::*;

use crate::components::console_parts::{card, line, select, small, sources, unproven};
use crate::components::dynamic::dynamic;
use crate::components::prose::prose;
use crate::console::{FaultTexts, LEVELS};
use crate::console_room::ConsoleRoom;

/// The desk.
pub fn faults(room: ConsoleRoom) -> AnyView {
    let (level, words) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let dose = room.dose;
    let mut levels = vec![("", "every level")];
    levels.extend(LEVELS);
    let form = view! {
        <p class="why">"Nothing goes wrong on purpose until you switch it on. What is left empty does not limit."</p>
        <div class="console__form console__form--four">
            {line("dose-count", "The next N times", "Empty: each time.", Box::new(move || dose.with(|dose| dose.count.clone())), Box::new(move |typed| dose.update(|dose| dose.count = typed)))}
            {line("dose-probability", "Probability", "One time in ten: 0.1.", Box::new(move || dose.with(|dose| dose.probability.clone())), Box::new(move |typed| dose.update(|dose| dose.probability = typed)))}
            {line("dose-seed", "Seed", "The same seed, the same chances.", Box::new(move || dose.with(|dose| dose.seed.clone())), Box::new(move |typed| dose.update(|dose| dose.seed = typed)))}
            {line("dose-device", "Only for this registration ID", "Not known yet in a handshake.", Box::new(move || dose.with(|dose| dose.registration_id.clone())), Box::new(move |typed| dose.update(|dose| dose.registration_id = typed)))}
        </div>
    }
    .into_any();
    let found = move || {
        room.registry.with(|registry| {
            let found = registry.search(&level.get(), &words.get());
            let count = match found.len() {
                0 => "No fault has these words.".to_owned(),
                1 => "One fault.".to_owned(),
                many => format!("{many} faults."),
            };
            let rows = found.into_iter().map(|fault| row(room, fault));
            view! { <p class="note" role="status">{count}</p><ul class="console__list">{rows.collect_view()}</ul> }.into_any()
        })
    };
    let registry = view! {
        <div class="console__form">
            {line("fault-words", "Search", "A code, a packet, a word.", Box::new(move || words.get()), Box::new(move |typed| words.set(typed)))}
            {select("fault-level", "Level", levels, Box::new(move || level.get()), Box::new(move |typed| level.set(typed)))}
        </div>
        {dynamic(found)}
    }
    .into_any();
    view! {
        {card("dose", "The dose", "for the next fault you switch on", form)}
        {card("registry", "Every way to fail", "off until it is switched on", registry)}
    }
    .into_any()
}

fn row(room: ConsoleRoom, fault: &FaultTexts) -> AnyView {
    let level = LEVELS.iter().find(|(level, _)| *level == fault.level);
    let level = level.map_or("", |(_, words)| *words);
    let on = {
        let (id, scopable) = (fault.id.clone(), fault.scopable);
        move || room.set_fault(&id, scopable)
    };
    view! {
        <li class="console__row" data-testid="fault" data-id=fault.id.clone()>
            <p><span class="badge">{level}</span>" "<code>{fault.id.clone()}</code>" "{fault.title.clone()}" "{unproven(&fault.evidence)}</p>
            <div class="console__buttons">{small("Switch on", fault.id.clone(), on)}</div>
            <details class="console__more">
                <summary>"What it imitates, and what a device should do"<span class="sr-only">": "{fault.id.clone()}</span></summary>
                <p class="why">{prose(&fault.imitates)}</p>
                <p class="why"><b>"A device should: "</b>{prose(&fault.teaches)}</p>
                <p class="why"><b>"Where it acts: "</b>{fault.place.clone()}</p>
                {sources(&fault.citations)}
            </details>
        </li>
    }
    .into_any()
}
