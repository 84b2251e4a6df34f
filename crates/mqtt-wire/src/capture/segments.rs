//! The TCP and IP around the bytes: handshake, segments, acknowledgements, end, with every number and checksum right.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use super::{Conversation, End};

/// Bytes of a packet, as on Ethernet.
const MTU: usize = 1500;
const IPV4_HEADER: usize = 20;
const IPV6_HEADER: usize = 40;
const TCP_HEADER: usize = 20;

const FIN: u8 = 0x01;
const SYN: u8 = 0x02;
const PSH: u8 = 0x08;
const ACK: u8 = 0x10;

const TCP: u8 = 6;
const WINDOW: u16 = 65_535;
const HOPS: u8 = 64;

/// One packet, and when it was on the wire.
pub(super) struct Packet {
    pub(super) at: Duration,
    pub(super) bytes: Vec<u8>,
}

/// What went over the wire so far.
#[derive(Default)]
pub(super) struct Wire(Vec<Packet>);

impl Wire {
    /// Carries a whole conversation.
    pub(super) fn carry(&mut self, conversation: &Conversation) {
        let mut connection = Connection::between(conversation.client, conversation.server);
        let mut now = conversation.opened_at;
        let mut send = |at: Duration, from, flags, bytes: &[u8], connection: &mut Connection| {
            now = now.max(at);
            let bytes = connection.packet(from, flags, bytes);
            self.0.push(Packet { at: now, bytes });
        };

        let opened = conversation.opened_at;
        send(opened, End::Client, SYN, &[], &mut connection);
        send(opened, End::Server, SYN | ACK, &[], &mut connection);
        send(opened, End::Client, ACK, &[], &mut connection);
        for piece in &conversation.pieces {
            let mut left = piece.bytes.as_slice();
            // Every second segment is acknowledged, as receivers do, so that no window is ever full.
            while !left.is_empty() {
                for _ in 0..2 {
                    let (segment, rest) = left.split_at(left.len().min(connection.max_segment()));
                    if segment.is_empty() {
                        break;
                    }
                    left = rest;
                    let push = if left.is_empty() { PSH } else { 0 };
                    send(piece.at, piece.from, ACK | push, segment, &mut connection);
                }
                send(piece.at, piece.from.other(), ACK, &[], &mut connection);
            }
        }
        if let Some((at, by)) = conversation.closed {
            send(at, by, FIN | ACK, &[], &mut connection);
            send(at, by.other(), FIN | ACK, &[], &mut connection);
            send(at, by, ACK, &[], &mut connection);
        }
    }

    /// Every packet, the earliest first.
    pub(super) fn packets_in_time(mut self) -> Vec<Packet> {
        self.0.sort_by_key(|packet| packet.at);
        self.0
    }
}

/// The state of a connection that packets are numbered by.
struct Connection {
    client: SocketAddr,
    server: SocketAddr,
    /// The sequence numbers of what client and server send next.
    next: (u32, u32),
}

impl Connection {
    fn between(client: SocketAddr, server: SocketAddr) -> Self {
        Self {
            client,
            server,
            // Any will do, if only one does not take them for lengths.
            next: (0x0C00_0000, 0x5E00_0000),
        }
    }

    /// The addresses, when both are of version 4.
    fn v4(&self) -> Option<([u8; 4], [u8; 4])> {
        match (self.client.ip(), self.server.ip()) {
            (IpAddr::V4(client), IpAddr::V4(server)) => Some((client.octets(), server.octets())),
            _ => None,
        }
    }

    /// The bytes that fit one segment.
    fn max_segment(&self) -> usize {
        let ip = self.v4().map_or(IPV6_HEADER, |_| IPV4_HEADER);
        MTU - ip - TCP_HEADER
    }

    /// The next packet from one end.
    fn packet(&mut self, from: End, flags: u8, payload: &[u8]) -> Vec<u8> {
        let (sequence, acknowledged) = match from {
            End::Client => self.next,
            End::Server => (self.next.1, self.next.0),
        };
        let (source, target) = match from {
            End::Client => (self.client, self.server),
            End::Server => (self.server, self.client),
        };
        let has_ack = flags & ACK != 0;
        let segment = self.segment(
            (source.port(), target.port()),
            (sequence, if has_ack { acknowledged } else { 0 }),
            flags,
            payload,
        );
        let next = match from {
            End::Client => &mut self.next.0,
            End::Server => &mut self.next.1,
        };
        // The beginning and the end of a stream count as a byte each.
        let marks = u32::from(flags & SYN != 0) + u32::from(flags & FIN != 0);
        *next = next
            .wrapping_add(u32::try_from(payload.len()).unwrap_or_default())
            .wrapping_add(marks);
        match self.v4() {
            Some((client, server)) => match from {
                End::Client => over_ipv4(client, server, segment),
                End::Server => over_ipv4(server, client, segment),
            },
            None => over_ipv6(v6(source.ip()), v6(target.ip()), segment),
        }
    }

