//! What `check --enrollments` foretells is what the practice service answers, over real TLS and MQTT.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

/// A CA, an intermediate below it, a device below that; all valid for 30 days.
struct Factory(TempDir);

impl Factory {
    fn new() -> Self {
        let factory = Self(tempfile::tempdir().unwrap());
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
        let ca = "-addext keyUsage=critical,keyCertSign";
        let device =
            "-addext basicConstraints=critical,CA:FALSE -addext extendedKeyUsage=clientAuth";
        for name in ["root", "other"] {
            factory.openssl(&format!(
                "req -x509 {key} -keyout {name}.key -subj /CN={name} -days 30 {ca} -out {name}.pem"
            ));
        }
        factory.openssl(&format!(
            "req {key} -keyout factory.key -subj /CN=factory -addext basicConstraints=critical,CA:TRUE {ca} -out factory.csr"
        ));
        factory.openssl(
            "x509 -req -in factory.csr -CA root.pem -CAkey root.key -set_serial 2 -days 30 -copy_extensions copyall -out factory.pem",
        );
        factory.openssl(&format!(
            "req {key} -keyout device.key -subj /CN=dev-01 {device} -out device.csr"
        ));
        for (serial, name) in [(3, "device"), (4, "renewed")] {
            factory.openssl(&format!(
                "x509 -req -in device.csr -CA factory.pem -CAkey factory.key -set_serial {serial} -days 30 -copy_extensions copyall -out {name}.pem"
            ));
        }
        factory.write(
            "chain.pem",
            &(factory.pem("device") + &factory.pem("factory")),
        );
        factory.write("leaf.pem", &factory.pem("device"));
        factory
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn openssl(&self, words: &str) {
        let mut command = Command::new("openssl");
        command
            .args(words.split_whitespace())
            .current_dir(self.path());
        let output = command.output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "openssl {words}: {errors}");
    }

    fn pem(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(format!("{name}.pem"))).unwrap()
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path().join(name), text).unwrap();
    }

    fn playground(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dps-playground"));
        command.current_dir(self.path()).stdin(Stdio::null());
        command
    }

    fn individual(&self, name: &str) -> Value {
        let certificates = json!({ "primary": { "certificate": self.pem(name) } });
        json!({
            "registrationId": "dev-01",
            "attestation": { "type": "x509", "x509": { "clientCertificates": certificates } },
        })
    }

    fn group(&self, name: &str) -> Value {
        let certificates = json!({ "primary": { "certificate": self.pem(name) } });
        json!({
            "enrollmentGroupId": format!("group-{name}"),
            "attestation": { "type": "x509", "x509": { "signingCertificates": certificates } },
        })
    }

    fn ca(&self, name: &str, is_verified: bool) -> Value {
        json!({ "name": name, "certificate": self.pem(name), "isVerified": is_verified })
    }
}

/// The practice service as a program; gone when dropped.
struct Practice {
    child: Child,
    _stdout: BufReader<ChildStdout>,
    port: String,
}

impl Practice {
    fn start(factory: &Factory) -> Self {
        let mut command = factory.playground();
        let words = "practice --listen 127.0.0.1:0 --retry-after 0 --enrollments enrollments.json --root-ca-out practice.pem --format json";
        command
            .args(words.split(' '))
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let ready: Value = serde_json::from_str(&line).unwrap();
        let address = ready["mqtts"].as_str().unwrap();
        Self {
            port: address.rsplit(':').next().unwrap().to_owned(),
            child,
            _stdout: stdout,
        }
    }
}

impl Drop for Practice {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _reaped = self.child.wait();
    }
}

