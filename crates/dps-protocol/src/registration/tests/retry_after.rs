//! How long the machine waits before it polls.

use super::*;

/// The pause after an answer to the registration, and after one to a poll, in seconds.
#[track_caller]
fn check(retry_after: &str, expected: (u64, u64), reason: Pause) {
    for (stage, rid, pause) in [
        (Stage::Register, 1, expected.0),
        (Stage::Poll, 2, expected.1),
    ] {
        let mut registration = awaiting(stage, settings());
        answer(
            &mut registration,
            at(100),
            &format!("202/?$rid={rid}{retry_after}"),
            ASSIGNING,
        );
        assert_eq!(registration.wake_at(), Some(at(100 + pause)), "{stage:?}");
        let State::Pausing {
            next,
            reason: found,
            ..
        } = *registration.state()
        else {
            panic!()
        };
        assert_eq!((next, found), (Stage::Poll, reason));
        let before = at(100 + pause) - Duration::from_nanos(1);
        assert_eq!(registration.ready(before), None, "{stage:?}");
        assert_eq!(
            registration.ready(at(100 + pause)),
            Some(Stage::Poll),
            "{stage:?}"
        );
    }
}

#[test]
fn is_obeyed() {
    check(
        "&retry-after=3",
        (3, 3),
        Pause::RetryAfter {
            secs: 3,
            capped: false,
        },
    );
    check(
        "&Retry-After=300",
        (300, 300),
        Pause::RetryAfter {
            secs: 300,
            capped: false,
        },
    );
}

#[test]
fn is_replaced_where_missing() {
    check("", (3, 2), Pause::Default);
    check("&retry-after=soon", (3, 2), Pause::Default);
}

#[test]
fn of_zero_means_at_once() {
    let mut registration = awaiting(Stage::Register, settings());
    answer(
        &mut registration,
        at(1),
        "202/?$rid=1&retry-after=0",
        ASSIGNING,
    );
    assert_eq!(registration.state(), &State::Ready(Stage::Poll));
    assert_eq!(sent_topic(&mut registration, at(1)), poll(2));
}

#[test]
fn that_is_huge_is_cut_and_said() {
    for secs in [301, u64::MAX] {
        check(
            &format!("&retry-after={secs}"),
            (300, 300),
            Pause::RetryAfter { secs, capped: true },
        );
        let mut registration = awaiting(Stage::Register, settings());
        answer(
            &mut registration,
            at(1),
            &format!("202/?$rid=1&retry-after={secs}"),
            ASSIGNING,
        );
        assert_eq!(
            registration.notes(),
            [Note::RetryAfterCapped { asked_secs: secs }]
        );
    }
}
