//! The practice hub: by certificate, telemetry, twin.

use dps_protocol::hub;
use dps_protocol::{DeviceId, RegistrationId};
use mqtt_wire::{Packet, QoS};
use practice_dps::enrollments::IndividualEnrollment;
use practice_dps::{CloseReason, HistoryEntry, MAX_TWIN_BYTES, Rule};
use serde_json::json;

use crate::lab::{Device, HUB, Holder, Lab};

fn provisioned() -> (Lab, Holder) {
    let lab = Lab::new();
    let root = Holder::root("root");
    lab.upload("root", &root, true);
    lab.group("factory", &root);
    let leaf = root.leaf("dev1");
    assert_eq!(lab.provision("dev1", &[&leaf]).json()["status"], "assigned");
    (lab, leaf)
}

fn on_the_hub() -> (Lab, Device) {
    let (lab, leaf) = provisioned();
    let mut device = lab.device(&[&leaf]);
    assert_eq!(device.enter_hub("dev1"), Some(0));
    (lab, device)
}

#[test]
fn the_hub_knows_the_certificate_the_device_was_provisioned_with() {
    let lab = Lab::new();
    let root = Holder::root("root");
    lab.upload("root", &root, true);
    lab.group("factory", &root);
    let (leaf, renewed) = (root.leaf("dev1"), root.leaf("dev1"));
    assert_eq!(lab.device(&[&leaf]).enter_hub("dev1"), Some(5));
    assert_eq!(lab.rule(), Some(Rule::HubDeviceUnknown));

    lab.provision("dev1", &[&leaf]);
    assert_eq!(lab.device(&[&leaf]).enter_hub("dev1"), Some(0));
    assert_eq!(
        lab.device(&[&renewed]).enter_hub("dev1"),
        Some(5),
        "renewed"
    );
    assert_eq!(lab.rule(), Some(Rule::HubThumbprintDiffers));
    assert_eq!(lab.device_with(Vec::new()).enter_hub("dev1"), Some(5));
    assert_eq!(lab.rule(), Some(Rule::CredentialMissing));

    lab.provision("dev1", &[&renewed]);
    assert_eq!(
        lab.device(&[&renewed]).enter_hub("dev1"),
        Some(0),
        "provisioned again"
    );
    assert_eq!(
        lab.device(&[&leaf]).enter_hub("dev1"),
        Some(5),
        "the old one"
    );
}

#[test]
fn device_ids_have_case_and_need_not_be_the_registration_id() {
    let lab = Lab::new();
    let leaf = Holder::self_signed("dev1");
    let enrollment = IndividualEnrollment {
        device_id: Some(DeviceId::parse("Press-1").unwrap()),
        ..IndividualEnrollment::new(
            RegistrationId::parse("dev1").unwrap(),
            leaf.certificate.clone(),
        )
    };
    lab.service(|service| service.put_individual(enrollment))
        .unwrap();
    lab.provision("dev1", &[&leaf]);
    assert_eq!(lab.device(&[&leaf]).enter_hub("Press-1"), Some(0));
    assert_eq!(lab.device(&[&leaf]).enter_hub("press-1"), Some(5));
    assert_eq!(lab.device(&[&leaf]).enter_hub("dev1"), Some(5));
}

#[test]
fn telemetry_is_acknowledged() {
    let (lab, mut device) = on_the_hub();
    let topic = hub::telemetry_topic("dev1");
    let acknowledged = [Packet::Puback { packet_id: 99 }];
    assert_eq!(
        device.publish(&topic, b"{}", QoS::AtLeastOnce),
        acknowledged
    );
    assert_eq!(lab.rule(), Some(Rule::TelemetryReceived));
    let with_properties = format!("{topic}$.ct=application%2Fjson&$.ce=utf-8");
    assert_eq!(
        device.publish(&with_properties, b"{}", QoS::AtLeastOnce),
        acknowledged
    );
    assert_eq!(device.publish(&topic, b"{}", QoS::AtMostOnce), []);
    assert_eq!(device.closed, None);
}

