//! 429 and 5xx: the same request again.

use super::*;

#[test]
fn a_throttled_registration_is_registered_again() {
    let mut registration = awaiting(Stage::Register, settings());
    let body = r#"{"errorCode":429001,"trackingId":"","message":"Operations are being throttled for this tenant."}"#;
    answer(&mut registration, at(1), "429/?$rid=1&retry-after=4", body);
    assert_eq!(registration.outcome(), None);
    assert_eq!(registration.wake_at(), Some(at(5)));
    assert_eq!(sent_topic(&mut registration, at(5)), REGISTER_2);
    assert_eq!(registration.notes(), [Note::Repeated { status: 429 }]);
}

#[test]
fn a_poll_that_met_a_fault_is_polled_again() {
    for status in [500, 503, 599] {
        let mut registration = awaiting(Stage::Poll, settings());
        answer(
            &mut registration,
            at(1),
            &format!("{status}/?$rid=2&retry-after=1"),
            "",
        );
        assert_eq!(sent_topic(&mut registration, at(2)), poll(3), "{status}");
    }
}

#[test]
fn the_pause_grows_when_nobody_says_how_long() {
    let mut registration = awaiting(Stage::Register, settings());
    let mut now = Duration::ZERO;
    let mut pauses = Vec::new();
    for rid in 1..=9 {
        answer(&mut registration, now, &format!("503/?$rid={rid}"), "");
        let wake_at = registration.wake_at().unwrap();
        pauses.push((wake_at - now).as_secs());
        now = wake_at;
        registration.perform(now).unwrap();
    }
    assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 64, 100, 100]);
}

#[test]
fn the_pause_starts_over_after_an_answer() {
    let mut registration = awaiting(Stage::Register, settings());
    answer(&mut registration, at(0), "503/?$rid=1", "");
    registration.perform(at(1)).unwrap();
    answer(&mut registration, at(1), "503/?$rid=2", "");
    registration.perform(at(3)).unwrap();
    answer(
        &mut registration,
        at(3),
        "202/?$rid=3&retry-after=0",
        ASSIGNING,
    );
    registration.perform(at(3)).unwrap();
    answer(&mut registration, at(3), "429/?$rid=4", "");
    assert_eq!(registration.wake_at(), Some(at(4)));
    assert!(matches!(
        registration.state(),
        State::Pausing {
            next: Stage::Poll,
            reason: Pause::Backoff { status: 429 },
            ..
        }
    ));
}

#[test]
fn retry_after_zero_repeats_at_once_and_the_overall_time_ends_it() {
    let mut registration = awaiting(Stage::Register, settings());
    let mut now = Duration::ZERO;
    for rid in 1..1000 {
        now += at(1);
        registration.handle(now, Event::Tick);
        answer(
            &mut registration,
            now,
            &format!("429/?$rid={rid}&retry-after=0"),
            "",
        );
        if registration.perform(now).is_none() {
            break;
        }
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

/// The pauses after these answers, one after the other, in milliseconds.
fn pauses_with_jitter(seed: u64, answers: &[&str]) -> Vec<u128> {
    let mut settings = settings();
    settings.retry.jitter = Some(Jitter::new(seed));
    let mut registration = awaiting(Stage::Register, settings);
    let mut now = Duration::ZERO;
    let mut pauses = Vec::new();
    for (rid, tail) in (1..).zip(answers) {
        answer(
            &mut registration,
            now,
            &tail.replace("{rid}", &rid.to_string()),
            "",
        );
        let wake_at = registration.wake_at().unwrap();
        pauses.push((wake_at - now).as_millis());
        now = wake_at;
        registration.perform(now).unwrap();
    }
    pauses
}

#[test]
fn with_jitter_no_two_pauses_are_the_same_and_none_is_shorter_than_asked_for() {
    let throttled = ["429/?$rid={rid}&retry-after=4"; 5];
    for seed in 0..50 {
        let pauses = pauses_with_jitter(seed, &throttled);
        assert!(
            pauses.iter().all(|pause| (4000..=8000).contains(pause)),
            "{pauses:?}"
        );
        assert_eq!(pauses, pauses_with_jitter(seed, &throttled));
        let (fewest, most) = (pauses.iter().min(), pauses.iter().max());
        assert!(most.unwrap() - fewest.unwrap() > 200, "{pauses:?}");
    }
    let others = pauses_with_jitter(1, &throttled);
    assert_ne!(others, pauses_with_jitter(2, &throttled));
}

#[test]
fn with_jitter_the_pause_still_grows_also_when_none_is_asked_for() {
    for tail in ["503/?$rid={rid}", "429/?$rid={rid}&retry-after=0"] {
        let pauses = pauses_with_jitter(7, &[tail; 4]);
        for (pause, least) in pauses.iter().zip([1000, 2000, 4000, 8000]) {
            assert!((least..=2 * least).contains(pause), "{pauses:?}");
        }
    }
}
