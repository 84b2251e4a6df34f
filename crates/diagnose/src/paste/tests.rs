//! Pasted text: what is understood, what is wrong with it, and how it is put right.

use crate::{Class, Sign, diagnose};

use super::*;

fn defects(text: &str) -> Vec<Sign> {
    let reading = read(text, Some(1_790_000_000));
    let mut signs: Vec<Sign> = reading.defects().map(|seen| seen.sign).collect();
    signs.sort();
    signs.dedup();
    signs
}

fn causes(text: &str) -> Vec<&'static str> {
    let reading = read(text, Some(1_790_000_000));
    let diagnosis = diagnose(&reading.evidence);
    diagnosis
        .findings
        .iter()
        .map(|finding| finding.cause.id)
        .collect()
}

/// After MicrosoftDocs/azure-docs#69882, with other names: one command line, four faults.
const F1: &str = r#"mosquitto_pub -h contoso.azure-devices-provisioning.net -p 8883 -i "press" -u "0ne00C0FFEE/registrations/press-07/api-version=2019-03-31" -t "$dps/registrations/PUT/iotdps-register/?$rid=1" -m '{"registrationId":"press-07"}' --cafile roots.pem --cert device-07.cert.pem --key device-08.key.pem -d -V mqttv311 -q 1
Connection error: Connection Refused: not authorised."#;

#[test]
fn f1_all_visible_faults_are_named() {
    let expected = [
        Sign::ClientIdDiffers,
        Sign::DollarQuoted,
        Sign::FilesNamedApart,
        Sign::InstanceHost,
        Sign::SubscriptionAbsent,
    ];
    assert_eq!(defects(F1), expected);
    let causes = causes(F1);
    assert_eq!(causes[0], "client_id_differs", "{causes:?}");
    for cause in [
        "shell_replaces_dollar",
        "key_of_another_certificate",
        "instance_host_used",
        "not_subscribed",
    ] {
        assert!(causes.contains(&cause), "{cause}: {causes:?}");
    }
    let reading = read(F1, None);
    let corrected = reading.corrected.unwrap();
    for right in [
        "-h global.azure-devices-provisioning.net",
        "-i press-07",
        "-t '$dps/registrations/PUT/iotdps-register/?$rid=1'",
    ] {
        assert!(corrected.contains(right), "{corrected}");
    }
    assert_eq!(reading.values.id_scope.as_deref(), Some("0ne00C0FFEE"));
    assert_eq!(reading.values.registration_id.as_deref(), Some("press-07"));
    assert_eq!(reading.values.port, Some(8883));
}

#[test]
fn what_was_put_right_has_only_the_faults_that_text_cannot_heal() {
    let corrected = read(F1, None).corrected.unwrap();
    let left = [Sign::FilesNamedApart, Sign::SubscriptionAbsent];
    assert_eq!(defects(&corrected), left);
}

#[test]
fn places_lie_in_the_text_and_hold_what_they_speak_of() {
    let reading = read(F1, None);
    let place = |sign: Sign| {
        let seen = reading
            .evidence
            .observations
            .iter()
            .find(|seen| seen.sign == sign)
            .unwrap();
        let Place::Text(bytes) = seen.place.clone() else {
            panic!("{seen:?}")
        };
        &F1[bytes]
    };
    assert_eq!(place(Sign::ClientIdDiffers), "\"press\"");
    assert_eq!(place(Sign::FilesNamedApart), "device-08.key.pem");
    assert_eq!(
        place(Sign::InstanceHost),
        "contoso.azure-devices-provisioning.net"
    );
    assert_eq!(
        place(Sign::DollarQuoted),
        "\"$dps/registrations/PUT/iotdps-register/?$rid=1\""
    );
}

#[test]
fn secrets_are_masked_before_anything_is_said() {
    let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    let texts = [
        format!(
            "mosquitto_pub -h h -u u -P 'SharedAccessSignature sr=x%2Fregistrations%2Fy&sig={key}&se=1&skn=registration' -t t"
        ),
        format!("HostName=a.azure-devices.net;DeviceId=x;SharedAccessKey={key}"),
        format!(
            "az iot device registration create --id-scope 0ne00C0FFEE --registration-id x --symmetric-key {key}"
        ),
        format!("symmetric_key = \"{key}\""),
        format!("{{\"primaryKey\":\"{key}\"}}"),
        format!("my key is {key} and so on"),
        "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49\n-----END PRIVATE KEY-----"
            .to_owned(),
        "\"-----BEGIN EC PRIVATE KEY-----\\n\"\n\"MIGHAgEAMBMGByqGSM49AgEGCCqGSM49\\n\"\n"
            .to_owned(),
        "-----BEGIN PRIVATE KEY----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49\n-----END PRIVATE KEY-----".to_owned(),
        "Look:\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49\nAAECAwQFAAECAwQFAAECAwQF\n-----END EC PRIVATE KEY-----".to_owned(),
        "BEGIN RSA PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49".to_owned(),
        "mosquitto_sub -h h -P hunter22222 -t x".to_owned(),
        "password: \"hunter22222\"".to_owned(),
    ];
    for text in texts {
        let reading = read(&text, None);
        let said = format!("{reading:?} {:?}", diagnose(&reading.evidence));
        for secret in [
            &key[..43],
            "AAECAwQF",
            "MIGHAgEAMBMGByqGSM49",
            "hunter22222",
        ] {
            assert!(!said.contains(secret), "{text}\n{said}");
        }
        assert!(!reading.secrets.is_empty(), "{text}");
        assert_eq!(reading.text.len(), text.len());
    }
    let plain = "mosquitto_pub -h h -p 8883 --key device.key --cert device.pem -t x -m y";
    assert!(read(plain, None).secrets.is_empty());
}

