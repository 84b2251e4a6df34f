//! What is said of each kind of field. The page fetches it when a packet is first taken apart: `assets/fields.json`, made
//! from the texts of `wire-layers`.

use std::collections::BTreeMap;

use serde_json::Value;

/// The texts of every kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldTexts(BTreeMap<String, FieldText>);

/// What is said of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldText {
    /// What it is.
    pub what: String,
    /// Why it has the value it has.
    pub why: String,
    /// What happens if it is wrong.
    pub wrong: String,
    /// Where that is written: label and address.
    pub sources: Vec<(String, String)>,
}

impl FieldTexts {
    /// Reads the file. What is not as expected is left out: a field without its text is still a field.
    pub fn parse(text: &str) -> Self {
        let document: Value = serde_json::from_str(text).unwrap_or_default();
        let sources = document.get("sources").and_then(Value::as_array);
        let sources: Vec<(String, String)> = sources
            .into_iter()
            .flatten()
            .map(|source| (text_at(source, 0), text_at(source, 1)))
            .collect();
        let fields = document.get("fields").and_then(Value::as_object);
        let fields = fields.into_iter().flatten().map(|(kind, field)| {
            let indices = field.get(3).and_then(Value::as_array);
            let indices = indices.into_iter().flatten().filter_map(Value::as_u64);
            let cited = indices.filter_map(|index| sources.get(usize::try_from(index).ok()?));
            let text = FieldText {
                what: text_at(field, 0),
                why: text_at(field, 1),
                wrong: text_at(field, 2),
                sources: cited
                    .filter(|(_, url)| url.starts_with("https://"))
                    .cloned()
                    .collect(),
            };
            (kind.clone(), text)
        });
        Self(fields.collect())
    }

    /// What is said of this kind.
    pub fn of(&self, kind: &str) -> Option<&FieldText> {
        self.0.get(kind)
    }
}

fn text_at(list: &Value, index: usize) -> String {
    let text = list.get(index).and_then(Value::as_str);
    text.unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_says_all_of_every_kind() {
        let texts = FieldTexts::parse(include_str!("../assets/fields.json"));
        assert_eq!(texts.0.len(), wire_layers::texts::all().count());
        for expected in wire_layers::texts::all() {
            let found = texts.of(expected.id).expect(expected.id);
            let said = (&*found.what, &*found.why, &*found.wrong);
            assert_eq!(said, (expected.what, expected.why, expected.wrong));
            let found = found.sources.iter();
            let found: Vec<_> = found.map(|(label, url)| (&**label, &**url)).collect();
            let sources = expected.sources.iter();
            let sources: Vec<_> = sources.map(|source| (source.label, source.url)).collect();
            assert_eq!(found, sources, "{}", expected.id);
        }
    }

    #[test]
    fn what_is_no_such_file_says_nothing() {
        for text in ["", "[]", "{}", r#"{"fields":[1]}"#] {
            assert_eq!(FieldTexts::parse(text), FieldTexts::default());
        }
        let odd =
            FieldTexts::parse(r#"{"sources":[["a","http://x"]],"fields":{"k":["w",1,"x",[0,7]]}}"#);
        assert_eq!(
            odd.of("k").map(|text| (&*text.what, text.sources.len())),
            Some(("w", 0))
        );
    }
}
