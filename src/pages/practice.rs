//! The practice service's console: what it is for stands here, everything else is fetched when somebody comes.

use leptos::prelude::*;

use crate::chunks;
use crate::components::lazily::lazily;

/// The place for the practice service.
pub fn practice() -> AnyView {
    view! {
        <main class="certificates" id="main" tabindex="-1">
            <header class="certificates__head">
                <h1 id="headline" tabindex="-1">"Practice service"</h1>
                <p class="note">"Who may register, what goes wrong on purpose, and what the service has seen."</p>
            </header>
            {lazily("the console", || Box::pin(chunks::console()))}
        </main>
    }
    .into_any()
}
