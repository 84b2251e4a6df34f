//! What the console orders, put to a practice service as the page puts it, and what it makes of the answers. One piece: they
//! share that service.

use device_certs::{Certificate, pem_encode};
use practice_dps::api::Answer;
use practice_dps::faults::{FAULTS, TEXTS};
use practice_dps::{PracticeDps, ServiceSettings, Timestamp};
use serde_json::{Value, json};

use super::*;

const LEAF: &str = include_str!("../../tests/web/fixtures/p256.cert.pem");
const OTHER: &str = include_str!("../../tests/web/fixtures/p384.cert.pem");
const KEY: &str = "bm9ib2R5IG5lZWQga25vdyB0aGlzIGtleQ==";

/// A service, asked as the page asks it.
struct Service(PracticeDps);

impl Service {
    fn new() -> Self {
        let id_scope = dps_protocol::IdScope::parse("0ne00C0FFEE").unwrap();
        let hub = dps_protocol::HubHostname::parse("hub.example").unwrap();
        Self(PracticeDps::new(ServiceSettings::new(id_scope, hub), 1))
    }

    fn take(&mut self, order: &Order) -> Result<Value, String> {
        match order.put_to(|ask| self.0.answer(ask)) {
            Answer::Reply(reply) => Outcome::new(reply.status, &reply.body).accepted(),
            Answer::Prove(_) => Err("a signature is to be checked".to_owned()),
        }
    }

    fn entries(&mut self, kind: EntryKind) -> Vec<Entry> {
        let answer = self.take(&Order::get(&[kind.collection()])).unwrap();
        Entry::list(kind, &answer)
    }

    fn put(&mut self, draft: &Draft) -> Result<Value, String> {
        let document = draft.document()?;
        self.take(&Order::put(
            &[draft.kind.collection(), draft.id.trim()],
            document,
        ))
    }
}

fn leaf() -> Certificate {
    let reading = device_certs::pem::read(LEAF.as_bytes());
    Certificate::read(&reading.items[0].der).0
}

#[test]
fn a_device_is_added_by_its_certificate_listed_and_switched_off() {
    let mut service = Service::new();
    service.put(&Draft::of_device("press-17", &leaf())).unwrap();
    let [entry] = &service.entries(EntryKind::Individual)[..] else {
        panic!("one entry");
    };
    assert_eq!((entry.id.as_str(), entry.enabled), ("press-17", true));
    assert!(
        entry.shows.starts_with("the certificate "),
        "{}",
        entry.shows
    );
    assert!(entry.shows.contains("SHA-1"), "{}", entry.shows);
    assert_eq!(entry.terms, "");
    let path = ["enrollments", "press-17"];
    service
        .take(&Order::put(&path, entry.switched(false)))
        .unwrap();
    assert!(!service.entries(EntryKind::Individual)[0].enabled);
    service.take(&Order::delete(&path)).unwrap();
    assert_eq!(service.entries(EntryKind::Individual), []);
    assert_eq!(
        service.take(&Order::delete(&path)),
        Err("there is no such entry".to_owned())
    );
}

#[test]
fn changing_an_entry_loses_nothing_that_the_form_does_not_show() {
    let mut service = Service::new();
    let document = json!({ "registrationId": "press-17",
        "attestation": { "type": "x509", "x509": { "clientCertificates": {
            "primary": { "certificate": LEAF }, "secondary": { "certificate": OTHER } } } },
        "deviceId": "press", "allocationPolicy": "static", "iotHubs": ["hub.example"],
        "reprovisionPolicy": { "updateHubAssignment": false, "migrateDeviceData": false },
        "initialTwin": { "properties": { "desired": { "interval": 5 } } } });
    service
        .take(&Order::put(&["enrollments", "press-17"], document))
        .unwrap();
    let before = service.entries(EntryKind::Individual).remove(0);
    assert_eq!(
        before.terms,
        "device ID press; allocation static; to hub.example; who registers again: stays where it is; with an initial twin"
    );
    assert!(
        before.shows.contains(", or the certificate"),
        "{}",
        before.shows
    );
    let unchanged = Draft::of(&before);
    service.put(&unchanged).unwrap();
    assert_eq!(service.entries(EntryKind::Individual)[0], before);
    let changed = Draft {
        policy: Policy::Reset,
        device_id: String::new(),
        ..unchanged
    };
    service.put(&changed).unwrap();
    let after = service.entries(EntryKind::Individual).remove(0);
    assert_eq!(
        after.terms,
        "allocation static; to hub.example; who registers again: hub chosen anew, twin starts anew; with an initial twin"
    );
}

