use proptest::prelude::*;
use serde_json::json;

use super::*;

#[track_caller]
fn check(body: &str, operation_id: Option<&str>, status: Status) -> OperationStatus {
    let found = OperationStatus::parse(body.as_bytes()).unwrap();
    assert_eq!(found.operation_id.as_deref(), operation_id);
    assert_eq!(found.status, status);
    found
}

#[test]
fn the_request_names_the_device_first() {
    assert_eq!(
        register_request("dev1", None),
        br#"{"registrationId":"dev1"}"#
    );
    let payload = json!({"modelId": "dtmi:a:b;1"});
    assert_eq!(
        register_request("dev1", Some(&payload)),
        br#"{"registrationId":"dev1","payload":{"modelId":"dtmi:a:b;1"}}"#
    );
    assert_eq!(
        register_request("a\"b\\", Some(&Value::Null)),
        br#"{"registrationId":"a\"b\\","payload":null}"#
    );
}

#[test]
fn every_observed_answer_is_read() {
    let first = check(
        r#"{"operationId":"4.ab.cd","status":"assigning"}"#,
        Some("4.ab.cd"),
        Status::Assigning,
    );
    assert_eq!(first.registration_state, None);
    assert_eq!(first.raw_registration_state(), &Value::Null);

    let assigned = check(
        r#"{"operationId":"4.ab.cd","status":"assigned","registrationState":{"x509":{"enrollmentGroupId":"my-group"},
        "registrationId":"dev1","createdDateTimeUtc":"2023-01-10T21:52:50.5898405Z","assignedHub":"contoso.azure-devices.net",
        "deviceId":"dev1","status":"assigned","substatus":"initialAssignment","payload":{"a":1},
        "lastUpdatedDateTimeUtc":"2023-01-10T21:52:52.1928267Z","etag":"Ij..IA=="},"new":[]}"#,
        Some("4.ab.cd"),
        Status::Assigned,
    );
    let state = assigned.registration_state.unwrap();
    assert_eq!(
        state.assigned_hub.as_deref(),
        Some("contoso.azure-devices.net")
    );
    assert_eq!(state.device_id.as_deref(), Some("dev1"));
    assert_eq!(state.substatus.as_deref(), Some("initialAssignment"));
    assert_eq!(state.status, Some(Status::Assigned));
    assert_eq!(state.enrollment_group_id.as_deref(), Some("my-group"));
    assert_eq!(state.payload, Some(json!({"a": 1})));
    assert_eq!(assigned.raw["new"], json!([]));

    let disabled = check(
        r#"{"operationId":"","status":"disabled","registrationState":{"x509":{},"registrationId":"dev1","status":"disabled"}}"#,
        None,
        Status::Disabled,
    );
    assert_eq!(
        disabled.registration_state.unwrap().enrollment_group_id,
        None
    );

    let failed = check(
        r#"{"operationId":"4.ab.cd","status":"failed","registrationState":{"errorCode":401001,"errorMessage":"IoTHub not found."}}"#,
        Some("4.ab.cd"),
        Status::Failed,
    );
    let state = failed.registration_state.unwrap();
    assert_eq!(
        (state.error_code, state.error_message.as_deref()),
        (Some(401_001), Some("IoTHub not found."))
    );
}

#[test]
fn wrong_types_are_as_good_as_missing() {
    let odd = check(
        r#"{"operationId":7,"status":"assigned","registrationState":{"deviceId":null,"errorCode":-1,"payload":null,"x509":"?"}}"#,
        None,
        Status::Assigned,
    );
    assert_eq!(odd.registration_state, Some(RegistrationState::default()));
    check(
        r#"{"status":"unassigned","registrationState":7}"#,
        None,
        Status::Unassigned,
    );
}

#[test]
fn what_cannot_be_read_says_why() {
    let error = |body: &[u8]| OperationStatus::parse(body).unwrap_err();
    assert!(matches!(error(b""), BodyError::Json { .. }));
    assert!(matches!(error(b"\xff\xfe"), BodyError::Json { .. }));
    assert!(matches!(error(b"<html>"), BodyError::Json { .. }));
    assert_eq!(error(b"[]"), BodyError::NotAnObject);
    assert_eq!(error(b"{}"), BodyError::Member { name: "status" });
    assert_eq!(
        error(br#"{"status":"Assigned"}"#).to_string(),
        "the status \"Assigned\" is unknown"
    );
}

#[test]
fn error_bodies_need_only_a_code() {
    let full = br#"{"errorCode":401002,"trackingId":"t","message":"CA certificate not found.","timestampUtc":"2026-01-01T00:00:00.1234567Z"}"#;
    let error = ErrorBody::parse(full).unwrap();
    assert_eq!(error.error_code, 401_002);
    assert_eq!(error.tracking_id, "t");
    assert_eq!(error.message, "CA certificate not found.");
    assert_eq!(error.timestamp_utc, "2026-01-01T00:00:00.1234567Z");
    assert_eq!(
        ErrorBody::parse(br#"{"errorCode":429001}"#)
            .unwrap()
            .message,
        ""
    );
    assert_eq!(
        ErrorBody::parse(br#"{"message":"x"}"#),
        Err(BodyError::Member { name: "errorCode" })
    );
}

proptest! {
    #[test]
    fn nothing_panics(body in prop::collection::vec(any::<u8>(), 0..64), text in ".*") {
        let _ = OperationStatus::parse(&body);
        let _ = ErrorBody::parse(&body);
        let built = register_request(&text, Some(&Value::from(text.clone())));
        let read: Value = serde_json::from_slice(&built).unwrap();
        prop_assert_eq!(&read["registrationId"], &Value::from(text.clone()));
        prop_assert_eq!(&read["payload"], &Value::from(text));
    }
}
