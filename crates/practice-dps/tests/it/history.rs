//! What can be read back of a connection.

use dps_protocol::username;
use mqtt_wire::{Connect, Packet};
use practice_dps::{Direction, MAX_SEEN_PACKET_BYTES};

use crate::lab::{API_VERSION, Holder, ID_SCOPE, Lab, chain, hello};

#[test]
fn a_registration_is_there_packet_by_packet_with_what_decided() {
    let lab = Lab::new();
    let leaf = Holder::self_signed("dev1");
    lab.individual("dev1", &leaf);
    lab.provision("dev1", &[&leaf]);
    lab.service(|service| {
        let story: Vec<String> = service
            .history()
            .map(|entry| {
                assert_eq!(entry.registration_id.as_deref(), Some("dev1"));
                match &entry.packet {
                    Some(packet) => {
                        assert_eq!(packet.bytes.len(), packet.length);
                        assert_eq!(entry.rule, None);
                        let name = entry.what.split(' ').next().unwrap();
                        match packet.direction {
                            Direction::FromDevice => format!("> {name}"),
                            Direction::ToDevice => format!("< {name}"),
                        }
                    }
                    None => match entry.rule {
                        Some(rule) => rule.id().to_owned(),
                        None => entry.what.clone(),
                    },
                }
            })
            .collect();
        let expected = [
            "> CONNECT",
            "connected",
            "< CONNACK",
            "> SUBSCRIBE",
            "< SUBACK",
            "> PUBLISH",
            "individual_matches",
            "< PUBACK",
            "< PUBLISH",
            "> PUBACK",
            "> PUBLISH",
            "assigned",
            "< PUBACK",
            "< PUBLISH",
            "> PUBACK",
            "> DISCONNECT",
            "the device disconnected",
        ];
        assert_eq!(story, expected);
        let numbers: Vec<u64> = service.history().map(|entry| entry.number).collect();
        assert!(numbers.iter().copied().eq(1..=17));
        assert_eq!(service.history_recorded(), 17);
        let connection = service.connections().next().unwrap();
        assert_eq!(connection.chain, chain(&[&leaf]));
        assert_eq!(connection.registration_id.as_deref(), Some("dev1"));
        assert!(connection.closed_at.is_some() && connection.tls.is_none() && !connection.is_hub);
        service.clear_history();
        assert_eq!(service.history().count() + service.connections().count(), 0);
        assert_eq!(service.history_recorded(), 17);
    });
}

#[test]
fn a_password_is_blotted_out() {
    let lab = Lab::new();
    let mut device = lab.device(&[]);
    let secret = "SharedAccessSignature sr=secret";
    let connect = Connect {
        password: Some(secret.as_bytes().to_vec()),
        ..hello("dev1", &username::format(ID_SCOPE, "dev1", API_VERSION))
    };
    device.send(&Packet::Connect(connect));
    lab.service(|service| {
        let packet = service.history().next().unwrap().packet.clone().unwrap();
        let text = String::from_utf8_lossy(&packet.bytes).into_owned();
        assert!(text.ends_with(&"*".repeat(secret.len())), "{text}");
        assert!(!text.contains("secret") && text.contains("dev1"), "{text}");
    });
}

#[test]
fn nor_is_one_shown_in_a_connect_that_cannot_be_read() {
    let lab = Lab::new();
    let mut device = lab.device(&[]);
    let secret = "SharedAccessSignature sr=secret";
    let connect = Connect {
        password: Some(secret.as_bytes().to_vec()),
        ..hello("dev1", &username::format(ID_SCOPE, "dev1", API_VERSION))
    };
    let mut bytes = Packet::Connect(connect).encode().unwrap();
    // The reserved flag, which [MQTT-3.1.2-3] wants to be 0.
    let name = bytes.windows(4).position(|bytes| bytes == b"MQTT").unwrap();
    bytes[name + 5] |= 1;
    device.send_bytes(&bytes);
    lab.service(|service| {
        let seen: Vec<&[u8]> = service
            .history()
            .filter_map(|entry| Some(entry.packet.as_ref()?.bytes.as_slice()))
            .collect();
        assert!(!seen.is_empty(), "the packet is not in the history");
        for bytes in seen {
            let shown = String::from_utf8_lossy(bytes);
            assert!(
                !shown.contains("secret") && !shown.contains("Shared"),
                "{shown}"
            );
        }
    });
}

#[test]
fn of_a_long_packet_the_beginning_is_kept_and_the_length_told() {
    let lab = Lab::new();
    let mut device = lab.device(&[]);
    let long = "a".repeat(30_000);
    device.send(&Packet::Connect(hello(&long, &long)));
    lab.service(|service| {
        let packet = service.history().next().unwrap().packet.clone().unwrap();
        assert_eq!(packet.bytes.len(), MAX_SEEN_PACKET_BYTES);
        assert!(packet.length > 60_000);
        let named = service
            .connections()
            .next()
            .unwrap()
            .registration_id
            .clone();
        assert!(named.unwrap().len() < 300);
    });
}
