//! The tree of a packet's fields as lines that can be opened, closed and walked through.

use std::collections::BTreeSet;
use std::ops::Range;

use wire_layers::tree::{Anatomy, Field};

use crate::packet_view::size;

/// One line: a field that is no mere punctuation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What kind of field.
    pub kind: &'static str,
    /// What it is called.
    pub label: String,
    /// What it says.
    pub value: String,
    /// Which bytes.
    pub bytes: Range<usize>,
    /// Which bits, where it shares its byte.
    pub mask: Option<u8>,
    /// The bytes that the value is the text of, if it is.
    pub content: Option<Range<usize>>,
    /// The line it is part of.
    pub parent: Option<usize>,
    /// Whether it has parts.
    pub is_group: bool,
}

/// All lines of a packet, each before its parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines(Vec<Line>);

/// Which lines are open, by index.
pub type Open = BTreeSet<usize>;

/// Where a key leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// To this line.
    To(usize),
    /// This line opens or closes.
    Toggle(usize),
}

impl Lines {
    /// The lines of `anatomy`, which was made of `bytes`.
    pub fn of(anatomy: &Anatomy, bytes: &[u8]) -> Self {
        let mut lines = Self::default();
        lines.add(&anatomy.fields, bytes, None);
        lines
    }

    fn add(&mut self, fields: &[Field], bytes: &[u8], parent: Option<usize>) {
        for field in fields.iter().filter(|field| !field.is_framing()) {
            let index = self.0.len();
            let shown = field.children.iter().any(|child| !child.is_framing());
            self.0.push(Line {
                kind: field.kind,
                label: field.label.clone().into_owned(),
                value: value(field),
                bytes: field.bytes.clone(),
                mask: field.mask,
                content: content(field, bytes),
                parent,
                is_group: shown,
            });
            self.add(&field.children, bytes, Some(index));
        }
    }

    /// The line of this index.
    pub fn get(&self, index: usize) -> Option<&Line> {
        self.0.get(index)
    }

    /// The lines that are part of `parent`, or of none.
    pub fn children(&self, parent: Option<usize>) -> impl Iterator<Item = (usize, &Line)> {
        let lines = self.0.iter().enumerate();
        lines.filter(move |(_, line)| line.parent == parent)
    }

    /// The innermost line that holds all of `range`; where several share a byte, the one around them.
    pub fn at(&self, range: &Range<usize>) -> Option<usize> {
        let holds = |line: &Line| line.bytes.start <= range.start && range.end <= line.bytes.end;
        let lines = self.0.iter().enumerate().rev();
        let mut lines = lines.filter(|(_, line)| line.mask.is_none());
        lines.find(|(_, line)| holds(line)).map(|(index, _)| index)
    }

    /// The lines around this one, from the outside in.
    pub fn around(&self, index: usize) -> Vec<usize> {
        let mut around = Vec::new();
        let mut next = self.get(index).and_then(|line| line.parent);
        while let Some(index) = next {
            around.insert(0, index);
            next = self.get(index).and_then(|line| line.parent);
        }
        around
    }

    /// What is open at first: not what says in its own line all that its parts say.
    pub fn open_at_first(&self) -> Open {
        let groups = self.0.iter().enumerate().filter(|(_, line)| line.is_group);
        let open = groups.filter(|(index, line)| {
            let mut children = self.children(Some(*index));
            let is_flat = children.all(|(_, child)| !child.is_group);
            let is_bits = self
                .children(Some(*index))
                .any(|(_, child)| child.mask.is_some());
            let is_length = line.kind == "mqtt.remaining-length";
            let is_message = line.kind.starts_with("tls.message.");
            is_message || !(is_bits || is_length || is_flat && !line.value.is_empty())
        });
        open.map(|(index, _)| index).collect()
    }

