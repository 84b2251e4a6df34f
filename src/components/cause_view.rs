//! Causes as they are shown: how sure, which evidence says so and where it is, what to do, and a button that does it.

use diagnose::{Ask, Place, Sureness, Verdict};
use leptos::prelude::*;

use crate::browser::{NamedBytes, focus};
use crate::components::dynamic::{click, dynamic};
use crate::components::explanation_view::links;
use crate::components::prose::prose;
use crate::diagnosis::mend::Mend;
use crate::diagnosis::pasted::line_of;
use crate::diagnosis::place;
use crate::diagnosis::story::{Because, Story, Told, sureness};
use crate::diagnosis::texts::CauseTexts;
use crate::lesson::StepId;
use crate::router::{Room, Route};
use crate::workbench::Workbench;

/// What the person is told after a button was pressed; none before.
pub type Mended = RwSignal<Option<String>>;

/// The causes of a story, with what is asked for. `text` is what places in text refer to.
pub fn story_view(
    workbench: Workbench,
    story: &Story,
    texts: &CauseTexts,
    text: &str,
    mended: Option<Mended>,
) -> AnyView {
    let said = match story.verdict {
        Verdict::Causes => "",
        Verdict::Unknown => {
            "I don’t know. Something failed, and nothing that is known here explains it. What would help is what the service or the client said in full, with its code."
        }
        Verdict::Nothing => "Nothing is wrong with it, as far as can be seen here.",
        Verdict::Empty => "Nothing in it tells whether something is wrong.",
    };
    let said = (!said.is_empty()).then(|| view! { <p data-testid="verdict-words">{said}</p> });
    let causes = story.causes.iter().enumerate();
    let causes = causes.map(|(rank, told)| {
        let is_open = rank == 0 || told.sureness == Sureness::Shown;
        cause(workbench, told, is_open, texts, text, mended)
    });
    let others = (!story.others.is_empty()).then(|| {
        let others = story.others.iter().map(|(id, title)| {
            view! { <li><a href=format!("#/reference/cause/{id}")>{*title}</a></li> }
        });
        view! { <div class="cause-view__others"><h3>"Less likely"</h3><ul>{others.collect_view()}</ul></div> }
    });
    view! {
        <div class="cause-view">
            {said}
            {causes.collect_view()}
            {others}
            {questions(workbench, story)}
        </div>
    }
    .into_any()
}

fn cause(
    workbench: Workbench,
    told: &Told,
    is_open: bool,
    texts: &CauseTexts,
    text: &str,
    mended: Option<Mended>,
) -> AnyView {
    let (word, class) = match told.sureness {
        Sureness::Shown => ("shown", "badge badge--bad"),
        Sureness::Likely => ("likely", "badge badge--warn"),
        Sureness::Possible => ("possible", "badge"),
    };
    let reasons = told.reasons.iter();
    let reasons = reasons.map(|because| reason(workbench, because, text));
    let prose_of = texts.of(told.id).cloned().unwrap_or_default();
    let part = |title: &'static str, text: &str| {
        (!text.is_empty()).then(|| view! { <p><b>{title}</b>" "{prose(text)}</p> })
    };
    let mend = told.mend.clone().zip(mended);
    let mend = mend.map(|(mend, mended)| mend_button(workbench, mend, mended));
    let unproven = told.is_unproven.then(|| {
        view! { <p class="note">"Unproven: nobody has shown yet that the real service behaves so."</p> }
    });
    view! {
        <details class="cause-view__cause" data-testid="cause" data-cause=told.id data-sureness=word open=is_open>
            <summary><span class=class>{sureness(told.sureness)}</span>" "<strong>{told.title.clone()}</strong></summary>
            <div>
                <ul class="cause-view__reasons">{reasons.collect_view()}</ul>
                {part("Why", &prose_of.why)}
                {part("What to do", &prose_of.fix)}
                {mend}
                {part("To be sure", &prose_of.confirm)}
                {unproven}
                {links(&prose_of.citations)}
                <p class="note"><a href=format!("#/reference/cause/{}", told.id)>"In the reference"</a></p>
            </div>
        </details>
    }
    .into_any()
}

/// The button that applies a change.
pub fn mend_button(workbench: Workbench, mend: Mend, mended: Mended) -> AnyView {
    let words = mend.words();
    let shown = prose(&words);
    let apply = move |_| {
        let mut changed = false;
        workbench
            .inputs
            .update(|inputs| changed = mend.apply(inputs));
        workbench
            .accused
            .update(|accused| accused.retain(|(name, _)| *name != mend.field));
        mended.set(Some(if changed {
            format!("Done: {}.", lower(&words))
        } else {
            "It is so already.".to_owned()
        }));
    };
    view! { <p><button type="button" class="button button--small" data-testid="mend" on:click=click(apply)>{shown}</button></p> }
        .into_any()
}

