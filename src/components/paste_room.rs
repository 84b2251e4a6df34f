//! The room for pasted text: a box that masks secrets at once, and below it what was understood and what is wrong.

use std::sync::Arc;
use std::time::Duration;

use diagnose::paste::{self, Reading};
use diagnose::{Verdict, diagnose};
use leptos::html;
use leptos::prelude::*;

use crate::browser::{NamedBytes, unix_secs, use_file_drop};
use crate::components::cause_view::story_view;
use crate::components::console_parts::copyable;
use crate::components::dynamic::{attr, click, dynamic, flag};
use crate::components::step_diagnosis::texts;
use crate::diagnosis::examples::EXAMPLES;
use crate::diagnosis::fill::{Filling, can_fill, fill};
use crate::diagnosis::pasted::{Line, Mark, line_of, lines};
use crate::diagnosis::story::Story;
use crate::lesson::StepId;
use crate::router::Route;
use crate::workbench::Workbench;

/// How long the typing rests before the text is read.
const REST: Duration = Duration::from_millis(150);

/// What was made of the text.
struct Understanding {
    reading: Reading,
    story: Story,
}

type Understood = RwSignal<Option<Arc<Understanding>>>;

/// The room.
pub fn draw() -> AnyView {
    let workbench = Workbench::expect();
    let understood: Understood = RwSignal::new(None);
    let cut = RwSignal::new(false);
    let waiting = RwSignal::new(false);
    let pending = StoredValue::new(None::<TimeoutHandle>);
    let read = move || {
        waiting.set(false);
        let text = workbench.pasted.get_untracked();
        if text.trim().is_empty() {
            understood.set(None);
            return;
        }
        let reading = paste::read(&text, Some(unix_secs()));
        let story = Story::tell(&diagnose(&reading.evidence), &reading.evidence);
        understood.set(Some(Arc::new(Understanding { reading, story })));
    };
    // What was pasted before is still there when somebody comes back.
    read();
    let take = move |text: String| {
        cut.set(text.len() > paste::MAX_BYTES);
        // Masked before anything else sees it, and before it is drawn.
        let (masked, _) = paste::mask(&text);
        workbench.pasted.set(masked);
        waiting.set(true);
        pending.update_value(|pending| {
            if let Some(earlier) = pending.take() {
                earlier.clear();
            }
            *pending = set_timeout_with_handle(
                move || {
                    // The room may have been left in the meantime.
                    if !understood.is_disposed() {
                        read();
                    }
                },
                REST,
            )
            .ok();
        });
    };
    let zone = NodeRef::<html::Div>::new();
    let drop = use_file_drop(zone, move |files: Vec<NamedBytes>| {
        let texts = files
            .iter()
            .map(|file| String::from_utf8_lossy(&file.bytes));
        take(texts.collect::<Vec<_>>().join("\n"));
    });
    let area = NodeRef::<html::Textarea>::new();
    let typed = move |event| {
        let text = event_target_value(&event);
        take(text);
        // A signal that stays as it was tells nobody: the box is set by hand.
        if let Some(area) = area.get_untracked() {
            let masked = workbench.pasted.get_untracked();
            if area.value() != masked {
                area.set_value(&masked);
            }
        }
    };
    let clear = move |_| take(String::new());
    let secrets = move || {
        understood
            .get()
            .map(|found| found.reading.secrets.len())
            .unwrap_or_default()
    };
    let notes = move || {
        let secrets = secrets();
        let masked = (secrets > 0).then(|| {
            view! { <p class="paste-room__secrets" data-testid="secrets">
                {match secrets { 1 => "One secret is masked".to_owned(), more => format!("{more} secrets are masked") }}
                ", in the box itself. Better paste it nowhere else, and renew it."
            </p> }
        });
        let cut = cut.get().then(|| {
            view! { <p class="paste-room__secrets" data-testid="cut">{format!("That is more than {} KB: only the beginning is kept and read.", paste::MAX_BYTES / 1024)}</p> }
        });
        view! { {masked} {cut} }.into_any()
    };
    let status = move || match (waiting.get(), understood.get()) {
        (true, _) => "Reading…".to_owned(),
        (false, Some(found)) => summary(&found),
        (false, None) => String::new(),
    };
    let results = move || match understood.get() {
        Some(found) => results(workbench, &found),
        None => examples(take),
    };
    view! {
        <div class="paste-room">
            <section class="card" aria-label="The text">
                <div class="card__body paste-room__box" node_ref=zone data-testid="drop-pasted" data-over=attr(move || drop.is_over.get().then_some("true"))>
                    <label for="pasted">"Text, pasted, typed or dropped as a file"</label>
                    <textarea class="input paste-room__text" id="pasted" rows="10" spellcheck="false" autocomplete="off" autocapitalize="off" node_ref=area
                        prop:value=workbench.pasted on:input=typed></textarea>
                    {dynamic(notes)}
                    <div class="paste-room__line">
                        <p role="status">{dynamic(move || status().into_any())}</p>
                        <button type="button" class="button button--quiet button--small" on:click=click(clear)>"Clear"</button>
                    </div>
                </div>
            </section>
            {dynamic(results)}
        </div>
    }
    .into_any()
}

