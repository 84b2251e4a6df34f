//! The order of decisions, row by row: what is wrong with a device, and the answer it gets to see.
//!
//! Those that take a CA, a key or two devices are in `codes_seen.rs`, those that only HTTPS can show in `https.rs`.
//! One piece: a test a row.

use dps_protocol::{topics, username};
use mqtt_wire::{Connack, Packet, QoS};
use practice_dps::{Effect, Quotas, Rule, ServiceSettings};
use serde_json::{Value, json};

use crate::lab::{Device, Holder, ID_SCOPE, Lab, hello, message, settings};

/// The answer a device gets to see, and the rule it does not.
#[derive(Debug, PartialEq)]
pub(crate) enum Seen {
    Connack(u8),
    /// Topic status, code and text.
    Refused(u16, u64, String),
    Failed(Value, String),
    Disabled,
    Assigned,
}

/// Everything a row may set, good where nothing is said.
pub(crate) struct Setting {
    id_scope: &'static str,
    client_id: &'static str,
    registration_id: &'static str,
    certificate: bool,
    common_name: &'static str,
    body: &'static str,
    operation_id: Option<&'static str>,
    /// What becomes of the entry for dev1.
    entry: fn(&mut Value),
    enrolled: bool,
    holds_another: bool,
    settings: fn(&mut ServiceSettings),
    hub: Value,
    registers_before: u32,
    polls_before: u32,
}

impl Default for Setting {
    fn default() -> Self {
        Self {
            id_scope: ID_SCOPE,
            client_id: "dev1",
            registration_id: "dev1",
            certificate: true,
            common_name: "dev1",
            body: "",
            operation_id: None,
            entry: |_| {},
            enrolled: true,
            holds_another: false,
            settings: |_| {},
            hub: json!({ "name": "hub.practice.test" }),
            registers_before: 0,
            polls_before: 0,
        }
    }
}

fn entry(holder: &Holder) -> Value {
    let certificate = device_certs::pem_encode("CERTIFICATE", &holder.certificate.der);
    json!({ "registrationId": "dev1", "attestation": { "type": "x509",
        "x509": { "clientCertificates": { "primary": { "certificate": certificate } } } } })
}

fn run(setting: &Setting) -> (Seen, Rule) {
    let mut service = settings();
    (setting.settings)(&mut service);
    let has_hubs = !service.hubs.is_empty();
    let lab = Lab::with(service);
    if has_hubs {
        lab.load(&json!({ "linkedHubs": [setting.hub] }));
    }
    let leaf = Holder::self_signed(setting.common_name);
    if setting.enrolled {
        let another = Holder::self_signed("dev1");
        let mut entry = entry(if setting.holds_another {
            &another
        } else {
            &leaf
        });
        (setting.entry)(&mut entry);
        lab.load(&json!({ "individualEnrollments": [entry] }));
    }
    let holders = [&leaf];
    let mut device = lab.device(if setting.certificate { &holders } else { &[] });
    let seen = converse(&mut device, setting);
    (seen, lab.rule().unwrap())
}

