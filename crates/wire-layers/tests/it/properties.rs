//! Whatever the bytes are, the leaves tile them.

use mqtt_wire::{Connect, Packet, Publish, QoS, Subscribe};
use proptest::collection::vec;
use proptest::prelude::*;
use wire_layers::{Sender, Service, packet, tls};

use crate::{arbitrary, corpus, tiles};

fn service() -> impl Strategy<Value = Service> {
    prop_oneof![Just(Service::Dps), Just(Service::Hub)]
}

fn sender() -> impl Strategy<Value = Sender> {
    prop_oneof![Just(Sender::Client), Just(Sender::Server)]
}

/// Strings that look like those of DPS and the hub, with things missing, doubled and out of place.
fn nearly_a_string() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "[a-z0-9%é&=?/$.#+ {}\\[\\]\":,\\\\-]{0,6}",
        prop::sample::select(vec![
            "$dps",
            "$iothub",
            "/",
            "registrations",
            "PUT",
            "GET",
            "res",
            "200",
            "401",
            "iotdps-register",
            "?",
            "&",
            "=",
            "iotdps-get-operationstatus",
            "$rid=",
            "rid=",
            "retry-after=3",
            "operationId=4.a",
            "api-version=2019-03-31",
            "ClientVersion=a%2Fb",
            "0ne00C0FFEE",
            "dev-01",
            "devices",
            "messages",
            "events",
            "devicebound",
            "twin",
            "PATCH",
            "properties",
            "reported",
            "desired",
            "methods",
            "POST",
            "$version=2",
            "$.ct=application%2Fjson",
            "h.net",
            "SharedAccessSignature ",
            "sr=a%2fb",
            "sig=x",
            "se=1",
            "skn=registration",
            "DeviceClientType=a",
            "model-id=x",
        ])
        .prop_map(str::to_owned),
    ];
    vec(word, 0..12).prop_map(|words| words.concat().replace('\0', "-"))
}

/// JSON, and what was meant to be.
fn nearly_json() -> impl Strategy<Value = String> {
    let token = prop_oneof![
        prop::sample::select(vec![
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "\"",
            "\\",
            " ",
            "\n",
            "null",
            "true",
            "-1.5e3",
            "01",
            "\"registrationId\"",
            "\"status\"",
            "\"assigned\"",
            "\"payload\"",
            "\"registrationState\"",
            "\"errorCode\"",
            "401002",
            "\"é\\\"\"",
            "\"desired\"",
            "\"$version\"",
            "\"a\":{",
            "\"a\":[",
        ])
        .prop_map(str::to_owned),
        "[ -~]{0,3}",
    ];
    vec(token, 0..30).prop_map(|tokens| tokens.concat())
}

proptest! {
    #[test]
    fn leaves_tile_every_packet(
        made in arbitrary::packet(), service in service(), sender in sender(),
    ) {
        let bytes = made.encode().expect("a valid packet");
        let anatomy = packet(service, sender, &bytes);
        prop_assert_eq!(tiles::check(&anatomy, bytes.len()), Ok(()));
    }

    #[test]
    fn leaves_tile_any_bytes(
        bytes in arbitrary::nearly_a_packet(), service in service(), sender in sender(),
    ) {
        let anatomy = packet(service, sender, &bytes);
        prop_assert_eq!(tiles::check(&anatomy, bytes.len()), Ok(()));
    }

    #[test]
    fn leaves_tile_strings_and_bodies_of_every_kind(
        strings in vec(nearly_a_string(), 3), body in nearly_json(), service in service(),
    ) {
        let [first, second, third] = strings.try_into().expect("three");
        let topic = first.replace(['#', '+'], "-");
        let packets = [
            Packet::Connect(Connect {
                client_id: second,
                username: Some(first.clone()),
                password: Some(third.into_bytes()),
                clean_session: true,
                keep_alive_secs: 60,
                will: None,
            }),
            Packet::Subscribe(Subscribe { packet_id: 1, filters: vec![(first, QoS::AtLeastOnce)] }),
            Packet::Publish(Publish {
                topic: if topic.is_empty() { "a".to_owned() } else { topic },
                payload: body.into_bytes(),
                qos: QoS::AtMostOnce,
                retain: false,
                dup: false,
                packet_id: None,
            }),
        ];
        for made in packets {
            // Not every filter is one that MQTT allows.
            let Ok(bytes) = made.encode() else { continue };
            let anatomy = packet(service, Sender::Client, &bytes);
            prop_assert_eq!(tiles::check(&anatomy, bytes.len()), Ok(()));
        }
    }

    #[test]
    fn the_layers_leave_the_fields_of_mqtt_as_they_are(
        made in arbitrary::packet(), service in service(),
    ) {
        let bytes = made.encode().expect("a valid packet");
        let anatomy = packet(service, Sender::Client, &bytes);
        let mqtt = mqtt_wire::dissect(&bytes);
        let inside: Vec<_> = mqtt.fields.iter().map(|field| (field.label, field.bytes.clone())).collect();
        let outside: Vec<_> = anatomy.fields.iter().map(|field| (&field.label[..], field.bytes.clone())).collect();
        prop_assert_eq!(outside, inside);
    }

    #[test]
    fn leaves_tile_any_bytes_as_tls(bytes in vec(any::<u8>(), 0..200), sender in sender()) {
        let anatomy = tls::dissect(sender, &bytes);
        prop_assert_eq!(tiles::check(&anatomy, bytes.len()), Ok(()));
    }

    #[test]
    fn leaves_tile_damaged_connections(
        which in any::<prop::sample::Index>(),
        changes in vec((any::<prop::sample::Index>(), any::<u8>(), 0..4u8), 0..6),
    ) {
        let all = corpus::connections();
        let (_, sender, bytes) = &all[which.index(all.len())];
        let mut bytes = bytes.clone();
        for (index, byte, how) in changes {
            // Most of what can be seen is at the front.
            let at = index.index(bytes.len().clamp(1, 900));
            match how {
                0 if at < bytes.len() => bytes[at] = byte,
                1 if at < bytes.len() => bytes[at] ^= 1 << (byte & 7),
                2 => bytes.truncate(at),
                _ => bytes.insert(at.min(bytes.len()), byte),
            }
        }
        let anatomy = tls::dissect(*sender, &bytes);
        prop_assert_eq!(tiles::check(&anatomy, bytes.len()), Ok(()));
    }
}
