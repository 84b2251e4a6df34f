//! The way to an assigned hub.

use super::*;

#[test]
fn a_registration_goes_from_connect_to_assigned() {
    let mut registration = Registration::new(settings());
    let now = at(10);

    assert_eq!(registration.ready(now), Some(Stage::Connect));
    let Some(Intent::Connect(fields)) = registration.perform(now) else {
        panic!()
    };
    assert_eq!(fields.client_id, "dev1");
    assert_eq!(
        fields.username,
        "0ne00C0FFEE/registrations/dev1/api-version=2019-03-31"
    );
    assert_eq!(
        (
            fields.password,
            fields.keep_alive_secs,
            fields.clean_session
        ),
        (None, 60, true)
    );
    assert_eq!(registration.state().describe(), "waiting for the CONNACK");
    assert_eq!(registration.ready(now), None);
    assert_eq!(registration.perform(now), None);

    assert_eq!(registration.handle(now, CONNECTED), None);
    assert_eq!(registration.ready(now), Some(Stage::Subscribe));
    assert_eq!(
        registration.perform(now),
        Some(Intent::Subscribe {
            filter: "$dps/registrations/res/#".to_owned()
        })
    );

    registration.handle(now, Event::Suback { code: 1 });
    assert_eq!(
        registration.perform(now),
        Some(Intent::Publish {
            topic: REGISTER_1.to_owned(),
            payload: br#"{"registrationId":"dev1"}"#.to_vec(),
        })
    );

    answer(
        &mut registration,
        now,
        "202/?$rid=1&retry-after=3",
        ASSIGNING,
    );
    assert_eq!(registration.operation_id(), Some("4.ab.cd"));
    assert_eq!(registration.ready(now), None);
    assert_eq!(registration.wake_at(), Some(at(13)));
    assert_eq!(registration.ready(at(13)), Some(Stage::Poll));
    assert_eq!(
        registration.perform(at(13)),
        Some(Intent::Publish {
            topic: poll(2),
            payload: Vec::new()
        })
    );

    answer(
        &mut registration,
        at(14),
        "202/?$rid=2&retry-after=3",
        ASSIGNING,
    );
    registration.handle(at(17), Event::Tick);
    assert_eq!(registration.state(), &State::Ready(Stage::Poll));
    assert_eq!(sent_topic(&mut registration, at(17)), poll(3));

    answer(&mut registration, at(18), "200/?$rid=3", ASSIGNED);
    let Some(Outcome::Assigned { state, operation }) = registration.outcome() else {
        panic!()
    };
    assert_eq!(state.assigned_hub.as_deref(), Some(HUB));
    assert_eq!(state.device_id.as_deref(), Some("dev1"));
    assert_eq!(
        operation.raw_registration_state()["substatus"],
        "initialAssignment"
    );
    assert_eq!(registration.state(), &State::Finished);
    assert_eq!(
        (registration.ready(at(99)), registration.wake_at()),
        (None, None)
    );
    assert_eq!(registration.perform(at(99)), None);
    assert_eq!(registration.notes(), []);
}

#[test]
fn assigned_may_come_at_once() {
    let mut registration = awaiting(Stage::Register, settings());
    answer(&mut registration, at(1), "200/?$rid=1", ASSIGNED);
    assert!(matches!(
        registration.outcome(),
        Some(Outcome::Assigned { .. })
    ));
}

#[test]
fn nothing_changes_after_the_outcome() {
    let mut registration = awaiting(Stage::Register, settings());
    answer(&mut registration, at(1), "200/?$rid=1", ASSIGNED);
    let outcome = registration.outcome().cloned();
    for event in [
        Event::Closed,
        Event::Cancel,
        Event::Tick,
        Event::Connack {
            code: 5,
            session_present: false,
        },
    ] {
        assert_eq!(registration.handle(at(9999), event), outcome.as_ref());
    }
}

#[test]
fn suback_grants_any_quality_of_service() {
    for code in [0, 1, 2] {
        let mut registration = awaiting(Stage::Subscribe, settings());
        registration.handle(at(1), Event::Suback { code });
        assert_eq!(registration.ready(at(1)), Some(Stage::Register), "{code}");
    }
}

#[test]
fn an_old_session_is_noted_and_no_obstacle() {
    let mut registration = awaiting(Stage::Connect, settings());
    registration.handle(
        at(1),
        Event::Connack {
            code: 0,
            session_present: true,
        },
    );
    assert_eq!(registration.ready(at(1)), Some(Stage::Subscribe));
    assert_eq!(registration.notes(), [Note::SessionPresent]);
}
