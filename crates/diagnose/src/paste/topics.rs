//! Topics of DPS outside of commands: in source, in profiles, in logs.

use super::search::{all, piece, run, run_back, run_near, says};
use super::{Form, Reading};
use crate::settings::{Given, Settings};
use crate::{Place, Sign};

/// Topics of DPS outside of commands: in source, in profiles, in logs.
pub(super) fn read(
    text: &str,
    outside: &impl Fn(usize) -> bool,
    settings: &mut Settings,
    reading: &mut Reading,
) {
    for at in all(text, "registrations/") {
        if !outside(at) {
            continue;
        }
        let start = run_back(text, at, |byte| {
            !byte.is_ascii_whitespace()
                && !matches!(byte, b'"' | b'\'' | b'`' | b'(' | b'[' | b',' | b':')
        });
        let end = run_near(text, at, |byte| {
            !byte.is_ascii_whitespace()
                && !matches!(
                    byte,
                    b'"' | b'\'' | b'`' | b')' | b']' | b',' | b';' | b'\\'
                )
        });
        let topic = piece(text, start..end).trim_end_matches('.');
        let kind = piece(text, at + "registrations/".len()..end).to_ascii_lowercase();
        let starts = topic.starts_with("$dps/")
            || topic.starts_with("/registrations/")
            || topic.starts_with("$$dps/");
        if !starts || settings.topics.len() + settings.filters.len() > 50 {
            continue;
        }
        let given = Given::new(topic, Place::Text(start..start + topic.len()));
        reading.form(Form::Topic, start..start + topic.len());
        if kind.starts_with("res/#")
            || kind == "res"
            || kind == "res/"
            || kind == "#"
            || kind.starts_with("res/+")
        {
            settings.filters.push(given);
        } else if !kind.starts_with("res/") {
            // Source builds topics from pieces; what is there may be a piece.
            let whole = topic.contains('=') && !topic.ends_with('=');
            let template = topic.contains(['{', '%', '<', '+']);
            if whole && !template {
                settings.topics.push(given);
            } else {
                reading.understand("topic", &given);
            }
        }
    }
    unsubscribed(text, outside, reading);
    subscribed_late(text, outside, reading);
    // MQTT Explorer and MQTT.fx subscribe to everything by themselves.
    let dps = says(text, "azure-devices-provisioning") || says(text, "registrations/");
    for filter in [
        "\"#\"",
        "'#'",
        "\"$SYS/#\"",
        "'$SYS/#'",
        "SUBSCRIBE #",
        "Topic: #,",
        "topic # ",
    ] {
        let found = text.find(filter).filter(|at| dps && outside(*at));
        if let Some(at) = found {
            let seen = format!("{filter} asks for everything");
            let bytes = at..at + filter.len();
            reading
                .evidence
                .push(Sign::FilterTooWide, Place::Text(bytes), seen);
        }
    }
}

/// A whole script that prints that it published before it prints that it subscribed, and no answer.
fn subscribed_late(text: &str, outside: &impl Fn(usize) -> bool, reading: &mut Reading) {
    let whole = ["import ", "require(", "#include", "using mqttnet"];
    let asks = says(text, "publish(") && says(text, "registrations/put/iotdps-register");
    let answered = all(text, "registrations/res/").any(|at| {
        let behind = at + "registrations/res/".len();
        run(text, behind, |byte| byte.is_ascii_digit()) > behind
    });
    if answered || !asks || !whole.iter().any(|word| says(text, word)) {
        return;
    }
    let printed = |words: &[&str]| {
        let mut start = 0;
        text.split_inclusive('\n').find_map(|line| {
            let at = start;
            start += line.len();
            let line = line.trim().to_ascii_lowercase();
            let said = words.iter().any(|words| line.starts_with(words));
            (said && !line.contains(['(', '=']) && outside(at)).then_some(at..at + line.len())
        })
    };
    let published = printed(&["published", "publish ok", "publish acknowledged"]);
    let subscribed = printed(&["subscribed", "granted", "suback"]);
    if let (Some(published), Some(subscribed)) = (published, subscribed)
        && published.start < subscribed.start
    {
        let seen = "the script says that it published before it says that it subscribed";
        let place = Place::Text(published);
        reading.evidence.push(Sign::SubscriptionAbsent, place, seen);
    }
}

/// A whole script that connects and asks, and never subscribes.
fn unsubscribed(text: &str, outside: &impl Fn(usize) -> bool, reading: &mut Reading) {
    let whole = ["import ", "require(", "#include", "using mqttnet"];
    let connects = whole.iter().any(|word| says(text, word))
        && ["connect(", "connectasync("]
            .iter()
            .any(|call| says(text, call));
    let subscribes = [
        "subscribe(",
        "subscribeasync(",
        "subscriptions",
        "register(",
    ];
    if !connects || subscribes.iter().any(|call| says(text, call)) {
        return;
    }
    const TOPIC: &str = "$dps/registrations/PUT/iotdps-register";
    const LONGEST: usize = 200;
    let asked = all(text, "publish(").find_map(|at| {
        let end = run(text, at, |byte| byte != b'\n').min(at + LONGEST);
        let topic = piece(text, at..end).find(TOPIC)?;
        outside(at).then_some(at + topic)
    });
    if let Some(at) = asked {
        let seen = "the script publishes the request, and subscribes to nothing";
        let place = Place::Text(at..at + TOPIC.len());
        reading.evidence.push(Sign::SubscriptionAbsent, place, seen);
    }
}
