//! Who says that something failed: the client itself, or a text about it. Code that would print an error, a counter
//! that stands at nought, a page that is quoted, last week's trouble, another service's: none of them accuses.

use std::ops::Range;

use super::Reading;
use super::search::{find, line, line_start, piece, says};
use crate::{Class, Place, Sign};

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Voice {
    /// The client, or somebody who tells what happened.
    Said,
    /// A text about it. Where nothing else is said at all, it may be meant all the same.
    Told,
    /// Nobody: it never happened.
    Unsaid,
}

/// Drops failures that nobody says. What is only told of is dropped where somebody says something else.
pub(super) fn settle(text: &str, reading: &mut Reading) {
    let devices = devices(text);
    let observations = &mut reading.evidence.observations;
    let voices: Vec<Voice> = observations
        .iter()
        .map(|seen| match (&seen.place, seen.sign.class()) {
            (Place::Text(bytes), Class::Failure) if is_of_neighbour(text, bytes, &devices) => {
                Voice::Told
            }
            (Place::Text(bytes), Class::Failure) => voice(text, bytes, seen.sign),
            // Its name alone is enough for this one, and so is a word that denies it.
            (Place::Text(bytes), _) if seen.sign == Sign::ProxyCertificate => proxy(text, bytes),
            _ => Voice::Said,
        })
        .collect();
    // That a step succeeded tells as much of how it went.
    let steps = [
        Sign::ConnackAccepted,
        Sign::Assigning,
        Sign::TlsVerified,
        Sign::RecordAssigned,
    ];
    let outcome = |sign: Sign| {
        matches!(sign.class(), Class::Failure | Class::Success) || steps.contains(&sign)
    };
    let said = observations
        .iter()
        .zip(&voices)
        .any(|(seen, voice)| *voice == Voice::Said && outcome(seen.sign));
    let said = said || WELL.iter().any(|words| says(text, words));
    let mut voices = voices.iter();
    observations.retain(|_| match voices.next() {
        Some(Voice::Unsaid) => false,
        Some(Voice::Told) => !said,
        _ => true,
    });
}

/// How people say that all is well.
const WELL: &[&str] = &[
    "works fine",
    "work fine",
    "works as expected",
    "everything works",
    "all works",
    "without trouble",
    "without problems",
    "without a problem",
    "without any problem",
    "without issues",
    "without any issue",
    "all is well",
    "is healthy",
    "all good",
    "no problems at all",
    "just curious",
    "out of curiosity",
    "only want to know",
    "just want to know",
    "funktioniert einwandfrei",
    "läuft einwandfrei",
    "läuft problemlos",
    "fonctionne bien",
    "sans problème",
    "funciona bien",
    "sin problemas",
];

/// What a server of one's own says of its clients: Go's, and whatever is made with it.
fn is_of_server(line: &str) -> bool {
    says(line, "tls handshake error from") || says(line, "client certificate error from")
}

/// The container whose line it is, as `docker compose logs` writes it: `device-1  | ..`.
fn container(line: &str) -> Option<&str> {
    let (name, _) = line.split_once('|')?;
    let name = name.trim_end();
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let plain = !name.is_empty() && name.bytes().all(letter);
    (plain && name.bytes().any(|byte| byte.is_ascii_alphabetic())).then_some(name)
}

/// Whether another container says it than those that provision.
fn is_of_neighbour(text: &str, bytes: &Range<usize>, devices: &[&str]) -> bool {
    let line = piece(text, line_start(text, bytes.start)..bytes.end);
    let name = container(line);
    name.is_some_and(|name| !devices.is_empty() && !devices.contains(&name))
}

/// The containers that speak of provisioning, where there are others beside them.
fn devices(text: &str) -> Vec<&str> {
    let mut devices: Vec<&str> = Vec::new();
    for line in text.lines() {
        if let Some(name) = container(line).filter(|name| !devices.contains(name))
            && OURS.iter().any(|words| says(line, words))
        {
            devices.push(name);
        }
    }
    devices
}

