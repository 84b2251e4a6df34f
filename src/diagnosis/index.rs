//! Everything that can be looked up: codes and messages, causes, rules about certificates, faults. Made from the files that
//! the page fetches.

use serde_json::Value;

use super::texts::{citations, list, string};

/// Under which heading something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// Codes and messages, by the name of their group.
    Codes(&'static str),
    /// Causes.
    Causes,
    /// Rules about certificates.
    Lints,
    /// Failures on purpose.
    Faults,
}

/// The groups of codes, in order, with their headings.
const GROUPS: &[(&str, &str)] = &[
    ("codes", "Codes and messages of the provisioning service"),
    ("answers", "Statuses and other answers"),
    ("connack", "CONNACK, in the sense of DPS"),
    ("alerts", "TLS alerts"),
    ("connections", "Certificates, keys, TLS and the network"),
    ("hub", "The hub"),
    ("tunnel", "The tunnel of DPS Playground"),
];

impl Section {
    /// Every section, in the order of the page.
    pub fn all() -> Vec<Self> {
        let codes = GROUPS.iter().map(|(group, _)| Self::Codes(group));
        codes
            .chain([Self::Causes, Self::Lints, Self::Faults])
            .collect()
    }

    /// Its heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Codes(group) => {
                let mut groups = GROUPS.iter();
                groups
                    .find(|(name, _)| *name == group)
                    .map_or("", |(_, title)| title)
            }
            Self::Causes => "Causes",
            Self::Lints => "Rules about certificates",
            Self::Faults => "Failures on purpose",
        }
    }
}

/// Something that can be looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Where it is, forever: what stands behind `#/reference/`.
    pub anchor: String,
    /// Under which heading.
    pub section: Section,
    /// What it is.
    pub title: String,
    /// How sure it is that the service does so, where that is a question.
    pub confidence: String,
    /// Terms with their texts; inline markup.
    pub texts: Vec<(&'static str, String)>,
    /// Causes by name, most likely first.
    pub causes: Vec<String>,
    /// What clients show: client and text.
    pub shown: Vec<(String, String)>,
    /// The words by which it is known: client and words.
    pub words: Vec<(String, String)>,
    /// Where it is written down: label and address.
    pub sources: Vec<(String, String)>,
    /// The name of the sign, for codes.
    pub sign: String,
    haystack: String,
}

impl Entry {
    /// Its first sentence, for a title that is a bare number.
    pub fn gist(&self) -> Option<&str> {
        let (_, text) = self.texts.iter().find(|(term, _)| term.is_empty())?;
        Some(text.split_inclusive(". ").next()?.trim_end())
    }

    /// Nobody has shown that the real service does so.
    pub fn is_unproven(&self) -> bool {
        self.confidence == "not proven" || self.confidence == "unproven"
    }
}

/// The files, as they were fetched.
#[derive(Clone, Copy, Debug, Default)]
pub struct Files<'a> {
    /// `codes.json`
    pub codes: &'a str,
    /// `causes.json`
    pub causes: &'a str,
    /// `lints.json`
    pub lints: &'a str,
    /// `faults.json`
    pub faults: &'a str,
}

/// Everything that can be looked up, in the order of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// The entries.
    pub entries: Vec<Entry>,
}

impl Index {
    /// Reads the files. What is not as expected is left out.
    pub fn read(files: Files<'_>) -> Self {
        let mut entries = Vec::new();
        let mut take = |text: &str, name: &str, make: fn(&Value) -> Option<Entry>| {
            let document: Value = serde_json::from_str(text).unwrap_or_default();
            entries.extend(list(&document, name).iter().filter_map(make));
        };
        take(files.codes, "codes", code);
        take(files.causes, "causes", cause);
        take(files.lints, "lints", lint);
        take(files.faults, "faults", fault);
        for entry in &mut entries {
            entry.haystack = haystack(entry);
        }
        Self { entries }
    }

