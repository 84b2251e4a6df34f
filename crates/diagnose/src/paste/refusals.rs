//! The names of CONNACK's refusals, however a library writes them: `NotAuthorized`, `REFUSED_NOT_AUTHORIZED`,
//! `not-authorised`.

use std::ops::Range;

use super::search::says;
use super::{Form, Reading};
use crate::{Place, observe};

/// The names in letters only, and the return code.
const NAMES: &[(&str, u8)] = &[
    ("unacceptableprotocol", 1),
    ("unsupportedprotocolversion", 1),
    ("unacceptableversion", 1),
    ("wrongprotocolversion", 1),
    ("identifierrejected", 2),
    ("idrejected", 2),
    ("clientidentifiernotvalid", 2),
    ("invalidclientid", 2),
    ("badclientid", 2),
    ("serverunavailable", 3),
    ("brokerunavailable", 3),
    ("servernotavailable", 3),
    ("badusernameorpassword", 4),
    ("badusernamepassword", 4),
    ("baduserorpassword", 4),
    ("badusername", 4),
    ("notauthorized", 5),
    ("notauthorised", 5),
    ("unauthorizedclient", 5),
];

/// Words of which a line has one that speaks of CONNECT.
const BESIDE: &[&str] = &[
    "connack", "connect", "conn_ack", "mqtt", "refuse", "reject", "broker",
];

/// A line that speaks of something else.
const ELSE: &[&str] = &["http", "amqp", "tls", "ssl", "subscri", "publish"];

/// Lines longer than this are no log.
const LONGEST: usize = 400;

/// More than this many say nothing new.
const MOST: usize = 40;

pub(super) fn read(text: &str, covered: &[Range<usize>], reading: &mut Reading) {
    let (mut start, mut left) = (0, MOST);
    for line in text.split_inclusive('\n') {
        let from = start;
        start += line.len();
        let long = line.len() > LONGEST;
        if left == 0 || long || covered.iter().any(|command| command.contains(&from)) {
            continue;
        }
        let any = |words: &[&str]| words.iter().any(|word| says(line, word));
        let Some(code) = code(line).filter(|_| any(BESIDE) && !any(ELSE)) else {
            continue;
        };
        left -= 1;
        let bytes = from..from + line.trim_end().len();
        reading.form(Form::Log, bytes.clone());
        let seen = observe::connack(code, Place::Text(bytes));
        reading.evidence.extend(seen);
    }
}

fn code(line: &str) -> Option<u8> {
    let letters = line.chars().filter(char::is_ascii_alphabetic);
    let letters: String = letters.map(|letter| letter.to_ascii_lowercase()).collect();
    let found = NAMES.iter().find(|(name, _)| letters.contains(name))?;
    Some(found.1)
}

/// A table of every refusal is a piece of a program, and says of none that it came.
pub(super) fn listed(text: &str, reading: &mut Reading) {
    /// So many different ones so near to each other.
    const ENOUGH: usize = 4;
    const NEAR: usize = 700;
    let mut named: Vec<(usize, u8)> = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if let Some(code) = code(line) {
            named.push((start, code));
        }
        start += line.len();
    }
    let tables: Vec<Range<usize>> = named
        .windows(ENOUGH)
        .filter_map(|some| {
            let (first, last) = (some.first()?.0, some.last()?.0);
            let mut codes: Vec<u8> = some.iter().map(|(_, code)| *code).collect();
            codes.dedup();
            (codes.len() == ENOUGH && last - first < NEAR).then_some(first..last + LONGEST)
        })
        .collect();
    if tables.is_empty() {
        return;
    }
    reading.evidence.observations.retain(|seen| {
        let Place::Text(bytes) = &seen.place else {
            return true;
        };
        let line = super::search::line(text, bytes.start);
        let before = text.get(..bytes.start).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        let whole = line_start..bytes.start + line.len();
        let refusal = seen.sign.id().starts_with("connack_") && seen.sign.id() != "connack_0";
        let listed = tables.iter().any(|table| table.contains(&bytes.start))
            && code(text.get(whole).unwrap_or_default()).is_some();
        !(refusal && listed)
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Sign;

    #[track_caller]
    fn check(text: &str, expected: &[Sign]) {
        let mut reading = Reading::default();
        read(text, &[], &mut reading);
        listed(text, &mut reading);
        let seen = reading.evidence.observations.iter();
        let seen: Vec<Sign> = seen.map(|seen| seen.sign).collect();
        assert_eq!(seen, expected, "{text}");
    }

    #[test]
    fn names_are_heard_however_they_are_written() {
        check("connect: REFUSED_NOT_AUTHORIZED", &[Sign::Connack5]);
        check("CONNACK reason=server-unavailable", &[Sign::Connack3]);
        check(
            "Connection Not Accepted: Bad Username/Password",
            &[Sign::Connack4],
        );
        check("didConnectAck: identifierRejected", &[Sign::Connack2]);
        check("HTTP 401 not authorized to connect", &[]);
        check("you are not authorised", &[]);
    }

    #[test]
    fn a_table_of_all_is_none() {
        let table = "case 1: return \"mqtt: unacceptable protocol\"\ncase 2: return \"mqtt: id rejected\"\n\
             case 3: return \"mqtt: server unavailable\"\ncase 4: return \"mqtt: bad username or password\"\n\
             case 5: return \"mqtt: not authorized\"\n";
        check(table, &[]);
        let far = "\n".repeat(800);
        check(
            &format!("{table}{far}mqtt: not authorized\n"),
            &[Sign::Connack5],
        );
    }
}
