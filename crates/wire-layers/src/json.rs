//! JSON with the place of each member, also JSON that is broken.

mod members;

use crate::cutter::Cutter;
use crate::packet::Service;
use crate::tree::Anatomy;

const RFC: &str = "RFC 8259, section 2";

/// Brackets inside each other beyond these are not taken apart.
const MAX_DEPTH: usize = 48;
/// After so many members and elements the rest is not taken apart: nobody would read it.
const MAX_PARTS: usize = 2000;

/// What the names of members mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Vocabulary {
    /// Those of DPS.
    Dps,
    /// Those of a device twin.
    Twin,
    /// Those of whoever wrote the device's program.
    Own,
}

impl Vocabulary {
    /// The vocabulary of a message on this topic.
    pub(crate) fn of(service: Service, topic: &str) -> Self {
        match service {
            Service::Dps => Self::Dps,
            Service::Hub if topic.starts_with("$iothub/twin/") => Self::Twin,
            Service::Hub => Self::Own,
        }
    }
}

/// Cuts a payload, if it is JSON or was meant to be.
pub(crate) fn cut(mut cutter: Cutter<'_>, vocabulary: Vocabulary) -> Option<Anatomy> {
    let text = cutter.remaining().trim_ascii();
    match text.first() {
        None => {
            let length = cutter.left();
            cutter.leaf(
                "body.blank",
                "White space",
                length,
                "nothing but white space",
            );
            return Some(cutter.finish());
        }
        // A device may send to its hub whatever it likes.
        Some(first) if vocabulary == Vocabulary::Own && !matches!(first, b'{' | b'[') => {
            return None;
        }
        Some(_) => {}
    }
    let mut reader = Reader {
        cutter,
        vocabulary,
        parts: 0,
    };
    reader.value("json.document", &Place::top(), 0);
    reader.space();
    reader.broken("bytes follow the end of the JSON");
    Some(reader.cutter.finish())
}

/// Where a value stands.
pub(crate) struct Place<'a> {
    /// The member it belongs to.
    member: &'a str,
    /// Whether it is inside what belongs to the user.
    own: bool,
}

impl Place<'_> {
    fn top() -> Self {
        Self {
            member: "",
            own: false,
        }
    }
}

struct Reader<'a> {
    cutter: Cutter<'a>,
    vocabulary: Vocabulary,
    parts: usize,
}

impl<'a> Reader<'a> {
    /// A value, its white space before it included; `None` if it went wrong, in which case everything is taken.
    fn value(&mut self, kind: &'static str, place: &Place<'_>, depth: usize) -> Option<()> {
        self.space();
        match self.cutter.peek() {
            Some(b'{') => self.object(place, depth),
            Some(b'[') => self.array(kind, place, depth),
            Some(b'"') => {
                let length = self.string_length()?;
                self.cutter.text("json.framing", "Quotation mark", 1);
                self.cutter.text(kind, "Text", length);
                self.cutter.text("json.framing", "Quotation mark", 1);
                Some(())
            }
            Some(_) => self.scalar(kind),
            None => self.broken("a value is missing"),
        }
    }

    fn object(&mut self, place: &Place<'_>, depth: usize) -> Option<()> {
        self.enter(depth)?;
        if self.closes(b'}') {
            return Some(());
        }
        loop {
            self.space();
            if self.cutter.peek() != Some(b'"') {
                return self.broken("the name of a member must stand here, in quotation marks");
            }
            let length = self.string_length()?;
            let name = self.cutter.remaining().get(1..=length);
            let name = String::from_utf8_lossy(name.unwrap_or_default()).into_owned();
            let (kind, own) = members::kind(self.vocabulary, place, &name);
            self.cutter.open(kind, name.clone());
            self.cutter
                .leaf("json.key", "Name", length + 2, name.as_str());
            self.space();
            if self.cutter.peek() != Some(b':') {
                return self.broken("a colon must follow the name");
            }
            self.cutter.text("json.framing", "Colon", 1);
            self.space();
            let kind = members::by_value(kind, self.cutter.remaining());
            self.cutter.call_it(kind);
            let value = self.preview();
            let place = Place { member: &name, own };
            self.value(kind, &place, depth + 1)?;
            self.cutter.close(value);
            if self.goes_on(b'}')? {
                continue;
            }
            return Some(());
        }
    }

    fn array(&mut self, kind: &'static str, place: &Place<'_>, depth: usize) -> Option<()> {
        self.enter(depth)?;
        if self.closes(b']') {
            return Some(());
        }
        let mut index = 0;
        loop {
            self.space();
            self.cutter.open(kind, index.to_string());
            let value = self.preview();
            self.value(kind, place, depth + 1)?;
            self.cutter.close(value);
            index += 1;
            if self.goes_on(b']')? {
                continue;
            }
            return Some(());
        }
    }

    /// The opening bracket.
    fn enter(&mut self, depth: usize) -> Option<()> {
        if depth >= MAX_DEPTH || self.parts >= MAX_PARTS {
            self.cutter.rest("json.too-much", "Not taken apart");
            return None;
        }
        self.cutter.text("json.framing", "Bracket", 1);
        Some(())
    }

