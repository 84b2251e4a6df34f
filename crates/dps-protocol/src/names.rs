//! The names a registration is made of. Each refuses, with a reason, what the service would refuse.

use std::error::Error;
use std::fmt;

/// Longest registration ID, in characters
/// ([DPS terminology](https://learn.microsoft.com/azure/iot-dps/concepts-service#registration-id)).
pub const MAX_REGISTRATION_ID_CHARS: usize = 128;
/// Longest hub device ID, in characters
/// ([identity registry](https://learn.microsoft.com/azure/iot-hub/iot-hub-devguide-identity-registry)).
pub const MAX_DEVICE_ID_CHARS: usize = 128;
/// Longest common name in a certificate, in characters (RFC 5280, `ub-common-name`): a registration ID
/// of an X.509 device cannot be longer than this.
pub const MAX_COMMON_NAME_CHARS: usize = 64;
/// Longest host name, in characters (RFC 1035, section 2.3.4).
const MAX_HOSTNAME_CHARS: usize = 253;
/// Longest part of a host name between dots, in characters (RFC 1035, section 2.3.4).
const MAX_LABEL_CHARS: usize = 63;

/// Why a text cannot be such a name.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NameError {
    /// There is nothing.
    Empty {
        /// What it should have been, for people: `registration ID`.
        what: &'static str,
    },
    /// Longer than the service takes.
    TooLong {
        /// What it should have been.
        what: &'static str,
        /// Its length in characters.
        chars: usize,
        /// How many there may be.
        limit: usize,
    },
    /// A character that may not occur there.
    Character {
        /// What it should have been.
        what: &'static str,
        /// The first such character.
        character: char,
        /// Where it starts, in bytes.
        at: usize,
        /// Which ones may occur.
        allowed: &'static str,
    },
    /// A last character that may not be the last.
    LastCharacter {
        /// What it should have been.
        what: &'static str,
        /// The last character.
        character: char,
        /// Which ones may be.
        allowed: &'static str,
    },
    /// Not of the right form as a whole.
    Form {
        /// What it should have been.
        what: &'static str,
        /// The text.
        value: String,
        /// What it should look like.
        expected: &'static str,
    },
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty { what } => write!(f, "the {what} is empty"),
            Self::TooLong { what, chars, limit } => {
                write!(
                    f,
                    "the {what} has {chars} characters, at most {limit} are allowed"
                )
            }
            Self::Character {
                what,
                character,
                at,
                allowed,
            } => write!(
                f,
                "the {what} contains {character:?} at byte {at}, allowed are {allowed}"
            ),
            Self::LastCharacter {
                what,
                character,
                allowed,
            } => {
                write!(
                    f,
                    "the {what} ends with {character:?}, its last character must be {allowed}"
                )
            }
            Self::Form {
                what,
                value,
                expected,
            } => {
                write!(f, "the {what} {value:?} does not look like {expected}")
            }
        }
    }
}

impl Error for NameError {}

