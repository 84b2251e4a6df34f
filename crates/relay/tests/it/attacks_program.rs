//! Attacks on the program itself: where it listens, and what it tells.

use std::net::TcpListener;
use std::process::{Command, Stdio};

use crate::openssl::{Identity, KeyKind};
use crate::test_program::{printed, run};

// A32: no spelling of "every address" is taken, on no option, for the page not even with the dangerous one.
#[test]
fn wildcard_binds_in_every_spelling() {
    let spellings = [
        "0.0.0.0:0",
        "[::]:0",
        "[0:0:0:0:0:0:0:0]:0",
        "[::ffff:0.0.0.0]:0",
        "[::0.0.0.0]:0",
        "0:0",
        "0x0:0",
        "0x0.0x0.0x0.0x0:0",
        "00.00.00.00:0",
        "0.0:0",
        "*:0",
        ":0",
        "[::%lo]:0",
        "192.168.1.1:0",
    ];
    for spelling in spellings {
        for (command, option) in [
            ("serve", "--listen"),
            ("serve", "--practice-listen"),
            ("serve", "--https-listen"),
            ("practice", "--listen"),
            ("practice", "--api-listen"),
        ] {
            let output = run(&[command, option, spelling]);
            let (stdout, stderr) = printed(&output);
            assert_eq!(output.status.code(), Some(2), "{option} {spelling}");
            assert_eq!(stdout, "");
            let reason = ["not a loopback address", "not an address and a port"];
            assert!(
                reason.iter().any(|reason| stderr.contains(reason)),
                "{stderr}"
            );
        }
    }
}

// A34: a crash while somebody's key is in memory leaves no file of it.
#[cfg(target_os = "linux")]
#[test]
fn no_core_file_holds_a_key() {
    use std::os::unix::process::ExitStatusExt as _;

    let folder = tempfile::tempdir().unwrap();
    let identity = Identity::self_signed("dev-01", KeyKind::P256);
    // It connects and waits for a handshake that never comes.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port().to_string();
    let mut child = Command::new("sh")
        .args(["-c", "ulimit -c unlimited 2>/dev/null; exec \"$0\" \"$@\""])
        .arg(env!("CARGO_BIN_EXE_dps-playground"))
        .args([
            "register",
            "--id-scope=0ne00C0FFEE",
            "--host=127.0.0.1",
            "--port",
            &port,
        ])
        .arg("--cert")
        .arg(identity.cert_path())
        .arg("--key")
        .arg(identity.key_path())
        .current_dir(folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let _connected = silent.accept().unwrap();
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", child.id())).unwrap();
    let core = limits
        .lines()
        .find(|line| line.starts_with("Max core file size"))
        .unwrap();
    let words: Vec<&str> = core.split_whitespace().collect();
    assert_eq!(words[4..6], ["0", "0"], "{core}");
    let aborted = Command::new("kill")
        .args(["-ABRT", &child.id().to_string()])
        .status();
    assert!(aborted.unwrap().success());
    let status = child.wait().unwrap();
    assert_eq!((status.signal(), status.core_dumped()), (Some(6), false));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