fn voice(text: &str, bytes: &Range<usize>, sign: Sign) -> Voice {
    let (before, rest) = around(text, bytes);
    let rest = rest.trim_end();
    let line = piece(text, bytes.start - before.len()..bytes.end + rest.len());
    // A counter of Prometheus: the words may be its labels, up to the end of the line.
    let counter = line.trim_end().ends_with("} 0");
    if counter || is_none_counted(rest) || is_code(line, before) || has_passed(line) {
        return Voice::Unsaid;
    }
    let another = is_of_another(line, sign) || is_elsewhere(line) || is_of_server(line);
    if is_comment(before) || another || is_told(text, bytes, before) {
        return Voice::Told;
    }
    Voice::Said
}

/// The line before a place, and behind it; of very long ones what is near.
fn around<'a>(text: &'a str, bytes: &Range<usize>) -> (&'a str, &'a str) {
    let begin = line_start(text, bytes.start);
    (piece(text, begin..bytes.start), line(text, bytes.end))
}

/// A proxy that a sentence says is not there.
fn proxy(text: &str, bytes: &Range<usize>) -> Voice {
    let (before, rest) = around(text, bytes);
    let line = piece(text, bytes.start - before.len()..bytes.end + rest.len());
    // A proxy that passes connections on shows no certificate of its own.
    let word = text.get(bytes.clone()).unwrap_or_default();
    let shown = [
        "issuer",
        "cn=",
        "cn =",
        "o=",
        "o =",
        "i:",
        "certificate",
        "bump",
    ];
    let tunnel = word.eq_ignore_ascii_case("squid") && !shown.iter().any(|words| says(line, words));
    let sentence = sentence(text, bytes);
    let absent = NO_PROXY.iter().any(|words| says(sentence, words));
    let before = before.to_lowercase();
    if tunnel || absent || DENIED.iter().any(|words| before.ends_with(words)) {
        return Voice::Unsaid;
    }
    Voice::Said
}

/// How people say that nothing lies between.
const NO_PROXY: &[&str] = &[
    "no proxy",
    "not behind",
    "without a proxy",
    "without proxy",
    "no firewall",
    "nothing in between",
    "nothing between",
    "no inspection",
    "no tls inspection",
    "no ssl inspection",
    "excluded from",
    "is exempt",
    "bypass",
    "switched off",
    "turned off",
    "no longer",
    "kein proxy",
    "pas de proxy",
];

/// `tls handshake failed ..... 0`: behind the words nothing but a nought in its column.
fn is_none_counted(rest: &str) -> bool {
    let rest = rest.trim_end_matches(['"', '\'', ',', '|', '}', ';', ' ']);
    let Some(gap) = rest.strip_suffix('0') else {
        return false;
    };
    let column = ["..", "  ", ": ", " = ", "\t", "|", "} "]
        .iter()
        .any(|column| gap.contains(column));
    column && !gap.chars().any(char::is_alphanumeric)
}

/// A check that went well: `test tls::expired_certificate_is_refused ... ok`, `√ host time is right - OK`.
fn has_passed(line: &str) -> bool {
    let line = line.trim();
    let ends = ["... ok", "- OK", " PASSED", " passed", "[OK]", " PASS"];
    let begins = ["✓", "√", "✔", "PASS ", "[OK]", "ok - "];
    ends.iter().any(|end| line.ends_with(end)) || begins.iter().any(|begin| line.starts_with(begin))
}

/// Ports on which other services listen.
const OTHER_PORTS: &[&str] = &[
    "1883", "5432", "3306", "6379", "8086", "9092", "27017", "3000", "8080", "9090", "8123", "502",
    "4840", "123", "161", "25", "587", "22", "389", "5900", "9200", "5000", "3100", "1433",
];

