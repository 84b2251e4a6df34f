//! The selected packet: as fields, as bytes and, where there is room, with what they mean. Fetched once there is a packet to
//! show.

use device_session::Direction;
use leptos::prelude::*;
use wire_layers::{Sender, Service, packet as take_apart};

use crate::chunks;
use crate::components::dynamic::{dynamic, memo};
use crate::components::lazily::lazily;
use crate::components::packet_panes::{Layout, packet_panes};
use crate::components::watched::Watched;
use crate::journey::{Purpose, What};
use crate::packet_view::{headline, packet_spans};

/// How much room there is: bytes in a row of the byte view, and whether it is told what fields mean.
#[derive(Clone, Copy)]
struct Room {
    per_row: usize,
    is_wide: bool,
}

/// Fields and bytes of the packet that is shown.
#[component]
pub fn PacketDetail(
    /// Bytes in a row of the byte view.
    per_row: usize,
    /// Whether it is told what fields mean.
    #[prop(default = false)]
    is_wide: bool,
) -> impl IntoView {
    let watched = Watched::expect();
    provide_context(Room { per_row, is_wide });
    let is_any = memo(move || watched.shown().is_some());
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
    let watched = Watched::expect();
    let room = expect_context();
    let shown = memo(move || watched.shown());
    dynamic(move || detail(watched, shown.get(), room).unwrap_or_else(|| ().into_any()))
}

fn detail(watched: Watched, index: Option<usize>, room: Room) -> Option<AnyView> {
    watched.with_untracked(|trace| {
        let entry = index.and_then(|index| trace.get(index))?;
        let What::Packet(packet) = &entry.what else {
            return None;
        };
        let service = match entry.purpose {
            Purpose::Dps => Service::Dps,
            Purpose::Hub => Service::Hub,
        };
        let sender = match packet.direction {
            Direction::Sent => Sender::Client,
            Direction::Received => Sender::Server,
        };
        let bytes = packet.bytes.clone();
        let anatomy = take_apart(service, sender, &bytes);
        let spans = packet_spans(entry.purpose, &bytes, &anatomy);
        let layout = Layout {
            what: "packet",
            per_row: room.per_row,
            is_wide: room.is_wide,
        };
        Some(packet_panes(
            headline(packet),
            bytes,
            spans,
            anatomy,
            layout,
        ))
    })
}