#[test]
fn documented_filters_are_granted_and_foreign_topics_end_the_connection() {
    let (_lab, mut device) = on_the_hub();
    let filters = [
        "devices/dev1/messages/devicebound/#",
        "$iothub/methods/POST/#",
        "$iothub/twin/res/#",
        "$iothub/twin/PATCH/properties/desired/#",
    ];
    for filter in filters {
        device.subscribe(filter, QoS::AtLeastOnce, 1);
    }
    let acknowledged = [Packet::Puback { packet_id: 99 }];
    let method = "$iothub/methods/res/200/?$rid=1";
    assert_eq!(
        device.publish(method, b"{}", QoS::AtLeastOnce),
        acknowledged
    );
    let of_another = hub::telemetry_topic("dev2");
    assert_eq!(device.publish(&of_another, b"{}", QoS::AtLeastOnce), []);
    assert_eq!(
        device.closed,
        Some(CloseReason::NotServed(Rule::TopicForeign))
    );
}

#[test]
fn the_twin_is_read_and_reported() {
    let (_lab, mut device) = on_the_hub();
    device.subscribe(hub::TWIN_RESPONSE_FILTER, QoS::AtLeastOnce, 1);
    let answer = device.ask(&hub::twin_get_topic("1"), b" ");
    assert_eq!(answer.topic, "$iothub/twin/res/200/?$rid=1");
    assert_eq!(
        answer.json(),
        json!({"desired":{"$version":1},"reported":{"$version":1}})
    );

    let answer = device.ask(&hub::twin_reported_topic("2"), b"{\"temperature\":21}");
    assert_eq!(answer.topic, "$iothub/twin/res/204/?$rid=2&$version=2");
    assert_eq!(answer.body, "");
    let answer = device.ask(&hub::twin_get_topic("3"), b"");
    assert_eq!(
        answer.json()["reported"],
        json!({"temperature":21,"$version":2})
    );

    let large = format!("{{\"a\":\"{}\"}}", "x".repeat(MAX_TWIN_BYTES));
    for wrong in ["nonsense", "[]", large.as_str()] {
        let answer = device.ask(&hub::twin_reported_topic("4"), wrong.as_bytes());
        assert_eq!(answer.topic, "$iothub/twin/res/400/?$rid=4");
    }
}

#[test]
fn a_new_device_starts_with_the_twin_of_its_entry() {
    let lab = Lab::new();
    let leaf = Holder::self_signed("dev1");
    let id = RegistrationId::parse("dev1").unwrap();
    let mut enrollment = IndividualEnrollment::new(id, leaf.certificate.clone());
    enrollment.terms.initial_twin =
        Some(json!({"tags":{"a":1},"properties":{"desired":{"interval":5}}}));
    lab.service(|service| service.put_individual(enrollment))
        .unwrap();
    lab.provision("dev1", &[&leaf]);
    let mut device = lab.device(&[&leaf]);
    device.enter_hub("dev1");
    device.subscribe(hub::TWIN_RESPONSE_FILTER, QoS::AtLeastOnce, 1);
    let answer = device.ask(&hub::twin_get_topic("1"), b"");
    assert_eq!(answer.json()["desired"], json!({"interval":5,"$version":1}));
}

fn patch(value: serde_json::Value) -> serde_json::Map<String, serde_json::Value> {
    value.as_object().unwrap().clone()
}

