//! Reading and writing JSON objects, by hand: what serde generates for these few messages took a tenth of the page.

use std::error::Error;
use std::fmt;

use serde_json::{Map, Value};

/// The longest wrong value repeated in an error, in characters.
const MAX_SHOWN_CHARS: usize = 60;

/// Why a text cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum JsonError {
    /// No JSON.
    NotJson {
        /// What the parser says, with line and column.
        detail: String,
    },
    /// A member that must be there is missing.
    Missing {
        /// Its name.
        member: &'static str,
    },
    /// A value is not what must stand there.
    Wrong {
        /// What stands there, shortened.
        found: String,
        /// The name of the member, or of the list it is in; empty for the whole.
        member: &'static str,
        /// What must stand there.
        expected: &'static str,
    },
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotJson { detail } => write!(f, "not JSON: {detail}"),
            Self::Missing { member } => write!(f, "the member {member:?} is missing"),
            Self::Wrong {
                found,
                member,
                expected,
            } => {
                if !member.is_empty() {
                    write!(f, "the member {member:?} ")?;
                }
                write!(f, "is {found}, not {expected}")
            }
        }
    }
}

impl Error for JsonError {}

/// Reads the text of one JSON value.
pub(crate) fn parse(text: &str) -> Result<Value, JsonError> {
    // As bytes, because the page reads bodies too: what reads text in the parser would be there twice.
    serde_json::from_slice(text.as_bytes()).map_err(|error| JsonError::NotJson {
        detail: error.to_string(),
    })
}

/// A value and the name of the member it is of.
#[derive(Clone, Copy)]
pub(crate) struct Member<'a> {
    name: &'static str,
    value: &'a Value,
}

impl<'a> Member<'a> {
    /// A value that is no member, but the whole.
    pub(crate) fn top(value: &'a Value) -> Self {
        Self { name: "", value }
    }

    pub(crate) fn wrong(self, expected: &'static str) -> JsonError {
        let found = self.value.to_string();
        JsonError::Wrong {
            found: found.chars().take(MAX_SHOWN_CHARS).collect(),
            member: self.name,
            expected,
        }
    }

    pub(crate) fn object(self) -> Result<Object<'a>, JsonError> {
        let members = self.value.as_object();
        members.map(Object).ok_or_else(|| self.wrong("an object"))
    }

    pub(crate) fn as_str(self) -> Option<&'a str> {
        self.value.as_str()
    }

    pub(crate) fn text(self) -> Result<String, JsonError> {
        let text = self.value.as_str().map(str::to_owned);
        text.ok_or_else(|| self.wrong("a string"))
    }

    /// A text that `read` knows.
    pub(crate) fn word<T>(
        self,
        read: fn(&str) -> Option<T>,
        expected: &'static str,
    ) -> Result<T, JsonError> {
        let read = self.value.as_str().and_then(read);
        read.ok_or_else(|| self.wrong(expected))
    }

    pub(crate) fn number<T: TryFrom<u64>>(self) -> Result<T, JsonError> {
        let number = self.value.as_u64().and_then(|it| T::try_from(it).ok());
        number.ok_or_else(|| self.wrong("a whole number in its range"))
    }

    pub(crate) fn millis(self) -> Result<f64, JsonError> {
        let millis = self.value.as_f64();
        millis.ok_or_else(|| self.wrong("a number"))
    }

    pub(crate) fn boolean(self) -> Result<bool, JsonError> {
        let boolean = self.value.as_bool();
        boolean.ok_or_else(|| self.wrong("true or false"))
    }

    pub(crate) fn list<T>(
        self,
        read: fn(Self) -> Result<T, JsonError>,
    ) -> Result<Vec<T>, JsonError> {
        let Some(elements) = self.value.as_array() else {
            return Err(self.wrong("an array"));
        };
        let element = |value| Member { value, ..self };
        elements.iter().map(element).map(read).collect()
    }
}

