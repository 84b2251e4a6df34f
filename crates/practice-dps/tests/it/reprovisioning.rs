//! Registering again: policies, several hubs, and the record that is kept.

use dps_protocol::{hub, topics};
use mqtt_wire::QoS;
use practice_dps::{LinkedHub, Rule};
use serde_json::{Value, json};

use crate::lab::{HUB, Holder, Lab};

const OTHER: &str = "other.practice.test";

fn host(name: &str) -> LinkedHub {
    LinkedHub::new(dps_protocol::HubHostname::parse(name).unwrap())
}

/// Enrols dev1 at one of two hubs, under a policy.
fn enrol(lab: &Lab, leaf: &Holder, hub: &str, policy: &Value) {
    let certificate = device_certs::pem_encode("CERTIFICATE", &leaf.certificate.der);
    lab.load(&json!({ "individualEnrollments": [{
        "registrationId": "dev1",
        "attestation": { "type": "x509", "x509": { "clientCertificates": { "primary": { "certificate": certificate } } } },
        "allocationPolicy": "static", "iotHubs": [hub], "reprovisionPolicy": policy,
        "initialTwin": { "properties": { "desired": { "interval": 5 } } },
    }] }));
}

fn provision(lab: &Lab, leaf: &Holder) -> (String, String) {
    let state = lab.provision("dev1", &[leaf]).json()["registrationState"].clone();
    let text = |name: &str| state[name].as_str().unwrap().to_owned();
    (text("assignedHub"), text("substatus"))
}

/// What dev1 reads at a hub, or `None` when that hub does not let it in.
fn twin_at(lab: &Lab, leaf: &Holder, name: &str) -> Option<Value> {
    let mut device = lab.device(&[leaf]);
    if device.connect("dev1", &hub::username(name, "dev1")) != Some(0) {
        return None;
    }
    device.subscribe(hub::TWIN_RESPONSE_FILTER, QoS::AtLeastOnce, 1);
    Some(device.ask(&hub::twin_get_topic("1"), b"").json())
}

/// Provisioned at the first hub with something reported, and then enrolled for the other one.
fn moved(policy: &Value) -> (Lab, Holder) {
    let lab = Lab::new();
    lab.service(|service| service.link_hub(host(OTHER)))
        .unwrap();
    let leaf = Holder::self_signed("dev1");
    enrol(&lab, &leaf, HUB, policy);
    assert_eq!(
        provision(&lab, &leaf),
        (HUB.to_owned(), "initialAssignment".to_owned())
    );
    let mut device = lab.device(&[&leaf]);
    assert_eq!(device.enter_hub("dev1"), Some(0));
    device.subscribe(hub::TWIN_RESPONSE_FILTER, QoS::AtLeastOnce, 1);
    device.ask(&hub::twin_reported_topic("1"), b"{\"a\":1}");
    enrol(&lab, &leaf, OTHER, policy);
    (lab, leaf)
}

#[test]
fn by_default_a_device_moves_with_its_twin() {
    let (lab, leaf) = moved(&Value::Null);
    assert_eq!(
        provision(&lab, &leaf),
        (OTHER.to_owned(), "deviceDataMigrated".to_owned())
    );
    assert_eq!(twin_at(&lab, &leaf, HUB), None, "gone from the old hub");
    assert_eq!(lab.rule(), Some(Rule::HubDeviceUnknown));
    let twin = twin_at(&lab, &leaf, OTHER).unwrap();
    assert_eq!(twin["reported"], json!({ "a": 1, "$version": 2 }));
}

#[test]
fn with_reset_the_twin_starts_anew() {
    let policy = json!({ "updateHubAssignment": true, "migrateDeviceData": false });
    let (lab, leaf) = moved(&policy);
    assert_eq!(
        provision(&lab, &leaf),
        (OTHER.to_owned(), "deviceDataReset".to_owned())
    );
    assert_eq!(twin_at(&lab, &leaf, HUB), None);
    assert_eq!(
        twin_at(&lab, &leaf, OTHER).unwrap(),
        json!({ "desired": { "interval": 5, "$version": 1 }, "reported": { "$version": 1 } })
    );
}

#[test]
fn with_never_a_device_stays() {
    let (lab, leaf) = moved(&json!({ "updateHubAssignment": false, "migrateDeviceData": false }));
    assert_eq!(
        provision(&lab, &leaf),
        (HUB.to_owned(), "initialAssignment".to_owned())
    );
    assert!(twin_at(&lab, &leaf, HUB).is_some());
    // Without its record nobody knows where it was.
    assert!(lab.service(|service| service.delete_registration("dev1")));
    assert_eq!(
        provision(&lab, &leaf),
        (OTHER.to_owned(), "initialAssignment".to_owned())
    );
}

