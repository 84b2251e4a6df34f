//! `register --capture`, judged by Wireshark: it decrypts the file and shows the very packets of the report.

use std::fs;
use std::path::{Path, PathBuf};

use device_certs::pem;
use practice_dps::listen::TlsVersions;
use serde_json::Value;

use crate::cli_register::{Setting, json_of};
use crate::openssl::{Identity, KeyKind};
use crate::test_program::printed;
use crate::tshark::{self, Shown};

/// The packets of the report in the words of the judge. The report leaves out topics of SUBSCRIBE, whose filter Wireshark shows.
fn reported(report: &Value) -> Vec<Shown> {
    let kinds = [
        "",
        "CONNECT",
        "CONNACK",
        "PUBLISH",
        "PUBACK",
        "PUBREC",
        "PUBREL",
        "PUBCOMP",
        "SUBSCRIBE",
        "SUBACK",
        "UNSUBSCRIBE",
        "UNSUBACK",
        "PINGREQ",
        "PINGRESP",
        "DISCONNECT",
    ];
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let shown = |packet: &Value| Shown {
        sent: packet["direction"] == "sent",
        kind: kinds
            .iter()
            .position(|kind| packet["kind"] == *kind)
            .unwrap() as u8,
        topic: text(&packet["topic"]),
        payload: text(&packet["payload"]),
    };
    report["packets"]
        .as_array()
        .unwrap()
        .iter()
        .map(shown)
        .collect()
}

/// The packets as Wireshark shows them, without the filter of SUBSCRIBE.
fn shown(capture: &Path, port: u16) -> Vec<Shown> {
    let mut shown = tshark::mqtt(capture, port);
    for packet in shown.iter_mut().filter(|packet| packet.kind == 8) {
        assert_eq!(
            packet.topic.take().as_deref(),
            Some("$dps/registrations/res/#")
        );
    }
    shown
}

fn capture_of(setting: &Setting) -> PathBuf {
    setting.folder.path().join("session.pcapng")
}

/// Whether 12 bytes in a row of a key's secret part stand in a capture.
fn holds_part_of(capture: &[u8], key_file: &Path, kind: KeyKind) -> bool {
    let file = fs::read(key_file).unwrap();
    let key = device_certs::intake::private_key(&file, &pem::read(&file)).unwrap();
    let key = key.pkcs8_der();
    let secret = match kind {
        // Behind the name of the curve comes the scalar, and behind that the public key.
        KeyKind::P256 | KeyKind::P384 => &key[36..60],
        // It ends in its primes and what is computed from them.
        KeyKind::Rsa2048 => &key[key.len() - 600..],
    };
    let is_there = |part| capture.windows(12).any(|there| there == part);
    secret.windows(12).any(is_there)
}

#[tokio::test]
async fn wireshark_shows_the_packets_of_the_report() {
    for tls in [TlsVersions::Tls12, TlsVersions::Tls13] {
        for kind in [KeyKind::P256, KeyKind::Rsa2048] {
            let setting = Setting::new(tls).await;
            let identity = Identity::self_signed("dev-01", kind);
            setting.enroll(&identity, "enabled");
            let file = capture_of(&setting);
            let output = setting
                .register_as(&identity, &["--capture", file.to_str().unwrap()])
                .await;
            let report = json_of(&output, 0);
            let port = setting.practice.address().port();
            assert_eq!(tshark::problems(&file, port), "", "{tls:?} {kind:?}");
            assert_eq!(shown(&file, port), reported(&report), "{tls:?} {kind:?}");
            // The handshake is the real one: the device's certificate and its signature are in it.
            let proof = format!("tls.handshake.type == 15 && tcp.dstport == {port}");
            assert_eq!(tshark::count(&file, port, &proof), 1, "{tls:?} {kind:?}");
            assert!(
                !holds_part_of(&fs::read(&file).unwrap(), &identity.key_path(), kind),
                "{kind:?}"
            );
        }
    }
}

