//! Evidence without a word of a client: fingerprints, names, digests and records that decide between them.

use diagnose::paste;

use crate::naming::{NOW, check};

const ONE: &str = "5C:42:3C:F8:28:B1:29:4E:E6:74:23:66:98:66:3E:51:A9:9F:6A:14";
const OTHER: &str = "0D423CF828B1294EE674236698663E51A99F6A15";
const LONG: &str = "B87273ECA6A5F87BD760FFE6E114E72EFCB1A23F3AE62689B3842FB07414E7D1";

fn plain(print: &str) -> String {
    print.replace(':', "")
}

fn enrolment(sha1: &str) -> String {
    format!(
        "$ az iot dps enrollment show --enrollment-id dev-01\n{{\"registrationId\":\"dev-01\",\"attestation\":{{\"type\":\"x509\",\"x509\":{{\"clientCertificates\":{{\"primary\":{{\"info\":{{\"subjectName\":\"CN=dev-01\",\"sha1Thumbprint\":\"{sha1}\"}}}}}}}}}}}}\n"
    )
}

fn hub(print: &str) -> String {
    format!(
        "$ az iot hub device-identity show -d dev-01\n{{\"deviceId\":\"dev-01\",\"authentication\":{{\"x509Thumbprint\":{{\"primaryThumbprint\":\"{print}\",\"secondaryThumbprint\":\"{print}\"}}}}}}\n"
    )
}

fn shown(file: &str, print: &str) -> String {
    format!("$ openssl x509 -in {file} -noout -fingerprint\nSHA1 Fingerprint={print}\n")
}

#[test]
fn a_fingerprint_stands_for_the_certificate() {
    let own = shown("dev-01.pem", ONE);
    check(
        &(own.clone() + &enrolment(OTHER)),
        &["enrolled_other_certificate"],
    );
    check(&(own.clone() + &enrolment(&plain(ONE))), &[]);
    check(
        &(own.clone() + &hub(OTHER)),
        &["hub_knows_other_certificate"],
    );
    check(&(own.clone() + &hub(&plain(ONE))), &[]);
    // Of different kinds, they cannot be compared.
    check(&(own.clone() + &hub(LONG)), &[]);
    let sum = format!(
        "$ openssl x509 -in dev-01.pem -outform DER | sha256sum\n{}  -\n",
        LONG.to_ascii_lowercase()
    );
    check(&(sum.clone() + &hub(LONG)), &[]);
    check(
        &(sum + &hub(&LONG.replace('B', "A"))),
        &["hub_knows_other_certificate"],
    );
    let query = format!(
        "$ az iot hub device-identity show -d dev-01 --query authentication.x509Thumbprint.primaryThumbprint -o tsv\n{OTHER}\n"
    );
    check(&(own + &query), &["hub_knows_other_certificate"]);
}

#[test]
fn thumbprints_are_known_from_other_tools_and_from_the_portal() {
    for tool in [
        format!(
            "$ keytool -printcert -file dev-01.pem\nOwner: CN=dev-01\nIssuer: CN=root\n\t SHA1: {ONE}\n"
        ),
        format!(
            "PS C:\\> Get-PfxCertificate dev-01.pfx\nThumbprint\n----------\n{}  CN=dev-01\n",
            plain(ONE)
        ),
        format!(
            "C:\\>certutil -dump dev-01.cer\nCert Hash(sha1): {}\n",
            plain(ONE)
        ),
    ] {
        check(
            &(tool.clone() + &enrolment(OTHER)),
            &["enrolled_other_certificate"],
        );
        check(&(tool + &enrolment(&plain(ONE))), &[]);
    }
    let portal =
        |print: &str| format!("Primary Thumbprint: {print}\nSecondary Thumbprint: {print}\n");
    let own = shown("dev-01.pem", ONE);
    check(
        &(own.clone() + &portal(OTHER)),
        &["hub_knows_other_certificate"],
    );
    check(&(own + &portal(ONE)), &[]);
}

#[test]
fn a_root_that_is_looked_at_is_not_presented() {
    let root = format!(
        "$ openssl x509 -in ca.pem -noout -subject -issuer -fingerprint\nsubject=CN = factory root\nissuer=CN = factory root\nSHA1 Fingerprint={ONE}\n"
    );
    check(&(root + &enrolment(OTHER)), &[]);
}

