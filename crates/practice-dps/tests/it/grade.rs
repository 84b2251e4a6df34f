//! Grades of devices that do well and of devices that do not.

use dps_protocol::{topics, username};
use mqtt_wire::{Connect, Packet, QoS};
use practice_dps::fault::FaultOrder;
use practice_dps::grade::{CRITERIA, Mark, grade};
use practice_dps::{Peer, SessionId, TlsFacts, TlsFailure};

use crate::lab::{API_VERSION, Answer, Device, HUB, Holder, ID_SCOPE, Lab, chain, hello};

struct Bench {
    lab: Lab,
    leaf: Holder,
}

impl Bench {
    fn new() -> Self {
        let lab = Lab::new();
        let leaf = Holder::self_signed("dev1");
        lab.individual("dev1", &leaf);
        Self { lab, leaf }
    }

    fn switch_on(&self, order: &str) {
        let order = FaultOrder::parse(order).unwrap();
        assert!(self.lab.service(|service| service.set_fault(order)));
    }

    fn connect(&self) -> Device {
        let mut device = self.lab.device(&[&self.leaf]);
        let username = username::format(ID_SCOPE, "dev1", API_VERSION);
        device.connect("dev1", &username);
        device
    }

    fn enter(&self) -> Device {
        let mut device = self.lab.device(&[&self.leaf]);
        device.enter("dev1");
        device
    }

    /// The mark of this criterion, and why.
    #[track_caller]
    fn check(&self, criterion: &str, mark: Mark, why: &str) {
        let report = self.lab.service(|service| grade(service, "DEV1"));
        let mut findings = report.findings.iter();
        let finding = findings
            .find(|finding| finding.criterion.id == criterion)
            .unwrap();
        assert_eq!(finding.mark, mark, "{criterion}: {}", finding.why);
        assert!(finding.why.contains(why), "{criterion}: {}", finding.why);
        assert_eq!(finding.evidence.is_empty(), mark == Mark::NotSeen);
    }
}

#[test]
fn of_a_device_that_never_came_nothing_is_seen() {
    let bench = Bench::new();
    for criterion in CRITERIA {
        bench.check(criterion.id, Mark::NotSeen, "");
    }
}

#[test]
fn a_patient_device_passes_the_ordinary_run() {
    let bench = Bench::new();
    let mut device = bench.enter();
    let operation = device.register("1").operation_id();
    bench.lab.wait(3);
    device.poll("2", &operation);
    device.send(&Packet::Disconnect);
    let mut device = bench.lab.device(&[&bench.leaf]);
    assert_eq!(device.enter_hub("dev1"), Some(0));
    for criterion in [
        "sends_whole_chain",
        "connects_as_documented",
        "subscribes_first",
        "waits_after_register",
        "polls_to_the_end",
        "connects_to_hub",
    ] {
        bench.check(criterion, Mark::Passed, "");
    }
    bench.check("waits_between_polls", Mark::NotSeen, "");
}

#[test]
fn an_impatient_device_is_told_how_long_it_waited() {
    let bench = Bench::new();
    bench
        .lab
        .service(|service| service.settings_mut().assigning_answers = 3);
    let mut device = bench.enter();
    let operation = device.register("1").operation_id();
    bench.lab.wait(1);
    device.poll("2", &operation);
    bench.lab.wait(4);
    device.poll("3", &operation);
    bench.check(
        "waits_after_register",
        Mark::Failed,
        "asked to wait 3 s, it waited 1.00 s",
    );
    bench.check("waits_between_polls", Mark::Passed, "it waited 4.00 s");
}

#[test]
fn a_device_that_never_asks_how_it_ended() {
    let bench = Bench::new();
    bench.enter().register("1");
    bench.check("polls_to_the_end", Mark::Failed, "never asked");
    bench.check("connects_to_hub", Mark::Failed, "never came to the hub");
}

