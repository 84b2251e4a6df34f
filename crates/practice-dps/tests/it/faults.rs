//! What each fault does to the bytes: one device goes the whole way, with and without it. One piece: a test a fault.

use std::fmt::Write as _;

use dps_protocol::{hub, topics, username};
use mqtt_wire::{Framer, Packet, QoS, Subscribe};
use practice_dps::fault::{FaultOrder, Hook};
use practice_dps::faults::FAULTS;
use practice_dps::listen::native;
use practice_dps::{Effect, Peer, PracticeDps, Session};
use serde_json::Value;

use crate::lab::{API_VERSION, HUB, Holder, ID_SCOPE, START, chain, hello, message, settings};

/// A device that goes the whole way, whatever is answered: it registers, polls twice, and uses its hub.
struct Walk {
    service: PracticeDps,
    holder: Holder,
    session: Option<Session>,
    framer: Framer,
    operation_id: String,
    /// Everything that came, a line each.
    told: String,
    /// The same as it came.
    bytes: Vec<u8>,
}

impl Walk {
    fn new(holder: Holder, seed: u64, orders: &[FaultOrder]) -> Self {
        let mut settings = settings();
        settings.assigning_answers = 2;
        let mut service = PracticeDps::new(settings, seed);
        let id = dps_protocol::RegistrationId::parse("dev1").unwrap();
        let certificate = holder.certificate.clone();
        let enrollment = practice_dps::enrollments::IndividualEnrollment::new(id, certificate);
        service.put_individual(enrollment).unwrap();
        for order in orders {
            assert!(service.set_fault(order.clone()));
        }
        Self {
            service,
            holder,
            session: None,
            framer: Framer::new(1 << 20),
            operation_id: String::new(),
            told: String::new(),
            bytes: Vec::new(),
        }
    }

    fn whole(mut self) -> (String, PracticeDps) {
        self.provision();
        self.use_the_hub();
        (self.told, self.service)
    }

    fn provision(&mut self) {
        self.open();
        let username = username::format(ID_SCOPE, "dev1", API_VERSION);
        self.send(&Packet::Connect(hello("dev1", &username)));
        self.subscribe(topics::RESPONSE_FILTER);
        self.send(&Packet::Pingreq);
        self.publish(&topics::register("rid-1"));
        for rid in ["rid-2", "rid-3"] {
            let topic = topics::operation_status(rid, &self.operation_id);
            self.publish(&topic);
        }
        self.pass_time();
    }

    fn use_the_hub(&mut self) {
        self.open();
        self.send(&Packet::Connect(hello("dev1", &hub::username(HUB, "dev1"))));
        self.subscribe(hub::TWIN_RESPONSE_FILTER);
        self.publish(&hub::twin_get_topic("7"));
        self.publish(&hub::telemetry_topic("dev1"));
        self.pass_time();
    }

    fn open(&mut self) {
        self.told.push_str("open\n");
        let peer = Peer {
            chain: chain(&[&self.holder]),
        };
        self.session = Some(self.service.open(peer, START));
        self.framer = Framer::new(1 << 20);
    }

    fn subscribe(&mut self, filter: &str) {
        self.send(&Packet::Subscribe(Subscribe {
            packet_id: 1,
            filters: vec![(filter.to_owned(), QoS::AtLeastOnce)],
        }));
    }

    fn publish(&mut self, topic: &str) {
        self.send(&Packet::Publish(message(topic, b"", QoS::AtLeastOnce)));
    }

    fn send(&mut self, packet: &Packet) {
        let _ = writeln!(self.told, "-> {}", packet.name());
        let bytes = packet.encode().unwrap();
        let Some(session) = &mut self.session else {
            return;
        };
        let effects = session.receive(&mut self.service, &bytes, START.plus_secs(1));
        self.carry_out(effects);
    }