/// What `openssl x509 -text` prints, as far as it counts.
fn text(file: &str, subject: &str, issuer: &str, own: &str, above: &str) -> String {
    format!(
        "$ openssl x509 -in {file} -noout -text\nCertificate:\n        Issuer: CN = {issuer}\n        Subject: CN = {subject}\n            X509v3 Subject Key Identifier: \n                {own}\n            X509v3 Authority Key Identifier: \n                {above}\n"
    )
}

#[test]
fn an_issuer_that_was_made_again_under_its_name() {
    let leaf = text("dev-01.pem", "dev-01", "factory root", "AA:01", "BB:01");
    let right = text("root.pem", "factory root", "factory root", "BB:01", "BB:01");
    let again = text("root.pem", "factory root", "factory root", "BB:02", "BB:02");
    check(&(leaf.clone() + &right), &[]);
    check(&(leaf.clone() + &again), &["chain_broken"]);
    // Both are there: it is the other one that counts.
    check(&(leaf + &again + &right), &[]);
}

#[test]
fn a_ca_list_or_a_group_holds_the_former_ca_of_the_same_name() {
    let names = "$ openssl x509 -in dev-01.pem -noout -subject -issuer\nsubject=CN = dev-01\nissuer=CN = factory root\n";
    let ca = format!(
        "$ openssl x509 -in ca.pem -noout -subject -fingerprint\nsubject=CN = factory root\nSHA1 Fingerprint={ONE}\n"
    );
    let list = |print: &str| {
        format!(
            "$ az iot dps certificate list\n[{{\"name\":\"root\",\"properties\":{{\"isVerified\":true,\"subject\":\"factory root\",\"thumbprint\":\"{print}\"}}}}]\n"
        )
    };
    let group = |print: &str| {
        format!(
            "{{\"enrollmentGroupId\":\"line\",\"attestation\":{{\"type\":\"x509\",\"x509\":{{\"signingCertificates\":{{\"primary\":{{\"info\":{{\"subjectName\":\"CN=factory root\",\"sha1Thumbprint\":\"{print}\"}}}}}}}}}}}}\n"
        )
    };
    let device = names.to_owned() + &ca;
    check(&(device.clone() + &list(&plain(ONE))), &[]);
    check(&(device.clone() + &list(OTHER)), &["ca_not_uploaded"]);
    check(&(device.clone() + &group(&plain(ONE))), &[]);
    check(&(device + &group(OTHER)), &["group_ca_not_in_chain"]);
}

#[test]
fn the_order_of_a_chain_that_is_listed() {
    let list = |names: &[(&str, &str)]| {
        let entries = names
            .iter()
            .map(|(subject, issuer)| format!("subject=CN = {subject}\nissuer=CN = {issuer}\n\n"));
        format!(
            "$ openssl crl2pkcs7 -nocrl -certfile chain.pem | openssl pkcs7 -print_certs -noout\n{}",
            entries.collect::<String>()
        )
    };
    let (leaf, line, root) = (("dev-01", "line 7"), ("line 7", "root"), ("root", "root"));
    check(&list(&[leaf, line]), &[]);
    check(&list(&[leaf, line, root]), &[]);
    check(&list(&[line, leaf]), &["wrong_certificate_presented"]);
    check(&list(&[leaf, root, line]), &["wrong_certificate_presented"]);
    check(&list(&[leaf, root]), &["chain_broken"]);
}

#[test]
fn public_halves_are_compared_however_they_are_printed() {
    let point = "04:da:e4:09:0c:ed:d1:af:8f:b1:86:3d:4a:61:8e:\n    14:a4:5e:75:1a:6d:f2:d8:27:74:13:89:3f:a4:e1:\n    99:d5:6e:89:9a:2d:a6:42:62:72:18:15:1c:02:83:\n    f4:9e:d1:18:79:59:86:d3:be:63:34:91:3b:f8:89:\n    10:81:30:37:51";
    let certificate = format!(
        "$ openssl x509 -in dev.pem -noout -text\n    Public-Key: (256 bit)\n    pub:\n    {point}\n    ASN1 OID: prime256v1\n"
    );
    let key = |point: &str| {
        format!(
            "$ openssl pkey -in dev.key -noout -text_pub\nPublic-Key: (256 bit)\npub:\n    {point}\nASN1 OID: prime256v1\n"
        )
    };
    check(&(certificate.clone() + &key(point)), &[]);
    check(
        &(certificate + &key(&point.replace("51", "52"))),
        &["key_of_another_certificate"],
    );
}

