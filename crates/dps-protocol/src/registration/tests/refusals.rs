//! Every answer that says no.

use super::*;

#[test]
fn failed_comes_on_status_200() {
    for (stage, rid) in [(Stage::Register, 1), (Stage::Poll, 2)] {
        let mut registration = awaiting(stage, settings());
        let body = r#"{"operationId":"4.ab.cd","status":"failed","registrationState":{"registrationId":"dev1",
            "status":"failed","errorCode":401001,"errorMessage":"IoTHub not found."}}"#;
        answer(&mut registration, at(1), &format!("200/?$rid={rid}"), body);
        let Some(Outcome::Failed {
            state: Some(state),
            operation,
        }) = registration.outcome()
        else {
            panic!()
        };
        assert_eq!(state.error_code, Some(401_001));
        assert_eq!(operation.status, Status::Failed);
    }
}

#[test]
fn disabled_comes_on_status_200_with_or_without_an_operation_id() {
    for operation_id in ["", "4.ab.cd"] {
        let mut registration = awaiting(Stage::Register, settings());
        let body = format!(
            r#"{{"operationId":"{operation_id}","status":"disabled","registrationState":{{}}}}"#
        );
        answer(&mut registration, at(1), "200/?$rid=1", &body);
        assert!(matches!(
            registration.outcome(),
            Some(Outcome::Disabled { state: Some(_), .. })
        ));
    }
}

#[test]
fn a_refusal_keeps_its_body() {
    let body = r#"{"errorCode":401002,"trackingId":"t","message":"CA certificate not found.","timestampUtc":"2026-01-01T00:00:00Z"}"#;
    let mut registration = awaiting(Stage::Register, settings());
    answer(&mut registration, at(1), "401/?$rid=1", body);
    let Some(Outcome::Refused {
        status: 401,
        error: Some(error),
        body: kept,
    }) = registration.outcome()
    else {
        panic!()
    };
    assert_eq!(
        (error.error_code, error.message.as_str()),
        (401_002, "CA certificate not found.")
    );
    assert_eq!(kept, body.as_bytes());
}

#[test]
fn a_refusal_needs_no_readable_body() {
    for (tail, body, status) in [
        ("404/?$rid=2", "", 404),
        ("300/?$rid=2", "<html>", 300),
        ("100/?$rid=2", "{}", 100),
    ] {
        let mut registration = awaiting(Stage::Poll, settings());
        answer(&mut registration, at(1), tail, body);
        assert_eq!(
            registration.outcome(),
            Some(&Outcome::Refused {
                status,
                error: None,
                body: body.as_bytes().to_vec()
            })
        );
    }
}

#[test]
fn every_connack_but_0_ends_it() {
    for code in 1..=5 {
        let mut registration = awaiting(Stage::Connect, settings());
        let outcome = registration.handle(
            at(1),
            Event::Connack {
                code,
                session_present: false,
            },
        );
        assert_eq!(outcome, Some(&Outcome::ConnackRefused { code }));
    }
}

#[test]
fn a_refused_subscription_ends_it() {
    for code in [0x80, 3] {
        let mut registration = awaiting(Stage::Subscribe, settings());
        assert_eq!(
            registration.handle(at(1), Event::Suback { code }),
            Some(&Outcome::SubscribeRefused)
        );
    }
}
