//! The lesson with something wrong on purpose: each ends in a clear state with its cause, and can be run again.

use dps_playground_page::inputs::{Enrolment, Field, Inputs, Place, PracticeIdentity, Presented};
use dps_playground_page::journey::{Event, Failure, LinkEvent};
use dps_playground_page::lesson::StepId;
use dps_playground_page::material::Origin;
use dps_protocol::registration::Outcome;

use crate::world::{World, failure, identity};

/// Runs the whole lesson after a change, expects it to fail in `step`, then mends it and expects it to go through.
#[track_caller]
fn check(change: impl FnOnce(&mut Inputs), step: StepId, expected: impl FnOnce(&Failure)) {
    let mut world = World::new();
    change(&mut world.inputs);
    world.run_to(StepId::Telemetry);
    expected(world.failure(step));
    world.inputs = Inputs::default();
    world.run_to(StepId::Telemetry);
    assert_eq!(
        world.steps(),
        ["done"; 9],
        "it must run again after it was mended"
    );
}

/// How the registration ended.
#[track_caller]
fn outcome(failure: &Failure) -> &Outcome {
    match failure {
        Failure::Registration(outcome) => outcome,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn connack(failure: &Failure, expected: u8) {
    let Outcome::ConnackRefused { code } = outcome(failure) else {
        panic!("{failure:?}")
    };
    assert_eq!(*code, expected);
}

#[track_caller]
fn refused(failure: &Failure, expected_code: u32, expected_message: &str) {
    let Outcome::Refused {
        error: Some(error), ..
    } = outcome(failure)
    else {
        panic!("{failure:?}")
    };
    assert_eq!(
        (error.error_code, error.message.as_str()),
        (expected_code, expected_message)
    );
}

#[test]
fn an_unknown_id_scope_is_connack_3() {
    check(
        |inputs| inputs.id_scope = "0ne00BADBAD".to_owned(),
        StepId::Connect,
        |failure| connack(failure, 3),
    );
}

#[test]
fn a_wrong_client_id_is_connack_5() {
    let edit = |inputs: &mut Inputs| inputs.edits.insert(Field::ClientId, "press-18".to_owned());
    check(edit, StepId::Connect, |failure| connack(failure, 5));
}

#[test]
fn no_enrolment_connects_and_is_refused_on_register() {
    check(
        |inputs| inputs.enrolment = Enrolment::None,
        StepId::Register,
        |failure| {
            let Outcome::Refused { status, .. } = outcome(failure) else {
                panic!("{failure:?}")
            };
            assert_eq!(*status, 401);
        },
    );
}

#[test]
fn an_unverified_ca_is_ca_certificate_not_found() {
    let change = |inputs: &mut Inputs| {
        inputs.practice_identity = PracticeIdentity::Issued;
        inputs.enrolment = Enrolment::GroupUnverified;
    };
    check(change, StepId::Register, |failure| {
        refused(failure, 401_002, "CA certificate not found.")
    });
}

#[test]
fn a_leaf_without_its_intermediate_is_ca_certificate_not_found() {
    let change = |inputs: &mut Inputs| {
        inputs.practice_identity = PracticeIdentity::Issued;
        inputs.enrolment = Enrolment::Group;
        inputs.presented = Presented::LeafOnly;
    };
    check(change, StepId::Register, |failure| {
        refused(failure, 401_002, "CA certificate not found.")
    });
}

#[test]
fn a_disabled_enrolment_says_so() {
    check(
        |inputs| inputs.enrolment = Enrolment::IndividualDisabled,
        StepId::Register,
        |failure| {
            assert!(
                matches!(outcome(failure), Outcome::Disabled { .. }),
                "{failure:?}"
            );
        },
    );
}

#[test]
fn a_group_without_a_ca_cannot_be_enrolled() {
    check(
        |inputs| inputs.enrolment = Enrolment::Group,
        StepId::Certificates,
        |failure| {
            assert!(matches!(failure, Failure::Enrolment(_)), "{failure:?}");
        },
    );
}

#[test]
fn an_expired_certificate_is_warned_of_and_then_refused() {
    for kind in [
        PracticeIdentity::Expired,
        PracticeIdentity::NotYetValid,
        PracticeIdentity::Nameless,
    ] {
        let mut world = World::new();
        world.inputs.practice_identity = kind;
        world.run_to(StepId::Telemetry);
        assert_eq!(
            world.journey.step(StepId::Certificates).word(),
            "warned",
            "{kind:?}"
        );
        let refused = matches!(
            outcome(world.failure(StepId::Register)),
            Outcome::Refused { .. }
        );
        assert!(refused, "{kind:?}: {:?}", world.failure(StepId::Register));
    }
}

#[test]
fn a_key_of_another_certificate_ends_before_any_connection() {
    let mut world = World::new();
    let mut material = identity(PracticeIdentity::SelfSigned, "press-17");
    material.origin = Origin::Imported;
    material.key.as_mut().unwrap().belongs_to = None;
    let effects = world
        .journey
        .go(world.now, &world.inputs, Some(&material), StepId::Telemetry);
    assert_eq!(effects, []);
    assert!(matches!(
        world.failure(StepId::Certificates),
        Failure::Identity(_)
    ));
}

#[test]
fn input_that_cannot_be_sent_at_all_is_named() {
    let no_json = |inputs: &mut Inputs| inputs.payload = "{modelId".to_owned();
    let no_id = |inputs: &mut Inputs| inputs.registration_id.clear();
    let no_host = |inputs: &mut Inputs| inputs.place = Place::Own;
    for change in [no_json, no_id, no_host] {
        check(change, StepId::Identity, |failure| {
            assert!(matches!(failure, Failure::Input(_)), "{failure:?}")
        });
    }
}

#[test]
fn an_own_port_that_is_none_is_named() {
    let change = |inputs: &mut Inputs| {
        inputs.place = Place::Own;
        inputs.own_host = "dps.example".to_owned();
        inputs.own_port = "88833".to_owned();
    };
    check(change, StepId::Trust, |failure| {
        assert_eq!(
            *failure,
            Failure::Input("the port must be a number from 1 to 65535, not \"88833\"".to_owned())
        );
    });
}

#[test]
fn nothing_listening_ends_in_the_trust_step() {
    let mut world = World::new();
    world.unplugged = true;
    world.run_to(StepId::Telemetry);
    assert_eq!(
        *world.failure(StepId::Trust),
        Failure::Link(failure("connection_refused"))
    );
    world.unplugged = false;
    world.run_to(StepId::Telemetry);
    assert_eq!(world.steps(), ["done"; 9]);
}

#[test]
fn a_connection_lost_at_any_step_leaves_a_clear_state_and_can_be_run_again() {
    for step in [
        StepId::Trust,
        StepId::Connect,
        StepId::Subscribe,
        StepId::Register,
    ] {
        let mut world = World::new();
        world.run_to(step);
        world.pull_the_plug();
        let next = step.next().unwrap();
        assert_eq!(
            *world.failure(next),
            Failure::Link(failure("relay_gone")),
            "after {step:?}"
        );
        world.run_to(StepId::Telemetry);
        assert_eq!(world.steps(), ["done"; 9], "after {step:?}");
    }
}

#[test]
fn a_connection_lost_while_waiting_for_the_poll_is_said() {
    let mut world = World::new();
    world.begin(StepId::Telemetry);
    assert_eq!(world.journey.step(StepId::Poll).word(), "waiting");
    world.pull_the_plug();
    assert_eq!(
        *world.failure(StepId::Poll),
        Failure::Link(failure("relay_gone"))
    );
    assert!(!world.journey.is_running());
}

#[test]
fn stopping_ends_at_once_and_can_be_run_again() {
    let mut world = World::new();
    world.begin(StepId::Telemetry);
    let effects = world.journey.cancel(world.now);
    assert_eq!(effects.len(), 1, "one hang-up: {effects:?}");
    assert_eq!(*world.failure(StepId::Poll), Failure::Cancelled);
    assert_eq!(world.journey.wake_at(), None);
    world.run_to(StepId::Telemetry);
    assert_eq!(world.steps(), ["done"; 9]);
}

#[test]
fn late_news_of_an_old_connection_changes_nothing() {
    let mut world = World::new();
    world.run_to(StepId::Connect);
    world.run_to(StepId::Connect);
    let before = world.journey.trace().len();
    let old = dps_playground_page::journey::LinkId(1);
    world.tell(Event::Link(old, LinkEvent::Closed(failure("relay_gone"))));
    world.tell(Event::Link(old, LinkEvent::Received(vec![0x20, 2, 0, 0])));
    assert_eq!(world.journey.trace().len(), before);
    assert_eq!(world.steps()[..4], ["done"; 4]);
}

#[test]
fn a_topic_without_the_dollar_sign_is_answered_with_an_empty_request_id() {
    let edit = |inputs: &mut Inputs| {
        let topic = "$dps/registrations/PUT/iotdps-register/?rid={rid}".to_owned();
        inputs.edits.insert(Field::RegisterTopic, topic);
    };
    check(edit, StepId::Register, |failure| {
        assert!(
            matches!(outcome(failure), Outcome::Unreadable { .. }),
            "{failure:?}"
        );
    });
}

#[test]
fn the_hub_refuses_another_device_id() {
    let edit = |inputs: &mut Inputs| {
        inputs
            .edits
            .insert(Field::HubClientId, "press-99".to_owned());
    };
    check(edit, StepId::Telemetry, |failure| {
        assert!(
            matches!(
                failure,
                Failure::Hub(device_session::HubOutcome::ConnackRefused { code: 5 })
            ),
            "{failure:?}"
        );
    });
}
