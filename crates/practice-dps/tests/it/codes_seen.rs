//! Every code and text of the service that a device can see over MQTT comes about: by the rows of `decision_table.rs`,
//! and here those that take a CA, a key, or two devices at once. (404201 is seen over HTTPS alone: `https.rs`.)

use dps_protocol::codes::CODES;
use dps_protocol::topics;
use mqtt_wire::{Packet, QoS};
use practice_dps::{Rule, SymmetricKey};
use serde_json::json;

use crate::decision_table::{self, Seen};
use crate::lab::{Answer, Holder, Lab, message};
use crate::symmetric_keys::token_of;

/// What is known of the service's answers to devices: the dossier's table of six-digit codes.
const KNOWN: &[(u64, &str)] = &[
    (400_002, "INVALID_REQUEST"),
    (400_004, "Invalid RegistrationId"),
    (400_207, "Custom allocation failed with status code: 500"),
    (400_208, "IoTHub not specified."),
    (400_209, "IoTHub unauthorized."),
    (401_000, "Unauthorized"),
    (401_001, "IoTHub not found."),
    (401_002, "CA certificate not found."),
    (401_002, "Invalid certificate."),
    (
        401_002,
        "Signing certificate info did not match chain elements.",
    ),
    (401_002, "Unauthorized"),
    (
        401_002,
        "{\"errorCode\":401002,\"message\":\"Unauthorized access\"}",
    ),
    (401_002, "ErrorCode:IotHubUnauthorizedAccess;Unauthorized"),
    (404_203, "Operation not found."),
    (409_203, "Precondition failed."),
    (429_001, "Operations are being throttled for this tenant."),
];

/// A situation, and the answer to the registration in it.
type Row = (fn(&Lab) -> Answer, u64, &'static str, Rule);

const NO_CA: &str = "CA certificate not found.";
const PRIMARY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const SECONDARY: &str = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";

/// In the order of the decisions.
const ROWS: &[Row] = &[
    (
        |lab| {
            let (_, leaf) = below_a_ca(lab, true);
            // The first one waits for its signatures to be checked, for ever.
            let mut first = lab.device(&[&leaf]);
            first.enter("dev1");
            let register = Packet::Publish(message(&topics::register("1"), b"", QoS::AtMostOnce));
            let (bytes, now) = (register.encode().unwrap(), lab.now());
            let session = &mut first.session;
            lab.service(|service| session.receive(service, &bytes, now));
            lab.register("dev1", &[&leaf])
        },
        409_203,
        "Precondition failed.",
        Rule::RegisteredAtOnce,
    ),
    (
        |lab| by_key(lab, SECONDARY, "nobody"),
        401_000,
        "Unauthorized",
        Rule::EnrollmentMissing,
    ),
    (
        |lab| by_key(lab, "QQECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "dev1"),
        401_000,
        "Unauthorized",
        Rule::KeySignatureWrong,
    ),
    (
        |lab| {
            by_key(lab, PRIMARY, "dev1");
            by_key(lab, SECONDARY, "dev1")
        },
        401_002,
        "Unauthorized",
        Rule::OtherKeyThanRegistered,
    ),
    (
        |lab| {
            let mut der = Holder::self_signed("dev1").certificate.der;
            // A UTCTime has thirteen characters.
            let time = der
                .windows(2)
                .position(|bytes| bytes == [0x17, 13])
                .unwrap();
            der[time + 2] = b'x';
            let mut device = lab.device_with(vec![der]);
            device.enter("dev1");
            device.register("1")
        },
        401_002,
        "Invalid certificate.",
        Rule::LeafDatesUnreadable,
    ),
    (
        |lab| {
            let (ca, _) = below_a_ca(lab, true);
            lab.register("dev1", &[&ca.ca("ca").leaf("dev1")])
        },
        401_002,
        NO_CA,
        Rule::CaUnknown,
    ),
    (
        |lab| {
            let (root, leaf) = below_a_ca(lab, false);
            lab.register("dev1", &[&leaf, &root])
        },
        401_002,
        NO_CA,
        Rule::CaNotVerified,
    ),
    (
        |lab| {
            let (root, _) = below_a_ca(lab, true);
            lab.service(|service| service.delete_group("factory"));
            let line = root.ca("line");
            lab.group("line", &line);
            lab.register("dev1", &[&line.leaf("dev1")])
        },
        401_002,
        NO_CA,
        Rule::IntermediateMissing,
    ),
    (
        |lab| {
            let (_, leaf) = below_a_ca(lab, true);
            lab.service(|service| service.delete_group("factory"));
            lab.register("dev1", &[&leaf])
        },
        401_000,
        "Unauthorized",
        Rule::NoGroupUsesCa,
    ),
    (
        |lab| {
            let (root, _) = below_a_ca(lab, true);
            lab.service(|service| service.delete_group("factory"));
            lab.group("line 7", &root.ca("line 7"));
            let other = root.ca("line 8");
            lab.register("dev1", &[&other.leaf("dev1"), &other])
        },
        401_002,
        "Signing certificate info did not match chain elements.",
        Rule::GroupCertificateNotInChain,
    ),
];

/// A CA with a group, and a leaf below it.
fn below_a_ca(lab: &Lab, is_verified: bool) -> (Holder, Holder) {
    let root = Holder::root("root");
    lab.upload("root", &root, is_verified);
    lab.group("factory", &root);
    let leaf = root.leaf("dev1");
    (root, leaf)
}

/// Registers with a key, where dev1 has two of its own.
fn by_key(lab: &Lab, key: &str, registration_id: &str) -> Answer {
    lab.load(&json!({ "individualEnrollments": [{ "registrationId": "dev1",
        "attestation": { "symmetricKey": { "primaryKey": PRIMARY, "secondaryKey": SECONDARY } } }] }));
    let mut device = lab.device_with(Vec::new());
    let key = SymmetricKey::parse(key).unwrap();
    device.enter_with(registration_id, &token_of(registration_id, &key));
    let answer = device.register("1");
    device.send(&Packet::Disconnect);
    answer
}

#[test]
fn every_row_gets_its_code_and_text() {
    for (situation, code, text, rule) in ROWS {
        let lab = Lab::new();
        let answer = situation(&lab);
        let status = u16::try_from(code / 1000).unwrap();
        assert_eq!(
            answer.refusal(),
            (status, *code, (*text).to_owned()),
            "{rule:?}"
        );
        assert_eq!(lab.rule(), Some(*rule));
    }
}

#[test]
fn every_code_and_text_that_is_known_comes_about() {
    let rows = decision_table::rows();
    let elsewhere = rows.iter().filter_map(|(_, seen, _)| match seen {
        Seen::Refused(_, code, text) => Some((*code, text.as_str())),
        Seen::Failed(code, text) => Some((code.as_u64()?, text.as_str())),
        _ => None,
    });
    let here = ROWS.iter().map(|(_, code, text, _)| (*code, *text));
    let produced: Vec<_> = elsewhere.chain(here).collect();
    for known in KNOWN {
        assert!(produced.contains(known), "{known:?}");
    }
    for code in CODES {
        let code = u64::from(code.code);
        assert!(
            code == 404_201 || KNOWN.iter().any(|(known, _)| *known == code),
            "{code}"
        );
    }
}
