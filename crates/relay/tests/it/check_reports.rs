//! `check` as a program: what it prints, in every format, and how it exits. One piece: they share files.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

const NOW: &str = "2026-12-01T00:00:00Z";

/// The fixtures of `device-certs`.
fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../device-certs/testdata")
}

fn check(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dps-playground"));
    command.args(["check", "--now", NOW]).args(arguments);
    command.current_dir(testdata()).output().unwrap()
}

/// What it prints, and the exit code it has to have.
#[track_caller]
fn printed(arguments: &[&str], code: i32) -> String {
    let output = check(arguments);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {errors}");
    assert!(
        errors.is_empty() || errors.starts_with("note: passed by"),
        "{arguments:?}: {errors}"
    );
    String::from_utf8(output.stdout).unwrap()
}

fn json(arguments: &[&str], code: i32) -> Value {
    let text = printed(&[arguments, &["--format", "json"]].concat(), code);
    serde_json::from_str(&text).unwrap()
}

/// Everything that has the shape of a certificate file.
const FOLDERS: &[&str] = &["batch", "ca", "device", "server", "verification"];

#[test]
fn good_certificates_pass() {
    let text = printed(&["device/good_p256.pem", "--registration-id", "dev-01"], 0);
    insta::assert_snapshot!(text);
}

#[test]
fn what_is_found_is_said_with_its_reason_and_its_remedy() {
    let text = printed(
        &[
            "device/certificate_expired.pem",
            "--registration-id",
            "dev-02",
        ],
        1,
    );
    insta::assert_snapshot!(text);
}

#[test]
fn of_many_files_the_summary_comes_first() {
    let text = printed(&["batch/key_shared", "device/leaf_not_first.pem"], 1);
    insta::assert_snapshot!(text);
}

#[test]
fn nothing_but_text_goes_into_a_pipe() {
    let text = printed(FOLDERS, 1);
    assert!(text.lines().count() > 500);
    assert!(!text.contains('\u{1b}'), "colour in a pipe");
}

#[test]
fn a_warning_is_no_failure() {
    printed(&["device/leaf_is_ca.pem"], 0);
    printed(&["server/digicert_only.pem", "--profile", "server"], 0);
    printed(&["ca/good.pem", "--profile", "ca"], 0);
    printed(&["ca/expired.pem", "--profile", "ca"], 1);
    let code = "7A0B4A1F6E0D4F5B8C2D3E4F5A6B7C8D9E0F1A2B3C4D5E6F";
    let verification = [
        "verification/good.pem",
        "--profile",
        "verification",
        "--registration-id",
    ];
    printed(&[&verification[..], &[code]].concat(), 0);
    printed(&[&verification[..], &["another"]].concat(), 1);
}

#[test]
fn a_file_that_is_no_certificate_is_a_finding_with_a_place() {
    let report = json(&["device/base64_character_invalid.pem"], 1);
    let finding = &report["files"][0]["findings"][0];
    assert_eq!(finding["rule"], "base64_character_invalid");
    assert_eq!(
        (&finding["line"], &finding["column"]),
        (&2.into(), &2.into())
    );
    assert_eq!(finding["certificate"], Value::Null);
    for file in [
        "device/empty.pem",
        "device/archive.p12",
        "device/utf16.pem",
        "README.md",
    ] {
        let report = json(&[file], 1);
        assert_eq!(report["summary"]["errors"], 1, "{file}");
    }
}

#[test]
fn of_a_folder_what_is_called_like_a_certificate_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::create_dir(at("line 7")).unwrap();
    let good = testdata().join("device/good_p256.pem");
    for name in ["b.pem", "a.CRT", "line 7/c.pem", "notes.txt"] {
        std::fs::copy(&good, at(name)).unwrap();
    }
    let path = folder.path().to_str().unwrap();
    let output = check(&[path, "--format", "json"]);
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("note: passed by 1 "));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let files = report["files"].as_array().unwrap().iter();
    let names = files.map(|file| file["path"].as_str().unwrap().rsplit('/').next().unwrap());
    assert_eq!(names.collect::<Vec<_>>(), ["a.CRT", "b.pem", "c.pem"]);
    let notes = at("notes.txt");
    assert_eq!(json(&[notes.to_str().unwrap()], 0)["summary"]["files"], 1);
    let empty = tempfile::tempdir().unwrap();
    assert_eq!(
        check(&[empty.path().to_str().unwrap()]).status.code(),
        Some(2)
    );
}

