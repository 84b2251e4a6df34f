//! What is asked of the files: what they are for, by which name the device registers, and what the service knows.

use device_certs::lint::Profile;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::bench::{Card, Enrolment, EnrolmentKind, Origin};
use crate::bench_room::BenchRoom;
use crate::browser::{chosen_files, read_files};
use crate::components::choice::Choice;
use crate::components::dynamic::{dynamic, flag, memo, text};
use crate::components::text_field::TextField;

const QUESTIONS: [Profile; 4] = [
    Profile::Device,
    Profile::Ca,
    Profile::Verification,
    Profile::Server,
];
const KINDS: [EnrolmentKind; 4] = [
    EnrolmentKind::None,
    EnrolmentKind::Individual,
    EnrolmentKind::Group,
    EnrolmentKind::Imported,
];

/// The question.
pub fn bench_question(room: BenchRoom) -> AnyView {
    let question = memo(move || room.asked.with(|asked| asked.question));
    let chosen = Signal::derive(move || position(&QUESTIONS, &question.get()));
    let never_odd = Signal::derive(|| None::<String>);
    let name = move || {
        match question.get() {
        Profile::Device => view! {
            <TextField id="bench-registration-id" label="Registration ID" hint="What the device registers as; empty for its common name."
                value=Signal::derive(move || room.asked.with(|asked| asked.registration_id.clone())) odd=never_odd
                on_type=move |typed| room.ask(|asked| asked.registration_id = typed) />
        }
        .into_any(),
        Profile::Verification => view! {
            <TextField id="bench-code" label="Verification code" hint="As the portal or the command line gave it."
                value=Signal::derive(move || room.asked.with(|asked| asked.code.clone())) odd=never_odd
                on_type=move |typed| room.ask(|asked| asked.code = typed) />
        }
        .into_any(),
        Profile::Ca | Profile::Server => ().into_any(),
    }
    };
    let enrolment = move || match question.get() {
        Profile::Device => enrolment_view(room),
        _ => ().into_any(),
    };
    view! {
        <section class="card bench-question" aria-labelledby="question">
            <div class="card__head"><h2 id="question">"What are they for?"</h2></div>
            <div class="card__body">
                <Choice name="bench-question" legend="The files are" chosen
                    options=&[
                        ("A device’s", "what it presents to DPS"),
                        ("A CA", "to be uploaded for a group"),
                        ("A proof", "that somebody holds the CA’s key"),
                        ("Server trust", "what the device trusts DPS by"),
                    ]
                    on_pick=move |index: usize| room.ask(|asked| asked.question = QUESTIONS.get(index).copied().unwrap_or(Profile::Device)) />
                {dynamic(name)}
            </div>
        </section>
        {dynamic(enrolment)}
    }
    .into_any()
}

fn enrolment_view(room: BenchRoom) -> AnyView {
    let kind = memo(move || room.asked.with(|asked| asked.enrolment.kind));
    let chosen = Signal::derive(move || position(&KINDS, &kind.get()));
    let details = move || match kind.get() {
        EnrolmentKind::None => ().into_any(),
        EnrolmentKind::Individual => individual_view(room),
        EnrolmentKind::Group => group_view(room),
        EnrolmentKind::Imported => imported_view(room),
    };
    view! {
        <section class="card bench-question" aria-labelledby="enrolment">
            <div class="card__head"><h2 id="enrolment">"Against an enrolment"</h2></div>
            <div class="card__body">
                <Choice name="bench-enrolment" legend="DPS knows" chosen
                    options=&[
                        ("Not asked", "judge the files alone"),
                        ("An individual enrolment", "this one device"),
                        ("A group", "all devices below a CA"),
                        ("What a file says", "JSON, as for the practice service"),
                    ]
                    on_pick=move |index: usize| change(room, |enrolment| enrolment.kind = KINDS.get(index).copied().unwrap_or_default()) />
                {dynamic(details)}
            </div>
        </section>
    }
    .into_any()
}

fn individual_view(room: BenchRoom) -> AnyView {
    let id = Signal::derive(move || {
        room.asked
            .with(|asked| asked.enrolment.registration_id.clone())
    });
    view! {
        <TextField id="bench-enrolled-id" label="Enrolled as" hint="The registration ID of the enrolment; empty for the common name of its certificate."
            value=id odd=Signal::derive(|| None::<String>) on_type=move |typed| change(room, |enrolment| enrolment.registration_id = typed) />
        {certificate_choice(room, Which { id: "bench-primary", label: "Its certificate", none: "the one the device presents",
            may: |_, _| true, get: |enrolment| enrolment.primary, set: |enrolment, origin| enrolment.primary = origin })}
        {certificate_choice(room, Which { id: "bench-secondary", label: "Its secondary certificate", none: "none",
            may: |_, _| true, get: |enrolment| enrolment.secondary, set: |enrolment, origin| enrolment.secondary = origin })}
        {disabled_view(room)}
    }
    .into_any()
}

