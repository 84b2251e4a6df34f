//! Messages that cannot be read, or that nobody asked for.

use super::*;

#[track_caller]
fn check_unreadable(tail: &str, body: &str, expected: &str) {
    let mut registration = awaiting(Stage::Register, settings());
    answer(&mut registration, at(1), tail, body);
    let Some(Outcome::Unreadable {
        topic,
        payload,
        why,
    }) = registration.outcome()
    else {
        panic!("{:?}", registration.outcome())
    };
    assert_eq!(topic, &format!("$dps/registrations/res/{tail}"));
    assert_eq!(payload, body.as_bytes());
    assert_eq!(why.to_string(), expected);
}

#[test]
fn unreadable_answers_say_what_is_wrong() {
    check_unreadable(
        "2xx/?$rid=1",
        ASSIGNING,
        "the status in the topic is \"2xx\", not three digits",
    );
    check_unreadable("200/?$rid=1", "[]", "the body is JSON but not an object");
    check_unreadable(
        "202/?$rid=1",
        "{}",
        "the body has no member \"status\" of the expected type",
    );
    check_unreadable(
        "200/?$rid=1",
        r#"{"status":"done"}"#,
        "the status \"done\" is unknown",
    );
    check_unreadable(
        "200/?$rid=1",
        r#"{"status":"assigned","registrationState":{"deviceId":"dev1"}}"#,
        "the answer says \"assigned\" without assignedHub and deviceId",
    );
    check_unreadable(
        "200/?$rid=1",
        r#"{"status":"assigned"}"#,
        "the answer says \"assigned\" without assignedHub and deviceId",
    );
}

#[test]
fn answers_to_others_are_ignored_and_noted() {
    let mut registration = awaiting(Stage::Poll, settings());
    for tail in ["200/?$rid=7", "200/?$rid=", "200/", "200/?$rid=1"] {
        answer(&mut registration, at(1), tail, ASSIGNED);
        assert_eq!(registration.outcome(), None, "{tail}");
    }
    assert_eq!(registration.notes().len(), 4);
    assert_eq!(
        registration.notes()[0],
        Note::ForeignRequestId {
            topic: "$dps/registrations/res/200/?$rid=7".to_owned(),
            expected: "2".to_owned(),
        }
    );
    answer(&mut registration, at(1), "200/?$rid=2", ASSIGNED);
    assert!(matches!(
        registration.outcome(),
        Some(Outcome::Assigned { .. })
    ));
}

#[test]
fn messages_on_other_topics_are_ignored_and_noted() {
    let mut registration = awaiting(Stage::Register, settings());
    registration.handle(
        at(1),
        Event::Message {
            topic: "devices/dev1",
            payload: b"",
        },
    );
    assert_eq!(
        registration.notes(),
        [Note::UnexpectedMessage {
            topic: "devices/dev1".to_owned()
        }]
    );
    assert_eq!(registration.state().awaits(), Some(Stage::Register));
}

#[test]
fn what_comes_unasked_is_ignored_and_noted() {
    let mut registration = awaiting(Stage::Connect, settings());
    answer(&mut registration, at(1), "200/?$rid=1", ASSIGNED);
    registration.handle(at(1), Event::Suback { code: 1 });
    registration.handle(at(1), CONNECTED);
    registration.handle(at(1), CONNECTED);
    assert_eq!(
        registration.notes(),
        [
            Note::UnexpectedMessage {
                topic: "$dps/registrations/res/200/?$rid=1".to_owned()
            },
            Note::UnexpectedPacket { name: "SUBACK" },
            Note::UnexpectedPacket { name: "CONNACK" },
        ]
    );
    assert_eq!(registration.ready(at(1)), Some(Stage::Subscribe));
}

#[test]
fn notes_are_bounded() {
    let mut registration = awaiting(Stage::Connect, settings());
    for _ in 0..10 * MAX_NOTES {
        registration.handle(at(1), Event::Suback { code: 1 });
    }
    assert_eq!(registration.notes().len(), MAX_NOTES);
}

#[test]
fn garbled_bytes_end_it() {
    let mut registration = awaiting(Stage::Connect, settings());
    let outcome = registration.handle(
        at(1),
        Event::Garbled {
            why: "an HTTP answer",
        },
    );
    assert_eq!(
        outcome,
        Some(&Outcome::Garbled {
            why: "an HTTP answer".to_owned()
        })
    );
}