#[test]
fn groups_lean_on_a_certificate_a_name_or_a_key() {
    let mut service = Service::new();
    let ca = json!({ "name": "root", "certificate": OTHER, "isVerified": true });
    service
        .take(&Order::put(&["certificates", "root"], ca))
        .unwrap();
    let group = |id: &str, certificate: &str, key: &str| Draft {
        kind: EntryKind::Group,
        id: id.to_owned(),
        certificate: certificate.to_owned(),
        by_key: !key.is_empty(),
        key: key.to_owned(),
        ..Draft::new()
    };
    service.put(&group("inline", LEAF, "")).unwrap();
    service.put(&group("named", "root", "")).unwrap();
    service.put(&group("keys", "", KEY)).unwrap();
    let refused = service.put(&group("nowhere", "nobody", "")).unwrap_err();
    assert!(refused.contains("nobody"), "{refused}");
    let groups = service.entries(EntryKind::Group);
    let shown: Vec<(&str, &str)> = groups
        .iter()
        .map(|group| (group.id.as_str(), group.shows.as_str()))
        .collect();
    assert_eq!(
        shown[1],
        (
            "keys",
            "keys derived from a symmetric key, which is not shown"
        )
    );
    assert_eq!(shown[2], ("named", "a chain up to the CA called root"));
    assert!(shown[0].1.starts_with("a chain up to "), "{shown:?}");

    // A key that is not given again stays.
    service
        .put(&Draft {
            enabled: false,
            ..Draft::of(&groups[1])
        })
        .unwrap();
    let kept = service.0.enrollments().group("keys").unwrap().to_json();
    assert_eq!(kept["attestation"]["symmetricKey"]["primaryKey"], KEY);
    assert_eq!(kept["provisioningStatus"], "disabled");
}

#[test]
fn what_is_missing_in_a_form_is_said() {
    let check = |draft: Draft, expected: &str| {
        let error = draft.document().unwrap_err();
        assert!(error.contains(expected), "{error}");
    };
    let device = Draft::of_device("press-17", &leaf());
    check(Draft::new(), "registration ID");
    check(
        Draft {
            kind: EntryKind::Group,
            ..Draft::new()
        },
        "a name",
    );
    check(
        Draft {
            certificate: String::new(),
            ..device.clone()
        },
        "Give a certificate",
    );
    check(
        Draft {
            certificate: "x".to_owned(),
            ..device.clone()
        },
        "not one readable",
    );
    check(
        Draft {
            certificate: format!("{LEAF}{OTHER}"),
            ..device.clone()
        },
        "not one readable",
    );
    check(
        Draft {
            by_key: true,
            ..device.clone()
        },
        "symmetric key",
    );
    check(
        Draft {
            allocation: "static".to_owned(),
            ..device.clone()
        },
        "exactly one hub",
    );
    let key = pem_encode("PRIVATE KEY", b"not one, but labelled so");
    for kind in [EntryKind::Individual, EntryKind::Group] {
        let certificate = format!("{LEAF}{key}");
        check(
            Draft {
                kind,
                certificate,
                ..device.clone()
            },
            "nobody but the device",
        );
    }
}

#[test]
fn every_fault_is_in_the_registry_with_its_texts() {
    let registry = Registry::parse(include_str!("../../assets/faults.json"));
    assert_eq!(registry.0.len(), FAULTS.len());
    for ((found, fault), texts) in registry.0.iter().zip(FAULTS).zip(TEXTS) {
        assert_eq!(
            (found.id.as_str(), found.title.as_str()),
            (fault.id, fault.title)
        );
        assert_eq!(found.imitates, texts.imitates);
        assert!(!found.citations.is_empty() && !found.place.is_empty());
        assert!(LEVELS.iter().any(|(level, _)| *level == found.level));
    }
    let ids = |level: &str, words: &str| -> Vec<String> {
        let found = registry.search(level, words);
        found.iter().map(|fault| fault.id.clone()).collect()
    };
    assert_eq!(ids("", "").len(), FAULTS.len());
    assert!(ids("mqtt", "").contains(&"connack_3".to_owned()));
    assert!(ids("", "REGISTER 429").contains(&"register_429".to_owned()));
    assert!(!ids("hub", "register_429").contains(&"register_429".to_owned()));
    assert_eq!(ids("", "no such thing at all"), Vec::<String>::new());
    assert_eq!(Registry::parse("not json"), Registry::default());
}