    /// A TCP segment whose checksum is still open.
    fn segment(
        &self,
        (source, target): (u16, u16),
        (sequence, acknowledged): (u32, u32),
        flags: u8,
        payload: &[u8],
    ) -> Segment {
        let mut options = Vec::new();
        if flags & SYN != 0 {
            options.extend([2, 4]);
            options.extend(
                u16::try_from(self.max_segment())
                    .unwrap_or(u16::MAX)
                    .to_be_bytes(),
            );
        }
        let words = (TCP_HEADER + options.len()) / 4;
        let mut before = Vec::with_capacity(16);
        before.extend(source.to_be_bytes());
        before.extend(target.to_be_bytes());
        before.extend(sequence.to_be_bytes());
        before.extend(acknowledged.to_be_bytes());
        before.extend([u8::try_from(words << 4).unwrap_or_default(), flags]);
        before.extend(WINDOW.to_be_bytes());
        // The urgent pointer, which nothing here is.
        let mut after = vec![0, 0];
        after.extend(options);
        after.extend(payload);
        Segment { before, after }
    }
}

/// A TCP segment: what stands before and after its checksum.
struct Segment {
    before: Vec<u8>,
    after: Vec<u8>,
}

impl Segment {
    fn len(&self) -> usize {
        self.before.len() + 2 + self.after.len()
    }

    /// Puts the segment, with the checksum over it and the addresses, behind an IP header.
    fn close(self, header: Vec<u8>, source: &[u8], target: &[u8]) -> Vec<u8> {
        let length = u16::try_from(self.len()).unwrap_or(u16::MAX);
        let pseudo_header = [source, target, &[0, TCP], &length.to_be_bytes()].concat();
        let checksum = checksum(&[&pseudo_header, &self.before, &self.after]);
        let mut packet = header;
        packet.extend(self.before);
        packet.extend(checksum.to_be_bytes());
        packet.extend(self.after);
        packet
    }
}

fn over_ipv4(source: [u8; 4], target: [u8; 4], segment: Segment) -> Vec<u8> {
    let length = u16::try_from(IPV4_HEADER + segment.len()).unwrap_or(u16::MAX);
    let mut before = vec![0x45, 0];
    before.extend(length.to_be_bytes());
    // No identification is needed where fragmenting is forbidden (RFC 6864).
    before.extend([0, 0, 0x40, 0, HOPS, TCP]);
    let addresses = [source, target].concat();
    let checksum = checksum(&[&before, &addresses]);
    let header = [before, checksum.to_be_bytes().to_vec(), addresses].concat();
    segment.close(header, &source, &target)
}

fn over_ipv6(source: [u8; 16], target: [u8; 16], segment: Segment) -> Vec<u8> {
    let length = u16::try_from(segment.len()).unwrap_or(u16::MAX);
    let mut header = vec![0x60, 0, 0, 0];
    header.extend(length.to_be_bytes());
    header.extend([TCP, HOPS]);
    header.extend(source);
    header.extend(target);
    segment.close(header, &source, &target)
}

fn v6(address: IpAddr) -> [u8; 16] {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped(),
        IpAddr::V6(address) => Ipv6Addr::from(address.octets()),
    }
    .octets()
}

/// The checksum of the internet ([RFC 1071](https://www.rfc-editor.org/rfc/rfc1071)) over parts of which all but the last
/// have an even number of bytes.
fn checksum(parts: &[&[u8]]) -> u16 {
    let words = parts.iter().flat_map(|part| part.chunks(2));
    let sum = words.fold(0_u32, |sum, word| {
        let high = word.first().copied().unwrap_or_default();
        let low = word.get(1).copied().unwrap_or_default();
        let sum = sum + u32::from(u16::from_be_bytes([high, low]));
        (sum & 0xFFFF) + (sum >> 16)
    });
    !u16::try_from(sum).unwrap_or_default()
}
