//! Whatever devices send, in whatever pieces, whatever is answered meanwhile and however time passes: the practice
//! service neither panics nor hangs, what it keeps is bounded, and the same again gives the same bytes however they
//! are cut.
//!
//! The input is a script, an operation a byte, so that a fuzzer gets behind CONNECT without having to guess one.
//! One piece: what the script can do, and the world it does it to.

use std::sync::OnceLock;

use device_certs::{Verdict, pem};
use dps_protocol::{HubHostname, IdScope, hub, topics, username};
use mqtt_wire::{Connect, Framer, Packet, Publish, QoS, Subscribe};
use practice_dps::faults::FAULTS;
use practice_dps::{
    CheckId, Effect, EnrollmentFile, FaultOrder, MAX_HELD_BYTES, MAX_HISTORY, MAX_HISTORY_BYTES,
    MAX_IDLE_SECS, MAX_IN_FLIGHT, MAX_SEEN_CHAIN_BYTES, MAX_SEEN_CONNECTIONS,
    MAX_SEEN_PACKET_BYTES, Peer, PracticeDps, Quotas, ServiceSettings, Session, Timestamp,
};
use serde_json::{Map, Value, json};

const ID_SCOPE: &str = "0ne00C0FFEE";
const HUB: &str = "localhost";
const CHAIN: &str = include_str!("../../crates/device-certs/testdata/device/good_with_root.pem");
const LEAF: &str = include_str!("../../crates/device-certs/testdata/device/self_signed.pem");

/// One with an entry that fits, one that is disabled, one that fails, one by key, and nobody.
const NAMES: [&str; 5] = ["dev-01", "off-01", "web-01", "key-01", "nobody"];

/// 2026-12-01, when the fixtures are valid.
const START: Timestamp = Timestamp::from_unix_secs(1_796_083_200);

/// So many connections show what one does to another.
const CONNECTIONS: usize = 3;

/// Longer scripts teach little.
const STEPS: usize = 96;

pub(crate) fn body(script: &[u8]) {
    let as_it_is = run(script, false);
    if as_it_is.held_much {
        return;
    }
    let byte_by_byte = run(script, true);
    for (one, other) in as_it_is.lines.iter().zip(&byte_by_byte.lines) {
        assert!(
            one.said == other.said,
            "the pieces in which bytes come matter"
        );
        assert_eq!(one.is_over, other.is_over);
    }
}

/// The certificates of a fixture, in DER.
fn certificates(text: &str) -> Vec<Vec<u8>> {
    let items = pem::read(text.as_bytes()).items.into_iter();
    items.map(|item| item.der.to_vec()).collect()
}

fn enrolled() -> &'static (EnrollmentFile, Vec<Vec<u8>>) {
    static ENROLLED: OnceLock<(EnrollmentFile, Vec<Vec<u8>>)> = OnceLock::new();
    ENROLLED.get_or_init(|| {
        let chain = certificates(CHAIN);
        let root = pem::pem_encode("CERTIFICATE", chain.last().unwrap());
        let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
        let by_key = json!({ "symmetricKey": { "primaryKey": key } });
        let leaf = json!({ "clientCertificates": { "primary": { "certificate": LEAF } } });
        let file = json!({
            "individualEnrollments": [
                { "registrationId": "key-01", "attestation": by_key },
                { "registrationId": "off-01", "attestation": by_key, "provisioningStatus": "disabled" },
                { "registrationId": "web-01", "attestation": { "x509": leaf }, "allocationPolicy": "custom",
                  "customAllocationDefinition": { "practiceAnswer": { "status": 500 } } },
            ],
            "enrollmentGroups": [ { "enrollmentGroupId": "factory", "attestation": { "x509": {
                "signingCertificates": { "primary": { "certificate": root } } } } } ],
            "certificates": [ { "name": "root", "certificate": root, "isVerified": true } ],
            "linkedHubs": [ { "name": "other.practice.test" } ],
        });
        (EnrollmentFile::parse(&file.to_string()).unwrap(), chain)
    })
}

