//! A small certificate factory, a service, and devices that talk to it packet by packet. One piece: one factory.

use std::cell::RefCell;
use std::rc::Rc;

use device_certs::issue::Template;
use device_certs::{Certificate, Hash, SignatureAlgorithm};
use dps_protocol::{HubHostname, IdScope, RegistrationId, hub, topics, username};
use mqtt_wire::{Connack, Connect, Framer, Packet, Publish, QoS, Subscribe};
use practice_dps::enrollments::{
    CaCertificate, EnrollmentFile, EnrollmentGroup, IndividualEnrollment,
};
use practice_dps::listen::native::{self, PracticeKey};
use practice_dps::{
    CloseReason, Effect, Peer, PracticeDps, Rule, ServiceSettings, Session, Timestamp,
};
use serde_json::Value;

pub(crate) const ID_SCOPE: &str = "0ne00C0FFEE";
pub(crate) const HUB: &str = "hub.practice.test";
pub(crate) const API_VERSION: &str = "2019-03-31";

/// 2026-01-02T03:04:05.678901Z
pub(crate) const START: Timestamp = Timestamp::from_unix_micros(1_767_323_045_678_901);

pub(crate) const ALGORITHM: SignatureAlgorithm = SignatureAlgorithm::Ecdsa(Hash::Sha256);

/// A key and its certificate.
pub(crate) struct Holder {
    pub(crate) key: PracticeKey,
    pub(crate) certificate: Certificate,
}

impl Holder {
    fn make(template: impl FnOnce(Vec<u8>) -> Template, issuer: Option<&Self>) -> Self {
        let key = PracticeKey::generate().unwrap();
        let mut template = template(key.spki().unwrap());
        if let Some(issuer) = issuer {
            template = template.issued_by(&issuer.certificate);
        }
        let signer = issuer.map_or(&key, |issuer| &issuer.key);
        let certificate = sign(&template, signer);
        Self { key, certificate }
    }

    pub(crate) fn root(name: &str) -> Self {
        Self::make(|spki| Template::ca(name, spki, ALGORITHM, None), None)
    }

    pub(crate) fn ca(&self, name: &str) -> Self {
        Self::make(|spki| Template::ca(name, spki, ALGORITHM, None), Some(self))
    }

    pub(crate) fn leaf(&self, common_name: &str) -> Self {
        Self::make(
            |spki| Template::leaf(common_name, spki, ALGORITHM),
            Some(self),
        )
    }

    pub(crate) fn leaf_as(&self, change: impl FnOnce(Template) -> Template) -> Self {
        Self::make(
            |spki| change(Template::leaf("dev1", spki, ALGORITHM)),
            Some(self),
        )
    }

    pub(crate) fn ca_as(&self, change: impl FnOnce(Template) -> Template) -> Self {
        Self::make(
            |spki| change(Template::ca("ca", spki, ALGORITHM, None)),
            Some(self),
        )
    }

    pub(crate) fn self_signed(common_name: &str) -> Self {
        Self::make(|spki| Template::leaf(common_name, spki, ALGORITHM), None)
    }

    pub(crate) fn self_signed_as(change: impl FnOnce(Template) -> Template) -> Self {
        Self::make(|spki| change(Template::leaf("dev1", spki, ALGORITHM)), None)
    }
}

pub(crate) fn sign(template: &Template, key: &PracticeKey) -> Certificate {
    let to_be_signed = template.to_be_signed().unwrap();
    let signature = key.sign(&to_be_signed.bytes).unwrap();
    Certificate::read(&to_be_signed.finish(&signature)).0
}

pub(crate) fn chain(holders: &[&Holder]) -> Vec<Vec<u8>> {
    holders
        .iter()
        .map(|holder| holder.certificate.der.clone())
        .collect()
}

pub(crate) fn settings() -> ServiceSettings {
    ServiceSettings::new(
        IdScope::parse(ID_SCOPE).unwrap(),
        HubHostname::parse(HUB).unwrap(),
    )
}

/// A service that stands still in time unless told otherwise. Devices share it.
#[derive(Clone)]
pub(crate) struct Lab {
    service: Rc<RefCell<PracticeDps>>,
    now: Rc<RefCell<Timestamp>>,
}

impl Lab {
    pub(crate) fn new() -> Self {
        Self::with(settings())
    }

    pub(crate) fn with(settings: ServiceSettings) -> Self {
        Self {
            service: Rc::new(RefCell::new(PracticeDps::new(settings, 1))),
            now: Rc::new(RefCell::new(START)),
        }
    }

    pub(crate) fn service<T>(&self, use_it: impl FnOnce(&mut PracticeDps) -> T) -> T {
        use_it(&mut self.service.borrow_mut())
    }