fn converse(device: &mut Device, setting: &Setting) -> Seen {
    let username = username::format(setting.id_scope, setting.registration_id, "2019-03-31");
    let code = device.connect(setting.client_id, &username).unwrap();
    if code != 0 {
        return Seen::Connack(code);
    }
    device.subscribe(topics::RESPONSE_FILTER, QoS::AtLeastOnce, 1);
    for _ in 0..setting.registers_before {
        device.register("0");
    }
    let mut answer = device.ask(&topics::register("1"), setting.body.as_bytes());
    let operation_id = answer.json()["operationId"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let operation_id = setting.operation_id.unwrap_or(&operation_id);
    for _ in 0..setting.polls_before {
        device.poll("2", operation_id);
    }
    if answer.topic.contains("/res/202/") {
        answer = device.poll("3", operation_id);
    }
    let state = &answer.json()["registrationState"];
    match answer.json()["status"].as_str() {
        None => {
            let (status, code, text) = answer.refusal();
            Seen::Refused(status, code, text)
        }
        Some("failed") => {
            assert!(answer.topic.contains("/res/200/"), "{}", answer.topic);
            let text = state["errorMessage"].as_str().unwrap();
            Seen::Failed(state["errorCode"].clone(), text.to_owned())
        }
        Some("disabled") => {
            assert!(answer.topic.contains("/res/200/"), "{}", answer.topic);
            Seen::Disabled
        }
        Some("assigned") => Seen::Assigned,
        other => panic!("{other:?}"),
    }
}

fn refused(code: u64, text: &str) -> Seen {
    Seen::Refused(u16::try_from(code / 1000).unwrap(), code, text.to_owned())
}

fn failed(code: u64, text: &str) -> Seen {
    Seen::Failed(json!(code), text.to_owned())
}

const THROTTLED: &str = "Operations are being throttled for this tenant.";
const INVALID: &str = "Invalid certificate.";

/// From the first decision to the last. In each row everything behind the fault is wrong too, as far as it can be.
pub(crate) fn rows() -> Vec<(Setting, Seen, Rule)> {
    let good = Setting::default;
    let disable = |entry: &mut Value| entry["provisioningStatus"] = json!("disabled");
    let one_a_minute = |settings: &mut ServiceSettings| {
        settings.quotas = Some(Quotas {
            registrations_per_minute: 1,
            ..Quotas::DOCUMENTED
        });
    };
    vec![
        (
            Setting {
                id_scope: "0ne00BADBAD",
                client_id: "other",
                certificate: false,
                ..good()
            },
            Seen::Connack(3),
            Rule::IdScopeUnknown,
        ),
        (
            Setting {
                client_id: "other",
                certificate: false,
                ..good()
            },
            Seen::Connack(5),
            Rule::ClientIdDiffers,
        ),
        (
            Setting {
                certificate: false,
                enrolled: false,
                ..good()
            },
            Seen::Connack(5),
            Rule::CredentialMissing,
        ),
        (
            Setting {
                settings: one_a_minute,
                registers_before: 1,
                body: "{",
                ..good()
            },
            refused(429_001, THROTTLED),
            Rule::Throttled,
        ),
        (
            Setting {
                body: "{",
                registration_id: "dev@1",
                client_id: "dev@1",
                ..good()
            },
            refused(400_002, "INVALID_REQUEST"),
            Rule::BodyUnreadable,
        ),
        (
            Setting {
                registration_id: "dev@1",
                client_id: "dev@1",
                common_name: "dev2",
                ..good()
            },
            refused(400_004, "Invalid RegistrationId"),
            Rule::RegistrationIdIllegal,
        ),
        (
            Setting {
                common_name: "dev2",
                holds_another: true,
                entry: disable,
                ..good()
            },
            refused(401_002, INVALID),
            Rule::CommonNameDiffers,
        ),
        (
            Setting {
                holds_another: true,
                entry: disable,
                ..good()
            },
            refused(401_002, INVALID),
            Rule::IndividualHoldsAnother,
        ),
        (
            Setting {
                enrolled: false,
                ..good()
            },
            refused(401_002, "CA certificate not found."),
            Rule::CaUnknown,
        ),
        (
            Setting {
                entry: disable,
                settings: |settings| settings.hubs.clear(),
                ..good()
            },
            Seen::Disabled,
            Rule::EntryDisabled,
        ),
        (
            Setting {
                operation_id: Some("4.unknown"),
                ..good()
            },
            refused(404_203, "Operation not found."),
            Rule::OperationUnknown,
        ),
        (
            Setting {
                settings: |settings| {
                    settings.quotas = Some(Quotas {
                        polls_per_10_secs: 2,
                        ..Quotas::DOCUMENTED
                    })
                },
                polls_before: 2,
                ..good()
            },
            refused(429_001, THROTTLED),
            Rule::PollsThrottled,
        ),
        (
            Setting {
                settings: |settings| settings.hubs.clear(),
                entry: |entry| {
                    entry["allocationPolicy"] = json!("custom");
                    entry["customAllocationDefinition"] = json!({});
                },
                ..good()
            },
            failed(401_001, "IoTHub not found."),
            Rule::HubNotLinked,
        ),
        (
            Setting {
                entry: |entry| {
                    entry["allocationPolicy"] = json!("custom");
                    entry["customAllocationDefinition"] =
                        json!({ "practiceAnswer": { "status": 500 } });
                },
                ..good()
            },
            failed(400_207, "Custom allocation failed with status code: 500"),
            Rule::WebhookFailed,
        ),
        (
            Setting {
                entry: |entry| {
                    entry["allocationPolicy"] = json!("custom");
                    entry["customAllocationDefinition"] =
                        json!({ "practiceAnswer": { "iotHubHostName": "elsewhere.net" } });
                },
                ..good()
            },
            failed(400_207, "Custom allocation failed with status code: 400"),
            Rule::WebhookHubNotLinked,
        ),
        (
            Setting {
                entry: |entry| {
                    entry["allocationPolicy"] = json!("static");
                    entry["iotHubs"] = json!(["elsewhere.net"]);
                },
                ..good()
            },
            failed(400_208, "IoTHub not specified."),
            Rule::HubNotSelected,
        ),
        (
            Setting {
                hub: json!({ "name": "hub.practice.test", "practiceAccess": "unauthorized" }),
                ..good()
            },
            failed(400_209, "IoTHub unauthorized."),
            Rule::HubUnauthorized,
        ),
        (
            Setting {
                hub: json!({ "name": "hub.practice.test", "practiceAccess": "staleKey" }),
                ..good()
            },
            failed(401_002, "ErrorCode:IotHubUnauthorizedAccess;Unauthorized"),
            Rule::HubKeyStale,
        ),
        (
            Setting {
                hub: json!({ "name": "hub.practice.test", "practiceAccess": "refused" }),
                ..good()
            },
            failed(
                401_002,
                "{\"errorCode\":401002,\"message\":\"Unauthorized access\"}",
            ),
            Rule::HubRefused,
        ),
        (good(), Seen::Assigned, Rule::Assigned),
    ]
}

#[test]
fn every_row_gets_its_code_and_text_and_the_first_fault_decides() {
    for (setting, expected, rule) in rows() {
        assert_eq!(run(&setting), (expected, rule));
    }
}

#[test]
fn a_device_that_registers_twice_at_once_is_told_so() {
    let lab = Lab::new();
    let root = Holder::root("root");
    lab.upload("root", &root, true);
    lab.group("factory", &root);
    let leaf = root.leaf("dev1");
    // The first one waits for its signatures to be checked.
    let mut first = lab.device(&[&leaf]);
    first.enter("dev1");
    let register = Packet::Publish(message(&topics::register("1"), b"", QoS::AtLeastOnce));
    let bytes = register.encode().unwrap();
    let now = lab.now();
    let session = &mut first.session;
    let effects = lab.service(|service| session.receive(service, &bytes, now));
    let check = effects.iter().find_map(|effect| match effect {
        Effect::Check { id, .. } => Some(*id),
        _ => None,
    });

    let mut second = lab.device(&[&leaf]);
    second.enter("dev1");
    let answer = second.register("2");
    assert_eq!(
        answer.refusal(),
        (409, 409_203, "Precondition failed.".to_owned())
    );
    assert_eq!(lab.rule(), Some(Rule::RegisteredAtOnce));
    // The older connection has lost its place, and with it the registration.
    first.tick();
    assert!(second.register("3").topic.contains("/res/202/"));
    let verdicts = vec![device_certs::Verdict::Valid];
    let session = &mut first.session;
    let late = lab.service(|service| session.verdicts(service, check.unwrap(), verdicts, now));
    assert_eq!(late, []);
}

#[test]
fn a_registration_that_is_never_decided_blocks_nobody_for_long() {
    let lab = Lab::new();
    let root = Holder::root("root");
    lab.upload("root", &root, true);
    lab.group("factory", &root);
    let leaf = root.leaf("dev1");
    let mut lost = lab.device(&[&leaf]);
    lost.enter("dev1");
    let bytes = Packet::Publish(message(&topics::register("1"), b"", QoS::AtMostOnce))
        .encode()
        .unwrap();
    let now = lab.now();
    let session = &mut lost.session;
    lab.service(|service| session.receive(service, &bytes, now));
    drop(lost);
    lab.wait(10);
    assert!(lab.register("dev1", &[&leaf]).topic.contains("/res/202/"));
}

#[test]
fn a_second_connect_ends_the_connection() {
    let lab = Lab::new();
    let leaf = Holder::self_signed("dev1");
    let mut device = lab.device(&[&leaf]);
    device.enter("dev1");
    let connect = hello("dev1", &username::format(ID_SCOPE, "dev1", "2019-03-31"));
    assert_eq!(device.send(&Packet::Connect(connect)), []);
    let reason = practice_dps::CloseReason::PacketOutOfPlace("CONNECT");
    assert_eq!(device.closed, Some(reason));
}

#[test]
fn an_old_version_of_mqtt_is_refused_before_anything_else() {
    let lab = Lab::new();
    let mut connect = Packet::Connect(hello("other", "nonsense"))
        .encode()
        .unwrap();
    // The protocol level stands behind the name.
    connect[8] = 5;
    let answers = lab.device_with(Vec::new()).send_bytes(&connect);
    assert!(matches!(
        answers.as_slice(),
        [Packet::Connack(Connack { code: 1, .. })]
    ));
    assert_eq!(lab.rule(), Some(Rule::ProtocolLevel));
}

#[test]
fn an_empty_client_id_with_a_lasting_session_is_rejected_as_the_standard_asks() {
    let lab = Lab::new();
    let mut connect = Packet::Connect(hello("", "nonsense")).encode().unwrap();
    // The flags stand behind name and level; clean session is bit 1.
    connect[9] &= !0x02;
    let answers = lab.device_with(Vec::new()).send_bytes(&connect);
    assert!(matches!(
        answers.as_slice(),
        [Packet::Connack(Connack { code: 2, .. })]
    ));
    assert_eq!(lab.rule(), Some(Rule::ClientIdEmpty));
}