/// What came of it, in one line.
fn summary(found: &Understanding) -> String {
    match found.story.verdict {
        Verdict::Causes => {
            let causes = found.story.causes.len() + found.story.others.len();
            match causes {
                1 => "Read: one cause is thought of.".to_owned(),
                more => format!("Read: {more} causes are thought of."),
            }
        }
        Verdict::Unknown => "Read: something failed, and I don’t know why.".to_owned(),
        Verdict::Nothing => "Read: nothing is wrong with it, as far as can be seen.".to_owned(),
        Verdict::Empty => "Read: nothing in it tells whether something is wrong.".to_owned(),
    }
}

fn results(workbench: Workbench, found: &Arc<Understanding>) -> AnyView {
    let texts = texts();
    let Understanding { reading, .. } = found.as_ref();
    let told = found.clone();
    let causes = move || {
        texts.with(|texts| story_view(workbench, &told.story, texts, &told.reading.text, None))
    };
    view! {
        <div class="paste-room__column paste-room__beside">
            <section class="card" aria-labelledby="paste-wrong">
                <div class="card__head"><h2 id="paste-wrong">"What is wrong"</h2><span>"most likely first"</span></div>
                <div class="card__body">{dynamic(causes)}</div>
            </section>
            {corrected(reading)}
            {filling(workbench, found.clone())}
        </div>
        <div class="paste-room__column">
            {marked(reading)}
            {understood_view(reading)}
        </div>
    }
    .into_any()
}

/// For whoever has nothing at hand.
fn examples(take: impl Fn(String) + Copy + 'static) -> AnyView {
    let examples = EXAMPLES.iter().map(|example| {
        view! {
            <li>
                <button type="button" class="button button--small" data-testid="example" on:click=click(move |_| take(example.text.to_owned()))>{example.title}</button>
                <span>{example.seen}", from "<a href=example.thread target="_blank" rel="noreferrer">"a public thread"</a></span>
            </li>
        }
    });
    view! {
        <section class="card paste-room__beside" aria-labelledby="paste-examples">
            <div class="card__head"><h2 id="paste-examples">"Nothing at hand?"</h2><span>"what others have asked about"</span></div>
            <div class="card__body"><ul class="paste-room__examples">{examples.collect_view()}</ul></div>
        </section>
    }
    .into_any()
}

/// The lines that matter, with what matters in them marked.
fn marked(reading: &Reading) -> AnyView {
    let (lines, cut) = lines(reading);
    if lines.is_empty() {
        return ().into_any();
    }
    let more =
        cut.then(|| view! { <p class="note">"More lines say something; these are the first."</p> });
    let lines = lines.into_iter().map(line);
    view! {
        <section class="card" aria-labelledby="paste-lines">
            <div class="card__head"><h2 id="paste-lines">"In the text"</h2><span>"the lines that matter"</span></div>
            <div class="card__body"><ol class="paste-room__lines">{lines.collect_view()}</ol>{more}</div>
        </section>
    }
    .into_any()
}

fn line(line: Line) -> AnyView {
    let pieces = line.pieces.into_iter().map(|piece| match piece.mark {
        None => piece.text.into_any(),
        Some(Mark::Wrong) => {
            view! { <mark class="paste-room__wrong">{piece.text}</mark> }.into_any()
        }
        Some(Mark::Fact) => view! { <mark class="paste-room__fact">{piece.text}</mark> }.into_any(),
    });
    let notes = line.notes.into_iter();
    let notes =
        notes.map(|(wrong, said)| view! { <li data-wrong=wrong.then_some("true")>{said}</li> });
    let number = line.number;
    view! {
        <li id=format!("pasted-line-{number}") tabindex="-1" data-testid="marked-line" data-line=number.to_string()>
            <span class="paste-room__number">{format!("Line {number}")}</span>
            <code>{pieces.collect_view()}</code>
            <ul>{notes.collect_view()}</ul>
        </li>
    }
    .into_any()
}

