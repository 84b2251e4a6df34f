//! The strings of the hub that a device is assigned to
//! ([Communicate with IoT Hub using MQTT](https://learn.microsoft.com/azure/iot/iot-mqtt-connect-to-iot-hub)).

use std::error::Error;
use std::fmt;

use crate::query;
use crate::topics::TopicError;

/// The API version that the hub's MQTT documentation names.
pub const API_VERSION: &str = "2021-04-12";
/// What a device subscribes to before it asks for its twin.
pub const TWIN_RESPONSE_FILTER: &str = "$iothub/twin/res/#";
/// What a device subscribes to, to learn of changes to its desired properties.
pub const DESIRED_PROPERTIES_FILTER: &str = "$iothub/twin/PATCH/properties/desired/#";
/// What a device subscribes to, to be called by methods.
pub const METHODS_FILTER: &str = "$iothub/methods/POST/#";

const TWIN_GET: &str = "$iothub/twin/GET/";
const TWIN_REPORTED: &str = "$iothub/twin/PATCH/properties/reported/";
const TWIN_DESIRED: &str = "$iothub/twin/PATCH/properties/desired/";
const TWIN_RESPONSE: &str = "$iothub/twin/res/";

/// Builds the user name from any texts. Unlike the one for DPS it has a `?` before the version.
pub fn username(hub: &str, device_id: &str) -> String {
    [hub, "/", device_id, "/?api-version=", API_VERSION].concat()
}

/// The topic telemetry is published to.
pub fn telemetry_topic(device_id: &str) -> String {
    ["devices/", device_id, "/messages/events/"].concat()
}

/// The filter for messages from the cloud to the device.
pub fn devicebound_filter(device_id: &str) -> String {
    ["devices/", device_id, "/messages/devicebound/#"].concat()
}

/// The topic to which an empty payload is published to read the twin.
pub fn twin_get_topic(request_id: &str) -> String {
    [TWIN_GET, "?$rid=", request_id].concat()
}

/// The topic to which reported properties are published.
pub fn twin_reported_topic(request_id: &str) -> String {
    [TWIN_REPORTED, "?$rid=", request_id].concat()
}

/// The topic on which a device hears of a change to its desired properties, which led to this version.
pub fn desired_topic(version: u64) -> String {
    [TWIN_DESIRED, "?$version=", &version.to_string()].concat()
}

/// Whether a filter is one of those that a hub documents for this device.
pub fn is_known_filter(filter: &str, device_id: &str) -> bool {
    [
        TWIN_RESPONSE_FILTER,
        DESIRED_PROPERTIES_FILTER,
        METHODS_FILTER,
    ]
    .contains(&filter)
        || filter == devicebound_filter(device_id)
}

/// The user name of a hub connection taken apart, without judging its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HubUsername {
    /// What stands where the hub's host name belongs.
    pub hub: String,
    /// What stands where the device ID belongs.
    pub device_id: String,
    /// The API version, if one is named.
    pub api_version: Option<String>,
    /// Everything else, in order, not percent-decoded: usually `DeviceClientType`.
    pub others: Vec<(String, String)>,
}

/// Why a text is not the user name of a hub connection.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HubUsernameError {
    /// Not of the form `{hub}/{deviceId}/?api-version=…`.
    Form {
        /// The user name.
        username: String,
    },
}

impl fmt::Display for HubUsernameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Form { username } = self;
        write!(
            f,
            "the user name {username:?} does not look like hub/deviceId/?api-version=…"
        )
    }
}

impl Error for HubUsernameError {}

impl HubUsername {
    /// Takes a user name apart. The third part must start with `?`, or with `api-version` as some
    /// clients have it; it may also be missing or empty.
    ///
    /// # Errors
    ///
    /// When there are fewer than two parts, or the third is something else: the user name of a DPS
    /// connection has its registration ID there.
    pub fn parse(text: &str) -> Result<Self, HubUsernameError> {
        let wrong = || HubUsernameError::Form {
            username: text.to_owned(),
        };
        let mut parts = text.splitn(3, '/');
        let hub = parts
            .next()
            .filter(|part| !part.is_empty())
            .ok_or_else(wrong)?;
        let device_id = parts
            .next()
            .filter(|part| !part.is_empty())
            .ok_or_else(wrong)?;
        let rest = parts.next().unwrap_or("");
        let is_query = rest.is_empty() || rest.starts_with('?') || rest.starts_with("api-version=");
        if !is_query {
            return Err(wrong());
        }
        let mut username = Self {
            hub: hub.to_owned(),
            device_id: device_id.to_owned(),
            api_version: None,
            others: Vec::new(),
        };
        for (key, value) in query::parts(rest.strip_prefix('?').unwrap_or(rest)) {
            if key == "api-version" && username.api_version.is_none() {
                username.api_version = Some(value.to_owned());
            } else {
                username.others.push((key.to_owned(), value.to_owned()));
            }
        }
        Ok(username)
    }
}