#[test]
fn the_hub_is_to_be_entered_with_the_device_id() {
    let bench = Bench::new();
    let mut device = bench.enter();
    device.provision();
    let mut device = bench.lab.device(&[&bench.leaf]);
    let username = dps_protocol::hub::username(HUB, "other");
    device.connect("dev1", &username);
    bench.check(
        "connects_to_hub",
        Mark::Failed,
        "client id is not the device id",
    );
}

#[test]
fn a_leaf_sent_alone_is_no_chain() {
    let bench = Bench::new();
    let root = Holder::root("root");
    let intermediate = root.ca("line 7");
    let leaf = intermediate.leaf("dev2");
    bench.lab.upload("root", &root, true);
    bench.lab.group("factory", &root);
    let mark = |holders: &[&Holder]| {
        bench.lab.service(|service| service.clear_history());
        let mut device = bench.lab.device(holders);
        device.enter("dev2");
        device.register("1");
        device.send(&Packet::Disconnect);
        let report = bench.lab.service(|service| grade(service, "dev2"));
        let finding = report
            .findings
            .into_iter()
            .find(|finding| finding.criterion.id == "sends_whole_chain");
        finding.map(|finding| (finding.mark, finding.why)).unwrap()
    };
    assert_eq!(mark(&[&leaf, &intermediate]).0, Mark::Passed);
    let alone = mark(&[&leaf]);
    assert_eq!(alone.0, Mark::Failed);
    assert!(alone.1.contains("alone"), "{}", alone.1);
    let turned = mark(&[&leaf, &root, &intermediate]);
    assert!(
        turned.1.contains("not followed by its issuer"),
        "{}",
        turned.1
    );
}

#[test]
fn connect_is_looked_at_field_by_field() {
    let name = username::format(ID_SCOPE, "dev1", API_VERSION);
    let good = hello("dev1", &name);
    let wrong: [(Connect, &str); 4] = [
        (
            Connect {
                keep_alive_secs: 2000,
                ..good.clone()
            },
            "2000 s is longer",
        ),
        (
            Connect {
                password: Some(b"x".to_vec()),
                ..good.clone()
            },
            "a password beside its certificate",
        ),
        (
            Connect {
                username: Some(format!("/{name}")),
                ..good.clone()
            },
            "another shape",
        ),
        (
            Connect {
                username: Some(format!(
                    "{ID_SCOPE}/registrations/other/api-version=2019-03-31"
                )),
                ..good
            },
            "is not the registration id",
        ),
    ];
    for (connect, why) in wrong {
        let bench = Bench::new();
        let mut device = bench.lab.device(&[&bench.leaf]);
        device.send(&Packet::Connect(connect));
        bench.check("connects_as_documented", Mark::Failed, why);
    }
}

#[test]
fn publishing_before_subscribing_is_seen() {
    let bench = Bench::new();
    let mut device = bench.connect();
    device.publish(&topics::register("1"), b"", QoS::AtLeastOnce);
    bench.check("subscribes_first", Mark::Failed, "before it had subscribed");
}

/// Lets three connections be refused, and comes again after these seconds.
fn refused_thrice(waits: [i64; 3]) -> Bench {
    let bench = Bench::new();
    bench.switch_on("connack_3=3");
    bench.connect();
    for wait in waits {
        bench.lab.wait(wait);
        bench.connect();
    }
    bench
}

#[test]
fn backing_off_means_later_and_not_always_the_same() {
    let criterion = "backs_off_after_connack_3";
    refused_thrice([2, 5, 11]).check(criterion, Mark::Passed, "2.00, 5.00, 11.00 s");
    refused_thrice([0, 5, 11]).check(criterion, Mark::Failed, "sooner than 1 s");
    refused_thrice([5, 5, 5]).check(criterion, Mark::Failed, "always the same");
}

