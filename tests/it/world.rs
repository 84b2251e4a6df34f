//! Everything outside the journey: it makes identities, enrols, connects and lets time pass.

use std::collections::VecDeque;
use std::time::Duration;

use device_certs::Certificate;
use device_certs::issue::Template;
use dps_playground_page::inputs::{Inputs, PRACTICE_ID_SCOPE, PracticeIdentity};
use dps_playground_page::journey::{
    ConnectionFacts, Effect, EnrolmentPlan, Event, Failure, Journey, LinkEvent, LinkFailure,
    LinkId, StepState, What,
};
use dps_playground_page::lesson::StepId;
use dps_playground_page::material::{KeyFacts, Material, Order, Origin};
use dps_protocol::{HubHostname, IdScope, RegistrationId};
use practice_dps::enrollments::{
    CaCertificate, EnrollmentGroup, IndividualEnrollment, ProvisioningStatus,
};
use practice_dps::listen::native::{self, PracticeKey};
use practice_dps::{Peer, PracticeDps, ServiceSettings, Session, Timestamp};

/// Unix seconds at the zero of the journey's clock: 2026-11-23.
pub(crate) const OPENED: i64 = 1_795_392_000;

/// A journey and the world around it.
pub(crate) struct World {
    pub(crate) journey: Journey,
    pub(crate) inputs: Inputs,
    pub(crate) service: PracticeDps,
    pub(crate) now: Duration,
    /// Whether the next connection cannot be opened.
    pub(crate) unplugged: bool,
    session: Option<(LinkId, Session)>,
}

impl World {
    pub(crate) fn new() -> Self {
        let settings = ServiceSettings::new(
            IdScope::parse(PRACTICE_ID_SCOPE).unwrap(),
            HubHostname::parse("practice-hub.example").unwrap(),
        );
        Self {
            journey: Journey::new(OPENED),
            inputs: Inputs::default(),
            service: PracticeDps::new(settings, 7),
            now: Duration::from_secs(5),
            unplugged: false,
            session: None,
        }
    }

    /// Runs up to a step, and lets time pass until the run is over.
    pub(crate) fn run_to(&mut self, step: StepId) {
        self.begin(step);
        while self.journey.is_running() {
            self.wait();
        }
    }

    /// Runs up to a step, as far as it goes without time passing.
    pub(crate) fn begin(&mut self, step: StepId) {
        let material = self.journey.material().cloned();
        let effects = self
            .journey
            .go(self.now, &self.inputs, material.as_ref(), step);
        self.carry_out(effects);
    }

    /// Lets time pass until something happens by time alone.
    pub(crate) fn wait(&mut self) {
        let journey = self.journey.wake_at();
        let session = self
            .session
            .as_ref()
            .map(|(_, session)| since_opened(session.wake_at()));
        let next = journey
            .into_iter()
            .chain(session)
            .min()
            .expect("a run that waits for nothing never ends");
        self.now = self.now.max(next);
        if let Some((link, mut session)) = self.session.take() {
            let effects = session.tick(&mut self.service, timestamp(self.now));
            self.session = Some((link, session));
            self.serve(effects);
        }
        let effects = self.journey.handle(self.now, Event::Tick);
        self.carry_out(effects);
    }

    /// The service's end of the connection breaks.
    pub(crate) fn pull_the_plug(&mut self) {
        if let Some((link, mut session)) = self.session.take() {
            session.closed(&mut self.service, timestamp(self.now));
            self.tell(Event::Link(link, LinkEvent::Closed(failure("relay_gone"))));
        }
    }

    pub(crate) fn tell(&mut self, event: Event) {
        let effects = self.journey.handle(self.now, event);
        self.carry_out(effects);
    }

