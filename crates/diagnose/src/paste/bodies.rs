//! Answers of the service in text: topics with a status, and bodies, also escaped, quoted otherwise or cut.

use std::ops::Range;

use relay_protocol::FailureCode;

use super::pairs::{pairs, plain};
use super::search::{all, find, line, piece, run, says};
use super::{Form, Reading};
use crate::{Ask, Place, Sign, observe};

/// `covered` are commands, `kept` what the service keeps.
pub(super) fn read(
    text: &str,
    covered: &[Range<usize>],
    kept: &[Range<usize>],
    reading: &mut Reading,
) {
    topics(text, covered, reading);
    codes(text, covered, reading);
    let other: Vec<Range<usize>> = covered.iter().chain(kept).cloned().collect();
    statuses(text, &other, reading);
    enrolments(text, kept, reading);
    announced(text, reading);
    called(text, covered, reading);
    own_words(text, reading);
    connacks(text, covered, reading);
}

/// `CONNACK 3`, `CONNACK (5)`, `CONNACK rc=1`, `CONNACK | RETURN_CODE: 0x5`: the number, however it is dressed.
fn connacks(text: &str, covered: &[Range<usize>], reading: &mut Reading) {
    for at in all(text, "connack").take(MOST) {
        let start = at + "connack".len();
        let near = line(text, start);
        // Session present is a number, too.
        let near = near
            .rfind("RETURN_CODE")
            .map_or(0, |skip| skip + "RETURN_CODE".len());
        let from = start + near;
        let digits = run(text, from, |byte| !byte.is_ascii_digit() && byte != b'\n');
        let digits = if piece(text, digits..digits + 2) == "0x" {
            digits + 2
        } else {
            digits
        };
        let end = run(text, digits, |byte| byte.is_ascii_digit());
        // `(0, 5)`: flags first.
        let second = run(text, end, |byte| byte == b',' || byte == b' ');
        let flags = piece(text, end..end + 1) == ",";
        let (digits, end) = if flags {
            (second, run(text, second, |byte| byte.is_ascii_digit()))
        } else {
            (digits, end)
        };
        let typed = covered.iter().any(|command| command.contains(&at));
        let Ok(code) = piece(text, digits..end).parse::<u8>() else {
            continue;
        };
        if typed || digits - from > 24 || !(0..=5).contains(&code) {
            continue;
        }
        reading.form(Form::Log, at..end);
        reading
            .evidence
            .extend(observe::connack(code, Place::Text(at..end)));
    }
}

/// `Registering "dev-01" in ID scope "0ne00C0FFEE" at ...`, as `dps-playground register` begins.
fn announced(text: &str, reading: &mut Reading) {
    const BEGIN: &str = "registering \"";
    const MIDDLE: &str = "\" in id scope \"";
    for at in all(text, BEGIN) {
        let said = line(text, at);
        let Some(middle) = find(said, MIDDLE, 0) else {
            continue;
        };
        let id = piece(said, BEGIN.len()..middle);
        let scope = piece(said, middle + MIDDLE.len()..said.len());
        let scope = scope.split('"').next().unwrap_or_default();
        reading.form(Form::Log, at..at + said.len());
        let fill = |old: &mut Option<String>, new: &str| {
            if old.is_none() && !new.is_empty() {
                *old = Some(new.to_owned());
            }
        };
        fill(&mut reading.values.registration_id, id);
        fill(&mut reading.values.id_scope, scope);
    }
}

/// `registration id fan-12, host ...`, `registering boiler-7`: what a log of somebody's own calls the device.
fn called(text: &str, covered: &[Range<usize>], reading: &mut Reading) {
    let id = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:".contains(&byte);
    let begins = [
        "registration id ",
        "registration id: ",
        "registering as ",
        "registering ",
    ];
    for words in begins {
        for at in all(text, words) {
            let start = run(text, at + words.len(), |byte| b"\"'`= ".contains(&byte));
            let said = piece(text, start..run(text, start, id)).trim_end_matches(['.', ':']);
            let has = |kind: fn(&u8) -> bool| said.as_bytes().iter().any(kind);
            // A word of a sentence is no name.
            let name =
                has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic) && said.contains('-');
            let typed = covered.iter().any(|command| command.contains(&at));
            if name && !typed && reading.values.registration_id.is_none() {
                reading.values.registration_id = Some(said.to_owned());
            }
        }
    }
}

/// `Could not connect (connection_refused): ...`, as `dps-playground register` says it.
fn own_words(text: &str, reading: &mut Reading) {
    let begins = ["could not connect (", "\nclosed: ", "connection failed: "];
    let places = begins
        .iter()
        .flat_map(|words| all(text, words).map(|at| at + words.len()));
    for start in places {
        let end = run(text, start, |byte| {
            byte.is_ascii_lowercase() || byte == b'_'
        });
        let said = piece(text, start..end);
        if let Some(code) = FailureCode::ALL.iter().find(|code| code.as_str() == said) {
            let mut evidence = observe::failed(*code, "", None);
            for seen in &mut evidence.observations {
                seen.place = Place::Text(start..end);
            }
            reading.form(Form::Log, start..end);
            reading.evidence.extend(evidence);
        }
    }
}