    /// The entry of an anchor, or of `sign/<name>`.
    pub fn find(&self, anchor: &str) -> Option<&Entry> {
        let mut entries = self.entries.iter();
        match anchor.strip_prefix("sign/") {
            Some(sign) => entries.find(|entry| entry.sign == sign),
            None => entries.find(|entry| entry.anchor == anchor),
        }
    }

    /// The entries that hold every word, in the order of the page.
    pub fn search(&self, words: &str) -> Vec<&Entry> {
        let words = words.to_lowercase();
        let words: Vec<&str> = words.split_whitespace().collect();
        let entries = self.entries.iter();
        entries
            .filter(|entry| words.iter().all(|word| entry.haystack.contains(word)))
            .collect()
    }

    /// The title of a cause.
    pub fn cause_title(&self, id: &str) -> Option<&str> {
        let anchor = format!("cause/{id}");
        self.find(&anchor).map(|entry| entry.title.as_str())
    }
}

fn haystack(entry: &Entry) -> String {
    let mut all = vec![
        entry.anchor.as_str(),
        entry.title.as_str(),
        entry.confidence.as_str(),
    ];
    all.extend(entry.texts.iter().map(|(_, text)| text.as_str()));
    all.extend(entry.causes.iter().map(String::as_str));
    for (client, text) in entry.shown.iter().chain(&entry.words) {
        all.extend([client.as_str(), text.as_str()]);
    }
    all.join("\n").to_lowercase()
}

fn entry(section: Section, anchor: String, of: &Value, texts: &[(&'static str, &str)]) -> Entry {
    let texts = texts.iter().map(|(term, name)| (*term, string(of, name)));
    Entry {
        anchor,
        section,
        title: string(of, "title"),
        confidence: string(of, "confidence"),
        texts: texts.filter(|(_, text)| !text.is_empty()).collect(),
        causes: Vec::new(),
        shown: Vec::new(),
        words: Vec::new(),
        sources: citations(of, "citations"),
        sign: String::new(),
        haystack: String::new(),
    }
}

fn code(of: &Value) -> Option<Entry> {
    let group = string(of, "group");
    let (group, _) = GROUPS.iter().find(|(name, _)| *name == group)?;
    let pairs = |name: &str, first: &str, second: &str| {
        let pairs = list(of, name).iter();
        pairs
            .map(|pair| (string(pair, first), string(pair, second)))
            .collect()
    };
    let causes = list(of, "causes").iter().filter_map(Value::as_str);
    Some(Entry {
        causes: causes.map(str::to_owned).collect(),
        shown: pairs("shown", "client", "text"),
        words: pairs("words", "client", "words"),
        sources: citations(of, "sources"),
        sign: string(of, "sign"),
        ..entry(
            Section::Codes(group),
            string(of, "anchor"),
            of,
            &[("", "meaning")],
        )
    })
}

fn cause(of: &Value) -> Option<Entry> {
    let texts = [
        ("Why", "why"),
        ("To be sure", "confirm"),
        ("What to do", "fix"),
    ];
    Some(entry(
        Section::Causes,
        format!("cause/{}", string(of, "id")),
        of,
        &texts,
    ))
}

fn lint(of: &Value) -> Option<Entry> {
    let texts = [
        ("Severity", "severity"),
        ("Why", "why"),
        ("What to do", "fix"),
    ];
    Some(entry(
        Section::Lints,
        format!("lint/{}", string(of, "id")),
        of,
        &texts,
    ))
}

fn fault(of: &Value) -> Option<Entry> {
    let texts = [
        ("Imitates", "imitates"),
        ("Teaches", "teaches"),
        ("Where", "where"),
    ];
    Some(Entry {
        confidence: string(of, "evidence"),
        ..entry(
            Section::Faults,
            format!("fault/{}", string(of, "id")),
            of,
            &texts,
        )
    })
}
