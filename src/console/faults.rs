//! Faults: the registry with its texts, what is switched on, and the dose.

use serde_json::{Value, json};

use super::{flag, list, number, optional, text};

/// The levels, from the wire upwards: as the registry writes them, and a heading for each.
pub const LEVELS: [(&str, &str); 4] = [
    ("tls", "TLS"),
    ("mqtt", "MQTT"),
    ("dps", "DPS"),
    ("hub", "Hub"),
];

/// One fault, with all that is said about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultTexts {
    /// Its name.
    pub id: String,
    /// Where it is met: one of [`LEVELS`].
    pub level: String,
    /// What the device meets.
    pub title: String,
    /// How sure it is that the real service does so.
    pub evidence: String,
    /// Whether it can be limited to one device.
    pub scopable: bool,
    /// Where it acts.
    pub place: String,
    /// What the real service does, and when.
    pub imitates: String,
    /// What a device should do about it.
    pub teaches: String,
    /// Where it is written down: label and address.
    pub citations: Vec<(String, String)>,
}

/// Every fault there is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Registry(pub Vec<FaultTexts>);

impl Registry {
    /// Reads `faults.json`. What is not as expected is left out.
    pub fn parse(file: &str) -> Self {
        let document: Value = serde_json::from_slice(file.as_bytes()).unwrap_or_default();
        let faults = document.get("faults").unwrap_or(&Value::Null);
        Self(list(faults, |fault| {
            let citations = fault.get("citations").unwrap_or(&Value::Null);
            let citations = list(citations, |one| {
                Some((optional(one, "label")?, optional(one, "url")?))
            });
            Some(FaultTexts {
                id: optional(fault, "id")?,
                level: text(fault, "level"),
                title: text(fault, "title"),
                evidence: text(fault, "evidence"),
                scopable: flag(fault, "scopable"),
                place: text(fault, "where"),
                imitates: text(fault, "imitates"),
                teaches: text(fault, "teaches"),
                citations: citations
                    .into_iter()
                    .filter(|(_, url)| url.starts_with("https://"))
                    .collect(),
            })
        }))
    }

    /// The faults of a level (or of all, when it is empty) in which every word of `words` occurs.
    pub fn search(&self, level: &str, words: &str) -> Vec<&FaultTexts> {
        let words: Vec<String> = words
            .split_whitespace()
            .map(str::to_ascii_lowercase)
            .collect();
        let fits = |fault: &&FaultTexts| {
            let all = [&fault.id, &fault.title, &fault.imitates, &fault.teaches];
            let all = all.map(|text| text.to_ascii_lowercase()).join("\n");
            (level.is_empty() || fault.level == level)
                && words.iter().all(|word| all.contains(word.as_str()))
        };
        self.0.iter().filter(fits).collect()
    }
}

/// A fault that is switched on.
#[derive(Clone, Debug, PartialEq)]
pub struct ActiveFault {
    /// Its name.
    pub id: String,
    /// What the device meets.
    pub title: String,
    /// How many times are left; none for each time.
    pub count: Option<u64>,
    /// How likely it is each time.
    pub probability: String,
    /// The only device it is for.
    pub registration_id: Option<String>,
    /// How often it has fired.
    pub fired: u64,
}

impl ActiveFault {
    /// Reads the list of what is on.
    pub fn list(answer: &Value) -> Vec<Self> {
        list(answer, |fault| {
            let active = fault.get("active")?;
            Some(Self {
                id: optional(fault, "id")?,
                title: text(fault, "title"),
                count: active.get("count").and_then(Value::as_u64),
                probability: active.get("probability")?.to_string(),
                registration_id: optional(active, "registrationId"),
                fired: number(active, "fired"),
            })
        })
    }

    /// Its dose, in words.
    pub fn dose(&self) -> String {
        let mut words = match self.count {
            None => "each time".to_owned(),
            Some(0) => "used up".to_owned(),
            Some(1) => "the next time".to_owned(),
            Some(count) => format!("the next {count} times"),
        };
        if self.probability != "1.0" {
            words.push_str(&format!(", with probability {}", self.probability));
        }
        if let Some(id) = &self.registration_id {
            words.push_str(&format!(", only for {id}"));
        }
        words
    }

    /// Name and dose, for one line.
    pub fn line(&self) -> String {
        format!("{}, {}", self.id, self.dose())
    }
}

/// The form of a dose, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DoseForm {
    /// How many times; empty for each time.
    pub count: String,
    /// How likely; empty for certain.
    pub probability: String,
    /// What chance begins anew from; empty to leave it alone.
    pub seed: String,
    /// The only device; empty for all.
    pub registration_id: String,
}

impl DoseForm {
    /// The body to put.
    ///
    /// # Errors
    /// What is wrong, as a sentence.
    pub fn document(&self) -> Result<Value, &'static str> {
        let mut dose = serde_json::Map::new();
        if let Some(count) = typed(&self.count) {
            let count: u32 = count.parse().or(Err(
                "How many times must be a number of 1 or more, or empty for each time.",
            ))?;
            dose.insert("count".to_owned(), json!(count));
        }
        if let Some(probability) = typed(&self.probability) {
            // By the reader that is here anyway: the page need not hold another one for numbers.
            let number: Value = serde_json::from_slice(probability.as_bytes()).unwrap_or_default();
            if !number.is_number() {
                return Err("The probability must be a number above 0, at most 1.");
            }
            dose.insert("probability".to_owned(), number);
        }
        if let Some(seed) = typed(&self.seed) {
            let seed: u64 = seed
                .parse()
                .or(Err("The seed must be a whole number from 0."))?;
            dose.insert("seed".to_owned(), json!(seed));
        }
        if let Some(id) = typed(&self.registration_id) {
            dose.insert("registrationId".to_owned(), json!(id));
        }
        Ok(Value::Object(dose))
    }
}

fn typed(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}
