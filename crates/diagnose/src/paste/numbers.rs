//! Numbers that clients print instead of words: statuses of HTTP, return codes of CONNECT.

use std::ops::Range;

use super::search::{all, line, piece, run, says};
use super::{Form, Reading};
use crate::{Place, Sign, observe};

/// More than this many say nothing new.
const MOST: usize = 100;

pub(super) fn read(text: &str, covered: &[Range<usize>], reading: &mut Reading) {
    statuses(text, covered, reading);
    returns(text, covered, reading);
    modems(text, reading);
    opening(text, reading);
    modem_version(text, reading);
}

/// What stands before a status.
const BEFORE: &[&str] = &[
    "http/1.0 ",
    "http/1.1 ",
    "http/2 ",
    "http/2.0 ",
    "http/3 ",
    "http error ",
    "http status ",
    "status code ",
    "statuscode",
    "status_code",
    "status code:",
    "status code =",
    "http status:",
    "http code:",
    "http_code",
    "response code:",
    "response code ",
    "response status",
    "status ",
    "status:",
    "status=",
    "returned error:",
    "error status ",
    "status-code:",
    "status-code =",
    "http response ",
    "http code ",
    "response [",
    "returned ",
    "answered ",
    "answer ",
    "got ",
    "received ",
];

/// What stands behind a number that is none.
const UNITS: &[&str] = &[
    "byte", "ms", "kb", "row", "message", "packet", "second", "item", "of ", "time", "device",
];

/// What stands behind one.
const BEHIND: &[(&str, u16)] = &[
    ("400 bad request", 400),
    ("401 unauthorized", 401),
    ("(401) unauthorized", 401),
    ("401 (unauthorized)", 401),
    ("403 forbidden", 403),
    ("404 not found", 404),
    ("405 method not allowed", 405),
    ("409 conflict", 409),
    ("412 precondition failed", 412),
    ("415 unsupported media type", 415),
    ("429 too many requests", 429),
    ("429 (too many requests)", 429),
    ("500 internal server error", 500),
    ("502 bad gateway", 502),
    ("503 service unavailable", 503),
    ("504 gateway time", 504),
];

/// `HTTP/2 401`, `statusCode: 429`, `503 Service Unavailable`.
fn statuses(text: &str, covered: &[Range<usize>], reading: &mut Reading) {
    let mut say = |status: u16, bytes: Range<usize>| {
        if covered.iter().any(|command| command.contains(&bytes.start)) {
            return;
        }
        reading.form(Form::Log, bytes.clone());
        let seen = observe::status(status, Place::Text(bytes));
        reading.evidence.extend(seen);
    };
    for words in BEFORE {
        for at in all(text, words).take(MOST) {
            let start = run(text, at + words.len(), |byte| b" :=\"'([".contains(&byte));
            let end = run(text, start, |byte| byte.is_ascii_alphanumeric());
            // 407 is a proxy's; what is counted or measured is no status.
            let behind = line(text, end).trim_start().to_ascii_lowercase();
            if UNITS.iter().any(|unit| behind.starts_with(unit)) {
                continue;
            }
            if let Ok(status @ (400..=406 | 408..=599)) = piece(text, start..end).parse::<u16>() {
                say(status, at..end);
            }
        }
    }
    for (words, status) in BEHIND {
        for at in all(text, words).take(MOST) {
            let alone = at
                .checked_sub(1)
                .and_then(|before| text.as_bytes().get(before))
                .is_none_or(|before| !before.is_ascii_alphanumeric() && *before != b'.');
            if alone {
                say(*status, at..at + words.len());
            }
        }
    }
}

/// What the return code of a CONNECT is called.
const CALLED: &[&str] = &[
    "return code",
    "return_code",
    "returncode",
    "result code",
    "reason code",
    "reason_code",
    "mqtt error",
    "refused error",
    "not accepted",
    "refused",
    "rejected",
    "state",
    "rc",
    MICROPYTHON,
];

/// The exception of umqtt, which has the return code and nothing else.
const MICROPYTHON: &str = "mqttexception:";

