//! Marks in JSON, also in JSON that is broken or only half typed.

use std::ops::Range;

use super::{Part, Span};

/// Marks the values of `registrationId`, `operationId`, `assignedHub` and `deviceId`, without their
/// quotes. What stands inside `payload` and `initialTwin` belongs to the user and is not marked.
pub fn json(text: &str) -> Vec<Span> {
    let mut scanner = Scanner {
        bytes: text.as_bytes(),
        at: 0,
    };
    let mut spans = Vec::new();
    // One entry per open bracket: whether what is inside is ours.
    let mut open: Vec<bool> = Vec::new();
    let mut key = Key::None;
    while let Some(token) = scanner.next_token() {
        match token {
            Token::Open => {
                let outer = open.last().copied().unwrap_or(true);
                open.push(outer && key != Key::Users);
                key = Key::None;
            }
            Token::Close => {
                open.pop();
                key = Key::None;
            }
            Token::Text(range) if scanner.colon_follows() => {
                key = Key::of(text.get(range).unwrap_or(""));
            }
            Token::Text(range) => {
                let ours = open.last().copied().unwrap_or(true);
                if let (Key::Part(part), true, false) = (key, ours, range.is_empty()) {
                    spans.push(Span { range, part });
                }
                key = Key::None;
            }
            Token::Comma => key = Key::None,
        }
    }
    spans
}

#[derive(Clone, Copy, PartialEq)]
enum Key {
    None,
    Users,
    Part(Part),
}

impl Key {
    fn of(name: &str) -> Self {
        match name {
            "registrationId" => Self::Part(Part::RegistrationId),
            "operationId" => Self::Part(Part::OperationId),
            "assignedHub" => Self::Part(Part::HubHostname),
            "deviceId" => Self::Part(Part::DeviceId),
            "payload" | "initialTwin" => Self::Users,
            _ => Self::None,
        }
    }
}

enum Token {
    Open,
    Close,
    Comma,
    /// What stands between two quotes. Quotes are ASCII, so it starts and ends on character boundaries.
    Text(Range<usize>),
}

struct Scanner<'t> {
    bytes: &'t [u8],
    at: usize,
}

impl Scanner<'_> {
    fn next_token(&mut self) -> Option<Token> {
        loop {
            let byte = *self.bytes.get(self.at)?;
            self.at += 1;
            match byte {
                b'{' | b'[' => return Some(Token::Open),
                b'}' | b']' => return Some(Token::Close),
                b',' => return Some(Token::Comma),
                b'"' => return self.text().map(Token::Text),
                _ => {}
            }
        }
    }

    /// The rest of a string whose opening quote was taken; `None` if it has no end.
    fn text(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        loop {
            match *self.bytes.get(self.at)? {
                b'"' => {
                    self.at += 1;
                    return Some(start..self.at - 1);
                }
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
    }

    fn colon_follows(&self) -> bool {
        let rest = self.bytes.get(self.at..).unwrap_or(&[]);
        rest.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b':')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, Part)]) {
        let spans = json(text);
        let found: Vec<_> = spans
            .iter()
            .map(|span| (&text[span.range.clone()], span.part))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn answers_are_marked() {
        check(
            r#"{"registrationId":"dev1"}"#,
            &[("dev1", Part::RegistrationId)],
        );
        check(
            r#"{ "operationId" : "4.ab", "status":"assigned", "registrationState" : {
                "x509":{}, "registrationId":"dev1", "assignedHub":"h.net", "deviceId":"d\"1", "etag":"" } }"#,
            &[
                ("4.ab", Part::OperationId),
                ("dev1", Part::RegistrationId),
                ("h.net", Part::HubHostname),
                (r#"d\"1"#, Part::DeviceId),
            ],
        );
    }

    #[test]
    fn what_belongs_to_the_user_is_not() {
        check(
            r#"{"payload":{"deviceId":"x","a":[{"deviceId":"y"}]},"registrationId":"dev1"}"#,
            &[("dev1", Part::RegistrationId)],
        );
        check(
            r#"{"message":"\"deviceId\":\"x\"","deviceId":7,"a":"deviceId"}"#,
            &[],
        );
        check(r#"{"deviceId":["x"],"deviceId":""}"#, &[]);
    }

    #[test]
    fn half_typed_json_is_marked_as_far_as_it_goes() {
        check(
            r#"{"registrationId":"dev1","deviceId":"un"#,
            &[("dev1", Part::RegistrationId)],
        );
        check(r#""deviceId":"d""#, &[("d", Part::DeviceId)]);
        check(r#"}}]"deviceId":"größe","#, &[("größe", Part::DeviceId)]);
        check(r#"{"deviceId":"a\"#, &[]);
    }
}
