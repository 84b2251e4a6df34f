//! Every experiment, carried out with the practice service: its answer is what the page says.

use std::collections::BTreeSet;
use std::time::Duration;

use device_certs::issue::Template;
use device_certs::{Certificate, Hash, SignatureAlgorithm};
use device_session::Action;
use dps_protocol::{HubHostname, IdScope, RegistrationId};
use experiments::{
    Conversation, Ending, Evidence, Experiment, Names, PATIENCE, experiment, experiments, texts,
};
use practice_dps::enrollments::IndividualEnrollment;
use practice_dps::listen::native::PracticeKey;
use practice_dps::{CloseReason, Effect, Peer, PracticeDps, ServiceSettings, Session, Timestamp};

const ID_SCOPE: &str = "0ne00C0FFEE";
const DEVICE: &str = "break-it-01";
const START: Timestamp = Timestamp::from_unix_micros(1_767_323_045_678_901);

/// A conversation with a service that enrols the device, both by the same clock.
struct Bench {
    service: PracticeDps,
    session: Session,
    conversation: Conversation,
    now: Duration,
    reason: Option<CloseReason>,
}

impl Bench {
    fn new() -> Self {
        let key = PracticeKey::generate().unwrap();
        let algorithm = SignatureAlgorithm::Ecdsa(Hash::Sha256);
        let template = Template::leaf(DEVICE, key.spki().unwrap(), algorithm);
        let to_be_signed = template.to_be_signed().unwrap();
        let signature = key.sign(&to_be_signed.bytes).unwrap();
        let leaf = Certificate::read(&to_be_signed.finish(&signature)).0;
        let settings = ServiceSettings::new(
            IdScope::parse(ID_SCOPE).unwrap(),
            HubHostname::parse("hub.practice.test").unwrap(),
        );
        let mut service = PracticeDps::new(settings, 1);
        let id = RegistrationId::parse(DEVICE).unwrap();
        let enrollment = IndividualEnrollment::new(id, leaf.clone());
        service.put_individual(enrollment).unwrap();
        let chain = vec![leaf.der];
        let session = service.open(Peer { chain }, START);
        Self {
            service,
            session,
            conversation: Conversation::default(),
            now: Duration::ZERO,
            reason: None,
        }
    }

    fn clock(&self) -> Timestamp {
        START.plus_micros(i64::try_from(self.now.as_micros()).unwrap())
    }

    fn act(&mut self, actions: Vec<Action>) {
        for action in actions {
            if let Action::Send(bytes) = action {
                let now = self.clock();
                let effects = self.session.receive(&mut self.service, &bytes, now);
                self.effects(effects);
            }
        }
    }