#[test]
fn retry_after_of_429_counts_and_5xx_and_drops_are_judged_too() {
    let patient = |order: &str, waits: &[i64]| {
        let bench = Bench::new();
        bench.switch_on(order);
        let mut device = bench.enter();
        for wait in waits {
            let answer: Answer = device.register("1");
            assert!(!answer.topic.contains("/res/202/"), "{}", answer.topic);
            bench.lab.wait(*wait);
        }
        device.register("1");
        bench
    };
    let criterion = "backs_off_after_429";
    patient("register_429=2", &[3, 7]).check(criterion, Mark::Passed, "from 3 on");
    patient("register_429=2", &[2, 7]).check(criterion, Mark::Failed, "sooner than 3 s");
    patient("register_429=3", &[4, 4, 4]).check(criterion, Mark::Failed, "always the same");
    let criterion = "backs_off_after_5xx";
    patient("register_503=3", &[1, 3, 4]).check(criterion, Mark::Passed, "1.00, 3.00, 4.00 s");

    let bench = Bench::new();
    bench.switch_on("drop_after_register=1");
    let mut device = bench.enter();
    device.publish(&topics::register("1"), b"", QoS::AtLeastOnce);
    bench.lab.wait(2);
    bench.enter();
    bench.check("backs_off_after_drops", Mark::Passed, "it waited 2.00 s");
}

/// A handshake with a fault, as whoever serves the socket tells of it.
fn handshake(bench: &Bench, fault: &str) -> SessionId {
    bench.switch_on(&format!("{fault}=1"));
    let now = bench.lab.now();
    bench.lab.service(|service| {
        let session = service.arrive("192.0.2.1:1".to_owned(), now);
        assert!(service.handshake_fault(session, now).is_some());
        session
    })
}

fn refuse(bench: &Bench, session: SessionId) {
    let failure = TlsFailure {
        server_name: None,
        what: "received fatal alert: UnknownCA".to_owned(),
    };
    let now = bench.lab.now();
    bench
        .lab
        .service(|service| service.turn_away(session, failure, now));
}

/// The device goes on with its CONNECT.
fn go_on(bench: &Bench, session: SessionId) {
    let peer = Peer {
        chain: chain(&[&bench.leaf]),
    };
    let connect = hello("dev1", &username::format(ID_SCOPE, "dev1", API_VERSION));
    let bytes = Packet::Connect(connect).encode().unwrap();
    let now = bench.lab.now();
    bench.lab.service(|service| {
        let tls = Some(TlsFacts::default());
        let mut session = service.enter(session, &peer, tls, now);
        session.receive(service, &bytes, now);
    });
}

#[test]
fn servers_that_are_to_be_refused_and_the_one_that_is_not() {
    for (criterion, fault) in [
        ("refuses_expired_server", "server_certificate_expired"),
        ("refuses_unknown_root", "server_root_unknown"),
        ("refuses_wrong_name", "server_name_wrong"),
    ] {
        let bench = Bench::new();
        let first = bench.lab.now();
        let ordinary = bench
            .lab
            .service(|service| service.arrive("192.0.2.1:2".to_owned(), first));
        go_on(&bench, ordinary);
        bench.check(criterion, Mark::NotSeen, "");
        let session = handshake(&bench, fault);
        refuse(&bench, session);
        bench.check(criterion, Mark::Passed, "ended the handshake");
        let session = handshake(&bench, fault);
        go_on(&bench, session);
        bench.check(criterion, Mark::Failed, "as if nothing were wrong");
    }
    let bench = Bench::new();
    let session = handshake(&bench, "server_root_new");
    go_on(&bench, session);
    bench.check("survives_new_root", Mark::Passed, "");
    let session = handshake(&bench, "server_root_new");
    refuse(&bench, session);
    bench.check(
        "survives_new_root",
        Mark::Failed,
        "lost when the server moves",
    );
}

#[test]
fn criteria_have_names_and_sources_of_their_own() {
    let ids: std::collections::BTreeSet<_> =
        CRITERIA.iter().map(|criterion| criterion.id).collect();
    assert_eq!(ids.len(), CRITERIA.len());
    for criterion in CRITERIA {
        assert!(!criterion.citations.is_empty(), "{}", criterion.id);
        assert!(!criterion.title.ends_with('.'), "{}", criterion.id);
        for fault in criterion.provoked_by {
            assert!(practice_dps::faults::fault(fault).is_some(), "{fault}");
        }
    }
}