/// `Failed to connect, return code 5`, `failed, rc=-2`, on a line that speaks of connecting.
fn returns(text: &str, covered: &[Range<usize>], reading: &mut Reading) {
    for called in CALLED {
        for at in all(text, called).take(MOST) {
            if covered.iter().any(|command| command.contains(&at)) {
                continue;
            }
            let begin = text.get(..at).and_then(|before| before.rfind('\n'));
            let before = piece(text, begin.map_or(0, |begin| begin + 1)..at);
            let whole = !before.ends_with(|last: char| last.is_ascii_alphanumeric());
            // PubSubClient has a state, which says nothing else than how the last CONNECT ended.
            let state = *called == "state" && before.trim().is_empty() && says(text, ".state()");
            let bare = [MICROPYTHON, "mqtt error"].contains(called) || state;
            if !bare && (!whole || !speaks_of_connecting(before)) {
                continue;
            }
            let start = run(text, at + called.len(), |byte| b" :=`'\"([".contains(&byte));
            let start = if piece(text, start..start + 3) == "is " {
                start + 3
            } else {
                start
            };
            let start = if piece(text, start..start + 2) == "0x" {
                start + 2
            } else {
                start
            };
            let minus = text.as_bytes().get(start) == Some(&b'-');
            let end = run(text, start + usize::from(minus), |byte| {
                byte.is_ascii_alphanumeric()
            });
            // A letter or another digit directly behind the name is part of another word.
            let apart = start > at + called.len();
            let code = piece(text, start..end).parse::<i16>().ok();
            // Of a state a number above nought says nothing: it may be that of a machine.
            let own = *called == "state" && !state;
            let Some(code) = code.filter(|code| apart && (!own || *code < 0)) else {
                continue;
            };
            let place = Place::Text(at..end);
            match code {
                0..=5 => {
                    let code = u8::try_from(code).unwrap_or_default();
                    reading.evidence.extend(observe::connack(code, place));
                }
                // Below nought, PubSubClient; from 128 on, the reasons that stand for the same in MQTT 5.
                _ => {
                    let known = OTHER.iter().find(|(known, _)| *known == code);
                    let Some((_, sign)) = known else { continue };
                    let seen = format!("the return code {code}: {}", sign.text());
                    reading.evidence.push(*sign, place, seen);
                }
            }
            reading.form(Form::Log, at..end);
        }
    }
}

/// Return codes that are none of CONNACK's.
const OTHER: &[(i16, Sign)] = &[
    (-4, Sign::ConnackAbsent),
    (-3, Sign::ClosedUnsaid),
    (-2, Sign::ConnectFailed),
    (132, Sign::Connack1),
    (133, Sign::Connack2),
    (134, Sign::Connack4),
    (135, Sign::Connack5),
    (136, Sign::Connack3),
];

/// Whether connecting is what the line is about: not the end of a connection, nor what is done with it.
fn speaks_of_connecting(before: &str) -> bool {
    let other = ["disconnect", "publish", "subscri", "lost", "closed"];
    let connecting = ["connect", "mqtt", "connack"];
    connecting.iter().any(|word| says(before, word)) && !other.iter().any(|word| says(before, word))
}

/// What modems are set to: `+QMTCFG: "version",3` is MQTT 3.1.
fn modem_version(text: &str, reading: &mut Reading) {
    for at in all(text, "qmtcfg") {
        let said = line(text, at);
        let three = says(said, "\"version\"") && said.trim_end().ends_with(",3");
        let later = says(piece(text, at + said.len()..text.len()), "\"version\",0,4");
        if three && !later {
            let place = Place::Text(at..at + said.trim_end().len());
            let seen = "the modem is set to version 3, which is MQTT 3.1";
            reading.evidence.push(Sign::Mqtt31, place, seen);
            return;
        }
    }
}

/// How modems call the answer to a CONNECT, and which of the numbers behind it is the return code.
/// `+QMTOPEN: 0,4`: why a modem could not open a connection.
fn opening(text: &str, reading: &mut Reading) {
    for at in all(text, "+qmtopen:").take(MOST) {
        let said = line(text, at).trim_end();
        let code = said.rsplit(',').next().unwrap_or_default().trim();
        let sign = match code {
            "4" => Sign::NameNotFound,
            "-1" | "3" | "5" => Sign::ConnectFailed,
            _ => continue,
        };
        let seen = format!("the modem answers {code}: {}", sign.text());
        let bytes = at..at + said.len();
        reading.form(Form::Log, bytes.clone());
        reading.evidence.push(sign, Place::Text(bytes), seen);
    }
}

