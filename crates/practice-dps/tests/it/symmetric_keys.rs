//! Symmetric keys, for contrast: tokens in the password, own keys and derived ones, and the hub that knows them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use dps_protocol::hub;
use mqtt_wire::{Connack, Packet};
use practice_dps::{Rule, SymmetricKey};
use serde_json::{Value, json};

use crate::lab::{Answer, HUB, Holder, ID_SCOPE, Lab, START, hello};

const PRIMARY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const SECONDARY: &str = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";

fn key(base64: &str) -> SymmetricKey {
    SymmetricKey::parse(base64).unwrap()
}

fn keys() -> Value {
    json!({ "type": "symmetricKey",
        "symmetricKey": { "primaryKey": PRIMARY, "secondaryKey": SECONDARY } })
}

/// A lab with one device of its own keys, and with a group.
fn lab() -> Lab {
    let lab = Lab::new();
    lab.load(&json!({
        "individualEnrollments": [{ "registrationId": "dev1", "attestation": keys() }],
        "enrollmentGroups": [{ "enrollmentGroupId": "factory", "attestation": keys() }],
    }));
    lab
}

/// A token over the resource as it stands, with an hour to live.
fn token(resource: &str, key: &SymmetricKey, more: &str) -> String {
    let expiry = START.unix_secs() + 3600;
    let signature = STANDARD.encode(key.sign(format!("{resource}\n{expiry}").as_bytes()));
    let signature = signature
        .replace('+', "%2B")
        .replace('/', "%2F")
        .replace('=', "%3D");
    format!("SharedAccessSignature sr={resource}&sig={signature}&se={expiry}{more}")
}

pub(crate) fn token_of(registration_id: &str, key: &SymmetricKey) -> String {
    token(
        &format!("{ID_SCOPE}%2Fregistrations%2F{registration_id}"),
        key,
        "&skn=registration",
    )
}

fn register(lab: &Lab, registration_id: &str, password: &str) -> Answer {
    let mut device = lab.device_with(Vec::new());
    device.enter_with(registration_id, password);
    let answer = device.register("1");
    device.send(&Packet::Disconnect);
    answer
}

#[track_caller]
fn check_refused(lab: &Lab, registration_id: &str, password: &str, code: u64, rule: Rule) {
    let answer = register(lab, registration_id, password);
    assert_eq!(
        answer.refusal(),
        (401, code, "Unauthorized".to_owned()),
        "{rule:?}"
    );
    assert_eq!(lab.rule(), Some(rule));
}

#[test]
fn the_tokens_of_all_sdks_register_a_device_with_its_own_key() {
    let own = key(PRIMARY);
    for (resource, more) in [
        (format!("{ID_SCOPE}%2Fregistrations%2Fdev1"), ""),
        (
            format!("{ID_SCOPE}%2fregistrations%2fdev1"),
            "&skn=registration",
        ),
        (
            format!("{ID_SCOPE}/registrations/dev1"),
            "&skn=registration",
        ),
    ] {
        let lab = lab();
        let mut device = lab.device_with(Vec::new());
        device.enter_with("dev1", &token(&resource, &own, more));
        let answer = device.provision();
        let start = r#""registrationState":{"symmetricKey":{},"registrationId":"dev1","#;
        assert!(answer.body.contains(start), "{}", answer.body);
        assert_eq!(answer.json()["registrationState"]["deviceId"], "dev1");
    }
}

#[test]
fn a_device_of_a_group_signs_with_a_derived_key() {
    let lab = lab();
    let derived = key(SECONDARY).derive("dev7");
    let mut device = lab.device_with(Vec::new());
    device.enter_with("dev7", &token_of("dev7", &derived));
    let state = device.provision().json()["registrationState"].clone();
    assert_eq!(
        state["symmetricKey"],
        json!({ "enrollmentGroupId": "factory" })
    );
    assert_eq!(state["deviceId"], "dev7");
    assert_eq!(state["status"], "assigned");
}

#[test]
fn refusals_look_alike_to_the_device_and_not_to_its_owner() {
    let lab = lab();
    let (own, other) = (key(PRIMARY), key(PRIMARY).derive("another"));
    let unauthorized = |registration_id: &str, password: &str, rule| {
        check_refused(&lab, registration_id, password, 401_000, rule);
    };
    unauthorized("dev1", "a secret", Rule::TokenUnreadable);
    unauthorized("dev1", &token_of("dev2", &own), Rule::TokenForAnother);
    unauthorized(
        "dev1",
        &token("0ne1/registrations/dev1", &own, ""),
        Rule::TokenForAnother,
    );
    let resource = format!("{ID_SCOPE}/registrations/dev1");
    let foreign = token(&resource, &own, "&skn=iothubowner");
    unauthorized("dev1", &foreign, Rule::TokenPolicyForeign);
    unauthorized("dev1", &token_of("dev1", &other), Rule::KeySignatureWrong);
    unauthorized("dev7", &token_of("dev7", &other), Rule::KeySignatureWrong);
    unauthorized("dev7", &token_of("dev7", &own), Rule::GroupKeyNotDerived);
    lab.service(|service| service.delete_group("factory"));
    unauthorized("dev7", &token_of("dev7", &own), Rule::EnrollmentMissing);

    let undecoded = SymmetricKey::parse(&STANDARD.encode(PRIMARY)).unwrap();
    unauthorized("dev1", &token_of("dev1", &undecoded), Rule::KeyNotDecoded);
    lab.wait(3600);
    unauthorized("dev1", &token_of("dev1", &own), Rule::TokenExpired);
}

