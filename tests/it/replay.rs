//! A session gone through again says what the device knew while it ran.

use dps_playground_page::lesson::StepId;
use dps_playground_page::replay::Replay;

use crate::world::World;

#[test]
fn the_replay_of_a_run_stands_where_the_run_stood() {
    let mut world = World::new();
    let mut seen = Vec::new();
    for step in [
        StepId::Connect,
        StepId::Subscribe,
        StepId::Register,
        StepId::Telemetry,
    ] {
        world.run_to(step);
        let last = world.journey.trace().len() - 1;
        seen.push((last, world.journey.known().operation_id.clone()));
    }
    let trace = world.journey.trace();
    let mut replay = Replay::new(world.journey.settings(), trace);
    let words: Vec<_> = seen
        .iter()
        .map(|(entry, operation_id)| {
            let moment = replay.at(trace, *entry).unwrap();
            assert_eq!(moment.operation_id, *operation_id);
            moment.words()
        })
        .collect();
    assert_eq!(
        words,
        [
            "connected, ready to subscribe",
            "subscribed, ready to register",
            "waiting as long as the service asked for",
            "over: assigned to practice-hub.example",
        ]
    );
}