#[test]
fn doses_are_ordered_and_said() {
    let mut service = Service::new();
    let form = |count: &str, probability: &str, seed: &str, id: &str| DoseForm {
        count: count.to_owned(),
        probability: probability.to_owned(),
        seed: seed.to_owned(),
        registration_id: id.to_owned(),
    };
    for (id, dose) in [
        ("register_429", form("2", "", "", "press-17")),
        ("poll_429", form("", " 0.25 ", "7", "")),
        ("connack_3", form("1", "", "", "")),
    ] {
        let order = Order::put(&["faults", id], dose.document().unwrap());
        service.take(&order).unwrap();
    }
    let active = ActiveFault::list(&service.take(&Order::active_faults()).unwrap());
    let mut lines: Vec<String> = active.iter().map(ActiveFault::line).collect();
    lines.sort();
    assert_eq!(
        lines,
        [
            "connack_3, the next time",
            "poll_429, each time, with probability 0.25",
            "register_429, the next 2 times, only for press-17",
        ]
    );
    for (wrong, said) in [
        (form("x", "", "", ""), "How many"),
        (form("", "often", "", ""), "probability"),
        (form("", "", "-1", ""), "seed"),
    ] {
        assert!(wrong.document().unwrap_err().contains(said));
    }
    let out_of_bounds = form("0", "", "", "").document().unwrap();
    let refused = service.take(&Order::put(&["faults", "connack_3"], out_of_bounds));
    assert!(refused.unwrap_err().contains("is no dose"));
}

#[test]
fn what_happened_is_read_with_rules_faults_and_packets() {
    let mut service = Service::new();
    let at = Timestamp::from_unix_secs(1_767_323_045);
    let mut session = service.0.open(
        practice_dps::Peer {
            chain: vec![leaf().der],
        },
        at,
    );
    let connect = mqtt_wire::Packet::Connect(mqtt_wire::Connect {
        client_id: "press-17".to_owned(),
        username: Some("0neWRONG/registrations/press-17/api-version=2019-03-31".to_owned()),
        password: None,
        clean_session: true,
        keep_alive_secs: 60,
        will: None,
    });
    session.receive(&mut service.0, &connect.encode().unwrap(), at);
    let mut log = Log::default();
    assert!(log.take(&service.take(&Order::news(0)).unwrap()));
    log.connections = SeenConnection::list(&service.take(&Order::get(&["connections"])).unwrap());
    let [connection] = &log.connections[..] else {
        panic!("one connection");
    };
    assert_eq!((connection.presented, connection.tls.as_ref()), (1, None));
    assert!(connection.chain[0].contains("CN="), "{connection:?}");
    let entries: Vec<&Happening> = log.on(connection.number).collect();
    let packets: Vec<bool> = entries
        .iter()
        .filter_map(|entry| entry.packet.as_ref())
        .map(|packet| packet.from_device)
        .collect();
    assert_eq!(packets, [true, false], "{entries:?}");
    assert!(
        entries.iter().any(|entry| entry.rule.is_some()),
        "{entries:?}"
    );
    // The same news again is no news.
    assert!(!log.take(&service.take(&Order::news(0)).unwrap()));
    let latest = log.latest();
    assert_eq!(
        Happening::list(&service.take(&Order::news(latest)).unwrap()),
        []
    );
}

#[test]
fn only_the_latest_entries_are_held_and_a_service_started_anew_is_noticed() {
    let entry = |number: u64| {
        let fault = number.is_multiple_of(3).then_some("connack_3");
        json!({ "number": number, "at": "12:00", "connection": number % 2, "what": "x", "fault": fault })
    };
    let answer = |numbers: std::ops::RangeInclusive<u64>| {
        let recorded = *numbers.end();
        json!({ "recorded": recorded, "entries": numbers.map(entry).collect::<Vec<_>>() })
    };
    let mut log = Log::default();
    assert!(log.take(&answer(1..=1500)));
    assert_eq!((log.entries.len(), log.latest()), (1000, 1500));
    assert_eq!(log.entries[0].number, 501);
    assert_eq!(log.faults_on(1), ["connack_3"]);
    assert!(log.take(&answer(1..=4)));
    assert_eq!((log.entries.len(), log.latest()), (4, 4));
}

