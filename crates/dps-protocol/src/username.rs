//! The MQTT user name of a DPS connection: `{idScope}/registrations/{registrationId}/api-version=…`
//! ([Connect to DPS](https://learn.microsoft.com/azure/iot/iot-mqtt-connect-to-iot-dps#register-a-device)).

use std::error::Error;
use std::fmt;

use crate::query;

/// The API version that the MQTT documentation names, and most SDKs send.
pub const API_VERSION: &str = "2019-03-31";

/// Builds the user name from any texts, right or wrong.
pub fn format(id_scope: &str, registration_id: &str, api_version: &str) -> String {
    [
        id_scope,
        "/registrations/",
        registration_id,
        "/api-version=",
        api_version,
    ]
    .concat()
}

/// A user name taken apart, without judging its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Username {
    /// What stands where the ID scope belongs.
    pub id_scope: String,
    /// What stands where the registration ID belongs.
    pub registration_id: String,
    /// The API version, if one is named. What the service does without one is not documented.
    pub api_version: Option<String>,
    /// Everything else, in order: usually `ClientVersion`. Values are as sent, not percent-decoded.
    pub others: Vec<(String, String)>,
}

/// Why a text is not the user name of a DPS connection.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UsernameError {
    /// Fewer parts than `{idScope}/registrations/{registrationId}`.
    MissingParts {
        /// The user name.
        username: String,
    },
    /// The second part is another word: a leading slash, or the user name of a hub.
    NotRegistrations {
        /// What stands there.
        found: String,
    },
}

impl fmt::Display for UsernameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingParts { username } => write!(
                f,
                "the user name {username:?} has fewer parts than idScope/registrations/registrationId/api-version=…"
            ),
            Self::NotRegistrations { found } => {
                write!(
                    f,
                    "the second part of the user name is {found:?} instead of \"registrations\""
                )
            }
        }
    }
}

impl Error for UsernameError {}

impl Username {
    /// Takes a user name apart as leniently as the service was seen to.
    ///
    /// Everything behind the third slash is a list of `key=value` joined by `&`; unknown keys are kept
    /// and mean nothing. A slash in there is part of a value: not every SDK percent-encodes its
    /// `ClientVersion`. A `?` in front of the list, which belongs into a hub's user name, is not
    /// removed, so that `?api-version` is just an unknown key.
    ///
    /// # Errors
    ///
    /// When it cannot be told what ID scope and registration ID are.
    pub fn parse(text: &str) -> Result<Self, UsernameError> {
        let missing = || UsernameError::MissingParts {
            username: text.to_owned(),
        };
        let mut parts = text.splitn(4, '/');
        let id_scope = parts.next().ok_or_else(missing)?;
        let registrations = parts.next().ok_or_else(missing)?;
        if registrations != "registrations" {
            return Err(UsernameError::NotRegistrations {
                found: registrations.to_owned(),
            });
        }
        let registration_id = parts.next().ok_or_else(missing)?;
        let mut username = Self {
            id_scope: id_scope.to_owned(),
            registration_id: registration_id.to_owned(),
            api_version: None,
            others: Vec::new(),
        };
        for (key, value) in query::parts(parts.next().unwrap_or("")) {
            if key == "api-version" && username.api_version.is_none() {
                username.api_version = Some(value.to_owned());
            } else {
                username.others.push((key.to_owned(), value.to_owned()));
            }
        }
        Ok(username)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, api_version: Option<&str>, others: &[(&str, &str)]) {
        let username = Username::parse(text).unwrap();
        assert_eq!(username.id_scope, "0ne00C0FFEE");
        assert_eq!(username.registration_id, "dev1");
        assert_eq!(username.api_version.as_deref(), api_version);
        let found: Vec<_> = username
            .others
            .iter()
            .map(|(k, v)| (k.as_str(), v.as_str()))
            .collect();
        assert_eq!(found, others);
    }

    #[test]
    fn what_is_built_is_read() {
        let text = format("0ne00C0FFEE", "dev1", API_VERSION);
        assert_eq!(
            text,
            "0ne00C0FFEE/registrations/dev1/api-version=2019-03-31"
        );
        check(&text, Some("2019-03-31"), &[]);
    }

    #[test]
    fn every_sdk_is_understood() {
        let version = Some("2019-03-31");
        check(
            "0ne00C0FFEE/registrations/dev1/api-version=2019-03-31&ClientVersion=azure-iot-device-provisioning-py%2F2.14.0%28x%3By%20z%29",
            version,
            &[(
                "ClientVersion",
                "azure-iot-device-provisioning-py%2F2.14.0%28x%3By%20z%29",
            )],
        );
        check(
            "0ne00C0FFEE/registrations/dev1/api-version=2019-03-31&ClientVersion=plain/1.15.0",
            version,
            &[("ClientVersion", "plain/1.15.0")],
        );
        check(
            "0ne00C0FFEE/registrations/dev1/ClientVersion=2&api-version=2019-03-31",
            version,
            &[("ClientVersion", "2")],
        );
    }

    #[test]
    fn a_missing_version_is_left_to_the_service() {
        check("0ne00C0FFEE/registrations/dev1", None, &[]);
        check("0ne00C0FFEE/registrations/dev1/", None, &[]);
        check("0ne00C0FFEE/registrations/dev1/&&x", None, &[("x", "")]);
        check(
            "0ne00C0FFEE/registrations/dev1/?api-version=2019-03-31",
            None,
            &[("?api-version", "2019-03-31")],
        );
    }

    #[test]
    fn what_is_no_dps_user_name_is_refused() {
        let error = |text| Username::parse(text).unwrap_err();
        assert_eq!(
            error("/0ne00C0FFEE/registrations/dev1/api-version=2019-03-31"),
            UsernameError::NotRegistrations {
                found: "0ne00C0FFEE".to_owned()
            }
        );
        assert_eq!(
            error("contoso.azure-devices.net/dev1/?api-version=2021-04-12").to_string(),
            "the second part of the user name is \"dev1\" instead of \"registrations\""
        );
        for text in ["", "dev1", "0ne00C0FFEE/registrations"] {
            assert_eq!(
                error(text),
                UsernameError::MissingParts {
                    username: text.to_owned()
                },
                "{text}"
            );
        }
    }
}
