//! The topics of DPS.

use super::{levels, path_length};
use crate::cutter::Cutter;
use crate::parameters;

const DPS_MQTT: &str = "Microsoft: communicate with DPS using MQTT";

pub(super) fn name(cutter: &mut Cutter<'_>, text: &str) {
    let whole = cutter.at()..cutter.end();
    let (path, _) = text.split_once('?').unwrap_or((text, ""));
    foreign(cutter, text);
    let outer = cutter.narrow(path_length(cutter));
    levels(cutter, level);
    cutter.widen(outer);
    cutter.separator();
    let is_request =
        path.starts_with("$dps/registrations/PUT/") || path.starts_with("$dps/registrations/GET/");
    let (mut ids, mut is_bare) = (0, false);
    let start = cutter.at();
    let query = cutter.remaining();
    parameters::cut(cutter, &mut |key| {
        if key.eq_ignore_ascii_case("$rid") {
            ids += 1;
            "dps.topic.rid"
        } else if key.eq_ignore_ascii_case("rid") {
            is_bare = true;
            "dps.topic.rid-bare"
        } else if key.eq_ignore_ascii_case("retry-after") {
            "dps.topic.retry-after"
        } else if key == "operationId" {
            "dps.topic.operation-id"
        } else {
            "parameter.unknown"
        }
    });
    if is_bare {
        let at = query.windows(4).position(|part| part == b"rid=");
        let at = start + at.unwrap_or_default();
        cutter.problem(
            at..at + 3,
            "`rid` has lost its dollar sign: DPS answers, but with an empty $rid",
            DPS_MQTT,
        );
    } else if is_request && ids == 0 {
        cutter.problem(
            whole.end..whole.end,
            "a request without $rid cannot be told from others when its answer comes",
            DPS_MQTT,
        );
    }
}

pub(super) fn filter(cutter: &mut Cutter<'_>, text: &str) {
    let whole = cutter.at()..cutter.end();
    if text.starts_with("$dps/") && text != "$dps/registrations/res/#" {
        cutter.problem(
            whole,
            "the only filter that DPS documents is $dps/registrations/res/#",
            DPS_MQTT,
        );
    } else {
        foreign(cutter, text);
    }
    levels(cutter, level);
}

/// No topic of DPS at all.
fn foreign(cutter: &mut Cutter<'_>, text: &str) {
    if text.starts_with("$dps/") {
        return;
    }
    let at = cutter.at();
    if text.starts_with("/registrations/") {
        cutter.problem(
            at..at,
            "$dps is missing: between double quotes a shell replaces it by nothing",
            DPS_MQTT,
        );
    } else {
        cutter.problem(at..cutter.end(), "this is no topic of DPS", DPS_MQTT);
    }
}

fn level(before: &[&str], level: &str) -> (&'static str, &'static str) {
    match (before, level) {
        ([], "$dps") => ("dps.topic.root", "Service"),
        ([_], "registrations") => ("dps.topic.registrations", "Collection"),
        (["$dps", _], "PUT") => ("dps.topic.put", "Verb"),
        (["$dps", _], "GET") => ("dps.topic.get", "Verb"),
        (["$dps", _], "res") => ("dps.topic.res", "Response"),
        ([_, _, "PUT"], "iotdps-register") => ("dps.topic.register", "Operation"),
        ([_, _, "GET"], "iotdps-get-operationstatus") => {
            ("dps.topic.operation-status", "Operation")
        }
        ([_, _, "res"], status) => (status_kind(status), "Status"),
        _ => ("topic.level", "Level"),
    }
}

fn status_kind(status: &str) -> &'static str {
    match status {
        "200" => "dps.status.200",
        "202" => "dps.status.202",
        "400" => "dps.status.400",
        "401" => "dps.status.401",
        "404" => "dps.status.404",
        "409" => "dps.status.409",
        "429" => "dps.status.429",
        _ if status.len() == 3 && status.starts_with('5') => "dps.status.5xx",
        _ => "dps.status.other",
    }
}