fn group_view(room: BenchRoom) -> AnyView {
    let verified = move || room.asked.with(|asked| asked.enrolment.is_verified);
    view! {
        {certificate_choice(room, Which { id: "bench-ca", label: "Its CA certificate", none: "choose one of the files",
            may: |card, index| card.certificates.get(index).is_some_and(|one| one.is_ca() || one.is_self_issued()),
            get: |enrolment| enrolment.ca, set: |enrolment, origin| enrolment.ca = origin })}
        {check("bench-verified", "Somebody has proven to hold its key (verified)", verified, move |on| change(room, |enrolment| enrolment.is_verified = on))}
        {disabled_view(room)}
    }
    .into_any()
}

fn disabled_view(room: BenchRoom) -> AnyView {
    let disabled = move || room.asked.with(|asked| asked.enrolment.is_disabled);
    check(
        "bench-disabled",
        "The enrolment is disabled",
        disabled,
        move |on| change(room, |enrolment| enrolment.is_disabled = on),
    )
}

fn imported_view(room: BenchRoom) -> AnyView {
    let name = move || {
        room.asked.with(|asked| match &asked.enrolment.imported {
            Some((name, _)) => format!("Read from {name}."),
            None => "None read yet.".to_owned(),
        })
    };
    let chosen = move |event: leptos::ev::Event| {
        let files = chosen_files(&event);
        spawn_local(async move { room.take(read_files(files).await) });
    };
    view! {
        <p class="note">{text(name)}</p>
        <label class="button button--small drop-zone__choose">
            "Choose a file of enrolments"
            <input type="file" accept=".json,application/json" id="files-enrolments" on:change=chosen />
        </label>
    }
    .into_any()
}

/// Which certificate of the enrolment is chosen, and how it is got and set.
struct Which {
    id: &'static str,
    label: &'static str,
    none: &'static str,
    may: fn(&Card, usize) -> bool,
    get: fn(&Enrolment) -> Option<Origin>,
    set: fn(&mut Enrolment, Option<Origin>),
}

fn certificate_choice(room: BenchRoom, which: Which) -> AnyView {
    let Which {
        id,
        label,
        none,
        may,
        get,
        set,
    } = which;
    let found = memo(move || room.cards.with(|cards| certificates(cards, may)));
    let pick = move |event: leptos::ev::Event| {
        let value = event_target_value(&event);
        let origin = found.with_untracked(|found| {
            let mut all = found.iter();
            all.find(|(origin, _)| name_of(*origin) == value)
                .map(|(origin, _)| *origin)
        });
        change(room, |enrolment| set(enrolment, origin));
    };
    let options = move || {
        let now = room.asked.with_untracked(|asked| get(&asked.enrolment));
        let options = found.get().into_iter().map(|(origin, label)| {
            view! { <option value=name_of(origin) selected=Some(origin) == now>{label}</option> }
        });
        view! { <option value="" selected=now.is_none()>{none}</option>{options.collect_view()} }
            .into_any()
    };
    view! {
        <div class="bench-question__choice">
            <label for=id>{label}</label>
            <select class="input" id=id on:change=pick>{dynamic(options)}</select>
        </div>
    }
    .into_any()
}

/// Every certificate on the bench that may be chosen, with what to call it.
fn certificates(cards: &[Card], may: fn(&Card, usize) -> bool) -> Vec<(Origin, String)> {
    let mut found = Vec::new();
    for card in cards {
        for (index, certificate) in card.certificates.iter().enumerate() {
            if may(card, index) {
                let name = certificate.common_name().unwrap_or("no common name");
                found.push(((card.id, index), format!("{name}, in {}", card.name)));
            }
        }
    }
    found
}

fn name_of((file, index): Origin) -> String {
    format!("{file}-{index}")
}

fn check(
    id: &'static str,
    label: &'static str,
    is_on: impl Fn() -> bool + Send + 'static,
    on_change: impl Fn(bool) + 'static,
) -> AnyView {
    view! {
        <label class="bench-question__check" for=id>
            <input type="checkbox" id=id prop:checked=flag(is_on) on:change=move |event| on_change(event_target_checked(&event)) />
            <span>{label}</span>
        </label>
    }
    .into_any()
}

fn change(room: BenchRoom, act: impl FnOnce(&mut Enrolment)) {
    room.ask(|asked| act(&mut asked.enrolment));
}

fn position<T: PartialEq>(all: &[T], one: &T) -> usize {
    all.iter()
        .position(|other| other == one)
        .unwrap_or_default()
}