/// A line that names the address of another server: a URL, `host='..'`, or a name with the port of another service.
fn is_elsewhere(line: &str) -> bool {
    if OURS.iter().any(|words| says(line, words)) {
        return false;
    }
    let ends = |rest: &str| {
        let end = rest.find(['/', ':', ' ', '\'', '"', ')', ',']);
        rest.get(..end.unwrap_or(rest.len()))
            .unwrap_or_default()
            .to_owned()
    };
    let local = |host: &str| {
        host.is_empty() || host.starts_with("127.") || host == "localhost" || host.starts_with('[')
    };
    let url = line
        .split("://")
        .skip(1)
        .map(ends)
        .any(|host| !local(&host));
    let named = ["host='", "host=\"", "server at \""]
        .iter()
        .filter_map(|name| line.split(name).nth(1))
        .map(ends)
        .any(|host| !local(&host));
    let port = OTHER_PORTS.iter().any(|port| {
        [":", "port ", "port="].iter().any(|sign| {
            let wanted = format!("{sign}{port}");
            line.match_indices(&wanted).any(|(at, _)| {
                let behind = line.as_bytes().get(at + wanted.len());
                let before = line.as_bytes().get(at.wrapping_sub(1));
                // A time of the day has digits before its colon, and a place in source a name with a dot.
                let clock = before.is_some_and(u8::is_ascii_digit) && *sign == ":";
                behind.is_none_or(|byte| !byte.is_ascii_digit() && *byte != b':') && !clock
            })
        })
    });
    url || named || port
}

/// How lines of a program begin that would print something, or look for it.
const PRINTING: &[&str] = &[
    "print",
    "serial.",
    "console.",
    "logger.",
    "logging.",
    "log.",
    "log_",
    "esp_log",
    "throw ",
    "raise ",
    "return ",
    "case ",
    "fmt.",
    "eprintln!",
    "println!",
    "panic!",
    "printf",
    "fprintf",
    "echo ",
    "write-",
    "assert",
    "expect(",
    "if ",
    "if(",
    "elif ",
    "else",
    "} else",
    "while ",
    "except",
    "catch",
    "when ",
    "self.assert",
    "puts ",
    "syslog(",
    "perror(",
    "grep ",
    "wait_for",
];

/// A line of a program with the words in a literal: `case 5: return "not authorised";`, `5: "not authorised",`.
fn is_code(line: &str, before: &str) -> bool {
    let quotes = |quote: char| before.matches(quote).count() % 2 == 1;
    let literal = quotes('"') || quotes('\'') || quotes('`');
    let trimmed = line.trim_start().trim_start_matches(['+', '-', ' ']);
    let number = trimmed.trim_start_matches(|sign: char| sign.is_ascii_digit() || sign == 'x');
    let arm = number.len() < trimmed.len()
        && ["=>", "if ", "| "]
            .iter()
            .any(|arm| number.trim_start().starts_with(arm));
    if arm && trimmed.contains("=>") {
        return true;
    }
    let ends = trimmed.ends_with([')', ';', ',', '{', ':', '"', '\'', '\\']);
    if !literal || !ends {
        return false;
    }
    let begin = trimmed.get(..16.min(trimmed.len()));
    let begin = begin.unwrap_or(trimmed).to_ascii_lowercase();
    let printing = PRINTING.iter().any(|words| begin.starts_with(words));
    // A table of what the numbers mean.
    let entry = number.len() < trimmed.len()
        && number
            .trim_start()
            .strip_prefix([':', ',', '='])
            .is_some_and(|rest| {
                rest.trim_start_matches(['>', ' '])
                    .starts_with(['"', '\'', '`'])
            });
    printing || entry
}

/// A comment: of a line of its own, or behind code.
fn is_comment(before: &str) -> bool {
    let trimmed = before.trim_start();
    let whole = ["//", "/*", "<!--", ";;", "rem ", "REM ", "(*"]
        .iter()
        .any(|mark| trimmed.starts_with(mark));
    let hash = trimmed
        .strip_prefix("# ")
        .is_some_and(|rest| rest.split_whitespace().count() > 1);
    let behind = [" // ", "; # ", "  # ", ") # ", "\" # ", "; //"]
        .iter()
        .any(|mark| {
            let code = before.split(mark).next().unwrap_or_default();
            code.len() < before.len() && code.contains(['(', '=', ';', '{', '"'])
        });
    whole || hash || behind
}

