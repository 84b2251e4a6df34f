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
mod tests;
