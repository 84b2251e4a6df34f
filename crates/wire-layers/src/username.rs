//! The parts of user names, right or wrong, and of the tokens that stand beside them as passwords.

use crate::cutter::Cutter;
use crate::parameters::{self, until};

/// The page that describes the user name of a DPS connection.
const DPS_MQTT: &str = "Microsoft: communicate with DPS using MQTT";
/// The same for a hub.
const HUB_MQTT: &str = "Microsoft: communicate with an IoT hub using MQTT";

/// `{idScope}/registrations/{registrationId}/api-version=…`
pub(crate) fn dps(cutter: &mut Cutter<'_>, text: &str) {
    let whole = cutter.at()..cutter.end();
    let found = text.split('/').position(|part| part == "registrations");
    let anchor = found.unwrap_or(1);
    if text.starts_with('/') {
        let at = whole.start;
        cutter.problem(
            at..at + 1,
            "the user name begins with a slash, so that its parts are one place too far",
            DPS_MQTT,
        );
    } else if found != Some(1) {
        cutter.problem(
            whole.clone(),
            "the user name is not {idScope}/registrations/{registrationId}/api-version=…",
            DPS_MQTT,
        );
    }
    let mut versions = 0;
    let mut index = 0;
    while cutter.left() > 0 {
        let length = until(cutter, b'/');
        let part = cutter.remaining().get(..length).unwrap_or_default();
        let has_version = part.windows(11).any(|window| window == b"api-version");
        if index == anchor {
            cutter.text("dps.username.registrations", "Keyword", length);
        } else if index + 1 == anchor {
            cutter.text("dps.username.id-scope", "ID scope", length);
        } else if index == anchor + 1 && !has_version {
            cutter.text("dps.username.registration-id", "Registration ID", length);
        } else if index > anchor {
            rest(cutter, &mut versions);
            break;
        } else {
            cutter.text("username.extra", "Not expected here", length);
        }
        cutter.separator();
        index += 1;
    }
    if versions == 0 {
        cutter.problem(
            whole.end..whole.end,
            "no api-version is named; what DPS does then is not documented",
            DPS_MQTT,
        );
    }
}

/// Everything behind the registration ID: a slash in there is part of a value.
fn rest(cutter: &mut Cutter<'_>, versions: &mut usize) {
    if cutter.peek() == Some(b'?') {
        let at = cutter.at();
        cutter.problem(
            at..at + 1,
            "a question mark stands before api-version; only the user name of a hub has one",
            DPS_MQTT,
        );
        cutter.separator();
    }
    parameters::cut(cutter, &mut |key| match key {
        "api-version" => {
            *versions += 1;
            "dps.username.api-version"
        }
        "ClientVersion" => "dps.username.client-version",
        _ => "username.parameter",
    });
}

/// `{hub}/{deviceId}/?api-version=…&DeviceClientType=…`
pub(crate) fn hub(cutter: &mut Cutter<'_>, text: &str) {
    let whole = cutter.at()..cutter.end();
    let mut versions = 0;
    for (kind, label) in [
        ("hub.username.host", "Hub host name"),
        ("hub.username.device-id", "Device ID"),
    ] {
        let length = until(cutter, b'/');
        cutter.text(kind, label, length);
        cutter.separator();
    }
    if cutter.peek() == Some(b'?') {
        cutter.separator();
    }
    parameters::cut(cutter, &mut |key| match key {
        "api-version" => {
            versions += 1;
            "hub.username.api-version"
        }
        "DeviceClientType" => "hub.username.client-type",
        "model-id" => "hub.username.model-id",
        _ => "username.parameter",
    });
    if versions == 0 || text.split('/').nth(1).is_none_or(str::is_empty) {
        cutter.problem(
            whole,
            "the user name is not {hub}/{deviceId}/?api-version=…",
            HUB_MQTT,
        );
    }
}

/// `SharedAccessSignature sr=…&sig=…&se=…`
pub(crate) fn token(cutter: &mut Cutter<'_>) {
    let length = until(cutter, b' ');
    cutter.text("sas.scheme", "Kind of token", length);
    cutter.separator();
    parameters::cut(cutter, &mut |key| match key {
        "sr" => "sas.resource",
        "sig" => "sas.signature",
        "se" => "sas.expiry",
        "skn" => "sas.key-name",
        _ => "username.parameter",
    });
}
