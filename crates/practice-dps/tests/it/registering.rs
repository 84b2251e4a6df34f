//! A registration that succeeds: every answer, byte by byte.

use dps_protocol::{DeviceId, RegistrationId, topics, username};
use practice_dps::ServiceSettings;
use practice_dps::enrollments::IndividualEnrollment;

use crate::lab::{Answer, HUB, Holder, ID_SCOPE, Lab, settings};

/// Replaces what is drawn from the seed, so that the rest can be compared.
fn masked(answer: &Answer) -> String {
    let body = answer.json();
    let mut text = answer.body.clone();
    let state = &body["registrationState"];
    let drawn = [
        (&body["operationId"], "OPERATION"),
        (&state["etag"], "ETAG"),
    ];
    for (value, name) in drawn {
        if let Some(value) = value.as_str().filter(|value| !value.is_empty()) {
            text = text.replace(value, name);
        }
    }
    text
}

#[test]
fn three_answers_with_the_members_in_the_services_order() {
    let lab = Lab::with(ServiceSettings {
        assigning_answers: 2,
        ..settings()
    });
    let leaf = Holder::self_signed("dev1");
    lab.individual("dev1", &leaf);
    let mut device = lab.device(&[&leaf]);
    device.enter("dev1");

    let first = device.register("a-1");
    assert_eq!(
        first.topic,
        "$dps/registrations/res/202/?$rid=a-1&retry-after=3"
    );
    assert_eq!(
        masked(&first),
        r#"{"operationId":"OPERATION","status":"assigning"}"#
    );
    assert_eq!(first.body.len(), 94, "as many bytes as the service sends");

    let operation_id = first.operation_id();
    let second = device.poll("a-2", &operation_id);
    assert_eq!(
        second.topic,
        "$dps/registrations/res/202/?$rid=a-2&retry-after=3"
    );
    assert_eq!(
        masked(&second),
        r#"{"operationId":"OPERATION","status":"assigning","registrationState":{"registrationId":"dev1","status":"assigning"}}"#
    );

    lab.wait(3);
    let third = device.poll("a-3", &operation_id);
    assert_eq!(third.topic, "$dps/registrations/res/200/?$rid=a-3");
    let created = third.json()["registrationState"]["createdDateTimeUtc"].clone();
    let updated = third.json()["registrationState"]["lastUpdatedDateTimeUtc"].clone();
    let (created, updated) = (created.as_str().unwrap(), updated.as_str().unwrap());
    assert!(
        created.starts_with("2026-01-02T03:04:05.678901"),
        "{created}"
    );
    assert!(
        updated.starts_with("2026-01-02T03:04:05.938901"),
        "{updated}"
    );
    assert_eq!(
        masked(&third),
        format!(
            r#"{{"operationId":"OPERATION","status":"assigned","registrationState":{{"x509":{{}},"registrationId":"dev1","createdDateTimeUtc":"{created}","assignedHub":"{HUB}","deviceId":"dev1","status":"assigned","substatus":"initialAssignment","lastUpdatedDateTimeUtc":"{updated}","etag":"ETAG"}}}}"#
        )
    );

    let again = device.poll("a-4", &operation_id);
    assert_eq!(
        again.body, third.body,
        "asked again, the service says the same"
    );
}

#[test]
fn a_group_is_named_and_the_device_is_called_by_its_common_name() {
    let lab = Lab::new();
    let root = Holder::root("root");
    lab.upload("root", &root, true);
    lab.group("factory-7", &root);
    let leaf = root.leaf("dev1");
    let answer = lab.provision("dev1", &[&leaf]);
    let start =
        r#""registrationState":{"x509":{"enrollmentGroupId":"factory-7"},"registrationId":"dev1","#;
    assert!(answer.body.contains(start), "{}", answer.body);
    assert_eq!(answer.json()["registrationState"]["deviceId"], "dev1");
}

#[test]
fn an_individual_enrollment_may_choose_the_device_id() {
    let lab = Lab::new();
    let leaf = Holder::self_signed("dev1");
    let enrollment = IndividualEnrollment {
        device_id: Some(DeviceId::parse("Press@Plant-7").unwrap()),
        ..IndividualEnrollment::new(
            RegistrationId::parse("dev1").unwrap(),
            leaf.certificate.clone(),
        )
    };
    lab.service(|service| service.put_individual(enrollment))
        .unwrap();
    let answer = lab.provision("dev1", &[&leaf]);
    assert_eq!(
        answer.json()["registrationState"]["deviceId"],
        "Press@Plant-7"
    );
}

#[test]
fn assigning_comes_at_least_once_and_as_often_as_asked_for() {
    let leaf = Holder::self_signed("dev1");
    for (assigning_answers, expected) in [(0, 1), (1, 1), (2, 2), (5, 5)] {
        let lab = Lab::with(ServiceSettings {
            assigning_answers,
            retry_after_secs: 0,
            ..settings()
        });
        lab.individual("dev1", &leaf);
        let mut device = lab.device(&[&leaf]);
        device.enter("dev1");
        let mut answer = device.register("1");
        let operation_id = answer.operation_id();
        let mut seen = 0;
        while answer.json()["status"] == "assigning" {
            assert_eq!(
                answer.topic,
                "$dps/registrations/res/202/?$rid=1&retry-after=0"
            );
            seen += 1;
            answer = device.poll("1", &operation_id);
        }
        assert_eq!(seen, expected);
        assert_eq!(answer.json()["status"], "assigned");
    }
}