#[test]
fn two_hubs_share_the_devices_and_each_lets_in_its_own() {
    let lab = Lab::new();
    lab.service(|service| service.link_hub(host(OTHER)))
        .unwrap();
    let root = Holder::root("root");
    lab.upload("root", &root, true);
    lab.group("factory", &root);
    let mut seen = [0, 0];
    for index in 0..40 {
        let id = format!("dev{index}");
        let leaf = root.leaf(&id);
        let answer = lab.provision(&id, &[&leaf]).json();
        let assigned = answer["registrationState"]["assignedHub"]
            .as_str()
            .unwrap()
            .to_owned();
        let other = if assigned == HUB { OTHER } else { HUB };
        seen[usize::from(assigned == OTHER)] += 1;
        let at = |name: &str| lab.device(&[&leaf]).connect(&id, &hub::username(name, &id));
        assert_eq!((at(&assigned), at(other)), (Some(0), Some(5)));
    }
    assert!(seen.iter().all(|count| *count > 8), "{seen:?}");
    assert!(lab.service(|service| service.unlink_hub(OTHER)));
    let answer = lab.provision("dev0", &[&root.leaf("dev0")]).json();
    assert_eq!(answer["registrationState"]["assignedHub"], HUB);
}

#[test]
fn the_nearest_hub_is_chosen_by_hash_and_that_is_said() {
    let lab = Lab::new();
    let leaf = Holder::self_signed("dev1");
    lab.individual("dev1", &leaf);
    lab.service(|service| {
        let mut entry = service.enrollments().individual("dev1").unwrap().clone();
        entry.terms.allocation_policy = practice_dps::enrollments::AllocationPolicy::GeoLatency;
        service.put_individual(entry).unwrap();
    });
    assert_eq!(lab.provision("dev1", &[&leaf]).json()["status"], "assigned");
    let said = |text: &str| {
        lab.service(|service| service.history().any(|entry| entry.what.contains(text)))
    };
    assert!(said("geoLatency is treated as hashed"));
}

#[test]
fn the_record_says_what_the_device_was_told_and_stays_until_deleted() {
    let lab = Lab::new();
    let leaf = Holder::self_signed("dev1");
    lab.individual("dev1", &leaf);
    let mut device = lab.device(&[&leaf]);
    device.enter("dev1");
    let told = device.provision();
    let record = || lab.service(|service| service.registration("DEV1").unwrap().to_json());
    assert!(
        told.body
            .ends_with(&format!(r#""registrationState":{}}}"#, record()))
    );

    lab.service(|service| service.delete_individual("dev1"));
    let answer = device.ask(&topics::register("2"), b"");
    assert_eq!(answer.refusal().0, 401);
    assert_eq!(
        serde_json::from_str::<Value>(&record()).unwrap()["status"],
        "assigned"
    );

    enrol(&lab, &leaf, HUB, &Value::Null);
    lab.service(|service| {
        let mut entry = service.enrollments().individual("dev1").unwrap().clone();
        entry.terms.provisioning_status = practice_dps::enrollments::ProvisioningStatus::Disabled;
        service.put_individual(entry).unwrap();
    });
    assert_eq!(
        serde_json::from_str::<Value>(&record()).unwrap()["status"],
        "assigned"
    );
    device.ask(&topics::register("3"), b"");
    assert_eq!(
        serde_json::from_str::<Value>(&record()).unwrap()["status"],
        "disabled"
    );
    assert_eq!(lab.service(|service| service.registrations().count()), 1);
    assert!(lab.service(|service| service.delete_registration("dev1")));
    assert!(!lab.service(|service| service.delete_registration("dev1")));
}

#[test]
fn a_webhooks_payload_and_twin_reach_the_device() {
    let lab = Lab::new();
    let leaf = Holder::self_signed("dev1");
    let certificate = device_certs::pem_encode("CERTIFICATE", &leaf.certificate.der);
    lab.load(&json!({ "individualEnrollments": [{
        "registrationId": "dev1", "allocationPolicy": "custom",
        "attestation": { "x509": { "clientCertificates": { "primary": { "certificate": certificate } } } },
        "customAllocationDefinition": { "webhookUrl": "https://example.net/allocate", "apiVersion": "2021-10-01",
            "practiceAnswer": { "iotHubHostName": HUB, "payload": { "line": 7 },
                "initialTwin": { "properties": { "desired": { "speed": 2 } } } } },
    }] }));
    let answer = lab.provision("dev1", &[&leaf]);
    assert!(
        answer.body.ends_with(r#","payload":{"line":7}}}"#),
        "{}",
        answer.body
    );
    assert_eq!(twin_at(&lab, &leaf, HUB).unwrap()["desired"]["speed"], 2);
}