    /// Takes the closing bracket if it is next.
    fn closes(&mut self, bracket: u8) -> bool {
        self.space();
        let closes = self.cutter.peek() == Some(bracket);
        if closes {
            self.cutter.text("json.framing", "Bracket", 1);
        }
        closes
    }

    /// Takes the comma or the closing bracket; whether there is more.
    fn goes_on(&mut self, bracket: u8) -> Option<bool> {
        if self.closes(bracket) {
            return Some(false);
        }
        self.parts += 1;
        if self.parts >= MAX_PARTS {
            self.cutter.rest("json.too-much", "Not taken apart");
            return None;
        }
        if self.cutter.peek() != Some(b',') {
            self.broken("a comma or a closing bracket must stand here")?;
        }
        self.cutter.text("json.framing", "Comma", 1);
        Some(true)
    }

    /// A number, `true`, `false` or `null`.
    fn scalar(&mut self, kind: &'static str) -> Option<()> {
        let rest = self.cutter.remaining();
        let ends = |byte: &u8| matches!(byte, b',' | b']' | b'}') || byte.is_ascii_whitespace();
        let length = rest.iter().position(ends).unwrap_or(rest.len());
        let word = rest.get(..length).unwrap_or_default();
        if !matches!(word, b"true" | b"false" | b"null") && !is_number(word) {
            return self.broken("this is no value of JSON");
        }
        self.cutter.text(kind, "Value", length);
        Some(())
    }

    /// How many bytes stand between the quotation mark here and its partner.
    fn string_length(&mut self) -> Option<usize> {
        let mut bytes = self.cutter.remaining().iter().enumerate().skip(1);
        while let Some((at, byte)) = bytes.next() {
            match byte {
                b'"' => return Some(at - 1),
                b'\\' => {
                    bytes.next();
                }
                _ => {}
            }
        }
        self.broken("a quotation mark has no partner")?;
        None
    }

    /// What a value says, for the line of its member. Empty where its parts say it.
    fn preview(&mut self) -> String {
        let rest = self.cutter.remaining();
        let text = match rest.first() {
            Some(b'"') => match self.closed_string(rest) {
                Some(text) => text,
                None => return String::new(),
            },
            Some(b'{' | b'[') | None => return String::new(),
            Some(_) => {
                let ends =
                    |byte: &u8| matches!(byte, b',' | b']' | b'}') || byte.is_ascii_whitespace();
                let length = rest.iter().position(ends).unwrap_or(rest.len());
                rest.get(..length).unwrap_or_default()
            }
        };
        String::from_utf8_lossy(text).into_owned()
    }

    /// What stands between the quotation marks at the front.
    fn closed_string(&self, rest: &'a [u8]) -> Option<&'a [u8]> {
        let mut escaped = false;
        let inside = rest.get(1..)?;
        let length = inside.iter().position(|byte| {
            let closes = *byte == b'"' && !escaped;
            escaped = *byte == b'\\' && !escaped;
            closes
        })?;
        inside.get(..length)
    }

    fn space(&mut self) {
        let rest = self.cutter.remaining();
        let is_space = |byte: &&u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        let length = rest.iter().take_while(is_space).count();
        self.cutter.text("json.space", "White space", length);
    }

    /// If anything is left, it is not JSON.
    fn broken(&mut self, why: &str) -> Option<()> {
        let (at, end) = (self.cutter.at(), self.cutter.end());
        if at == end && why.starts_with("bytes follow") {
            return Some(());
        }
        self.cutter.problem(at..end, why, RFC);
        self.cutter.rest("json.broken", "Not JSON from here on");
        None
    }
}

/// The grammar of RFC 8259, section 6.
fn is_number(word: &[u8]) -> bool {
    fn digits(word: &[u8]) -> (usize, &[u8]) {
        let count = word.iter().take_while(|byte| byte.is_ascii_digit()).count();
        (count, word.get(count..).unwrap_or_default())
    }
    let word = word.strip_prefix(b"-").unwrap_or(word);
    let (count, mut rest) = digits(word);
    if count == 0 || (count > 1 && word.starts_with(b"0")) {
        return false;
    }
    if let Some(fraction) = rest.strip_prefix(b".") {
        let (count, after) = digits(fraction);
        if count == 0 {
            return false;
        }
        rest = after;
    }
    if let Some(exponent) = rest.strip_prefix(b"e").or_else(|| rest.strip_prefix(b"E")) {
        let exponent = exponent
            .strip_prefix(b"+")
            .or_else(|| exponent.strip_prefix(b"-"))
            .unwrap_or(exponent);
        let (count, after) = digits(exponent);
        return count > 0 && after.is_empty();
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_json() {
        for word in ["0", "-0", "12", "1.5", "1e9", "-1.25E-3", "10"] {
            assert!(is_number(word.as_bytes()), "{word}");
        }
        for word in ["", "-", "01", "1.", ".5", "1e", "+1", "0x1", "NaN", "1e+"] {
            assert!(!is_number(word.as_bytes()), "{word}");
        }
    }
}
