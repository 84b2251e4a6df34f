//! What carried a text here, taken off: colours of a terminal, marks of a quoted mail, entities of HTML, the JSON of a
//! container's log, the head that a journal puts before every line of a document.
//!
//! The text becomes shorter; [`Unwrapped::place`] leads back to where something stood in what was pasted.

use std::ops::Range;

use super::search::{all, find, run};

/// The text as its tool wrote it.
pub(super) struct Unwrapped {
    pub(super) text: String,
    /// Of each byte, where it stood.
    origin: Vec<usize>,
    /// How long the text was.
    length: usize,
}

/// What replaces a piece of the text.
type Edit = (Range<usize>, &'static str);

/// The text without what carried it; `None` where nothing did.
pub(super) fn unwrap(text: &str) -> Option<Unwrapped> {
    let mut carried = Unwrapped {
        text: text.to_owned(),
        origin: (0..text.len()).collect(),
        length: text.len(),
    };
    let mut changed = carried.apply(colours);
    changed |= carried.apply(container_log);
    changed |= carried.apply(entities);
    // A mail may quote a mail.
    const DEEP: usize = 3;
    for _ in 0..DEEP {
        changed |= carried.apply(quoted_mail);
    }
    changed |= carried.apply(printable);
    changed |= carried.apply(continued);
    changed |= carried.apply(heads);
    changed.then_some(carried)
}

impl Unwrapped {
    fn apply(&mut self, find: fn(&str) -> Vec<Edit>) -> bool {
        let edits = find(&self.text);
        if edits.is_empty() {
            return false;
        }
        let mut text = String::with_capacity(self.text.len());
        let mut origin = Vec::with_capacity(self.origin.len());
        let mut at = 0;
        for (range, by) in edits {
            if range.start < at {
                continue;
            }
            text.push_str(self.text.get(at..range.start).unwrap_or_default());
            origin.extend_from_slice(self.origin.get(at..range.start).unwrap_or_default());
            text.push_str(by);
            let from = self.origin.get(range.start).copied();
            origin.extend(by.bytes().map(|_| from.unwrap_or(self.length)));
            at = range.end;
        }
        text.push_str(self.text.get(at..).unwrap_or_default());
        origin.extend_from_slice(self.origin.get(at..).unwrap_or_default());
        self.text = text;
        self.origin = origin;
        true
    }

    /// Where a piece of the text stood.
    pub(super) fn place(&self, bytes: &Range<usize>) -> Range<usize> {
        let start = self.origin.get(bytes.start).copied();
        let start = start.unwrap_or(self.length);
        let last = bytes.end.checked_sub(1).filter(|_| bytes.start < bytes.end);
        let end = last.and_then(|last| self.origin.get(last));
        start..end.map_or(start, |last| last + 1).max(start)
    }
}

/// Every line without its end, and where it begins.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let at = start;
        start += line.len();
        (at, line.trim_end_matches(['\r', '\n']))
    })
}

/// How the escape that begins a colour looks, itself or written out.
const ESCAPES: &[&str] = &["\u{1b}[", "^[[", "\\u001b[", "\\x1b[", "\\033[", "\\e["];

/// Colours of a terminal, also where only `[0;32m` is left of them.
fn colours(text: &str) -> Vec<Edit> {
    let parameters = |start: usize| {
        let end = run(text, start, |byte| {
            byte.is_ascii_digit() || byte == b';' || byte == b'?'
        });
        let last = text.as_bytes().get(end)?;
        last.is_ascii_alphabetic().then_some((end + 1, *last))
    };
    let mut edits: Vec<Edit> = Vec::new();
    for escape in ESCAPES {
        for at in all(text, escape) {
            if let Some((end, _)) = parameters(at + escape.len()) {
                edits.push((at..end, ""));
            }
        }
    }
    let bare: Vec<Edit> = all(text, "[")
        .filter_map(|at| {
            let (end, last) = parameters(at + 1)?;
            let digits = end - at > 2 && text.as_bytes().get(at + 1)?.is_ascii_digit();
            (digits && last == b'm').then_some((at..end, ""))
        })
        .collect();
    // One may be something else.
    if bare.len() > 1 {
        edits.extend(bare);
    }
    crate::in_order::by_key(&mut edits, |(range, _)| (range.start, range.end));
    edits
}

/// Entities that stand for signs that commands and JSON are full of.
const ENTITIES: &[(&str, &str)] = &[
    ("&quot;", "\""),
    ("&#34;", "\""),
    ("&#39;", "'"),
    ("&#x27;", "'"),
    ("&apos;", "'"),
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&nbsp;", " "),
    ("&#160;", " "),
    ("&amp;", "&"),
];

fn entities(text: &str) -> Vec<Edit> {
    let mut edits: Vec<Edit> = Vec::new();
    for (entity, sign) in ENTITIES {
        edits.extend(all(text, entity).map(|at| (at..at + entity.len(), *sign)));
    }
    crate::in_order::by_key(&mut edits, |(range, _)| (range.start, range.end));
    edits
}

