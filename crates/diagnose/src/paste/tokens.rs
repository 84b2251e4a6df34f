//! SAS tokens: what they are for, and until when.

use super::Reading;
use super::search::{all, line_start, piece, run, says};
use crate::settings::Settings;
use crate::{Place, Sign};

/// SAS tokens: what they are for, and until when.
pub(super) fn read(text: &str, now: Option<i64>, settings: &Settings, reading: &mut Reading) {
    for at in all(text, "sharedaccesssignature sr=") {
        let end = run(text, at, |byte| {
            !matches!(byte, b'"' | b'\'' | b'\n' | b'\r' | b',' | b'`')
        });
        let token = piece(text, at..end);
        let member = |name: &str| {
            let behind = token
                .split(['&', ' '])
                .find_map(|part| part.strip_prefix(name));
            behind.unwrap_or_default().trim()
        };
        let place = Place::Text(at..end);
        let resource = member("sr=").to_ascii_lowercase().replace("%2f", "/");
        reading.evidence.push(
            Sign::SymmetricKeyInUse,
            place.clone(),
            "a SAS token is given",
        );
        // A script that puts a token together says no more of it than that, and perhaps when it ends.
        if resource.starts_with(['{', '$', '%', '<', '+', '[']) {
            written_end(text, now, reading);
            continue;
        }
        let line = piece(text, line_start(text, at)..at);
        if resource.contains("/registrations/") && says(line, "/?api-version=") {
            let seen = format!("the token is for {resource:?}, and the user name is one for a hub");
            reading
                .evidence
                .push(Sign::TokenResourceWrong, place.clone(), seen);
        } else if !resource.contains("/registrations/") && !resource.is_empty() {
            let hub = resource.contains(".azure-devices.net/devices/");
            // A token for a hub is right at a hub.
            let dps = settings.id_scope.is_some()
                || says(text, "provisioning")
                || says(text, "/registrations/");
            if !hub || dps {
                reading.evidence.push(
                    Sign::TokenResourceWrong,
                    place.clone(),
                    format!("the token is for {resource:?}"),
                );
            }
        } else {
            let policy = member("skn=");
            if policy != "registration" {
                let seen = if policy.is_empty() {
                    "the token ends without skn=registration".to_owned()
                } else {
                    format!("the token names the policy {policy:?}")
                };
                reading
                    .evidence
                    .push(Sign::TokenPolicyWrong, place.clone(), seen);
            }
        }
        let expiry = member("se=").parse::<i64>().ok();
        if let (Some(expiry), Some(now)) = (expiry, now)
            && expiry < now
        {
            reading.evidence.push(
                Sign::TokenExpired,
                place,
                format!("the token ended at {}", device_certs::time::rfc3339(expiry)),
            );
        }
    }
}

/// An end that stands in a script as a number of seconds.
fn written_end(text: &str, now: Option<i64>, reading: &mut Reading) {
    for name in ["expiry", "expires", "expiration"] {
        for at in all(text, name) {
            let behind = |start: usize, of: &[u8]| run(text, start, |byte| of.contains(&byte));
            let start = behind(behind(at + name.len(), b" "), b"=:");
            let start = behind(start, b" ");
            let end = run(text, start, |byte| byte.is_ascii_digit());
            let seconds = piece(text, start..end).parse::<i64>().ok();
            // Less is how long a token lasts, and not when it ends.
            const FIRST: i64 = 1_000_000_000;
            if let (Some(seconds), Some(now)) = (seconds.filter(|end| *end > FIRST), now)
                && seconds < now
            {
                let ended = device_certs::time::rfc3339(seconds);
                let seen = format!("the script makes a token that ended at {ended}");
                let place = Place::Text(at..end);
                reading.evidence.push(Sign::TokenExpired, place, seen);
            }
        }
    }
}
