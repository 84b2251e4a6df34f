//! `register` against the practice service: its exit codes, its JSON, its explanations.

use std::path::{Path, PathBuf};
use std::process::Output;

use device_certs::pem;
use practice_dps::enrollments::IndividualEnrollment;
use practice_dps::listen::TlsVersions;
use relay::practice::Practice;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::openssl::{self, Identity, KeyKind};
use crate::test_program::{printed, run};
use crate::test_relay::practice;
use crate::test_service::{ServerIdentity, TestService};

pub(crate) struct Setting {
    pub(crate) practice: Practice,
    pub(crate) folder: TempDir,
}

impl Setting {
    pub(crate) async fn new(tls: TlsVersions) -> Self {
        let practice = practice(tls).await;
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("root.pem"), &practice.info().root_ca).unwrap();
        Self { practice, folder }
    }

    pub(crate) fn enroll(&self, identity: &Identity, status: &str) {
        let entry = json!({
            "registrationId": "dev-01",
            "provisioningStatus": status,
            "attestation": { "type": "x509", "x509": { "clientCertificates": { "primary": { "certificate": identity.cert_pem() } } } },
        });
        let entry = IndividualEnrollment::parse(&entry.to_string()).unwrap();
        let put = |service: &mut practice_dps::PracticeDps| service.put_individual(entry);
        self.practice.handle().with(put).unwrap();
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("root.pem")
    }

    /// Runs `register` on a thread, because the practice service lives on this one.
    async fn register(&self, cert: &Path, key: &Path, more: &[&str]) -> Output {
        let port = self.practice.address().port().to_string();
        let root = self.root();
        let mut arguments = vec!["register"];
        // Those in `more` take the place of these.
        for (option, value) in [
            ("--id-scope", "0ne00C0FFEE"),
            ("--cert", cert.to_str().unwrap()),
            ("--key", key.to_str().unwrap()),
            ("--host", "localhost"),
            ("--port", &port),
            ("--server-ca", root.to_str().unwrap()),
            ("--format", "json"),
        ] {
            if !more.contains(&option) {
                arguments.extend([option, value]);
            }
        }
        arguments.extend(more);
        let arguments: Vec<String> = arguments.into_iter().map(String::from).collect();
        tokio::task::spawn_blocking(move || {
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            run(&arguments)
        })
        .await
        .unwrap()
    }

    pub(crate) async fn register_as(&self, identity: &Identity, more: &[&str]) -> Output {
        self.register(&identity.cert_path(), &identity.key_path(), more)
            .await
    }
}

#[track_caller]
pub(crate) fn json_of(output: &Output, exit: i32) -> Value {
    let (stdout, stderr) = printed(output);
    assert_eq!(output.status.code(), Some(exit), "{stdout}{stderr}");
    let report: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(report["version"], 1);
    let causes = report["diagnosis"].as_array().unwrap();
    assert_eq!(causes.is_empty(), exit == 0, "{report}");
    report
}

#[tokio::test]
async fn assigned() {
    for (kind, tls) in [
        (KeyKind::P256, TlsVersions::Tls12),
        (KeyKind::P384, TlsVersions::Tls13),
        (KeyKind::Rsa2048, TlsVersions::Both),
    ] {
        let setting = Setting::new(tls).await;
        let identity = Identity::self_signed("dev-01", kind);
        setting.enroll(&identity, "enabled");
        let output = setting.register_as(&identity, &[]).await;
        let report = json_of(&output, 0);
        assert_eq!(report["outcome"], "assigned");
        assert_eq!(report["status"], 200);
        assert_eq!(report["registration"]["assignedHub"], "localhost");
        assert_eq!(report["registration"]["deviceId"], "dev-01");
        // The service's own members, also those that nobody here reads.
        assert!(report["registration"]["x509"].is_object(), "{report}");

        let first = &report["packets"][0];
        assert_eq!(first["direction"], "sent");
        assert_eq!(first["kind"], "CONNECT");
        assert_eq!(
            (&first["topic"], &first["payload"]),
            (&Value::Null, &Value::Null)
        );
        assert!(first["at"].is_number());
        let packets = report["packets"].as_array().unwrap();
        let registers = packets
            .iter()
            .find(|packet| packet["kind"] == "PUBLISH")
            .unwrap();
        let topic = registers["topic"].as_str().unwrap();
        assert!(
            topic.starts_with("$dps/registrations/PUT/iotdps-register/"),
            "{topic}"
        );
        assert!(registers["payload"].as_str().unwrap().contains("dev-01"));
        assert_eq!(packets.last().unwrap()["kind"], "DISCONNECT");
    }
}

