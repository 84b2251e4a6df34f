//! Whatever comes, in whatever pieces: no panic, bounded memory, and the same answers.

use dps_protocol::{topics, username};
use mqtt_wire::{Packet, QoS, Subscribe};
use practice_dps::{
    CloseReason, Effect, MAX_HELD_BYTES, MAX_HISTORY, MAX_MESSAGE_BYTES, MAX_PACKET_BYTES, Peer,
    Session,
};
use proptest::prelude::*;

use crate::lab::{API_VERSION, Holder, ID_SCOPE, Lab, START, chain, hello, message};

fn conversation() -> Vec<u8> {
    let filters = vec![(topics::RESPONSE_FILTER.to_owned(), QoS::AtLeastOnce)];
    let packets = [
        Packet::Connect(hello(
            "dev1",
            &username::format(ID_SCOPE, "dev1", API_VERSION),
        )),
        Packet::Subscribe(Subscribe {
            packet_id: 1,
            filters,
        }),
        Packet::Publish(message(&topics::register("1"), b"{}", QoS::AtLeastOnce)),
        Packet::Puback { packet_id: 2 },
        Packet::Publish(message(
            &topics::operation_status("2", "x"),
            b" ",
            QoS::AtMostOnce,
        )),
        Packet::Pingreq,
        Packet::Disconnect,
    ];
    packets
        .iter()
        .flat_map(|packet| packet.encode().unwrap())
        .collect()
}

/// Gives the session everything, and counts what it says.
fn feed(lab: &Lab, session: &mut Session, pieces: &[&[u8]]) -> Vec<Effect> {
    let mut effects = Vec::new();
    for piece in pieces {
        effects.extend(lab.service(|service| session.receive(service, piece, START)));
    }
    effects
}

fn sent(effects: &[Effect]) -> Vec<u8> {
    let bytes = effects.iter().filter_map(|effect| match effect {
        Effect::Send(bytes) => Some(bytes.as_slice()),
        _ => None,
    });
    bytes.collect::<Vec<_>>().concat()
}

#[test]
fn the_split_of_the_stream_does_not_matter() {
    let leaf = Holder::self_signed("dev1");
    let run = |piece_bytes: usize| {
        let lab = Lab::new();
        lab.individual("dev1", &leaf);
        let peer = Peer {
            chain: chain(&[&leaf]),
        };
        let mut session = lab.service(|service| service.open(peer, START));
        let bytes = conversation();
        let pieces: Vec<&[u8]> = bytes.chunks(piece_bytes).collect();
        let effects = feed(&lab, &mut session, &pieces);
        assert!(session.is_closed());
        sent(&effects)
    };
    let whole = run(usize::MAX);
    for piece_bytes in 1..40 {
        assert_eq!(run(piece_bytes), whole, "in pieces of {piece_bytes}");
    }
}

#[test]
fn a_packet_that_is_too_large_is_refused_by_its_first_bytes() {
    let lab = Lab::new();
    let mut device = lab.device(&[&Holder::self_signed("dev1")]);
    device.enter("dev1");
    device.send_bytes(&[0x30, 0xff, 0xff, 0xff, 0x7f]);
    assert!(matches!(device.closed, Some(CloseReason::Unframeable(_))));

    let mut device = lab.device(&[&Holder::self_signed("dev1")]);
    device.enter("dev1");
    device.send_bytes(&[0xff; 5]);
    assert!(matches!(device.closed, Some(CloseReason::Unframeable(_))));
}

#[test]
fn a_message_may_be_as_large_as_the_quota_and_no_larger() {
    let lab = Lab::new();
    let leaf = Holder::self_signed("dev1");
    lab.individual("dev1", &leaf);
    let mut device = lab.device(&[&leaf]);
    device.enter("dev1");
    let largest = format!("{{\"payload\":\"{}\"}}", "x".repeat(MAX_MESSAGE_BYTES - 14));
    let answer = device.ask(&topics::register("1"), largest.as_bytes());
    assert!(answer.topic.contains("/res/202/"));
    let larger = format!("{largest} ");
    assert_eq!(larger.len(), MAX_MESSAGE_BYTES + 1);
    let packets = device.publish(&topics::register("1"), larger.as_bytes(), QoS::AtLeastOnce);
    assert_eq!(packets, []);
    let reason = CloseReason::MessageTooLarge(MAX_MESSAGE_BYTES + 1);
    assert_eq!(device.closed, Some(reason));
}

