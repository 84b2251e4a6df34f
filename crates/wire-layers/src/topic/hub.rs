//! The topics of an IoT hub.

use super::path_length;
use crate::cutter::Cutter;
use crate::parameters;

const HUB_MQTT: &str = "Microsoft: communicate with an IoT hub using MQTT";

pub(super) fn name(cutter: &mut Cutter<'_>, text: &str) {
    if !text.starts_with("devices/") && !text.starts_with("$iothub/") {
        let whole = cutter.at()..cutter.end();
        cutter.problem(
            whole,
            "this is no topic of an IoT hub, which then closes the connection",
            HUB_MQTT,
        );
    }
    // `devices/{deviceId}/messages/events/` and the property bag, with or without a question mark.
    let bag_at = match text.split('/').collect::<Vec<_>>().as_slice() {
        [
            "devices",
            id,
            "messages",
            way @ ("events" | "devicebound"),
            _,
            ..,
        ] => "devices/".len() + id.len() + "/messages/".len() + way.len() + 1,
        _ => path_length(cutter),
    };
    let has_bag = text.starts_with("devices/") && bag_at < text.len();
    let outer = cutter.narrow(bag_at);
    levels(cutter, text);
    cutter.widen(outer);
    if cutter.peek() == Some(b'?') {
        cutter.separator();
    }
    if has_bag {
        parameters::cut(cutter, &mut |key| match key {
            "$.ct" => "hub.property.content-type",
            "$.ce" => "hub.property.content-encoding",
            _ if key.starts_with("$.") || key.starts_with("%24.") => "hub.property.system",
            _ => "hub.property.own",
        });
    } else {
        parameters::cut(cutter, &mut |key| match key {
            "$rid" => "hub.topic.rid",
            "$version" => "hub.topic.version",
            _ => "parameter.unknown",
        });
    }
}

pub(super) fn levels(cutter: &mut Cutter<'_>, _: &str) {
    super::levels(cutter, level);
}

fn level(before: &[&str], level: &str) -> (&'static str, &'static str) {
    match (before, level) {
        ([], "devices") => ("hub.topic.devices", "Collection"),
        (["devices"], _) => ("hub.topic.device-id", "Device ID"),
        (["devices", _], "messages") => ("hub.topic.messages", "What travels"),
        (["devices", _, _], "events") => ("hub.topic.events", "Direction"),
        (["devices", _, _], "devicebound") => ("hub.topic.devicebound", "Direction"),
        ([], "$iothub") => ("hub.topic.root", "Service"),
        (["$iothub"], "twin") => ("hub.topic.twin", "Feature"),
        (["$iothub"], "methods") => ("hub.topic.methods", "Feature"),
        (["$iothub", _], "GET") => ("hub.topic.get", "Verb"),
        (["$iothub", _], "PATCH") => ("hub.topic.patch", "Verb"),
        (["$iothub", _], "POST") => ("hub.topic.post", "Verb"),
        (["$iothub", _], "res") => ("hub.topic.res", "Response"),
        ([_, "twin", "PATCH"], "properties") => ("hub.topic.properties", "Collection"),
        ([_, "twin", "PATCH", _], "reported") => ("hub.topic.reported", "Whose"),
        ([_, "twin", "PATCH", _], "desired") => ("hub.topic.desired", "Whose"),
        ([_, "methods", "POST"], _) => ("hub.topic.method-name", "Method"),
        ([_, _, "res"], status) => (status_kind(status), "Status"),
        _ => ("topic.level", "Level"),
    }
}

fn status_kind(status: &str) -> &'static str {
    match status {
        "200" => "hub.status.200",
        "204" => "hub.status.204",
        "429" => "hub.status.429",
        _ => "hub.status.other",
    }
}
