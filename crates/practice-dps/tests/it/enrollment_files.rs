//! Enrolment files: what is read, and where a mistake is said to be.

use device_certs::pem_encode;
use practice_dps::Enrollments;
use practice_dps::enrollments::{EnrollmentFile, MAX_CERTIFICATES};
use serde_json::{Value, json};

use crate::lab::{Holder, Lab};

fn pem(holder: &Holder) -> String {
    pem_encode("CERTIFICATE", &holder.certificate.der)
}

fn individual(registration_id: &str, certificate: &str) -> Value {
    json!({
        "registrationId": registration_id,
        "attestation": { "type": "x509", "x509": {
            "clientCertificates": { "primary": { "certificate": certificate } } } },
    })
}

fn file(individuals: &[Value]) -> Value {
    json!({ "individualEnrollments": individuals })
}

#[track_caller]
fn check(document: &Value, expected: &str) {
    let error = EnrollmentFile::parse(&document.to_string()).unwrap_err();
    assert_eq!(error.to_string(), expected);
}

#[test]
fn the_documented_shape_is_read_and_written() {
    let (leaf, root) = (Holder::self_signed("dev-01"), Holder::root("root"));
    let document = json!({
        "individualEnrollments": [ { "registrationId": "dev-01", "deviceId": "dev-01",
            "provisioningStatus": "enabled",
            "attestation": { "type": "x509", "x509": {
                "clientCertificates": { "primary": { "certificate": pem(&leaf) } } } },
            "initialTwin": {}, "allocationPolicy": "hashed",
            "capabilities": { "iotEdge": false }, "etag": "\"1\"" } ],
        "enrollmentGroups": [ { "enrollmentGroupId": "factory-7", "iotHubs": ["a.net"],
            "attestation": { "type": "x509", "x509": {
                "signingCertificates": { "primary": { "certificate": pem(&root) } } } } } ],
        "certificates": [ { "name": "root-2026", "certificate": pem(&root), "isVerified": true } ],
    });
    let mut document = document;
    let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    let keys = json!({ "type": "symmetricKey", "symmetricKey": { "primaryKey": key, "secondaryKey": key } });
    let more = document["individualEnrollments"].as_array_mut().unwrap();
    more.push(
        json!({ "registrationId": "dev-02", "attestation": keys, "iotHubs": ["a.net"],
        "allocationPolicy": "static", "reprovisionPolicy": { "updateHubAssignment": false } }),
    );
    more.push(json!({ "registrationId": "dev-03", "attestation": keys, "allocationPolicy": "custom",
        "customAllocationDefinition": { "webhookUrl": "https://example.net", "apiVersion": "2021-10-01",
            "practiceAnswer": { "iotHubHostName": "a.net", "payload": { "a": 1 } } } }));
    let groups = document["enrollmentGroups"].as_array_mut().unwrap();
    groups.push(json!({ "enrollmentGroupId": "by-key", "attestation": keys,
        "reprovisionPolicy": { "updateHubAssignment": true, "migrateDeviceData": false } }));
    groups.push(
        json!({ "enrollmentGroupId": "by-name", "allocationPolicy": "geoLatency",
        "attestation": { "x509": { "caReferences": { "primary": "second" } } } }),
    );
    let certificates = document["certificates"].as_array_mut().unwrap();
    certificates.push(json!({ "name": "second", "certificate": pem(&Holder::root("second")) }));
    let mut enrollments = Enrollments::default();
    enrollments
        .load(EnrollmentFile::parse(&document.to_string()).unwrap())
        .unwrap();
    assert_eq!(
        enrollments
            .individual("DEV-01")
            .unwrap()
            .registration_id
            .as_str(),
        "dev-01"
    );
    assert!(enrollments.group("factory-7").is_some());
    assert!(enrollments.certificates().next().unwrap().is_verified);

    let written = enrollments.to_json().to_string();
    let mut again = Enrollments::default();
    again
        .load(EnrollmentFile::parse(&written).unwrap())
        .unwrap();
    assert_eq!(again, enrollments);
}

