//! The rooms of the certificates: what each is for stands here, everything else is fetched when somebody comes.

use leptos::prelude::*;

use crate::chunks;
use crate::components::certificates_nav::certificates_nav;
use crate::components::lazily::{Fetch, lazily};
use crate::router::Room;

/// The place for certificates.
pub fn certificates(room: Room) -> AnyView {
    let (headline, sentence, part, fetch): (_, _, _, Fetch) = match room {
        Room::Bench => (
            "Certificates",
            "Put files here and see what DPS will say about them, and why. They stay in this tab.",
            "the certificate bench",
            || Box::pin(chunks::bench()),
        ),
        Room::Batch => (
            "Many files at once",
            "Every certificate of a production run, judged by every rule and then against each other. They stay in this tab.",
            "the tools for many files",
            || Box::pin(chunks::batch()),
        ),
        Room::Lab => (
            "Certificates for practice",
            "Good ones, and ones that are wrong on purpose. The keys are made in this tab and go with it, unless their own button saves them; every name says “practice”.",
            "the certificate lab",
            || Box::pin(chunks::lab()),
        ),
    };
    view! {
        <main class="certificates" id="main" tabindex="-1">
            {certificates_nav(room)}
            <header class="certificates__head">
                <h1 id="headline" tabindex="-1">{headline}</h1>
                <p class="note">{sentence}</p>
            </header>
            {lazily(part, fetch)}
        </main>
    }
    .into_any()
}
