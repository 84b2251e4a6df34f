//! `explain`: from a file and from stdin, for people and for programs.

use std::io::Write as _;
use std::process::{Output, Stdio};

use serde_json::Value;

use crate::test_program::{printed, program, run};

/// After MicrosoftDocs/azure-docs#69882: one command line with four visible faults.
const COMMAND: &str = concat!(
    "mosquitto_pub -h contoso.azure-devices-provisioning.net -p 8883 -i \"press\" ",
    "-u \"0ne00C0FFEE/registrations/press-07/api-version=2019-03-31\" ",
    "-t \"$dps/registrations/PUT/iotdps-register/?$rid=1\" -m \"\" --cafile roots.pem ",
    "--cert press07.pem --key press08.key -V mqttv311\n",
    "Connection error: Connection Refused: not authorised.\n",
);

fn explain(text: &str, more: &[&str]) -> Output {
    let mut child = program(&[&["explain"], more].concat())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(text.as_bytes())
        .unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn a_command_with_its_faults_and_how_to_put_it_right() {
    let output = explain(COMMAND, &[]);
    let (stdout, stderr) = printed(&output);
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    for said in [
        "This is a mosquitto_pub command, what a client said.",
        "1. shown: the client ID is not the registration ID [client_id_differs]",
        "the shell replaces $dps and $rid by nothing",
        "\"press07.pem\", the key's \"press08.key\"",
        "one instance's own name",
        "   fix: Set the client ID to the registration ID",
        "   see: https://github.com/MicrosoftDocs/azure-docs/issues/69882",
        "-i press-07",
        "-t '$dps/registrations/PUT/iotdps-register/?$rid=1'",
        "(line 1, column 68)",
    ] {
        assert!(stdout.contains(said), "{said:?} in\n{stdout}");
    }
    assert_eq!(stderr, "");
}

#[test]
fn the_same_as_json_from_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pasted.txt");
    std::fs::write(&file, COMMAND).unwrap();
    let output = run(&["explain", file.to_str().unwrap(), "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let report: Value = serde_json::from_str(&printed(&output).0).unwrap();
    assert_eq!(report["version"], 1);
    assert_eq!(report["verdict"], "causes");
    assert_eq!(report["values"]["registrationId"], "press-07");
    let first = &report["diagnosis"][0];
    assert_eq!(first["id"], "client_id_differs");
    let evidence = &first["reasons"][0]["evidence"];
    let place = |name: &str| usize::try_from(evidence["place"][name].as_u64().unwrap()).unwrap();
    assert_eq!(&COMMAND[place("start")..place("end")], "\"press\"");
    assert_eq!(evidence["edit"]["by"], "press-07");
    assert!(first["fix"].as_str().unwrap().contains("-i dev-01"));
}

#[test]
fn secrets_never_come_out_again() {
    let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    let text = format!(
        "az iot device registration create --id-scope 0ne00C0FFEE --registration-id dev-01 --symmetric-key {key}\n{{\"errorCode\":401000,\"message\":\"Unauthorized\"}}\n"
    );
    for format in ["text", "json"] {
        let (stdout, stderr) = printed(&explain(&text, &["--format", format]));
        assert!(
            !stdout.contains(&key[..20]) && !stderr.contains(&key[..20]),
            "{stdout}"
        );
    }
    let (stdout, _) = printed(&explain(&text, &[]));
    assert!(stdout.contains("1 secret masked"), "{stdout}");
}

#[test]
fn what_is_healthy_or_unknown_is_said_so() {
    let healthy = explain(
        "{\"status\":\"assigned\",\"registrationState\":{\"assignedHub\":\"h.azure-devices.net\"}}",
        &[],
    );
    assert_eq!(healthy.status.code(), Some(0));
    assert!(printed(&healthy).0.contains("Nothing is wrong with it"));
    let unknown = explain("some words about the weather", &[]);
    assert_eq!(unknown.status.code(), Some(0));
    assert!(
        printed(&unknown)
            .0
            .contains("Nothing in it tells whether something is wrong.")
    );
    let absent = run(&["explain", "/does/not/exist"]);
    assert_eq!(absent.status.code(), Some(2));
    assert!(printed(&absent).1.contains("cannot be read"));
}

#[test]
fn what_steers_a_terminal_is_not_passed_on() {
    let (stdout, _) = printed(&explain(
        "mosquitto_sub -h \"a\u{1b}[31m.azure-devices-provisioning.net\" -u \"x/registrations/y\" -i z -t a\n",
        &[],
    ));
    assert!(!stdout.contains('\u{1b}'), "{stdout:?}");
}
