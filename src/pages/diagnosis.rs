//! Where text of any kind is pasted and understood, and where codes are looked up: what both are for stands here, everything
//! else is fetched when somebody comes.

use leptos::prelude::*;

use crate::chunks;
use crate::components::lazily::lazily;

/// The place for pasted text.
pub fn diagnosis() -> AnyView {
    place(
        "Diagnosis",
        "Paste whatever you have: a command, a profile, a log, an exception, an answer of the service, a piece of source. It stays in this tab.",
        lazily("the diagnosis", || Box::pin(chunks::paste_room())),
    )
}

/// The place for looking things up.
pub fn reference() -> AnyView {
    place(
        "Reference",
        "Every code and message of the service that is known, CONNACK in its sense, TLS alerts, what clients say, causes, rules about certificates, and failures on purpose.",
        lazily("the reference", || Box::pin(chunks::reference())),
    )
}

fn place(title: &'static str, about: &'static str, room: AnyView) -> AnyView {
    view! {
        <main class="certificates" id="main" tabindex="-1">
            <header class="certificates__head">
                <h1 id="headline" tabindex="-1">{title}</h1>
                <p class="note">{about}</p>
            </header>
            {room}
        </main>
    }
    .into_any()
}
