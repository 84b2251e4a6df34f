//! The pre-flight: what is known to fail before anything is sent.

use super::*;

fn given(text: &str) -> Option<Given> {
    Some(Given::new(text, Place::Session))
}

fn good() -> Settings {
    Settings {
        host: given("global.azure-devices-provisioning.net"),
        port: given("8883"),
        client_id: given("dev-01"),
        username: given("0ne00C0FFEE/registrations/dev-01/api-version=2019-03-31"),
        certificate: given("certs/dev-01.cert.pem"),
        key: given("certs/dev-01.key.pem"),
        version: given("mqttv311"),
        topics: vec![Given::new(
            "$dps/registrations/PUT/iotdps-register/?$rid=1",
            Place::Session,
        )],
        filters: vec![Given::new("$dps/registrations/res/#", Place::Session)],
        complete: true,
        ..Settings::default()
    }
}

#[track_caller]
fn check(change: impl FnOnce(&mut Settings), expected: &[Sign]) {
    let mut settings = good();
    change(&mut settings);
    let evidence = inspect(&settings);
    let defects = evidence.observations.iter().map(|seen| seen.sign);
    let defects: Vec<Sign> = defects
        .filter(|sign| sign.class() == crate::Class::Defect)
        .collect();
    assert_eq!(defects, expected);
}

#[test]
fn good_settings_are_not_accused() {
    check(|_| {}, &[]);
    check(|settings| settings.host = given("localhost"), &[]);
    check(
        |settings| {
            settings.username =
                given("0ne00C0FFEE/registrations/dev-01/api-version=2021-06-01&ClientVersion=x%2F1")
        },
        &[],
    );
    check(
        |settings| {
            settings.username =
                given("{idScope}/registrations/{registrationId}/api-version=2019-03-31")
        },
        &[],
    );
    assert!(inspect(&Settings::default()).observations.is_empty());
}

#[test]
fn each_fault_is_seen() {
    check(
        |settings| settings.client_id = given("other"),
        &[Sign::ClientIdDiffers],
    );
    check(
        |settings| settings.client_id = None,
        &[Sign::ClientIdAbsent],
    );
    check(
        |settings| settings.host = given("contoso.azure-devices-provisioning.net"),
        &[Sign::InstanceHost],
    );
    check(
        |settings| settings.host = given("contoso.azure-devices.net"),
        &[Sign::HubHost],
    );
    check(
        |settings| settings.host = given("https://global.azure-devices-provisioning.net/"),
        &[Sign::HostUnclean],
    );
    check(|settings| settings.port = given("1883"), &[Sign::PortPlain]);
    check(
        |settings| settings.version = given("mqttv5"),
        &[Sign::Mqtt5],
    );
    check(
        |settings| settings.version = given("mqttv31"),
        &[Sign::Mqtt31],
    );
    check(|settings| settings.username = None, &[Sign::UsernameAbsent]);
    check(
        |settings| {
            settings.username = given("/0ne00C0FFEE/registrations/dev-01/api-version=2019-03-31")
        },
        &[Sign::UsernameMalformed],
    );
    check(
        |settings| {
            settings.username = given("0ne00C0FFEE/registrations/dev-01/?api-version=2019-03-31")
        },
        &[Sign::UsernameMalformed],
    );
    check(
        |settings| settings.username = given("0ne00C0FFEE/registrations/dev-01"),
        &[Sign::ApiVersionAbsent],
    );
    check(
        |settings| {
            settings.username = given("One00C0FFEE/registrations/dev-01/api-version=2019-03-31")
        },
        &[Sign::IdScopeOdd],
    );
    check(
        |settings| settings.key = given("certs/dev-02.key.pem"),
        &[Sign::FilesNamedApart],
    );
    check(|settings| settings.key = None, &[Sign::KeyAbsent]);
    check(
        |settings| settings.password = given("x"),
        &[Sign::PasswordBesideCertificate],
    );
    check(|settings| settings.qos = given("2"), &[Sign::QosTwo]);
    check(
        |settings| settings.filters.clear(),
        &[Sign::SubscriptionAbsent],
    );
    check(
        |settings| settings.filters = vec![Given::new("#", Place::Session)],
        &[Sign::FilterTooWide],
    );
    check(
        |settings| {
            settings.topics = vec![Given::new(
                "/registrations/PUT/iotdps-register/?=1",
                Place::Session,
            )]
        },
        &[Sign::DollarLost],
    );
    check(
        |settings| {
            settings.topics = vec![Given::new(
                "$dps/registrations/PUT/iotdps-register/?rid=1",
                Place::Session,
            )]
        },
        &[Sign::RequestIdWithoutDollar],
    );
    check(
        |settings| {
            settings.topics = vec![Given::new(
                "$dps/registrations/put/iotdps-register?$rid=1",
                Place::Session,
            )]
        },
        &[Sign::TopicForeign],
    );
    check(
        |settings| settings.body = given("{registrationId:dev-01}"),
        &[Sign::BodyNotJson],
    );
    check(
        |settings| settings.body = given("{\"registrationId\":\"other\"}"),
        &[Sign::BodyOfAnother],
    );
    check(
        |settings| settings.trust = settings.certificate.clone(),
        &[Sign::TrustIsOwnCa],
    );
}

#[test]
fn a_fault_that_can_be_put_right_says_how() {
    let mut settings = good();
    settings.client_id = given("other");
    let evidence = inspect(&settings);
    let edits = evidence
        .observations
        .iter()
        .filter_map(|seen| seen.edit.as_ref());
    assert_eq!(
        edits.map(|edit| edit.by.as_str()).collect::<Vec<_>>(),
        ["dev-01"]
    );
}
