//! Follow the value: where the parts of an identity stand in the strings that travel.
//!
//! The finders never fail. They are shown strings that were made wrong on purpose, and mark what can
//! still be told apart.

use std::ops::Range;

mod json;

pub use json::json;

/// A part of the identity that reappears from string to string.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// Which DPS instance.
    IdScope,
    /// The device's name in DPS.
    RegistrationId,
    /// The version of the interface.
    ApiVersion,
    /// What the device calls a request.
    RequestId,
    /// What the service calls a registration in progress.
    OperationId,
    /// The assigned hub.
    HubHostname,
    /// The device's name in the hub.
    DeviceId,
}

impl Part {
    /// Every part, in the order in which a registration meets them.
    pub const ALL: [Self; 7] = [
        Self::IdScope,
        Self::RegistrationId,
        Self::ApiVersion,
        Self::RequestId,
        Self::OperationId,
        Self::HubHostname,
        Self::DeviceId,
    ];

    /// A stable name for class names and attributes.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::IdScope => "id-scope",
            Self::RegistrationId => "registration-id",
            Self::ApiVersion => "api-version",
            Self::RequestId => "request-id",
            Self::OperationId => "operation-id",
            Self::HubHostname => "hub-hostname",
            Self::DeviceId => "device-id",
        }
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::IdScope => "ID scope",
            Self::RegistrationId => "registration ID",
            Self::ApiVersion => "API version",
            Self::RequestId => "request ID",
            Self::OperationId => "operation ID",
            Self::HubHostname => "hub host name",
            Self::DeviceId => "device ID",
        }
    }
}

/// Where a part stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// In bytes, on character boundaries, never empty.
    pub range: Range<usize>,
    /// Which part.
    pub part: Part,
}

/// Marks the user name of a DPS connection. A leading slash or a `?` too many do not confuse it.
pub fn username(text: &str) -> Vec<Span> {
    let mut marks = Marks::of(text);
    let segments: Vec<&str> = text.split('/').collect();
    let registrations = segments
        .iter()
        .position(|segment| *segment == "registrations");
    let anchor = registrations.unwrap_or(1);
    for (index, segment) in segments.iter().enumerate() {
        if index + 1 == anchor {
            marks.add(segment, Part::IdScope);
        } else if index == anchor + 1 && !segment.contains("api-version") {
            marks.add(segment, Part::RegistrationId);
        } else if index > anchor {
            marks.api_version(segment);
        }
    }
    marks.spans
}

/// Marks the client ID of a DPS connection: all of it is the registration ID.
pub fn client_id(text: &str) -> Vec<Span> {
    whole(text, Part::RegistrationId)
}

/// Marks the client ID of a hub connection: all of it is the device ID.
pub fn hub_client_id(text: &str) -> Vec<Span> {
    whole(text, Part::DeviceId)
}

/// Marks a topic of DPS: request ID and operation ID.
pub fn topic(text: &str) -> Vec<Span> {
    let mut marks = Marks::of(text);
    marks.query(text);
    marks.spans
}

/// Marks the user name of a hub connection: hub, device ID and API version.
pub fn hub_username(text: &str) -> Vec<Span> {
    let mut marks = Marks::of(text);
    for (index, segment) in text.splitn(3, '/').enumerate() {
        match index {
            0 => marks.add(segment, Part::HubHostname),
            1 => marks.add(segment, Part::DeviceId),
            _ => marks.api_version(segment),
        }
    }
    marks.spans
}

/// Marks a topic of a hub: the device ID, or the request ID of a twin topic.
pub fn hub_topic(text: &str) -> Vec<Span> {
    let mut marks = Marks::of(text);
    if let Some(rest) = text.strip_prefix("devices/") {
        let device_id = rest.split('/').next().unwrap_or("");
        marks.add(device_id, Part::DeviceId);
    } else {
        marks.query(text);
    }
    marks.spans
}

fn whole(text: &str, part: Part) -> Vec<Span> {
    let mut marks = Marks::of(text);
    marks.add(text, part);
    marks.spans
}

/// Spans of a text, added as slices of it.
struct Marks<'t> {
    text: &'t str,
    spans: Vec<Span>,
}

impl<'t> Marks<'t> {
    fn of(text: &'t str) -> Self {
        Self {
            text,
            spans: Vec::new(),
        }
    }

    /// Adds `slice`, which must be a slice of the text.
    fn add(&mut self, slice: &'t str, part: Part) {
        let start = slice
            .as_ptr()
            .addr()
            .wrapping_sub(self.text.as_ptr().addr());
        if !slice.is_empty() && start <= self.text.len() {
            self.spans.push(Span {
                range: start..start + slice.len(),
                part,
            });
        }
    }

