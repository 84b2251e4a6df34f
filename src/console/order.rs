//! What is asked of the management API, and what comes of it.

use practice_dps::api::Ask;
use serde_json::{Value, json};

/// A question to the practice service, or an order.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    /// The HTTP method.
    pub method: &'static str,
    /// The path below the API, one name at a time.
    pub path: Vec<String>,
    /// What is behind the question mark.
    pub query: String,
    /// The body, if it has one.
    pub body: Option<Value>,
}

impl Order {
    /// Puts it to a practice service that is at hand.
    pub fn put_to<T>(&self, service: impl FnOnce(Ask<'_>) -> T) -> T {
        let path: Vec<&str> = self.path.iter().map(String::as_str).collect();
        let body = self.body.as_ref().map(Value::to_string).unwrap_or_default();
        service(Ask {
            method: self.method,
            path: &path,
            query: &self.query,
            body: &body,
            texts: &[],
        })
    }

    /// Asks for what is at this path.
    pub fn get(path: &[&str]) -> Self {
        Self::new("GET", path, None)
    }

    /// Writes what is at this path.
    pub fn put(path: &[&str], body: Value) -> Self {
        Self::new("PUT", path, Some(body))
    }

    /// Removes what is at this path.
    pub fn delete(path: &[&str]) -> Self {
        Self::new("DELETE", path, None)
    }

    /// Has something done.
    pub fn post(path: &[&str], body: Value) -> Self {
        Self::new("POST", path, Some(body))
    }

    /// Changes a part of what is at this path.
    pub fn patch(path: &[&str], body: Value) -> Self {
        Self::new("PATCH", path, Some(body))
    }

    /// What happened after the entry of this number.
    pub fn news(after: u64) -> Self {
        Self {
            query: format!("after={after}"),
            ..Self::get(&["history"])
        }
    }

    /// The faults that are switched on.
    pub fn active_faults() -> Self {
        Self {
            query: "active".to_owned(),
            ..Self::get(&["faults"])
        }
    }

    /// Has a new verification code made for a CA certificate.
    pub fn code(name: &str) -> Self {
        Self::post(
            &["certificates", name, "generateVerificationCode"],
            json!({}),
        )
    }

    /// Shows a certificate that proves possession of a CA's key.
    pub fn verify(name: &str, certificate: &str) -> Self {
        let body = json!({ "certificate": certificate });
        Self::post(&["certificates", name, "verify"], body)
    }

    fn new(method: &'static str, path: &[&str], body: Option<Value>) -> Self {
        Self {
            method,
            path: path.iter().map(|name| (*name).to_owned()).collect(),
            query: String::new(),
            body,
        }
    }
}

/// What came of an order.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The HTTP status.
    pub status: u16,
    /// The body; `null` when there is none.
    pub body: Value,
}

/// The longest error repeated to a person, in characters.
const MAX_DETAIL_CHARS: usize = 400;

impl Outcome {
    /// Reads an answer. A body that is not JSON is kept as a text.
    pub fn new(status: u16, body: &str) -> Self {
        let read = serde_json::from_slice(body.as_bytes());
        let body = read.unwrap_or_else(|_| Value::String(body.to_owned()));
        Self { status, body }
    }

    /// The body, or what the service says against the order.
    ///
    /// # Errors
    /// A sentence for people, without its full stop.
    pub fn accepted(self) -> Result<Value, String> {
        if (200..300).contains(&self.status) {
            return Ok(self.body);
        }
        if self.status == 401 {
            let gone =
                "the relay does not know this browser any more: open the link it printed again";
            return Err(gone.to_owned());
        }
        let said = self.body.get("error").unwrap_or(&self.body);
        let said = said
            .as_str()
            .map_or_else(|| said.to_string(), str::to_owned);
        let said: String = said.chars().take(MAX_DETAIL_CHARS).collect();
        Err(match self.body.get("code").and_then(Value::as_str) {
            Some(code) => format!("{said} ({code})"),
            None => said,
        })
    }
}