    /// Forty seconds after the last packet: within one and a half times the keep-alive, beyond half of it.
    fn pass_time(&mut self) {
        if let Some(session) = &mut self.session {
            let effects = session.tick(&mut self.service, START.plus_secs(40));
            self.carry_out(effects);
        }
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Send(bytes) => {
                    let _ = writeln!(self.told, "write {}", bytes.len());
                    self.framer.push(&bytes);
                    self.bytes.extend(bytes);
                    self.read();
                }
                Effect::Check { id, checks } => {
                    let verdicts = checks.iter().map(native::verify).collect();
                    let Some(session) = &mut self.session else {
                        return;
                    };
                    let next = session.verdicts(&mut self.service, id, verdicts, START);
                    self.carry_out(next);
                }
                Effect::WakeAt(_) | Effect::Displaced(_) => {}
                Effect::Close(reason) => {
                    let _ = writeln!(self.told, "closed: {reason:?}");
                }
            }
        }
    }

    fn read(&mut self) {
        while let Some(frame) = self.framer.next_frame().unwrap() {
            let line = match Packet::decode(&frame).unwrap() {
                Packet::Publish(publish) => {
                    let body = String::from_utf8(publish.payload).unwrap();
                    if let Ok(Value::Object(members)) = serde_json::from_str(&body)
                        && let Some(Value::String(id)) = members.get("operationId")
                    {
                        self.operation_id.clone_from(id);
                    }
                    let (dup, id) = (publish.dup, publish.packet_id);
                    format!("PUBLISH dup={dup} id={id:?} {} {body}", publish.topic)
                }
                Packet::Connack(connack) => {
                    format!("CONNACK {} {}", connack.code, connack.session_present)
                }
                Packet::Suback(suback) => format!("SUBACK {:?}", suback.codes),
                other => other.name().to_owned(),
            };
            let _ = writeln!(self.told, "<- {line}");
        }
    }
}

