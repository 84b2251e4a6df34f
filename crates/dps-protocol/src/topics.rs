//! The topics of DPS
//! ([Communicate with DPS using MQTT](https://learn.microsoft.com/azure/iot/iot-mqtt-connect-to-iot-dps)).

use std::error::Error;
use std::fmt;

use crate::query;

/// What a device subscribes to, before it registers: every answer comes on a topic below it.
pub const RESPONSE_FILTER: &str = "$dps/registrations/res/#";

const REGISTER: &str = "$dps/registrations/PUT/iotdps-register/";
const OPERATION_STATUS: &str = "$dps/registrations/GET/iotdps-get-operationstatus/";
const RESPONSE: &str = "$dps/registrations/res/";

/// The topic to which a registration is published.
pub fn register(request_id: &str) -> String {
    [REGISTER, "?$rid=", request_id].concat()
}

/// The topic to which the question how a registration stands is published.
pub fn operation_status(request_id: &str, operation_id: &str) -> String {
    [
        OPERATION_STATUS,
        "?$rid=",
        request_id,
        "&operationId=",
        operation_id,
    ]
    .concat()
}

/// Why a topic is none of those.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TopicError {
    /// Not a topic of DPS at all. In a shell's double quotes `$dps` expands to nothing.
    Foreign {
        /// The topic.
        topic: String,
    },
    /// A response whose status is not three digits.
    Status {
        /// What stands there.
        found: String,
    },
}

impl fmt::Display for TopicError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Foreign { topic } => write!(f, "{topic:?} is not a topic of the service"),
            Self::Status { found } => {
                write!(f, "the status in the topic is {found:?}, not three digits")
            }
        }
    }
}

impl Error for TopicError {}

/// What a device asks for, as the service reads it from a topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestTopic {
    /// To be registered.
    Register {
        /// As sent; empty where there is none.
        request_id: String,
    },
    /// How a registration stands.
    OperationStatus {
        /// As sent; empty where there is none.
        request_id: String,
        /// As sent; empty where there is none.
        operation_id: String,
    },
}

impl RequestTopic {
    /// Reads the topic of a request.
    ///
    /// A missing `$` in front of `rid` is no error: the service was seen to go on with an empty
    /// request ID, which it also echoes, and so does this.
    ///
    /// # Errors
    ///
    /// [`TopicError::Foreign`] for any other topic.
    pub fn parse(topic: &str) -> Result<Self, TopicError> {
        let foreign = || TopicError::Foreign {
            topic: topic.to_owned(),
        };
        let in_query = |rest: &str| rest.strip_prefix('?').map(str::to_owned);
        if let Some(rest) = topic.strip_prefix(REGISTER) {
            let query = in_query(rest).ok_or_else(foreign)?;
            Ok(Self::Register {
                request_id: value(&query, "$rid"),
            })
        } else if let Some(rest) = topic.strip_prefix(OPERATION_STATUS) {
            let query = in_query(rest).ok_or_else(foreign)?;
            Ok(Self::OperationStatus {
                request_id: value(&query, "$rid"),
                operation_id: value(&query, "operationId"),
            })
        } else {
            Err(foreign())
        }
    }

    /// The request ID, empty where there is none.
    pub fn request_id(&self) -> &str {
        match self {
            Self::Register { request_id } | Self::OperationStatus { request_id, .. } => request_id,
        }
    }
}

fn value(query: &str, key: &str) -> String {
    query::parts(query)
        .find_map(|(name, value)| (name == key).then(|| value.to_owned()))
        .unwrap_or_default()
}

/// The topic of an answer: status, request ID and how long to wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResponseTopic {
    /// Three digits with the meaning they have in HTTP.
    pub status: u16,
    /// The request ID as the device sent it; empty where the request had none.
    pub request_id: String,
    /// How long to wait before the next request, in seconds.
    pub retry_after_secs: Option<u64>,
}

impl ResponseTopic {
    /// Whether a topic is meant to be an answer of DPS, readable or not.
    pub fn is_meant_by(topic: &str) -> bool {
        topic.starts_with(RESPONSE)
    }

    /// Reads the topic of an answer. Keys may come in any order and any case, as SDKs allow for;
    /// a `retry-after` that is no number counts as missing, one that is too large as the largest.
    ///
    /// # Errors
    ///
    /// [`TopicError::Foreign`] for any other topic, [`TopicError::Status`] if the status cannot be read.
    pub fn parse(topic: &str) -> Result<Self, TopicError> {
        let Some(rest) = topic.strip_prefix(RESPONSE) else {
            return Err(TopicError::Foreign {
                topic: topic.to_owned(),
            });
        };
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let found = path.strip_suffix('/').unwrap_or(path);
        let Some(status) = query::status(found) else {
            return Err(TopicError::Status {
                found: found.to_owned(),
            });
        };
        let mut response = Self {
            status,
            request_id: String::new(),
            retry_after_secs: None,
        };
        for (key, value) in query::parts(query) {
            if key.eq_ignore_ascii_case("$rid") {
                response.request_id = value.to_owned();
            } else if key.eq_ignore_ascii_case("retry-after") {
                response.retry_after_secs = query::saturating_number(value);
            }
        }
        Ok(response)
    }

