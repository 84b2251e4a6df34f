//! Captures, read back by crates that share no code with the writer: whatever was said, and however it was split, stands
//! in them, in packets without a fault.

use std::net::SocketAddr;
use std::time::Duration;

use etherparse::{NetSlice, SlicedPacket, TransportSlice};
use mqtt_wire::capture::{Capture, Conversation, End, Piece};
use pcap_parser::pcapng::{Block, parse_block_le};
use proptest::collection::vec;
use proptest::prelude::*;

/// One packet, read back.
#[derive(Debug)]
struct Seen {
    nanos: u64,
    source: SocketAddr,
    sequence: u32,
    acknowledged: Option<u32>,
    syn: bool,
    fin: bool,
    payload: Vec<u8>,
    length: usize,
}

/// Reads a file to its last byte: what is no block of pcapng or no packet of TCP is a failure.
fn read(file: &[u8]) -> (String, Vec<Seen>) {
    let (mut secrets, mut packets) = (String::new(), Vec::new());
    let mut left = file;
    let mut first = true;
    while !left.is_empty() {
        let (rest, block) = parse_block_le(left).expect("a block");
        left = rest;
        assert_eq!(
            std::mem::take(&mut first),
            matches!(block, Block::SectionHeader(_))
        );
        match block {
            Block::SectionHeader(header) => {
                assert_eq!((header.major_version, header.minor_version), (1, 0))
            }
            Block::InterfaceDescription(interface) => {
                assert_eq!(interface.linktype.0, 101, "raw IP");
                assert_eq!(interface.if_tsresol, 9, "nanoseconds");
            }
            Block::DecryptionSecrets(block) => {
                assert!(
                    packets.is_empty(),
                    "secrets stand before the packets they open"
                );
                assert_eq!(block.secrets_type.0, 0x544c_534b);
                let text = &block.data[..block.secrets_len as usize];
                secrets = String::from_utf8(text.to_vec()).expect("a key log is text");
            }
            Block::EnhancedPacket(block) => {
                assert_eq!(block.caplen, block.origlen);
                let nanos = u64::from(block.ts_high) << 32 | u64::from(block.ts_low);
                packets.push(packet(nanos, &block.data[..block.caplen as usize]));
            }
            other => panic!("a block that nobody wrote: {other:?}"),
        }
    }
    (secrets, packets)
}

fn packet(nanos: u64, bytes: &[u8]) -> Seen {
    let sliced = SlicedPacket::from_ip(bytes).expect("an IP packet");
    let Some(TransportSlice::Tcp(tcp)) = &sliced.transport else {
        panic!("no TCP in {bytes:02x?}");
    };
    let header = tcp.to_header();
    let (source, checksum) = match sliced.net.expect("IP") {
        NetSlice::Ipv4(ip) => {
            let ip = ip.header().to_header();
            assert_eq!(ip.header_checksum, ip.calc_header_checksum());
            assert_eq!(usize::from(ip.total_len), bytes.len());
            (
                ip.source.into(),
                header.calc_checksum_ipv4(&ip, tcp.payload()),
            )
        }
        NetSlice::Ipv6(ip) => {
            let ip = ip.header().to_header();
            assert_eq!(usize::from(ip.payload_length) + 40, bytes.len());
            (
                ip.source.into(),
                header.calc_checksum_ipv6(&ip, tcp.payload()),
            )
        }
        other => panic!("neither IPv4 nor IPv6: {other:?}"),
    };
    assert_eq!(Ok(header.checksum), checksum);
    Seen {
        nanos,
        source: SocketAddr::new(source, header.source_port),
        sequence: header.sequence_number,
        acknowledged: header.ack.then_some(header.acknowledgment_number),
        syn: header.syn,
        fin: header.fin,
        payload: tcp.payload().to_vec(),
        length: bytes.len(),
    }
}

/// Both streams as a receiver puts them together, checking every number on the way.
fn streams(packets: &[&Seen], client: SocketAddr) -> [Vec<u8>; 2] {
    let mut streams = [Vec::new(), Vec::new()];
    let mut next = [None, None];
    let mut unacknowledged = [0_u32; 2];
    for packet in packets {
        let side = usize::from(packet.source != client);
        if let Some(expected) = next[side] {
            assert_eq!(
                packet.sequence, expected,
                "nothing is lost, repeated or out of order"
            );
        }
        assert_eq!(next[side].is_none(), packet.syn, "a stream begins with SYN");
        let length = packet.payload.len() as u32;
        let length = length + u32::from(packet.syn) + u32::from(packet.fin);
        next[side] = Some(packet.sequence.wrapping_add(length));
        assert_eq!(
            packet.acknowledged,
            next[1 - side],
            "everything sent so far is acknowledged"
        );
        unacknowledged[1 - side] = 0;
        unacknowledged[side] += length;
        assert!(unacknowledged[side] < 65_535, "the window is never full");
        streams[side].extend(&packet.payload);
    }
    streams
}

fn address() -> impl Strategy<Value = SocketAddr> {
    prop_oneof![
        any::<([u8; 4], u16)>().prop_map(SocketAddr::from),
        any::<([u8; 16], u16)>().prop_map(SocketAddr::from),
    ]
}

