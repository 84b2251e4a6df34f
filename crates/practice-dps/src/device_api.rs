//! What is asked for over HTTPS
//! ([register device](https://learn.microsoft.com/rest/api/iot-dps/device/runtime-registration/register-device)): how
//! its paths, queries and bodies are read. Who carries it out is the native half.

use serde_json::Value;

use crate::sas_token::percent_decoded;

/// Where MQTT over WebSocket is spoken. The C# SDK asks for the root instead.
const WEBSOCKET_PATHS: [&str; 2] = ["/$iothub/websocket", "/"];

/// A call of the device API, or of the hub's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
    /// `PUT /{idScope}/registrations/{registrationId}/register`
    Register(Registrant),
    /// `GET /{idScope}/registrations/{registrationId}/operations/{operationId}`
    Poll(Registrant, String),
    /// `POST /{idScope}/registrations/{registrationId}`
    Lookup(Registrant),
    /// `POST /devices/{deviceId}/messages/events`, at the hub that `Host` names.
    Telemetry {
        /// Whose it is.
        device_id: String,
    },
    /// An upgrade to MQTT over WebSocket.
    WebSocket,
}

/// Whom a path names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registrant {
    /// The ID scope, decoded.
    pub id_scope: String,
    /// The registration id, decoded.
    pub registration_id: String,
}

/// Why a path leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RouteError {
    /// There is nothing.
    NotFound,
    /// There is something for another method.
    Method,
}

impl Call {
    /// What is asked for, by method and path.
    ///
    /// # Errors
    ///
    /// [`RouteError`]
    pub fn parse(method: &str, path: &str) -> Result<Self, RouteError> {
        let with = |wanted: &str, call: Self| {
            if method == wanted {
                Ok(call)
            } else {
                Err(RouteError::Method)
            }
        };
        if WEBSOCKET_PATHS.contains(&path) {
            return with("GET", Self::WebSocket);
        }
        let parts: Vec<String> = path
            .split('/')
            .skip(1)
            .map(|part| String::from_utf8_lossy(&percent_decoded(part)).into_owned())
            .collect();
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let registrant = |id_scope: &str, registration_id: &str| Registrant {
            id_scope: id_scope.to_owned(),
            registration_id: registration_id.to_owned(),
        };
        match parts.as_slice() {
            ["devices", device_id, "messages", "events"] => with(
                "POST",
                Self::Telemetry {
                    device_id: (*device_id).to_owned(),
                },
            ),
            [scope, "registrations", id] => with("POST", Self::Lookup(registrant(scope, id))),
            [scope, "registrations", id, "register"] => {
                with("PUT", Self::Register(registrant(scope, id)))
            }
            [scope, "registrations", id, "operations", operation_id] => with(
                "GET",
                Self::Poll(registrant(scope, id), (*operation_id).to_owned()),
            ),
            _ => Err(RouteError::NotFound),
        }
    }
}

/// The `api-version` of a query.
pub fn api_version(query: &str) -> Option<String> {
    let mut parts = query.split('&').filter_map(|part| part.split_once('='));
    let (_, value) = parts.find(|(key, _)| *key == "api-version")?;
    Some(value.to_owned())
}

/// Whether a body names another device than the path does: over HTTPS the id stands twice, and must be the same.
pub fn names_another(body: &[u8], registrant: &Registrant) -> bool {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let named = body.get("registrationId").and_then(Value::as_str);
    named.is_some_and(|named| !named.eq_ignore_ascii_case(&registrant.registration_id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read_as_documented() {
        let dev1 = || Registrant {
            id_scope: "0ne1".to_owned(),
            registration_id: "dev:1".to_owned(),
        };
        let base = "/0ne1/registrations/dev%3A1";
        for (method, path, expected) in [
            (
                "PUT",
                format!("{base}/register"),
                Ok(Call::Register(dev1())),
            ),
            (
                "GET",
                format!("{base}/operations/4.ab"),
                Ok(Call::Poll(dev1(), "4.ab".to_owned())),
            ),
            ("POST", base.to_owned(), Ok(Call::Lookup(dev1()))),
            ("GET", "/$iothub/websocket".to_owned(), Ok(Call::WebSocket)),
            ("GET", "/".to_owned(), Ok(Call::WebSocket)),
            ("POST", format!("{base}/register"), Err(RouteError::Method)),
            ("DELETE", base.to_owned(), Err(RouteError::Method)),
            ("GET", format!("{base}/other"), Err(RouteError::NotFound)),
            ("GET", "//".to_owned(), Err(RouteError::NotFound)),
        ] {
            assert_eq!(Call::parse(method, &path), expected, "{method} {path}");
        }
    }

    #[test]
    fn the_api_version_stands_in_the_query() {
        assert_eq!(
            api_version("a=b&api-version=2021-06-01").as_deref(),
            Some("2021-06-01")
        );
        assert_eq!(api_version(""), None);
    }
}