/// A connection, and what is known of it from outside.
struct Line {
    session: Session,
    /// Everything that was sent on it.
    said: Vec<u8>,
    /// What the session waits for.
    asked: Option<(CheckId, usize)>,
    /// What has come since, which it must hold.
    held: usize,
    is_over: bool,
    /// The latest operation id.
    operation_id: String,
    /// How much of what was said has been read for one.
    read: usize,
}

struct World {
    service: PracticeDps,
    now: Timestamp,
    lines: Vec<Line>,
    byte_by_byte: bool,
    held_much: bool,
}

fn run(script: &[u8], byte_by_byte: bool) -> World {
    let (file, _) = enrolled();
    let mut settings = ServiceSettings::new(
        IdScope::parse(ID_SCOPE).unwrap(),
        HubHostname::parse(HUB).unwrap(),
    );
    settings.quotas = script.len().is_multiple_of(2).then_some(Quotas::scaled(1));
    let mut service = PracticeDps::new(settings, script.len() as u64);
    service.load(file.clone()).unwrap();
    let mut world = World {
        service,
        now: START,
        lines: Vec::new(),
        byte_by_byte,
        held_much: false,
    };
    let mut script = Script(script);
    for _ in 0..STEPS {
        let Some(operation) = script.next() else {
            break;
        };
        world.step(operation, &mut script);
        world.check();
    }
    for index in 0..world.lines.len() {
        let now = world.now;
        let session = &mut world.lines[index].session;
        session.closed(&mut world.service, now);
        assert!(session.is_closed());
    }
    for name in NAMES {
        let report = practice_dps::grade::grade(&world.service, name);
        assert!(!report.findings.is_empty());
    }
    world
}

/// The rest of the input.
struct Script<'a>(&'a [u8]);

impl<'a> Script<'a> {
    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn number(&mut self) -> usize {
        usize::from(self.next().unwrap_or(0))
    }

    /// So many bytes as the next one says, as far as there are any.
    fn bytes(&mut self) -> &'a [u8] {
        let length = self.number().min(self.0.len());
        let (bytes, rest) = self.0.split_at(length);
        self.0 = rest;
        bytes
    }

    fn text(&mut self) -> String {
        String::from_utf8_lossy(self.bytes()).replace(['\0', '+', '#'], "-")
    }
}

impl World {
    fn step(&mut self, operation: u8, script: &mut Script<'_>) {
        // What is asked of no connection in particular.
        match operation % 16 {
            0 => return self.open(script),
            1 => return self.pass(script.number()),
            2 => {
                let fault = FAULTS[script.number() % FAULTS.len()].id;
                let dose = ["", "=1", "=p=0.5"][script.number() % 3];
                let order = FaultOrder::parse(&format!("{fault}{dose}")).unwrap();
                self.service.set_fault(order);
                return;
            }
            3 => return self.desire(script),
            _ => {}
        }
        if self.lines.is_empty() {
            return;
        }
        let at = usize::from(operation / 16) % self.lines.len();
        let name = NAMES[usize::from(operation / 16) % NAMES.len()];
        let packet = match operation % 16 {
            4 => return self.receive(at, script.bytes()),
            5 => {
                let times = script.number() * 64;
                return self.receive(at, &script.bytes().repeat(times));
            }
            6 => return self.answer(at, script.number()),
            7 => {
                let (now, line) = (self.now, &mut self.lines[at]);
                line.session.closed(&mut self.service, now);
                line.is_over = true;
                return;
            }
            8 => provisioning_connect(name, script.number()),
            9 => hub_connect(name),
            10 => Packet::Subscribe(Subscribe {
                packet_id: 1,
                filters: vec![(filter(script.number()), QoS::AtLeastOnce)],
            }),
            11 => message(topics::register(&script.text()), script.bytes()),
            12 => {
                let operation_id = self.lines[at].operation_id.clone();
                let topic = topics::operation_status(&script.text(), &operation_id);
                message(topic, b" ")
            }
            13 => {
                let topic = match script.number() % 4 {
                    0 => hub::twin_get_topic(&script.text()),
                    1 => format!(
                        "$iothub/twin/PATCH/properties/reported/?$rid={}",
                        script.text()
                    ),
                    2 => hub::telemetry_topic(name),
                    _ => script.text(),
                };
                message(topic, script.bytes())
            }
            14 => Packet::Puback {
                packet_id: u16::try_from(script.number()).unwrap().max(1),
            },
            _ => [Packet::Pingreq, Packet::Disconnect][script.number() % 2].clone(),
        };
        // Not everything that a script says can be said in MQTT.
        if let Ok(bytes) = packet.encode() {
            self.receive(at, &bytes);
        }
    }

