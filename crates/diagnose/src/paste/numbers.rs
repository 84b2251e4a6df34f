//! Numbers that clients print instead of words: statuses of HTTP, return codes of CONNECT.

use std::ops::Range;

use super::search::{all, find, piece, run};
use super::{Form, Reading};
use crate::{Place, observe};

/// More than this many say nothing new.
const MOST: usize = 100;

pub(super) fn read(text: &str, covered: &[Range<usize>], reading: &mut Reading) {
    statuses(text, covered, reading);
    returns(text, covered, reading);
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
    "returned error:",
    "error status ",
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
            // 407 is a proxy's.
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
    "result code",
    "reason code",
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
            let bare = *called == MICROPYTHON;
            if !bare && (!whole || !speaks_of_connecting(before)) {
                continue;
            }
            let start = run(text, at + called.len(), |byte| b" :=`'\"([".contains(&byte));
            let start = if piece(text, start..start + 3) == "is " {
                start + 3
            } else {
                start
            };
            let start = if piece(text, start..start + 3) == "0x0" {
                start + 3
            } else {
                start
            };
            let end = run(text, start, |byte| byte.is_ascii_alphanumeric());
            // A letter or another digit directly behind the name is part of another word.
            let apart = start > at + called.len();
            if let Ok(code @ 0..=5) = piece(text, start..end).parse::<u8>()
                && apart
            {
                reading.form(Form::Log, at..end);
                let seen = observe::connack(code, Place::Text(at..end));
                reading.evidence.extend(seen);
            }
        }
    }
}

/// Whether connecting is what the line is about: not the end of a connection, nor what is done with it.
fn speaks_of_connecting(before: &str) -> bool {
    let other = ["disconnect", "publish", "subscri", "lost", "closed"];
    find(before, "connect", 0).is_some()
        && !other.iter().any(|word| find(before, word, 0).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Sign;

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
    }
}