/// The fault and, of what the device sees then, a part that it would not see otherwise.
const EFFECTS: &[(&str, &str)] = &[
    (
        "alert_for_connack",
        "-> CONNECT\nclosed: Fault { id: \"alert_for_connack\", with_alert: true }",
    ),
    ("connack_1", "<- CONNACK 1 false\nclosed"),
    ("connack_2", "<- CONNACK 2 false\nclosed"),
    ("connack_3", "<- CONNACK 3 false\nclosed"),
    ("connack_4", "<- CONNACK 4 false\nclosed"),
    ("connack_5", "<- CONNACK 5 false\nclosed"),
    (
        "connack_withheld",
        "-> CONNECT\n-> SUBSCRIBE\n-> PINGREQ\n-> PUBLISH\n-> PUBLISH\n-> PUBLISH\nclosed: ConnectOverdue",
    ),
    ("connack_session_present", "<- CONNACK 0 true"),
    (
        "connection_dropped",
        "-> CONNECT\nclosed: Fault { id: \"connection_dropped\", with_alert: false }",
    ),
    ("keep_alive_cut", "closed: KeepAliveExpired"),
    ("suback_failure", "<- SUBACK [128]"),
    ("suback_withheld", "-> SUBSCRIBE\n-> PINGREQ"),
    (
        "drop_after_suback",
        "<- SUBACK [1]\nclosed: Fault { id: \"drop_after_suback\"",
    ),
    (
        "puback_withheld",
        "-> PUBLISH\nwrite 153\n<- PUBLISH dup=false id=Some(2) $dps/registrations/res/202/",
    ),
    ("pingresp_withheld", "-> PINGREQ\n-> PUBLISH"),
    (
        "answer_duplicated",
        "<- PUBLISH dup=true id=Some(2) $dps/registrations/res/202/",
    ),
    (
        "answer_before_puback",
        "$dps/registrations/res/202/?$rid=rid-2&retry-after=3 {\"operationId\":\"@\",\"status\":\"assigning\",\"registrationState\":{\"registrationId\":\"dev1\",\"status\":\"assigning\"}}\nwrite 4\n<- PUBACK",
    ),
    (
        "answer_byte_by_byte",
        "write 1\nwrite 1\nwrite 1\nwrite 1\n<- PUBACK\nwrite 1\nwrite 1\n",
    ),
    ("answer_in_one_piece", "<- PUBACK\n<- PUBLISH"),
    ("register_400", "res/400/?$rid=rid-1 {\"errorCode\":400004,"),
    (
        "register_401000",
        "res/401/?$rid=rid-1 {\"errorCode\":401000,",
    ),
    (
        "register_401001",
        "res/401/?$rid=rid-1 {\"errorCode\":401001,",
    ),
    (
        "register_401002",
        "res/401/?$rid=rid-1 {\"errorCode\":401002,",
    ),
    (
        "register_401003",
        "res/401/?$rid=rid-1 {\"errorCode\":401003,",
    ),
    ("register_403", "res/403/?$rid=rid-1 {\"errorCode\":403000,"),
    ("register_404", "res/404/?$rid=rid-1 {\"errorCode\":404201,"),
    ("register_405", "res/405/?$rid=rid-1 {\"errorCode\":405000,"),
    ("register_409", "res/409/?$rid=rid-1 {\"errorCode\":409203,"),
    (
        "register_429",
        "res/429/?$rid=rid-1&retry-after=3 {\"errorCode\":429001,\"trackingId\":\"\",",
    ),
    ("register_500", "res/500/?$rid=rid-1 {\"errorCode\":500000,"),
    ("register_503", "res/503/?$rid=rid-1 {\"errorCode\":503000,"),
    ("poll_400", "res/400/?$rid=rid-2 {\"errorCode\":400004,"),
    ("poll_401000", "res/401/?$rid=rid-2 {\"errorCode\":401000,"),
    ("poll_401001", "res/401/?$rid=rid-2 {\"errorCode\":401001,"),
    ("poll_401002", "res/401/?$rid=rid-2 {\"errorCode\":401002,"),
    ("poll_401003", "res/401/?$rid=rid-2 {\"errorCode\":401003,"),
    ("poll_403", "res/403/?$rid=rid-2 {\"errorCode\":403000,"),
    ("poll_404", "res/404/?$rid=rid-2 {\"errorCode\":404203,"),
    ("poll_405", "res/405/?$rid=rid-2 {\"errorCode\":405000,"),
    ("poll_409", "res/409/?$rid=rid-2 {\"errorCode\":409203,"),
    (
        "poll_429",
        "res/429/?$rid=rid-2&retry-after=3 {\"errorCode\":429001,\"trackingId\":\"\",",
    ),
    ("poll_500", "res/500/?$rid=rid-2 {\"errorCode\":500000,"),
    ("poll_503", "res/503/?$rid=rid-2 {\"errorCode\":503000,"),
    (
        "register_withheld",
        "-> PUBLISH\nwrite 4\n<- PUBACK\n-> PUBLISH",
    ),
    (
        "poll_withheld",
        "-> PUBLISH\nwrite 4\n<- PUBACK\n-> PUBLISH",
    ),
    (
        "drop_after_register",
        "-> PUBLISH\nwrite 4\n<- PUBACK\nclosed: Fault { id: \"drop_after_register\"",
    ),
    (
        "drop_after_poll",
        "-> PUBLISH\nwrite 4\n<- PUBACK\nclosed: Fault { id: \"drop_after_poll\"",
    ),
    (
        "disabled",
        "res/200/?$rid=rid-1 {\"operationId\":\"\",\"status\":\"disabled\"",
    ),
    (
        "assigning_for_ever",
        "res/202/?$rid=rid-3&retry-after=3 {\"operationId\":\"@\",\"status\":\"assigning\"",
    ),
    (
        "failed_401002_invalid",
        "\"status\":\"failed\",\"errorCode\":401002,\"errorMessage\":\"Invalid certificate\",",
    ),
    (
        "failed_401002_hub",
        "\"errorCode\":401002,\"errorMessage\":\"{\\\"errorCode\\\":401002,\\\"message\\\":\\\"Unauthorized access\\\"}\",",
    ),
    (
        "failed_401002_stale_link",
        "\"errorCode\":401002,\"errorMessage\":\"ErrorCode:IotHubUnauthorizedAccess;Unauthorized\"",
    ),
    (
        "failed_401001",
        "\"errorCode\":401001,\"errorMessage\":\"IoTHub not found.\"",
    ),
    (
        "failed_400207",
        "\"errorCode\":400207,\"errorMessage\":\"Custom allocation failed with status code: 500\"",
    ),
    ("failed_400209", "\"errorCode\":400209,"),
    (
        "reprovisioned",
        "\"substatus\":\"reprovisionedToInitialAssignment\"",
    ),
    ("data_migrated", "\"substatus\":\"deviceDataMigrated\""),
    ("data_reset", "\"substatus\":\"deviceDataReset\""),
    ("hub_changed", "\"assignedHub\":\"moved.practice.invalid\""),
    ("retry_after_0", "?$rid=rid-1&retry-after=0 "),
    ("retry_after_1", "?$rid=rid-1&retry-after=1 "),
    ("retry_after_huge", "?$rid=rid-1&retry-after=86400 "),
    ("retry_after_missing", "res/202/?$rid=rid-1 {"),
    ("retry_after_first", "res/202/?retry-after=3&$rid=rid-1 {"),
    (
        "operation_id_missing",
        "retry-after=3 {\"status\":\"assigning\"}",
    ),
    (
        "substatus_missing",
        "\"status\":\"assigned\",\"lastUpdatedDateTimeUtc\"",
    ),
    ("rid_wrong", "?$rid=f0f0f0f0-not-yours&"),
    ("rid_empty", "?$rid=&retry-after=3 "),
    (
        "members_unknown",
        "\"status\":\"assigning\",\"practiceFault\":{\"list\":[1,2,{\"deep\":null}],\"text\":\"\\u00e9\\\"}\"}}\n",
    ),
    (
        "payload_returned",
        ",\"payload\":{\"practice\":true,\"room\":\"4.12\"}}}\n",
    ),
    (
        "payload_huge",
        ",\"payload\":{\"filler\":\"practice practice ",
    ),
    (
        "body_not_json",
        "retry-after=3 <html><body>503 practice</body></html>\n",
    ),
    ("body_empty", "retry-after=3 \n"),
    (
        "hub_connack_3",
        "-> CONNECT\nwrite 4\n<- CONNACK 3 false\nclosed",
    ),
    (
        "hub_connack_5",
        "-> CONNECT\nwrite 4\n<- CONNACK 5 false\nclosed",
    ),
    (
        "hub_connack_withheld",
        "-> CONNECT\n-> SUBSCRIBE\n-> PUBLISH\n-> PUBLISH\nclosed: ConnectOverdue",
    ),
    (
        "hub_connection_dropped",
        "-> CONNECT\nclosed: Fault { id: \"hub_connection_dropped\"",
    ),
    (
        "hub_puback_withheld",
        "-> PUBLISH\nwrite 86\n<- PUBLISH dup=false id=Some(2) $iothub/twin/res/200/",
    ),
    (
        "hub_drop_after_telemetry",
        "-> PUBLISH\nclosed: Fault { id: \"hub_drop_after_telemetry\"",
    ),
    ("hub_twin_429", "$iothub/twin/res/429/?$rid=7 \n"),
    ("hub_twin_500", "$iothub/twin/res/500/?$rid=7 \n"),
    (
        "hub_twin_withheld",
        "-> PUBLISH\nwrite 4\n<- PUBACK\n-> PUBLISH\nwrite 4\n<- PUBACK\n",
    ),
];