/// The member of a line of JSON that a program's own line is in.
const CARRYING: &[&str] = &[
    "{\"log\":\"",
    "\"MESSAGE\":\"",
    "\"MESSAGE\" : \"",
    "\"@m\":\"",
];

/// Lines of JSON that carry a line of a program, as Docker and journald keep them.
fn container_log(text: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (at, line) in lines(text) {
        if !line.starts_with('{') {
            continue;
        }
        let carrying = CARRYING
            .iter()
            .find_map(|name| Some(line.find(name)? + name.len()));
        let Some(inner) = carrying else { continue };
        edits.push((at..at + inner, ""));
        let mut index = inner;
        let bytes = line.as_bytes();
        while let Some(byte) = bytes.get(index) {
            match (byte, bytes.get(index + 1)) {
                (b'"', _) => break,
                (b'\\', Some(escaped)) => {
                    let here = at + index..at + index + 2;
                    match escaped {
                        b'"' => edits.push((here, "\"")),
                        b'\\' => edits.push((here, "\\")),
                        b'/' => edits.push((here, "/")),
                        b't' => edits.push((here, " ")),
                        // The end of the line itself, or of one of several.
                        b'n' if bytes.get(index + 2) == Some(&b'"') => edits.push((here, "")),
                        b'n' => edits.push((here, "\n")),
                        _ => {}
                    }
                    index += 2;
                }
                _ => index += 1,
            }
        }
        edits.push((at + index..at + line.len(), ""));
    }
    edits
}

/// Fewer lines than this may begin with the mark of a mail for another reason.
const QUOTED: usize = 3;

/// Lines below each other that all begin with `>`. Not the request that curl shows so.
fn quoted_mail(text: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut block: Vec<(usize, &str)> = Vec::new();
    let mut close = |block: &mut Vec<(usize, &str)>| {
        let request = |(_, line): &(usize, &str)| {
            let line = line.trim_start_matches('>').trim_start();
            line.starts_with("Host: ") || line.starts_with("User-Agent: ")
        };
        if block.len() >= QUOTED && !block.iter().any(request) {
            for (at, line) in block.iter() {
                let mark = if line.starts_with("> ") { 2 } else { 1 };
                edits.push((*at..*at + mark, ""));
            }
        }
        block.clear();
    };
    for (at, line) in lines(text) {
        if line.starts_with('>') {
            block.push((at, line));
        } else {
            close(&mut block);
        }
    }
    close(&mut block);
    edits
}

/// What a mail writes as `=3D`, and the ends of lines that it put in.
fn printable(text: &str) -> Vec<Edit> {
    let mut edits: Vec<Edit> = all(text, "=3d").map(|at| (at..at + 3, "=")).collect();
    if edits.is_empty() {
        return edits;
    }
    for (at, line) in lines(text) {
        // The end of base64 looks alike.
        let end = at + line.len();
        let soft = line.ends_with('=') && line.contains(' ');
        if let (true, Some(next)) = (soft, text.get(end..)) {
            let length = next.len() - next.trim_start_matches(['\r', '\n']).len();
            edits.push((end - 1..end + length.min(2), ""));
        }
    }
    crate::in_order::by_key(&mut edits, |(range, _)| (range.start, range.end));
    edits
}

/// The prompt of a line that goes on with the command above it.
fn continued(text: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut open = false;
    for (at, line) in lines(text) {
        let mark = ["> ", ">> "].iter().find(|mark| line.starts_with(**mark));
        if let (Some(mark), true) = (mark, open) {
            edits.push((at..at + mark.len(), ""));
        }
        open = line.ends_with(['\\', '`']) && !line.ends_with("``");
    }
    edits
}

/// The length of the head that a journal or a container puts before a line: `Nov 24 09:14:05 box unit[7]: `,
/// `device-1  | `, `2026-11-24T09:14:05.123Z `.
fn head(line: &str) -> usize {
    let mut at = 0;
    let word = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    let blank = |byte: u8| byte == b' ';
    // `device-1  | `
    let name = run(line, 0, word);
    let bar = run(line, name, blank);
    if name > 0 && line.get(bar..).is_some_and(|rest| rest.starts_with("| ")) {
        at = bar + 2;
    }
    let clock = |start: usize| {
        let end = run(line, start, |byte| {
            byte.is_ascii_digit() || b":.,-TZ+".contains(&byte)
        });
        let said = line.get(start..end).unwrap_or_default();
        (said.matches(':').count() >= 2 && said.len() >= 8).then_some(end)
    };
    let bracket = usize::from(line.as_bytes().get(at) == Some(&b'['));
    // `Nov 24 `, `2026-11-24 `, or nothing before the time.
    let mut start = at + bracket;
    let month = run(line, start, |byte| byte.is_ascii_alphabetic());
    let dated = month - start == 3;
    if dated {
        let day = run(line, run(line, month, blank), |byte| byte.is_ascii_digit());
        start = run(line, day, blank);
    } else {
        let date = run(line, start, |byte| byte.is_ascii_digit() || byte == b'-');
        if date - start == 10 && line.as_bytes().get(date) == Some(&b' ') {
            start = date + 1;
        }
    }
    let Some(end) = clock(start) else { return at };
    let end = end + usize::from(bracket > 0 && line.as_bytes().get(end) == Some(&b']'));
    at = run(line, end, blank);
    // `box unit[7]: `
    let rest = line.get(at..).unwrap_or_default();
    if let (true, Some(colon)) = (dated, find(rest, "]: ", 0)) {
        let named = rest.get(..colon).unwrap_or_default();
        if named.matches(' ').count() <= 1 {
            at += colon + "]: ".len();
        }
    }
    at
}

