//! `cargo xtask test`: everything CI runs, stage by stage, the quick ones first.

use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result, bail};

use crate::{fuzz, npm, page, python, report, shell, supply, system, tools};

/// One part of the test run that can be asked for by name.
struct Stage {
    name: &'static str,
    what: &'static str,
    run: fn() -> Result<()>,
}

const STAGES: &[Stage] = &[
    Stage {
        name: "fmt",
        what: "formatting",
        run: fmt,
    },
    Stage {
        name: "clippy",
        what: "lints on this machine's target, warnings denied",
        run: clippy,
    },
    Stage {
        name: "clippy-wasm",
        what: "lints on wasm32, warnings denied",
        run: clippy_wasm,
    },
    Stage {
        name: "pure",
        what: "every pure crate alone on wasm32",
        run: pure,
    },
    Stage {
        name: "unit",
        what: "unit and integration tests",
        run: unit,
    },
    Stage {
        name: "fuzz",
        what: "the fuzz targets build and hold over their seeds",
        run: fuzz::replay,
    },
    Stage {
        name: "deny",
        what: "licences and sources of all dependencies, and the bill of materials by its schema",
        run: supply::deny,
    },
    Stage {
        name: "docs",
        what: "rustdoc, warnings denied",
        run: docs,
    },
    Stage {
        name: "build",
        what: "the page and the binary as users get them",
        run: build,
    },
    Stage {
        name: "trunk",
        what: "Trunk makes the same page",
        run: trunk,
    },
    Stage {
        name: "web",
        what: "WebAssembly tests in headless Chromium",
        run: web,
    },
    Stage {
        name: "python",
        what: "the official Python SDK, paho-mqtt and curl against the practice service, also from another network",
        run: python_sdk,
    },
    Stage {
        name: "node",
        what: "the official Node SDK and MQTT.js against the practice service",
        run: node_sdk,
    },
    Stage {
        name: "pkilint",
        what: "the rules about certificates beside those of pkilint",
        run: pkilint,
    },
    Stage {
        name: "e2e",
        what: "end to end in headless Chromium",
        run: e2e,
    },
];

/// Crates that must build for wasm32 on their own, without features that others would unify into them.
pub(crate) const PURE: &[&str] = &[
    "dps-protocol",
    "mqtt-wire",
    "wire-layers",
    "device-session",
    "device-certs",
    "practice-dps",
    "experiments",
    "relay-protocol",
    "diagnose",
];

/// Runs the stages named, or all.
pub(crate) fn run(names: &[String]) -> Result<ExitCode> {
    if names.iter().any(|name| name == "--list") {
        for stage in STAGES {
            report::plain(&format!("{:<12} {}", stage.name, stage.what));
        }
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(unknown) = names
        .iter()
        .find(|name| STAGES.iter().all(|stage| stage.name != name.as_str()))
    {
        bail!("{unknown:?} is no stage; `cargo xtask test --list` names them");
    }
    let chosen: Vec<&Stage> = STAGES
        .iter()
        .filter(|stage| names.is_empty() || names.iter().any(|name| name == stage.name))
        .collect();
    for stage in &chosen {
        report::step(&format!("{}: {}", stage.name, stage.what));
        (stage.run)().with_context(|| format!("stage {:?} failed", stage.name))?;
    }
    report::step("Done");
    report::plain(&format!("stages: {} passed, 0 failed", chosen.len()));
    Ok(ExitCode::SUCCESS)
}

fn fmt() -> Result<()> {
    shell::cargo(["fmt", "--all", "--check"])
}

fn clippy() -> Result<()> {
    shell::cargo([
        "clippy",
        "--workspace",
        "--all-targets",
        "--quiet",
        "--",
        "-D",
        "warnings",
    ])
}

fn clippy_wasm() -> Result<()> {
    tools::wasm_target()?;
    let package = [
        "--package",
        "dps-playground-page",
        "--target",
        "wasm32-unknown-unknown",
    ];
    shell::cargo(
        ["clippy", "--all-targets", "--quiet"]
            .into_iter()
            .chain(package)
            .chain(["--", "-D", "warnings"]),
    )
}

fn pure() -> Result<()> {
    tools::wasm_target()?;
    for package in PURE {
        shell::cargo([
            "check",
            "--quiet",
            "--package",
            package,
            "--target",
            "wasm32-unknown-unknown",
        ])?;
    }
    Ok(())
}

fn unit() -> Result<()> {
    system::require("openssl", "openssl")?;
    system::require("tshark", "tshark")?;
    // Names lie in a network namespace alone; making one takes root or namespaces of users, which the tests say.
    if cfg!(target_os = "linux") {
        system::require("unshare", "util-linux")?;
        system::require("ip", "iproute2")?;
    }
    shell::cargo(["test", "--workspace", "--quiet"])
}

fn docs() -> Result<()> {
    let mut command = shell::cargo_command();
    command
        .args(["doc", "--workspace", "--no-deps", "--quiet"])
        .env("RUSTDOCFLAGS", "-D warnings");
    shell::run(&mut command)
}

fn build() -> Result<()> {
    crate::build()?;
    page::print_sizes()
}

fn trunk() -> Result<()> {
    page::same_by_trunk()
}

fn web() -> Result<()> {
    system::require("chromium", "chromium")?;
    let driver = system::require("chromedriver", "chromium-driver")?;
    let runner = tools::wasm_bindgen()?.join("wasm-bindgen-test-runner");
    let mut command = shell::cargo_command();
    command
        .args([
            "test",
            "--package",
            "dps-playground-page",
            "--target",
            "wasm32-unknown-unknown",
            "--test",
            "web",
        ])
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner)
        .env("CHROMEDRIVER", driver)
        .env("WASM_BINDGEN_TEST_TIMEOUT", "300");
    shell::run(&mut command)
}

