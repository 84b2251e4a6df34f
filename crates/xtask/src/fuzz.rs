//! `cargo xtask fuzz`: the targets in `fuzz/`, with libFuzzer and coverage, on the stable toolchain.
//!
//! There is no `unsafe` in what is fuzzed, so that no sanitizer is needed, and without one no nightly compiler.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use device_certs::pem;

use crate::{report, shell};

/// What cargo-fuzz sets, without the sanitizers.
const COVERAGE: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1 -Cdebug-assertions --cfg=fuzzing";

/// Larger files teach a fuzzer little.
const MAX_BYTES: &str = "-max_len=16384";

/// Runs the targets named, or all, one after the other.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let mut seconds = 60_u32;
    let mut chosen = Vec::new();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        if argument == "--seconds" {
            let number = rest.next().and_then(|number| number.parse().ok());
            seconds = number.context("--seconds wants a number")?;
        } else {
            chosen.push(argument.clone());
        }
    }
    let targets = targets()?;
    if let Some(unknown) = chosen.iter().find(|name| !targets.contains(name)) {
        bail!("{unknown:?} is no target; there are {}", targets.join(", "));
    }
    let all = build()?;
    for target in targets {
        if !chosen.is_empty() && !chosen.contains(&target) {
            continue;
        }
        report::step(&format!("{target}: fuzzing for {seconds} seconds"));
        let corpus = folder().join("corpus").join(&target);
        std::fs::create_dir_all(&corpus)?;
        let mut command = Command::new(program(&all, &target));
        command
            .current_dir(folder())
            .arg(format!("-max_total_time={seconds}"))
            .arg(format!("-artifact_prefix=artifacts/{target}-"))
            .args([MAX_BYTES, "-timeout=20", "-print_final_stats=1"])
            .arg(corpus)
            .args(seeds(&target)?);
        std::fs::create_dir_all(folder().join("artifacts"))?;
        shell::run(&mut command)?;
    }
    Ok(())
}

/// Builds every target and runs it once over each of its seeds.
pub(crate) fn replay() -> Result<()> {
    let all = build()?;
    for target in targets()? {
        let mut command = Command::new(program(&all, &target));
        command.current_dir(folder()).args(["-runs=0", MAX_BYTES]);
        shell::output(command.args(seeds(&target)?))?;
    }
    Ok(())
}

fn folder() -> PathBuf {
    shell::root().join("fuzz")
}

/// The names of the targets, from the manifest.
fn targets() -> Result<Vec<String>> {
    let manifest = std::fs::read_to_string(folder().join("Cargo.toml"))?;
    let names = manifest.lines().filter_map(|line| {
        let path = line.strip_prefix("path = \"fuzz_targets/")?;
        path.strip_suffix(".rs\"").map(str::to_owned)
    });
    Ok(names.collect())
}

/// Builds all targets at once, which share all but their last step. Returns where they are.
fn build() -> Result<PathBuf> {
    let host = host()?;
    let mut command = shell::cargo_command();
    command
        .args([
            "build",
            "--quiet",
            "--release",
            "--manifest-path",
            "fuzz/Cargo.toml",
        ])
        .args(["--target-dir", "fuzz/target", "--target", &host, "--bins"])
        .env("RUSTFLAGS", COVERAGE);
    shell::run(&mut command)?;
    Ok(folder().join("target").join(host).join("release"))
}

fn program(all: &Path, target: &str) -> PathBuf {
    all.join(format!("{target}{}", std::env::consts::EXE_SUFFIX))
}

/// With a target named, the flags are not those of build scripts.
fn host() -> Result<String> {
    let said = shell::output(Command::new("rustc").arg("-vV").current_dir(shell::root()))?;
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).context("rustc names no host")
}

/// The seeds kept for a target, and the fixtures of the crate in the form it takes.
fn seeds(target: &str) -> Result<Vec<PathBuf>> {
    let own = folder().join("seeds").join(target);
    let fixtures = shell::root().join("crates/device-certs/testdata");
    let more = match target {
        "reading" | "chain" | "rules" | "locked" => Some(fixtures),
        "viewing" => Some(blocks(&fixtures)?),
        _ => None,
    };
    Ok([Some(own), more]
        .into_iter()
        .flatten()
        .filter(|path| path.is_dir())
        .collect())
}

/// The blocks of the fixtures as DER, each in a file.
fn blocks(fixtures: &Path) -> Result<PathBuf> {
    let place = folder().join("corpus").join("blocks");
    std::fs::create_dir_all(&place)?;
    let mut folders = vec![fixtures.to_owned()];
    let mut count = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            for item in pem::read(&std::fs::read(path)?).items {
                std::fs::write(place.join(format!("{count}.der")), &item.der)?;
                count += 1;
            }
        }
    }
    Ok(place)
}
