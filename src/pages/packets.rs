//! The packets of the session, with room: list or sequence, and one packet taken apart.

use leptos::prelude::*;

use crate::browser::is_narrow;
use crate::chunks;
use crate::components::lazily::lazily;
use crate::components::locality::Locality;
use crate::components::packet_detail::PacketDetail;
use crate::components::tls_panel::tls_panel;
use crate::components::wire::TraceTabs;

/// The place for packets.
#[component]
pub fn PacketsPage() -> impl IntoView {
    view! {
        <main class="packets" id="main" tabindex="-1">
            <header class="packets__head">
                <h1 id="headline" tabindex="-1">"Packets"</h1>
                <p class="note">"Everything that travelled in this session. Pick a packet to see its fields and bytes."</p>
            </header>
            {session()}
        </main>
    }
}

/// Each section is a component of its own.
fn session() -> AnyView {
    let per_row = if is_narrow() { 8 } else { 16 };
    view! {
        <div class="packets__session">
            <section class="card packets__trace" aria-label="Trace"><TraceTabs first=1 /></section>
            <section class="card packets__detail" aria-label="Packet"><PacketDetail per_row is_wide=true /></section>
            {tls_panel()}
            <div class="packets__keep">{lazily("what saves and shares sessions", || Box::pin(chunks::save_session()))}</div>
            <div class="packets__locality"><Locality /></div>
        </div>
    }
    .into_any()
}