/// Telemetry, as the hub reads its topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TelemetryTopic {
    /// The device ID in the topic, which must be the connection's.
    pub device_id: String,
    /// The property bag behind it, not percent-decoded.
    pub properties: Vec<(String, String)>,
}

impl TelemetryTopic {
    /// Reads `devices/{deviceId}/messages/events/{property_bag}`; the last slash may be missing.
    ///
    /// # Errors
    ///
    /// [`TopicError::Foreign`] for any other topic.
    pub fn parse(topic: &str) -> Result<Self, TopicError> {
        let foreign = || TopicError::Foreign {
            topic: topic.to_owned(),
        };
        let rest = topic.strip_prefix("devices/").ok_or_else(foreign)?;
        let (device_id, rest) = rest.split_once("/messages/events").ok_or_else(foreign)?;
        let bag = match rest.strip_prefix('/') {
            Some(bag) => bag,
            None if rest.is_empty() => rest,
            None => return Err(foreign()),
        };
        if device_id.is_empty() || device_id.contains('/') {
            return Err(foreign());
        }
        let properties = query::parts(bag.strip_prefix('?').unwrap_or(bag))
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect();
        Ok(Self {
            device_id: device_id.to_owned(),
            properties,
        })
    }
}

/// What a device asks of its twin, as the hub reads it from a topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TwinRequest {
    /// To read it.
    Get {
        /// As sent; empty where there is none.
        request_id: String,
    },
    /// To take over reported properties.
    Reported {
        /// As sent; empty where there is none.
        request_id: String,
    },
}

impl TwinRequest {
    /// Reads the topic of a twin request.
    ///
    /// # Errors
    ///
    /// [`TopicError::Foreign`] for any other topic.
    pub fn parse(topic: &str) -> Result<Self, TopicError> {
        let request_id = |rest: &str| {
            let query = rest.strip_prefix('?')?;
            let found = query::parts(query).find(|(key, _)| *key == "$rid");
            Some(found.map(|(_, value)| value.to_owned()).unwrap_or_default())
        };
        let get = topic.strip_prefix(TWIN_GET).and_then(request_id);
        let reported = topic.strip_prefix(TWIN_REPORTED).and_then(request_id);
        match (get, reported) {
            (Some(request_id), _) => Ok(Self::Get { request_id }),
            (_, Some(request_id)) => Ok(Self::Reported { request_id }),
            _ => Err(TopicError::Foreign {
                topic: topic.to_owned(),
            }),
        }
    }
}

/// The topic of an answer about the twin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TwinResponse {
    /// 200 with the twin, 204 for reported properties taken over, or an error.
    pub status: u16,
    /// The request ID as sent.
    pub request_id: String,
    /// The new version of the reported properties, with 204.
    pub version: Option<u64>,
}

impl TwinResponse {
    /// Reads the topic of an answer.
    ///
    /// # Errors
    ///
    /// [`TopicError::Foreign`] for any other topic, [`TopicError::Status`] if the status cannot be read.
    pub fn parse(topic: &str) -> Result<Self, TopicError> {
        let Some(rest) = topic.strip_prefix(TWIN_RESPONSE) else {
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
            version: None,
        };
        for (key, value) in query::parts(query) {
            match key {
                "$rid" => response.request_id = value.to_owned(),
                "$version" => response.version = query::saturating_number(value),
                _ => {}
            }
        }
        Ok(response)
    }

    /// Builds the topic.
    pub fn format(&self) -> String {
        let status = format!("{:03}", self.status);
        let mut topic = [TWIN_RESPONSE, &status, "/?$rid=", &self.request_id].concat();
        if let Some(version) = self.version {
            topic.push_str("&$version=");
            topic.push_str(&version.to_string());
        }
        topic
    }
}

#[cfg(test)]
mod tests;
