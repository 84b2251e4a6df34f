use device_session::LoggedPacket;
use mqtt_wire::{Connack, Packet};

use super::*;
use crate::journey::{ConnectionFacts, LinkFailure};
use crate::lesson::StepId;

fn diagram(place: Place, entries: &[Entry]) -> Diagram {
    let trace: Trace = entries.iter().cloned().collect();
    let mut diagram = Diagram::new(place);
    diagram.catch_up(place, &trace);
    diagram
}

fn entry(millis: u64, purpose: Purpose, what: What) -> Entry {
    Entry {
        at: Duration::from_millis(millis),
        step: StepId::Connect,
        purpose,
        what,
    }
}

fn connack(direction: Direction) -> What {
    let packet = Packet::Connack(Connack {
        session_present: false,
        code: 0,
    });
    What::Packet(LoggedPacket {
        direction,
        at: Duration::ZERO,
        bytes: packet.encode().unwrap(),
        packet: Ok(packet),
    })
}

fn lanes_of(lines: &[Line]) -> Vec<(Lane, Lane)> {
    lines.iter().map(|line| (line.from, line.to)).collect()
}

#[test]
fn lanes_are_those_that_take_part() {
    assert_eq!(
        diagram(Place::InPage, &[]).lanes,
        [Lane::Page, Lane::Service]
    );
    let trace = [entry(0, Purpose::Hub, connack(Direction::Received))];
    assert_eq!(
        diagram(Place::Practice, &trace).lanes,
        [Lane::Page, Lane::Relay, Lane::Service, Lane::Hub]
    );
}

#[test]
fn packets_travel_between_page_and_service() {
    let trace = [
        entry(0, Purpose::Dps, connack(Direction::Sent)),
        entry(1, Purpose::Dps, connack(Direction::Received)),
        entry(2, Purpose::Hub, connack(Direction::Received)),
    ];
    let found = diagram(Place::InPage, &trace).lines;
    assert_eq!(
        lanes_of(&found),
        [
            (Lane::Page, Lane::Service),
            (Lane::Service, Lane::Page),
            (Lane::Hub, Lane::Page)
        ]
    );
    assert!(
        found
            .iter()
            .all(|line| line.tone == Tone::Packet && line.pause.is_none())
    );
}

#[test]
fn a_signature_is_asked_for_and_given() {
    let signed = What::Signed {
        scheme: "ecdsa_secp256r1_sha256".to_owned(),
    };
    let found = diagram(Place::Practice, &[entry(0, Purpose::Dps, signed)]).lines;
    assert_eq!(
        lanes_of(&found),
        [(Lane::Relay, Lane::Page), (Lane::Page, Lane::Relay)]
    );
    assert_eq!(found[1].label, "signature (ECDSA)");
}

#[test]
fn in_the_page_the_service_itself_asks() {
    let trace = [
        entry(0, Purpose::Hub, What::Progress("Signing".to_owned())),
        entry(
            0,
            Purpose::Hub,
            What::Signed {
                scheme: "rsa_pss_rsae_sha256".to_owned(),
            },
        ),
    ];
    let found = diagram(Place::InPage, &trace).lines;
    assert_eq!(
        lanes_of(&found),
        [(Lane::Hub, Lane::Page), (Lane::Page, Lane::Hub)]
    );
}

#[test]
fn a_long_silence_is_shown_once() {
    let trace = [
        entry(0, Purpose::Dps, connack(Direction::Sent)),
        entry(3_000, Purpose::Dps, connack(Direction::Sent)),
        entry(3_010, Purpose::Dps, connack(Direction::Sent)),
    ];
    let pauses: Vec<_> = diagram(Place::InPage, &trace)
        .lines
        .iter()
        .map(|line| line.pause)
        .collect();
    assert_eq!(pauses, [None, Some(Duration::from_secs(3)), None]);
}

#[test]
fn ends_say_why() {
    let failure = LinkFailure {
        code: "connection_refused".to_owned(),
        detail: String::new(),
        alert: None,
    };
    let trace = [
        entry(0, Purpose::Dps, What::Failed(failure.clone())),
        entry(0, Purpose::Dps, What::Closed(Some(failure))),
        entry(0, Purpose::Dps, What::Closed(None)),
    ];
    let lines = diagram(Place::Own, &trace).lines;
    let found: Vec<_> = lines
        .iter()
        .map(|line| (line.label.as_str(), line.tone))
        .collect();
    assert_eq!(
        found,
        [
            ("failed: connection refused", Tone::End),
            ("closed: connection refused", Tone::End),
            ("closed", Tone::Around),
        ]
    );
}

#[test]
fn an_open_connection_says_whether_there_is_tls() {
    let facts = ConnectionFacts {
        tls_version: Some("TLS 1.2".to_owned()),
        ..ConnectionFacts::default()
    };
    let trace = [
        entry(0, Purpose::Dps, What::Opened(facts)),
        entry(0, Purpose::Dps, What::Opened(ConnectionFacts::default())),
    ];
    let labels: Vec<_> = diagram(Place::Practice, &trace)
        .lines
        .into_iter()
        .map(|line| line.label)
        .collect();
    assert_eq!(labels, ["TLS 1.2, server trusted", "open, without TLS"]);
}

#[test]
fn a_diagram_that_grows_is_the_same_as_one_drawn_at_once() {
    let entries = [
        entry(0, Purpose::Dps, connack(Direction::Sent)),
        entry(3_000, Purpose::Dps, connack(Direction::Received)),
        entry(3_010, Purpose::Hub, connack(Direction::Sent)),
    ];
    let whole = diagram(Place::Practice, &entries);
    let mut growing = Diagram::new(Place::Practice);
    let mut trace = Trace::default();
    for entry in entries {
        trace.push(entry);
        growing.catch_up(Place::Practice, &trace);
    }
    assert_eq!(growing, whole);
    let found: Vec<_> = whole.lines.iter().map(|line| line.y).collect();
    assert_eq!(found, [74, 128, 158]);
    growing.catch_up(Place::InPage, &trace);
    assert_eq!(growing.lanes, [Lane::Page, Lane::Service, Lane::Hub]);
    trace.clear();
    growing.catch_up(Place::InPage, &trace);
    assert_eq!(growing.lines, []);
}

#[test]
fn lines_are_found_by_where_they_are_drawn() {
    let entries: Vec<_> = (0..100)
        .map(|at| entry(at, Purpose::Dps, connack(Direction::Sent)))
        .collect();
    let drawn = diagram(Place::InPage, &entries);
    assert_eq!(drawn.lines_between(0, 74), 0..1);
    assert_eq!(drawn.lines_between(74, 104), 1..2);
    assert_eq!(drawn.lines_between(1_000_000, 1_000_100), 100..100);
    assert_eq!(drawn.line_of(7).map(|line| line.y), Some(74 + 7 * 30));
    assert_eq!(drawn.line_of(100), None);
}
