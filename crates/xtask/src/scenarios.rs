//! `cargo xtask scenarios`: produces the scenarios of `crates/diagnose` by running clients against the practice service.

use std::process::Command;

use anyhow::{Result, bail};

use crate::{npm, python, shell, system};

/// The parts, in the order in which they were produced.
pub(crate) const PARTS: &[&str] = &[
    "tuned",
    "held",
    "second",
    "third_tuned",
    "third_held",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth_tuned",
    "ninth",
];

/// Which part, and which of it.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let part = arguments.first().map(String::as_str);
    if !part.is_some_and(|part| PARTS.contains(&part)) {
        bail!("usage: cargo xtask scenarios {} [NAME…]", PARTS.join("|"));
    }
    let mut clients = vec![
        ("openssl", "openssl"),
        ("curl", "curl"),
        ("mosquitto_sub", "mosquitto-clients"),
        ("faketime", "faketime"),
    ];
    if part == Some("ninth") {
        clients.extend([
            ("java", "default-jdk-headless"),
            ("jq", "jq"),
            ("perl", "libio-socket-ssl-perl"),
            ("tshark", "tshark"),
            ("wget", "wget"),
        ]);
    }
    for (program, package) in clients {
        system::require(program, package)?;
    }
    shell::cargo(["build", "--quiet", "--package", "relay"])?;
    npm::install(&shell::root().join("tests/sdk/node"))?;
    let python = python::with_requirements("python", "tests/sdk/requirements.txt")?;
    let mut command = Command::new(python);
    command
        .arg("tests/scenarios/produce.py")
        .args(arguments)
        .current_dir(shell::root())
        .env(
            "DPS_PLAYGROUND",
            shell::target_dir().join("debug/dps-playground"),
        );
    shell::run(&mut command)
}
