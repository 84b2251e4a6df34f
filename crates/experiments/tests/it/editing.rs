//! Editing: what is changed is what was meant, and the rest stays.

use experiments::Names;
use experiments::edit::{
    HexError, Slot, SlotKind, hex, hex_range, parse_hex, slots, with_flag, with_lengths,
    with_number, with_text,
};
use experiments::ordinary::{ALL, CONNECT, REGISTER, SUBSCRIBE};
use mqtt_wire::{Packet, QoS};
use proptest::prelude::*;

const NAMES: Names<'_> = Names {
    id_scope: "0ne00C0FFEE",
    registration_id: "break-it-01",
    operation_id: None,
};

#[track_caller]
fn slot(bytes: &[u8], label: &str) -> Slot {
    let found = slots(bytes).into_iter().find(|slot| slot.label == label);
    found.unwrap_or_else(|| panic!("no {label}"))
}

#[test]
fn a_longer_text_moves_every_length_with_it() {
    let bytes = (CONNECT.build)(&NAMES);
    let longer = "x".repeat(300);
    let changed = with_text(&bytes, &slot(&bytes, "Client identifier"), &longer).unwrap();
    let Ok(Packet::Connect(connect)) = Packet::decode(&changed) else {
        panic!("not a CONNECT");
    };
    assert_eq!(connect.client_id, longer);
    let Ok(Packet::Connect(before)) = Packet::decode(&bytes) else {
        panic!("not a CONNECT");
    };
    assert_eq!(connect.username, before.username);
    let back = with_text(
        &changed,
        &slot(&changed, "Client identifier"),
        "break-it-01",
    )
    .unwrap();
    assert_eq!(back, bytes);
}

#[test]
fn no_string_is_longer_than_its_length_can_say() {
    let bytes = (CONNECT.build)(&NAMES);
    let user_name = slot(&bytes, "User name");
    assert!(with_text(&bytes, &user_name, &"x".repeat(65_535)).is_some());
    assert_eq!(with_text(&bytes, &user_name, &"x".repeat(65_536)), None);
}

#[test]
fn flags_and_numbers_are_changed_in_place() {
    let bytes = (REGISTER.build)(&NAMES);
    let changed = with_flag(&bytes, &slot(&bytes, "RETAIN"), true);
    let changed = with_number(&changed, &slot(&changed, "Packet identifier"), 0x1234);
    let Ok(Packet::Publish(publish)) = Packet::decode(&changed) else {
        panic!("not a PUBLISH");
    };
    assert!(publish.retain);
    assert_eq!(
        (publish.qos, publish.packet_id),
        (QoS::AtLeastOnce, Some(0x1234))
    );
    // Three bits would not fit into two.
    let changed = with_number(&bytes, &slot(&bytes, "QoS"), 7);
    assert_eq!(changed[0], 0x36);
    assert_eq!(changed[1..], bytes[1..]);
    let connect = (CONNECT.build)(&NAMES);
    let changed = with_number(&connect, &slot(&connect, "Protocol level"), 5);
    assert_eq!(
        slot(&changed, "Protocol level").kind,
        SlotKind::Number {
            value: 5,
            max: 255,
            mask: None
        }
    );
}

#[test]
fn a_payload_can_be_emptied_and_filled_again() {
    let bytes = (REGISTER.build)(&NAMES);
    let empty = with_text(&bytes, &slot(&bytes, "Payload"), "").unwrap();
    let Ok(Packet::Publish(publish)) = Packet::decode(&empty) else {
        panic!("not a PUBLISH");
    };
    assert_eq!(publish.payload, b"");
    let filled = with_text(
        &empty,
        &slot(&empty, "Payload"),
        "{\"registrationId\":\"break-it-01\"}",
    );
    assert_eq!(filled.unwrap(), bytes);
}

#[test]
fn every_ordinary_packet_offers_its_fields() {
    let labels = |bytes: &[u8]| -> Vec<&'static str> {
        slots(bytes).iter().map(|slot| slot.label).collect()
    };
    let subscribe = labels(&(SUBSCRIBE.build)(&NAMES));
    for label in ["Packet identifier", "Topic filter", "QoS"] {
        assert!(subscribe.contains(&label), "{label} not in {subscribe:?}");
    }
    for step in ALL {
        let bytes = (step.build)(&NAMES);
        assert!(!labels(&bytes).contains(&"Length"), "{}", step.title);
        assert_eq!(with_lengths(&bytes), bytes, "{}", step.title);
    }
}

#[test]
fn hex_is_read_as_it_is_written_and_refused_where_it_is_none() {
    let bytes: Vec<u8> = (0..=40).collect();
    let text = hex(&bytes, 16);
    assert_eq!(text.lines().count(), 3);
    assert_eq!(parse_hex(&text), Ok(bytes));
    assert_eq!(text.get(hex_range(&(15..17))), Some("0f\n10"));
    assert_eq!(parse_hex(""), Ok(Vec::new()));
    assert_eq!(parse_hex("0A b"), Err(HexError::HalfAByte));
    assert_eq!(parse_hex("0x10"), Err(HexError::NotADigit('x')));
}

proptest! {
    #[test]
    fn any_bytes_can_be_edited_in_any_way(bytes in proptest::collection::vec(any::<u8>(), 0..80), text in ".{0,20}", number: u16, flag: bool) {
        for slot in slots(&bytes) {
            let changed = match slot.kind {
                SlotKind::Text { .. } => with_text(&bytes, &slot, &text).unwrap(),
                SlotKind::Number { .. } => with_number(&bytes, &slot, number),
                SlotKind::Flag { .. } => with_flag(&bytes, &slot, flag),
            };
            prop_assert!(!changed.is_empty());
        }
        prop_assert_eq!(parse_hex(&hex(&bytes, 8)), Ok(bytes));
    }
}
