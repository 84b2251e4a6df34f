//! By what name the machine polls.

use super::*;

#[test]
fn is_kept_when_a_poll_answer_omits_it() {
    for body in [
        r#"{"status":"assigning"}"#,
        r#"{"operationId":"","status":"assigning"}"#,
    ] {
        let mut registration = awaiting(Stage::Poll, settings());
        answer(&mut registration, at(1), "202/?$rid=2&retry-after=0", body);
        assert_eq!(registration.operation_id(), Some("4.ab.cd"));
        assert_eq!(sent_topic(&mut registration, at(1)), poll(3));
    }
}

#[test]
fn that_changes_is_followed() {
    let mut registration = awaiting(Stage::Poll, settings());
    answer(
        &mut registration,
        at(1),
        "202/?$rid=2&retry-after=0",
        r#"{"operationId":"5.x","status":"assigning"}"#,
    );
    assert_eq!(
        sent_topic(&mut registration, at(1)),
        topics::operation_status("3", "5.x")
    );
}

#[test]
fn that_never_came_ends_the_registration() {
    let mut registration = awaiting(Stage::Register, settings());
    answer(
        &mut registration,
        at(1),
        "202/?$rid=1&retry-after=3",
        r#"{"status":"assigning"}"#,
    );
    let Some(Outcome::Unreadable { why, payload, .. }) = registration.outcome() else {
        panic!()
    };
    assert_eq!(why, &UnreadableAnswer::NoOperationId);
    assert_eq!(payload, br#"{"status":"assigning"}"#);
}

#[test]
fn unassigned_is_polled_on() {
    let mut registration = awaiting(Stage::Register, settings());
    answer(
        &mut registration,
        at(1),
        "202/?$rid=1&retry-after=0",
        r#"{"operationId":"4.ab.cd","status":"unassigned"}"#,
    );
    assert_eq!(sent_topic(&mut registration, at(1)), poll(2));
}
