//! The packets of the session, with room: list or sequence, and one packet taken apart.

use leptos::prelude::*;

use crate::components::locality::Locality;
use crate::components::packet_detail::PacketDetail;
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
    view! {
        <div class="packets__session">
            <section class="card packets__trace" aria-label="Trace"><TraceTabs first=1 /></section>
            <section class="card packets__detail" aria-label="Packet"><PacketDetail per_row=16 /></section>
            <div class="packets__locality"><Locality /></div>
        </div>
    }
    .into_any()
}
