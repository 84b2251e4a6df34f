//! The practice hub's side of a connection: telemetry in, the twin read and reported.

use dps_protocol::hub::{
    DESIRED_PROPERTIES_FILTER, HubUsername, TWIN_RESPONSE_FILTER, TelemetryTopic, TwinRequest,
    TwinResponse, desired_topic, is_known_filter,
};
use mqtt_wire::Publish;

use super::{CloseReason, Session, State};
use crate::decision::Rule;
use crate::fault::{Hook, Manner};
use crate::sas_token::percent_decoded;
use crate::{PracticeDps, Timestamp};

/// Where devices answer methods. The practice hub calls none, but takes what a client sends there.
const METHOD_ANSWERS: &str = "$iothub/methods/res/";

/// A connection to the hub.
#[derive(Debug)]
pub(super) struct Hub {
    /// The hub's name in lower case.
    pub hub: String,
    pub device_id: String,
    /// The version of the desired properties that the device knows, or could have read.
    desired_version: u64,
}

impl Hub {
    pub(super) fn new(username: HubUsername, desired_version: u64) -> Self {
        Self {
            desired_version,
            hub: username.hub.to_ascii_lowercase(),
            device_id: username.device_id,
        }
    }

    pub(super) fn serves(&self, filter: &str) -> bool {
        is_known_filter(filter, &self.device_id)
    }
}

impl Session {
    pub(super) fn hub_message(
        &mut self,
        service: &mut PracticeDps,
        publish: &Publish,
        now: Timestamp,
    ) {
        if let Ok(request) = TwinRequest::parse(&publish.topic) {
            self.acknowledge(service, publish, now);
            return self.twin(service, request, &publish.payload, now);
        }
        let own = self.name().unwrap_or_default();
        let telemetry = TelemetryTopic::parse(&publish.topic).ok();
        if let Some(telemetry) = telemetry.filter(|topic| topic.device_id == own) {
            let is_telemetry = |hook: &Hook| matches!(hook, Hook::Telemetry);
            if let Some(fault) = service.fire(now, self.id, self.name(), &is_telemetry) {
                let reason = CloseReason::Fault {
                    id: fault.id,
                    with_alert: false,
                };
                return self.close(service, reason, now);
            }
            let mut what = format!("took {} bytes of telemetry", publish.payload.len());
            for (index, (name, value)) in telemetry.properties.iter().enumerate() {
                what.push_str(if index == 0 { " with " } else { ", " });
                for part in [name, "=", value] {
                    what.push_str(&String::from_utf8_lossy(&percent_decoded(part)));
                }
            }
            service.record(
                now,
                self.id,
                self.name(),
                what,
                Some(Rule::TelemetryReceived),
            );
            return self.acknowledge(service, publish, now);
        }
        if publish.topic.starts_with(METHOD_ANSWERS) {
            return self.acknowledge(service, publish, now);
        }
        let what = format!("published to {:?}", publish.topic);
        service.record(now, self.id, self.name(), what, Some(Rule::TopicForeign));
        self.close(service, CloseReason::NotServed(Rule::TopicForeign), now);
    }

    /// Tells the device of changes to its desired properties that it has not heard of.
    pub(super) fn tell_desired(&mut self, service: &mut PracticeDps, now: Timestamp) {
        while let State::Hub(hub) = &mut self.state {
            let device = service.hub_devices.device(&hub.hub, &hub.device_id);
            let change = device.and_then(|device| device.change_after(hub.desired_version));
            let Some((version, change)) = change else {
                return;
            };
            hub.desired_version = version;
            let topic = desired_topic(version);
            let payload = change.as_bytes().to_vec();
            let manner = Manner::default();
            self.deliver(
                service,
                DESIRED_PROPERTIES_FILTER,
                topic,
                payload,
                manner,
                now,
            );
        }
    }

    fn twin(
        &mut self,
        service: &mut PracticeDps,
        request: TwinRequest,
        payload: &[u8],
        now: Timestamp,
    ) {
        let is_twin = |hook: &Hook| matches!(hook, Hook::Twin(_));
        if let Some(fault) = service.fire(now, self.id, self.name(), &is_twin) {
            if let Hook::Twin(Some(status)) = fault.hook {
                let (TwinRequest::Get { request_id } | TwinRequest::Reported { request_id }) =
                    request;
                let topic = TwinResponse {
                    status,
                    request_id,
                    version: None,
                }
                .format();
                let manner = Manner::default();
                self.deliver(
                    service,
                    TWIN_RESPONSE_FILTER,
                    topic,
                    Vec::new(),
                    manner,
                    now,
                );
            }
            return;
        }
        let State::Hub(hub) = &self.state else {
            return;
        };
        let Some(device) = service.hub_devices.device_mut(&hub.hub, &hub.device_id) else {
            return;
        };
        let (response, body) = match request {
            TwinRequest::Get { request_id } => {
                let body = device.twin().to_string().into_bytes();
                (
                    TwinResponse {
                        status: 200,
                        request_id,
                        version: None,
                    },
                    body,
                )
            }
            TwinRequest::Reported { request_id } => {
                let version = device.report(payload);
                let status = if version.is_some() { 204 } else { 400 };
                (
                    TwinResponse {
                        status,
                        request_id,
                        version,
                    },
                    Vec::new(),
                )
            }
        };
        let (what, rule) = match response.status {
            200 => ("read its twin", Rule::TwinServed),
            204 => ("reported properties", Rule::TwinServed),
            _ => (
                "reported properties that were refused",
                Rule::TwinUnreadable,
            ),
        };
        service.record(now, self.id, self.name(), what, Some(rule));
        let topic = response.format();
        let manner = Manner::default();
        self.deliver(service, TWIN_RESPONSE_FILTER, topic, body, manner, now);
    }
}