/// How modems call the answer to a CONNECT, and which of the numbers behind it is the return code.
const MODEMS: &[(&str, usize)] = &[("+qmtconn:", 2), ("+umqttc:", 2)];

/// `+QMTCONN: 0,1,5`: of the modem's numbers the last is CONNACK's.
fn modems(text: &str, reading: &mut Reading) {
    for (called, which) in MODEMS {
        for at in all(text, called).take(MOST) {
            let said = line(text, at);
            let numbers = piece(said, called.len()..said.len()).split(',');
            let code = numbers.map(str::trim).nth(*which);
            if let Some(code @ 0..=5) = code.and_then(|code| code.parse::<u8>().ok()) {
                let bytes = at..at + said.len();
                reading.form(Form::Log, bytes.clone());
                let seen = observe::connack(code, Place::Text(bytes));
                reading.evidence.extend(seen);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[Sign]) {
        let mut reading = Reading::default();
        read(text, &[], &mut reading);
        let seen = reading.evidence.observations.iter();
        let mut seen: Vec<Sign> = seen.map(|seen| seen.sign).collect();
        seen.dedup();
        assert_eq!(seen, expected, "{text}");
    }

    #[test]
    fn statuses_are_read_in_many_dresses() {
        check("< HTTP/2 401", &[Sign::Status401]);
        check("HTTP/1.1 503 Service Unavailable", &[Sign::Status5xx]);
        check("\"statusCode\": 429", &[Sign::Status429]);
        check("Error: 429 Too Many Requests", &[Sign::Status429]);
        check("HTTP/1.1 200 OK", &[]);
        check("requests: <Response [401]>", &[Sign::Status401]);
        check("put token failed. status-code: 401", &[Sign::Status401]);
        check("received 500 bytes", &[]);
        check("the hub answered 404", &[Sign::Status404]);
        check("status code 4010", &[]);
        check("took 1.401 unauthorized", &[]);
    }

    #[test]
    fn return_codes_are_those_of_connecting() {
        check("Failed to connect, return code 5", &[Sign::Connack5]);
        check(
            "Attempting MQTT connection...failed, rc=3 try again",
            &[Sign::Connack3],
        );
        check("connected with result code 0", &[Sign::ConnackAccepted]);
        check("Disconnected with result code 5", &[]);
        check("publish after connect: rc=4", &[]);
        check("umqtt.simple.MQTTException: 5", &[Sign::Connack5]);
        check("MqttException (0) - java.io.EOFException", &[]);
        check("connect source 5", &[]);
        check("failed, rc=-2 on connect", &[]);
        check(
            "Attempting MQTT connection...failed, rc=-2",
            &[Sign::ConnectFailed],
        );
        check("mqtt state -4, again in 15 s", &[Sign::ConnackAbsent]);
        check("mqtt state 5", &[]);
        check("print(mqtt.state())\nstate 5\n", &[Sign::Connack5]);
        check("Connection refused error: 0x5", &[Sign::Connack5]);
        check(
            "Connection Not Accepted: 0x3: Server Unavailable",
            &[Sign::Connack3],
        );
        check("connack, reason code 135", &[Sign::Connack5]);
        check("MQTT error [4]: CONNACK return code", &[Sign::Connack4]);
        check("connection refused (os error 111)", &[]);
        check("+QMTCONN: 0,0,5", &[Sign::Connack5]);
        check("+QMTCONN: 0,0,0", &[Sign::ConnackAccepted]);
        check("+QMTOPEN: 0,4", &[Sign::NameNotFound]);
        check("+QMTOPEN: 0,0", &[]);
        check("AT+QMTCFG=\"version\",0,3", &[Sign::Mqtt31]);
        check("+QMTCFG: \"version\",3\nAT+QMTCFG=\"version\",0,4", &[]);
    }
}
