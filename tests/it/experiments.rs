//! The page carries out experiments with a practice service of their own: they end as the registry says.

use std::collections::VecDeque;
use std::time::Duration;

use device_certs::Certificate;
use device_session::Direction;
use dps_playground_page::experiment::{PRACTICE_DEVICE, Phase, Script, Trial};
use dps_playground_page::inputs::{Cloud, Inputs, PRACTICE_ID_SCOPE, Place};
use dps_playground_page::journey::{
    ConnectionFacts, Effect, EnrolmentPlan, Event, LinkEvent, LinkFailure, LinkId, Target, What,
};
use dps_playground_page::locality::LeftTheTab;
use dps_protocol::{HubHostname, IdScope, RegistrationId};
use experiments::{Ending, experiment, experiments, ordinary};
use practice_dps::enrollments::IndividualEnrollment;
use practice_dps::{Peer, PracticeDps, ServiceSettings, Session, Timestamp};

use crate::world::{OPENED, identity};

/// A trial and the world around it.
struct Bench {
    trial: Trial,
    inputs: Inputs,
    service: PracticeDps,
    session: Option<(LinkId, Session)>,
    now: Duration,
    opened: Vec<Target>,
}

impl Bench {
    fn new(id: &str) -> Self {
        let settings = ServiceSettings::new(
            IdScope::parse(PRACTICE_ID_SCOPE).unwrap(),
            HubHostname::parse("practice-hub.example").unwrap(),
        );
        let mut trial = Trial::default();
        trial.take(Script::of(experiment(id).unwrap()), Duration::ZERO);
        Self {
            trial,
            inputs: Inputs::default(),
            service: PracticeDps::new(settings, 7),
            session: None,
            now: Duration::from_secs(5),
            opened: Vec::new(),
        }
    }

    fn go(&mut self, count: usize) {
        let effects = self.trial.go(self.now, &self.inputs, None, count);
        self.carry_out(effects);
    }

    /// Lets time pass until nothing is waited for any more.
    fn settle(&mut self) {
        while let Some(at) = self.trial.wake_at() {
            self.now = self.now.max(at);
            let effects = self.trial.handle(self.now, Event::Tick);
            self.carry_out(effects);
        }
    }

    fn clock(&self) -> Timestamp {
        Timestamp::from_unix_micros(OPENED * 1_000_000 + self.now.as_micros() as i64)
    }

    fn tell(&mut self, event: Event) -> Vec<Effect> {
        self.trial.handle(self.now, event)
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        let mut queue = VecDeque::from(effects);
        while let Some(effect) = queue.pop_front() {
            let now = self.clock();
            let more = match effect {
                Effect::MakeIdentity { kind, common_name } => {
                    let made = identity(kind, &common_name);
                    self.tell(Event::IdentityReady(Ok(Box::new(made))))
                }
                Effect::Enrol { enrolment, .. } => {
                    let EnrolmentPlan::Individual {
                        registration_id,
                        certificate,
                        enabled: true,
                    } = enrolment
                    else {
                        panic!("{enrolment:?}");
                    };
                    let id = RegistrationId::parse(&registration_id).unwrap();
                    let certificate = Certificate::read(&certificate).0;
                    self.service
                        .put_individual(IndividualEnrollment::new(id, certificate))
                        .unwrap();
                    self.tell(Event::Enrolled(Ok(())))
                }
                Effect::Open {
                    link,
                    chain,
                    target,
                    ..
                } => {
                    let mut news = vec![LinkEvent::Opened(ConnectionFacts::default())];
                    if target != Target::InPage {
                        // The relay is handed the chain and has the page sign.
                        let handed_over = LinkEvent::HandedOver {
                            certificates: chain.len(),
                            endpoint: "practice:8883".to_owned(),
                        };
                        let scheme = "ecdsa_secp256r1_sha256".to_owned();
                        news.splice(0..0, [handed_over, LinkEvent::Signed { scheme }]);
                    }
                    self.opened.push(target);
                    self.session = Some((link, self.service.open(Peer { chain }, now)));
                    let tell = |event| self.tell(Event::Link(link, event));
                    news.into_iter().flat_map(tell).collect()
                }
                Effect::Send { link, bytes } => {
                    let Some((open, session)) = &mut self.session else {
                        continue;
                    };
                    assert_eq!(*open, link);
                    let effects = session.receive(&mut self.service, &bytes, now);
                    let news = effects.into_iter().filter_map(|effect| match effect {
                        practice_dps::Effect::Send(bytes) => Some(LinkEvent::Received(bytes)),
                        practice_dps::Effect::Close(reason) => {
                            Some(LinkEvent::Closed(LinkFailure {
                                code: "practice_closed".to_owned(),
                                detail: reason.to_string(),
                                alert: None,
                            }))
                        }
                        _ => None,
                    });
                    let news: Vec<_> = news.collect();
                    let mut more = Vec::new();
                    for event in news {
                        more.extend(self.tell(Event::Link(link, event)));
                    }
                    more
                }
                Effect::Hangup { .. } => {
                    self.session = None;
                    Vec::new()
                }
            };
            queue.extend(more);
        }
    }

    fn packets(&self) -> usize {
        self.trial.trace().packets().len()
    }
}

