//! The files on the bench: where they are put, and a card for each.

use device_certs::KeyContainer;
use leptos::prelude::*;

use crate::bench::{Badge, Card, FileId, Role, Tone};
use crate::bench_room::BenchRoom;
use crate::components::drop_zone::drop_zone;
use crate::components::dynamic::{attr, click, dynamic, flag, text};
use crate::components::prose::prose;
use crate::import_note::Slot;
use crate::lesson::StepId;
use crate::router::Route;
use crate::workbench::Workbench;

/// The box for files, and a card for each.
pub fn bench_files(workbench: Workbench, room: BenchRoom) -> AnyView {
    let take = Callback::new(move |files| room.take(files));
    let cards = move || {
        let cards = room.cards.get();
        if cards.is_empty() {
            return ().into_any();
        }
        let for_lesson = cards
            .iter()
            .any(|card| card.role == Role::Device && !card.is_locked);
        view! {
            <ul class="bench-files__cards">{cards.iter().map(|card| card_view(room, card)).collect_view()}</ul>
            <div class="bench-files__all">
                {for_lesson.then(|| lesson_button(workbench, room))}
                <button type="button" class="button button--small" data-testid="bench-forget" on:click=click(move |_| room.clear())>"Forget all files"</button>
            </div>
        }
        .into_any()
    };
    view! {
        <div class="bench-files">
            {drop_zone("bench", "Certificates, keys, enrolments", "PEM, DER, PKCS#12, source code: anything.", take, ().into_any())}
            <p class="note bench-files__said" role="status" data-testid="bench-said">{text(move || room.said.get())}</p>
            {dynamic(cards)}
        </div>
    }
    .into_any()
}

/// What the device presents and its key, carried over into the lesson.
fn lesson_button(workbench: Workbench, room: BenchRoom) -> AnyView {
    let carry = move |_| {
        workbench.import(room.for_lesson(), Slot::Device);
        workbench.go(Route::Lesson(StepId::Certificates));
    };
    view! { <button type="button" class="button button--small" data-testid="bench-to-lesson" on:click=click(carry)>"Use in the lesson"</button> }
        .into_any()
}

fn card_view(room: BenchRoom, card: &Card) -> AnyView {
    let id = card.id;
    let selected = move || room.asked.with(|asked| asked.selected == Some(id));
    let select = move |_| room.ask(|asked| asked.selected = Some(id));
    let others = card.others.iter().map(|other| {
        view! { <li>{format!("Line {}: {}. ", other.line, other.what)}{prose(&other.advice)}</li> }
    });
    let problems = card.problems.iter().map(|problem| {
        view! { <li>{format!("Line {}, column {}: {} ", problem.line, problem.column, problem.what)}{prose(&problem.fix)}</li> }
    });
    let looks = card.lookable.iter().map(|lookable| {
        let look = lookable.look;
        let label = format!("Look inside: {}", lookable.what);
        view! { <li><button type="button" class="button button--quiet button--small bench-files__look" data-testid="look" on:click=click(move |_| room.look(Some(look)))>{label}</button></li> }
    });
    let looks = (!card.lookable.is_empty())
        .then(|| view! { <ul class="bench-files__looks">{looks.collect_view()}</ul> });
    let more = card.others.len() + card.problems.len();
    let more = (more > 0).then(|| {
        view! {
            <details class="bench-files__more">
                <summary>"What is to be done with it"</summary>
                <ul>{problems.collect_view()}{others.collect_view()}</ul>
            </details>
        }
    });
    view! {
        <li class="bench-files__card" data-testid="bench-file" data-role=card.role.as_str() data-name=card.name.clone()
            data-selected=attr(move || selected().then_some("true"))>
            <div class="bench-files__top">
                <button type="button" class="bench-files__name" aria-pressed=attr(move || Some(selected())) on:click=click(select)>{card.name.clone()}</button>
                <button type="button" class="button button--quiet button--small" aria-label=format!("Remove {}", card.name)
                    on:click=click(move |_| room.remove(id))>"Remove"</button>
            </div>
            <p class="note">{card.what.clone()}</p>
            <p class="bench-files__badges">{card.badges.iter().map(badge_view).collect_view()}</p>
            {card.can_choose.then(|| role_view(room, card))}
            {card.is_locked.then(|| password_view(room, id, &card.name))}
            {more}
            {looks}
            {(!card.containers.is_empty()).then(|| convert_view(room, card))}
        </li>
    }
    .into_any()
}

fn badge_view(badge: &Badge) -> AnyView {
    let class = match badge.tone {
        Tone::Plain => "badge",
        Tone::Ok => "badge badge--ok",
        Tone::Warn => "badge badge--warn",
        Tone::Bad => "badge badge--bad",
    };
    view! { <span class=class>{badge.text.clone()}</span>" " }.into_any()
}

/// What the file is for, where the person knows better.
fn role_view(room: BenchRoom, card: &Card) -> AnyView {
    let (id, told) = (card.id, card.role);
    let options = Role::CHOICES.into_iter().map(|role| {
        view! { <option value=role.as_str() selected=role == told>{role.label()}</option> }
    });
    let choose = move |event| {
        let value = event_target_value(&event);
        let role = Role::CHOICES
            .into_iter()
            .find(|role| role.as_str() == value);
        room.choose_role(id, role);
    };
    view! {
        <select class="input bench-files__role" aria-label=format!("What {} is for", card.name) on:change=choose>{options.collect_view()}</select>
    }
    .into_any()
}

/// The key in the container that the library of the device reads.
fn convert_view(room: BenchRoom, card: &Card) -> AnyView {
    let id = card.id;
    let buttons = card.containers.iter().map(|container| {
        let container = *container;
        let (name, readers) = match container {
            KeyContainer::Pkcs8 => ("PKCS#8", "OpenSSL 3, Java, .NET, Node, Python, rustls: nearly everything of today"),
            KeyContainer::Pkcs1 => ("PKCS#1", "for RSA keys: older mbedTLS and wolfSSL builds, older Go and PHP code"),
            KeyContainer::Sec1 => ("SEC1", "for EC keys: mbedTLS, wolfSSL and ESP-IDF examples, older OpenSSL commands"),
        };
        view! {
            <li>
                <button type="button" class="button button--small" data-container=name on:click=click(move |_| room.save_key(id, container))>{format!("Save as {name}")}</button>
                <span class="note">{format!("{} ({readers})", container.label())}</span>
            </li>
        }
    });
    view! {
        <details class="bench-files__more" data-testid="convert">
            <summary>"The key in another container"</summary>
            <p class="note">"The same key, wrapped as the library of your device wants it. It is converted in this tab and saved as a file on your computer; it goes nowhere else. Keep that file as safe as this one."</p>
            <ul>{buttons.collect_view()}</ul>
        </details>
    }
    .into_any()
}

fn password_view(room: BenchRoom, id: FileId, name: &str) -> AnyView {
    let typed = RwSignal::new(String::new());
    let opening = move || room.opening.get() == Some(id);
    let open = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        room.unlock(id, typed.get_untracked());
        typed.set(String::new());
    };
    view! {
        <form class="bench-files__password" on:submit=open>
            <input class="input" type="password" autocomplete="off" aria-label=format!("Password of {name}") placeholder="Password"
                prop:value=typed on:input=move |event| typed.set(event_target_value(&event)) />
            <button type="submit" class="button button--small" prop:disabled=flag(opening)>
                {text(move || if opening() { "Opening…" } else { "Open" })}
            </button>
        </form>
    }
    .into_any()
}