    fn effects(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Send(bytes) => {
                    let actions = self.conversation.receive(self.now, &bytes);
                    self.act(actions);
                }
                Effect::Close(reason) => {
                    self.reason = Some(reason);
                    self.conversation.closed();
                }
                Effect::WakeAt(_) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    /// As the page does it.
    fn carry_out(&mut self, experiment: &Experiment) {
        for step in experiment.moves {
            let Some(ready_at) = self.conversation.ready_at(step.is_patient) else {
                return;
            };
            self.now = self.now.max(ready_at);
            let operation_id = self.conversation.operation_id().map(str::to_owned);
            assert!(
                !step.needs_operation || step.is_changed || operation_id.is_some(),
                "{}: {} before there is an operation",
                experiment.id,
                step.title
            );
            let names = Names {
                id_scope: ID_SCOPE,
                registration_id: DEVICE,
                operation_id: operation_id.as_deref(),
            };
            let bytes = (step.build)(&names);
            let actions = self.conversation.send(self.now, bytes, step.until);
            self.act(actions);
        }
        // Whatever would still come has come by then; the keep-alive of 60 seconds has not run out.
        self.now += Duration::from_secs(60);
        let now = self.clock();
        let effects = self.session.tick(&mut self.service, now);
        self.effects(effects);
    }
}

fn run(id: &str) -> Bench {
    let mut bench = Bench::new();
    bench.carry_out(experiment(id).unwrap());
    bench
}

#[test]
fn every_experiment_is_answered_as_the_page_says() {
    let mut wrong = Vec::new();
    for experiment in experiments() {
        let mut bench = Bench::new();
        bench.carry_out(experiment);
        let reason = bench.reason.map(|reason| reason.to_string());
        let found = (
            bench.conversation.answers(),
            bench.conversation.ending(),
            reason.as_deref(),
        );
        let answers: Vec<String> = experiment.answers.iter().map(ToString::to_string).collect();
        if found != (answers.as_slice(), experiment.ending, experiment.reason) {
            wrong.push(format!("{}: {found:?}", experiment.id));
        }
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn what_is_changed_makes_the_difference() {
    // Without it, every device is assigned.
    let mut bench = Bench::new();
    let ordinary = Experiment {
        id: "ordinary",
        title: "",
        evidence: Evidence::Documented,
        moves: &experiments::ordinary::ALL[..4],
        choices: &[],
        ending: Ending::Assigned,
        answers: &[],
        reason: None,
    };
    bench.carry_out(&ordinary);
    assert_eq!(bench.conversation.ending(), Ending::Assigned);
    // And each experiment has exactly that to show.
    for experiment in experiments() {
        let changed = experiment.moves.iter().filter(|step| step.is_changed);
        assert!(changed.count() > 0, "{}", experiment.id);
    }
}

#[test]
fn an_early_poll_is_sent_at_once_and_a_patient_one_three_seconds_later() {
    let early = run("poll_too_early");
    let patient = run("keep_alive_0");
    assert_eq!(early.now, Duration::from_secs(60));
    assert_eq!(patient.now, Duration::from_secs(63));
}

#[test]
fn an_answer_that_does_not_come_is_given_up_after_a_while() {
    let bench = run("remaining_length_long");
    assert_eq!(bench.now, PATIENCE + Duration::from_secs(60));
}

#[test]
fn there_are_enough_of_them_and_each_can_be_predicted() {
    let all: Vec<_> = experiments().collect();
    assert!(all.len() >= 20, "{}", all.len());
    let ids: BTreeSet<_> = all.iter().map(|experiment| experiment.id).collect();
    let titles: BTreeSet<_> = all.iter().map(|experiment| experiment.title).collect();
    assert_eq!((ids.len(), titles.len()), (all.len(), all.len()));
    for experiment in all {
        let id = experiment.id;
        assert!(experiment.choices.len() >= 4, "{id}");
        let choices: BTreeSet<_> = experiment.choices.iter().collect();
        assert_eq!(choices.len(), experiment.choices.len(), "{id}");
        assert!(choices.contains(&experiment.ending), "{id}");
    }
}

#[test]
fn texts_have_the_order_of_the_experiments_and_say_something() {
    let ids: Vec<_> = experiments().map(|experiment| experiment.id).collect();
    let told: Vec<_> = texts().map(|texts| texts.id).collect();
    assert_eq!(ids, told);
    for texts in texts() {
        let id = texts.id;
        for text in [texts.changed, texts.answer, texts.azure, texts.learn] {
            let ends = text.ends_with('.') || text.ends_with('#') || text.ends_with(')');
            assert!(text.len() > 20 && ends, "{id}: {text:?}");
        }
        assert!(texts.question.ends_with('?'), "{id}");
        assert!(!texts.citations.is_empty(), "{id} cites nothing");
        for (label, url) in texts.citations {
            assert!(url.starts_with("https://") && !label.is_empty(), "{id}");
        }
    }
}

#[test]
fn what_is_not_known_of_the_service_is_not_called_known() {
    // The dossier knows: these endings are choices of the practice service, or the standard's.
    for (experiment, texts) in experiments().zip(texts()) {
        let hedged = [
            "not known",
            "not published",
            "nobody has published",
            "nowhere",
            "was not seen",
        ];
        let is_hedged = hedged.iter().any(|words| texts.azure.contains(words));
        if experiment.evidence == Evidence::Unproven {
            assert!(is_hedged, "{}: {:?}", experiment.id, texts.azure);
        }
        if experiment.ending == Ending::Closed {
            assert_eq!(experiment.evidence, Evidence::Unproven, "{}", experiment.id);
        }
    }
}