#[test]
fn thousands_of_files_are_one_run() {
    let folder = tempfile::tempdir().unwrap();
    let good = std::fs::read(testdata().join("device/good_p256.pem")).unwrap();
    for index in 0..2_000 {
        std::fs::write(folder.path().join(format!("dev-{index:04}.pem")), &good).unwrap();
    }
    let text = printed(&[folder.path().to_str().unwrap()], 0);
    assert_eq!(
        text,
        "2000 files: 0 errors, 0 warnings, 0 notices; 2000 without findings\n"
    );
}

#[test]
fn what_all_files_have_in_common_is_said_once() {
    let folder = tempfile::tempdir().unwrap();
    let expired = std::fs::read(testdata().join("device/certificate_expired.pem")).unwrap();
    for index in 0..20 {
        std::fs::write(folder.path().join(format!("dev-{index:02}.pem")), &expired).unwrap();
    }
    let path = folder.path().to_str().unwrap();
    let alike = printed(&[path], 1);
    assert!(alike.starts_with("20 files: 20 errors, "));
    assert!(alike.contains("\nerror[certificate_expired] "), "{alike}");
    assert!(
        alike.contains("\n    in all 20 files\n    why: "),
        "{alike}"
    );
    assert!(!alike.contains("dev-00.pem"), "{alike}");
    // One that differs is shown, with what differs about it and nothing else.
    let odd = testdata().join("device/version_1.pem");
    std::fs::copy(odd, folder.path().join("dev-07.pem")).unwrap();
    let differing = printed(&[path], 1);
    let name = format!("{path}/dev-07.pem");
    let place = format!("\n    in 19 of 20 files; not in {name}\n");
    assert!(differing.contains(&place), "{differing}");
    assert!(differing.contains(&format!("\n{name}\n")), "{differing}");
    assert!(differing.contains("notice[version_1]"), "{differing}");
    assert!(!differing.contains("dev-06.pem"), "{differing}");
}

#[test]
fn the_json_is_the_one_that_serde_json_writes() {
    for profile in ["device", "ca", "verification", "server"] {
        let arguments = [FOLDERS, &["--profile", profile, "--format", "json"]].concat();
        let text = printed(&arguments, 1);
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value.to_string(), text.trim_end(), "{profile}");
    }
}

#[test]
fn many_keys_find_their_certificates_at_once() {
    // Every key of the folder is that of one of the certificates, or it is said.
    let report = json(&["batch/good", "keys"], 1);
    let files = report["files"].as_array().unwrap();
    let of = |name: &str| {
        files
            .iter()
            .find(|file| file["path"].as_str().unwrap().ends_with(name))
            .unwrap()
    };
    let finds = |name: &str, rule: &str| {
        let findings = of(name)["findings"].as_array().unwrap();
        findings.iter().any(|finding| finding["rule"] == rule)
    };
    assert!(!finds("keys/device.key", "key_differs"));
    assert!(!finds("keys/device_2.key", "key_differs"));
    assert!(finds("keys/root.key", "key_differs"));
    let passed = of("good/dev-01.pem")["passed"].as_array().unwrap();
    assert!(passed.iter().any(|rule| rule == "key_differs"));
}