    fn open(&mut self, script: &mut Script<'_>) {
        if self.lines.len() >= CONNECTIONS {
            return;
        }
        let (_, chain) = enrolled();
        let chain = match script.number() % 5 {
            0 => chain.clone(),
            1 => chain.iter().take(1).cloned().collect(),
            2 => certificates(LEAF),
            3 => vec![script.bytes().to_vec(); 1 + script.number() % 20],
            _ => Vec::new(),
        };
        let session = self.service.open(Peer { chain }, self.now);
        self.lines.push(Line {
            session,
            said: Vec::new(),
            asked: None,
            held: 0,
            is_over: false,
            operation_id: "4.0".to_owned(),
            read: 0,
        });
    }

    /// Lets time pass, and every connection notice.
    fn pass(&mut self, number: usize) {
        let secs = i64::try_from(number * number).unwrap();
        self.now = self.now.plus_secs(secs);
        for at in 0..self.lines.len() {
            let (now, line) = (self.now, &mut self.lines[at]);
            let effects = line.session.tick(&mut self.service, now);
            self.carry_out(at, effects);
        }
    }

    fn desire(&mut self, script: &mut Script<'_>) {
        let name = NAMES[script.number() % NAMES.len()];
        let patch: Map<String, Value> = serde_json::from_slice(script.bytes()).unwrap_or_default();
        self.service.update_desired(HUB, name, patch);
    }

    fn receive(&mut self, at: usize, bytes: &[u8]) {
        let piece = if self.byte_by_byte {
            1
        } else {
            bytes.len().max(1)
        };
        for piece in bytes.chunks(piece) {
            let (now, line) = (self.now, &mut self.lines[at]);
            let was_over = line.session.is_closed();
            let effects = line.session.receive(&mut self.service, piece, now);
            assert!(!was_over || effects.is_empty(), "it is over");
            if line.asked.is_some() {
                line.held += piece.len();
                // What was there before is not counted here.
                assert!(line.held <= MAX_HELD_BYTES || line.session.is_closed());
                // How much may be held is counted in pieces, so that in this alone they matter.
                self.held_much |= line.held > MAX_HELD_BYTES / 2;
            }
            self.carry_out(at, effects);
        }
        self.held_much |= bytes.len() > MAX_HELD_BYTES / 2;
    }

    /// Answers what a connection waits for, truly or not.
    fn answer(&mut self, at: usize, number: usize) {
        let Some((id, count)) = self.lines[at].asked.take() else {
            return;
        };
        let verdict = match number % 4 {
            0 => Verdict::Invalid,
            1 => Verdict::NotCheckable("no".to_owned()),
            _ => Verdict::Valid,
        };
        // Perhaps one too few, or too many.
        let verdicts = vec![verdict; (count + number / 4 % 3).saturating_sub(1)];
        let (now, line) = (self.now, &mut self.lines[at]);
        line.held = 0;
        let effects = line.session.verdicts(&mut self.service, id, verdicts, now);
        self.carry_out(at, effects);
    }

    fn carry_out(&mut self, at: usize, effects: Vec<Effect>) {
        for effect in effects {
            let line = &mut self.lines[at];
            assert!(!line.is_over, "it was over before {effect:?}");
            match effect {
                Effect::Send(bytes) => line.said.extend(bytes),
                Effect::Check { id, checks } => {
                    assert_eq!(line.asked, None, "one question at a time");
                    line.asked = Some((id, checks.len()));
                    line.held = 0;
                }
                Effect::Close(_) => line.is_over = true,
                Effect::WakeAt(when) => assert_eq!(when, line.session.wake_at()),
                Effect::Displaced(other) => {
                    let now = self.now;
                    let other = self
                        .lines
                        .iter()
                        .position(|line| line.session.id() == other);
                    // It may have been forgotten by us, never by the service.
                    let other = other.expect("a connection of this service");
                    let session = &mut self.lines[other].session;
                    let effects = session.tick(&mut self.service, now);
                    self.carry_out(other, effects);
                }
            }
        }
        let line = &mut self.lines[at];
        line.look_for_an_operation();
        assert!(!line.is_over || line.session.is_closed());
    }

