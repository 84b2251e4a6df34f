//! Framing survives any split of the stream, and keeps nothing it will refuse.

use mqtt_wire::{FrameError, Framer, Packet};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::arbitrary;

/// Feeds `stream` in the pieces that end at `cuts` and collects the frames until an error.
fn frames(
    framer: &mut Framer,
    stream: &[u8],
    cuts: &[usize],
) -> (Vec<Vec<u8>>, Option<FrameError>) {
    let mut frames = Vec::new();
    let mut start = 0;
    for &end in cuts.iter().chain([&stream.len()]) {
        framer.push(&stream[start..end]);
        start = end;
        loop {
            match framer.next_frame() {
                Ok(Some(frame)) => frames.push(frame),
                Ok(None) => break,
                Err(error) => return (frames, Some(error)),
            }
        }
    }
    (frames, None)
}

fn sorted_cuts(cuts: &[prop::sample::Index], length: usize) -> Vec<usize> {
    let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(length + 1)).collect();
    cuts.sort_unstable();
    cuts
}

proptest! {
    #[test]
    fn any_split_gives_the_same_packets(
        packets in vec(arbitrary::packet(), 0..6),
        cuts in vec(any::<prop::sample::Index>(), 0..12),
    ) {
        let encoded: Vec<Vec<u8>> =
            packets.iter().map(|packet| packet.encode().expect("a valid packet")).collect();
        let stream = encoded.concat();
        let mut framer = Framer::new(1 << 20);
        let cuts = sorted_cuts(&cuts, stream.len());
        let (frames, error) = frames(&mut framer, &stream, &cuts);
        prop_assert_eq!(error, None);
        prop_assert_eq!(framer.buffered_bytes(), 0);
        prop_assert_eq!(frames, encoded);
    }

    #[test]
    fn any_bytes_in_any_split_give_the_same_frames_and_error(
        stream in vec(any::<u8>(), 0..200),
        cuts in vec(any::<prop::sample::Index>(), 0..12),
    ) {
        let whole = frames(&mut Framer::new(100), &stream, &[]);
        let mut framer = Framer::new(100);
        let cuts = sorted_cuts(&cuts, stream.len());
        let split = frames(&mut framer, &stream, &cuts);
        prop_assert_eq!(&split, &whole);
        let framed: usize = split.0.iter().map(Vec::len).sum();
        let kept = if split.1.is_some() { 0 } else { stream.len() - framed };
        prop_assert_eq!(framer.buffered_bytes(), kept);
    }
}

#[test]
fn byte_by_byte() {
    let stream = [0x20, 0x02, 0x00, 0x00, 0xD0, 0x00];
    let cuts: Vec<usize> = (1..stream.len()).collect();
    let (frames, error) = frames(&mut Framer::new(10), &stream, &cuts);
    assert_eq!(error, None);
    assert_eq!(frames, [&stream[..4], &stream[4..]]);
}

#[test]
fn the_largest_packet_accepted_and_one_byte_more() {
    let mut framer = Framer::new(4);
    framer.push(&[0x40, 0x02, 0x00, 0x01]);
    assert_eq!(framer.next_frame(), Ok(Some(vec![0x40, 0x02, 0x00, 0x01])));
    framer.push(&[0x30, 0x03, 0x00]);
    let error = FrameError::PacketTooLarge {
        packet_bytes: 5,
        max_packet_bytes: 4,
    };
    assert_eq!(framer.next_frame(), Err(error));
}

#[test]
fn an_oversized_packet_is_refused_by_its_header_and_never_kept() {
    let mut framer = Framer::new(1000);
    framer.push(&[0x30, 0xFF, 0xFF, 0xFF]);
    assert_eq!(framer.next_frame(), Ok(None));
    framer.push(&[0x7F]);
    assert_eq!(framer.buffered_bytes(), 0);
    let max_packet_bytes = 1000;
    let error = FrameError::PacketTooLarge {
        packet_bytes: 268_435_460,
        max_packet_bytes,
    };
    assert_eq!(framer.next_frame(), Err(error));
    framer.push(&[0; 5000]);
    assert_eq!(framer.buffered_bytes(), 0);
    assert_eq!(framer.next_frame(), Err(error));
}

#[test]
fn an_endless_remaining_length_is_refused_at_its_fourth_byte() {
    let mut framer = Framer::new(1000);
    framer.push(&[0x30, 0x80, 0x80, 0x80]);
    assert_eq!(framer.next_frame(), Ok(None));
    framer.push(&[0x80]);
    assert_eq!(framer.next_frame(), Err(FrameError::RemainingLengthTooLong));
    assert_eq!(framer.buffered_bytes(), 0);
}

#[test]
fn packets_before_a_bad_one_still_come_out() {
    let mut framer = Framer::new(1000);
    framer.push(&[0xC0, 0x00, 0x30, 0xFF, 0xFF, 0xFF, 0xFF]);
    let frame = framer
        .next_frame()
        .expect("the first packet is fine")
        .expect("and whole");
    assert_eq!(Packet::decode(&frame), Ok(Packet::Pingreq));
    assert_eq!(framer.next_frame(), Err(FrameError::RemainingLengthTooLong));
    assert_eq!(framer.buffered_bytes(), 0);
}