#[test]
fn certificates_come_as_pem_or_base64() {
    use base64::Engine as _;
    let encode = |bytes: &[u8]| base64::engine::general_purpose::STANDARD.encode(bytes);
    let leaf = Holder::self_signed("dev1");
    let der = encode(&leaf.certificate.der);
    let (head, tail) = der.split_at(76);
    let forms = [
        pem(&leaf),
        pem(&leaf).replace('\n', "\r\n"),
        der.clone(),
        format!("{head}\n{tail}\n"),
        encode(pem(&leaf).as_bytes()),
    ];
    for form in forms {
        let read = EnrollmentFile::parse(&file(&[individual("dev1", &form)]).to_string());
        let read = read.unwrap_or_else(|error| panic!("{error}: {form}"));
        assert!(read.individuals[0].holds(&leaf.certificate.sha256()));
    }
}

#[test]
fn mistakes_are_found_where_they_are() {
    let good = pem(&Holder::self_signed("dev1"));
    assert_eq!(
        EnrollmentFile::parse("{\n  \"certificates\": [,]\n}")
            .unwrap_err()
            .to_string(),
        "not JSON at line 2, column 20"
    );
    check(&json!([]), "\"\" is not an object");
    check(
        &json!({"certificates": {}}),
        "\"certificates\" is not an array",
    );
    check(
        &file(&[json!(1)]),
        "\"individualEnrollments[0]\" is not an object",
    );
    check(
        &file(&[individual("dev1", &good), json!({"attestation": {}})]),
        "\"individualEnrollments[1].registrationId\" is missing",
    );
    check(
        &file(&[individual("dev 1", &good)]),
        "\"individualEnrollments[0].registrationId\" is \"dev 1\": the registration ID contains ' ' at byte 3, allowed are ASCII letters, digits and - . _ :",
    );
    let mut entry = individual("dev1", &good);
    entry["provisioningStatus"] = json!("on");
    check(
        &file(&[entry]),
        "\"individualEnrollments[0].provisioningStatus\" is \"on\": \"enabled\" or \"disabled\"",
    );
    let mut entry = individual("dev1", &good);
    entry["attestation"]["type"] = json!("tpm");
    check(
        &file(&[entry]),
        "\"individualEnrollments[0].attestation.type\" is \"tpm\": the practice service rehearses \"x509\" and \"symmetricKey\" only",
    );
    let with_key = |key: &str| {
        json!({ "registrationId": "dev1",
        "attestation": { "type": "symmetricKey", "symmetricKey": { "primaryKey": key } } })
    };
    check(
        &file(&[with_key("c2hvcnQ=")]),
        "\"individualEnrollments[0].attestation.symmetricKey.primaryKey\" is \"(not shown)\": a symmetric key has 16 to 64 bytes, this one 5",
    );
    let mut entry = individual("dev1", &good);
    entry["allocationPolicy"] = json!("static");
    check(
        &file(&[entry]),
        "\"individualEnrollments[0].allocationPolicy\" is \"static\": this policy takes exactly one hub, in iotHubs",
    );
    let mut entry = individual("dev1", &good);
    entry["allocationPolicy"] = json!("custom");
    check(
        &file(&[entry.clone()]),
        "\"individualEnrollments[0].customAllocationDefinition\" is missing: the policy \"custom\" needs it; what the webhook would say goes into its practiceAnswer",
    );
    entry["customAllocationDefinition"] = json!({ "practiceAnswer": { "status": 200 } });
    check(
        &file(&[entry]),
        "\"individualEnrollments[0].customAllocationDefinition.practiceAnswer.status\" is \"200\": an HTTP status other than 200",
    );
    check(
        &json!({"linkedHubs": [{"name": "a.net", "allocationWeight": 0}]}),
        "\"linkedHubs[0].allocationWeight\" is \"0\": a weight from 1 to 1000",
    );
    let mut entry = individual("dev1", &good);
    entry["attestation"]["x509"]["clientCertificates"]["primary"] = json!({"info": {}});
    check(
        &file(&[entry]),
        "\"individualEnrollments[0].attestation.x509.clientCertificates.primary.certificate\" is missing: put the certificate here, as PEM or base64 of DER",
    );
    check(
        &json!({"enrollmentGroups": [{"enrollmentGroupId": "g", "attestation": {"x509": {}}}]}),
        "\"enrollmentGroups[0].attestation.x509.signingCertificates.primary\" is missing: a group holds a CA certificate: here, or by its name in caReferences.primary",
    );
    check(
        &json!({"certificates": [{"name": "", "certificate": good, "isVerified": true}]}),
        "\"certificates[0].name\" is \"\": must not be empty",
    );
    check(
        &json!({"certificates": [{"name": "a", "certificate": good, "isVerified": "yes"}]}),
        "\"certificates[0].isVerified\" is not true or false",
    );
}

