//! What the rules say to people. The page fetches it when it is needed: `assets/lints.json`, made from the rules.

use device_certs::report::RuleTexts;
use serde_json::Value;

/// The texts of every rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts(Vec<RuleText>);

/// What one rule says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleText {
    /// The rule.
    pub id: String,
    /// Why it matters.
    pub why: String,
    /// What to do.
    pub fix: String,
    /// Where it is written down: label and address.
    pub citations: Vec<(String, String)>,
}

impl Texts {
    /// Reads the file. What is not as expected is left out: a finding without its reasons is still a finding.
    pub fn parse(text: &str) -> Self {
        let document: Value = serde_json::from_str(text).unwrap_or_default();
        let lints = document.get("lints").and_then(Value::as_array);
        let lints = lints.map(Vec::as_slice).unwrap_or_default();
        Self(lints.iter().filter_map(rule_text).collect())
    }

    /// The texts of the rule of this name.
    pub fn of(&self, id: &str) -> Option<&RuleText> {
        self.0.iter().find(|text| text.id == id)
    }

    /// The same, as the report asks for it.
    pub fn for_report(&self, id: &str) -> Option<RuleTexts<'_>> {
        let text = self.of(id)?;
        let citations = text.citations.iter();
        Some(RuleTexts {
            why: &text.why,
            fix: &text.fix,
            citations: citations
                .map(|(label, url)| (label.as_str(), url.as_str()))
                .collect(),
        })
    }
}

fn rule_text(rule: &Value) -> Option<RuleText> {
    let text = |of: &Value, name: &str| Some(of.get(name)?.as_str()?.to_owned());
    let citations = rule.get("citations").and_then(Value::as_array);
    let citations = citations.map(Vec::as_slice).unwrap_or_default();
    Some(RuleText {
        id: text(rule, "id")?,
        why: text(rule, "why")?,
        fix: text(rule, "fix")?,
        citations: citations
            .iter()
            .filter_map(|citation| Some((text(citation, "label")?, text(citation, "url")?)))
            .filter(|(_, url)| url.starts_with("https://"))
            .collect(),
    })
}