fn walk_with(orders: &[FaultOrder], seed: u64) -> (String, PracticeDps) {
    let (told, service) = Walk::new(Holder::self_signed("dev1"), seed, orders).whole();
    // Operation ids are long, and not what these tests are about.
    let mut short = String::new();
    let mut rest = told.as_str();
    while let Some((before, after)) = rest.split_once("\"operationId\":\"") {
        short.push_str(before);
        short.push_str("\"operationId\":\"");
        rest = after;
        if let Some(end) = after.find('"').filter(|end| *end > 0) {
            short.push('@');
            rest = &after[end..];
        }
    }
    short.push_str(rest);
    (short, service)
}

#[test]
fn without_faults_the_walk_reaches_its_end() {
    let (told, service) = walk_with(&[], 1);
    assert!(told.contains("\"status\":\"assigned\""), "{told}");
    assert!(told.contains("$iothub/twin/res/200/?$rid=7"), "{told}");
    assert!(!told.contains("closed"), "{told}");
    assert!(service.history().all(|entry| entry.fault.is_none()));
}

#[test]
fn each_fault_shows_in_the_bytes_and_in_the_history() {
    let (clean, _) = walk_with(&[], 1);
    for (id, expected) in EFFECTS {
        let (told, service) = walk_with(&[FaultOrder::parse(id).unwrap()], 1);
        assert!(
            told.contains(expected),
            "{id} does not show {expected:?}:\n{told}"
        );
        assert!(
            !clean.contains(expected),
            "{id}: {expected:?} shows without it too"
        );
        let labelled = service
            .history()
            .filter(|entry| entry.fault == Some(id))
            .count();
        assert!(labelled > 0, "{id} is not in the history");
        assert_eq!(service.faults()[0].fired, labelled as u64, "{id}");
        // Spent, it changes nothing.
        let (_, mut service) = walk_with(&[FaultOrder::parse(&format!("{id}=1")).unwrap()], 1);
        assert_eq!(service.faults()[0].fired, 1, "{id}");
        assert_eq!(service.faults()[0].dose.times, Some(0), "{id}");
        service.clear_faults();
        assert!(service.faults().is_empty());
    }
}