fn corrected(reading: &Reading) -> AnyView {
    let Some(corrected) = reading.corrected.clone() else {
        return ().into_any();
    };
    view! {
        <section class="card" aria-labelledby="paste-corrected" data-testid="corrected">
            <div class="card__head"><h2 id="paste-corrected">"Corrected"</h2><span>"as far as that can be done here"</span></div>
            <div class="card__body">{copyable("The corrected command".to_owned(), corrected)}</div>
        </section>
    }
    .into_any()
}

/// What the text is, the values in it, and what was not understood.
fn understood_view(reading: &Reading) -> AnyView {
    let mut forms: Vec<&str> = reading.forms.iter().map(|(form, _)| form.title()).collect();
    forms.sort_unstable();
    forms.dedup();
    let forms = match forms.is_empty() {
        true => "Nothing that is known here.".to_owned(),
        false => format!("This is {}.", forms.join(", ")),
    };
    const MOST: usize = 24;
    let values = reading.understood.iter();
    let values = values
        .filter(|understood| !understood.value.is_empty())
        .take(MOST);
    let values = values.map(|understood| {
        let line = line_of(&reading.text, understood.bytes.start);
        view! { <dt>{understood.what}</dt><dd><code>{understood.value.clone()}</code>" "<span class="note">{format!("line {line}")}</span></dd> }
    });
    let spots = reading.not_understood.iter().take(6).map(|bytes| {
        let first = line_of(&reading.text, bytes.start);
        let last = line_of(&reading.text, bytes.end.saturating_sub(1).max(bytes.start));
        match first == last {
            true => format!("line {first}"),
            false => format!("lines {first} to {last}"),
        }
    });
    let mut spots: Vec<String> = spots.collect();
    let more = reading.not_understood.len().saturating_sub(spots.len());
    if more > 0 {
        spots.push(format!("and {more} more"));
    }
    let spots = (!spots.is_empty())
        .then(|| view! { <p class="note">"Not understood: "{spots.join(", ")}"."</p> });
    view! {
        <section class="card" aria-labelledby="paste-understood" data-testid="understood">
            <div class="card__head"><h2 id="paste-understood">"What was understood"</h2></div>
            <div class="card__body">
                <p>{forms}</p>
                <dl class="facts">{values.collect_view()}</dl>
                {spots}
            </div>
        </section>
    }
    .into_any()
}

/// Takes the values into the lesson.
fn filling(workbench: Workbench, found: Arc<Understanding>) -> AnyView {
    if !can_fill(&found.reading) {
        return ().into_any();
    }
    let values = &found.reading.values;
    let value = |term: &'static str, value: &Option<String>| {
        value
            .clone()
            .map(|value| view! { <dt>{term}</dt><dd><code>{value}</code></dd> })
    };
    let values = view! {
        <dl class="facts">
            {value("ID scope", &values.id_scope)}
            {value("Registration ID", &values.registration_id)}
            {value("API version", &values.api_version)}
            {value("Host", &values.host)}
        </dl>
    };
    let rehearse = RwSignal::new(true);
    let mistakes = RwSignal::new(true);
    let tick = |value: RwSignal<bool>, words: &'static str| {
        view! { <label class="paste-room__tick"><input type="checkbox" prop:checked=flag(move || value.get()) on:change=move |event| value.set(event_target_checked(&event)) />{words}</label> }
    };
    let go = move |_| {
        let how = Filling {
            rehearse: rehearse.get_untracked(),
            mistakes: mistakes.get_untracked(),
        };
        workbench
            .inputs
            .update(|inputs| fill(inputs, &found.reading, how));
        workbench.start_over();
        workbench.go(Route::Lesson(match how.mistakes {
            true => StepId::Connect,
            false => StepId::Identity,
        }));
    };
    view! {
        <section class="card" aria-labelledby="paste-fill">
            <div class="card__head"><h2 id="paste-fill">"Try it"</h2><span>"in the lesson, step by step"</span></div>
            <div class="card__body" data-testid="values">
                {values}
                {tick(rehearse, "Rehearse it in this page, against the practice service: its ID scope takes the place of the one that was pasted")}
                {tick(mistakes, "With its mistakes, to see them refused")}
                <p><button type="button" class="button button--primary" data-testid="fill" on:click=click(go)>"Use these values in the lesson"</button></p>
            </div>
        </section>
    }
    .into_any()
}