#[test]
fn one_command_compares_both_halves() {
    let diff = "$ diff <(openssl x509 -in dev.pem -noout -pubkey) <(openssl pkey -in dev.key -pubout) && echo same\n";
    check(&format!("{diff}same\n"), &[]);
    check(
        &format!("{diff}2c2\n< MFkwEwYHKoZI\n---\n> MFkwEwYHKoZJ\n"),
        &["key_of_another_certificate"],
    );
}

#[test]
fn what_a_described_certificate_is_for() {
    let server = "$ openssl x509 -in dev.pem -noout -text\n        Issuer: CN = root\n        Subject: CN = dev-01\n            X509v3 Extended Key Usage: \n                TLS Web Server Authentication\n";
    check(server, &["wrong_certificate_presented"]);
    let both = server.replace(
        "Authentication",
        "Authentication, TLS Web Client Authentication",
    );
    check(&both, &[]);
    let ca = "X509_CERT_FILE=ca.pem\nPROVISIONING_REGISTRATION_ID=dev-01\n$ openssl x509 -in ca.pem -noout -text\n        Issuer: CN = root\n        Subject: CN = factory line 7\n                CA:TRUE\n";
    let reading = paste::read(ca, Some(NOW));
    assert!(reading.evidence.has(diagnose::Sign::LeafIsCa));
}

#[test]
fn the_device_trusts_its_own_ca_by_name() {
    let names = |file: &str, subject: &str, issuer: &str| {
        format!(
            "$ openssl x509 -in {file} -noout -subject -issuer\nsubject=CN = {subject}\nissuer=CN = {issuer}\n"
        )
    };
    let script = "mqtt.tls_set(ca_certs=\"ca.pem\", certfile=\"dev.pem\", keyfile=\"dev.key\")\ncertificate verify failed: unable to get local issuer certificate\n";
    let leaf = names("dev.pem", "dev-01", "factory root");
    check(
        &(script.to_owned() + &names("ca.pem", "factory root", "factory root") + &leaf),
        &["own_ca_as_server_trust"],
    );
    check(
        &(script.to_owned() + &names("ca.pem", "Other Root", "Other Root") + &leaf),
        &["server_root_not_trusted"],
    );
}

#[test]
fn a_key_among_the_settings_where_the_enrolment_asks_for_a_certificate() {
    let enrolment = "$ az iot dps enrollment show\n{\"registrationId\":\"dev-01\",\"attestation\":{\"type\":\"x509\"}}\n";
    let settings = "PROVISIONING_SYMMETRIC_KEY=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\nPROVISIONING_REGISTRATION_ID=dev-01\n";
    check(
        &format!("{settings}{enrolment}"),
        &["enrolment_of_other_kind"],
    );
    check(
        &format!("{settings}{}", enrolment.replace("x509", "symmetricKey")),
        &[],
    );
    // A certificate is there as well: which of them is used is not known.
    let both = format!("{settings}X509_CERT_FILE=dev.pem\n{enrolment}");
    check(&both, &[]);
}

#[test]
fn openssl_verify_speaks_of_the_devices_own_chain() {
    let verify = |options: &str, error: &str| {
        format!(
            "$ openssl verify -CAfile root.pem {options} leaf.pem\nCN = dev-01\n{error}\nerror leaf.pem: verification failed\n"
        )
    };
    check(
        "$ openssl verify -CAfile root.pem leaf.pem\nleaf.pem: OK\n",
        &[],
    );
    // The intermediate was not given to this command: that says nothing of the device.
    let unknown = "error 20 at 0 depth lookup: unable to get local issuer certificate";
    check(&verify("", unknown), &[]);
    check(&verify("-untrusted int.pem", unknown), &["chain_broken"]);
    check(
        &verify(
            "",
            "error 7 at 0 depth lookup: certificate signature failure",
        ),
        &["chain_broken"],
    );
    check(
        &verify("", "error 10 at 0 depth lookup: certificate has expired"),
        &["certificate_expired"],
    );
    let expired = "$ openssl x509 -in leaf.pem -noout -checkend 0\nCertificate will expire\n";
    check(expired, &["certificate_expired"]);
    check(&expired.replace("will expire", "will not expire"), &[]);
}