/// Outcome and code of `check`, and of a registration.
fn foretold_and_seen(
    factory: &Factory,
    chain: &str,
    enrollments: &Value,
) -> [(String, Option<u64>); 2] {
    factory.write("enrollments.json", &enrollments.to_string());
    let mut check = factory.playground();
    let words = [
        "check",
        chain,
        "device.key",
        "--enrollments",
        "enrollments.json",
        "--format",
        "json",
    ];
    let output = check.args(words).output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let answer = &report["files"][0]["enrollment"];
    let refused = answer["outcome"] != "assigned";
    assert_eq!(
        output.status.code(),
        Some(i32::from(refused && answer["code"] != 400_207)),
        "{report:#}"
    );
    let foretold = (
        answer["outcome"].as_str().unwrap().to_owned(),
        answer["code"].as_u64(),
    );

    let practice = Practice::start(factory);
    let mut register = factory.playground();
    let words = "register --id-scope 0ne00C0FFEE --key device.key --host localhost --server-ca practice.pem --format json";
    register
        .args(words.split(' '))
        .args(["--cert", chain, "--port", &practice.port]);
    let output = register.output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let codes = [
        &report["error"]["errorCode"],
        &report["registration"]["errorCode"],
    ];
    let code = codes.into_iter().find_map(Value::as_u64);
    [
        foretold,
        (report["outcome"].as_str().unwrap().to_owned(), code),
    ]
}

#[test]
fn the_practice_service_answers_as_foretold() {
    let factory = Factory::new();
    let with = |mut entry: Value, member: &str, value: &str| {
        entry[member] = json!(value);
        entry
    };
    let disabled = |entry| with(entry, "provisioningStatus", "disabled");
    let with_webhook = |entry| {
        let mut entry = with(entry, "allocationPolicy", "custom");
        entry["customAllocationDefinition"] = json!({ "practiceAnswer": { "status": 500 } });
        entry
    };
    let everything = json!({
        "enrollmentGroups": [factory.group("root")],
        "certificates": [factory.ca("root", true)],
    });
    for (what, chain, enrollments, outcome, code) in [
        ("a group", "chain.pem", everything.clone(), "assigned", None),
        (
            "a group, and no intermediate",
            "leaf.pem",
            everything,
            "refused",
            Some(401_002),
        ),
        ("nothing", "chain.pem", json!({}), "refused", Some(401_002)),
        (
            "an unverified CA",
            "chain.pem",
            json!({ "enrollmentGroups": [factory.group("root")], "certificates": [factory.ca("root", false)] }),
            "refused",
            Some(401_002),
        ),
        (
            "a verified CA without group",
            "chain.pem",
            json!({ "certificates": [factory.ca("root", true)] }),
            "refused",
            Some(401_000),
        ),
        (
            "a group of another CA",
            "chain.pem",
            json!({ "enrollmentGroups": [factory.group("other")], "certificates": [factory.ca("other", true)] }),
            "refused",
            Some(401_002),
        ),
        (
            "the device itself",
            "leaf.pem",
            json!({ "individualEnrollments": [factory.individual("device")] }),
            "assigned",
            None,
        ),
        (
            "an older certificate of the device",
            "leaf.pem",
            json!({ "individualEnrollments": [factory.individual("renewed")] }),
            "refused",
            Some(401_002),
        ),
        (
            "a disabled device in an enabled group",
            "chain.pem",
            json!({
                "individualEnrollments": [disabled(factory.individual("device"))],
                "enrollmentGroups": [factory.group("root")],
                "certificates": [factory.ca("root", true)],
            }),
            "disabled",
            None,
        ),
        (
            "a disabled group for the intermediate",
            "chain.pem",
            json!({
                "enrollmentGroups": [factory.group("root"), disabled(factory.group("factory"))],
                "certificates": [factory.ca("root", true)],
            }),
            "disabled",
            None,
        ),
        (
            "a webhook",
            "leaf.pem",
            json!({ "individualEnrollments": [with_webhook(factory.individual("device"))] }),
            "failed",
            Some(400_207),
        ),
    ] {
        let [foretold, seen] = foretold_and_seen(&factory, chain, &enrollments);
        assert_eq!(foretold, (outcome.to_owned(), code), "{what}");
        assert_eq!(foretold, seen, "{what}");
    }
}
