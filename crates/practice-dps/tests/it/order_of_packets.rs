//! What comes before what, at which quality of service, and which packets end a connection.

use dps_protocol::{topics, username};
use mqtt_wire::{Packet, Publish, QoS, Subscribe, Unsubscribe};
use practice_dps::{CloseReason, Effect, MAX_IN_FLIGHT, Peer, Rule};

use crate::lab::{API_VERSION, Device, Holder, ID_SCOPE, Lab, START, chain, hello, message};

fn enrolled() -> (Lab, Device) {
    let lab = Lab::new();
    let leaf = Holder::self_signed("dev1");
    lab.individual("dev1", &leaf);
    let device = lab.device(&[&leaf]);
    (lab, device)
}

fn connected() -> (Lab, Device) {
    let (lab, mut device) = enrolled();
    let username = username::format(ID_SCOPE, "dev1", API_VERSION);
    assert_eq!(device.connect("dev1", &username), Some(0));
    (lab, device)
}

#[test]
fn everything_in_one_piece_is_answered_in_order() {
    let (_lab, mut device) = enrolled();
    let filters = vec![(topics::RESPONSE_FILTER.to_owned(), QoS::AtLeastOnce)];
    let pieces = [
        Packet::Connect(hello(
            "dev1",
            &username::format(ID_SCOPE, "dev1", API_VERSION),
        )),
        Packet::Subscribe(Subscribe {
            packet_id: 1,
            filters,
        }),
        Packet::Publish(message(&topics::register("1"), b"", QoS::AtLeastOnce)),
        Packet::Pingreq,
    ];
    let bytes: Vec<u8> = pieces
        .iter()
        .flat_map(|packet| packet.encode().unwrap())
        .collect();
    let names: Vec<&str> = device.send_bytes(&bytes).iter().map(Packet::name).collect();
    assert_eq!(
        names,
        ["CONNACK", "SUBACK", "PUBACK", "PUBLISH", "PINGRESP"]
    );
}

#[test]
fn packets_wait_while_signatures_are_checked() {
    let lab = Lab::new();
    let root = Holder::root("root");
    lab.upload("root", &root, true);
    lab.group("factory", &root);
    let leaf = root.leaf("dev1");
    let mut session = lab.service(|service| {
        service.open(
            Peer {
                chain: chain(&[&leaf]),
            },
            START,
        )
    });
    let filters = vec![(topics::RESPONSE_FILTER.to_owned(), QoS::AtMostOnce)];
    let pieces = [
        Packet::Connect(hello(
            "dev1",
            &username::format(ID_SCOPE, "dev1", API_VERSION),
        )),
        Packet::Subscribe(Subscribe {
            packet_id: 1,
            filters,
        }),
        Packet::Publish(message(&topics::register("1"), b"", QoS::AtLeastOnce)),
        Packet::Pingreq,
    ];
    let bytes: Vec<u8> = pieces
        .iter()
        .flat_map(|packet| packet.encode().unwrap())
        .collect();
    let effects = lab.service(|service| session.receive(service, &bytes, START));
    let names = |effects: &[Effect]| -> Vec<&'static str> {
        let name = |effect: &Effect| match effect {
            Effect::Send(bytes) => Packet::decode(bytes).unwrap().name(),
            Effect::Check { .. } => "check",
            _ => "other",
        };
        effects.iter().map(name).collect()
    };
    assert_eq!(
        names(&effects),
        ["CONNACK", "SUBACK", "PUBACK", "check", "other"]
    );
    let Some(Effect::Check { id, checks }) = effects.into_iter().nth(3) else {
        panic!("no check");
    };
    assert_eq!(checks.len(), 1);
    let again = lab.service(|service| session.receive(service, b"\xc0\x00", START));
    assert_eq!(names(&again), [""; 0], "waits");
    let verdicts = vec![device_certs::Verdict::Valid];
    let effects = lab.service(|service| session.verdicts(service, id, verdicts.clone(), START));
    assert_eq!(names(&effects), ["PUBLISH", "PINGRESP", "PINGRESP"]);
    let late = lab.service(|service| session.verdicts(service, id, verdicts, START));
    assert_eq!(late, []);
}

#[test]
fn a_verdict_that_cannot_be_given_is_no_consent() {
    let lab = Lab::new();
    let root = Holder::root("root");
    lab.upload("root", &root, true);
    lab.group("factory", &root);
    let leaf = root.leaf("dev1");
    for (verdicts, rule) in [
        (vec![], Rule::LinkNotCheckable),
        (
            vec![device_certs::Verdict::NotCheckable("MD5".to_owned())],
            Rule::LinkNotCheckable,
        ),
        (
            vec![device_certs::Verdict::Invalid],
            Rule::LinkSignatureWrong,
        ),
    ] {
        let mut device = lab.device(&[&leaf]);
        device.enter("dev1");
        let register = Packet::Publish(message(&topics::register("1"), b"", QoS::AtMostOnce));
        let session = &mut device.session;
        let bytes = register.encode().unwrap();
        let effects = lab.service(|service| session.receive(service, &bytes, START));
        let Some(Effect::Check { id, .. }) = effects.first() else {
            panic!("no check");
        };
        lab.service(|service| session.verdicts(service, *id, verdicts, START));
        assert_eq!(lab.rule(), Some(rule));
    }
}