#[test]
fn hubs_are_read_and_written() {
    let mut service = Service::new();
    let hub = LinkedHub {
        name: "hub-2.example".to_owned(),
        weight: "7".to_owned(),
        shares: false,
        access: ACCESSES[2].0.to_owned(),
    };
    let order = Order::put(&["linkedHubs", "hub-2.example"], hub.document().unwrap());
    service.take(&order).unwrap();
    let hubs = LinkedHub::list(&service.take(&Order::get(&["linkedHubs"])).unwrap());
    assert_eq!(hubs.len(), 2);
    assert_eq!(hubs[1], hub);
    for (access, _) in ACCESSES {
        let hub = LinkedHub {
            access: access.to_owned(),
            ..hub.clone()
        };
        let order = Order::put(&["linkedHubs", "hub-2.example"], hub.document().unwrap());
        service.take(&order).unwrap();
    }
    let wrong = LinkedHub {
        weight: "heavy".to_owned(),
        ..hub
    };
    assert!(wrong.document().unwrap_err().contains("1 to 1000"));
    assert!(LinkedHub::new().document().is_err());
    assert_eq!(
        desired_patch(r#"{"a":null}"#).unwrap(),
        json!({ "properties": { "desired": { "a": null } } })
    );
    assert!(desired_patch("[]").is_err() && desired_patch("{").is_err());
}

#[test]
fn a_code_is_asked_for_and_goes_into_the_commands() {
    let mut service = Service::new();
    let body = json!({ "name": "root", "certificate": OTHER });
    service
        .take(&Order::put(&["certificates", "root"], body))
        .unwrap();
    service.take(&Order::code("root")).unwrap();
    let list = service.take(&Order::get(&["certificates"])).unwrap();
    let [authority] = &Authority::list(&list)[..] else {
        panic!("one certificate");
    };
    let code = authority.code.as_deref().unwrap();
    assert!(!authority.verified && proof_commands(code).contains(&format!("/CN={code}'")));
    let refused = service.take(&Order::verify("root", LEAF)).unwrap_err();
    assert!(refused.ends_with("(IH400053)"), "{refused}");
}

#[test]
fn records_say_how_it_ended() {
    let records = Record::list(&json!([
        { "registrationId": "a", "status": "assigned", "assignedHub": "hub.example", "deviceId": "a",
          "substatus": "initialAssignment", "lastUpdatedDateTimeUtc": "2026-01-02T03:04:05Z" },
        { "registrationId": "b", "status": "failed", "errorCode": 400209, "errorMessage": "no" },
        { "registrationId": "c", "status": "disabled" },
    ]));
    let words: Vec<&str> = records.iter().map(|record| record.words.as_str()).collect();
    assert_eq!(
        words,
        ["a on hub.example, initialAssignment", "400209: no", ""]
    );
}

#[test]
fn a_report_has_its_failures_first() {
    let finding = |id: &str, mark: &str| {
        json!({ "id": id, "title": "t", "mark": mark, "why": "w", "provokedBy": ["connack_3"],
            "evidence": [{ "at": "12:00", "connection": 3, "number": 9, "what": "PUBLISH" }],
            "sources": [{ "label": "l", "url": "https://example.org" }] })
    };
    let report = Report::read(&json!({ "registrationId": "a", "findings":
        [finding("x", "notSeen"), finding("y", "passed"), finding("z", "failed")] }));
    let order: Vec<&str> = report
        .findings
        .iter()
        .map(|found| found.id.as_str())
        .collect();
    assert_eq!(order, ["z", "y", "x"]);
    assert_eq!(report.findings[0].provoked_by, ["connack_3"]);
    assert_eq!(
        report.findings[0].evidence,
        ["12:00, connection 3: PUBLISH"]
    );
    let list = GradeSummary::list(
        &json!([{ "registrationId": "a", "passed": 1, "failed": 2, "notSeen": 3 }]),
    );
    assert_eq!(
        (list[0].passed, list[0].failed, list[0].not_seen),
        (1, 2, 3)
    );
}

#[test]
fn commands_are_true_for_the_running_instance() {
    let file = include_str!("../../assets/clients.json");
    let running = Running {
        host: "127.0.0.9".to_owned(),
        port: 18883,
        id_scope: "0ne00C0FFEE".to_owned(),
        registration_id: "press-17".to_owned(),
    };
    let clients = Client::list(file, &running);
    let ids: Vec<&str> = clients.iter().map(|client| client.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "python",
            "node",
            "c",
            "csharp",
            "java",
            "mosquitto",
            "openssl"
        ]
    );
    for client in &clients {
        let whole: String = client.steps.iter().map(|(_, text)| text.as_str()).collect();
        assert!(whole.contains("127.0.0.9"), "{whole}");
        assert!(whole.contains(ROOT_FILE), "{whole}");
        let scope = client.id == "openssl" || whole.contains("0ne00C0FFEE");
        assert!(scope, "{whole}");
        for placeholder in ["{host}", "{port}", "{scope}", "{root}", "{id}"] {
            assert!(!whole.contains(placeholder), "{whole}");
        }
        // Whoever can be told a port is told it, and nobody else is left in the dark.
        assert_eq!(
            whole.contains("18883"),
            client.fixed_port.is_none(),
            "{whole}"
        );
        let obstacle = client.obstacle(&running);
        assert_eq!(obstacle.is_some(), client.fixed_port.is_some());
        let usual = Running {
            port: 8883,
            ..running.clone()
        };
        assert_eq!(client.obstacle(&usual), None);
    }
}
