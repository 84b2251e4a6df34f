//! Settings that were changed, and previews.

use super::*;

#[test]
fn edited_topics_are_filled_in() {
    let edited = Settings {
        register_topic: Some("$dps/registrations/PUT/iotdps-register/?$rid=x{rid}".to_owned()),
        poll_topic: Some("$dps/registrations/GET/iotdps-get-operationstatus/?operationId={operationId}&$rid={rid}".to_owned()),
        ..settings()
    };
    let mut registration = ready_for(Stage::Register, edited);
    assert_eq!(
        sent_topic(&mut registration, at(0)),
        "$dps/registrations/PUT/iotdps-register/?$rid=x1"
    );
    answer(
        &mut registration,
        at(0),
        "202/?$rid=x1&retry-after=0",
        ASSIGNING,
    );
    assert_eq!(
        sent_topic(&mut registration, at(0)),
        "$dps/registrations/GET/iotdps-get-operationstatus/?operationId=4.ab.cd&$rid=2"
    );
    answer(&mut registration, at(0), "200/?$rid=2", ASSIGNED);
    assert!(matches!(
        registration.outcome(),
        Some(Outcome::Assigned { .. })
    ));
}

#[test]
fn without_the_dollar_the_answer_is_nobodys() {
    let edited = Settings {
        register_topic: Some("$dps/registrations/PUT/iotdps-register/?rid={rid}".to_owned()),
        ..settings()
    };
    let mut registration = awaiting(Stage::Register, edited);
    answer(
        &mut registration,
        at(1),
        "202/?$rid=&retry-after=3",
        ASSIGNING,
    );
    assert!(matches!(
        registration.outcome(),
        Some(Outcome::Unreadable {
            why: UnreadableAnswer::EmptyRequestId,
            ..
        })
    ));
}

#[test]
fn a_topic_dps_does_not_know_ends_by_time() {
    let edited = Settings {
        register_topic: Some("hello".to_owned()),
        ..settings()
    };
    let mut registration = awaiting(Stage::Register, edited);
    let outcome = registration.handle(at(30), Event::Tick);
    assert!(matches!(
        outcome,
        Some(Outcome::TimedOut {
            limit: Limit::Answer,
            ..
        })
    ));
}

#[test]
fn settings_may_change_between_two_steps() {
    let mut registration = ready_for(Stage::Subscribe, settings());
    registration.settings_mut().filter = "wrong/#".to_owned();
    assert_eq!(
        registration.perform(at(0)),
        Some(Intent::Subscribe {
            filter: "wrong/#".to_owned()
        })
    );
    registration.handle(at(0), Event::Suback { code: 0 });
    registration.settings_mut().register_payload = b"{".to_vec();
    let Some(Intent::Publish { payload, .. }) = registration.perform(at(0)) else {
        panic!()
    };
    assert_eq!(payload, b"{");
}

#[test]
fn what_cannot_be_sent_ends_it() {
    let mut registration = awaiting(Stage::Subscribe, settings());
    let outcome = registration.handle(
        at(0),
        Event::Unsendable {
            why: "an empty filter",
        },
    );
    assert_eq!(
        outcome,
        Some(&Outcome::Unsendable {
            stage: Stage::Subscribe,
            why: "an empty filter".to_owned()
        })
    );
}

#[test]
fn a_preview_is_what_will_be_sent() {
    for stage in Stage::ALL {
        let mut registration = ready_for(stage, settings());
        assert_eq!(
            Some(registration.preview(stage)),
            registration.perform(at(0)),
            "{stage:?}"
        );
    }
}

#[test]
fn a_preview_looks_ahead() {
    let in_preview = |stage| {
        let Intent::Publish { topic, .. } = ready_for(stage, settings()).preview(Stage::Poll)
        else {
            panic!()
        };
        topic
    };
    for stage in [Stage::Connect, Stage::Subscribe, Stage::Register] {
        assert_eq!(
            in_preview(stage),
            topics::operation_status("2", OPERATION_ID_PLACEHOLDER),
            "{stage:?}"
        );
    }
    assert_eq!(in_preview(Stage::Poll), poll(2));
    let awaiting = awaiting(Stage::Register, settings());
    assert_eq!(
        awaiting.preview(Stage::Poll),
        Intent::Publish {
            topic: topics::operation_status("2", OPERATION_ID_PLACEHOLDER),
            payload: Vec::new()
        }
    );
}

#[test]
fn passwords_are_not_shown() {
    let fields = ConnectFields {
        password: Some(b"SharedAccessSignature".to_vec()),
        ..settings().connect
    };
    let shown = format!("{fields:?}");
    assert!(
        shown.contains("redacted") && !shown.contains("Shared") && !shown.contains("83"),
        "{shown}"
    );
}
