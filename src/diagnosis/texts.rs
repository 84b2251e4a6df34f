//! What the causes say to people. The page fetches it when it is needed: `assets/causes.json`, made from the causes.

use serde_json::Value;

/// The texts of every cause.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CauseTexts(Vec<CauseText>);

/// What one cause says. Inline markup.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CauseText {
    /// The cause.
    pub id: String,
    /// Why it leads to what was seen.
    pub why: String,
    /// What would confirm it or rule it out.
    pub confirm: String,
    /// What to do.
    pub fix: String,
    /// Where it is written down: label and address.
    pub citations: Vec<(String, String)>,
}

impl CauseTexts {
    /// Reads the file. What is not as expected is left out: a cause without its reasons is still a cause.
    pub fn parse(text: &str) -> Self {
        let document: Value = serde_json::from_str(text).unwrap_or_default();
        Self(list(&document, "causes").iter().map(cause_text).collect())
    }

    /// The texts of the cause of this name.
    pub fn of(&self, id: &str) -> Option<&CauseText> {
        self.0.iter().find(|text| text.id == id)
    }
}

fn cause_text(cause: &Value) -> CauseText {
    CauseText {
        id: string(cause, "id"),
        why: string(cause, "why"),
        confirm: string(cause, "confirm"),
        fix: string(cause, "fix"),
        citations: citations(cause, "citations"),
    }
}

/// A text of a document; empty when it is not there.
pub(super) fn string(of: &Value, name: &str) -> String {
    let text = of.get(name).and_then(Value::as_str);
    text.unwrap_or_default().to_owned()
}

/// A list of a document; empty when it is not there.
pub(super) fn list<'a>(of: &'a Value, name: &str) -> &'a [Value] {
    let list = of.get(name).and_then(Value::as_array);
    list.map(Vec::as_slice).unwrap_or_default()
}

/// Label and address of each source.
pub(super) fn citations(of: &Value, name: &str) -> Vec<(String, String)> {
    let citations = list(of, name).iter();
    let citations = citations.map(|one| (string(one, "label"), string(one, "url")));
    citations
        .filter(|(_, url)| url.starts_with("https://"))
        .collect()
}
