//! What is encoded decodes to itself, and nothing makes the decoder panic.

use mqtt_wire::{DecodeError, EncodeError, Packet, Publish, QoS, dissect};
use proptest::prelude::*;

use crate::arbitrary;

proptest! {
    #[test]
    fn decode_undoes_encode(packet in arbitrary::packet()) {
        let bytes = packet.encode().expect("a valid packet");
        prop_assert_eq!(Packet::decode(&bytes), Ok(packet));
    }

    #[test]
    fn encode_undoes_decode_but_for_padded_lengths(bytes in arbitrary::nearly_a_packet()) {
        if let Ok(packet) = Packet::decode(&bytes) {
            let again = packet.encode().expect("what was decoded can be encoded");
            prop_assert!(again == bytes || again.len() < bytes.len());
            prop_assert_eq!(Packet::decode(&again), Ok(packet));
        }
    }

    /// Also shows that mqttbytes never refuses what our checks let through.
    #[test]
    fn decode_refuses_exactly_what_the_dissector_finds_wrong(bytes in arbitrary::nearly_a_packet()) {
        let first = dissect(&bytes).problems.into_iter().next();
        match (Packet::decode(&bytes), first) {
            (Ok(_), None) => {}
            (Err(DecodeError::Malformed(problem)), Some(first)) => {
                prop_assert_eq!(problem, first);
            }
            (Err(error @ DecodeError::UnsupportedProtocolLevel { .. }), Some(first)) => {
                prop_assert_eq!(error.clause(), first.kind.clause());
            }
            (decoded, first) => prop_assert!(false, "{decoded:?} but {first:?}"),
        }
    }

    #[test]
    fn every_error_cites_a_rule(bytes in arbitrary::nearly_a_packet()) {
        if let Err(error) = Packet::decode(&bytes) {
            let clause = error.clause();
            prop_assert!(clause.starts_with("[MQTT-") || clause.starts_with("section "));
            prop_assert!(error.to_string().contains(clause));
        }
    }

    #[test]
    fn a_truncated_packet_is_refused(
        packet in arbitrary::packet(),
        cut in any::<prop::sample::Index>(),
    ) {
        let bytes = packet.encode().expect("a valid packet");
        let cut = cut.index(bytes.len());
        prop_assert!(Packet::decode(&bytes[..cut]).is_err());
    }
}

fn publish(qos: QoS, packet_id: Option<u16>) -> Packet {
    let (topic, payload) = ("a".to_owned(), Vec::new());
    Packet::Publish(Publish {
        topic,
        payload,
        qos,
        retain: false,
        dup: false,
        packet_id,
    })
}

#[test]
fn a_packet_identifier_goes_with_qos_and_only_with_it() {
    assert_eq!(
        publish(QoS::AtMostOnce, Some(1)).encode(),
        Err(EncodeError::PacketIdUnexpected)
    );
    assert_eq!(
        publish(QoS::AtLeastOnce, None).encode(),
        Err(EncodeError::PacketIdMissing)
    );
    let zero = publish(QoS::ExactlyOnce, Some(0))
        .encode()
        .expect_err("zero is no identifier");
    assert_eq!(zero.clause(), "[MQTT-2.3.1-1]");
}

#[test]
fn a_payload_beyond_four_length_bytes() {
    // Zeros that are never touched cost no memory.
    let payload = vec![0; mqtt_wire::MAX_REMAINING_LENGTH + 1];
    let (topic, qos, packet_id) = ("a".to_owned(), QoS::AtMostOnce, None);
    let publish = Publish {
        topic,
        payload,
        qos,
        retain: false,
        dup: false,
        packet_id,
    };
    assert_eq!(
        Packet::Publish(publish).encode(),
        Err(EncodeError::PacketTooLarge)
    );
}