/// Services and machines that have nothing to do with provisioning.
const OTHERS: &[&str] = &[
    "ntp",
    "chrony",
    "influx",
    "postgres",
    "mysql",
    "mariadb",
    "redis",
    "mongo",
    "modbus",
    "opc",
    "snmp",
    "smtp",
    "docker.io",
    "docker hub",
    "registry",
    "apt",
    "pypi",
    "pip",
    "npm",
    "grafana",
    "prometheus",
    "elastic",
    "loki",
    "telegraf",
    "sentry",
    "geoip",
    "weather",
    "firmware",
    "ota",
    "update server",
    "webhook",
    "printer",
    "camera",
    "rtsp",
    "bluetooth",
    "zigbee",
    "syslog",
    "rabbitmq",
    "kafka",
    "nginx",
    "vault",
    "consul",
    "ldap",
    "cups",
    "samba",
    "snapd",
    "fwupd",
    "packagekit",
    "ubuntu.com",
    "debian.org",
    "github.com",
    "googleapis",
    "module",
    "mosquitto local",
    "local broker",
    "node-exporter",
    "plc",
    "scada",
    "historian",
    "dashboard",
    "metrics",
];

/// What shows that a line is about provisioning all the same.
const OURS: &[&str] = &[
    "azure-devices",
    "dps",
    "provision",
    "registr",
    "8883",
    "iothub",
    "iot hub",
    "enrol",
    "scope",
];

/// A line that names another service, and neither DPS nor a hub.
fn is_of_another(line: &str, sign: Sign) -> bool {
    let of_service = sign.id().starts_with("code_") || sign.id().starts_with("connack");
    let word = |words: &&&str| {
        find(line, words, 0).is_some_and(|at| {
            let bytes = line.as_bytes();
            let apart = |index: Option<usize>| {
                let byte = index.and_then(|index| bytes.get(index));
                byte.is_none_or(|byte| !byte.is_ascii_alphanumeric())
            };
            // Longer names may go on: `influxdb`, `chronyd`.
            apart(at.checked_sub(1))
                && (words.len() > 4
                    || apart(Some(at + words.len()))
                    || apart(Some(at + words.len() + 1)))
        })
    };
    !of_service
        && OTHERS.iter().any(|words| word(&words))
        && !OURS.iter().any(|words| says(line, words))
}

/// Words of a sentence that tells what others write, or what would be.
const ABOUT: &[&str] = &[
    "the docs",
    "documentation",
    "troubleshooting page",
    "troubleshooting guide",
    "readme",
    "the manual",
    "the article",
    "the page",
    "possible message",
    "means that",
    "means \"",
    "according to",
    "known issue",
    "release notes",
    "if you see",
    "if you get",
    "if it says",
    "if it said",
    "should you see",
    "in case of",
    "would mean",
    "would be",
    "would say",
    "would get",
    "would see",
    "would have",
    "happens if",
    "happens when",
    "might see",
    "may see",
    "e.g.",
    "for example",
    "for instance",
    "such as",
    "i expected",
    "we expected",
    "to provoke",
    "on purpose",
    "deliberately",
    "simulate",
    "unit test",
    "the test expects",
    "in der anleitung",
    "in der doku",
    "laut doku",
    "dokumentation",
    "dans la documentation",
    "según la documentación",
];

/// Words of a sentence that tells what was and is no more.
const PAST: &[&str] = &[
    "used to",
    "last week",
    "last month",
    "last year",
    "yesterday",
    "previously",
    "formerly",
    "at first",
    "no longer",
    "not any more",
    "any longer",
    "anymore",
    "had been",
    "before i ",
    "before we ",
    "until i ",
    "until we ",
    "was solved",
    "was fixed",
    "is fixed",
    "is solved",
    "got rid of",
    "went away",
    "is gone",
    "are gone",
    "the old error",
    "the first try",
    "the first attempt",
    "solved by",
    "fixed by",
    "this morning",
    "früher",
    "gestern",
    "letzte woche",
    "vorher",
    "hier encore",
    "la semaine dernière",
    "ayer",
];

/// Words right before the failure that deny it.
const DENIED: &[&str] = &[
    "never ",
    "never a ",
    "without ",
    "without any ",
    "no sign of ",
    "instead of ",
    "rather than ",
    "there is no ",
    "there was no ",
    "it is not ",
    "it isn't ",
    "not because of ",
    "not the ",
    "neither ",
    "no more ",
    "kein ",
    "keine ",
    "nicht ",
    "not a ",
    "no ",
    "not ",
];