/// What `az iot dps enrollment show` and `az iot dps certificate list` print.
fn enrolments(text: &str, kept: &[Range<usize>], reading: &mut Reading) {
    let read = |at: usize| kept.iter().any(|document| document.contains(&at));
    let pairs = pairs(text);
    let listed = says(text, "dps certificate list") || says(text, "isverified");
    let attested = says(text, "attestation");
    let of_group = says(text, "enrollmentgroupid");
    let outside = pairs.iter().filter(|pair| !read(pair.value_bytes.start));
    for pair in outside.filter(|_| attested || listed) {
        let sign = match (plain(pair.name).as_str(), pair.value) {
            ("isverified", "true") => Sign::CaVerified,
            ("isverified", "false") => Sign::CaUnverified,
            ("enrollmentgroupid", _) if attested => Sign::EnrolmentIsGroup,
            ("registrationid", _) if attested && !of_group => Sign::EnrolmentIsIndividual,
            ("type", "symmetricKey") if attested => Sign::SymmetricKeyInUse,
            _ => continue,
        };
        reading.form(Form::Body, pair.value_bytes.clone());
        let seen = format!("{:?} is {:?}", pair.name, pair.value);
        reading
            .evidence
            .push(sign, Place::Text(pair.value_bytes.clone()), seen);
        reading.evidence.given.insert(Ask::Enrolment);
    }
    if let Some(at) = find(text, "clientcertificates", 0).filter(|at| !read(*at)) {
        let bytes = at..at + "clientcertificates".len();
        reading.evidence.push(
            Sign::EnrolmentIsIndividual,
            Place::Text(bytes),
            "the enrolment holds a certificate of its own",
        );
        reading.evidence.given.insert(Ask::Enrolment);
    }
    // An empty list of what was uploaded.
    if let (true, Some(at)) = (
        listed && !says(text, "isverified"),
        find(text, "certificate list", 0),
    ) {
        let behind = piece(text, at..text.len());
        if let Some(open) = behind.find('[') {
            let inside = behind.get(open + 1..).unwrap_or_default().trim_start();
            if inside.starts_with(']') {
                let bytes = at + open..at + open + 1;
                reading.evidence.push(
                    Sign::CaAbsent,
                    Place::Text(bytes),
                    "no CA certificate was uploaded to the instance",
                );
            }
        }
    }
}

/// `$dps/registrations/res/401/?$rid=1`
fn topics(text: &str, covered: &[Range<usize>], reading: &mut Reading) {
    for at in all(text, "registrations/res/").take(MOST) {
        if covered.iter().any(|command| command.contains(&at)) {
            continue;
        }
        let start = at + "registrations/res/".len();
        let end = run(text, start, |byte| byte.is_ascii_digit());
        let Ok(status) = piece(text, start..end).parse::<u16>() else {
            continue;
        };
        let place = Place::Text(at..end);
        reading.form(Form::Topic, at..end);
        match status {
            200 => {}
            202 => reading
                .evidence
                .push(Sign::Assigning, place.clone(), "the answer is 202"),
            _ => reading
                .evidence
                .extend(observe::status(status, place.clone())),
        }
        let query = piece(
            text,
            end..run(text, end, |byte| {
                !byte.is_ascii_whitespace() && byte != b'"' && byte != b'\''
            }),
        );
        if query.starts_with("/?$rid=") && (query == "/?$rid=" || query.starts_with("/?$rid=&")) {
            reading.evidence.push(Sign::RequestIdWithoutDollar, place, "the answer carries an empty request ID: the request had ?rid= without its dollar sign");
        }
    }
}

