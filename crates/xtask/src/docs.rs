//! The reference pages, `docs/lints/`, `docs/faults/`, `docs/causes/`, `docs/codes.md` and `docs/experiments.md`, and the
//! texts for the page, `assets/lints.json`, `assets/faults.json`, `assets/causes.json`, `assets/codes.json`,
//! `assets/fields.json` and `assets/experiments.json`: all made from the registries.

mod causes;
mod codes;
mod dependencies;
mod experiments;
mod faults;
mod fields;
mod lints;
mod security;

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, bail};
use device_certs::lints::{LINTS, TEXTS};
use serde_json::json;

use crate::shell;

/// What the page fetches on demand, so that prose is in no WebAssembly.
const TEXTS_FILE: &str = "assets/lints.json";
const FAULTS_FILE: &str = "assets/faults.json";
const CAUSES_FILE: &str = "assets/causes.json";
const CODES_FILE: &str = "assets/codes.json";
const FIELDS_FILE: &str = "assets/fields.json";
const EXPERIMENTS_FILE: &str = "assets/experiments.json";

/// What to do with the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Write them.
    Write,
    /// Say which ones are not as they would be written.
    Check,
}

/// Writes the pages, or fails when they are not current.
pub(crate) fn run(mode: Mode) -> Result<()> {
    settle("docs/lints", &lints::pages(), mode)?;
    settle("docs/faults", &faults::pages(), mode)?;
    settle("docs/causes", &causes::pages(), mode)?;
    keep(mode, CAUSES_FILE, &causes::texts_file())?;
    keep(mode, "docs/codes.md", &codes::page())?;
    keep(mode, "SECURITY.md", &security::page()?)?;
    keep(mode, "docs/dependencies.md", &dependencies::page()?)?;
    keep(mode, CODES_FILE, &codes::file())?;
    keep(mode, FIELDS_FILE, &fields::file())?;
    keep(mode, TEXTS_FILE, &texts_file())?;
    keep(mode, "docs/experiments.md", &experiments::page())?;
    keep(mode, EXPERIMENTS_FILE, &experiments::file())?;
    keep(mode, FAULTS_FILE, &faults::texts_file())
}

/// File name → contents.
type Pages = BTreeMap<String, String>;

fn settle(name: &str, pages: &Pages, mode: Mode) -> Result<()> {
    let folder = shell::root().join(name);
    if mode == Mode::Write {
        std::fs::create_dir_all(&folder).with_context(|| format!("{name} cannot be made"))?;
    }
    for (page, text) in pages {
        keep(mode, &format!("{name}/{page}"), text)?;
    }
    for entry in std::fs::read_dir(&folder).with_context(|| format!("{name} cannot be read"))? {
        let entry = entry?;
        let page = entry.file_name().to_string_lossy().into_owned();
        if pages.contains_key(&page) {
            continue;
        }
        match mode {
            Mode::Write => std::fs::remove_file(entry.path())?,
            Mode::Check => bail!("{name}/{page} belongs to nothing: run `cargo xtask docs`"),
        }
    }
    Ok(())
}

/// Writes a file of the repository, or fails when it is not as it would be written.
fn keep(mode: Mode, path: &str, text: &str) -> Result<()> {
    let file = shell::root().join(path);
    // Git may check text out with the line ends of the platform.
    let current = std::fs::read_to_string(&file)
        .unwrap_or_default()
        .replace("\r\n", "\n");
    if current == text {
        return Ok(());
    }
    if mode == Mode::Check {
        bail!("{path} is not current: run `cargo xtask docs`");
    }
    let cannot = || format!("{path} cannot be written");
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).with_context(cannot)?;
    }
    std::fs::write(&file, text).with_context(cannot)
}

/// One rule a line, so that changes can be read.
fn texts_file() -> String {
    let lines = LINTS.iter().zip(TEXTS).map(|(lint, texts)| {
        let citations = texts.citations.iter();
        let citations = citations.map(|one| json!({ "label": one.label, "url": one.url }));
        let profiles = lint.profiles.iter().map(|profile| profile.as_str());
        let rule = json!({
            "id": lint.id,
            "severity": lint.severity.as_str(),
            "title": lint.title,
            "profiles": profiles.collect::<Vec<_>>(),
            "why": texts.why,
            "fix": texts.fix,
            "citations": citations.collect::<Vec<_>>(),
        });
        rule.to_string()
    });
    let lines: Vec<String> = lines.collect();
    format!("{{\"version\":1,\"lints\":[\n{}\n]}}\n", lines.join(",\n"))
}