#[test]
fn an_entry_takes_one_kind_of_credential() {
    let lab = lab();
    let leaf = Holder::self_signed("dev2");
    lab.individual("dev2", &leaf);
    check_refused(
        &lab,
        "dev2",
        &token_of("dev2", &key(PRIMARY)),
        401_002,
        Rule::AttestationDiffers,
    );
    let answer = lab.register("dev1", &[&Holder::self_signed("dev1")]);
    assert_eq!(answer.refusal(), (401, 401_002, "Unauthorized".to_owned()));
    assert_eq!(lab.rule(), Some(Rule::AttestationDiffers));
}

#[test]
fn a_certificate_goes_before_a_password() {
    let lab = lab();
    let leaf = Holder::self_signed("dev2");
    lab.individual("dev2", &leaf);
    let mut device = lab.device(&[&leaf]);
    device.enter_with("dev2", "whatever");
    assert!(device.register("1").topic.contains("/res/202/"));
}

#[test]
fn the_other_key_is_refused_until_the_registration_record_is_deleted() {
    let lab = lab();
    let (primary, secondary) = (
        token_of("dev1", &key(PRIMARY)),
        token_of("dev1", &key(SECONDARY)),
    );
    assert!(register(&lab, "dev1", &primary).topic.contains("/res/202/"));
    check_refused(
        &lab,
        "dev1",
        &secondary,
        401_002,
        Rule::OtherKeyThanRegistered,
    );
    assert!(register(&lab, "dev1", &primary).topic.contains("/res/202/"));
    assert!(lab.service(|service| service.delete_registration("DEV1")));
    assert!(
        register(&lab, "dev1", &secondary)
            .topic
            .contains("/res/202/")
    );
    check_refused(
        &lab,
        "dev1",
        &primary,
        401_002,
        Rule::OtherKeyThanRegistered,
    );
}

/// CONNECT to the hub with a password; the code of the CONNACK.
fn enter_hub(lab: &Lab, device_id: &str, password: Option<&str>) -> u8 {
    let mut connect = hello(device_id, &hub::username(HUB, device_id));
    connect.password = password.map(|password| password.as_bytes().to_vec());
    let answers = lab.device_with(Vec::new()).send(&Packet::Connect(connect));
    let [Packet::Connack(Connack { code, .. })] = answers.as_slice() else {
        panic!("not a CONNACK: {answers:?}");
    };
    *code
}

#[test]
fn the_hub_takes_tokens_by_either_key_of_the_device() {
    let lab = lab();
    let derived = key(PRIMARY).derive("dev7");
    register(&lab, "dev7", &token_of("dev7", &derived));
    let resource = format!("{HUB}%2Fdevices%2Fdev7");
    for good in [
        token(&resource, &derived, ""),
        token(&resource, &key(SECONDARY).derive("dev7"), "&skn="),
        token(
            &format!("{}/devices/dev7", HUB.to_uppercase()),
            &derived,
            "",
        ),
    ] {
        assert_eq!(enter_hub(&lab, "dev7", Some(&good)), 0);
    }
    assert_eq!(enter_hub(&lab, "dev7", None), 5);
    assert_eq!(lab.rule(), Some(Rule::CredentialMissing));
    for bad in [
        token_of("dev7", &derived),
        token(&resource, &key(PRIMARY), ""),
        token(&resource, &derived, "&skn=registration"),
        token(&format!("{HUB}/devices/DEV7"), &derived, ""),
        token("dev7", &derived, ""),
        "secret".to_owned(),
    ] {
        assert_eq!(enter_hub(&lab, "dev7", Some(&bad)), 5, "{bad}");
        assert_eq!(lab.rule(), Some(Rule::HubTokenRefused));
    }
    lab.wait(3600);
    assert_eq!(
        enter_hub(&lab, "dev7", Some(&token(&resource, &derived, ""))),
        5
    );
}

#[test]
fn neither_keys_nor_tokens_are_in_what_is_written_down() {
    let lab = lab();
    let token = token_of("dev1", &key(PRIMARY));
    let mut device = lab.device_with(Vec::new());
    device.enter_with("dev1", &token);
    device.provision();
    let (_, signature) = token.split_once("&sig=").unwrap();
    let signature = &signature[..20];
    let seen = lab.service(|service| {
        let history: Vec<String> = service
            .history()
            .map(|entry| format!("{entry:?}"))
            .collect();
        format!("{service:?} {history:?} {:?}", device.session)
    });
    for secret in [PRIMARY, SECONDARY, signature] {
        assert!(!seen.contains(secret));
    }
    let as_bytes = format!("{:?}", token.as_bytes());
    assert!(!seen.contains(as_bytes.trim_matches(['[', ']'])));
}
