//! Evidence beside a client's words: files, records of the service and the hub, the server's certificate, the clock.

use diagnose::{Diagnosis, Sign, diagnose, paste};

/// The device's certificates, self-signed, for `dev-01`, and another one of the same name.
const LEAF: &str = include_str!("../../scenarios/every_mosquitto_server_early/files.txt");

const NOW: i64 = 1_795_520_000;

#[track_caller]
fn signs(text: &str) -> (Vec<Sign>, Diagnosis) {
    let reading = paste::read(text, Some(NOW));
    let signs = reading.evidence.observations.iter().map(|seen| seen.sign);
    (signs.collect(), diagnose(&reading.evidence))
}

#[track_caller]
fn shows(text: &str, expected: Sign) {
    let (signs, _) = signs(text);
    assert!(signs.contains(&expected), "{expected:?} not in {signs:?}");
}

#[track_caller]
fn silent(text: &str, unwanted: Sign) {
    let (signs, _) = signs(text);
    assert!(!signs.contains(&unwanted), "{unwanted:?} in {signs:?}");
}

#[test]
fn the_hubs_thumbprints_are_compared_with_the_leaf() {
    let identity = |print: &str| {
        format!(
            "{LEAF}$ az iot hub device-identity show --hub-name hub-7 --device-id dev-01\n{{\"authentication\": {{\"type\": \"selfSigned\", \"x509Thumbprint\": {{\"primaryThumbprint\": \"{print}\", \"secondaryThumbprint\": null}}}}, \"deviceId\": \"dev-01\"}}\n"
        )
    };
    let other = identity("0123456789ABCDEF0123456789ABCDEF01234567");
    shows(&other, Sign::HubThumbprintDiffers);
    let (_, diagnosis) = signs(&other);
    assert_eq!(
        diagnosis.findings[0].cause.id,
        "hub_knows_other_certificate"
    );
    let leaf = device_certs::lint::Exhibit::read(LEAF.as_bytes());
    let own = identity(&leaf.certificates[0].sha1());
    shows(&own, Sign::HubThumbprintFits);
    silent(&own, Sign::HubThumbprintDiffers);
    // Without a leaf there is nothing to compare with.
    silent(&other[LEAF.len()..], Sign::HubThumbprintDiffers);
}