#[tokio::test]
async fn a_plain_x509_v1_leaf_is_assigned_too_and_text_is_for_people() {
    let setting = Setting::new(TlsVersions::Tls12).await;
    let identity = Identity::version_1("dev-01", KeyKind::P256);
    setting.enroll(&identity, "enabled");
    let output = setting.register_as(&identity, &["--format", "text"]).await;
    let (stdout, stderr) = printed(&output);
    assert_eq!(
        stdout, "assigned\nhub: localhost\ndevice ID: dev-01\n",
        "{stderr}"
    );
    assert!(stderr.contains("-> CONNECT"), "{stderr}");
    assert!(stderr.contains("<- CONNACK"), "{stderr}");
}

#[tokio::test]
async fn refused_disabled_and_an_unknown_scope() {
    let setting = Setting::new(TlsVersions::Tls12).await;
    let identity = Identity::self_signed("dev-01", KeyKind::P256);

    // Nobody enrolled it, and no CA leads to it.
    let output = setting.register_as(&identity, &[]).await;
    let report = json_of(&output, 1);
    assert_eq!(report["outcome"], "refused");
    assert_eq!(report["status"], 401);
    assert_eq!(report["error"]["errorCode"], 401002);
    assert_eq!(report["registration"], Value::Null);
    let (_, stderr) = printed(&output);
    assert!(stderr.contains("401002"), "{stderr}");
    assert!(stderr.contains("   fix: "), "{stderr}");
    assert!(stderr.contains("CA certificate not found"), "{stderr}");
    // A leaf that signs itself needs an enrolment of its own: no intermediate is missing, and no CA.
    let causes = report["diagnosis"].as_array().unwrap();
    let ids: Vec<_> = causes
        .iter()
        .map(|cause| cause["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids[0], "enrolment_absent", "{ids:?}");
    assert!(!ids.contains(&"intermediate_not_sent"), "{ids:?}");

    setting.enroll(&identity, "disabled");
    let report = json_of(&setting.register_as(&identity, &[]).await, 1);
    assert_eq!(report["outcome"], "disabled");
    assert_eq!(report["diagnosis"][0]["id"], "enrolment_disabled");
    assert_eq!(report["diagnosis"][0]["sureness"], "shown");
    assert_eq!(report["status"], 200);

    let output = setting
        .register_as(&identity, &["--id-scope", "0ne00000000"])
        .await;
    let report = json_of(&output, 1);
    assert_eq!(report["outcome"], "refused");
    assert_eq!(report["connack"], 3);
    assert_eq!(report["diagnosis"][0]["id"], "id_scope_wrong");
    let (_, stderr) = printed(&output);
    assert!(stderr.contains("CONNACK 3"), "{stderr}");
}

#[tokio::test]
async fn unreachable() {
    let setting = Setting::new(TlsVersions::Tls12).await;
    let identity = Identity::self_signed("dev-01", KeyKind::P256);
    let not_the_root = identity.cert_path();
    let free = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port().to_string()
    };
    for (more, code) in [
        (["--port", &free], "connection_refused"),
        (["--host", "127.0.0.2"], "connection_refused"),
        (
            ["--server-ca", not_the_root.to_str().unwrap()],
            "server_root_not_trusted",
        ),
        (["--host", "no name"], "server_name_unreadable"),
        (["--host", "does-not-exist.invalid"], "name_not_found"),
    ] {
        let output = setting.register_as(&identity, &more).await;
        let report = json_of(&output, 3);
        assert_eq!(report["outcome"], "unreachable");
        assert_eq!(report["failure"]["code"], code, "{more:?}");
        assert_eq!(report["packets"], json!([]));
        let (_, stderr) = printed(&output);
        assert!(stderr.contains(code), "{stderr}");
    }
}

#[tokio::test]
async fn services_that_hang_up() {
    let setting = Setting::new(TlsVersions::Tls12).await;
    let identity = Identity::self_signed("dev-01", KeyKind::P256);
    let server = ServerIdentity::make(|_| {});
    let root = setting.folder.path().join("other-root.pem");
    std::fs::write(&root, pem::pem_encode("CERTIFICATE", &server.root)).unwrap();
    let root = root.to_str().unwrap();

    let hears_connect_and_goes = TestService::tls(server.config(), async |mut stream| {
        let _connect = stream.read(&mut [0; 64]).await;
        let _gone = stream.shutdown().await;
    })
    .await;
    let port = hears_connect_and_goes.port.to_string();
    let more = ["--port", &port, "--server-ca", root];
    let output = setting.register_as(&identity, &more).await;
    let report = json_of(&output, 3);
    assert_eq!(
        (&report["outcome"], &report["reason"]),
        (&json!("unreachable"), &json!("closed"))
    );
    assert_eq!(report["packets"][0]["kind"], "CONNECT");
    let (_, stderr) = printed(&output);
    assert!(stderr.contains("while waiting for the CONNACK"), "{stderr}");

    // In TLS 1.3 a refused certificate shows only after the handshake.
    let config = server.demanding_config(&rustls::version::TLS13);
    let refuses = TestService::tls(config, async |_| {}).await;
    let port = refuses.port.to_string();
    let more = ["--port", &port, "--server-ca", root];
    let report = json_of(&setting.register_as(&identity, &more).await, 3);
    assert_eq!(report["failure"]["code"], "tls_alert");
    assert_eq!(report["failure"]["alert"]["name"], "certificate_unknown");
}

#[tokio::test]
async fn wrong_use() {
    let setting = Setting::new(TlsVersions::Tls12).await;
    let identity = Identity::self_signed("dev-01", KeyKind::P256);
    let other = Identity::self_signed("dev-02", KeyKind::P256);
    let folder = setting.folder.path();
    std::fs::write(folder.join("no.pem"), "this is no PEM\n").unwrap();
    let in_key = identity.key_path();
    openssl::run(
        folder,
        &[
            "pkcs8",
            "-topk8",
            "-in",
            in_key.to_str().unwrap(),
            "-passout",
            "pass:secret",
            "-out",
            "encrypted.pem",
        ],
    );
    for (cert, key, said) in [
        (
            identity.cert_path(),
            other.key_path(),
            "does not belong to the certificate",
        ),
        (
            identity.cert_path(),
            folder.join("encrypted.pem"),
            "encrypted",
        ),
        (folder.join("no.pem"), identity.key_path(), "no.pem:1:"),
        (
            folder.join("absent.pem"),
            identity.key_path(),
            "absent.pem cannot be read",
        ),
        (identity.cert_path(), folder.join("no.pem"), "no.pem:1:"),
    ] {
        let output = setting.register(&cert, &key, &[]).await;
        let (stdout, stderr) = printed(&output);
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        assert_eq!(stdout, "");
        assert!(stderr.contains(said), "{said:?} in {stderr}");
    }
    let output = run(&["register", "--id-scope", "0ne"]);
    assert_eq!(output.status.code(), Some(2));
}

#[tokio::test]
async fn what_was_repaired_is_used_and_said() {
    let setting = Setting::new(TlsVersions::Tls12).await;
    let identity = Identity::self_signed("dev-01", KeyKind::P256);
    setting.enroll(&identity, "enabled");
    let folder = setting.folder.path();
    let damaged = |path: PathBuf, name: &str| {
        let text = std::fs::read_to_string(path).unwrap();
        let file = folder.join(name);
        std::fs::write(&file, text.replacen("-----BEGIN", "\u{2014}BEGIN", 1)).unwrap();
        file
    };
    let cert = damaged(identity.cert_path(), "damaged.pem");
    let key = damaged(identity.key_path(), "damaged.key");
    let output = setting.register(&cert, &key, &[]).await;
    json_of(&output, 0);
    let (_, stderr) = printed(&output);
    let what = "1:1: a BEGIN or END line had the dashes of a word processor";
    assert!(
        stderr.contains(&format!(
            "damaged.pem:{what}: `\u{2014}BEGIN CERTIFICATE-----` → "
        )),
        "{stderr}"
    );
    // Of a key file no part is shown.
    assert!(
        stderr.contains(&format!("damaged.key:{what}\n")),
        "{stderr}"
    );
}

#[tokio::test]
async fn a_chain_with_the_leaf_last_is_put_in_order() {
    let setting = Setting::new(TlsVersions::Tls12).await;
    let folder = setting.folder.path();
    for arguments in [
        "ecparam -name prime256v1 -genkey -noout -out ca.key",
        "req -x509 -new -key ca.key -subj /CN=ca -days 30 -out ca.pem",
        "ecparam -name prime256v1 -genkey -noout -out dev.key",
        "req -new -key dev.key -subj /CN=dev-01 -out dev.csr",
        "x509 -req -in dev.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -out dev.pem",
    ] {
        let arguments: Vec<&str> = arguments.split(' ').collect();
        openssl::run(folder, &arguments);
    }
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    std::fs::write(folder.join("chain.pem"), read("ca.pem") + &read("dev.pem")).unwrap();
    let group = json!({
        "enrollmentGroupId": "factory",
        "attestation": { "type": "x509", "x509": { "signingCertificates": { "primary": { "certificate": read("ca.pem") } } } },
    });
    let certificate = json!({ "name": "ca", "certificate": read("ca.pem"), "isVerified": true });
    setting.practice.handle().with(|service| {
        use practice_dps::enrollments::{CaCertificate, EnrollmentGroup};
        let certificate = CaCertificate::parse(&certificate.to_string()).unwrap();
        service.put_certificate(certificate).unwrap();
        let group = EnrollmentGroup::parse(&group.to_string()).unwrap();
        service.put_group(group).unwrap();
    });
    let output = setting
        .register(&folder.join("chain.pem"), &folder.join("dev.key"), &[])
        .await;
    let report = json_of(&output, 0);
    assert_eq!(report["registration"]["deviceId"], "dev-01");
    let (_, stderr) = printed(&output);
    assert!(stderr.contains("were sorted"), "{stderr}");
}
