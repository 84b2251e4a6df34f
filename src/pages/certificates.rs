//! The certificate bench: its headline here, everything else fetched when somebody comes.

use leptos::prelude::*;

use crate::chunks;
use crate::components::lazily::lazily;

/// The place for certificates.
#[component]
pub fn CertificatesPage() -> impl IntoView {
    view! {
        <main class="certificates" id="main" tabindex="-1">
            <header class="certificates__head">
                <h1 id="headline" tabindex="-1">"Certificates"</h1>
                <p class="note">"Put files here and see what DPS will say about them, and why. They stay in this tab."</p>
            </header>
            {lazily("the certificate bench", || Box::pin(chunks::bench()))}
        </main>
    }
}
