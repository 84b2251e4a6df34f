//! Judging certificates: how long one device takes, and how many certificates a core judges in a second beside pkilint
//! and openssl over the same files.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use device_certs::pem::{self, ItemKind};

use super::{figure, ratio};
use crate::{npm, page, python, report, shell, system};

const TESTDATA: &str = "crates/device-certs/testdata";

pub(crate) fn run() -> Result<()> {
    let openssl = system::require("openssl", "openssl")?;
    let python = python::with_requirements("pkilint", "tests/pkilint/requirements.txt")?;
    // Built before anything is measured.
    shell::run(&mut bench())?;
    let devices = [
        ("EC P-256", "device/good_with_root.pem", "keys/device.key"),
        (
            "RSA 4096 CA",
            "device/good_rsa.pem",
            "keys/rsa_2048_device.key",
        ),
    ];
    for (what, chain, key) in devices {
        let (p50, p99) = latency(chain, key)?;
        let what = format!("native, {what}: leaf, CAs and key, all rules, signatures");
        figure(&format!("{what}: p50"), p50 / 1e3, 1.0, "ms");
        report::plain(&format!("{:<58} {:>9.3} ms", "p99", p99 / 1e3));
    }
    let page = Page::find()?;
    for (what, chain, key) in devices {
        let (p50, p99) = page.latency(chain, key)?;
        let what = format!("in the page, {what}: leaf, CAs and key, all rules, signatures");
        report::plain(&format!(
            "{:<58} {:>9.3} ms",
            format!("{what}: p50"),
            p50 / 1e3
        ));
        figure("p99", p99 / 1e3, 5.0, "ms");
    }
    beside_others(&openssl, &python)
}

/// The benchmark, built as users get it.
fn bench() -> Command {
    let mut command = shell::cargo_command();
    let words = "bench --quiet --package practice-dps --features listen --bench certs --";
    command.args(words.split(' '));
    command
}

/// Microseconds: the median and the slowest of a hundred.
fn latency(chain: &str, key: &str) -> Result<(f64, f64)> {
    let at = |path| shell::root().join(TESTDATA).join(path);
    let said = shell::output(bench().arg("latency").arg(at(chain)).arg(at(key)))?;
    two(&said)
}

/// The page as it was built last, in headless Chromium.
struct Page {
    chromium: PathBuf,
    node: PathBuf,
}

impl Page {
    fn find() -> Result<Self> {
        if !page::dist().join("index.html").is_file() {
            bail!("there is no dist/; run `cargo xtask build` first");
        }
        npm::install(&shell::root().join("tests/e2e"))?;
        Ok(Self {
            chromium: system::require("chromium", "chromium")?,
            node: shell::find_program("node").context("node is not on PATH")?,
        })
    }

    /// Microseconds: the median and the slowest of a hundred. The page measures itself, in the worker that judges batches.
    fn latency(&self, chain: &str, key: &str) -> Result<(f64, f64)> {
        let at = |path| shell::root().join(TESTDATA).join(path);
        let mut command = Command::new(&self.node);
        command
            .arg(shell::root().join("tests/e2e/bench/certs.mjs"))
            .args([at(chain), at(key)])
            .env("CHROMIUM", &self.chromium);
        two(&shell::output(&mut command)?)
    }
}

fn two(said: &str) -> Result<(f64, f64)> {
    let mut numbers = said.split_whitespace().map(str::parse::<f64>);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(first)), Some(Ok(second))) => Ok((first, second)),
        _ => bail!("two numbers were expected, not {said:?}"),
    }
}

fn beside_others(openssl: &Path, python: &Path) -> Result<()> {
    let place = shell::target_dir().join("bench-certs");
    let files = files(&place.join("files"))?;
    let all = place.join("all.pem");
    let mut together = Vec::new();
    for file in &files {
        together.extend(std::fs::read(file)?);
    }
    std::fs::write(&all, together)?;
    report::plain(&format!(
        "{} certificates of the fixtures, one core:",
        files.len()
    ));

    let said = shell::output(bench().arg("throughput").arg(place.join("files")).arg("50"))?;
    let (count, seconds) = two(&said)?;
    let ours = count / seconds;
    rate("dps-playground, all rules, signatures", ours);

    let script = shell::root().join("tests/pkilint/bench.py");
    let said = shell::output(
        Command::new(python)
            .arg(script)
            .arg(place.join("files"))
            .arg("3"),
    )?;
    let (count, seconds) = two(&said)?;
    let pkilint = count / seconds;
    rate("pkilint, its PKIX rules, in one process", pkilint);

    let start = Instant::now();
    for file in &files {
        silent(
            Command::new(openssl)
                .args(["x509", "-noout", "-text", "-in"])
                .arg(file),
        )?;
    }
    let each = files.len() as f64 / start.elapsed().as_secs_f64();
    rate("openssl x509 -text, a process a file", each);

    let start = Instant::now();
    silent(
        Command::new(openssl)
            .args(["storeutl", "-noout", "-text", "-certs"])
            .arg(&all),
    )?;
    let once = files.len() as f64 / start.elapsed().as_secs_f64();
    rate("openssl storeutl -text, one process", once);

    ratio(
        "certificates per second, beside pkilint",
        ours / pkilint,
        Some(100.0),
    );
    ratio("beside openssl x509 -text", ours / each, None);
    ratio("beside openssl storeutl -text", ours / once, None);
    Ok(())
}

fn rate(what: &str, value: f64) {
    report::plain(&format!("  {what:<56} {value:>9.0} /s"));
}

/// Runs a program whose output is of no interest; some certificates are meant to be refused.
fn silent(command: &mut Command) -> Result<()> {
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.context("openssl could not be started").map(|_| ())
}

/// Every certificate of the fixtures once, each in a file.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    std::fs::create_dir_all(folder)?;
    let mut seen = BTreeSet::new();
    let mut files = Vec::new();
    for profile in ["ca", "device", "server", "verification"] {
        let testdata = shell::root().join(TESTDATA).join(profile);
        let entries = std::fs::read_dir(testdata)?.collect::<Result<Vec<_>, _>>()?;
        let mut paths: Vec<PathBuf> = entries.iter().map(std::fs::DirEntry::path).collect();
        paths.sort();
        for path in paths {
            for item in pem::read(&std::fs::read(path)?).items {
                if item.kind != ItemKind::Certificate || !seen.insert(item.der.to_vec()) {
                    continue;
                }
                let file = folder.join(format!("{:03}.pem", files.len()));
                std::fs::write(&file, pem::pem_encode("CERTIFICATE", &item.der))?;
                files.push(file);
            }
        }
    }
    Ok(files)
}