/// Declares a newtype over `String` whose `parse` runs `$rule` first.
macro_rules! name {
    ($(#[$doc:meta])* $name:ident, $rule:path) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// Takes `text` as it is, if it can be such a name.
            ///
            /// # Errors
            ///
            /// A [`NameError`] that says which character or length is wrong.
            pub fn parse(text: &str) -> Result<Self, NameError> {
                $rule(text)?;
                Ok(Self(text.to_owned()))
            }

            /// The text, as given.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    };
}

name! {
    /// Which DPS instance is meant: all instances share one host name, the ID scope tells them apart
    /// ([ID scope](https://learn.microsoft.com/azure/iot-dps/concepts-service#id-scope)).
    ///
    /// Microsoft documents no form. Refused is only what cannot work: anything but ASCII letters,
    /// digits and `-`. See [`IdScope::has_usual_form`].
    IdScope, id_scope
}

name! {
    /// What a device is called in DPS: up to 128 ASCII letters, digits and `-._:`, ending in a letter,
    /// a digit or `-` ([registration ID](https://learn.microsoft.com/azure/iot-dps/concepts-service#registration-id)).
    ///
    /// Case is kept, but does not distinguish: compare with [`RegistrationId::same_as`].
    RegistrationId, registration_id
}

name! {
    /// The version of the service's interface: a date, possibly followed by `-preview`.
    ApiVersion, api_version
}

name! {
    /// What the device calls a request, so that it knows the answer again: any text that can be part
    /// of a topic. The service echoes it unchanged.
    RequestId, request_id
}

name! {
    /// What the service calls a registration that it is working on.
    OperationId, operation_id
}

name! {
    /// The host name of an IoT hub.
    HubHostname, hub_hostname
}

name! {
    /// What a device is called in the hub: up to 128 ASCII letters, digits and `-.%_*?!(),:=@$'`
    /// ([identity registry](https://learn.microsoft.com/azure/iot-hub/iot-hub-devguide-identity-registry#device-identity-properties)).
    /// Case distinguishes.
    DeviceId, device_id
}

impl IdScope {
    /// Whether it looks like those the portal shows: `0ne` (`0cn` in China) and eight hex digits.
    ///
    /// Seen in every published example, promised nowhere: good for a hint, not for a refusal.
    pub fn has_usual_form(&self) -> bool {
        let text = self.0.as_str();
        let digits = text
            .strip_prefix("0ne")
            .or_else(|| text.strip_prefix("0cn"));
        digits.is_some_and(|digits| {
            digits.len() == 8 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
        })
    }
}

impl RegistrationId {
    /// Whether the service takes both for the same device: case does not distinguish.
    pub fn same_as(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

fn id_scope(text: &str) -> Result<(), NameError> {
    let what = "ID scope";
    not_empty(what, text)?;
    only(what, text, "ASCII letters, digits and -", |c| {
        c.is_ascii_alphanumeric() || c == '-'
    })
}

fn registration_id(text: &str) -> Result<(), NameError> {
    let what = "registration ID";
    not_empty(what, text)?;
    only(what, text, "ASCII letters, digits and - . _ :", |c| {
        c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | ':')
    })?;
    at_most(what, text, MAX_REGISTRATION_ID_CHARS)?;
    match text.chars().next_back() {
        Some(last) if !(last.is_ascii_alphanumeric() || last == '-') => {
            Err(NameError::LastCharacter {
                what,
                character: last,
                allowed: "a letter, a digit or -",
            })
        }
        _ => Ok(()),
    }
}

fn api_version(text: &str) -> Result<(), NameError> {
    let what = "API version";
    not_empty(what, text)?;
    let date = text.strip_suffix("-preview").unwrap_or(text);
    let is_date = date.len() == 10
        && date.bytes().enumerate().all(|(index, byte)| match index {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if is_date {
        Ok(())
    } else {
        Err(NameError::Form {
            what,
            value: text.to_owned(),
            expected: "2019-03-31 or 2025-07-01-preview",
        })
    }
}

/// What may stand in a topic's query without changing where it ends: no wildcards
/// ([MQTT-3.3.2-2]), no separator, nothing unprintable.
fn query_value(what: &'static str, text: &str) -> Result<(), NameError> {
    not_empty(what, text)?;
    only(
        what,
        text,
        "printable characters other than & + # and space",
        |c| !matches!(c, '&' | '+' | '#') && !c.is_control() && !c.is_whitespace(),
    )
}

fn request_id(text: &str) -> Result<(), NameError> {
    query_value("request ID", text)
}

fn operation_id(text: &str) -> Result<(), NameError> {
    query_value("operation ID", text)
}

fn hub_hostname(text: &str) -> Result<(), NameError> {
    let what = "hub host name";
    not_empty(what, text)?;
    only(what, text, "ASCII letters, digits, - and .", |c| {
        c.is_ascii_alphanumeric() || matches!(c, '-' | '.')
    })?;
    at_most(what, text, MAX_HOSTNAME_CHARS)?;
    let is_label = |label: &str| {
        (1..=MAX_LABEL_CHARS).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    if text.split('.').all(is_label) {
        Ok(())
    } else {
        Err(NameError::Form {
            what,
            value: text.to_owned(),
            expected: "contoso.azure-devices.net",
        })
    }
}

fn device_id(text: &str) -> Result<(), NameError> {
    let what = "device ID";
    not_empty(what, text)?;
    only(
        what,
        text,
        "ASCII letters, digits and - . % _ * ? ! ( ) , : = @ $ '",
        |c| c.is_ascii_alphanumeric() || "-.%_*?!(),:=@$'".contains(c),
    )?;
    at_most(what, text, MAX_DEVICE_ID_CHARS)
}

fn not_empty(what: &'static str, text: &str) -> Result<(), NameError> {
    if text.is_empty() {
        Err(NameError::Empty { what })
    } else {
        Ok(())
    }
}

fn at_most(what: &'static str, text: &str, limit: usize) -> Result<(), NameError> {
    let chars = text.chars().count();
    if chars > limit {
        Err(NameError::TooLong { what, chars, limit })
    } else {
        Ok(())
    }
}

fn only(
    what: &'static str,
    text: &str,
    allowed: &'static str,
    is_allowed: impl Fn(char) -> bool,
) -> Result<(), NameError> {
    match text
        .char_indices()
        .find(|&(_, character)| !is_allowed(character))
    {
        Some((at, character)) => Err(NameError::Character {
            what,
            character,
            at,
            allowed,
        }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check<T>(parsed: Result<T, NameError>, expected: Option<&str>) {
        let error = parsed.err().map(|error| error.to_string());
        assert_eq!(error.as_deref(), expected);
    }

    #[test]
    fn registration_ids_follow_the_documented_rules() {
        for good in [
            "press-17",
            "a",
            "AA:bb.c_d-",
            "0",
            "sn-007-888-abc-mac-a1-b2-c3-d4-e5-f6",
        ] {
            check(RegistrationId::parse(good), None);
        }
        check(
            RegistrationId::parse(""),
            Some("the registration ID is empty"),
        );
        check(
            RegistrationId::parse("dev@1"),
            Some(
                "the registration ID contains '@' at byte 3, allowed are ASCII letters, digits and - . _ :",
            ),
        );
        check(
            RegistrationId::parse("größe"),
            Some(
                "the registration ID contains 'ö' at byte 2, allowed are ASCII letters, digits and - . _ :",
            ),
        );
        for (text, last) in [("dev.", '.'), ("dev_", '_'), ("dev:", ':')] {
            let expected = format!(
                "the registration ID ends with {last:?}, its last character must be a letter, a digit or -"
            );
            check(RegistrationId::parse(text), Some(&expected));
        }
        check(RegistrationId::parse(&"a".repeat(128)), None);
        check(
            RegistrationId::parse(&"a".repeat(129)),
            Some("the registration ID has 129 characters, at most 128 are allowed"),
        );
    }

    #[test]
    fn case_does_not_distinguish_registrations() {
        let upper = RegistrationId::parse("DEV-1").unwrap();
        let lower = RegistrationId::parse("dev-1").unwrap();
        assert!(upper.same_as(&lower));
        assert_ne!(upper, lower);
        assert!(!upper.same_as(&RegistrationId::parse("dev-2").unwrap()));
    }

    #[test]
    fn id_scopes_are_taken_loosely_and_recognised_strictly() {
        for usual in ["0ne00C0FFEE", "0ne003D5A75", "0cn00111111"] {
            assert!(IdScope::parse(usual).unwrap().has_usual_form(), "{usual}");
        }
        for unusual in ["0ne00C0FFE", "0one0011111", "myscope", "0ne00C0FFEG"] {
            assert!(
                !IdScope::parse(unusual).unwrap().has_usual_form(),
                "{unusual}"
            );
        }
        check(IdScope::parse(""), Some("the ID scope is empty"));
        check(
            IdScope::parse("0ne00C0FFEE "),
            Some("the ID scope contains ' ' at byte 11, allowed are ASCII letters, digits and -"),
        );
        assert!(IdScope::parse("0ne/x").is_err());
    }

    #[test]
    fn api_versions_are_dates() {
        for good in ["2019-03-31", "2021-06-01", "2025-07-01-preview"] {
            check(ApiVersion::parse(good), None);
        }
        check(
            ApiVersion::parse("2019-3-31"),
            Some(
                "the API version \"2019-3-31\" does not look like 2019-03-31 or 2025-07-01-preview",
            ),
        );
        for bad in ["", "2019-03-31-beta", "20190331", "-preview", "2019-03-3é"] {
            assert!(ApiVersion::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn request_and_operation_ids_fit_into_a_topic() {
        for good in [
            "1",
            "{request_id}",
            "6e8c5ac4-0e0e-4a2f-9d7b-000000000001",
            "ünïcode",
        ] {
            check(RequestId::parse(good), None);
            check(OperationId::parse(good), None);
        }
        for bad in ["", "a&b", "a#", "+", "a b", "a\0", "a\n"] {
            assert!(RequestId::parse(bad).is_err(), "{bad:?}");
            assert!(OperationId::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn hub_host_names_are_host_names() {
        for good in ["contoso.azure-devices.net", "localhost", "127.0.0.1"] {
            check(HubHostname::parse(good), None);
        }
        for bad in [
            "",
            "a..b",
            ".a",
            "a.",
            "-a.b",
            "a-.b",
            "a_b",
            "host:8883",
            "https://a",
        ] {
            assert!(HubHostname::parse(bad).is_err(), "{bad:?}");
        }
        assert!(HubHostname::parse(&"a".repeat(64)).is_err());
    }

    #[test]
    fn device_ids_allow_what_registration_ids_do_not() {
        check(DeviceId::parse("press@plant-7."), None);
        for bad in ["", "a b", "a/b", "a+b", "a#b"] {
            assert!(DeviceId::parse(bad).is_err(), "{bad:?}");
        }
        assert!(DeviceId::parse(&"a".repeat(129)).is_err());
    }
}