#[test]
fn registering_again_starts_a_new_operation() {
    let lab = Lab::new();
    let leaf = Holder::self_signed("dev1");
    lab.individual("dev1", &leaf);
    let mut device = lab.device(&[&leaf]);
    device.enter("dev1");
    let (first, second) = (device.register("1"), device.register("2"));
    assert_ne!(first.operation_id(), second.operation_id());
    for operation_id in [first.operation_id(), second.operation_id()] {
        device.poll("3", &operation_id);
        let end = device.poll("4", &operation_id);
        assert_eq!(
            end.json()["registrationState"]["substatus"],
            "initialAssignment"
        );
    }
}

#[test]
fn newer_api_versions_tell_that_the_device_was_known() {
    let lab = Lab::new();
    let leaf = Holder::self_signed("dev1");
    lab.individual("dev1", &leaf);
    let substatus = |api_version: &str| {
        let mut device = lab.device(&[&leaf]);
        device.connect("dev1", &username::format(ID_SCOPE, "dev1", api_version));
        device.subscribe(topics::RESPONSE_FILTER, mqtt_wire::QoS::AtLeastOnce, 1);
        device.provision().json()["registrationState"]["substatus"].clone()
    };
    assert_eq!(substatus("2021-06-01"), "initialAssignment");
    assert_eq!(substatus("2021-06-01"), "reprovisionedToInitialAssignment");
    assert_eq!(substatus("2019-03-31"), "initialAssignment");
}

#[test]
fn bodies_that_clients_send_are_taken() {
    let lab = Lab::with(ServiceSettings {
        assigning_answers: 2,
        ..settings()
    });
    let leaf = Holder::self_signed("dev1");
    lab.individual("dev1", &leaf);
    let bodies: [&[u8]; 8] = [
        b"",
        b" ",
        b"{}",
        b"{\"registrationId\":\"dev1\"}",
        b"{\"payload\": null, \"registrationId\": \"dev1\"}",
        b"{\"payload\":{\"modelId\":\"dtmi:a;1\"}}",
        b"{\"payload\":\"\"}",
        b"\r\n",
    ];
    for body in bodies {
        let mut device = lab.device(&[&leaf]);
        device.enter("dev1");
        let answer = device.ask(&topics::register("1"), body);
        assert!(answer.topic.contains("/res/202/"), "{body:?}");
        let operation_id = answer.operation_id();
        let poll = device.ask(&topics::operation_status("2", &operation_id), body);
        assert!(poll.topic.contains("/res/202/"), "{body:?}");
    }
    let mut device = lab.device(&[&leaf]);
    device.enter("dev1");
    let operation_id = device.register("1").operation_id();
    let poll = device.ask(&topics::operation_status("2", &operation_id), b"{not json");
    assert!(
        poll.topic.contains("/res/202/"),
        "a poll's body is not looked at"
    );
}

#[test]
fn the_request_id_is_echoed_as_it_came() {
    let lab = Lab::new();
    let leaf = Holder::self_signed("dev1");
    lab.individual("dev1", &leaf);
    let mut device = lab.device(&[&leaf]);
    device.enter("dev1");
    for rid in [
        "1",
        "{request_id}",
        "6e8c5ac4-0e0e-4a2f-9d7b-000000000001",
        "ünï",
    ] {
        let answer = device.register(rid);
        assert_eq!(
            answer.topic,
            format!("$dps/registrations/res/202/?$rid={rid}&retry-after=3")
        );
    }
    // The dollar sign forgotten: the service goes on, with an empty request id.
    let answer = device.ask("$dps/registrations/PUT/iotdps-register/?rid=1", b"");
    assert_eq!(
        answer.topic,
        "$dps/registrations/res/202/?$rid=&retry-after=3"
    );
}

#[test]
fn error_bodies_have_a_tracking_id_and_a_time() {
    let lab = Lab::new();
    let answer = lab.register("dev1", &[&Holder::self_signed("dev1")]);
    assert_eq!(answer.topic, "$dps/registrations/res/401/?$rid=1");
    let body = answer.json();
    let (tracking_id, timestamp) = (
        body["trackingId"].as_str().unwrap(),
        body["timestampUtc"].as_str().unwrap(),
    );
    assert_eq!(tracking_id.len(), 36);
    assert!(
        timestamp.starts_with("2026-01-02T03:04:05.678901"),
        "{timestamp}"
    );
    assert_eq!(
        answer.body,
        format!(
            r#"{{"errorCode":401002,"trackingId":"{tracking_id}","message":"CA certificate not found.","timestampUtc":"{timestamp}"}}"#
        )
    );
}