#[test]
fn a_request_id_too_long_to_echo_ends_the_connection() {
    let lab = Lab::new();
    let leaf = Holder::self_signed("dev1");
    lab.individual("dev1", &leaf);
    let mut device = lab.device(&[&leaf]);
    device.enter("dev1");
    let room = usize::from(u16::MAX) - topics::register("").len();
    let longest = topics::register(&"r".repeat(room));
    let packets = device.publish(&longest, b"{", QoS::AtMostOnce);
    assert_eq!(
        packets.len(),
        1,
        "the topic of an error is shorter than the request's"
    );
    let packets = device.publish(&longest, b"", QoS::AtMostOnce);
    assert_eq!(packets, [], "with retry-after it is longer");
    assert_eq!(device.closed, Some(CloseReason::AnswerUnwritable));
}

#[test]
fn what_waits_for_verdicts_is_bounded() {
    let lab = Lab::new();
    let root = Holder::root("root");
    lab.upload("root", &root, true);
    lab.group("factory", &root);
    let peer = Peer {
        chain: chain(&[&root.leaf("dev1")]),
    };
    let mut session = lab.service(|service| service.open(peer, START));
    let effects = feed(&lab, &mut session, &[&conversation()]);
    assert!(
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::Check { .. }))
    );
    let piece = [0xc0, 0x00].repeat(MAX_PACKET_BYTES / 2);
    let mut fed = 0;
    while !session.is_closed() {
        let effects = feed(&lab, &mut session, &[&piece]);
        fed += piece.len();
        assert!(fed <= MAX_HELD_BYTES + piece.len());
        let closed = [Effect::Close(CloseReason::TooMuchAtOnce)];
        assert!(effects.is_empty() || effects == closed);
    }
}

#[test]
fn a_long_chain_is_cut_and_its_links_are_limited() {
    let lab = Lab::new();
    let root = Holder::root("ca");
    lab.upload("root", &root, true);
    lab.group("factory", &root);
    // Every one of them may have issued every other by name.
    let others: Vec<Holder> = (0..30)
        .map(|_| {
            root.ca_as(|ca| device_certs::issue::Template {
                key_identifiers: false,
                ..ca
            })
        })
        .collect();
    let leaf = others[0].leaf_as(|leaf| device_certs::issue::Template {
        key_identifiers: false,
        ..leaf
    });
    let mut sent: Vec<&Holder> = vec![&leaf];
    sent.extend(&others);
    let mut session = lab.service(|service| {
        service.open(
            Peer {
                chain: chain(&sent),
            },
            START,
        )
    });
    let effects = feed(&lab, &mut session, &[&conversation()]);
    let checks = effects.iter().find_map(|effect| match effect {
        Effect::Check { checks, .. } => Some(checks.len()),
        _ => None,
    });
    assert_eq!(checks, Some(practice_dps::decision::MAX_LINKS));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn arbitrary_bytes_never_panic(
        pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 0..8),
        certificate in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let lab = Lab::new();
        let peer = Peer { chain: vec![certificate] };
        let mut session = lab.service(|service| service.open(peer, START));
        let pieces: Vec<&[u8]> = pieces.iter().map(Vec::as_slice).collect();
        feed(&lab, &mut session, &pieces);
        prop_assert!(lab.service(|service| service.history().count()) <= MAX_HISTORY);
    }

    #[test]
    fn a_conversation_with_wrong_bytes_in_it_never_panics(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(),
    ) {
        let lab = Lab::new();
        let mut bytes = conversation();
        for (index, byte) in &changes {
            let at = index.index(bytes.len());
            bytes[at] = *byte;
        }
        let (head, tail) = bytes.split_at(cut.index(bytes.len()));
        let peer = Peer { chain: vec![vec![0x30, 0x00]] };
        let mut session = lab.service(|service| service.open(peer, START));
        let effects = feed(&lab, &mut session, &[head, tail]);
        let closed = effects.iter().filter(|effect| matches!(effect, Effect::Close(_))).count();
        prop_assert_eq!(closed, usize::from(session.is_closed()));
    }

    #[test]
    fn arbitrary_topics_and_bodies_never_panic(
        topic in "(\\$dps/registrations/(PUT|GET)/)?[^+#\\x00]{1,60}",
        body in prop::collection::vec(any::<u8>(), 0..100),
    ) {
        let lab = Lab::new();
        let mut device = lab.device_with(vec![vec![0x30, 0x00]]);
        device.enter("dev1");
        device.publish(&topic, &body, QoS::AtLeastOnce);
    }
}