/// What `retry_after_3` does shows only when the service is set to something else.
#[test]
fn retry_after_3_does_not_depend_on_the_settings() {
    let order = FaultOrder::parse("retry_after_3").unwrap();
    let mut walk = Walk::new(Holder::self_signed("dev1"), 1, &[order]);
    walk.service.settings_mut().retry_after_secs = 9;
    walk.provision();
    assert!(walk.told.contains("retry-after=3"), "{}", walk.told);
    assert!(!walk.told.contains("retry-after=9"), "{}", walk.told);
}

#[test]
fn every_fault_beyond_the_handshake_has_its_effect_shown() {
    for fault in FAULTS {
        let is_shown = EFFECTS.iter().any(|(id, _)| *id == fault.id);
        let is_elsewhere = matches!(fault.hook, Hook::Handshake(_)) || fault.id == "retry_after_3";
        assert!(is_shown != is_elsewhere, "{}", fault.id);
    }
}

#[test]
fn the_next_n_are_spoilt_and_then_no_more() {
    let order = FaultOrder::parse("poll_503=1").unwrap();
    let (told, _) = walk_with(&[order], 1);
    assert!(told.contains("res/503/?$rid=rid-2"), "{told}");
    assert!(told.contains("res/202/?$rid=rid-3"), "{told}");
}

#[test]
fn only_the_device_that_is_meant_is_hit() {
    let (clean, _) = walk_with(&[], 1);
    for id in ["connack_3", "register_429", "payload_huge", "hub_twin_429"] {
        let other = FaultOrder::parse(&format!("{id}=for=dev2")).unwrap();
        assert_eq!(walk_with(&[other], 1).0, clean, "{id}");
        let own = FaultOrder::parse(&format!("{id}=for=DEV1")).unwrap();
        assert_ne!(walk_with(&[own], 1).0, clean, "{id}");
    }
}

#[test]
fn several_faults_act_on_one_answer() {
    let orders = [
        "retry_after_missing",
        "members_unknown",
        "answer_duplicated",
    ]
    .map(|id| FaultOrder::parse(id).unwrap());
    let (told, _) = walk_with(&orders, 1);
    let line = told.lines().find(|line| line.contains("dup=true")).unwrap();
    assert!(
        line.contains("res/202/?$rid=rid-1 {") && line.contains("practiceFault"),
        "{line}"
    );
}

/// The same seed and the same input give the same bytes, chance included.
#[test]
fn a_seed_reproduces_a_session_byte_for_byte() {
    let orders: Vec<FaultOrder> = FAULTS
        .iter()
        .filter(|fault| !matches!(fault.hook, Hook::Handshake(_)))
        .map(|fault| FaultOrder::parse(&format!("{}=p=0.05", fault.id)).unwrap())
        .collect();
    let holder = Holder::self_signed("dev1");
    let walk = |seed| {
        let holder = Holder {
            key: native::PracticeKey::generate().unwrap(),
            certificate: holder.certificate.clone(),
        };
        let mut walk = Walk::new(holder, seed, &orders);
        walk.provision();
        walk.use_the_hub();
        walk
    };
    let mut distinct = std::collections::BTreeSet::new();
    for seed in 0..20 {
        let (first, second) = (walk(seed), walk(seed));
        assert_eq!(first.told, second.told);
        assert_eq!(first.bytes, second.bytes);
        let (one, other) = (first.service.history(), second.service.history());
        assert!(one.eq(other), "the histories differ");
        distinct.insert(first.bytes);
    }
    assert!(
        distinct.len() > 10,
        "seeds hardly matter: {}",
        distinct.len()
    );
}