#[test]
fn healthy_commands_are_not_accused() {
    for text in [
        "mosquitto_sub -h global.azure-devices-provisioning.net -p 8883 -i dev-01 -u '0ne00C0FFEE/registrations/dev-01/api-version=2019-03-31' -t '$dps/registrations/res/#' --cafile roots.pem --cert dev-01.pem --key dev-01.key -V mqttv311 -d",
        "openssl s_client -connect global.azure-devices-provisioning.net:8883 -servername global.azure-devices-provisioning.net -cert chain.pem -key device.key -CAfile roots.pem",
        "az iot device registration create --id-scope 0ne00C0FFEE --registration-id dev-01 --certificate-file-path dev.pem --key-file-path dev.key",
        "curl -L -X PUT 'https://global.azure-devices-provisioning.net/0ne00C0FFEE/registrations/dev-01/register?api-version=2019-03-31' -H 'Content-Type: application/json' --cert dev.pem --key dev.key -d '{\"registrationId\":\"dev-01\"}'",
        "C:\\> mosquitto_sub.exe -h global.azure-devices-provisioning.net -p 8883 -i dev-01 -u \"0ne00C0FFEE/registrations/dev-01/api-version=2019-03-31\" -t \"$dps/registrations/res/#\" --cafile C:\\c\\roots.pem --cert C:\\c\\dev-01.pem --key C:\\c\\dev-01.key -V mqttv311",
        "I use mosquitto_pub and openssl, and it is fine.",
        "",
    ] {
        assert!(causes(text).is_empty(), "{text}: {:?}", causes(text));
    }
}

#[track_caller]
fn first(text: &str, expected: &str) {
    let found = causes(text);
    assert_eq!(found.first().copied(), Some(expected), "{text}: {found:?}");
}

#[test]
fn answers_and_logs_are_recognised() {
    first(
        "{\"errorCode\":401002,\"trackingId\":\"x\",\"message\":\"CA certificate not found.\",\"timestampUtc\":\"\"}",
        "intermediate_not_sent",
    );
    first(
        "{ errorCode: 401002,\n trackingId: 'x',\n message: 'Invalid certificate.' }",
        "enrolled_other_certificate",
    );
    first(
        "$dps/registrations/res/429/?$rid=1&retry-after=5",
        "throttled",
    );
    first(
        "{\"operationId\":\"\",\"status\":\"disabled\",\"registrationState\":{\"status\":\"disabled\"}}",
        "enrolment_disabled",
    );
    first(
        "{\"status\":\"failed\",\"registrationState\":{\"errorCode\":401002,\"errorMessage\":\"{\\\"errorCode\\\":401002,\\\"message\\\":\\\"Unauthorized access\\\"}\"}}",
        "hub_link_stale",
    );
    first(
        "Connection error: Connection Refused: broker unavailable.",
        "id_scope_wrong",
    );
    first(
        "ssl.SSLError: [X509: KEY_VALUES_MISMATCH] key values mismatch (_ssl.c:4067)",
        "key_of_another_certificate",
    );
    first(
        "Error: error:0480006C:PEM routines::no start line",
        "pem_damaged",
    );
    first(
        "$dps/registrations/res/202/?$rid=&retry-after=3",
        "request_id_without_dollar",
    );
}

#[test]
fn what_failed_after_the_assignment_is_the_hubs() {
    first(
        "{\"status\":\"assigned\",\"assignedHub\":\"h.azure-devices.net\"}\nConnection Refused: not authorised.",
        "hub_knows_other_certificate",
    );
}

