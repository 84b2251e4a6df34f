//! Client IDs that are none of the device's: made up by a program, or said beside another registration ID in a log.

use super::Reading;
use super::search::{all, find, line_start, piece, run, run_back, says};
use crate::{Place, Sign};

/// What makes a name up.
const MAKING: &[&str] = &[
    "generateclientid",
    "random",
    "uuid",
    "guid",
    "math.random",
    "getrandom",
    "rand()",
    "millis()",
    "time.now",
    "esp_random",
];

/// The names that libraries make up, without their digits.
const MADE: &[&str] = &[
    "paho",
    "mqttjs_",
    "auto-",
    "mosq-",
    "mosq/",
    "espclient-",
    "esp32client-",
    "esp8266client-",
    "python-mqtt-",
    "mqttx_",
    "mqtt-explorer-",
    "mqttfx_",
];

pub(super) fn read(text: &str, reading: &mut Reading) {
    let known = [Sign::ClientIdDiffers, Sign::ClientIdAbsent];
    let dps = says(text, "/registrations/") && says(text, "api-version=");
    if !dps || known.iter().any(|sign| reading.evidence.has(*sign)) {
        return;
    }
    let found = beside(text).or_else(|| called(text));
    if let Some((at, length, seen)) = found.or_else(|| by_program(text)) {
        let place = Place::Text(at..at + length);
        reading.evidence.push(Sign::ClientIdDiffers, place, seen);
    }
}

/// `connecting as paho123 user SCOPE/registrations/dev-01/...`: both on one line of a log.
fn beside(text: &str) -> Option<(usize, usize, String)> {
    let id = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:".contains(&byte);
    all(text, "/registrations/").find_map(|at| {
        let begin = line_start(text, at);
        let before = piece(text, begin..at);
        let start = at + "/registrations/".len();
        // A user name, and no topic.
        let user = says(super::search::line(text, at), "api-version=") && !before.contains("$dps");
        if !user {
            return None;
        }
        let registered = piece(text, start..run(text, start, id));
        let named = [
            " as ",
            "client id ",
            "clientid ",
            "client_id ",
            "clientid=",
            "client=",
            "client ",
        ];
        let (from, words) = named
            .iter()
            .find_map(|words| Some((find(before, words, 0)?, *words)))?;
        let from = begin + from + words.len();
        let from = run(text, from, |byte| b"\"'=:[ ".contains(&byte));
        let used = piece(text, from..run(text, from, id));
        // The scope of the user name itself may come next.
        let scope = run_back(text, at, id);
        let whole = used.len() > 2 && from < scope && !registered.is_empty();
        let other = whole && used != registered && used.bytes().any(|byte| byte.is_ascii_digit());
        let seen = format!("the client ID is {used:?}, the registration ID {registered:?}");
        other.then_some((from, used.len(), seen))
    })
}

/// `connect("arduinoClient", "SCOPE/registrations/dev-01/...")`, `AT+QMTCONN=0,"867648",...`: client ID and user name are
/// neighbours in the calls of PubSubClient, of umqtt and of modems.
fn called(text: &str) -> Option<(usize, usize, String)> {
    all(text, "/registrations/").find_map(|at| {
        let behind = super::search::line(text, at + "/registrations/".len());
        if !says(behind, "api-version=") {
            return None;
        }
        let registered = behind.split(['/', '"', '\'']).next()?;
        let begin = line_start(text, at);
        let before = piece(text, begin..at);
        // Up to the quote before the scope, and over the comma to the string before it.
        let open = before.rfind(['"', '\''])?;
        let rest = before.get(..open)?.trim_end();
        let rest = rest.strip_suffix(',')?.trim_end();
        let used = rest.strip_suffix(['"', '\''])?;
        let from = used.rfind(['"', '\''])? + 1;
        let used = used.get(from..)?;
        let id = |byte: u8| byte.is_ascii_alphanumeric() || b"-_:".contains(&byte);
        let other = used.bytes().all(id) && used != registered && !used.starts_with('-');
        let seen = format!("the client ID is {used:?}, the registration ID {registered:?}");
        let whole = other && used.len() > 2 && !registered.is_empty();
        whole.then_some((begin + from, used.len(), seen))
    })
}

/// A line of a program that makes a client ID up, or a log that shows one of those that libraries make up.
fn by_program(text: &str) -> Option<(usize, usize, String)> {
    let mut start = 0;
    text.split_inclusive('\n').find_map(|line| {
        let at = start;
        start += line.len();
        let letters = line.chars().filter(char::is_ascii_alphanumeric);
        let letters: String = letters.map(|letter| letter.to_ascii_lowercase()).collect();
        let names = letters.contains("clientid");
        let code = line.contains(['(', '=']);
        let making = MAKING.iter().any(|words| says(line, words));
        let made = MADE.iter().any(|words| {
            let found = find(line, words, 0).map(|at| at + words.len());
            let next = found.and_then(|at| line.as_bytes().get(at));
            next.is_some_and(|byte| byte.is_ascii_hexdigit() || *byte == b'"')
        });
        let so = names && ((code && making) || made);
        let seen = "the client ID is made up, and has to be the registration ID".to_owned();
        so.then(|| (at, line.trim_end().len(), seen))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: bool) {
        let mut reading = Reading::default();
        read(text, &mut reading);
        assert_eq!(
            reading.evidence.has(Sign::ClientIdDiffers),
            expected,
            "{text}"
        );
    }

    const USER: &str = "0ne00C0FFEE/registrations/dev-01/api-version=2019-03-31";

    #[test]
    fn programs_make_names_up() {
        for line in [
            "opts.SetClientID(uuid.NewString())",
            "String clientId = \"ESP32Client-\";",
            ".WithClientId(Guid.NewGuid().ToString())",
            "client_id = f\"python-mqtt-{random.randint(0, 100)}\"",
            "new MqttClient(broker, MqttClient.generateClientId())",
            "packet: { cmd: 'connect', clientId: 'mqttjs_1a2b3c4d' }",
        ] {
            check(&format!("{line}\nuser {USER}\n"), true);
            check(line, false);
        }
        check(&format!("rid = uuid.uuid4()\nuser {USER}\n"), false);
        check(&format!("clientId: 'dev-01'\nuser {USER}\n"), false);
    }

    #[test]
    fn a_log_says_both_names() {
        check(&format!("connecting as paho4917 user {USER}"), true);
        check(&format!("mqtt client dev-02, user {USER}"), true);
        check(&format!("connecting as dev-01 / {USER}"), false);
        check(&format!("as {USER}"), false);
        check(
            &format!("mqtt.connect(\"arduino\", \"{USER}\", \"\")"),
            true,
        );
        check(
            &format!("mqtt.connect(\"dev-01\", \"{USER}\", \"\")"),
            false,
        );
        check(&format!("AT+QMTCONN=0,\"8676480\",\"{USER}\""), true);
        check(&format!("[\"-i\",\"dev-01\",\"-u\",\"{USER}\"]"), false);
    }
}