/// What was done, and the way on.
pub fn mended_view(workbench: Workbench, mended: Mended) -> AnyView {
    let said = move || {
        let Some(words) = mended.get() else {
            return ().into_any();
        };
        view! {
            <span>{prose(&words)}</span>
            <button type="button" class="button button--primary button--small" on:click=click(move |_| workbench.run_all())>"Run again"</button>
        }
        .into_any()
    };
    view! { <div class="cause-view__mended" role="status" data-testid="mended">{dynamic(said)}</div> }
        .into_any()
}

fn lower(words: &str) -> String {
    let mut words = words.to_owned();
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    words
}

fn reason(workbench: Workbench, because: &Because, text: &str) -> AnyView {
    let word = match because.is_against {
        true => "Against it:",
        false => "Because:",
    };
    view! { <li><b>{word}</b>" "{because.seen.clone()}" "{place_button(workbench, &because.place, text)}</li> }
        .into_any()
}

/// Leads to where something was seen.
fn place_button(workbench: Workbench, place: &Place, text: &str) -> Option<AnyView> {
    let (words, go): (String, Box<dyn Fn()>) = match place {
        Place::Field(name) => {
            let name = *name;
            let go = move || {
                workbench.go(Route::Lesson(place::stands_in(name)));
                // The step may have to be drawn first.
                request_animation_frame(move || {
                    request_animation_frame(move || focus(&place::element(name)));
                });
            };
            (format!("Show the {}", place::title(name)), Box::new(go))
        }
        Place::Packet(index) => {
            let index = *index;
            let go = move || {
                workbench.selected.set(Some(index));
                request_animation_frame(move || {
                    focus(&format!("message-{index}"));
                    focus(&format!("packet-{index}"));
                });
            };
            ("Show the packet".to_owned(), Box::new(go))
        }
        Place::Certificate { bytes, .. } => {
            let words = match bytes.is_empty() {
                true => "Show it on the bench".to_owned(),
                false => format!(
                    "Bytes {}–{}, on the bench",
                    bytes.start,
                    bytes.end.saturating_sub(1)
                ),
            };
            (words, Box::new(move || to_bench(workbench)))
        }
        Place::Text(bytes) => {
            let line = line_of(text, bytes.start);
            let go = move || focus(&format!("pasted-line-{line}"));
            (format!("Line {line}"), Box::new(go))
        }
        Place::Session => return None,
    };
    Some(
        view! { <button type="button" class="cause-view__place" on:click=click(move |_| go())>{words}</button> }
            .into_any(),
    )
}

/// Lays what the device presents on the bench.
fn to_bench(workbench: Workbench) {
    let inputs = workbench.inputs.get_untracked();
    let pem = workbench.journey.with_untracked(|journey| {
        let material = journey.material()?;
        let presented = material.presented(inputs.presented).into_iter();
        let blocks = presented
            .map(|certificate| device_certs::pem::pem_encode("CERTIFICATE", &certificate.der));
        Some(blocks.collect::<String>())
    });
    match pem {
        Some(pem) => workbench.open_on_bench(vec![NamedBytes {
            name: Some("presented.pem".to_owned()),
            bytes: pem.into_bytes(),
        }]),
        None => workbench.go(Route::Certificates(Room::Bench)),
    }
}

/// What would tell the causes apart, and where it can be given.
fn questions(workbench: Workbench, story: &Story) -> AnyView {
    if story.questions.is_empty() {
        return ().into_any();
    }
    let items = story.questions.iter().map(|(ask, about)| {
        let apart = match about.as_slice() {
            [one] => match diagnose::causes::cause(one) {
                Some(cause) => format!("That tells whether {}.", cause.title),
                None => String::new(),
            },
            many => format!("That tells {} of them apart.", many.len()),
        };
        let (words, route) = match ask {
            Ask::Chain | Ask::Key => ("To the certificates", Route::Lesson(StepId::Certificates)),
            Ask::Enrolment => ("To the bench", Route::Certificates(Room::Bench)),
            Ask::Trust => ("To the trust in the server", Route::Lesson(StepId::Trust)),
            _ => ("Paste it", Route::Diagnosis),
        };
        let here = workbench.route.get_untracked() == route;
        let way = (!here).then(|| view! { " " <a href=route.fragment()>{words}</a> });
        let request = crate::explain::words::sentence(ask.request());
        view! { <li data-testid="question" data-ask=ask.as_str()>{prose(&request)}" "{apart}{way}</li> }
    });
    view! { <div class="cause-view__questions"><h3>"To be surer"</h3><ul>{items.collect_view()}</ul></div> }
        .into_any()
}
