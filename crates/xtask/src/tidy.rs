//! Rules about the repository itself, held by tests: who may depend on whom, and how the tree is kept.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::{shell, test::PURE};

/// Which of our packages each package may depend on (dev-dependencies apart).
const MAY_USE: &[(&str, &[&str])] = &[
    ("dps-protocol", &[]),
    ("mqtt-wire", &[]),
    ("device-certs", &[]),
    ("relay-protocol", &[]),
    ("device-session", &["dps-protocol", "mqtt-wire"]),
    ("wire-layers", &["mqtt-wire"]),
    (
        "practice-dps",
        &["device-certs", "dps-protocol", "mqtt-wire"],
    ),
    (
        "experiments",
        &[
            "device-session",
            "dps-protocol",
            "mqtt-wire",
            "practice-dps",
        ],
    ),
    (
        "diagnose",
        &["device-certs", "dps-protocol", "relay-protocol"],
    ),
    (
        "dps-playground-page",
        &[
            "device-certs",
            "device-session",
            "diagnose",
            "dps-protocol",
            "experiments",
            "mqtt-wire",
            "practice-dps",
            "relay-protocol",
            "wire-layers",
        ],
    ),
    (
        "relay",
        &[
            "device-certs",
            "device-session",
            "diagnose",
            "dps-protocol",
            "mqtt-wire",
            "practice-dps",
            "relay-protocol",
        ],
    ),
    ("page-assembly", &[]),
    // Its rules, faults and causes become reference pages, its texts of fields a file for the page.
    (
        "xtask",
        &[
            "device-certs",
            "diagnose",
            "experiments",
            "practice-dps",
            "wire-layers",
        ],
    ),
];

fn metadata() -> Value {
    let text = shell::output(shell::cargo_command().args([
        "metadata",
        "--format-version",
        "1",
        "--no-deps",
    ]))
    .unwrap();
    serde_json::from_str(&text).unwrap()
}

