//! The lesson beside the console: what is enrolled there is used, and failures on purpose are labelled.

use dps_playground_page::inputs::Enrolment;
use dps_playground_page::journey::{Event, Failure, Fault, LinkId, What};
use dps_playground_page::lesson::StepId;
use dps_protocol::RegistrationId;
use dps_protocol::registration::Outcome;
use practice_dps::enrollments::{IndividualEnrollment, ProvisioningStatus};

use crate::world::World;

/// A world whose identity is made already.
fn world() -> World {
    let mut world = World::new();
    world.inputs.enrolment = Enrolment::Kept;
    world.run_to(StepId::Certificates);
    world
}

fn entry(world: &World) -> IndividualEnrollment {
    let leaf = world.journey.material().unwrap().leaf().unwrap().clone();
    IndividualEnrollment::new(RegistrationId::parse("press-17").unwrap(), leaf)
}

#[test]
fn what_is_kept_is_neither_written_nor_forgotten() {
    let mut world = world();
    assert_eq!(world.service.enrollments().individuals().count(), 0);
    world.run_to(StepId::Telemetry);
    let Failure::Registration(outcome) = world.failure(StepId::Register) else {
        panic!("nobody has enrolled the device");
    };
    assert!(matches!(**outcome, Outcome::Refused { .. }), "{outcome:?}");

    let mut disabled = entry(&world);
    disabled.terms.provisioning_status = ProvisioningStatus::Disabled;
    world.service.put_individual(disabled.clone()).unwrap();
    world.run_to(StepId::Telemetry);
    assert_eq!(
        world.service.enrollments().individual("press-17"),
        Some(&disabled)
    );

    world.service.put_individual(entry(&world)).unwrap();
    world.run_to(StepId::Telemetry);
    assert_eq!(world.steps(), ["done"; 9]);
}

fn fault(link: u32, device: Option<&str>) -> Event {
    Event::Fault(Fault {
        link: LinkId(link),
        device: device.map(str::to_owned),
        id: "register_429".to_owned(),
        title: "the registration is throttled".to_owned(),
        on: Vec::new(),
    })
}

fn labels(world: &World) -> usize {
    let is_label = |what: &What| matches!(what, What::Fault { id, .. } if id == "register_429");
    let trace = world.journey.trace().iter();
    trace.filter(|entry| is_label(&entry.what)).count()
}

#[test]
fn a_fault_is_labelled_also_when_it_is_told_late_and_only_where_it_belongs() {
    let mut world = World::new();
    world.run_to(StepId::Telemetry);
    // The first connection has ended: the second was to the hub.
    world.tell(fault(1, None));
    world.tell(fault(1, Some("PRESS-17")));
    world.tell(fault(2, Some("press-17")));
    assert_eq!(labels(&world), 3);
    world.tell(fault(1, Some("press-18")));
    world.tell(fault(9, None));
    assert_eq!(labels(&world), 3);
    // The next run begins with nothing, and news of the last one is no news.
    world.run_to(StepId::Telemetry);
    world.tell(fault(1, None));
    assert_eq!(labels(&world), 0);
    assert_eq!(world.steps(), ["done"; 9]);
}