#[test]
fn wrong_use_is_told_from_wrong_certificates() {
    for arguments in [
        &[][..],
        &["nothing.pem"],
        &["ca/good.pem", "--profile", "roots"],
        &["ca/good.pem", "--enrollments", "nothing.json"],
        &["ca/good.pem", "--enrollments", "README.md"],
        &[
            "ca/good.pem",
            "--enrollments",
            "README.md",
            "--profile",
            "ca",
        ],
        &["ca/good.pem", "--format", "html"],
        &["ca/good.pem", "--now", "tomorrow"],
    ] {
        let output = check(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(
            output.stdout.is_empty() && !output.stderr.is_empty(),
            "{arguments:?}"
        );
    }
}

#[test]
fn the_json_has_the_members_others_build_on() {
    let report = json(&["device/cn_differs.pem", "--registration-id", "dev-01"], 1);
    assert_eq!(report["version"], 1);
    let summary = serde_json::json!({ "files": 1, "errors": 1, "warnings": 0, "notices": 0 });
    assert_eq!(report["summary"], summary);
    let file = &report["files"][0];
    assert_eq!(file["path"], "device/cn_differs.pem");
    assert_eq!(file["repairs"], serde_json::json!([]));
    let leaf = &file["certificates"][0];
    assert_eq!(leaf["role"], "leaf");
    assert_eq!(leaf["subject"], "CN=dev-07");
    assert_eq!(leaf["commonName"], "dev-07");
    assert_eq!(leaf["issuer"], "CN=Throw-away factory");
    assert_eq!(leaf["serialNumber"], "4d3a9107");
    assert_eq!(leaf["notBefore"], "2026-01-01T00:00:00Z");
    assert_eq!(leaf["notAfter"], "2028-12-31T23:59:59Z");
    assert_eq!(leaf["key"], "EC P-256");
    assert_eq!(leaf["sha1"].as_str().unwrap().len(), 40);
    assert_eq!(leaf["sha256"].as_str().unwrap().len(), 64);
    assert_eq!(file["certificates"][1]["role"], "intermediate");
    let finding = &file["findings"][0];
    assert_eq!(finding["rule"], "cn_differs_from_registration_id");
    assert_eq!(finding["severity"], "error");
    assert_eq!(finding["certificate"], 0);
    for member in ["message", "why", "fix"] {
        assert!(
            finding[member]
                .as_str()
                .is_some_and(|text| !text.is_empty()),
            "{member}"
        );
    }
    let bytes = finding["bytes"].as_array().unwrap();
    assert_eq!(
        bytes[1].as_u64().unwrap() - bytes[0].as_u64().unwrap(),
        6,
        "dev-07"
    );
    assert!(finding["line"].as_u64().unwrap() > 1 && finding["column"].is_u64());
}

#[test]
fn the_json_says_what_was_repaired_and_where() {
    let report = json(&["device/pem_labels_differ.pem"], 0);
    let repairs = report["files"][0]["repairs"].as_array().unwrap();
    assert_eq!(repairs.len(), 1);
    assert_eq!(
        repairs[0]["what"],
        "the BEGIN and END lines did not say what the block holds: \
         `-----END CERTIFICATE REQUEST-----` → `-----END CERTIFICATE-----`"
    );
    assert!(repairs[0]["line"].as_u64().unwrap() > 1);
    assert_eq!(repairs[0]["column"], 1);
    // The device's library repairs nothing.
    let report = json(&["device/begin_line_missing.pem"], 1);
    assert_eq!(
        report["files"][0]["findings"][0]["rule"],
        "begin_line_missing"
    );
}

#[test]
fn keys_in_files_of_their_own_are_matched() {
    let good = ["device/good_p256.pem", "keys/device.key"];
    assert_eq!(json(&good, 0)["summary"]["errors"], 0);
    let wrong = json(&["device/good_p256.pem", "keys/device_2.key"], 1);
    assert_eq!(wrong["files"][0]["findings"][0]["rule"], "key_differs");
    // Among several devices a key goes where it fits; one that fits nowhere is a finding of its own.
    let batch = json(&["keys/device_2.key", "batch/good", "keys/root.key"], 1);
    let rules = |index: usize| {
        batch["files"][index]["findings"]
            .as_array()
            .unwrap()
            .clone()
    };
    assert_eq!(rules(0), [] as [Value; 0]);
    let last = batch["files"].as_array().unwrap().len() - 1;
    assert_eq!(rules(last)[0]["rule"], "key_differs");
    assert_eq!(batch["summary"]["errors"], 1);
}

#[test]
fn the_same_files_give_the_same_report() {
    for format in ["text", "json", "sarif", "junit"] {
        let arguments = [FOLDERS, &["--format", format]].concat();
        assert_eq!(printed(&arguments, 1), printed(&arguments, 1), "{format}");
    }
}

#[test]
fn sarif_validates_against_its_schema() {
    let schema: Value = serde_json::from_str(include_str!("schemas/sarif-2.1.0.json")).unwrap();
    let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
    compiler.add_resource("sarif.json", schema).unwrap();
    let schema = compiler.compile("sarif.json", &mut schemas).unwrap();
    let mut results = 0;
    for profile in ["device", "ca", "verification", "server"] {
        let arguments = [FOLDERS, &["--profile", profile, "--format", "sarif"]].concat();
        let log: Value = serde_json::from_str(&printed(&arguments, 1)).unwrap();
        if let Err(error) = schemas.validate(&log, schema) {
            panic!("{profile}: {error:#}");
        }
        let run = &log["runs"][0];
        for result in run["results"].as_array().unwrap() {
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(
                run["tool"]["driver"]["rules"][index]["id"],
                result["ruleId"]
            );
            results += 1;
        }
    }
    assert!(results > 200, "only {results} results");
    // The schema is one that refuses: a log without runs is none.
    let wrong = serde_json::json!({ "version": "2.1.0" });
    assert!(schemas.validate(&wrong, schema).is_err());
}

#[test]
fn junit_counts_what_it_holds() {
    let text = printed(
        &["device", "batch", "--format", "junit"].map(|word| word),
        1,
    );
    let document = roxmltree::Document::parse(&text).unwrap();
    let root = document.root_element();
    assert_eq!(root.tag_name().name(), "testsuites");
    let count = |name: &str| {
        root.descendants()
            .filter(|node| node.has_tag_name(name))
            .count()
            .to_string()
    };
    assert_eq!(root.attribute("tests"), Some(count("testcase").as_str()));
    assert_eq!(root.attribute("failures"), Some(count("failure").as_str()));
    let report = json(&["device", "batch"], 1);
    let errors = |file: &Value| {
        let findings = file["findings"].as_array().unwrap().iter();
        let errors = findings.filter(|finding| finding["severity"] == "error");
        errors
            .map(|finding| finding["rule"].to_string())
            .collect::<std::collections::BTreeSet<_>>()
            .len()
    };
    let failing: usize = report["files"].as_array().unwrap().iter().map(errors).sum();
    assert_eq!(
        root.attribute("failures"),
        Some(failing.to_string().as_str())
    );
}

#[test]
fn names_of_files_are_kept_apart_from_the_format() {
    let folder = tempfile::tempdir().unwrap();
    let name = "a & \"b\" <c> #1 ä.pem";
    let file = folder.path().join(name);
    std::fs::copy(testdata().join("device/leaf_not_first.pem"), &file).unwrap();
    let file = file.to_str().unwrap();
    let xml = printed(&[file, "--format", "junit"], 1);
    let document = roxmltree::Document::parse(&xml).unwrap();
    let suite = document.root_element().first_element_child().unwrap();
    assert!(suite.attribute("name").unwrap().ends_with(name));
    let sarif: Value = serde_json::from_str(&printed(&[file, "--format", "sarif"], 1)).unwrap();
    let uri = &sarif["runs"][0]["artifacts"][0]["location"]["uri"];
    assert!(
        uri.as_str()
            .unwrap()
            .ends_with("a%20%26%20%22b%22%20%3Cc%3E%20%231%20%C3%A4.pem")
    );
}

#[test]
fn private_keys_stay_where_they_are() {
    let key = std::fs::read_to_string(testdata().join("keys/device.key")).unwrap();
    let secret = key.lines().nth(1).unwrap();
    for format in ["text", "json", "sarif", "junit"] {
        let said = printed(&["device/key_differs.pem", "keys", "--format", format], 1);
        assert!(!said.contains(secret), "{format}");
    }
}