fn conversation(bytes: usize) -> impl Strategy<Value = Conversation> {
    let end = || prop_oneof![Just(End::Client), Just(End::Server)];
    let at = || (0_u64..1 << 62).prop_map(Duration::from_nanos);
    let piece = (at(), end(), vec(any::<u8>(), 0..bytes)).prop_map(|(at, from, bytes)| Piece {
        at,
        from,
        bytes,
    });
    let closed = proptest::option::of((at(), end()));
    (address(), address(), at(), vec(piece, 0..8), closed).prop_map(
        |(client, server, opened_at, pieces, closed)| Conversation {
            client,
            server,
            opened_at,
            pieces,
            closed,
        },
    )
}

fn capture(key_log: &str, conversations: &[Conversation]) -> Vec<u8> {
    Capture {
        application: "a test",
        comment: "made up",
        key_log,
        conversations,
    }
    .to_pcapng()
}

fn said(conversation: &Conversation, by: End) -> Vec<u8> {
    let of = conversation.pieces.iter().filter(|piece| piece.from == by);
    of.flat_map(|piece| piece.bytes.clone()).collect()
}

proptest! {
    #[test]
    fn what_was_said_stands_in_the_file(conversation in conversation(9000)) {
        prop_assume!(conversation.client.to_string() != conversation.server.to_string());
        let (secrets, packets) = read(&capture("", std::slice::from_ref(&conversation)));
        prop_assert_eq!(secrets, "");
        prop_assert!(packets.iter().all(|packet| packet.length <= 1500));
        prop_assert!(packets.is_sorted_by_key(|packet| packet.nanos));
        prop_assert_eq!(packets[0].nanos, conversation.opened_at.as_nanos() as u64);
        let mapped = conversation.client.is_ipv4() && conversation.server.is_ipv6();
        let client = packets[0].source;
        prop_assert!(mapped || client == conversation.client);
        let [sent, received] = streams(&packets.iter().collect::<Vec<_>>(), client);
        prop_assert_eq!(sent, said(&conversation, End::Client));
        prop_assert_eq!(received, said(&conversation, End::Server));
        let ends = packets.iter().filter(|packet| packet.fin).count();
        prop_assert_eq!(ends, if conversation.closed.is_some() { 2 } else { 0 });
    }

    #[test]
    fn every_piece_stands_at_its_time(conversation in conversation(40)) {
        prop_assume!(conversation.client.to_string() != conversation.server.to_string());
        let (_, packets) = read(&capture("", std::slice::from_ref(&conversation)));
        let times = packets.iter().filter(|packet| !packet.payload.is_empty()).map(|packet| packet.nanos);
        let mut now = conversation.opened_at;
        let said = conversation.pieces.iter().filter(|piece| !piece.bytes.is_empty());
        let expected = said.map(|piece| { now = now.max(piece.at); now.as_nanos() as u64 });
        prop_assert_eq!(times.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
    }

    #[test]
    fn conversations_keep_apart_and_secrets_come_whole(
        conversations in vec(conversation(200), 0..4),
        key_log in "([A-Z_]{1,20} [0-9a-f]{64} [0-9a-f]{64,96}\n){0,9}",
    ) {
        let numbered: Vec<_> = conversations.into_iter().zip(1..).map(|(conversation, number)| Conversation {
            client: SocketAddr::from(([10, 0, 0, 1], number)),
            server: SocketAddr::from(([10, 0, 0, 2], 8883)),
            ..conversation
        }).collect();
        let (secrets, packets) = read(&capture(&key_log, &numbered));
        prop_assert_eq!(secrets, key_log);
        prop_assert!(packets.is_sorted_by_key(|packet| packet.nanos));
        for conversation in &numbered {
            // The server's packets are told apart by the order they are sent in: here by their target, which is not kept.
            let of = packets.iter().filter(|packet| packet.source == conversation.client);
            let sent: Vec<u8> = of.flat_map(|packet| packet.payload.clone()).collect();
            prop_assert_eq!(sent, said(conversation, End::Client));
        }
    }
}

#[test]
fn more_than_a_window_is_carried() {
    let bytes: Vec<u8> = (0..300_000_u32).map(|number| number as u8).collect();
    let conversation = Conversation {
        client: SocketAddr::from(([127, 0, 0, 1], 50_000)),
        server: SocketAddr::from(([127, 0, 0, 1], 8883)),
        opened_at: Duration::from_secs(1_790_000_000),
        pieces: vec![Piece {
            at: Duration::from_secs(1_790_000_001),
            from: End::Server,
            bytes: bytes.clone(),
        }],
        closed: None,
    };
    let (_, packets) = read(&capture("", std::slice::from_ref(&conversation)));
    let [_, received] = streams(&packets.iter().collect::<Vec<_>>(), conversation.client);
    assert_eq!(received, bytes);
}

#[test]
fn secrets_are_in_no_debug_output() {
    let capture = Capture {
        application: "a test",
        comment: "",
        key_log: "CLIENT_RANDOM 00 11",
        conversations: &[],
    };
    let shown = format!("{capture:?}");
    assert!(
        shown.contains("has_secrets: true") && !shown.contains("CLIENT_RANDOM"),
        "{shown}"
    );
}
