//! The selected packet: as fields and as bytes, each marking the other. Fetched once there is a packet to show.

use leptos::prelude::*;
use mqtt_wire::dissect;

use crate::chunks;
use crate::components::dynamic::{dynamic, memo};
use crate::components::field_tree::field_tree;
use crate::components::hex_view::HexView;
use crate::components::lazily::lazily;
use crate::components::packet_list::shown;
use crate::journey::What;
use crate::packet_view::{headline, leaves, packet_spans, size};
use crate::workbench::Workbench;

/// Bytes in a row of the byte view.
#[derive(Clone, Copy)]
struct PerRow(usize);

/// Fields and bytes of the packet that is shown.
#[component]
pub fn PacketDetail(
    /// Bytes in a row of the byte view.
    per_row: usize,
) -> impl IntoView {
    let workbench = Workbench::expect();
    provide_context(PerRow(per_row));
    let is_any = memo(move || shown(workbench).is_some());
    let body = move || {
        match is_any.get() {
        true => lazily("what takes packets apart", || {
            Box::pin(chunks::packet_detail())
        }),
        false => view! { <p class="packet-detail__empty">"The packet you pick is taken apart here: its fields above, its bytes below."</p> }.into_any(),
    }
    };
    view! { <div class="packet-detail" data-testid="packet-detail">{dynamic(body)}</div> }
}

/// The packet that is shown.
pub(crate) fn draw() -> AnyView {
    let workbench = Workbench::expect();
    let PerRow(per_row) = expect_context();
    let shown = memo(move || shown(workbench));
    dynamic(move || detail(workbench, shown.get(), per_row).unwrap_or_else(|| ().into_any()))
}

fn detail(workbench: Workbench, index: Option<usize>, per_row: usize) -> Option<AnyView> {
    workbench.journey.with_untracked(|journey| {
        let entry = index.and_then(|index| journey.trace().get(index))?;
        let What::Packet(packet) = &entry.what else { return None };
        let dissection = dissect(&packet.bytes);
        let spans = packet_spans(entry.purpose, &packet.bytes, &dissection);
        let pointed = RwSignal::new(None);
        let problems = dissection.problems.iter().map(|problem| view! { <li>{problem.to_string()}</li> }).collect_view();
        Some(
            view! {
                <div class="packet-detail__fields" tabindex="0" role="region" aria-label="Fields of the packet" on:pointerleave=move |_| pointed.set(None)>
                    <p class="packet-detail__head"><b>{headline(packet)}</b><span>{size(packet.bytes.len())}</span></p>
                    <ul class="packet-detail__problems">{problems}</ul>
                    {field_tree(&dissection.fields, &packet.bytes, &spans, pointed)}
                </div>
                <HexView bytes=packet.bytes.clone() fields=leaves(&dissection) spans pointed per_row />
            }
            .into_any(),
        )
    })
}