#[test]
fn the_instance_is_compared_with_what_the_device_says() {
    let show = |properties: &str| {
        format!(
            "$ az iot device registration create --id-scope 0ne00C0FFEE --registration-id dev-01\n$ az iot dps show --name dps-7\n{{\"name\": \"dps-7\", \"properties\": {properties}}}\n"
        )
    };
    let other = show(
        r#"{"idScope": "0ne00BADBAD", "serviceOperationsHostName": "dps-7.azure-devices-provisioning.net", "iotHubs": [], "publicNetworkAccess": "Disabled", "ipFilterRules": [{"action": "Accept"}]}"#,
    );
    for sign in [
        Sign::IdScopeOfAnother,
        Sign::HubAbsent,
        Sign::PublicAccessOff,
        Sign::IpRules,
    ] {
        shows(&other, sign);
    }
    let same = show(r#"{"idScope": "0ne00C0FFEE", "iotHubs": [{"name": "hub-7"}]}"#);
    shows(&same, Sign::IdScopeFits);
    shows(&same, Sign::HubLinked);
    assert!(signs(&same).1.findings.is_empty());
}

#[test]
fn an_enrolment_is_compared_with_the_device() {
    let enrolment = |more: &str| {
        format!(
            "{LEAF}$ az iot device registration create --id-scope 0ne00C0FFEE --registration-id dev-01 --cp dev.pem --kp dev.key\n[{{\"registrationId\": {more}}}]\n"
        )
    };
    let key = enrolment(r#""dev-01", "attestation": {"type": "symmetricKey"}"#);
    shows(&key, Sign::EnrolmentOfOtherKind);
    let other = enrolment(r#""dev-02", "attestation": {"type": "x509"}"#);
    shows(&other, Sign::EnrolmentAbsent);
    let off =
        enrolment(r#""DEV-01", "provisioningStatus": "disabled", "attestation": {"type": "x509"}"#);
    shows(&off, Sign::EnrolmentOff);
    silent(&off, Sign::EnrolmentAbsent);
    let hub = enrolment(
        r#""dev-01", "iotHubs": ["hub-8.azure-devices.net"], "attestation": {"type": "x509"}}, {"name": "hub-7.azure-devices.net", "allocationWeight": 1, "applyAllocationPolicy": true"#,
    );
    shows(&hub, Sign::HubNotChosen);
}

#[test]
fn files_are_told_apart_by_what_the_settings_call_them() {
    let own = LEAF.replace("$ cat dev.pem", "$ cat roots.pem");
    let command = "$ mosquitto_sub -h global.azure-devices-provisioning.net -p 8883 --cafile roots.pem --cert dev.pem --key dev.key -t x\n";
    shows(&format!("{command}{LEAF}{own}"), Sign::TrustIsOwnCa);
    // A file of another name is not what the client sends.
    let other = LEAF.replace("$ cat dev.pem", "$ cat spare.pem");
    silent(&format!("{command}{other}"), Sign::LeafOwnRoot);
    let headless = LEAF.replacen("-----BEGIN CERTIFICATE-----\n", "", 1);
    shows(&format!("{command}{headless}"), Sign::PemDamaged);
    silent(&format!("{command}{LEAF}"), Sign::PemDamaged);
}

#[test]
fn printed_certificates_and_keys_are_read() {
    let told = "$ az iot device registration create --id-scope 0ne00C0FFEE --registration-id dev-01 --cp dev.pem --kp dev.key\n";
    let printed = "$ openssl x509 -in dev.pem -noout -subject -issuer -dates\nsubject=CN = press-01\nissuer=CN = factory\nnotBefore=Jan  1 00:00:00 2024 GMT\nnotAfter=Jan  1 00:00:00 2025 GMT\n";
    let text = format!("{told}{printed}");
    shows(&text, Sign::CommonNameDiffers);
    shows(&text, Sign::LeafExpired);
    silent(&text, Sign::LeafOwnRoot);
    let keys = |one: &str, other: &str| {
        format!(
            "$ openssl x509 -in dev.pem -noout -modulus\nModulus={one}\n$ openssl rsa -in dev.key -noout -modulus\nModulus={other}\nanything else\n"
        )
    };
    shows(&keys("AB", "AB"), Sign::KeyFits);
    shows(&keys("AB", "CD"), Sign::KeyDiffers);
}

#[test]
fn the_servers_certificate_decides_what_a_client_does_not_say() {
    let words = "$ mosquitto_sub -h 127.85.0.1 -p 8883 --cafile roots.pem --cert dev.pem --key dev.key -t x\nUnable to connect (A TLS error occurred.).\n";
    let (_, alone) = signs(words);
    // Of its words alone several causes are possible, and the handshake is asked for.
    assert!(alone.findings.len() > 2);
    let asked: Vec<_> = alone
        .questions
        .iter()
        .map(|question| question.ask.as_str())
        .collect();
    assert!(asked.contains(&"handshake"), "{asked:?}");
    let handshake = include_str!("../../scenarios/every_mosquitto_server_early/handshake.txt");
    let (_, shown) = signs(&format!("{words}{handshake}"));
    assert_eq!(shown.findings[0].cause.id, "clock_wrong");
}

#[test]
fn a_clock_that_is_off_by_days_is_wrong_and_by_hours_is_not() {
    shows(
        "$ date -u\nFri Mar  1 10:00:00 UTC 2019\n",
        Sign::ClockAtStart,
    );
    shows(
        "$ date -u\nTue Nov 17 08:00:00 UTC 2026\n",
        Sign::ClockAtStart,
    );
    shows(
        "$ date -u\nTue Nov 24 08:00:00 UTC 2026\n",
        Sign::ClockRight,
    );
}

#[test]
fn groups_of_others_are_not_held_against_the_device() {
    let told = "$ az iot device registration create --id-scope 0ne00C0FFEE --registration-id dev-01 --cp dev.pem --kp dev.key\n";
    let off = r#"{"enrollmentGroupId": "other", "provisioningStatus": "disabled", "attestation": {"type": "x509", "x509": {"signingCertificates": {"primary": {"info": {"subjectName": "CN=other root"}}}}}}"#;
    let own = r#"{"registrationId": "dev-01", "attestation": {"type": "x509"}}"#;
    silent(&format!("{told}[{off},\n{own}]\n"), Sign::EnrolmentOff);
    shows(&format!("{told}[{off}]\n"), Sign::EnrolmentOff);
}

#[test]
fn what_is_enrolled_tells_of_the_certificate_that_was_not_shown() {
    let pem = &LEAF[LEAF.find("-----BEGIN").unwrap()..];
    let end = "-----END CERTIFICATE-----";
    let pem = &pem[..pem.find(end).unwrap() + end.len()].replace('\n', "\\n");
    let told = |id: &str| {
        format!(
            "$ az iot device registration create --id-scope 0ne00C0FFEE --registration-id {id}\n[{{\"registrationId\": \"{id}\", \"attestation\": {{\"type\": \"x509\", \"x509\": {{\"clientCertificates\": {{\"primary\": {{\"certificate\": \"{pem}\"}}}}}}}}}}]\n"
        )
    };
    silent(&told("dev-01"), Sign::EnrolledNameDiffers);
    shows(&told("dev-02"), Sign::EnrolledNameDiffers);
    let late = paste::read(&told("dev-01"), Some(NOW + 400 * 86_400));
    assert!(late.evidence.has(Sign::EnrolledExpired));
    let early = paste::read(&told("dev-01"), Some(NOW - 400 * 86_400));
    assert!(early.evidence.has(Sign::EnrolledNotYetValid));
}

#[test]
fn a_script_is_judged_by_what_is_shown_of_dps() {
    let typed = "$ python3 script.py --filter '#' --qos 2\nSUBSCRIBE #\n";
    silent(typed, Sign::FilterTooWide);
    let shown = format!(
        "{typed}[{{\"registrationId\": \"dev-01\", \"attestation\": {{\"type\": \"x509\"}}}}]\n"
    );
    shows(&shown, Sign::FilterTooWide);
    shows(&shown, Sign::QosTwo);
}

#[test]
fn our_own_client_says_its_registration_id() {
    let text = "Registering \"dev-01\" in ID scope \"0ne00C0FFEE\" at 127.85.0.1:8883\n[{\"registrationId\": \"dev-02\", \"attestation\": {\"type\": \"x509\"}}]\n";
    let reading = paste::read(text, Some(NOW));
    assert_eq!(reading.values.registration_id.as_deref(), Some("dev-01"));
    assert_eq!(reading.values.id_scope.as_deref(), Some("0ne00C0FFEE"));
    shows(text, Sign::EnrolmentAbsent);
}

#[test]
fn a_certificate_that_is_enrolled_under_another_name_is_told() {
    let leaf = device_certs::lint::Exhibit::read(LEAF.as_bytes());
    let print = leaf.certificates[0].sha256();
    let text = format!(
        "{LEAF}Registering \"dev-01\" in ID scope \"0ne00C0FFEE\" at 127.85.0.1:8883\n[{{\"registrationId\": \"dev-02\", \"attestation\": {{\"type\": \"x509\", \"x509\": {{\"clientCertificates\": {{\"primary\": {{\"info\": {{\"sha256Thumbprint\": \"{print}\"}}}}}}}}}}}}]\n"
    );
    shows(&text, Sign::EnrolledNameDiffers);
    silent(&text, Sign::EnrolmentAbsent);
}

#[test]
fn a_diagnosis_of_ours_is_no_evidence() {
    let text = "1. shown: the enrolment is disabled [enrolment_disabled]\n   because: invalid registration status disabled\n";
    assert!(signs(text).0.is_empty());
    shows("invalid registration status disabled\n", Sign::Disabled);
}
