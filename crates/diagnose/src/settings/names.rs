//! Host, port, client ID, user name, and the names in them.

use dps_protocol::RegistrationId;
use dps_protocol::username::{Username, UsernameError};

use super::{Aim, Given, Settings, correct, is_placeholder, say};
use crate::{Evidence, Sign};

/// The name under which every instance answers.
const GLOBAL: &str = "global.azure-devices-provisioning.net";

pub(super) fn username(settings: &Settings) -> Option<Username> {
    let text = &settings.username.as_ref()?.text;
    Username::parse(text.trim_start_matches('/')).ok()
}

pub(super) fn inspect(settings: &Settings, aim: Aim, evidence: &mut Evidence) {
    if let Some(host) = &settings.host {
        inspect_host(host, aim, evidence);
    }
    if let Some(port) = &settings.port {
        inspect_port(port, evidence);
    }
    if let Some(version) = &settings.version {
        inspect_version(version, evidence);
    }
    match aim {
        Aim::Provisioning => provisioning(settings, evidence),
        Aim::Hub => hub(settings, evidence),
        Aim::Unknown => {}
    }
}

fn inspect_host(host: &Given, aim: Aim, evidence: &mut Evidence) {
    if is_placeholder(&host.text) {
        return;
    }
    let lower = host.text.to_ascii_lowercase();
    let name = lower.rsplit("://").next().unwrap_or_default();
    let name = name.split(['/', ':']).next().unwrap_or_default();
    if name.len() != lower.len() && !name.is_empty() {
        let seen = format!(
            "the host is {:?}, and only its name belongs there",
            host.text
        );
        correct(evidence, Sign::HostUnclean, host, seen, name);
    }
    let dps = [
        ".azure-devices-provisioning.net",
        ".azure-devices-provisioning.us",
        ".azure-devices-provisioning.cn",
    ];
    if let Some(ending) = dps.iter().find(|ending| name.ends_with(**ending)) {
        let label = name.trim_end_matches(ending);
        if label == "global" {
            return;
        }
        let seen = format!("the host is {name:?}, one instance's own name");
        correct(
            evidence,
            Sign::InstanceHost,
            host,
            seen,
            format!("global{ending}"),
        );
    } else if aim == Aim::Provisioning && name.ends_with(".azure-devices.net") {
        let seen = format!("the host is {name:?}, which is a hub");
        correct(evidence, Sign::HubHost, host, seen, GLOBAL);
    } else if !name.ends_with(".azure-devices.net") {
        say(
            evidence,
            Sign::HostForeign,
            host,
            format!("the host is {name:?}"),
        );
    }
}

fn inspect_port(port: &Given, evidence: &mut Evidence) {
    match port.text.as_str() {
        "1883" => correct(
            evidence,
            Sign::PortPlain,
            port,
            "the port is 1883, MQTT without TLS",
            "8883",
        ),
        "443" => correct(
            evidence,
            Sign::PortOfHttps,
            port,
            "the port is 443, where only MQTT over WebSocket and HTTPS are served",
            "8883",
        ),
        _ => {}
    }
}

fn inspect_version(version: &Given, evidence: &mut Evidence) {
    let plain: String = version.text.chars().filter(char::is_ascii_digit).collect();
    let seen = |what: &str| format!("{:?} asks for MQTT {what}", version.text);
    match plain.as_str() {
        "5" | "50" => correct(
            evidence,
            Sign::Mqtt5,
            version,
            seen("5"),
            spelt_like(&version.text, &plain),
        ),
        // MQTT.js and paho call 3.1 by its protocol level, 3.
        "31" | "3" => correct(
            evidence,
            Sign::Mqtt31,
            version,
            seen("3.1"),
            spelt_like(&version.text, &plain),
        ),
        _ => {}
    }
}