#[test]
fn profiles_and_source_become_settings() {
    let profile = "[{\"clientId\":\"press\",\"name\":\"dps\",\"host\":\"global.azure-devices-provisioning.net\",\"port\":8883,\"username\":\"0ne00C0FFEE/registrations/dev-01/api-version=2019-03-31\",\"password\":\"\",\"ssl\":true,\"mqttVersion\":\"5.0\"}]";
    assert_eq!(defects(profile), [Sign::ClientIdDiffers, Sign::Mqtt5]);
    let source = "static const char* global_prov_uri = \"global.azure-devices-provisioning.net\";\nstatic const char* id_scope = \"One00C0FFEE\";\n";
    assert_eq!(defects(source), [Sign::IdScopeOdd]);
    let literal = "const char cert[] =\n\"-----BEGIN CERTIFICATE-----\"\n\"MIIB\"\n\"-----END CERTIFICATE-----\";";
    assert_eq!(defects(literal), [Sign::EscapesLost]);
    let good = literal
        .replace("-----\"", "-----\\n\"")
        .replace("MIIB\"", "MIIB\\n\"");
    assert!(defects(&good).is_empty());
    let config =
        "CONFIG_AZURE_DPS_ID_SCOPE=\"0ne00C0FFEE\"\nCONFIG_AZURE_DPS_REGISTRATION_ID=\"dev_01_\"\n";
    assert_eq!(defects(config), [Sign::RegistrationIdIllegal]);
}

#[test]
fn arguments_without_a_name_are_known_by_their_looks() {
    let reading = read(
        "ProvisioningDeviceClient.create('global.azure-devices-provisioning.net', '0ne00C0FFEE', t, s);",
        None,
    );
    assert_eq!(reading.values.id_scope.as_deref(), Some("0ne00C0FFEE"));
    assert_eq!(
        reading.values.host.as_deref(),
        Some("global.azure-devices-provisioning.net")
    );
    assert!(diagnose(&reading.evidence).findings.is_empty());
}

#[test]
fn templates_and_samples_are_not_accused() {
    for text in [
        "mosquitto_sub -h global.azure-devices-provisioning.net -p 8883 -i <registration_id> -u '<id_scope>/registrations/<registration_id>/api-version=2019-03-31' -t '$dps/registrations/res/#' --cafile roots.pem --cert dev.pem --key dev.key -V mqttv311",
        "provisioning_host = os.getenv(\"PROVISIONING_HOST\")\nid_scope = os.getenv(\"PROVISIONING_IDSCOPE\")\nregistration_id = os.getenv(\"DPS_X509_REGISTRATION_ID\")\n",
        "private static string s_idScope = Environment.GetEnvironmentVariable(\"DPS_IDSCOPE\");\nprivate const string GlobalDeviceEndpoint = \"global.azure-devices-provisioning.net\";",
        "[provisioning]\nsource = \"dps\"\nglobal_endpoint = \"https://global.azure-devices-provisioning.net\"\nid_scope = \"0ne00C0FFEE\"\n\n[provisioning.attestation]\nmethod = \"x509\"\nregistration_id = \"edge-01\"\nidentity_cert = \"file:///var/secrets/edge-01.pem\"\nidentity_pk = \"file:///var/secrets/edge-01.key.pem\"\n",
        "static const char* idScope = \"[your id scope here]\";\nconst registrationId = `${name}`;",
        "client = mqtt.Client(client_id=registration_id, protocol=mqtt.MQTTv311)\nclient.username_pw_set(f\"{id_scope}/registrations/{registration_id}/api-version=2019-03-31\")\nclient.tls_set(ca, certfile=chain, keyfile=key)\nclient.subscribe('$dps/registrations/res/#')\nclient.publish('$dps/registrations/PUT/iotdps-register/?$rid=1')\n",
    ] {
        assert!(causes(text).is_empty(), "{text}: {:?}", causes(text));
    }
}

#[test]
fn what_was_not_understood_is_said() {
    let text = "hello there\nConnection error: Connection Refused: not authorised.\nfoo bar\n";
    let reading = read(text, None);
    let spots: Vec<&str> = reading
        .not_understood
        .iter()
        .map(|bytes| &text[bytes.clone()])
        .collect();
    assert_eq!(spots, ["hello there\n", "foo bar\n"]);
    assert!(!read("nothing at all", None).is_understood());
    assert_eq!(
        reading.evidence.observations[0].sign.class(),
        Class::Failure
    );
}

#[test]
fn a_key_that_was_masked_before_is_no_damaged_one() {
    let key = base64::Engine::encode(&base64::prelude::BASE64_STANDARD, [7; 121]);
    let pasted = format!("-----BEGIN PRIVATE KEY-----\n{key}\n-----END PRIVATE KEY-----\n");
    let (masked, secrets) = mask(&pasted);
    assert_eq!(secrets.len(), 1);
    assert!(!masked.contains(&key[..8]), "{masked}");
    let reading = read(&masked, Some(1_795_392_000));
    assert_eq!(reading.evidence.observations, []);
    assert!(reading.is_understood());
    assert_eq!(mask(&masked).0, masked, "masking twice changes nothing");
}

#[test]
fn the_name_of_a_key_is_none_and_a_password_that_looks_like_one_is_masked() {
    let (masked, secrets) = mask("PROVISIONING_SYMMETRIC_KEY=$PRIMARY_KEY\n");
    assert!(masked.contains("$PRIMARY_KEY"), "{masked}");
    assert!(secrets.is_empty());
    let (masked, _) = mask("password = \"$ECRET_key\"\n");
    assert!(!masked.contains("ECRET"), "{masked}");
}
