//! The management API as whoever carries it asks: what a server and the page have in common.

use device_certs::pem_encode;
use dps_protocol::{hub, username};
use mqtt_wire::{Packet, QoS};
use practice_dps::api::{Answer, Ask, Reply};
use practice_dps::fault::Texts;
use practice_dps::faults::TEXTS;
use practice_dps::listen::native;
use serde_json::{Value, json};

use crate::lab::{API_VERSION, HUB, Holder, ID_SCOPE, Lab};

fn ask_with(
    lab: &Lab,
    method: &str,
    path: &[&str],
    body: &Value,
    texts: &'static [&'static Texts],
) -> Reply {
    let body = match body {
        Value::Null => String::new(),
        body => body.to_string(),
    };
    let ask = Ask {
        method,
        path,
        query: "",
        body: &body,
        texts,
    };
    match lab.service(|service| service.answer(ask)) {
        Answer::Reply(reply) => reply,
        Answer::Prove(proof) => {
            let verdict = native::verify(&proof.check);
            lab.service(|service| proof.settle(service, &verdict))
        }
    }
}

fn ask(lab: &Lab, method: &str, path: &[&str], body: &Value) -> Reply {
    ask_with(lab, method, path, body, &[])
}

fn json_of(reply: &Reply) -> Value {
    serde_json::from_str(&reply.body).unwrap()
}

fn pem(holder: &Holder) -> String {
    pem_encode("CERTIFICATE", &holder.certificate.der)
}

#[test]
fn a_device_hears_of_desired_properties_that_were_ordered() {
    let lab = Lab::new();
    let leaf = Holder::self_signed("dev1");
    lab.individual("dev1", &leaf);
    let assigned = lab.provision("dev1", &[&leaf]).json();
    assert_eq!(assigned["status"], "assigned");
    let twins = ask(&lab, "GET", &["linkedHubs", HUB, "twins"], &Value::Null);
    assert_eq!(json_of(&twins)[0]["deviceId"], "dev1", "{twins:?}");

    let mut device = lab.device(&[&leaf]);
    device.enter_hub("dev1");
    device.subscribe(hub::DESIRED_PROPERTIES_FILTER, QoS::AtLeastOnce, 1);
    let path = ["linkedHubs", HUB, "twins", "dev1"];
    let patch = json!({ "properties": { "desired": { "interval": 5 } } });
    let reply = ask(&lab, "PATCH", &path, &patch);
    assert_eq!(
        json_of(&reply),
        json!({ "deviceId": "dev1", "version": 2 }),
        "{reply:?}"
    );
    assert_eq!(reply.wake, Some(device.session.id()));
    let [Packet::Publish(publish)] = &device.tick()[..] else {
        panic!("no change was told");
    };
    assert_eq!(
        serde_json::from_slice::<Value>(&publish.payload).unwrap(),
        json!({ "interval": 5, "$version": 2 })
    );
    let twin = json_of(&ask(&lab, "GET", &path, &Value::Null));
    assert_eq!(twin["properties"]["desired"]["interval"], 5);

    for (wrong, said) in [
        (json!({}), "no desired properties"),
        (json!({ "tags": {} }), "must be"),
        (json!({ "properties": { "reported": {} } }), "must be"),
        (
            json!({ "properties": { "desired": { "a": "x".repeat(40_000) } } }),
            "too large",
        ),
    ] {
        let reply = ask(&lab, "PATCH", &path, &wrong);
        assert!(
            reply.status == 400 && reply.body.contains(said),
            "{reply:?}"
        );
    }
}

#[test]
fn a_proof_is_asked_for_and_settled() {
    let lab = Lab::new();
    let root = Holder::root("factory root");
    let path = ["certificates", "root"];
    let body = json!({ "name": "root", "certificate": pem(&root) });
    assert_eq!(ask(&lab, "PUT", &path, &body).status, 204);
    let code = ask(
        &lab,
        "POST",
        &["certificates", "root", "generateVerificationCode"],
        &Value::Null,
    );
    let code = json_of(&code)["verificationCode"]
        .as_str()
        .unwrap()
        .to_owned();
    let verify = |proof: &Holder| {
        let body = json!({ "certificate": pem(proof) });
        ask(&lab, "POST", &["certificates", "root", "verify"], &body)
    };
    let forged = verify(&Holder::root("factory root").leaf(&code));
    assert_eq!(
        (forged.status, &json_of(&forged)["code"]),
        (400, &json!("IH400053")),
        "{forged:?}"
    );
    assert_eq!(
        json_of(&ask(&lab, "GET", &path, &Value::Null))["isVerified"],
        false
    );
    assert_eq!(verify(&root.leaf(&code)).status, 204);
    assert_eq!(
        json_of(&ask(&lab, "GET", &path, &Value::Null))["isVerified"],
        true
    );
}

#[test]
fn what_is_not_there_is_said() {
    let lab = Lab::new();
    for (method, path, status) in [
        ("GET", vec![], 404),
        ("GET", vec!["x"], 404),
        ("GET", vec!["enrollments", "x"], 404),
        ("GET", vec!["enrollments", "x", "y"], 404),
        ("POST", vec!["enrollments", "x"], 405),
        ("PUT", vec!["history"], 405),
        ("DELETE", vec!["connections"], 405),
        ("GET", vec!["certificates", "x", "verify"], 405),
        ("DELETE", vec!["linkedHubs", "nowhere.example"], 404),
        ("GET", vec!["linkedHubs", HUB, "twins", "x"], 404),
    ] {
        let reply = ask(&lab, method, &path, &Value::Null);
        assert_eq!(reply.status, status, "{method} {path:?}");
        assert!(json_of(&reply)["error"].is_string());
    }
}

#[test]
fn prose_is_in_the_list_of_faults_only_where_it_was_given() {
    let lab = Lab::new();
    let lean = json_of(&ask(&lab, "GET", &["faults"], &Value::Null));
    assert!(lean[0].get("imitates").is_none(), "{lean}");
    let full = json_of(&ask_with(&lab, "GET", &["faults"], &Value::Null, TEXTS));
    let (lean, full) = (lean.as_array().unwrap(), full.as_array().unwrap());
    assert_eq!((lean.len(), full.len()), (TEXTS.len(), TEXTS.len()));
    for (fault, texts) in full.iter().zip(TEXTS) {
        assert_eq!(fault["id"], texts.id);
        assert_eq!(fault["teaches"], texts.teaches);
    }
}

#[test]
fn a_seed_has_chance_begin_anew() {
    let fired = |seeds: [u64; 2]| {
        seeds.map(|seed| {
            let lab = Lab::new();
            let leaf = Holder::self_signed("dev1");
            lab.individual("dev1", &leaf);
            let dose = json!({ "probability": 0.5, "seed": seed });
            assert_eq!(
                ask(&lab, "PUT", &["faults", "connack_3"], &dose).status,
                204
            );
            let mut codes = Vec::new();
            for _ in 0..24 {
                let mut device = lab.device(&[&leaf]);
                let name = username::format(ID_SCOPE, "dev1", API_VERSION);
                codes.push(device.connect("dev1", &name));
            }
            codes
        })
    };
    let [one, same] = fired([7, 7]);
    assert_eq!(one, same);
    assert!(one.contains(&Some(0)) && one.contains(&Some(3)), "{one:?}");
    let [one, other] = fired([7, 8]);
    assert_ne!(one, other);
}