    /// Where a key leads from `at`; `None` for keys that lead nowhere.
    pub fn step(&self, open: &Open, at: Option<usize>, key: &str) -> Option<Step> {
        let is_visible = |index: usize| self.around(index).iter().all(|index| open.contains(index));
        let mut visible = (0..self.0.len()).filter(|&index| is_visible(index));
        let Some(at) = at.filter(|&at| is_visible(at)) else {
            return match key {
                "End" => visible.next_back().map(Step::To),
                "ArrowDown" | "ArrowUp" | "Home" => visible.next().map(Step::To),
                _ => None,
            };
        };
        let line = self.get(at)?;
        let is_open = open.contains(&at);
        match key {
            "ArrowDown" => visible.find(|&index| index > at).map(Step::To),
            "ArrowUp" => visible.rfind(|&index| index < at).map(Step::To),
            "Home" => visible.next().map(Step::To),
            "End" => visible.next_back().map(Step::To),
            "ArrowRight" if line.is_group && !is_open => Some(Step::Toggle(at)),
            "ArrowRight" if line.is_group => Some(Step::To(at + 1)),
            "ArrowLeft" if line.is_group && is_open => Some(Step::Toggle(at)),
            "ArrowLeft" => line.parent.map(Step::To),
            _ => None,
        }
    }
}

/// What the line says. A payload that is taken apart says only how large it is, flags which of them are set.
fn value(field: &Field) -> String {
    let bits = field.children.iter().filter(|bit| bit.mask.is_some());
    let set: Vec<&str> = bits
        .filter(|bit| bit.value == "yes")
        .map(|bit| &*bit.label)
        .collect();
    match field.kind {
        "mqtt.payload" if !field.children.is_empty() => size(field.bytes.len()),
        _ if !field.value.is_empty() => field.value.clone(),
        _ if !set.is_empty() => set.join(", ").to_ascii_lowercase(),
        _ => match field.children.first() {
            Some(first) if first.mask.is_some() => first.value.clone(),
            _ => String::new(),
        },
    }
}

/// Where the value stands as it is.
fn content(field: &Field, bytes: &[u8]) -> Option<Range<usize>> {
    if field.value.is_empty() || field.mask.is_some() {
        return None;
    }
    let range = &field.bytes;
    // A string has its length before it, a parameter its name, a member of JSON both of that and quotation marks.
    let candidates = [range.clone(), range.start + 2..range.end]
        .into_iter()
        .chain(field.children.iter().map(|child| child.bytes.clone()));
    candidates
        .into_iter()
        .find(|range| bytes.get(range.clone()) == Some(field.value.as_bytes()))
}

#[cfg(test)]
mod tests {
    use wire_layers::{Sender, Service, packet};

    use super::*;

    fn connect() -> (Vec<u8>, Lines) {
        let mut bytes = vec![0x10, 57, 0, 4];
        bytes.extend(b"MQTT\x04\x82\x00\x3c\x00\x01d\x00\x2a");
        bytes.extend(b"0ne/registrations/dev-01/api-version=2019-03-31");
        bytes[1] = u8::try_from(bytes.len() - 2).unwrap();
        let length = bytes.len() - 17;
        bytes[16] = u8::try_from(length).unwrap();
        let anatomy = packet(Service::Dps, Sender::Client, &bytes);
        assert_eq!(anatomy.problems, []);
        let lines = Lines::of(&anatomy, &bytes);
        (bytes, lines)
    }

    fn index(lines: &Lines, label: &str) -> usize {
        lines.0.iter().position(|line| line.label == label).unwrap()
    }

    #[test]
    fn a_line_knows_where_its_value_stands() {
        let (bytes, lines) = connect();
        let stands = |label: &str| {
            let line = lines.get(index(&lines, label)).unwrap();
            let range = line.content.clone().unwrap();
            assert_eq!(&bytes[range.clone()], line.value.as_bytes());
            range
        };
        assert_eq!(stands("ID scope"), 17..20);
        assert_eq!(stands("User name"), 17..64);
        assert_eq!(stands("api-version"), 54..64);
        let keep_alive = lines.get(index(&lines, "Keep alive")).unwrap();
        assert_eq!(
            (keep_alive.value.as_str(), &keep_alive.content),
            ("60", &None)
        );
        assert!(lines.0.iter().all(|line| line.label != "Separator"));
    }