#[tokio::test]
async fn the_judge_sees_what_is_wrong() {
    let setting = Setting::new(TlsVersions::Tls12).await;
    let identity = Identity::self_signed("dev-01", KeyKind::P256);
    setting.enroll(&identity, "enabled");
    let file = capture_of(&setting);
    let output = setting
        .register_as(&identity, &["--capture", file.to_str().unwrap()])
        .await;
    json_of(&output, 0);
    let port = setting.practice.address().port();
    let whole = fs::read(&file).unwrap();

    // A byte of the last packet, in the middle of its TCP header.
    let mut damaged = whole.clone();
    let at = damaged.len() - 4 - 12;
    damaged[at] ^= 1;
    fs::write(&file, &damaged).unwrap();
    assert_ne!(tshark::problems(&file, port), "");

    // Without the secrets nothing can be read.
    let secrets = whole
        .windows(13)
        .position(|there| there == b"CLIENT_RANDOM")
        .unwrap();
    let mut sealed = whole;
    sealed[secrets..secrets + 13].copy_from_slice(b"XLIENT_RANDOM");
    fs::write(&file, &sealed).unwrap();
    assert_eq!(tshark::problems(&file, port), "");
    assert_eq!(tshark::mqtt(&file, port), []);
}

#[tokio::test]
async fn a_handshake_that_fails_is_captured_as_far_as_it_came() {
    let setting = Setting::new(TlsVersions::Tls12).await;
    let identity = Identity::self_signed("dev-01", KeyKind::P256);
    let file = capture_of(&setting);
    let own_root = identity.cert_path();
    let options = [
        "--capture",
        file.to_str().unwrap(),
        "--server-ca",
        own_root.to_str().unwrap(),
    ];
    let output = setting.register_as(&identity, &options).await;
    json_of(&output, 3);
    let port = setting.practice.address().port();
    assert_eq!(tshark::problems(&file, port), "");
    assert_eq!(
        tshark::count(&file, port, "tls.handshake.type == 11"),
        1,
        "the server's chain"
    );
    assert_eq!(
        tshark::count(&file, port, "tls.alert_message.desc == 48"),
        1,
        "unknown_ca"
    );
}

#[tokio::test]
async fn the_file_is_its_owners_and_no_other_file_is_overwritten() {
    let setting = Setting::new(TlsVersions::Tls12).await;
    let identity = Identity::self_signed("dev-01", KeyKind::P256);
    setting.enroll(&identity, "enabled");
    let file = capture_of(&setting);
    let capture = ["--capture", file.to_str().unwrap()];
    let output = setting.register_as(&identity, &capture).await;
    json_of(&output, 0);
    let (_, stderr) = printed(&output);
    let warning = "Whoever has the file can read this session. The device's key is not in it.";
    assert!(stderr.contains(warning), "{stderr}");
    assert!(stderr.contains("Decode As"), "{stderr}");
    #[cfg(unix)]
    let mode = || {
        use std::os::unix::fs::PermissionsExt as _;
        fs::metadata(&file).unwrap().permissions().mode() & 0o777
    };
    #[cfg(unix)]
    assert_eq!(mode(), 0o600);

    // A capture may be written again, and is shut again.
    #[cfg(unix)]
    fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
    let output = setting.register_as(&identity, &capture).await;
    let report = json_of(&output, 0);
    #[cfg(unix)]
    assert_eq!(mode(), 0o600);
    let port = setting.practice.address().port();
    assert_eq!(shown(&file, port), reported(&report));

    let key = fs::read(identity.key_path()).unwrap();
    let own_key = identity.key_path();
    let output = setting
        .register_as(&identity, &["--capture", own_key.to_str().unwrap()])
        .await;
    let (stdout, stderr) = printed(&output);
    assert_eq!(output.status.code(), Some(2), "{stdout}{stderr}");
    assert!(
        stderr.contains("it is there already and is no capture"),
        "{stderr}"
    );
    assert_eq!(fs::read(identity.key_path()).unwrap(), key);
}