    /// The words of all steps, in order.
    pub(crate) fn steps(&self) -> Vec<&'static str> {
        StepId::ALL
            .into_iter()
            .map(|step| self.journey.step(step).word())
            .collect()
    }

    /// Why a step failed.
    #[track_caller]
    pub(crate) fn failure(&self, step: StepId) -> &Failure {
        match self.journey.step(step) {
            StepState::Failed(failure) => failure,
            other => panic!("{step:?} did not fail: {other:?}"),
        }
    }

    /// The packets of the run: `> CONNECT`, `< CONNACK`.
    pub(crate) fn packets(&self) -> Vec<String> {
        let packets = self
            .journey
            .trace()
            .iter()
            .filter_map(|entry| match &entry.what {
                What::Packet(packet) => {
                    let arrow = if packet.direction == device_session::Direction::Sent {
                        '>'
                    } else {
                        '<'
                    };
                    Some(format!("{arrow} {}", packet.kind()))
                }
                _ => None,
            });
        packets.collect()
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        let mut queue = VecDeque::from(effects);
        while let Some(effect) = queue.pop_front() {
            match effect {
                Effect::MakeIdentity { kind, common_name } => {
                    self.tell(Event::IdentityReady(Ok(Box::new(identity(
                        kind,
                        &common_name,
                    )))));
                }
                Effect::Enrol { enrolment, .. } => {
                    let written = self.enrol(enrolment);
                    self.tell(Event::Enrolled(written));
                }
                Effect::Open { link, chain, .. } => {
                    if self.unplugged {
                        self.tell(Event::Link(
                            link,
                            LinkEvent::Failed(failure("connection_refused")),
                        ));
                        continue;
                    }
                    let session = self.service.open(
                        Peer {
                            chain: chain.clone(),
                        },
                        timestamp(self.now),
                    );
                    self.session = Some((link, session));
                    let facts = ConnectionFacts {
                        endpoint: "in this page".to_owned(),
                        presented: chain,
                        ..ConnectionFacts::default()
                    };
                    self.tell(Event::Link(link, LinkEvent::Opened(facts)));
                }
                Effect::Send { link, bytes } => {
                    let Some((open, mut session)) = self.session.take() else {
                        continue;
                    };
                    assert_eq!(open, link, "bytes sent on a connection that is not open");
                    let effects = session.receive(&mut self.service, &bytes, timestamp(self.now));
                    self.session = Some((open, session));
                    self.serve(effects);
                }
                Effect::Hangup { link } => {
                    if let Some((_, mut session)) = self.session.take_if(|(open, _)| *open == link)
                    {
                        session.closed(&mut self.service, timestamp(self.now));
                    }
                }
            }
        }
    }

    /// Does what the service's session asks for.
    fn serve(&mut self, effects: Vec<practice_dps::Effect>) {
        for effect in effects {
            let Some((link, _)) = &self.session else {
                return;
            };
            let link = *link;
            match effect {
                practice_dps::Effect::Send(bytes) => {
                    self.tell(Event::Link(link, LinkEvent::Received(bytes)))
                }
                practice_dps::Effect::Check { id, checks } => {
                    let verdicts = checks.iter().map(native::verify).collect();
                    let Some((link, mut session)) = self.session.take() else {
                        return;
                    };
                    let effects =
                        session.verdicts(&mut self.service, id, verdicts, timestamp(self.now));
                    self.session = Some((link, session));
                    self.serve(effects);
                }
                practice_dps::Effect::Close(_) => {
                    self.session = None;
                    self.tell(Event::Link(
                        link,
                        LinkEvent::Closed(failure("practice_closed")),
                    ));
                }
                practice_dps::Effect::WakeAt(_) | practice_dps::Effect::Displaced(_) => {}
            }
        }
    }

    fn enrol(&mut self, plan: EnrolmentPlan) -> Result<(), String> {
        let said = |error: practice_dps::EnrollmentError| error.to_string();
        match plan {
            EnrolmentPlan::Forget { registration_id } => {
                self.service.delete_individual(&registration_id);
                self.service.delete_group("lesson");
                Ok(())
            }
            EnrolmentPlan::Individual {
                registration_id,
                certificate,
                enabled,
            } => {
                let id =
                    RegistrationId::parse(&registration_id).map_err(|error| error.to_string())?;
                let mut device = IndividualEnrollment::new(id, Certificate::read(&certificate).0);
                if !enabled {
                    device.terms.provisioning_status = ProvisioningStatus::Disabled;
                }
                self.service.put_individual(device).map_err(said)
            }
            EnrolmentPlan::Group {
                registration_id,
                ca,
                verified,
            } => {
                self.service.delete_individual(&registration_id);
                let ca = Certificate::read(&ca).0;
                self.service
                    .put_certificate(CaCertificate::new("lesson", ca.clone(), verified))
                    .map_err(said)?;
                self.service
                    .put_group(EnrollmentGroup::new("lesson", ca))
                    .map_err(said)
            }
        }
    }
}

pub(crate) fn failure(code: &str) -> LinkFailure {
    LinkFailure {
        code: code.to_owned(),
        detail: String::new(),
        alert: None,
    }
}

fn timestamp(now: Duration) -> Timestamp {
    Timestamp::from_unix_micros(OPENED * 1_000_000 + now.as_micros() as i64)
}

fn since_opened(at: Timestamp) -> Duration {
    Duration::from_micros(u64::try_from(at.unix_micros() - OPENED * 1_000_000).unwrap_or(0))
}

/// A practice identity, as the page would make it.
pub(crate) fn identity(kind: PracticeIdentity, common_name: &str) -> Material {
    const DAY: i64 = 86_400;
    let key = PracticeKey::generate().unwrap();
    let leaf = Template::leaf(common_name, key.spki().unwrap(), PracticeKey::ALGORITHM);
    let certificates = match kind {
        PracticeIdentity::SelfSigned => vec![certify(leaf.valid(OPENED - DAY, OPENED + DAY), &key)],
        PracticeIdentity::Expired => {
            vec![certify(leaf.valid(OPENED - 3 * DAY, OPENED - DAY), &key)]
        }
        PracticeIdentity::NotYetValid => {
            vec![certify(leaf.valid(OPENED + DAY, OPENED + 3 * DAY), &key)]
        }
        PracticeIdentity::Nameless => {
            let nameless = Template {
                common_name: None,
                ..leaf
            };
            vec![certify(nameless.valid(OPENED - DAY, OPENED + DAY), &key)]
        }
        PracticeIdentity::Issued => {
            let ca = |name: &str, key: &PracticeKey| {
                Template::ca(name, key.spki().unwrap(), PracticeKey::ALGORITHM, None)
                    .valid(OPENED - DAY, OPENED + DAY)
            };
            let (root_key, line_key) = (
                PracticeKey::generate().unwrap(),
                PracticeKey::generate().unwrap(),
            );
            let root = certify(ca("practice root", &root_key), &root_key);
            let line = certify(ca("practice line", &line_key).issued_by(&root), &root_key);
            let leaf = certify(
                leaf.valid(OPENED - DAY, OPENED + DAY).issued_by(&line),
                &line_key,
            );
            vec![leaf, line, root]
        }
    };
    let key = KeyFacts {
        kind: "EC P-256".to_owned(),
        schemes: Vec::new(),
        belongs_to: Some(0),
    };
    Material {
        origin: Origin::Practice,
        certificates,
        files: Vec::new(),
        key: Some(key),
        enrolment_ca: None,
        order: Order::default(),
    }
    .arranged()
}

fn certify(template: Template, signer: &PracticeKey) -> Certificate {
    let to_be_signed = template.to_be_signed().unwrap();
    Certificate::read(&to_be_signed.finish(&signer.sign(&to_be_signed.bytes).unwrap())).0
}