#[test]
fn the_hub_is_asked_with_another_name_than_was_assigned() {
    let record = "{\"registrationId\":\"dev-01\",\"status\":\"assigned\",\"assignedHub\":\"hub-1.azure-devices.net\",\"deviceId\":\"press-7\",\"lastUpdatedDateTimeUtc\":\"2026-11-24T08:00:00Z\"}\n";
    let python = |id: &str| {
        format!(
            "client = IoTHubDeviceClient.create_from_x509_certificate(hostname=\"hub-1.azure-devices.net\", x509=x509, device_id=\"{id}\")\nConnection Refused: not authorised.\n"
        )
    };
    check(
        &(record.to_owned() + &python("dev-01")),
        &["hub_device_id_differs"],
    );
    let right = paste::read(&(record.to_owned() + &python("press-7")), Some(NOW));
    assert!(!right.evidence.has(diagnose::Sign::HubClientIdDiffers));
    let nobody =
        "$ az iot hub device-identity list -n hub-1\n[]\nConnection Refused: not authorised.\n";
    check(nobody, &["device_gone_from_hub"]);
}

#[test]
fn an_issuer_that_is_none_of_azures_opens_tls() {
    let chain = |issuer: &str| {
        format!(
            "Certificate chain\n 0 s:CN = *.azure-devices-provisioning.net\n   i:{issuer}\nverify error:num=19:self-signed certificate in certificate chain\n"
        )
    };
    check(
        &chain("O = Example Corp, CN = Example TLS 2"),
        &["proxy_intercepts"],
    );
    let azures = chain("O = Microsoft Corporation, CN = Microsoft Azure RSA TLS Issuing CA 04");
    check(&azures, &["server_root_not_trusted"]);
}

#[test]
fn the_key_of_a_group_by_the_name_of_its_variable() {
    let made = "client = ProvisioningDeviceClient.create_from_symmetric_key(registration_id=\"dev-01\", id_scope=\"0ne00C0FFEE\", symmetric_key=GROUP_PRIMARY_KEY)\nUnauthorized 401002\n";
    check(made, &["group_key_not_derived"]);
    let derived =
        "key = derive(GROUP_PRIMARY_KEY)\nclient = create_from_symmetric_key(symmetric_key=key)\n";
    check(derived, &[]);
}

#[test]
fn what_follows_from_a_cause_stands_behind_it() {
    check(
        "mosquitto_sub -h global.azure-devices-provisioning.net -p 8883 -i dev-01 -u ‘0ne00C0FFEE/registrations/dev-01/api-version=2019-03-31’ –cafile roots.pem –cert dev.pem –key dev.key -V mqttv311 -t '$dps/registrations/res/#'\n",
        &["typography_in_command"],
    );
    let placeholder = "id_scope = \"<ID_SCOPE>\"\nregistration_id = \"dev-01\"\nConnection Refused: server unavailable.\n";
    check(placeholder, &["placeholder_left"]);
    let template = "var username = $\"{idScope}/registrations/{registrationId}/api-version=2019-03-31\";\nConnection refused: Server unavailable\n";
    check(template, &["id_scope_wrong"]);
}

#[test]
fn paths_of_requests_are_no_user_names() {
    for line in [
        "> PUT /0ne00C0FFEE/registrations/dev-01/register?api-version=2019-03-31 HTTP/1.1",
        "DEBUG GET /v1/registrations/dev-01?api-version=2 HTTP/1.1",
        "DEBUG:urllib3:https://global.azure-devices-provisioning.net:443 \"GET /0ne00C0FFEE/registrations/dev-01?api-version=2019-03-31 HTTP/1.1\" 200 94",
    ] {
        check(
            &format!("{line}\n{{\"operationId\":\"4.a\",\"status\":\"assigned\"}}\n"),
            &[],
        );
    }
}