/// The members of an object. One that is `null` counts as absent, and those nobody asks for are passed over.
#[derive(Clone, Copy)]
pub(crate) struct Object<'a>(&'a Map<String, Value>);

impl<'a> Object<'a> {
    pub(crate) fn optional(self, name: &'static str) -> Option<Member<'a>> {
        let value = self.0.get(name).filter(|value| !value.is_null())?;
        Some(Member { name, value })
    }

    pub(crate) fn required(self, name: &'static str) -> Result<Member<'a>, JsonError> {
        let missing = JsonError::Missing { member: name };
        self.optional(name).ok_or(missing)
    }

    pub(crate) fn text(self, name: &'static str) -> Result<String, JsonError> {
        self.required(name)?.text()
    }

    pub(crate) fn optional_text(self, name: &'static str) -> Result<Option<String>, JsonError> {
        self.optional(name).map(Member::text).transpose()
    }

    /// The elements of a list that may be absent.
    pub(crate) fn list<T>(
        self,
        name: &'static str,
        read: fn(Member<'a>) -> Result<T, JsonError>,
    ) -> Result<Vec<T>, JsonError> {
        let list = self.optional(name).map(|list| list.list(read));
        list.transpose().map(Option::unwrap_or_default)
    }
}

/// A text as JSON.
pub(crate) fn text(text: &str) -> String {
    Value::from(text).to_string()
}

/// A list of values that are JSON already.
pub(crate) fn list(elements: impl Iterator<Item = String>) -> String {
    format!("[{}]", elements.collect::<Vec<_>>().join(","))
}

/// An object of names without anything to escape and values that are JSON already, without those that are absent.
/// A map of serde_json would put the members into alphabetical order.
pub(crate) fn object(members: &[(&str, Option<String>)]) -> String {
    let mut json = String::from("{");
    for (name, value) in members {
        if let Some(value) = value {
            let comma = if json.len() > 1 { "," } else { "" };
            for part in [comma, "\"", name, "\":", value] {
                json.push_str(part);
            }
        }
    }
    json.push('}');
    json
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn members_keep_their_order_and_absent_ones_are_left_out() {
        assert_eq!(object(&[]), "{}");
        assert_eq!(
            object(&[
                ("b", Some(text("\"\n"))),
                ("none", None),
                ("a", Some(list([text("1"), 2.to_string()].into_iter()))),
            ]),
            r#"{"b":"\"\n","a":["1",2]}"#
        );
    }

    #[test]
    fn errors_say_which_member_is_wrong_and_how() {
        let value =
            json!({ "port": 70_000, "list": ["a", 1], "null": null, "long": "x".repeat(100) });
        let object = Member::top(&value).object().unwrap();
        let said = |error: JsonError| error.to_string();
        assert_eq!(
            said(object.text("host").unwrap_err()),
            r#"the member "host" is missing"#
        );
        assert_eq!(
            said(object.text("null").unwrap_err()),
            r#"the member "null" is missing"#
        );
        assert_eq!(
            said(
                object
                    .required("port")
                    .unwrap()
                    .number::<u16>()
                    .unwrap_err()
            ),
            r#"the member "port" is 70000, not a whole number in its range"#
        );
        assert_eq!(
            said(object.list("list", Member::text).unwrap_err()),
            r#"the member "list" is 1, not a string"#
        );
        let JsonError::Wrong { found, .. } = object.required("long").unwrap().wrong("short") else {
            panic!("wrong is Wrong");
        };
        assert_eq!(found.len(), MAX_SHOWN_CHARS);
        assert_eq!(
            said(parse("{").unwrap_err()),
            "not JSON: EOF while parsing an object at line 1 column 1"
        );
    }

    #[test]
    fn a_list_that_is_absent_is_empty() {
        let value = json!({});
        let object = Member::top(&value).object().unwrap();
        assert_eq!(object.list("list", Member::text), Ok(Vec::new()));
    }
}