#[track_caller]
fn check_qos(wanted: QoS, granted: u8, asked: QoS, delivered: QoS) {
    let (_lab, mut device) = connected();
    device.subscribe(topics::RESPONSE_FILTER, wanted, granted);
    let packets = device.publish(&topics::register("1"), b"", asked);
    let (acks, answers) = packets.split_at(usize::from(asked == QoS::AtLeastOnce));
    assert!(
        acks.iter()
            .all(|ack| *ack == Packet::Puback { packet_id: 99 })
    );
    let [Packet::Publish(answer)] = answers else {
        panic!("not one answer: {answers:?}");
    };
    let packet_id = (delivered == QoS::AtLeastOnce).then_some(2);
    assert_eq!((answer.qos, answer.packet_id), (delivered, packet_id));
    assert!(!answer.retain && !answer.dup);
}

#[test]
fn qos_0_and_1_work_in_both_directions() {
    check_qos(QoS::AtMostOnce, 0, QoS::AtMostOnce, QoS::AtMostOnce);
    check_qos(QoS::AtMostOnce, 0, QoS::AtLeastOnce, QoS::AtMostOnce);
    check_qos(QoS::AtLeastOnce, 1, QoS::AtMostOnce, QoS::AtLeastOnce);
    check_qos(QoS::AtLeastOnce, 1, QoS::AtLeastOnce, QoS::AtLeastOnce);
    check_qos(QoS::ExactlyOnce, 1, QoS::AtLeastOnce, QoS::AtLeastOnce);
}

#[test]
fn delivery_ids_are_used_again_once_acknowledged() {
    let (_lab, mut device) = connected();
    device.subscribe(topics::RESPONSE_FILTER, QoS::AtLeastOnce, 1);
    let mut ids = Vec::new();
    for acknowledged in [false, true, true] {
        let packets = device.publish(&topics::register("1"), b"", QoS::AtMostOnce);
        let [
            Packet::Publish(Publish {
                packet_id: Some(packet_id),
                ..
            }),
        ] = packets.as_slice()
        else {
            panic!("not one answer: {packets:?}");
        };
        ids.push(*packet_id);
        if acknowledged {
            device.send(&Packet::Puback {
                packet_id: *packet_id,
            });
        }
    }
    assert_eq!(ids, [2, 3, 3]);
}

#[test]
fn a_device_that_never_acknowledges_is_dropped() {
    let (_lab, mut device) = connected();
    device.subscribe(topics::RESPONSE_FILTER, QoS::AtLeastOnce, 1);
    for _ in 0..MAX_IN_FLIGHT {
        assert_eq!(
            device
                .publish(&topics::register("1"), b"", QoS::AtMostOnce)
                .len(),
            1
        );
    }
    assert_eq!(
        device.publish(&topics::register("1"), b"", QoS::AtMostOnce),
        []
    );
    let reason = CloseReason::NotServed(Rule::AcknowledgementsMissing);
    assert_eq!(device.closed, Some(reason));
}

#[test]
fn without_a_subscription_there_is_an_acknowledgement_and_nothing_else() {
    let (lab, mut device) = connected();
    let packets = device.publish(&topics::register("1"), b"", QoS::AtLeastOnce);
    assert_eq!(packets, [Packet::Puback { packet_id: 99 }]);
    let last = lab.service(|service| {
        let mut entries = service.history().filter(|entry| entry.packet.is_none());
        entries.next_back().unwrap().what.clone()
    });
    assert!(last.contains("has not subscribed"), "{last}");

    device.subscribe(topics::RESPONSE_FILTER, QoS::AtLeastOnce, 1);
    let unsubscribe = Unsubscribe {
        packet_id: 5,
        filters: vec![topics::RESPONSE_FILTER.to_owned()],
    };
    let answers = device.send(&Packet::Unsubscribe(unsubscribe));
    assert_eq!(answers, [Packet::Unsuback { packet_id: 5 }]);
    let packets = device.publish(&topics::register("1"), b"", QoS::AtLeastOnce);
    assert_eq!(packets, [Packet::Puback { packet_id: 99 }]);
}

#[track_caller]
fn check_dropped(packet: &Packet, reason: &CloseReason) {
    let (lab, mut device) = connected();
    assert_eq!(device.send(packet), []);
    assert_eq!(device.closed.as_ref(), Some(reason));
    assert_eq!(lab.rule(), reason.rule().or(Some(Rule::Connected)));
}

#[test]
fn what_is_not_served_ends_the_connection() {
    let subscribe = |filter: &str| {
        Packet::Subscribe(Subscribe {
            packet_id: 1,
            filters: vec![(filter.to_owned(), QoS::AtMostOnce)],
        })
    };
    for filter in [
        "#",
        "$SYS/#",
        "$dps/registrations/res/+",
        "devices/dev1/messages/devicebound/#",
    ] {
        check_dropped(
            &subscribe(filter),
            &CloseReason::NotServed(Rule::SubscriptionForeign),
        );
    }
    let foreign = message("devices/dev1/messages/events/", b"", QoS::AtLeastOnce);
    check_dropped(
        &Packet::Publish(foreign),
        &CloseReason::NotServed(Rule::TopicForeign),
    );
    let twice = message(&topics::register("1"), b"", QoS::ExactlyOnce);
    check_dropped(
        &Packet::Publish(twice),
        &CloseReason::NotServed(Rule::QosTwo),
    );
    let mut retained = message(&topics::register("1"), b"", QoS::AtLeastOnce);
    retained.retain = true;
    check_dropped(
        &Packet::Publish(retained),
        &CloseReason::NotServed(Rule::RetainNotServed),
    );
    for packet in [Packet::Pubrel { packet_id: 1 }, Packet::Pingresp] {
        check_dropped(&packet, &CloseReason::PacketOutOfPlace(packet.name()));
    }
}

#[test]
fn disconnect_ends_in_order() {
    check_dropped(&Packet::Disconnect, &CloseReason::Disconnected);
}