/// 3.1.1 in the spelling in which another version was given.
fn spelt_like(text: &str, digits: &str) -> String {
    let lower = text.to_ascii_lowercase();
    if lower.starts_with("mqttv") {
        let name = if text.starts_with("MQTT") {
            "MQTTv311"
        } else {
            "mqttv311"
        };
        return name.to_owned();
    }
    match (digits, text.contains('.')) {
        (_, true) => "3.1.1".to_owned(),
        ("3" | "5", false) => "4".to_owned(),
        _ => "311".to_owned(),
    }
}

fn provisioning(settings: &Settings, evidence: &mut Evidence) {
    let parsed = inspect_username(settings, evidence);
    let registration = settings.registration();
    if let Some(id) = &registration {
        let given = settings
            .registration_id
            .as_ref()
            .or(settings.username.as_ref());
        if let Some(given) = given.filter(|_| !is_placeholder(id)) {
            inspect_registration_id(id, given, evidence);
        }
    }
    if let Some(scope) = settings.scope() {
        let given = settings.id_scope.as_ref().or(settings.username.as_ref());
        if let Some(given) = given.filter(|_| !is_placeholder(&scope)) {
            inspect_scope(&scope, given, evidence);
        }
    }
    let Some(registration) = registration.filter(|id| !is_placeholder(id)) else {
        return;
    };
    match &settings.client_id {
        Some(client) if is_placeholder(&client.text) => {}
        Some(client) if client.text != registration => {
            let seen = format!(
                "the client ID is {:?}, the registration ID {registration:?}",
                client.text
            );
            correct(evidence, Sign::ClientIdDiffers, client, seen, registration);
        }
        Some(client) => {
            let seen = format!("client ID and registration ID are {registration:?}");
            say(evidence, Sign::ClientIdFits, client, seen);
        }
        // Without one the client makes a name up.
        None if settings.complete && parsed.is_some() => {
            let seen = format!("no client ID is given; it has to be {registration:?}");
            match &settings.end {
                Some(end) => {
                    evidence.push_with_edit(
                        Sign::ClientIdAbsent,
                        end.clone(),
                        seen,
                        format!(" -i {registration}"),
                    );
                }
                None => evidence.push(Sign::ClientIdAbsent, crate::Place::Session, seen),
            }
        }
        None => {}
    }
    if let (Some(parsed), Some(id)) = (&parsed, &settings.registration_id)
        && parsed.registration_id != id.text
        && !is_placeholder(&parsed.registration_id)
        && !is_placeholder(&id.text)
    {
        let seen = format!(
            "the registration ID is {:?}, the user name says {:?}",
            id.text, parsed.registration_id
        );
        say(evidence, Sign::ClientIdDiffers, id, seen);
    }
    if let (Some(parsed), Some(scope)) = (&parsed, &settings.id_scope)
        && parsed.id_scope != scope.text
        && !is_placeholder(&parsed.id_scope)
        && !is_placeholder(&scope.text)
    {
        let seen = format!(
            "the ID scope is {:?}, the user name says {:?}",
            scope.text, parsed.id_scope
        );
        say(evidence, Sign::IdScopeDiffers, scope, seen);
    }
}