    /// Builds the topic as the service does: `$rid` first, which the official Python client relies on.
    pub fn format(&self) -> String {
        let status = format!("{:03}", self.status);
        let mut topic = [RESPONSE, &status, "/?$rid=", &self.request_id].concat();
        if let Some(secs) = self.retry_after_secs {
            topic.push_str("&retry-after=");
            topic.push_str(&secs.to_string());
        }
        topic
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(topic: &str, expected: (u16, &str, Option<u64>)) {
        let found = ResponseTopic::parse(topic).unwrap();
        assert_eq!(
            (
                found.status,
                found.request_id.as_str(),
                found.retry_after_secs
            ),
            expected
        );
    }

    #[test]
    fn requests_are_built_as_documented() {
        assert_eq!(
            register("1"),
            "$dps/registrations/PUT/iotdps-register/?$rid=1"
        );
        assert_eq!(
            operation_status("2", "4.ab.cd"),
            "$dps/registrations/GET/iotdps-get-operationstatus/?$rid=2&operationId=4.ab.cd"
        );
    }

    #[test]
    fn requests_are_read_even_when_odd() {
        let read = |topic: &str| RequestTopic::parse(topic).unwrap();
        let registered = |request_id: &str| RequestTopic::Register {
            request_id: request_id.to_owned(),
        };
        assert_eq!(read(&register("{request_id}")), registered("{request_id}"));
        assert_eq!(
            read("$dps/registrations/PUT/iotdps-register/?rid=1"),
            registered("")
        );
        assert_eq!(
            read("$dps/registrations/PUT/iotdps-register/?"),
            registered("")
        );
        assert_eq!(
            read(&operation_status("7", "op")),
            RequestTopic::OperationStatus {
                request_id: "7".to_owned(),
                operation_id: "op".to_owned()
            }
        );
        assert_eq!(
            read("$dps/registrations/GET/iotdps-get-operationstatus/?operationId=op&$rid=7")
                .request_id(),
            "7"
        );
    }

    #[test]
    fn topics_of_others_are_refused() {
        for topic in [
            "",
            "/registrations/PUT/iotdps-register/?=1",
            "$dps/registrations/PUT/iotdps-register/",
            "$dps/registrations/PUT/iotdps-register?$rid=1",
            "$dps/registrations/POST/iotdps-register/?$rid=1",
            "devices/dev1/messages/events/",
        ] {
            let expected = TopicError::Foreign {
                topic: topic.to_owned(),
            };
            assert_eq!(RequestTopic::parse(topic), Err(expected), "{topic}");
        }
    }

    #[test]
    fn answers_are_read_in_any_order_and_case() {
        check(
            "$dps/registrations/res/202/?$rid=1&retry-after=3",
            (202, "1", Some(3)),
        );
        check(
            "$dps/registrations/res/202/?retry-after=3&$rid=1",
            (202, "1", Some(3)),
        );
        check(
            "$dps/registrations/res/202/?$RID=1&Retry-After=0",
            (202, "1", Some(0)),
        );
        check(
            "$dps/registrations/res/202/?$rid=&retry-after=3",
            (202, "", Some(3)),
        );
        check("$dps/registrations/res/200/?$rid=a=b", (200, "a=b", None));
        check("$dps/registrations/res/401/?$rid=1&x=y", (401, "1", None));
        check(
            "$dps/registrations/res/429/?$rid=1&retry-after=soon",
            (429, "1", None),
        );
        check(
            "$dps/registrations/res/429/?$rid=1&retry-after=-1",
            (429, "1", None),
        );
        check(
            "$dps/registrations/res/429/?$rid=1&retry-after=99999999999999999999999",
            (429, "1", Some(u64::MAX)),
        );
        check("$dps/registrations/res/500", (500, "", None));
    }

    #[test]
    fn answers_that_are_none_are_refused() {
        assert_eq!(
            ResponseTopic::parse("$dps/registrations/res/20/?$rid=1"),
            Err(TopicError::Status {
                found: "20".to_owned()
            })
        );
        for topic in [
            "$dps/registrations/res/",
            "$dps/registrations/res/2x2/",
            "$dps/registrations/res/+20/",
        ] {
            assert!(
                matches!(ResponseTopic::parse(topic), Err(TopicError::Status { .. })),
                "{topic}"
            );
        }
        assert!(matches!(
            ResponseTopic::parse("$dps/res"),
            Err(TopicError::Foreign { .. })
        ));
    }

    proptest! {
        #[test]
        fn what_is_built_is_read(status in 0_u16..1000, rid in "[^&?=]*", retry in any::<Option<u64>>()) {
            let topic = ResponseTopic { status, request_id: rid, retry_after_secs: retry };
            prop_assert_eq!(ResponseTopic::parse(&topic.format()), Ok(topic));
        }

        #[test]
        fn nothing_panics(topic in ".*", tail in ".*") {
            let _ = RequestTopic::parse(&topic);
            let _ = RequestTopic::parse(&format!("{REGISTER}{tail}"));
            let _ = ResponseTopic::parse(&format!("{RESPONSE}{tail}"));
        }
    }
}
