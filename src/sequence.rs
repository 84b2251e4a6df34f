//! The trace as a sequence diagram: who said what to whom, in order. Drawing it is the component's business.

use std::time::Duration;

use device_session::Direction;

use crate::inputs::Place;
use crate::journey::{Entry, Purpose, What};
use crate::packet_view;

/// Someone who takes part. The order is the order of the lanes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lane {
    /// The device: this page.
    Page,
    /// The relay; it is not there when the practice service runs in the page.
    Relay,
    /// The provisioning service.
    Service,
    /// The hub the device was assigned to.
    Hub,
}

/// One line of the diagram.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Which entry of the trace it shows.
    pub entry: usize,
    /// From lane, to lane. The same lane twice is a remark at that lane.
    pub from: Lane,
    /// See [`Line::from`].
    pub to: Lane,
    /// A few words.
    pub label: String,
    /// How it is drawn.
    pub tone: Tone,
    /// How long nothing happened before it, where that is worth showing.
    pub pause: Option<Duration>,
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// An MQTT packet: it can be opened.
    Packet,
    /// Something around the packets: TLS, a signature.
    Around,
    /// A failure, or an end that we did not ask for.
    End,
    /// A failure on purpose.
    Fault,
}

/// Lanes from left to right and lines from top to bottom.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagram {
    /// Who takes part.
    pub lanes: Vec<Lane>,
    /// What was said.
    pub lines: Vec<Line>,
}

/// Pauses shorter than this are not shown.
const PAUSE_WORTH_SHOWING: Duration = Duration::from_millis(900);

/// The diagram of `trace` at `place`.
pub fn diagram(place: Place, trace: &[Entry]) -> Diagram {
    let relay = place.needs_relay();
    let mut lanes = vec![Lane::Page];
    lanes.extend(relay.then_some(Lane::Relay));
    lanes.push(Lane::Service);
    if trace.iter().any(|entry| entry.purpose == Purpose::Hub) {
        lanes.push(Lane::Hub);
    }

    let mut lines: Vec<Line> = Vec::new();
    let mut before: Option<Duration> = None;
    for (index, entry) in trace.iter().enumerate() {
        let peer = match entry.purpose {
            Purpose::Dps => Lane::Service,
            Purpose::Hub => Lane::Hub,
        };
        let near = if relay { Lane::Relay } else { Lane::Page };
        let line = |from, to, label: String, tone| Line {
            entry: index,
            from,
            to,
            label,
            tone,
            pause: None,
        };
        let mut of_entry = match &entry.what {
            What::Progress(stage) if relay => vec![line(near, near, stage.clone(), Tone::Around)],
            // In the page there is nothing on the way, and the signature says the rest.
            What::Progress(_) => Vec::new(),
            What::Signed { scheme } => {
                let asks = if relay { near } else { peer };
                vec![
                    line(asks, Lane::Page, "please sign".to_owned(), Tone::Around),
                    line(Lane::Page, asks, scheme_words(scheme), Tone::Around),
                ]
            }
            What::Opened(facts) => {
                let label = facts.tls_version.clone().map_or_else(
                    || "open, without TLS".to_owned(),
                    |version| format!("{version}, server trusted"),
                );
                vec![line(peer, near, label, Tone::Around)]
            }
            What::Packet(packet) => {
                let (from, to) = match packet.direction {
                    Direction::Sent => (Lane::Page, peer),
                    Direction::Received => (peer, Lane::Page),
                };
                vec![line(from, to, packet_view::headline(packet), Tone::Packet)]
            }
            What::Fault { id, .. } => {
                let label = format!("on purpose: {id}");
                vec![line(peer, peer, label, Tone::Fault)]
            }
            What::Failed(failure) => vec![line(
                near,
                near,
                format!("failed: {}", spaced(&failure.code)),
                Tone::End,
            )],
            What::Closed(Some(failure)) => {
                vec![line(
                    peer,
                    Lane::Page,
                    format!("closed: {}", spaced(&failure.code)),
                    Tone::End,
                )]
            }
            What::Closed(None) => vec![line(Lane::Page, peer, "closed".to_owned(), Tone::Around)],
        };
        if let Some(first) = of_entry.first_mut() {
            let since = before.map(|before| entry.at.saturating_sub(before));
            first.pause = since.filter(|&since| since >= PAUSE_WORTH_SHOWING);
        }
        before = Some(entry.at);
        lines.append(&mut of_entry);
    }
    Diagram { lanes, lines }
}

/// `ecdsa_secp256r1_sha256` is a name for programs.
fn scheme_words(scheme: &str) -> String {
    let family = scheme.split('_').next().unwrap_or(scheme);
    format!("signature ({})", family.to_ascii_uppercase())
}

fn spaced(code: &str) -> String {
    code.replace('_', " ")
}

#[cfg(test)]
mod tests;
