//! `grade` as a test bench runs it: our own `register` is the device.

use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::openssl::{Identity, KeyKind};
use crate::test_program::{Running, printed, program, run};

struct Bench {
    folder: TempDir,
    identity: Identity,
}

impl Bench {
    fn new() -> Self {
        let identity = Identity::self_signed("dev-01", KeyKind::P256);
        let folder = tempfile::tempdir().unwrap();
        let enrollments = json!({ "individualEnrollments": [{
            "registrationId": "dev-01",
            "attestation": { "type": "x509", "x509": {
                "clientCertificates": { "primary": { "certificate": identity.cert_pem() } } } },
        }] });
        let file = folder.path().join("enrollments.json");
        std::fs::write(file, enrollments.to_string()).unwrap();
        Self { folder, identity }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn arguments(&self, more: &[&str]) -> Vec<String> {
        let own = [
            ("--registration-id", "dev-01".to_owned()),
            ("--listen", "127.0.0.1:0".to_owned()),
            ("--enrollments", self.path("enrollments.json")),
            ("--root-ca-out", self.path("root.pem")),
            ("--next-root-ca-out", self.path("next.pem")),
            ("--retry-after", "1".to_owned()),
        ];
        let own = own
            .into_iter()
            .flat_map(|(name, value)| [name.to_owned(), value]);
        let more = more.iter().map(|argument| (*argument).to_owned());
        ["grade".to_owned()]
            .into_iter()
            .chain(own)
            .chain(more)
            .collect()
    }

    /// A command that registers once, trusting the roots in these files.
    fn device(&self, roots: &[&str]) -> String {
        let roots: Vec<_> = roots.iter().map(|root| self.path(root)).collect();
        let trusted = self.path("trusted.pem");
        format!(
            "cat {} > {trusted} && {} register --id-scope 0ne00C0FFEE --cert {} --key {} \
             --host 127.0.0.1 --port ${{DPS_PLAYGROUND_MQTTS##*:}} --server-ca {trusted} --seed 7",
            roots.join(" "),
            program(&[]).get_program().display(),
            self.identity.cert_path().display(),
            self.identity.key_path().display(),
        )
    }

    /// Runs the bench to its end; its exit code and what it printed on stdout.
    #[track_caller]
    fn run(&self, more: &[&str]) -> (i32, String) {
        let arguments = self.arguments(more);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let output = run(&arguments);
        let (stdout, stderr) = printed(&output);
        assert!(stderr.contains("Scenario "), "{stderr}");
        (output.status.code().unwrap(), stdout)
    }
}

fn marks(report: &Value) -> Vec<(&str, &str)> {
    let findings = report["findings"].as_array().unwrap().iter();
    findings
        .map(|finding| {
            let text = |name: &str| finding[name].as_str().unwrap();
            (text("id"), text("mark"))
        })
        .collect()
}

/// Everything that can happen to a device but the ordinary.
const MISHAPS: [&str; 8] = [
    "throttled",
    "failing",
    "unavailable",
    "dropped",
    "expired-server",
    "unknown-root",
    "wrong-name",
    "new-root",
];

#[test]
fn register_passes_whatever_happens_to_it() {
    let bench = Bench::new();
    let device = bench.device(&["root.pem", "next.pem"]);
    let mut arguments = vec!["--restart-with", &device, "--report", "json"];
    arguments.extend(MISHAPS.iter().flat_map(|name| ["--scenario", name]));
    let (exit, stdout) = bench.run(&arguments);
    let report: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(report["version"], 1);
    let expected = [
        ("refuses_expired_server", "passed"),
        ("refuses_unknown_root", "passed"),
        ("refuses_wrong_name", "passed"),
        ("survives_new_root", "passed"),
        ("sends_whole_chain", "notSeen"),
        ("connects_as_documented", "notSeen"),
        ("subscribes_first", "notSeen"),
        ("waits_after_register", "notSeen"),
        ("waits_between_polls", "notSeen"),
        ("polls_to_the_end", "notSeen"),
        // It gives up with the connection; who restarts it decides when.
        ("backs_off_after_connack_3", "notSeen"),
        ("backs_off_after_429", "passed"),
        ("backs_off_after_5xx", "passed"),
        ("backs_off_after_drops", "notSeen"),
        ("connects_to_hub", "notSeen"),
    ];
    assert_eq!(marks(&report), expected, "{report:#}");
    assert_eq!(exit, 0, "{report:#}");
    // Three pauses, none shorter than the second that was asked for, and not all the same.
    let why = report["findings"][11]["why"].as_str().unwrap();
    let listed = why.strip_prefix("it waited ").unwrap();
    let waits: Vec<f64> = listed
        .trim_end_matches(" s")
        .split(", ")
        .map(|wait| wait.parse().unwrap())
        .collect();
    assert_eq!(waits.len(), 3, "{why}");
    assert!(waits.iter().all(|wait| *wait >= 1.0), "{why}");
}

#[test]
fn register_leaves_out_the_hub_alone_and_that_is_found() {
    let bench = Bench::new();
    let device = bench.device(&["root.pem"]);
    let (exit, stdout) = bench.run(&[
        "--restart-with",
        &device,
        "--scenario",
        "ordinary",
        "--report",
        "json",
    ]);
    let report: Value = serde_json::from_str(&stdout).unwrap();
    let seen: Vec<_> = marks(&report)
        .into_iter()
        .filter(|(_, mark)| *mark != "notSeen")
        .collect();
    let expected = [
        ("sends_whole_chain", "passed"),
        ("connects_as_documented", "passed"),
        ("subscribes_first", "passed"),
        ("waits_after_register", "passed"),
        ("polls_to_the_end", "passed"),
        ("connects_to_hub", "failed"),
    ];
    assert_eq!(seen, expected, "{report:#}");
    assert_eq!(
        report["summary"],
        json!({ "passed": 5, "failed": 1, "notSeen": 9 })
    );
    assert_eq!(exit, 1);
    let hub = &report["findings"][14];
    assert!(
        hub["evidence"][0]["at"].as_str().unwrap().ends_with('Z'),
        "{hub}"
    );
    assert!(
        hub["sources"][0]["url"]
            .as_str()
            .unwrap()
            .starts_with("https://")
    );
}

#[test]
fn whoever_trusts_one_root_alone_is_lost_when_the_server_moves() {
    let bench = Bench::new();
    let device = bench.device(&["root.pem"]);
    let file = bench.path("report.xml");
    let (exit, stdout) = bench.run(&[
        "--restart-with",
        &device,
        "--scenario",
        "new-root",
        "--report",
        "junit",
        "--report-out",
        &file,
    ]);
    assert_eq!((exit, stdout.as_str()), (1, ""));
    let xml = std::fs::read_to_string(Path::new(&file)).unwrap();
    let document = roxmltree::Document::parse(&xml).unwrap();
    let suite = document.root_element().first_element_child().unwrap();
    let count = |name: &str| suite.attribute(name).unwrap().parse::<usize>().unwrap();
    assert_eq!(
        (count("tests"), count("failures"), count("skipped")),
        (15, 1, 14)
    );
    let failure = document
        .descendants()
        .find(|node| node.has_tag_name("failure"));
    let failure = failure.unwrap();
    assert_eq!(
        failure.parent().unwrap().attribute("name"),
        Some("survives_new_root")
    );
    assert!(failure.text().unwrap().contains("UnknownCA"), "{xml}");
}

#[test]
fn a_device_that_never_comes_is_said_so() {
    let bench = Bench::new();
    let (exit, stdout) = bench.run(&["--restart-with", "true", "--scenario", "ordinary"]);
    assert_eq!(exit, 3);
    assert!(
        stdout.contains("0 passed, 0 failed, 15 not seen"),
        "{stdout}"
    );
    let (exit, _) = bench.run(&["--scenario", "ordinary", "--scenario-time", "0"]);
    assert_eq!(exit, 3);
}

#[test]
fn wrong_use_is_said_before_anything_starts() {
    let bench = Bench::new();
    for (more, said) in [
        (["--scenario", "x"], "is no scenario"),
        (["--report", "x"], "invalid value"),
        (["--registration-id", "a b"], "--registration-id"),
    ] {
        let arguments = bench.arguments(&more);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let output = run(&arguments);
        let (_, stderr) = printed(&output);
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        assert!(stderr.contains(said), "{stderr}");
    }
}

#[test]
fn without_a_command_the_device_is_waited_for() {
    let bench = Bench::new();
    let arguments = bench.arguments(&[
        "--scenario",
        "expired-server",
        "--format",
        "json",
        "--report",
        "json",
    ]);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut running = Running::start(&arguments);
    let ready = running.ready();
    let address = ready["mqtts"].as_str().unwrap();
    let device = bench.device(&["root.pem"]);
    let output = std::process::Command::new("sh")
        .args(["-c", &device])
        .env("DPS_PLAYGROUND_MQTTS", address)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(3), "the server is to be refused");
    let report: Value = serde_json::from_str(&running.line()).unwrap();
    assert_eq!(marks(&report)[0], ("refuses_expired_server", "passed"));
    assert_eq!(report["summary"]["passed"], 1, "{report:#}");
}
