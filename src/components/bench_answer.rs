//! What the service answers the device, by the code that the practice service decides by.

use leptos::prelude::*;

use crate::bench_room::BenchRoom;
use crate::components::dynamic::dynamic;
use practice_dps::enquiry::Answer;

/// The answer, when an enrolment is given.
pub fn bench_answer(room: BenchRoom) -> AnyView {
    let answer = move || {
        let judgement = room.judgement.get()?;
        match (&judgement.answer, &judgement.enrolment_wrong) {
            (Some(answer), _) => Some(answer_view(answer)),
            (None, Some(wrong)) => {
                Some(view! { <p class="bench-answer__wrong">{wrong.clone()}</p> }.into_any())
            }
            (None, None) => None,
        }
    };
    let card = move || match answer() {
        None => ().into_any(),
        Some(answer) => view! {
            <section class="card bench-answer" aria-labelledby="answer" data-testid="bench-answer">
                <div class="card__head"><h2 id="answer">"What the service answers"</h2></div>
                <div class="card__body" aria-live="polite">{answer}</div>
            </section>
        }
        .into_any(),
    };
    view! { <div>{dynamic(card)}</div> }.into_any()
}

fn answer_view(answer: &Answer) -> AnyView {
    let service = &answer.service;
    let (class, word) = match service.outcome {
        "assigned" => ("badge badge--ok", "assigned"),
        "disabled" => ("badge badge--bad", "disabled"),
        "failed" => ("badge badge--bad", "failed"),
        _ => ("badge badge--bad", "refused"),
    };
    let error = service
        .error
        .clone()
        .map(|(code, text)| view! { <dt>"Error"</dt><dd><code>{code}</code>" "{text}</dd> });
    let entry = service
        .entry
        .clone()
        .map(|entry| view! { <dt>"Entry"</dt><dd>{entry}</dd> });
    let device = service
        .device_id
        .clone()
        .map(|id| view! { <dt>"Device ID"</dt><dd><span class="mono" data-part="device-id">{id}</span></dd> });
    let unproven = answer.is_unproven().then(|| {
        view! { <p class="note"><span class="badge badge--warn">"unproven"</span>" So the practice service decides; nobody has seen the real one do it."</p> }
    });
    view! {
        <p><span class=class>{word}</span></p>
        <dl class="facts">
            <dt>"Status"</dt><dd>{service.status}</dd>
            {error}{entry}{device}
            <dt>"Rule"</dt><dd><code>{service.rule}</code>": "{service.text}</dd>
        </dl>
        {unproven}
    }
    .into_any()
}
