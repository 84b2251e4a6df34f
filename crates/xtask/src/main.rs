//! `cargo xtask`: builds, runs and tests DPS Playground, and sets up all it needs for that.

mod audit;
mod bench;
mod docs;
mod fuzz;
mod npm;
mod page;
mod python;
mod report;
mod scenarios;
mod shell;
mod supply;
mod system;
mod test;
#[cfg(test)]
mod tidy;
mod tools;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};

const USAGE: &str = "\
usage: cargo xtask <command>

  run [OPTIONS]     build everything, start it and print one link; OPTIONS go to `dps-playground serve`
  build             leave target/release/dps-playground, page embedded, its bill of materials beside it, and the page
                    itself in dist/
  test [STAGE…]     everything CI runs, or only the stages named; `cargo xtask test --list` names them
  docs [--check]    the reference pages in docs/ and the texts in assets/, from the rules, the faults and the causes
  bench [NAME…]     figures beside their bounds; `cargo xtask bench --list` names them; `bench diagnose --folder DIR` plays
                    the scenarios of another folder
  audit             known vulnerabilities of everything from crates.io, npm and PyPI; asks GitHub, npm and PyPI for them
  soak              1,000 tunnels that register in a loop, 30 minutes or `--minutes N`
  fuzz [TARGET…]    run the fuzz targets, 60 seconds each or `--seconds N`
  scenarios PART    produce the tuned or the held scenarios in crates/diagnose/scenarios/ by running clients
  testdata          the fixtures in crates/device-certs/testdata/, from their keys
  size              what the page weighs, beside its budget
  finish-page       put the page together where Trunk has staged it (Trunk calls this)";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(code) => code,
        Err(error) => {
            report::failure(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<ExitCode> {
    let Some((command, rest)) = arguments.split_first() else {
        bail!("no command given\n\n{USAGE}");
    };
    match command.as_str() {
        "run" => {
            // The page beside the binary, not in it: the two are then built at the same time.
            let no_page = shell::target_dir().join("no-page");
            page::build(|| build_relay(&["--quiet"], Some(&no_page)))?;
            report::step("Starting dps-playground (Ctrl+C stops it)");
            let status = std::process::Command::new(binary())
                .arg("serve")
                .arg("--page")
                .arg(page::dist())
                .args(rest)
                .status()
                .context("could not start dps-playground")?;
            Ok(if status.success() {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            })
        }
        "build" => {
            let binary = build()?;
            page::print_sizes()?;
            report::step(&format!("Built {}", binary.display()));
            Ok(ExitCode::SUCCESS)
        }
        "test" => test::run(rest),
        "docs" => {
            let mode = match rest {
                [] => docs::Mode::Write,
                [check] if check == "--check" => docs::Mode::Check,
                _ => bail!("usage: cargo xtask docs [--check]"),
            };
            docs::run(mode).map(|()| ExitCode::SUCCESS)
        }
        "bench" => bench::run(rest),
        "audit" => audit::run().map(|()| ExitCode::SUCCESS),
        "soak" => bench::load::soak(rest).map(|()| ExitCode::SUCCESS),
        "fuzz" => fuzz::run(rest).map(|()| ExitCode::SUCCESS),
        "scenarios" => scenarios::run(rest).map(|()| ExitCode::SUCCESS),
        "testdata" => testdata().map(|()| ExitCode::SUCCESS),
        "size" => {
            page::print_sizes()?;
            Ok(ExitCode::SUCCESS)
        }
        "finish-page" => page::finish_staged().map(|()| ExitCode::SUCCESS),
        "-h" | "--help" | "help" => {
            report::plain(USAGE);
            Ok(ExitCode::SUCCESS)
        }
        unknown => bail!("{unknown:?} is not a command\n\n{USAGE}"),
    }
}

/// The generator of the fixtures is a test: it needs cryptography, which nothing else here does.
fn testdata() -> Result<()> {
    let mut command = shell::cargo_command();
    let words = "test --quiet --package device-certs --test it lints::fixtures_are_current";
    command.args(words.split(' '));
    shell::run(command.env("DPS_PLAYGROUND_WRITE_TESTDATA", "1"))
}

/// Builds the page, then the binary with the page in it.
fn build() -> Result<PathBuf> {
    // First without the page, because most of it does not wait for that.
    page::build(|| build_relay(&["--quiet"], None))?;
    report::step("Building the binary with the page in it");
    build_relay(&["--features", "embed-page"], None)?;
    let binary = binary();
    supply::write_bill(&binary)?;
    Ok(binary)
}

fn build_relay(options: &[&str], dist: Option<&Path>) -> Result<()> {
    let mut command = shell::cargo_command();
    command.args(["build", "--release", "--package", "relay"]);
    if let Some(dist) = dist {
        command.env("DPS_PLAYGROUND_DIST", dist);
    }
    shell::run(command.args(options))
}

fn binary() -> PathBuf {
    let name = if cfg!(windows) {
        "dps-playground.exe"
    } else {
        "dps-playground"
    };
    shell::target_dir().join("release").join(name)
}
