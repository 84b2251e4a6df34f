//! What is under the packets: each connection's TLS, by what the endpoint knows, and by its bytes where they were recorded.

use leptos::prelude::*;
use relay_protocol::{Recorded, Way};
use wire_layers::{Sender, tls};

use crate::browser::is_narrow;
use crate::components::dynamic::{attr, click, dynamic, memo, text};
use crate::components::lazily::lazily;
use crate::components::packet_panes::{Layout, packet_panes};
use crate::components::trust_panel::facts_view;
use crate::journey::{Journey, Purpose, Recording};
use crate::packet_view::size;
use crate::workbench::Workbench;

/// Which stream is shown: of which recording, which way.
type Chosen = RwSignal<Option<(usize, bool)>>;

/// The panel, where there is any TLS to speak of.
pub fn tls_panel() -> AnyView {
    let workbench = Workbench::expect();
    let is_any = memo(move || workbench.journey.with(has_tls));
    dynamic(move || match is_any.get() {
        true => lazily("what takes TLS apart", || {
            Box::pin(crate::chunks::tls_panel())
        }),
        false => ().into_any(),
    })
}

fn has_tls(journey: &Journey) -> bool {
    let is_tls = |purpose| {
        let facts = journey.connection(purpose);
        facts.is_some_and(|facts| facts.tls_version.is_some())
    };
    is_tls(Purpose::Dps) || is_tls(Purpose::Hub) || !journey.recordings().is_empty()
}

pub(crate) fn draw() -> AnyView {
    let workbench = Workbench::expect();
    let chosen: Chosen = RwSignal::new(None);
    let facts = move || {
        workbench.journey.with(|journey| {
            let of = |purpose, title: &'static str| {
                let facts = journey.connection(purpose)?;
                facts.tls_version.as_ref()?;
                Some(view! { <h3 class="tls-panel__heading">{title}</h3> {facts_view(facts)} })
            };
            view! {
                {of(Purpose::Dps, "To the provisioning service")}
                {of(Purpose::Hub, "To the hub")}
            }
            .into_any()
        })
    };
    let count = memo(move || workbench.journey.with(|journey| journey.recordings().len()));
    let streams = move || {
        match count.get() {
        0 => view! { <p class="note card__body">"The bytes of TLS were not recorded: switch that on before a run, and they can be taken apart here too."</p> }.into_any(),
        count => streams(workbench, count, chosen),
    }
    };
    view! {
        <section class="card tls-panel" aria-labelledby="tls-title" data-testid="tls">
            <div class="card__head"><h2 id="tls-title">"TLS under the packets"</h2></div>
            <p class="note card__body">
                "The relay ends TLS, so that it knows what travelled inside. In TLS 1.3 everything after the two hellos is encrypted, the certificates included: they are shown here by content, without bytes of the wire. In TLS 1.2 both chains can be read on the way."
            </p>
            {dynamic(facts)}
            {dynamic(streams)}
            {dynamic(move || panes(workbench, chosen.get()))}
        </section>
    }
    .into_any()
}

/// What can be chosen: both ways of each recording.
fn streams(workbench: Workbench, count: usize, chosen: Chosen) -> AnyView {
    let buttons = (0..count).flat_map(|index| [(index, true), (index, false)]);
    let buttons = buttons.map(|(index, is_sent)| {
        // The bytes come in one by one.
        let length = memo(move || {
            workbench.journey.with(|journey| {
                let recording = journey.recordings().get(index);
                recording.map_or(0, |recording| stream(recording, is_sent).len())
            })
        });
        let who = if is_sent { "device" } else { "service" };
        let title = move || format!("Connection {}, from the {who}: {}", index + 1, size(length.get()));
        let is_chosen = move || chosen.get() == Some((index, is_sent));
        view! {
            <button type="button" class="button button--small" aria-pressed=attr(move || Some(is_chosen()))
                on:click=click(move |_| chosen.set(if is_chosen() { None } else { Some((index, is_sent)) }))>{text(title)}</button>
        }
    });
    view! { <div class="tls-panel__streams" role="group" aria-label="What one side sent">{buttons.collect_view()}</div> }
        .into_any()
}

fn panes(workbench: Workbench, chosen: Option<(usize, bool)>) -> AnyView {
    let Some((index, is_sent)) = chosen else {
        return ().into_any();
    };
    let recorded = workbench.journey.with_untracked(|journey| {
        let recording = journey.recordings().get(index)?;
        Some(stream(recording, is_sent))
    });
    let bytes = recorded.unwrap_or_default();
    let (sender, title) = match is_sent {
        true => (Sender::Client, "What the device sent"),
        false => (Sender::Server, "What the service sent"),
    };
    let anatomy = tls::dissect(sender, &bytes);
    let layout = Layout {
        what: "TLS stream",
        per_row: if is_narrow() { 8 } else { 16 },
        is_wide: true,
    };
    let panes = packet_panes(title.to_owned(), bytes, Vec::new(), anatomy, layout);
    view! { <div class="packet-detail tls-panel__panes">{panes}</div> }.into_any()
}

/// All bytes that went one way.
fn stream(recording: &Recording, is_sent: bool) -> Vec<u8> {
    let wanted = if is_sent { Way::Sent } else { Way::Received };
    let mut stream = Vec::new();
    for recorded in &recording.recorded {
        if let Recorded::Record { way, bytes, .. } = recorded
            && *way == wanted
        {
            stream.extend_from_slice(&bytes.0);
        }
    }
    stream
}
