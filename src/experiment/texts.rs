//! What is said about the experiments, as it is fetched.

use serde_json::Value;

/// One experiment’s texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExperimentTexts {
    /// Which experiment.
    pub id: String,
    /// What is changed.
    pub changed: String,
    /// What is to be predicted.
    pub question: String,
    /// What the practice service answers, and why.
    pub answer: String,
    /// What is known of the real service.
    pub azure: String,
    /// What one should learn.
    pub learn: String,
    /// Where it is written down: label and address.
    pub citations: Vec<(String, String)>,
}

impl ExperimentTexts {
    /// Reads `experiments.json`. What is not as expected is left out.
    pub fn parse(file: &str) -> Vec<Self> {
        let document: Value = serde_json::from_slice(file.as_bytes()).unwrap_or_default();
        let all = document.get("experiments").and_then(Value::as_array);
        all.into_iter().flatten().map(Self::read).collect()
    }

    fn read(of: &Value) -> Self {
        let text = |of: &Value, name: &str| {
            let text = of.get(name).and_then(Value::as_str);
            text.unwrap_or_default().to_owned()
        };
        let citations = of.get("citations").and_then(Value::as_array);
        let citations = citations.into_iter().flatten();
        let citations = citations.map(|one| (text(one, "label"), text(one, "url")));
        Self {
            id: text(of, "id"),
            changed: text(of, "changed"),
            question: text(of, "question"),
            answer: text(of, "answer"),
            azure: text(of, "azure"),
            learn: text(of, "learn"),
            citations: citations
                .filter(|(_, url)| url.starts_with("https://"))
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_has_every_experiment_in_its_order() {
        let file = include_str!("../../assets/experiments.json");
        let told = ExperimentTexts::parse(file);
        let told: Vec<_> = told.iter().map(|texts| texts.id.as_str()).collect();
        let ids: Vec<_> = experiments::experiments().map(|one| one.id).collect();
        assert_eq!(told, ids);
        assert_eq!(ExperimentTexts::parse("{"), []);
    }
}
