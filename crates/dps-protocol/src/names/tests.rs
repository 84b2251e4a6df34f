use super::*;

#[track_caller]
fn check<T>(parsed: Result<T, NameError>, expected: Option<&str>) {
    let error = parsed.err().map(|error| error.to_string());
    assert_eq!(error.as_deref(), expected);
}

#[test]
fn registration_ids_follow_the_documented_rules() {
    for good in [
        "press-17",
        "a",
        "AA:bb.c_d-",
        "0",
        "sn-007-888-abc-mac-a1-b2-c3-d4-e5-f6",
    ] {
        check(RegistrationId::parse(good), None);
    }
    check(
        RegistrationId::parse(""),
        Some("the registration ID is empty"),
    );
    check(
        RegistrationId::parse("dev@1"),
        Some(
            "the registration ID contains '@' at byte 3, allowed are ASCII letters, digits and - . _ :",
        ),
    );
    check(
        RegistrationId::parse("größe"),
        Some(
            "the registration ID contains 'ö' at byte 2, allowed are ASCII letters, digits and - . _ :",
        ),
    );
    for (text, last) in [("dev.", '.'), ("dev_", '_'), ("dev:", ':')] {
        let expected = format!(
            "the registration ID ends with {last:?}, its last character must be a letter, a digit or -"
        );
        check(RegistrationId::parse(text), Some(&expected));
    }
    check(RegistrationId::parse(&"a".repeat(128)), None);
    check(
        RegistrationId::parse(&"a".repeat(129)),
        Some("the registration ID has 129 characters, at most 128 are allowed"),
    );
}

#[test]
fn case_does_not_distinguish_registrations() {
    let upper = RegistrationId::parse("DEV-1").unwrap();
    let lower = RegistrationId::parse("dev-1").unwrap();
    assert!(upper.same_as(&lower));
    assert_ne!(upper, lower);
    assert!(!upper.same_as(&RegistrationId::parse("dev-2").unwrap()));
}

#[test]
fn id_scopes_are_taken_loosely_and_recognised_strictly() {
    for usual in ["0ne00C0FFEE", "0ne003D5A75", "0cn00111111"] {
        assert!(IdScope::parse(usual).unwrap().has_usual_form(), "{usual}");
    }
    for unusual in ["0ne00C0FFE", "0one0011111", "myscope", "0ne00C0FFEG"] {
        assert!(
            !IdScope::parse(unusual).unwrap().has_usual_form(),
            "{unusual}"
        );
    }
    check(IdScope::parse(""), Some("the ID scope is empty"));
    check(
        IdScope::parse("0ne00C0FFEE "),
        Some("the ID scope contains ' ' at byte 11, allowed are ASCII letters, digits and -"),
    );
    assert!(IdScope::parse("0ne/x").is_err());
}

#[test]
fn api_versions_are_dates() {
    for good in ["2019-03-31", "2021-06-01", "2025-07-01-preview"] {
        check(ApiVersion::parse(good), None);
    }
    check(
        ApiVersion::parse("2019-3-31"),
        Some("the API version \"2019-3-31\" does not look like 2019-03-31 or 2025-07-01-preview"),
    );
    for bad in ["", "2019-03-31-beta", "20190331", "-preview", "2019-03-3é"] {
        assert!(ApiVersion::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn request_and_operation_ids_fit_into_a_topic() {
    for good in [
        "1",
        "{request_id}",
        "6e8c5ac4-0e0e-4a2f-9d7b-000000000001",
        "ünïcode",
    ] {
        check(RequestId::parse(good), None);
        check(OperationId::parse(good), None);
    }
    for bad in ["", "a&b", "a#", "+", "a b", "a\0", "a\n"] {
        assert!(RequestId::parse(bad).is_err(), "{bad:?}");
        assert!(OperationId::parse(bad).is_err(), "{bad:?}");
    }
}

#[test]
fn hub_host_names_are_host_names() {
    for good in ["contoso.azure-devices.net", "localhost", "127.0.0.1"] {
        check(HubHostname::parse(good), None);
    }
    for bad in [
        "",
        "a..b",
        ".a",
        "a.",
        "-a.b",
        "a-.b",
        "a_b",
        "host:8883",
        "https://a",
    ] {
        assert!(HubHostname::parse(bad).is_err(), "{bad:?}");
    }
    assert!(HubHostname::parse(&"a".repeat(64)).is_err());
}

#[test]
fn device_ids_allow_what_registration_ids_do_not() {
    check(DeviceId::parse("press@plant-7."), None);
    for bad in ["", "a b", "a/b", "a+b", "a#b"] {
        assert!(DeviceId::parse(bad).is_err(), "{bad:?}");
    }
    assert!(DeviceId::parse(&"a".repeat(129)).is_err());
}