/// Heads of lines that belong together as one document: behind each stands a piece of JSON, a PEM or a listing.
fn heads(text: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut open: Option<&str> = None;
    for (at, line) in lines(text) {
        let length = head(line);
        let rest = line.get(length..).unwrap_or_default();
        let trimmed = rest.trim();
        let begins = match trimmed {
            "{" | "[" => Some(if trimmed == "{" { "}" } else { "]" }),
            _ if trimmed.starts_with("-----BEGIN ") => Some("-----END "),
            _ => None,
        };
        if length == 0 {
            open = None;
            continue;
        }
        if open.is_none() {
            open = begins;
        }
        let Some(close) = open else { continue };
        edits.push((at..at + length, ""));
        // The last line of JSON stands as far left as the first.
        if rest.starts_with(close) {
            open = None;
        }
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let carried = unwrap(text);
        let heard = carried.as_ref().map_or(text, |carried| &carried.text);
        assert_eq!(heard, expected);
        // Every piece leads back to a piece of what was pasted.
        if let Some(carried) = carried {
            for (at, letter) in carried.text.char_indices() {
                let place = carried.place(&(at..at + letter.len_utf8()));
                let was = text.get(place.clone()).unwrap_or_default();
                let plain = was == letter.to_string() || was.starts_with(['&', '\\', '=']);
                assert!(plain, "{letter:?} from {was:?} at {place:?}");
            }
        }
    }

    #[test]
    fn colours_go_and_brackets_stay() {
        check("\u{1b}[31mrefused\u{1b}[0m", "refused");
        check("[0;32mI (5) wifi[0m: [x] a[1]", "I (5) wifi: [x] a[1]");
        check("list[0m]", "list[0m]");
        check("\\u001b[1mä\\u001b[22m", "ä");
    }

    #[test]
    fn entities_become_signs() {
        check("-t &quot;$dps/&quot; &amp;&lt;b&gt;", "-t \"$dps/\" &<b>");
        check("a & b", "a & b");
    }

    #[test]
    fn a_quoted_mail_is_read_and_a_request_of_curl_is_left() {
        check("> one\n> two\n> three\nmine\n", "one\ntwo\nthree\nmine\n");
        check(
            ">> one one\n>> two two\n>> three three\n",
            "one one\ntwo two\nthree three\n",
        );
        let curl = "> PUT /x HTTP/2\n> Host: h\n> Accept: */*\n>\n";
        check(curl, curl);
        check("> alone\nelse\n", "> alone\nelse\n");
        check("$ a \\\n> -b\nc\n", "$ a \\\n-b\nc\n");
    }

    #[test]
    fn the_signs_of_a_mail_become_those_it_means() {
        check(
            "a b&retry=\n-after=3D5 c\nAAA=\n",
            "a b&retry-after=5 c\nAAA=\n",
        );
        check("a b=\nc\n", "a b=\nc\n");
    }

    #[test]
    fn a_line_in_the_json_of_a_container_is_the_programs_own() {
        check(
            "{\"log\":\"said \\\"no\\\"\\n\",\"stream\":\"stderr\",\"time\":\"t\"}\n{\"errorCode\":1}\n",
            "said \"no\"\n{\"errorCode\":1}\n",
        );
    }

    #[test]
    fn a_document_loses_its_heads_and_other_lines_keep_theirs() {
        let journal = "Nov 24 09:14:05 box app[7]: starting\nNov 24 09:14:05 box app[7]: {\nNov 24 09:14:05 box app[7]:   \"a\": 1\nNov 24 09:14:06 box app[7]: }\nNov 24 09:14:07 box app[7]: done\n";
        let heard = "Nov 24 09:14:05 box app[7]: starting\n{\n  \"a\": 1\n}\nNov 24 09:14:07 box app[7]: done\n";
        check(journal, heard);
        check(
            "web-1  | {\nweb-1  |   \"a\": 1\nweb-1  | }\n",
            "{\n  \"a\": 1\n}\n",
        );
        check("09:14:05 plain\n", "09:14:05 plain\n");
    }
}
