//! What stands on top of the bench: will it work, why, and what is not known.

use leptos::prelude::*;

use crate::batch::Document;
use crate::bench::{Judgement, Mood, headline};
use crate::bench_room::BenchRoom;
use crate::components::dynamic::click;

/// The verdict.
pub fn bench_verdict(room: BenchRoom, judgement: &Judgement) -> AnyView {
    let headline = headline(judgement);
    let code = headline
        .code
        .map(|(code, text)| view! { <p><code>{format!("{code} {text}")}</code></p> });
    let unproven = headline.is_unproven.then(|| view! { <span class="badge badge--warn" title="Nobody has seen the real service decide this">"unproven"</span> });
    let unknown = headline
        .unknown
        .iter()
        .map(|one| view! { <li>{one.clone()}</li> })
        .collect_view();
    let unknown = (!headline.unknown.is_empty()).then(
        || view! { <h3>"Not known here"</h3><ul class="bench-verdict__unknown">{unknown}</ul> },
    );
    let word = match headline.mood {
        Mood::Bad => "Refused: ",
        Mood::Warn => "Works, with a warning: ",
        Mood::Ok => "Nothing found: ",
    };
    view! {
        <section class="bench-verdict" data-testid="verdict" data-mood=headline.mood.as_str() aria-live="polite">
            <h2><span class="sr-only">{word}</span>{headline.title}" "{unproven}</h2>
            <p>{headline.text.clone()}</p>
            {code}
            <p class="note">{format!("Judged: {}", judgement.name)}</p>
            {unknown}
            <p class="bench-verdict__save">
                <button type="button" class="button button--small" data-testid="save-markdown" on:click=click(move |_| room.save_report(Document::Markdown))>"Save the report, Markdown"</button>
                <button type="button" class="button button--small" data-testid="save-json" on:click=click(move |_| room.save_report(Document::Json))>"Save it as JSON"</button>
            </p>
        </section>
    }
    .into_any()
}

/// What is said when there is nothing to judge.
pub fn empty_bench(room: BenchRoom) -> AnyView {
    let some = room.cards.with(|cards| !cards.is_empty());
    let (title, sentence) = if some {
        (
            "No certificate to judge yet",
            "Add the certificate that goes with what is there, or choose another question.",
        )
    } else {
        (
            "Nothing is here yet",
            "Put in what your device presents: its certificate, the CAs above it, its key, in any files and any order. What is damaged is repaired where nothing has to be guessed, and every repair is shown.",
        )
    };
    view! { <section class="bench-verdict" data-testid="verdict" data-mood="none"><h2>{title}</h2><p>{sentence}</p></section> }
        .into_any()
}