    fn api_version(&mut self, slice: &'t str) {
        for part in slice.split(['&', '?']) {
            if let Some(version) = part.strip_prefix("api-version=") {
                self.add(version, Part::ApiVersion);
            }
        }
    }

    fn query(&mut self, slice: &'t str) {
        let query = slice.split_once('?').map_or("", |(_, query)| query);
        for part in query.split('&') {
            let Some((key, value)) = part.split_once('=') else {
                continue;
            };
            if key.trim_start_matches('$').eq_ignore_ascii_case("rid") {
                self.add(value, Part::RequestId);
            } else if key.eq_ignore_ascii_case("operationId") {
                self.add(value, Part::OperationId);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(find: fn(&str) -> Vec<Span>, text: &str, expected: &[(&str, Part)]) {
        let spans = find(text);
        let found: Vec<_> = spans
            .iter()
            .map(|span| (&text[span.range.clone()], span.part))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn user_names_are_marked_right_or_wrong() {
        let all = [
            ("0ne00C0FFEE", Part::IdScope),
            ("dev1", Part::RegistrationId),
            ("2019-03-31", Part::ApiVersion),
        ];
        check(
            username,
            "0ne00C0FFEE/registrations/dev1/api-version=2019-03-31",
            &all,
        );
        check(
            username,
            "/0ne00C0FFEE/registrations/dev1/api-version=2019-03-31",
            &all,
        );
        check(
            username,
            "0ne00C0FFEE/registrations/dev1/?api-version=2019-03-31",
            &all,
        );
        check(
            username,
            "0ne00C0FFEE/registration/dev1/api-version=2019-03-31",
            &all,
        );
        check(
            username,
            "0ne00C0FFEE/registrations/dev1/ClientVersion=a/b&api-version=2019-03-31",
            &all,
        );
        check(username, "0ne00C0FFEE/registrations/dev1", &all[..2]);
        check(
            username,
            "0ne00C0FFEE/registrations/api-version=2019-03-31",
            &[all[0], all[2]],
        );
        check(username, "0ne00C0FFEE", &all[..1]);
        check(username, "registrations/dev1", &all[1..2]);
        check(username, "", &[]);
        check(username, "//", &[]);
    }

    #[test]
    fn client_ids_are_marked_whole() {
        check(client_id, "dev1", &[("dev1", Part::RegistrationId)]);
        check(hub_client_id, "dev1", &[("dev1", Part::DeviceId)]);
        check(client_id, "", &[]);
    }

    #[test]
    fn topics_are_marked_right_or_wrong() {
        let rid = ("1", Part::RequestId);
        check(
            topic,
            "$dps/registrations/PUT/iotdps-register/?$rid=1",
            &[rid],
        );
        check(
            topic,
            "$dps/registrations/PUT/iotdps-register/?rid=1",
            &[rid],
        );
        check(
            topic,
            "$dps/registrations/res/202/?$rid=1&retry-after=3",
            &[rid],
        );
        check(
            topic,
            "$dps/registrations/GET/iotdps-get-operationstatus/?$rid=1&operationId=4.ab",
            &[rid, ("4.ab", Part::OperationId)],
        );
        check(topic, "$dps/registrations/res/#", &[]);
        check(
            topic,
            "$dps/registrations/res/202/?$rid=&retry-after=3",
            &[],
        );
    }

    #[test]
    fn hub_strings_are_marked() {
        check(
            hub_username,
            "contoso.azure-devices.net/dev1/?api-version=2021-04-12&DeviceClientType=x",
            &[
                ("contoso.azure-devices.net", Part::HubHostname),
                ("dev1", Part::DeviceId),
                ("2021-04-12", Part::ApiVersion),
            ],
        );
        check(hub_username, "", &[]);
        check(
            hub_topic,
            "devices/dev1/messages/events/$.ct=a?b",
            &[("dev1", Part::DeviceId)],
        );
        check(
            hub_topic,
            "$iothub/twin/GET/?$rid=9",
            &[("9", Part::RequestId)],
        );
    }

    #[test]
    fn parts_have_distinct_names() {
        for (index, part) in Part::ALL.iter().enumerate() {
            for other in &Part::ALL[index + 1..] {
                assert_ne!(part.as_str(), other.as_str());
                assert_ne!(part.label(), other.label());
            }
        }
    }

    proptest! {
        #[test]
        fn spans_are_in_range_and_on_boundaries(
            text in prop_oneof![
                ".*",
                "([a-zé/?&=$\"{}:,\\\\\\[\\]]|registrations|api-version=|rid|operationId|deviceId|devices/){0,40}",
            ],
        ) {
            for find in [username, client_id, hub_client_id, topic, json, hub_username, hub_topic] {
                for span in find(&text) {
                    prop_assert!(!span.range.is_empty());
                    prop_assert!(text.get(span.range).is_some());
                }
            }
        }
    }
}
