//! A JSON value that knows where it stands, so that an error can say so.

use serde_json::{Map, Value};

use super::EnrollmentError;

/// A value and its path from the top of the document.
#[derive(Clone, Debug)]
pub(super) struct At<'a> {
    value: &'a Value,
    path: String,
}

/// The longest wrong value repeated in an error, in characters.
const MAX_SHOWN_CHARS: usize = 60;

impl<'a> At<'a> {
    pub(super) fn top(value: &'a Value) -> Self {
        Self {
            value,
            path: String::new(),
        }
    }

    pub(super) fn path(&self) -> &str {
        &self.path
    }

    pub(super) fn value(&self) -> &'a Value {
        self.value
    }

    fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() {
            return name.to_owned();
        }
        format!("{}.{name}", self.path)
    }

    fn members(&self) -> Result<&'a Map<String, Value>, EnrollmentError> {
        self.value
            .as_object()
            .ok_or_else(|| self.wrong_type("an object"))
    }

    /// A member; absent and `null` are the same.
    pub(super) fn optional(&self, name: &str) -> Result<Option<Self>, EnrollmentError> {
        let member = self.members()?.get(name).filter(|value| !value.is_null());
        Ok(member.map(|value| Self {
            value,
            path: self.path_of(name),
        }))
    }

    /// A member that must be there; `hint` says what to do when it is not.
    pub(super) fn required(&self, name: &str, hint: &'static str) -> Result<Self, EnrollmentError> {
        self.optional(name)?
            .ok_or_else(|| EnrollmentError::Missing {
                path: self.path_of(name),
                hint,
            })
    }

    /// The elements of a member that may be absent.
    pub(super) fn list(&self, name: &str) -> Result<Vec<Self>, EnrollmentError> {
        let Some(list) = self.optional(name)? else {
            return Ok(Vec::new());
        };
        let Some(elements) = list.value.as_array() else {
            return Err(list.wrong_type("an array"));
        };
        let element = |(index, value)| Self {
            value,
            path: format!("{}[{index}]", list.path),
        };
        Ok(elements.iter().enumerate().map(element).collect())
    }

    pub(super) fn text(&self) -> Result<&'a str, EnrollmentError> {
        self.value
            .as_str()
            .ok_or_else(|| self.wrong_type("a string"))
    }

    pub(super) fn boolean(&self) -> Result<bool, EnrollmentError> {
        self.value
            .as_bool()
            .ok_or_else(|| self.wrong_type("true or false"))
    }

    pub(super) fn wrong_type(&self, expected: &'static str) -> EnrollmentError {
        EnrollmentError::WrongType {
            path: self.path.clone(),
            expected,
        }
    }

    /// A wrong value that is not to be repeated.
    pub(super) fn wrong_secret(&self, expected: impl ToString) -> EnrollmentError {
        EnrollmentError::WrongValue {
            path: self.path.clone(),
            value: "(not shown)".to_owned(),
            expected: expected.to_string(),
        }
    }

    pub(super) fn wrong_value(&self, expected: impl ToString) -> EnrollmentError {
        let value = match self.value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        EnrollmentError::WrongValue {
            path: self.path.clone(),
            value: value.chars().take(MAX_SHOWN_CHARS).collect(),
            expected: expected.to_string(),
        }
    }
}
