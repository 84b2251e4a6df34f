//! Programs and libraries from npm.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::{report, shell, tools};

fn npm() -> Result<Command> {
    match shell::find_program("npm") {
        Some(npm) => Ok(Command::new(npm)),
        None => bail!("npm is not on PATH; Node 18 or newer is needed (https://nodejs.org)"),
    }
}

/// Installs one program of that exact version and returns the folder it can be called from.
pub(crate) fn tool(package: &str, version: &str) -> Result<PathBuf> {
    let place = tools::cache()?.join(format!("{package}-{version}"));
    let bin = place.join("node_modules").join(".bin");
    if !bin.is_dir() {
        report::step(&format!("Installing {package} {version} from npm"));
        std::fs::create_dir_all(&place)
            .with_context(|| format!("could not create {}", place.display()))?;
        let spec = format!("{package}@{version}");
        shell::run(
            npm()?
                .args(["install", "--silent", "--no-audit", "--no-fund", "--prefix"])
                .arg(&place)
                .arg(spec),
        )?;
    }
    Ok(bin)
}

/// Installs what a folder's `package-lock.json` names.
pub(crate) fn install(folder: &Path) -> Result<()> {
    shell::run(
        npm()?
            .args(["ci", "--silent", "--no-audit", "--no-fund"])
            .current_dir(folder),
    )
}

/// Something that is known against a package.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Advisory {
    /// The last part of its address: `GHSA-` and so on.
    pub(crate) id: String,
    /// What it is about, and which versions.
    pub(crate) what: String,
}

/// What the registry knows against anything that a folder's `package-lock.json` names.
pub(crate) fn known(folder: &Path) -> Result<BTreeSet<Advisory>> {
    let said = npm()?
        .args(["audit", "--json"])
        .current_dir(folder)
        .output()?;
    // It fails as well when something is known; what it says tells the two apart.
    advisories(&String::from_utf8_lossy(&said.stdout))
        .with_context(|| format!("`npm audit` in {}", folder.display()))
}

fn advisories(said: &str) -> Result<BTreeSet<Advisory>> {
    let said: Value = serde_json::from_str(said).context("it says something else than JSON")?;
    let Some(packages) = said["vulnerabilities"].as_object() else {
        bail!(
            "the registry has no answer, as a mirror may have none: {}",
            said["message"]
        );
    };
    // What depends on such a package is listed as well, by the package's name alone.
    let via = packages
        .values()
        .filter_map(|package| package["via"].as_array())
        .flatten()
        .filter(|via| via.is_object());
    let advisories = via.map(|via| {
        let text = |name: &str| via[name].as_str().unwrap_or_default();
        Advisory {
            id: text("url")
                .rsplit('/')
                .next()
                .unwrap_or_default()
                .to_owned(),
            what: format!(
                "{} {}: {} ({})",
                text("name"),
                text("range"),
                text("title"),
                text("severity")
            ),
        }
    });
    Ok(advisories.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_npm_audit_says_is_read() {
        let said = r#"{
          "auditReportVersion": 2,
          "vulnerabilities": {
            "one": {
              "name": "one",
              "severity": "low",
              "via": [
                {
                  "source": 1,
                  "name": "one",
                  "title": "made up",
                  "url": "https://github.com/advisories/GHSA-0000",
                  "severity": "low",
                  "range": "<99"
                }
              ]
            },
            "other": { "name": "other", "severity": "low", "via": ["one"] }
          }
        }"#;
        let expected = Advisory {
            id: "GHSA-0000".to_owned(),
            what: "one <99: made up (low)".to_owned(),
        };
        assert_eq!(advisories(said).unwrap(), BTreeSet::from([expected]));
        let nothing = r#"{ "auditReportVersion": 2, "vulnerabilities": {} }"#;
        assert_eq!(advisories(nothing).unwrap(), BTreeSet::new());
    }

    #[test]
    fn no_answer_is_not_the_answer_that_nothing_is_known() {
        let said = r#"{ "message": "405 Method Not Allowed", "statusCode": 405 }"#;
        let error = format!("{:#}", advisories(said).unwrap_err());
        assert!(error.contains("405 Method Not Allowed"), "{error}");
        assert!(advisories("").is_err());
    }
}