fn inspect_username(settings: &Settings, evidence: &mut Evidence) -> Option<Username> {
    let Some(given) = &settings.username else {
        // Settings that name topics or a client ID are those of an MQTT client, which needs one.
        let mqtt = settings.client_id.is_some()
            || !settings.topics.is_empty()
            || !settings.filters.is_empty();
        if settings.complete && mqtt {
            let place = settings.end.clone().unwrap_or(crate::Place::Session);
            evidence.push(Sign::UsernameAbsent, place, "no user name is given");
        }
        return None;
    };
    let text = &given.text;
    if is_placeholder(text) && !text.contains("/registrations/") {
        return None;
    }
    let built = |username: &Username| {
        let version = username
            .api_version
            .as_deref()
            .unwrap_or(dps_protocol::username::API_VERSION);
        dps_protocol::username::format(&username.id_scope, &username.registration_id, version)
    };
    match Username::parse(text) {
        Ok(username) => {
            if let Some((name, _)) = username
                .others
                .iter()
                .find(|(name, _)| name.starts_with('?'))
            {
                let mut username = username.clone();
                username.api_version = username
                    .others
                    .iter()
                    .find(|(name, _)| name == "?api-version")
                    .map(|(_, value)| value.clone());
                let seen = format!("the user name says {name:?}: there is no question mark in it");
                correct(
                    evidence,
                    Sign::UsernameMalformed,
                    given,
                    seen,
                    built(&username),
                );
            } else if username.api_version.is_none() && !is_placeholder(text) {
                let seen = format!("the user name {text:?} ends without /api-version=");
                correct(
                    evidence,
                    Sign::ApiVersionAbsent,
                    given,
                    seen,
                    built(&username),
                );
            }
            Some(username)
        }
        Err(UsernameError::NotRegistrations { .. }) if text.contains(".azure-devices.net/") => {
            let seen = format!("the user name {text:?} is one for a hub");
            say(evidence, Sign::UsernameOfHub, given, seen);
            None
        }
        Err(error) => {
            let stripped = Username::parse(text.trim_start_matches('/')).ok();
            match &stripped {
                Some(username) => correct(
                    evidence,
                    Sign::UsernameMalformed,
                    given,
                    "the user name begins with a slash",
                    built(username),
                ),
                None if !is_placeholder(text) => {
                    say(evidence, Sign::UsernameMalformed, given, error.to_string())
                }
                None => {}
            }
            stripped
        }
    }
}

fn inspect_registration_id(id: &str, given: &Given, evidence: &mut Evidence) {
    if let Err(error) = RegistrationId::parse(id) {
        say(
            evidence,
            Sign::RegistrationIdIllegal,
            given,
            error.to_string(),
        );
    } else if id.bytes().any(|byte| byte.is_ascii_uppercase()) {
        let seen = format!("the registration ID {id:?} has upper-case letters");
        say(evidence, Sign::RegistrationIdUpper, given, seen);
    }
}

/// An ID scope is letters and digits; a letter O for a zero is the mistake that can be seen.
fn inspect_scope(scope: &str, given: &Given, evidence: &mut Evidence) {
    let odd = scope
        .chars()
        .find(|character| !character.is_ascii_alphanumeric());
    if let Some(odd) = odd {
        let seen = format!("the ID scope {scope:?} contains {odd:?}");
        say(evidence, Sign::IdScopeOdd, given, seen);
    } else if scope.starts_with(['O', 'o']) {
        let seen = format!("the ID scope {scope:?} begins with the letter O, not with a zero");
        if given.text == scope {
            let corrected = format!("0{}", scope.get(1..).unwrap_or_default());
            correct(evidence, Sign::IdScopeOdd, given, seen, corrected);
        } else {
            let corrected = given.text.replacen(
                scope,
                &format!("0{}", scope.get(1..).unwrap_or_default()),
                1,
            );
            correct(evidence, Sign::IdScopeOdd, given, seen, corrected);
        }
    } else if scope.len() < 6 || scope.len() > 20 || scope.contains(".azure") {
        let seen = format!("the ID scope {scope:?} does not look like 0ne00000000");
        say(evidence, Sign::IdScopeOdd, given, seen);
    }
}

fn hub(settings: &Settings, evidence: &mut Evidence) {
    let (Some(client), Some(username)) = (&settings.client_id, &settings.username) else {
        return;
    };
    let mut parts = username.text.split('/');
    let (host, device) = (
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
    );
    if is_placeholder(&client.text) || is_placeholder(device) || is_placeholder(host) {
        return;
    }
    // A module's client ID has its own name behind the device's.
    let own = client.text == device || client.text.split('/').next() == Some(device);
    if !own && !device.is_empty() {
        let seen = format!(
            "the client ID is {:?}, the user name says {device:?}",
            client.text
        );
        correct(evidence, Sign::HubClientIdDiffers, client, seen, device);
    }
}