/// Whether a sentence of prose only tells of it.
fn is_told(text: &str, bytes: &Range<usize>, before: &str) -> bool {
    // A line of a log begins with its time or its level.
    let head = before.trim_start_matches(['>', ' ', '-', '*']);
    let logged = head.starts_with(|first: char| first.is_ascii_digit() || "[{<|$".contains(first))
        || ["error", "warn", "fatal", "traceback", "exception"]
            .iter()
            .any(|level| find(head, level, 0) == Some(0));
    if logged {
        return false;
    }
    let sentence = sentence(text, bytes);
    if sentence.split_whitespace().count() < 5 {
        return false;
    }
    let cue = |words: &&&str| says(sentence, words);
    let opening = before.trim_end_matches(['"', '\'', '`', '“', '‘', '(']);
    let lower = opening.to_lowercase();
    let denied = DENIED.iter().any(|words| lower.ends_with(words));
    denied || ABOUT.iter().any(|words| cue(&words)) || PAST.iter().any(|words| cue(&words))
}

/// The sentence around a place: from a full stop or an empty line to the next.
fn sentence<'a>(text: &'a str, bytes: &Range<usize>) -> &'a str {
    const ENDS: &[&str] = &[". ", "? ", "! ", ".\n", "?\n", "!\n", "\n\n", ":\n"];
    const LONGEST: usize = 400;
    let mut from = bytes.start.saturating_sub(LONGEST);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let mut to = (bytes.end + LONGEST).min(text.len());
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    let before = text.get(from..bytes.start).unwrap_or_default();
    let start = ENDS
        .iter()
        .filter_map(|end| Some(before.rfind(end)? + end.len()))
        .max()
        .unwrap_or(0);
    // What is quoted belongs to the sentence that quotes it.
    let quoted = before.rfind('„').filter(|open| {
        let inside = before.get(*open..).unwrap_or_default();
        !inside.contains('“')
    });
    let start = match quoted.and_then(|open| before.get(..open)) {
        Some(above) => ENDS
            .iter()
            .filter_map(|end| Some(above.rfind(end)? + end.len()))
            .max()
            .unwrap_or(0)
            .min(start),
        None => start,
    };
    let behind = text.get(bytes.end..to).unwrap_or_default();
    let end = ENDS
        .iter()
        .filter_map(|end| behind.find(end))
        .min()
        .unwrap_or(behind.len());
    text.get(from + start..bytes.end + end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, words: &str, expected: Voice) {
        let at = text.find(words).unwrap();
        let sign = Sign::ConnectionRefused;
        assert_eq!(
            voice(text, &(at..at + words.len()), sign),
            expected,
            "{text}"
        );
    }

    #[test]
    fn what_is_printed_is_said() {
        for text in [
            "connection refused",
            "Error: connection refused, giving up after 10 tries",
            "[12:00:01] tcp: connection refused (0)",
            "I always get 'connection refused' here.",
            "{\"message\":\"connection refused\",\"code\":0}",
            "failed: \"connection refused\"",
        ] {
            check(text, "connection refused", Voice::Said);
        }
    }

    #[test]
    fn a_counter_at_nought_counts_nothing() {
        check(
            "connection refused ....... 0\n",
            "connection refused",
            Voice::Unsaid,
        );
        check(
            "connection refused: 0\nx: 1",
            "connection refused",
            Voice::Unsaid,
        );
        check(
            "connection refused ....... 10\n",
            "connection refused",
            Voice::Said,
        );
    }

    #[test]
    fn code_that_would_print_it_says_nothing() {
        for text in [
            "  case 5: return \"connection refused\";",
            "    5: 'connection refused',",
            "raise ConnectionError(\"connection refused\")",
            "if \"connection refused\" in str(error):",
        ] {
            check(text, "connection refused", Voice::Unsaid);
        }
        check(
            "x = 1; // connection refused means down",
            "connection refused",
            Voice::Told,
        );
    }

    #[test]
    fn other_services_and_other_days_are_told_of() {
        for text in [
            "influxdb: write failed: connection refused",
            "The docs call this a connection refused by the peer.",
            "Last week it was a connection refused, which is gone.",
            "It connects, and there was never a connection refused in the log.",
        ] {
            check(text, "connection refused", Voice::Told);
        }
        check(
            "dps: connection refused, so no influx either",
            "connection refused",
            Voice::Said,
        );
    }
}