/// Package name → names of its normal and build dependencies, with whether each is optional.
fn dependencies() -> BTreeMap<String, Vec<(String, bool)>> {
    let metadata = metadata();
    let packages = metadata["packages"].as_array().unwrap();
    let edges = packages.iter().map(|package| {
        let dependencies = package["dependencies"].as_array().unwrap().iter();
        let names = dependencies
            .filter(|dependency| dependency["kind"] != "dev")
            .map(|dependency| (text(&dependency["name"]), dependency["optional"] == true));
        (text(&package["name"]), names.collect())
    });
    edges.collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

#[test]
fn packages_depend_only_on_what_the_architecture_allows() {
    let all = dependencies();
    let ours: BTreeSet<&str> = MAY_USE.iter().map(|(name, _)| *name).collect();
    assert_eq!(
        all.keys().map(String::as_str).collect::<BTreeSet<_>>(),
        ours,
        "MAY_USE must name every package"
    );
    for (package, allowed) in MAY_USE {
        for (dependency, _) in &all[*package] {
            let fine =
                !ours.contains(dependency.as_str()) || allowed.contains(&dependency.as_str());
            assert!(fine, "{package} must not depend on {dependency}");
        }
    }
}

#[test]
fn pure_crates_know_neither_leptos_nor_tokio_nor_cryptography() {
    let all = dependencies();
    for package in PURE {
        for (dependency, optional) in &all[*package] {
            let io = [
                "leptos",
                "tokio",
                "web-sys",
                "js-sys",
                "wasm-bindgen",
                "rustls",
                "tokio-rustls",
                "aws-lc-rs",
                "axum",
            ];
            let allowed = *package == "practice-dps" && *optional;
            assert!(
                allowed || !io.contains(&dependency.as_str()),
                "{package} must not depend on {dependency}"
            );
        }
    }
}

#[test]
fn only_the_relay_knows_axum() {
    for (package, dependencies) in dependencies() {
        let knows = dependencies.iter().any(|(name, _)| name == "axum");
        assert_eq!(knows, package == "relay", "{package}");
    }
}

#[test]
fn binary_names_are_unique() {
    let metadata = metadata();
    let mut seen = BTreeSet::new();
    for package in metadata["packages"].as_array().unwrap() {
        for target in package["targets"].as_array().unwrap() {
            if target["kind"]
                .as_array()
                .unwrap()
                .iter()
                .any(|kind| kind == "bin")
            {
                assert!(
                    seen.insert(text(&target["name"])),
                    "two binaries are called {}",
                    target["name"]
                );
            }
        }
    }
}

#[test]
fn every_package_inherits_the_lints_and_is_a_default_member() {
    let root = std::fs::read_to_string(shell::root().join("Cargo.toml")).unwrap();
    for folder in std::fs::read_dir(shell::root().join("crates")).unwrap() {
        let folder = folder.unwrap();
        let name = folder.file_name().to_string_lossy().into_owned();
        let manifest = std::fs::read_to_string(folder.path().join("Cargo.toml")).unwrap();
        assert!(
            manifest.contains("[lints]\nworkspace = true"),
            "{name} does not inherit the lints"
        );
        assert!(
            root.contains(&format!("\"crates/{name}\"")),
            "{name} is missing from default-members"
        );
    }
}

#[test]
fn pure_crates_are_fenced_off_from_clock_files_and_environment() {
    for package in PURE {
        let fence = shell::root()
            .join("crates")
            .join(package)
            .join("clippy.toml");
        let fence = std::fs::read_to_string(&fence).unwrap_or_default();
        for method in [
            "std::time::SystemTime::now",
            "std::time::Instant::now",
            "std::env::var",
            "std::fs::read",
        ] {
            assert!(
                fence.contains(method),
                "crates/{package}/clippy.toml does not forbid {method}"
            );
        }
    }
}

#[test]
fn only_the_browser_folder_touches_the_browser() {
    let mut seen = 0;
    each_file(&shell::root().join("src"), "rs", &mut |path, source| {
        seen += 1;
        let browser =
            path.starts_with(shell::root().join("src/browser")) || path.ends_with("src/browser.rs");
        for name in ["web_sys::", "js_sys::", "gloo::", "wasm_bindgen::"] {
            assert!(
                browser || !source.contains(name),
                "{} uses {name}",
                path.display()
            );
        }
    });
    assert!(seen > 10, "only {seen} files found");
}

#[test]
fn each_stylesheet_is_linked_once_and_each_link_has_a_file() {
    let index = std::fs::read_to_string(shell::root().join("index.html")).unwrap();
    let mut linked = BTreeSet::new();
    for line in index.lines().filter(|line| line.contains("rel=\"css\"")) {
        let href = line
            .split("href=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .unwrap();
        assert!(
            linked.insert(href.trim_start_matches("./").to_owned()),
            "{href} is linked twice"
        );
    }
    let mut files = BTreeSet::new();
    each_file(&shell::root().join("style"), "css", &mut |path, _| {
        let name = path.strip_prefix(shell::root()).unwrap();
        files.insert(name.to_string_lossy().replace('\\', "/"));
    });
    assert_eq!(linked, files);
}

#[test]
fn colours_are_named_in_tokens_alone() {
    each_file(&shell::root().join("style"), "css", &mut |path, source| {
        if path.ends_with("tokens.css") {
            return;
        }
        for (number, line) in source.lines().enumerate() {
            let hex = line.split('#').skip(1).any(|rest| {
                let digits = rest.chars().take_while(char::is_ascii_hexdigit).count();
                [3, 4, 6, 8].contains(&digits)
                    && rest
                        .chars()
                        .nth(digits)
                        .is_none_or(|c| !c.is_alphanumeric() && c != '-')
            });
            let colour = hex
                || ["rgb(", "rgba(", "hsl(", "oklch("]
                    .iter()
                    .any(|function| line.contains(function));
            assert!(
                !colour,
                "{}:{} names a colour: {}",
                path.display(),
                number + 1,
                line.trim()
            );
        }
    });
}

#[test]
fn trunk_builds_the_page_alone() {
    let index = std::fs::read_to_string(shell::root().join("index.html")).unwrap();
    // Without it Trunk would build every default member for wasm32, the relay included.
    assert!(index.contains("data-bin=\"dps-playground-page\""));
}

#[test]
fn what_is_fuzzed_is_replayed_by_a_test() {
    // What is included and not called would be dead code, which clippy denies.
    let mut included = String::new();
    each_file(&shell::root().join("crates"), "rs", &mut |path, source| {
        if path.components().any(|part| part.as_os_str() == "tests") {
            included += source;
        }
    });
    let mut targets = 0;
    each_file(
        &shell::root().join("fuzz/fuzz_targets"),
        "rs",
        &mut |path, _| {
            let name = path.file_name().unwrap().to_str().unwrap();
            assert!(
                included.contains(&format!("fuzz/bodies/{name}\"]")),
                "{name}"
            );
            targets += 1;
        },
    );
    assert!(targets >= 14, "only {targets} targets found");
}

#[test]
fn no_marks_are_left_behind() {
    let marks = [
        ["to", "do!"],
        ["unimple", "mented!"],
        ["FIX", "ME"],
        ["#[ig", "nore"],
    ]
    .map(|halves| halves.concat());
    let listing = shell::output(
        Command::new("git")
            .args(["ls-files", "*.rs", "*.mjs", "*.css", "*.py"])
            .current_dir(shell::root()),
    );
    let mut seen = 0;
    for name in listing.unwrap().lines() {
        let Ok(source) = std::fs::read_to_string(shell::root().join(name)) else {
            continue;
        };
        seen += 1;
        for mark in &marks {
            assert!(!source.contains(mark.as_str()), "{name} holds {mark}");
        }
    }
    assert!(seen > 50, "only {seen} files found");
}

fn each_file(folder: &Path, extension: &str, visit: &mut dyn FnMut(&Path, &str)) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            each_file(&path, extension, visit);
        } else if path.extension().is_some_and(|found| found == extension) {
            visit(&path, &std::fs::read_to_string(&path).unwrap());
        }
    }
}