/// One sentence a line.
fn sentences(text: &str) -> String {
    let mut lines = String::new();
    let mut quoted = false;
    let mut previous = ' ';
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        quoted ^= character == '`';
        let ends = matches!(previous, '.' | ')' | '!' | '?') && character == ' ' && !quoted;
        let begins = characters
            .peek()
            .is_some_and(|next| next.is_uppercase() || *next == '`' || *next == '(');
        let sentence = ends && begins && (previous != ')' || lines.ends_with(".)"));
        lines.push(if sentence { '\n' } else { character });
        previous = character;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reference_pages_are_current() {
        run(Mode::Check).unwrap();
    }

    #[test]
    fn the_texts_for_the_page_are_one_document() {
        let document: serde_json::Value = serde_json::from_str(&texts_file()).unwrap();
        assert_eq!(document["version"], 1);
        let lints = document["lints"].as_array().unwrap();
        assert_eq!(lints.len(), LINTS.len());
        for (found, texts) in lints.iter().zip(TEXTS) {
            assert_eq!(found["id"], texts.id);
            assert_eq!(found["why"], texts.why);
            assert_eq!(found["fix"], texts.fix);
            let citations = found["citations"].as_array().unwrap();
            assert_eq!(citations.len(), texts.citations.len());
        }
    }

    #[test]
    fn the_texts_of_the_causes_are_one_document() {
        let document: serde_json::Value = serde_json::from_str(&causes::texts_file()).unwrap();
        let causes = document["causes"].as_array().unwrap();
        assert_eq!(causes.len(), diagnose::causes::CAUSES.len());
        for (found, texts) in causes.iter().zip(diagnose::causes::TEXTS) {
            assert_eq!(found["id"], texts.id);
            assert_eq!(found["fix"], texts.fix);
        }
    }

    #[test]
    fn the_codes_are_one_document_and_their_links_lead_somewhere() {
        let document: serde_json::Value = serde_json::from_str(&codes::file()).unwrap();
        assert!(document["codes"].as_array().unwrap().len() > 100);
        let page = codes::page();
        for link in page.split("](causes/").skip(1) {
            let id = link.split(".md").next().unwrap();
            assert!(diagnose::causes::cause(id).is_some(), "{id}");
        }
    }

    #[test]
    fn the_texts_of_the_fields_are_one_document() {
        let document: serde_json::Value = serde_json::from_str(&fields::file()).unwrap();
        let fields = document["fields"].as_object().unwrap();
        assert_eq!(fields.len(), wire_layers::texts::all().count());
        let sources = document["sources"].as_array().unwrap();
        for texts in wire_layers::texts::all() {
            let found = &fields[texts.id];
            assert_eq!(found[0], texts.what);
            assert_eq!(found[2], texts.wrong);
            let first = found[3][0].as_u64().unwrap();
            assert_eq!(sources[first as usize][1], texts.sources[0].url);
        }
    }

    #[test]
    fn the_texts_of_the_experiments_are_one_document() {
        let document: serde_json::Value = serde_json::from_str(&experiments::file()).unwrap();
        let found = document["experiments"].as_array().unwrap();
        assert_eq!(found.len(), ::experiments::experiments().count());
        for (found, texts) in found.iter().zip(::experiments::texts()) {
            assert_eq!(found["id"], texts.id);
            assert_eq!(found["learn"], texts.learn);
        }
    }

    #[test]
    fn sentences_end_at_their_full_stops() {
        let check = |text: &str, expected: &str| assert_eq!(sentences(text), expected);
        check("One. Two.", "One.\nTwo.");
        check(
            "RFC 5280 (4.1) says it. `a. B` too.",
            "RFC 5280 (4.1) says it.\n`a. B` too.",
        );
        check("(One.) Two (three) Four.", "(One.)\nTwo (three) Four.");
    }
}