    /// What holds at any time.
    fn check(&self) {
        for line in &self.lines {
            if !line.session.is_closed() {
                let latest = self.now.plus_secs(MAX_IDLE_SECS + 1);
                assert!(line.session.wake_at() <= latest, "it would stay for ever");
            }
        }
        assert!(self.service.history().count() <= MAX_HISTORY);
        let packets = self
            .service
            .history()
            .filter_map(|entry| entry.packet.as_ref());
        let sizes = packets.map(|packet| {
            assert!(packet.bytes.len() <= MAX_SEEN_PACKET_BYTES);
            packet.bytes.len()
        });
        assert!(sizes.sum::<usize>() <= MAX_HISTORY_BYTES);
        assert!(self.service.connections().count() <= MAX_SEEN_CONNECTIONS);
        for connection in self.service.connections() {
            let bytes: usize = connection.chain.iter().map(Vec::len).sum();
            assert!(bytes <= MAX_SEEN_CHAIN_BYTES);
        }
    }
}

impl Line {
    /// Reads the packets that are whole by now: each can be decoded, and none is numbered beyond what may be under way.
    fn look_for_an_operation(&mut self) {
        let mut framer = Framer::new(usize::MAX);
        framer.push(&self.said[self.read..]);
        while let Some(frame) = framer.next_frame().expect("packets, one after the other") {
            self.read += frame.len();
            let packet = Packet::decode(&frame).expect("a packet that can be read");
            let Packet::Publish(publish) = packet else {
                continue;
            };
            let under_way = usize::from(publish.packet_id.unwrap_or_default());
            assert!(under_way < MAX_IN_FLIGHT + 2);
            let said: Value = serde_json::from_slice(&publish.payload).unwrap_or_default();
            if let Some(operation_id) = said["operationId"].as_str() {
                operation_id.clone_into(&mut self.operation_id);
            }
        }
    }
}

fn provisioning_connect(name: &str, number: usize) -> Packet {
    let mut username = username::format(ID_SCOPE, name, ["2019-03-31", "2021-06-01"][number % 2]);
    if number % 16 == 15 {
        username.push_str("/x");
    }
    // Signed with the key of the entries, until 2030.
    let signature = match name {
        "key-01" => "mMhGvKGABMbXuMjCB7rGSuP%2F4Zq4tTd4q7c8vL5ezAc%3D",
        "off-01" => "TECF7IdL6aYKNzf6bIQVx7YSbCKvKklELVyVQQiQHGM%3D",
        _ => "a",
    };
    let password = (number % 4 == 3).then(|| {
        let resource = format!("{ID_SCOPE}%2Fregistrations%2F{name}");
        format!("SharedAccessSignature sr={resource}&sig={signature}&se=1900000000")
    });
    connect(name, username, password, number)
}

fn hub_connect(name: &str) -> Packet {
    connect(name, hub::username(HUB, name), None, 60)
}

fn connect(client_id: &str, username: String, password: Option<String>, number: usize) -> Packet {
    Packet::Connect(Connect {
        client_id: client_id.to_owned(),
        username: Some(username),
        password: password.map(String::into_bytes),
        clean_session: true,
        keep_alive_secs: u16::try_from(number * 5).unwrap(),
        will: None,
    })
}

fn filter(number: usize) -> String {
    let filters = [
        topics::RESPONSE_FILTER,
        hub::TWIN_RESPONSE_FILTER,
        hub::DESIRED_PROPERTIES_FILTER,
        "a/#",
    ];
    filters[number % filters.len()].to_owned()
}

fn message(topic: String, payload: &[u8]) -> Packet {
    Packet::Publish(Publish {
        topic,
        payload: payload.to_vec(),
        qos: QoS::AtLeastOnce,
        retain: false,
        dup: false,
        packet_id: Some(7),
    })
}