    #[test]
    fn flags_and_payloads_are_said_in_a_line() {
        let (_, lines) = connect();
        let value = |label: &str| lines.get(index(&lines, label)).unwrap().value.clone();
        assert_eq!(value("Connect flags"), "user name flag, clean session");
        assert_eq!(value("Packet type and flags"), "1 (CONNECT)");
        assert_eq!(value("Payload"), "52 bytes");
    }

    #[test]
    fn a_byte_leads_to_its_innermost_line() {
        let (_, lines) = connect();
        let label =
            |range: Range<usize>| lines.get(lines.at(&range).unwrap()).unwrap().label.clone();
        assert_eq!(label(17..20), "ID scope");
        // A slash belongs to the string around it, a bit to its byte.
        assert_eq!(label(20..21), "User name");
        assert_eq!(label(0..1), "Packet type and flags");
        assert_eq!(label(0..2), "Fixed header");
        assert_eq!(lines.at(&(64..65)), None);
    }

    #[test]
    fn arrow_keys_walk_through_what_is_open() {
        let (_, lines) = connect();
        let mut open = lines.open_at_first();
        let header = index(&lines, "Fixed header");
        let first = index(&lines, "Packet type and flags");
        let length = index(&lines, "Remaining length");
        assert!(!open.contains(&first) && !open.contains(&length));
        assert_eq!(lines.step(&open, None, "ArrowDown"), Some(Step::To(header)));
        assert_eq!(
            lines.step(&open, Some(header), "ArrowDown"),
            Some(Step::To(first))
        );
        assert_eq!(
            lines.step(&open, Some(first), "ArrowDown"),
            Some(Step::To(length))
        );
        assert_eq!(
            lines.step(&open, Some(first), "ArrowRight"),
            Some(Step::Toggle(first))
        );
        open.insert(first);
        assert_eq!(
            lines.step(&open, Some(first), "ArrowRight"),
            Some(Step::To(first + 1))
        );
        assert_eq!(
            lines.step(&open, Some(length), "ArrowUp"),
            Some(Step::To(first + 2))
        );
        assert_eq!(
            lines.step(&open, Some(first + 1), "ArrowLeft"),
            Some(Step::To(first))
        );
        assert_eq!(
            lines.step(&open, Some(first), "ArrowLeft"),
            Some(Step::Toggle(first))
        );
        assert_eq!(lines.step(&open, Some(header), "ArrowUp"), None);
        assert_eq!(
            lines.step(&open, Some(length), "Home"),
            Some(Step::To(header))
        );
        let last = lines.step(&open, Some(header), "End");
        assert_eq!(last, Some(Step::To(index(&lines, "api-version"))));
        // What is hidden is left from the top.
        open.remove(&first);
        assert_eq!(
            lines.step(&open, Some(first + 1), "ArrowDown"),
            Some(Step::To(header))
        );
        assert_eq!(lines.step(&open, Some(header), "x"), None);
    }

    #[test]
    fn messages_of_tls_are_open_at_first() {
        let bytes = [22, 3, 3, 0, 4, 14, 0, 0, 0];
        let lines = Lines::of(&wire_layers::tls::dissect(Sender::Server, &bytes), &bytes);
        let message = index(&lines, "Handshake message");
        assert_eq!(lines.0[message].value, "ServerHelloDone");
        assert!(lines.open_at_first().contains(&message));
    }

    #[test]
    fn the_lines_around_lead_from_the_outside_in() {
        let (_, lines) = connect();
        let around = lines.around(index(&lines, "ID scope"));
        let labels: Vec<_> = around
            .iter()
            .map(|&index| lines.0[index].label.as_str())
            .collect();
        assert_eq!(labels, ["Payload", "User name"]);
    }
}