/// Six-digit codes, with the message nearest to them.
fn codes(text: &str, covered: &[Range<usize>], reading: &mut Reading) {
    let pairs = pairs(text);
    let mut known: Vec<usize> = Vec::new();
    for (index, pair) in pairs.iter().enumerate() {
        let name = plain(pair.name);
        let digits = pair.value.trim_end_matches(['.', ',']);
        if !matches!(
            name.as_str(),
            "errorcode" | "code" | "extendederrorcode" | "extendederror"
        ) {
            continue;
        }
        let Some(code) = six(digits) else { continue };
        if covered
            .iter()
            .any(|command| command.contains(&pair.value_bytes.start))
        {
            continue;
        }
        // Pairs stand in the order of the text: no need to look further than a body is long.
        let is_message = |other: &&super::pairs::Pair<'_>| {
            matches!(plain(other.name).as_str(), "message" | "errormessage")
        };
        let near = |other: &&super::pairs::Pair<'_>| {
            other.value_bytes.start.abs_diff(pair.value_bytes.start) < BODY
        };
        let behind = pairs.get(index..).unwrap_or_default().iter();
        let behind = behind.take_while(near).find(is_message);
        let before = pairs.get(..index).unwrap_or_default().iter().rev();
        let message = behind.or(before.take_while(near).find(is_message));
        let words = message.map_or("", |message| message.value);
        let nested = message.is_some_and(|message| {
            says(
                piece(
                    text,
                    message.value_bytes.start..(message.value_bytes.end + 60).min(text.len()),
                ),
                "unauthorized access",
            )
        });
        let failed = message.is_some_and(|message| plain(message.name) == "errormessage")
            || in_failed(text, pair.value_bytes.start);
        known.push(pair.value_bytes.start);
        if known.len() > MOST {
            return;
        }
        let place = Place::Text(pair.value_bytes.clone());
        reading.form(Form::Body, pair.value_bytes.clone());
        let words = if nested { "Unauthorized access" } else { words };
        let evidence = if failed {
            observe::registration_failed(code, words, place)
        } else {
            observe::refused(0, code, words, place)
        };
        reading.evidence.extend(evidence);
    }
    // Codes that stand alone, as SDKs print them.
    for code in KNOWN {
        let digits = code.to_string();
        for at in all(text, &digits) {
            let alone = |index: usize| {
                text.as_bytes()
                    .get(index)
                    .is_none_or(|byte| !byte.is_ascii_alphanumeric())
            };
            let typed = covered.iter().any(|command| command.contains(&at));
            // `0.401000`: the fraction of a second.
            let point = at.checked_sub(2).and_then(|before| text.get(before..at));
            let fraction = point.is_some_and(|point| {
                point.ends_with('.') && point.starts_with(|digit: char| digit.is_ascii_digit())
            });
            if fraction {
                continue;
            }
            if known.contains(&at) || typed || !alone(at + 6) || !(at == 0 || alone(at - 1)) {
                continue;
            }
            known.push(at);
            if known.len() > MOST {
                return;
            }
            let rest = line(text, at);
            if let Some(sign) = observe::error(*code, rest) {
                reading
                    .evidence
                    .push(sign, Place::Text(at..at + 6), format!("the code {digits}"));
                reading.evidence.given.insert(Ask::Body);
            }
        }
    }
}

fn six(digits: &str) -> Option<u32> {
    let digits = digits.trim();
    (digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| digits.parse().ok())
        .flatten()
        .filter(|code| (400_000..600_000).contains(code))
}

/// The codes that are looked for where no name stands beside them: those of [`dps_protocol::codes::CODES`], without their
/// prose, which would come along into the page.
const KNOWN: &[u32] = &[
    400_002, 400_004, 400_207, 400_208, 400_209, 401_000, 401_001, 401_002, 404_201, 404_203,
    409_203, 429_001,
];

/// An answer is not longer than this.
const BODY: usize = 600;

/// A log that repeats an answer so often says nothing new.
const MOST: usize = 100;

/// Whether a place is in the state of a registration that failed.
fn in_failed(text: &str, at: usize) -> bool {
    let mut start = at.saturating_sub(500);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let before = piece(text, start..at);
    before.contains("registrationState") || says(before, "\"failed\"") || says(before, "'failed'")
}

/// What a registration's status can be, beside those that mean something here.
const WORDS: &[&str] = &["unassigned", "failed", "enabled", "blocked", "assigned"];

/// Whether the value stands behind the operation ID of an answer.
fn in_answer(text: &str, pair: &super::pairs::Pair<'_>) -> bool {
    let begin = pair.value_bytes.start.saturating_sub(160);
    let before =
        (begin..pair.value_bytes.start).find_map(|at| text.get(at..pair.value_bytes.start));
    let word = pair.value.bytes().all(|byte| byte.is_ascii_lowercase());
    let before = before.unwrap_or_default();
    word && pair.quoted && before.contains("operationId\":") && !before.contains('\n')
}

/// `"status":"assigned"` and its like.
fn statuses(text: &str, covered: &[Range<usize>], reading: &mut Reading) {
    let bodies = ["registrationstate", "errorcode", "operationid"];
    let in_body = bodies.iter().any(|name| says(text, name));
    let mut left = MOST;
    for pair in pairs(text) {
        let name = plain(pair.name);
        if !name.ends_with("status")
            || covered
                .iter()
                .any(|command| command.contains(&pair.value_bytes.start))
        {
            continue;
        }
        let sign = match pair.value.to_ascii_lowercase().as_str() {
            "assigned" => Sign::Assigned,
            "assigning" => Sign::Assigning,
            "failed" if in_body => Sign::RegistrationFailed,
            "disabled" if name == "status" || name.contains("registration") => Sign::Disabled,
            "disabled" if name == "provisioningstatus" => Sign::EnrolmentOff,
            // What is none of the words that DPS has, in the body of an answer.
            other if name == "status" && !WORDS.contains(&other) && in_answer(text, &pair) => {
                Sign::AnswerUnreadable
            }
            _ => continue,
        };
        left -= 1;
        if left == 0 {
            return;
        }
        reading.form(Form::Body, pair.value_bytes.clone());
        reading.evidence.push(
            sign,
            Place::Text(pair.value_bytes.clone()),
            format!("{:?} is {:?}", pair.name, pair.value),
        );
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_that_is_described_is_looked_for() {
        let described = dps_protocol::codes::CODES.iter().map(|known| known.code);
        let described: BTreeSet<u32> = described.collect();
        assert_eq!(described, KNOWN.iter().copied().collect());
        assert_eq!(described.len(), KNOWN.len());
    }
}