    pub(crate) fn now(&self) -> Timestamp {
        *self.now.borrow()
    }

    pub(crate) fn wait(&self, secs: i64) {
        let later = self.now().plus_secs(secs);
        *self.now.borrow_mut() = later;
    }

    pub(crate) fn individual(&self, registration_id: &str, holder: &Holder) {
        let id = RegistrationId::parse(registration_id).unwrap();
        let enrollment = IndividualEnrollment::new(id, holder.certificate.clone());
        self.service(|service| service.put_individual(enrollment))
            .unwrap();
    }

    pub(crate) fn group(&self, id: &str, ca: &Holder) {
        let group = EnrollmentGroup::new(id, ca.certificate.clone());
        self.service(|service| service.put_group(group)).unwrap();
    }

    pub(crate) fn upload(&self, name: &str, ca: &Holder, is_verified: bool) {
        let certificate = CaCertificate::new(name, ca.certificate.clone(), is_verified);
        self.service(|service| service.put_certificate(certificate))
            .unwrap();
    }

    /// Enrols one device by an entry of the file's own shape.
    pub(crate) fn load(&self, document: &Value) {
        let file = EnrollmentFile::parse(&document.to_string()).unwrap();
        self.service(|service| service.load(file)).unwrap();
    }

    /// The latest rule in the history.
    pub(crate) fn rule(&self) -> Option<Rule> {
        self.service(|service| service.history().rev().find_map(|entry| entry.rule))
    }

    pub(crate) fn device(&self, holders: &[&Holder]) -> Device {
        self.device_with(chain(holders))
    }

    pub(crate) fn device_with(&self, chain: Vec<Vec<u8>>) -> Device {
        let now = self.now();
        Device {
            session: self.service(|service| service.open(Peer { chain }, now)),
            lab: self.clone(),
            framer: Framer::new(1 << 20),
            closed: None,
            displaced: Vec::new(),
            woken_at: None,
        }
    }

    /// Connects, subscribes, registers; the first answer.
    pub(crate) fn register(&self, registration_id: &str, holders: &[&Holder]) -> Answer {
        let mut device = self.device(holders);
        device.enter(registration_id);
        let answer = device.register("1");
        device.send(&Packet::Disconnect);
        answer
    }

    /// The same, and polls until there is an end.
    pub(crate) fn provision(&self, registration_id: &str, holders: &[&Holder]) -> Answer {
        let mut device = self.device(holders);
        device.enter(registration_id);
        let answer = device.provision();
        device.send(&Packet::Disconnect);
        answer
    }
}

/// A connection to the service, as bytes.
pub(crate) struct Device {
    lab: Lab,
    pub(crate) session: Session,
    framer: Framer,
    pub(crate) closed: Option<CloseReason>,
    pub(crate) displaced: Vec<u64>,
    pub(crate) woken_at: Option<Timestamp>,
}

/// An answer of the provisioning service.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) topic: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub(crate) fn operation_id(&self) -> String {
        self.json()["operationId"].as_str().unwrap().to_owned()
    }

    /// Topic status, code and text of a refusal.
    pub(crate) fn refusal(&self) -> (u16, u64, String) {
        let topic = topics::ResponseTopic::parse(&self.topic).unwrap();
        let body = self.json();
        let code = body["errorCode"].as_u64().unwrap_or_default();
        (
            topic.status,
            code,
            body["message"].as_str().unwrap_or_default().to_owned(),
        )
    }
}

impl Device {
    pub(crate) fn send(&mut self, packet: &Packet) -> Vec<Packet> {
        self.send_bytes(&packet.encode().unwrap())
    }

    pub(crate) fn send_bytes(&mut self, bytes: &[u8]) -> Vec<Packet> {
        let now = self.lab.now();
        let session = &mut self.session;
        let effects = self
            .lab
            .service(|service| session.receive(service, bytes, now));
        self.carry_out(effects)
    }

    pub(crate) fn tick(&mut self) -> Vec<Packet> {
        let now = self.lab.now();
        let session = &mut self.session;
        let effects = self.lab.service(|service| session.tick(service, now));
        self.carry_out(effects)
    }

    fn carry_out(&mut self, mut effects: Vec<Effect>) -> Vec<Packet> {
        let now = self.lab.now();
        while !effects.is_empty() {
            for effect in std::mem::take(&mut effects) {
                match effect {
                    Effect::Send(bytes) => self.framer.push(&bytes),
                    Effect::Check { id, checks } => {
                        let verdicts = checks.iter().map(native::verify).collect();
                        let session = &mut self.session;
                        effects = self
                            .lab
                            .service(|service| session.verdicts(service, id, verdicts, now));
                    }
                    Effect::WakeAt(at) => self.woken_at = Some(at),
                    Effect::Displaced(other) => self.displaced.push(other.number()),
                    Effect::Close(reason) => self.closed = Some(reason),
                }
            }
        }
        let mut packets = Vec::new();
        while let Some(frame) = self.framer.next_frame().unwrap() {
            packets.push(Packet::decode(&frame).unwrap());
        }
        packets
    }