#[test]
fn a_connected_device_hears_of_changes_to_its_desired_properties() {
    let (lab, mut device) = on_the_hub();
    let desire = |value| lab.service(|service| service.update_desired(HUB, "dev1", patch(value)));
    // Before it subscribes it hears nothing, and finds the change in its twin.
    assert_eq!(
        desire(json!({"interval": 5})),
        Some((2, Some(device.session.id())))
    );
    assert_eq!(device.tick(), []);
    device.subscribe(hub::DESIRED_PROPERTIES_FILTER, QoS::AtLeastOnce, 1);
    device.subscribe(hub::TWIN_RESPONSE_FILTER, QoS::AtLeastOnce, 1);
    let twin = device.ask(&hub::twin_get_topic("1"), b"").json();
    assert_eq!(twin["desired"], json!({"interval": 5, "$version": 2}));

    desire(json!({"interval": null, "line": {"speed": 2}}));
    desire(json!({"line": {"speed": 3}}));
    let packets = device.tick();
    let seen: Vec<(&str, serde_json::Value)> = packets
        .iter()
        .map(|packet| match packet {
            Packet::Publish(publish) => (
                publish.topic.as_str(),
                serde_json::from_slice(&publish.payload).unwrap(),
            ),
            other => panic!("{other:?}"),
        })
        .collect();
    let topic = "$iothub/twin/PATCH/properties/desired/?$version=";
    assert_eq!(
        seen,
        [
            (
                format!("{topic}3").as_str(),
                json!({"interval": null, "line": {"speed": 2}, "$version": 3})
            ),
            (
                format!("{topic}4").as_str(),
                json!({"line": {"speed": 3}, "$version": 4})
            ),
        ]
    );
    let latest = lab.service(|service| service.history().last().unwrap().what.clone());
    assert_eq!(latest, format!("PUBLISH {topic}4"));
    assert_eq!(device.tick(), [], "each once");
    let twin = device.ask(&hub::twin_get_topic("2"), b"").json();
    assert_eq!(
        twin["desired"],
        json!({"line": {"speed": 3}, "$version": 4})
    );
}

#[test]
fn desired_properties_need_a_device_and_have_a_size() {
    let (lab, leaf) = provisioned();
    let desire =
        |id: &str, value| lab.service(|service| service.update_desired(HUB, id, patch(value)));
    assert_eq!(desire("nobody", json!({})), None);
    assert_eq!(
        desire("dev1", json!({"a": "x".repeat(MAX_TWIN_BYTES)})),
        None
    );
    for version in 2..40 {
        assert_eq!(desire("dev1", json!({"a": version})), Some((version, None)));
    }
    // Whoever connects now knows nothing of what was, and asks for its twin.
    let mut device = lab.device(&[&leaf]);
    device.enter_hub("dev1");
    device.subscribe(hub::DESIRED_PROPERTIES_FILTER, QoS::AtLeastOnce, 1);
    assert_eq!(device.tick(), []);
}

#[test]
fn properties_in_the_topic_are_read() {
    let (lab, mut device) = on_the_hub();
    let topic = hub::telemetry_topic("dev1") + "$.ct=application%2Fjson&line=7%20%26%208";
    device.publish(&topic, b"{}", QoS::AtLeastOnce);
    let taken = lab.service(|service| {
        let is_taken = |entry: &&HistoryEntry| entry.rule == Some(Rule::TelemetryReceived);
        let mut entries = service.history().rev();
        entries.find(is_taken).map(|entry| entry.what.clone())
    });
    assert_eq!(
        taken.as_deref().unwrap(),
        "took 2 bytes of telemetry with $.ct=application/json, line=7 & 8"
    );
}

#[test]
fn one_connection_for_each_device() {
    let (lab, leaf) = provisioned();
    let mut older = lab.device(&[&leaf]);
    older.enter_hub("dev1");
    let mut newer = lab.device(&[&leaf]);
    newer.enter_hub("dev1");
    assert_eq!(newer.displaced, [older.session.id().number()]);
    older.tick();
    assert_eq!(older.closed, Some(CloseReason::Displaced));

    // A connection to the provisioning service is another place.
    let mut provisioning = lab.device(&[&leaf]);
    provisioning.enter("dev1");
    assert_eq!(provisioning.displaced, [0; 0]);
    assert_eq!(newer.send(&Packet::Pingreq), [Packet::Pingresp]);
}
