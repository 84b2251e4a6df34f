//! Closed, cancelled, timed out.

use super::*;

#[test]
fn closed_and_cancelled_at_every_stage() {
    for stage in Stage::ALL {
        for mut registration in [ready_for(stage, settings()), awaiting(stage, settings())] {
            let during = *registration.state();
            assert_eq!(during.stage(), Some(stage));
            let mut other = registration.clone();
            assert_eq!(
                registration.handle(at(1), Event::Closed),
                Some(&Outcome::Closed { during })
            );
            assert_eq!(
                other.handle(at(1), Event::Cancel),
                Some(&Outcome::Cancelled)
            );
            assert_eq!((other.ready(at(9)), other.wake_at()), (None, None));
        }
    }
}

#[test]
fn closed_during_a_pause() {
    let mut registration = awaiting(Stage::Register, settings());
    answer(
        &mut registration,
        at(1),
        "202/?$rid=1&retry-after=3",
        ASSIGNING,
    );
    let during = *registration.state();
    assert_eq!(
        during.describe(),
        "waiting as long as the service asked for"
    );
    assert_eq!(
        registration.handle(at(2), Event::Closed),
        Some(&Outcome::Closed { during })
    );
}

#[test]
fn an_answer_may_take_thirty_seconds() {
    for stage in Stage::ALL {
        let mut registration = awaiting(stage, settings());
        let during = *registration.state();
        assert_eq!(registration.wake_at(), Some(at(30)), "{stage:?}");
        assert_eq!(
            registration.handle(at(30) - Duration::from_nanos(1), Event::Tick),
            None
        );
        assert_eq!(
            registration.handle(at(30), Event::Tick),
            Some(&Outcome::TimedOut {
                during,
                limit: Limit::Answer
            }),
            "{stage:?}"
        );
    }
}

#[test]
fn time_stands_still_while_a_person_reads() {
    let mut registration = ready_for(Stage::Register, settings());
    assert_eq!(registration.wake_at(), None);
    assert_eq!(registration.handle(at(100_000), Event::Tick), None);
    registration.perform(at(100_000)).unwrap();
    assert_eq!(registration.wake_at(), Some(at(100_030)));
    answer(
        &mut registration,
        at(100_001),
        "202/?$rid=1&retry-after=3",
        ASSIGNING,
    );
    // The pause is long over when the person goes on.
    assert_eq!(registration.handle(at(200_000), Event::Tick), None);
    registration.perform(at(200_000)).unwrap();
    assert_eq!(registration.wake_at(), Some(at(200_030)));
}

#[test]
fn a_pause_longer_than_the_overall_time_ends_with_it() {
    let mut short = settings();
    short.timeouts.overall = at(10);
    let mut registration = awaiting(Stage::Register, short);
    answer(
        &mut registration,
        at(4),
        "202/?$rid=1&retry-after=60",
        ASSIGNING,
    );
    assert_eq!(registration.wake_at(), Some(at(10)));
    assert_eq!(registration.handle(at(9), Event::Tick), None);
    assert!(matches!(
        registration.handle(at(10), Event::Tick),
        Some(Outcome::TimedOut {
            during: State::Pausing { .. },
            limit: Limit::Overall
        })
    ));
    assert_eq!(registration.ready(at(100)), None);
}

#[test]
fn the_overall_time_also_cuts_an_answer_short() {
    let mut short = settings();
    short.timeouts.overall = at(10);
    let mut registration = awaiting(Stage::Register, short);
    answer(
        &mut registration,
        at(4),
        "202/?$rid=1&retry-after=2",
        ASSIGNING,
    );
    registration.perform(at(1000)).unwrap();
    assert_eq!(registration.wake_at(), Some(at(1004)));
    assert!(matches!(
        registration.handle(at(1004), Event::Tick),
        Some(Outcome::TimedOut {
            during: State::Awaiting {
                stage: Stage::Poll,
                ..
            },
            limit: Limit::Overall
        })
    ));
}

#[test]
fn endless_assigning_ends_by_the_overall_time() {
    let mut registration = awaiting(Stage::Register, settings());
    let mut now = Duration::ZERO;
    let mut rid = 1;
    while registration.outcome().is_none() {
        answer(
            &mut registration,
            now,
            &format!("202/?$rid={rid}&retry-after=3"),
            ASSIGNING,
        );
        now = registration.wake_at().unwrap();
        registration.handle(now, Event::Tick);
        registration.perform(now);
        rid += 1;
        assert!(rid < 1000);
    }
    assert!(matches!(
        registration.outcome(),
        Some(Outcome::TimedOut {
            limit: Limit::Overall,
            ..
        })
    ));
    assert_eq!(now, DEFAULT_OVERALL_TIMEOUT);
}
