//! The packets: those of the session with room (list or sequence, and one packet taken apart), and experiments with them.

use leptos::prelude::*;

use crate::browser::is_narrow;
use crate::chunks;
use crate::components::lazily::lazily;
use crate::components::locality::Locality;
use crate::components::packet_detail::PacketDetail;
use crate::components::packets_nav::packets_nav;
use crate::components::tls_panel::tls_panel;
use crate::components::wire::TraceTabs;
use crate::router::Table;

/// The place for packets.
pub fn packets(table: Table) -> AnyView {
    let (headline, sentence, body) = match table {
        Table::Session => (
            "Packets",
            "Everything that travelled in this session. Pick a packet to see its fields and bytes.",
            session(),
        ),
        Table::Experiments => (
            "Break it yourself",
            "Change a packet before it is sent, or send it out of turn. Predict what comes back, and compare.",
            lazily("the experiments", || Box::pin(chunks::experiments())),
        ),
    };
    view! {
        <main class="packets" id="main" tabindex="-1">
            {packets_nav(table)}
            <header class="packets__head">
                <h1 id="headline" tabindex="-1">{headline}</h1>
                <p class="note">{sentence}</p>
            </header>
            {body}
            <div class="packets__locality"><Locality /></div>
        </main>
    }
    .into_any()
}

/// Each section is a component of its own.
fn session() -> AnyView {
    let per_row = if is_narrow() { 8 } else { 16 };
    view! {
        <div class="packets__session">
            <section class="card packets__replay" aria-label="Replay">{lazily("the replay", || Box::pin(chunks::replay()))}</section>
            <div class="packets__pair">
                <section class="card packets__trace" aria-label="Trace"><TraceTabs first=1 /></section>
                <section class="card packets__detail" aria-label="Packet"><PacketDetail per_row is_wide=true /></section>
            </div>
            {tls_panel()}
            <div class="packets__keep">{lazily("what saves and shares sessions", || Box::pin(chunks::save_session()))}</div>
        </div>
    }
    .into_any()
}