#[test]
fn every_experiment_ends_in_the_page_as_the_registry_says() {
    for experiment in experiments() {
        let mut bench = Bench::new(experiment.id);
        bench.go(usize::MAX);
        bench.settle();
        let id = experiment.id;
        assert_eq!(bench.trial.phase(), &Phase::Over, "{id}");
        assert_eq!(bench.trial.ending(), Some(experiment.ending), "{id}");
        assert_eq!(bench.trial.answers(), experiment.answers, "{id}");
        assert_eq!(bench.trial.said(), experiment.reason, "{id}");
        assert!(
            bench.session.is_none() || experiment.reason.is_some(),
            "{id}: not hung up"
        );
        assert_eq!(bench.opened, [Target::InPage]);
    }
}

#[test]
fn packets_go_one_by_one_when_asked_for_and_can_be_changed_in_between() {
    let mut bench = Bench::new("no_poll");
    bench.go(1);
    assert_eq!(bench.trial.phase(), &Phase::Holding);
    assert_eq!((bench.trial.sent(), bench.packets()), (1, 2));
    bench.go(1);
    assert_eq!((bench.trial.sent(), bench.packets()), (2, 4));
    // Instead of the registration, a ping; then the question for an operation that never was.
    bench.trial.script.edit(2, Some(vec![0xc0, 0x00]));
    bench.trial.script.add(ordinary::POLL);
    bench.go(usize::MAX);
    bench.settle();
    assert_eq!(bench.trial.ending(), Some(Ending::Error));
    assert!(bench.trial.script.is_changed());
    assert_eq!(
        bench.trial.answers().get(2).map(String::as_str),
        Some("PINGRESP")
    );
}

#[test]
fn a_second_run_begins_anew_with_the_same_device() {
    let mut bench = Bench::new("no_poll");
    for _ in 0..2 {
        bench.go(usize::MAX);
        bench.settle();
        assert_eq!(bench.trial.ending(), Some(Ending::StillAssigning));
        // CONNECT, SUBSCRIBE, PUBLISH; CONNACK, SUBACK, PUBACK, PUBLISH; PUBACK.
        assert_eq!(bench.packets(), 8);
    }
    assert_eq!(bench.trial.names().registration_id, PRACTICE_DEVICE);
}

#[test]
fn what_leaves_the_tab_is_counted_over_all_runs_and_in_the_page_nothing_does() {
    let mut bench = Bench::new("no_poll");
    bench.go(usize::MAX);
    bench.settle();
    assert_eq!(bench.trial.left_the_tab(), &LeftTheTab::default());

    bench.inputs.place = Place::Practice;
    for runs in 1..=2 {
        bench.go(usize::MAX);
        bench.settle();
        assert_eq!(bench.trial.ending(), Some(Ending::StillAssigning));
        let trace = bench.trial.trace();
        let sent = trace.iter().filter_map(|entry| match &entry.what {
            What::Packet(packet) => {
                (packet.direction == Direction::Sent).then_some(packet.bytes.len())
            }
            _ => None,
        });
        let expected = LeftTheTab {
            bytes_sent: runs * sent.sum::<usize>(),
            certificates: runs,
            signatures: runs,
            destinations: vec!["practice:8883".to_owned()],
        };
        assert_eq!(bench.trial.left_the_tab(), &expected);
    }
}

#[test]
fn stopped_it_hangs_up_and_takes_in_nothing_more() {
    let mut bench = Bench::new("no_poll");
    bench.go(1);
    let effects = bench.trial.stop(bench.now);
    assert_eq!(effects, [Effect::Hangup { link: LinkId(1) }]);
    assert_eq!(bench.trial.phase(), &Phase::Over);
    let before = bench.trial.trace().len();
    bench.tell(Event::Link(
        LinkId(1),
        LinkEvent::Received(vec![0x20, 2, 0, 0]),
    ));
    assert_eq!(bench.trial.trace().len(), before);
    let last = bench.trial.trace().last().map(|entry| &entry.what);
    assert!(matches!(last, Some(What::Closed(None))));
}

#[test]
fn towards_azure_the_lessons_names_and_its_host_are_used_and_nothing_is_enrolled() {
    let mut bench = Bench::new("no_poll");
    bench.inputs.place = Place::Azure(Cloud::Public);
    bench.inputs.id_scope = "0ne00ABCDEF".to_owned();
    bench.inputs.registration_id = "press-17".to_owned();
    let effects = bench.trial.go(bench.now, &bench.inputs, None, 1);
    let [
        Effect::Open {
            target,
            server_name,
            recording,
            ..
        },
    ] = effects.as_slice()
    else {
        panic!("{effects:?}");
    };
    let host = "global.azure-devices-provisioning.net".to_owned();
    assert_eq!(*server_name, host);
    assert_eq!(*target, Target::Host { host, port: 8883 });
    assert!(!recording);
    let names = bench.trial.names();
    assert_eq!(
        (names.id_scope, names.registration_id),
        ("0ne00ABCDEF", "press-17")
    );
}

#[test]
fn a_connection_that_cannot_be_opened_has_no_ending() {
    let mut bench = Bench::new("no_poll");
    bench.inputs.place = Place::Azure(Cloud::Public);
    bench.trial.go(bench.now, &bench.inputs, None, 1);
    let failure = LinkFailure {
        code: "no_relay".to_owned(),
        detail: "there is no relay behind this page".to_owned(),
        alert: None,
    };
    bench.tell(Event::Link(LinkId(1), LinkEvent::Failed(failure)));
    assert_eq!(bench.trial.ending(), None);
    assert_eq!(
        bench.trial.said(),
        Some("no relay: there is no relay behind this page")
    );
}