    pub(crate) fn connect(&mut self, client_id: &str, username: &str) -> Option<u8> {
        let answers = self.send(&Packet::Connect(hello(client_id, username)));
        match answers.as_slice() {
            [
                Packet::Connack(Connack {
                    session_present: false,
                    code,
                }),
            ] => Some(*code),
            [] => None,
            other => panic!("not a CONNACK: {other:?}"),
        }
    }

    /// Connects and subscribes, which must succeed.
    pub(crate) fn enter(&mut self, registration_id: &str) {
        let username = username::format(ID_SCOPE, registration_id, API_VERSION);
        assert_eq!(self.connect(registration_id, &username), Some(0));
        self.subscribe(topics::RESPONSE_FILTER, QoS::AtLeastOnce, 1);
    }

    /// Connects with a password instead of a certificate, and subscribes.
    pub(crate) fn enter_with(&mut self, registration_id: &str, password: &str) {
        let username = username::format(ID_SCOPE, registration_id, API_VERSION);
        let mut connect = hello(registration_id, &username);
        connect.password = Some(password.as_bytes().to_vec());
        let answers = self.send(&Packet::Connect(connect));
        assert!(matches!(
            answers.as_slice(),
            [Packet::Connack(Connack { code: 0, .. })]
        ));
        self.subscribe(topics::RESPONSE_FILTER, QoS::AtLeastOnce, 1);
    }

    pub(crate) fn enter_hub(&mut self, device_id: &str) -> Option<u8> {
        self.connect(device_id, &hub::username(HUB, device_id))
    }

    #[track_caller]
    pub(crate) fn subscribe(&mut self, filter: &str, qos: QoS, granted: u8) {
        let subscribe = Subscribe {
            packet_id: 77,
            filters: vec![(filter.to_owned(), qos)],
        };
        let answers = self.send(&Packet::Subscribe(subscribe));
        let expected = mqtt_wire::Suback {
            packet_id: 77,
            codes: vec![granted],
        };
        assert_eq!(answers, [Packet::Suback(expected)]);
    }

    pub(crate) fn publish(&mut self, topic: &str, payload: &[u8], qos: QoS) -> Vec<Packet> {
        self.send(&Packet::Publish(message(topic, payload, qos)))
    }

    /// Sends a QoS 1 message, expects its PUBACK first and then one answer, which it acknowledges.
    #[track_caller]
    pub(crate) fn ask(&mut self, topic: &str, payload: &[u8]) -> Answer {
        let packets = self.publish(topic, payload, QoS::AtLeastOnce);
        let [Packet::Puback { packet_id: 99 }, Packet::Publish(answer)] = packets.as_slice() else {
            panic!("not PUBACK and then one answer: {packets:?}");
        };
        let packet_id = answer.packet_id.unwrap();
        assert_eq!(self.send(&Packet::Puback { packet_id }), []);
        Answer {
            topic: answer.topic.clone(),
            body: String::from_utf8(answer.payload.clone()).unwrap(),
        }
    }

    #[track_caller]
    pub(crate) fn register(&mut self, request_id: &str) -> Answer {
        self.ask(&topics::register(request_id), b"")
    }

    #[track_caller]
    pub(crate) fn poll(&mut self, request_id: &str, operation_id: &str) -> Answer {
        self.ask(&topics::operation_status(request_id, operation_id), b" ")
    }

    #[track_caller]
    pub(crate) fn provision(&mut self) -> Answer {
        let mut answer = self.register("1");
        let operation_id = answer.operation_id();
        for request_id in 2..10 {
            if !answer.topic.starts_with("$dps/registrations/res/202/") {
                return answer;
            }
            answer = self.poll(&request_id.to_string(), &operation_id);
        }
        panic!("still assigning");
    }
}

pub(crate) fn hello(client_id: &str, username: &str) -> Connect {
    Connect {
        client_id: client_id.to_owned(),
        username: Some(username.to_owned()),
        password: None,
        clean_session: true,
        keep_alive_secs: 60,
        will: None,
    }
}

pub(crate) fn message(topic: &str, payload: &[u8], qos: QoS) -> Publish {
    Publish {
        topic: topic.to_owned(),
        payload: payload.to_vec(),
        qos,
        retain: false,
        dup: false,
        packet_id: (qos != QoS::AtMostOnce).then_some(99),
    }
}
