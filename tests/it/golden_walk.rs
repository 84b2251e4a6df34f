//! The lesson as it should go.

use dps_playground_page::inputs::{Enrolment, Field, PracticeIdentity};
use dps_playground_page::journey::StepState;
use dps_playground_page::lesson::StepId;

use crate::world::World;

#[test]
fn one_click_registers_a_device_and_sends_its_first_message() {
    let mut world = World::new();
    world.run_to(StepId::Telemetry);
    assert_eq!(world.steps(), ["done"; 9]);
    let known = world.journey.known();
    assert_eq!(known.device_id.as_deref(), Some("press-17"));
    assert_eq!(known.assigned_hub.as_deref(), Some("practice-hub.example"));
}

#[test]
fn the_packets_come_in_the_order_of_the_service() {
    let mut world = World::new();
    world.run_to(StepId::Telemetry);
    let dps = ["> CONNECT", "< CONNACK", "> SUBSCRIBE", "< SUBACK"];
    // PUBACK before the response (dps-protocol.md 2.4), and our PUBACK for the response.
    let asked = ["> PUBLISH", "< PUBACK", "< PUBLISH", "> PUBACK"];
    let hub = [
        "> CONNECT",
        "< CONNACK",
        "> PUBLISH",
        "< PUBACK",
        "> DISCONNECT",
    ];
    let expected: Vec<&str> = dps
        .into_iter()
        .chain(asked)
        .chain(asked)
        .chain(["> DISCONNECT"])
        .chain(hub)
        .collect();
    assert_eq!(world.packets(), expected);
}

#[test]
fn step_by_step_leads_to_the_same_end() {
    let mut world = World::new();
    for (position, step) in StepId::ALL.into_iter().enumerate() {
        world.run_to(step);
        let done = world.steps().iter().filter(|word| **word == "done").count();
        // Polling ends with the decision; nothing beyond the step asked for is done.
        assert_eq!(done, position + 1, "after {step:?}: {:?}", world.steps());
    }
}

#[test]
fn the_poll_waits_as_long_as_the_service_asked_for() {
    let mut world = World::new();
    world.begin(StepId::Poll);
    let StepState::Waiting { since, until } = world.journey.step(StepId::Poll).clone() else {
        panic!("{:?}", world.steps());
    };
    assert_eq!((until - since).as_secs(), 3);
    world.run_to(StepId::Poll);
    while world.journey.is_running() {
        world.wait();
    }
    assert_eq!(world.journey.step(StepId::Poll).word(), "done");
}

#[test]
fn a_factory_chain_registers_through_its_group() {
    let mut world = World::new();
    world.inputs.practice_identity = PracticeIdentity::Issued;
    world.inputs.enrolment = Enrolment::Group;
    world.run_to(StepId::Telemetry);
    assert_eq!(world.steps(), ["done"; 9]);
}

#[test]
fn a_step_done_before_is_done_again_on_a_fresh_connection() {
    let mut world = World::new();
    world.run_to(StepId::Subscribe);
    world.run_to(StepId::Connect);
    let rest = ["idle"; 5];
    assert_eq!(world.steps()[..4], ["done"; 4]);
    assert_eq!(world.steps()[4..], rest);
    assert_eq!(world.packets(), ["> CONNECT", "< CONNACK"]);
}

#[test]
fn another_name_begins_from_the_start_with_a_new_identity() {
    let mut world = World::new();
    world.run_to(StepId::Telemetry);
    world.inputs.registration_id = "press-18".to_owned();
    world.run_to(StepId::Certificates);
    let leaf = world.journey.material().unwrap().leaf().unwrap().clone();
    assert_eq!(leaf.common_name(), Some("press-18"));
    assert_eq!(world.steps()[2..], ["idle"; 7]);
}

#[test]
fn an_edit_of_a_later_step_keeps_the_connection() {
    let mut world = World::new();
    world.run_to(StepId::Subscribe);
    world
        .inputs
        .edits
        .insert(Field::RegisterPayload, "{}".to_owned());
    world.run_to(StepId::Register);
    assert_eq!(
        world
            .packets()
            .iter()
            .filter(|packet| *packet == "> CONNECT")
            .count(),
        1
    );
    assert_eq!(world.journey.step(StepId::Register).word(), "done");
}

#[test]
fn nothing_counts_as_having_left_the_tab_while_all_is_in_the_page() {
    let mut world = World::new();
    world.run_to(StepId::Telemetry);
    let left = world.journey.left_the_tab();
    assert_eq!(
        (left.bytes_sent, left.certificates, left.signatures),
        (0, 0, 0)
    );
}