#[test]
fn certificates_that_are_none_are_refused() {
    let holder = Holder::self_signed("dev1");
    let good = pem(&holder);
    let key = pem_encode("PRIVATE KEY", holder.key.pkcs8());
    let refuse = |certificate: &str, why: &str| {
        check(
            &json!({"certificates": [{"name": "a", "certificate": certificate}]}),
            &format!(
                "\"certificates[0].certificate\" holds no certificate that can be used: {why}"
            ),
        );
    };
    refuse("not base64!", "neither PEM nor base64");
    refuse("", "no certificate found");
    refuse(
        &format!("{good}{good}"),
        "2 certificates; an entry takes one",
    );
    refuse(
        &format!("{good}{key}"),
        "a private key is in it; nobody but the device may have that",
    );
}

#[test]
fn a_file_is_loaded_whole_or_not_at_all() {
    let (one, two) = (Holder::self_signed("dev1"), Holder::self_signed("dev2"));
    let twice = file(&[
        individual("dev2", &pem(&two)),
        individual("dev1", &pem(&one)),
        individual("dev3", &pem(&one)),
    ]);
    let mut enrollments = Enrollments::default();
    let parsed = EnrollmentFile::parse(&twice.to_string()).unwrap();
    let error = enrollments.load(parsed).unwrap_err();
    let expected = "the certificate is already used by \"dev1\"; one certificate, one entry";
    assert_eq!(error.to_string(), expected);
    assert_eq!(enrollments, Enrollments::default());

    let unknown = json!({"enrollmentGroups": [{"enrollmentGroupId": "g",
        "attestation": {"x509": {"caReferences": {"primary": "nobody"}}}}]});
    let parsed = EnrollmentFile::parse(&unknown.to_string()).unwrap();
    let error = enrollments.load(parsed).unwrap_err();
    assert_eq!(error.to_string(), "no CA certificate is called \"nobody\"");
}

#[test]
fn there_is_room_for_as_many_cas_as_azure_has_and_replacing_needs_none() {
    let lab = Lab::new();
    let root = Holder::root("root");
    for index in 0..MAX_CERTIFICATES {
        lab.upload(&format!("ca-{index}"), &root, false);
    }
    lab.upload("ca-0", &root, true);
    let one_more = practice_dps::enrollments::CaCertificate::new("more", root.certificate, true);
    let error = lab
        .service(|service| service.put_certificate(one_more))
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "no room for more than 25 CA certificates"
    );
}

#[test]
fn single_entries_are_read_and_removed() {
    use practice_dps::enrollments::{CaCertificate, EnrollmentGroup, IndividualEnrollment};
    let lab = Lab::new();
    let (leaf, root) = (Holder::self_signed("dev1"), Holder::root("root"));
    let entry = IndividualEnrollment::parse(&individual("dev1", &pem(&leaf)).to_string()).unwrap();
    assert_eq!(
        IndividualEnrollment::parse(&entry.to_json().to_string()).unwrap(),
        entry
    );
    let group = EnrollmentGroup::new("g", root.certificate.clone());
    assert_eq!(
        EnrollmentGroup::parse(&group.to_json().to_string()).unwrap(),
        group
    );
    let ca = CaCertificate::new("root", root.certificate, true);
    assert_eq!(CaCertificate::parse(&ca.to_json().to_string()).unwrap(), ca);
    lab.service(|service| {
        service.put_individual(entry).unwrap();
        service.put_group(group).unwrap();
        service.put_certificate(ca).unwrap();
        assert!(service.delete_individual("DEV1") && !service.delete_individual("dev1"));
        assert!(service.delete_group("g") && !service.delete_group("g"));
        assert!(service.delete_certificate("root") && !service.delete_certificate("root"));
        assert_eq!(*service.enrollments(), Enrollments::default());
    });
}
