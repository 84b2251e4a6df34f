//! The trace as a sequence diagram: who said what to whom, in order. Drawing it is the component's business.

use std::ops::Range;
use std::time::Duration;

use device_session::Direction;

use crate::inputs::Place;
use crate::journey::{Entry, Purpose, What};
use crate::packet_view;
use crate::trace::Trace;

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
    /// How far below the top it is drawn, in units of the drawing.
    pub y: usize,
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

/// Lanes from left to right and lines from top to bottom. It grows with the trace: what was drawn once is not looked at again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagram {
    /// Who takes part.
    pub lanes: Vec<Lane>,
    /// What was said.
    pub lines: Vec<Line>,
    place: Place,
    run: u32,
    /// How many entries of the trace are in it.
    seen: usize,
    before: Option<Duration>,
}

/// Pauses shorter than this are not shown.
const PAUSE_WORTH_SHOWING: Duration = Duration::from_millis(900);

/// Where the first line is drawn, less [`LINE`]; in units of the drawing, as the two below.
const TOP: usize = 44;
/// From one line to the next.
pub const LINE: usize = 30;
/// How much a pause takes.
const PAUSE: usize = 24;

impl Diagram {
    /// A diagram of nothing yet.
    pub fn new(place: Place) -> Self {
        let mut lanes = vec![Lane::Page];
        lanes.extend(place.needs_relay().then_some(Lane::Relay));
        lanes.push(Lane::Service);
        Self {
            lanes,
            lines: Vec::new(),
            place,
            run: 0,
            seen: 0,
            before: None,
        }
    }

    /// Draws what has happened since; another place or another run begins anew.
    pub fn catch_up(&mut self, place: Place, trace: &Trace) {
        if (self.place, self.run) != (place, trace.run()) || self.seen > trace.len() {
            *self = Self::new(place);
            self.run = trace.run();
        }
        let seen = self.seen;
        for (index, entry) in trace.iter().enumerate().skip(seen) {
            self.draw(index, entry);
        }
        self.seen = trace.len();
    }

    /// How far below the top the last line is drawn.
    pub fn bottom(&self) -> usize {
        self.lines.last().map_or(TOP, |line| line.y)
    }

    /// The lines that are seen between two heights.
    pub fn lines_between(&self, top: usize, bottom: usize) -> Range<usize> {
        let first = self.lines.partition_point(|line| line.y <= top);
        let end = self
            .lines
            .partition_point(|line| line.y < bottom.saturating_add(LINE));
        first..end.max(first)
    }

    /// The line that shows an entry.
    pub fn line_of(&self, entry: usize) -> Option<&Line> {
        let at = self.lines.partition_point(|line| line.entry < entry);
        self.lines.get(at).filter(|line| line.entry == entry)
    }

    fn draw(&mut self, index: usize, entry: &Entry) {
        let relay = self.place.needs_relay();
        if entry.purpose == Purpose::Hub && !self.lanes.contains(&Lane::Hub) {
            self.lanes.push(Lane::Hub);
        }
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
            y: 0,
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
            let since = self.before.map(|before| entry.at.saturating_sub(before));
            first.pause = since.filter(|&since| since >= PAUSE_WORTH_SHOWING);
        }
        self.before = Some(entry.at);
        for mut line in of_entry {
            line.y = self.bottom() + line.pause.map_or(0, |_| PAUSE) + LINE;
            self.lines.push(line);
        }
    }
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