fn python_sdk() -> Result<()> {
    built_binary()?;
    system::require("openssl", "openssl")?;
    system::require("curl", "curl")?;
    // Another computer is a network namespace; making one takes root as well, which the test says.
    system::require("ip", "iproute2")?;
    let python = python::with_requirements("python", "tests/sdk/requirements.txt")?;
    let mut command = Command::new(python);
    command
        .args(["-m", "pytest", "-q", "tests/sdk"])
        .current_dir(shell::root());
    shell::run(command.env("DPS_PLAYGROUND", built_binary()?))
}

fn node_sdk() -> Result<()> {
    system::require("openssl", "openssl")?;
    let mut command = node_tests(&shell::root().join("tests/sdk/node"), "")?;
    shell::run(command.env("DPS_PLAYGROUND", built_binary()?))
}

fn pkilint() -> Result<()> {
    let binary = built_binary()?;
    let python = python::with_requirements("pkilint", "tests/pkilint/requirements.txt")?;
    let mut command = Command::new(python);
    command
        .args(["-m", "pytest", "-q", "tests/pkilint"])
        .current_dir(shell::root());
    shell::run(command.env("DPS_PLAYGROUND", binary))
}

fn e2e() -> Result<()> {
    let chromium = system::require("chromium", "chromium")?;
    system::require("openssl", "openssl")?;
    // The console shows commands for it, which are run as they stand.
    system::require("mosquitto_pub", "mosquitto-clients")?;
    // It judges the captures that the page saves.
    system::require("tshark", "tshark")?;
    let folder = shell::root().join("tests/e2e");
    let mut command = node_tests(&folder, "specs")?;
    shell::run(
        command
            .env("DPS_PLAYGROUND", built_binary()?)
            .env("CHROMIUM", chromium),
    )
}

/// Installs what the folder's lock file names, and runs the tests in the folder below it.
fn node_tests(folder: &Path, below: &str) -> Result<Command> {
    npm::install(folder)?;
    let mut command = Command::new(shell::find_program("node").context("node is not on PATH")?);
    // Named one by one: Node 20 expands no patterns.
    let mut specs = Vec::new();
    for entry in std::fs::read_dir(folder.join(below))? {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(".test.mjs") {
            specs.push(path);
        }
    }
    specs.sort();
    command
        .args(["--test", "--test-concurrency=2"])
        .args(specs)
        .current_dir(folder);
    Ok(command)
}

/// The release binary with the page in it, as the `build` stage leaves it.
fn built_binary() -> Result<std::path::PathBuf> {
    let binary = shell::target_dir().join("release").join("dps-playground");
    if !binary.is_file() {
        bail!(
            "{} is not there; run the stage `build` first",
            binary.display()
        );
    }
    Ok(binary)
}
