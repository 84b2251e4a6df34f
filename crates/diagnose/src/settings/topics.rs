//! Topics, filters, and what goes with a message.

use dps_protocol::topics::{RESPONSE_FILTER, RequestTopic, ResponseTopic};

use super::{Aim, Given, Settings, correct, say};
use crate::{Evidence, Sign};

const REGISTER: &str = "$dps/registrations/PUT/iotdps-register/?$rid=1";
const POLL: &str = "$dps/registrations/GET/iotdps-get-operationstatus/?$rid=2&operationId=";

pub(super) fn inspect(settings: &Settings, aim: Aim, evidence: &mut Evidence) {
    if aim == Aim::Provisioning {
        for topic in &settings.topics {
            inspect_topic(topic, evidence);
        }
        for filter in &settings.filters {
            inspect_filter(filter, evidence);
        }
        let asks = settings.topics.first();
        if let Some(topic) = asks.filter(|_| settings.complete && settings.filters.is_empty()) {
            let seen =
                "the request is published and nothing is subscribed to: its answer reaches nobody";
            say(evidence, Sign::SubscriptionAbsent, topic, seen);
        }
        if let Some(body) = &settings.body {
            inspect_body(body, settings, evidence);
        }
    } else {
        for filter in settings
            .filters
            .iter()
            .filter(|filter| aim == Aim::Hub && is_wide(&filter.text))
        {
            let seen = format!("the filter {:?} asks for everything", filter.text);
            say(evidence, Sign::FilterTooWide, filter, seen);
        }
    }
    if aim != Aim::Unknown {
        if let Some(qos) = settings.qos.as_ref().filter(|qos| qos.text == "2") {
            correct(
                evidence,
                Sign::QosTwo,
                qos,
                "a message is published with QoS 2",
                "1",
            );
        }
        if let Some(retain) = &settings.retain {
            correct(
                evidence,
                Sign::RetainSet,
                retain,
                "a message asks to be retained",
                "",
            );
        }
        if let Some(will) = &settings.will {
            say(
                evidence,
                Sign::WillSet,
                will,
                "the connection asks for a last will",
            );
        }
    }
}

fn inspect_topic(topic: &Given, evidence: &mut Evidence) {
    let text = topic.text.as_str();
    if let Ok(parsed) = RequestTopic::parse(text) {
        if parsed.request_id().is_empty() && text.contains("?rid=") {
            let by = text.replacen("?rid=", "?$rid=", 1);
            correct(
                evidence,
                Sign::RequestIdWithoutDollar,
                topic,
                format!("the topic {text:?} says ?rid= without a dollar sign"),
                by,
            );
        }
        return;
    }
    let right = corrected(text);
    let lost = text.starts_with("/registrations/")
        || text.contains("?=")
        || text.starts_with("registrations/")
        || by_make(text);
    let (sign, seen) = if lost {
        (
            Sign::DollarLost,
            format!("the topic is {text:?}: $dps and $rid are gone from it"),
        )
    } else if ResponseTopic::is_meant_by(text) {
        (
            Sign::TopicForeign,
            format!("{text:?} is where the service answers; devices publish elsewhere"),
        )
    } else {
        (
            Sign::TopicForeign,
            format!("{text:?} is no topic that DPS serves"),
        )
    };
    match right {
        Some(right) => correct(evidence, sign, topic, seen, right),
        None => say(evidence, sign, topic, seen),
    }
}

/// The topic that was meant, when that can be told.
fn corrected(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    if lower.contains("operationstatus") {
        let operation = text.split("operationId=").nth(1).unwrap_or_default();
        let operation = operation.split('&').next().unwrap_or_default();
        return Some(format!("{POLL}{operation}"));
    }
    (lower.contains("register") || lower.contains("registrations/put")).then(|| REGISTER.to_owned())
}

fn inspect_filter(filter: &Given, evidence: &mut Evidence) {
    let text = filter.text.as_str();
    if text == RESPONSE_FILTER {
        return;
    }
    if is_wide(text) {
        let seen = format!("the filter {text:?} asks for everything");
        correct(evidence, Sign::FilterTooWide, filter, seen, RESPONSE_FILTER);
    } else if text.starts_with("/registrations/") || by_make(text) {
        let seen = format!("the filter is {text:?}: $dps is gone from it");
        correct(evidence, Sign::DollarLost, filter, seen, RESPONSE_FILTER);
    } else {
        let seen = format!("{text:?} is no filter that DPS serves");
        correct(evidence, Sign::FilterForeign, filter, seen, RESPONSE_FILTER);
    }
}

/// `make` takes one letter for the name behind a dollar sign.
fn by_make(text: &str) -> bool {
    text.starts_with("ps/registrations/")
}

fn is_wide(filter: &str) -> bool {
    filter == "#"
        || filter == "+"
        || filter.starts_with("$SYS")
        || filter == "+/#"
        || filter == "/#"
}

fn inspect_body(body: &Given, settings: &Settings, evidence: &mut Evidence) {
    let text = body.text.trim();
    if text.is_empty() || text.contains(['%', '$']) {
        return;
    }
    let right = settings
        .registration()
        .map(|id| format!("{{\"registrationId\":\"{id}\"}}"));
    match serde_json::from_str::<serde_json::Value>(text) {
        Err(_) => {
            let seen = format!("the body {text:?} is not JSON");
            match right {
                Some(right) => correct(evidence, Sign::BodyNotJson, body, seen, right),
                None => say(evidence, Sign::BodyNotJson, body, seen),
            }
        }
        Ok(value) => {
            let named = value.get("registrationId").and_then(|id| id.as_str());
            let own = settings.registration();
            if let (Some(named), Some(own)) = (named, own)
                && named != own
                && !super::is_placeholder(named)
            {
                let seen = format!("the body names {named:?}, the connection {own:?}");
                correct(
                    evidence,
                    Sign::BodyOfAnother,
                    body,
                    seen,
                    right.unwrap_or_default(),
                );
            }
        }
    }
}
