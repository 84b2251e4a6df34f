//! Shell commands as words: what the shell makes of them, and where they stand.

use std::ops::Range;

/// One word of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Without quotes and escapes; what the shell would replace stands as it was typed.
    pub(super) text: String,
    /// Where it stands, quotes included.
    pub(super) bytes: Range<usize>,
    /// Where a name behind a dollar sign stands that a POSIX shell replaces.
    pub(super) replaced: Vec<Range<usize>>,
}

/// The words of the command that begins at `start`, up to the end of its line. A backslash at the end of a line goes
/// on; so do the signs of other shells, `^` and a backquote.
pub(super) fn words(text: &str, start: usize) -> Vec<Word> {
    first_words(text, start, usize::MAX)
}

/// Its first words, and no more of them.
pub(super) fn first_words(text: &str, start: usize, most: usize) -> Vec<Word> {
    let mut reader = Reader { text, at: start };
    std::iter::from_fn(|| reader.word()).take(most).collect()
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }

    fn next_is(&self, ahead: usize, wanted: char) -> bool {
        let mut rest = self.text.get(self.at..).unwrap_or_default().chars();
        rest.nth(ahead) == Some(wanted)
    }

    fn take(&mut self) -> Option<char> {
        let taken = self.peek()?;
        self.at += taken.len_utf8();
        Some(taken)
    }

    /// Skips blanks and line ends that do not count. False at the end of the command.
    fn skip_blanks(&mut self) -> bool {
        loop {
            match self.peek() {
                Some(' ' | '\t') => {
                    self.take();
                }
                Some('\\' | '^' | '`') if self.line_ends_at(1) => {
                    self.take();
                    while matches!(self.peek(), Some('\r' | '\n')) {
                        self.take();
                    }
                }
                Some('<') if self.placeholder().is_some() => return true,
                Some('\n' | '\r' | ';' | '|' | '&' | '<' | '>' | '`' | '#') | None => return false,
                Some(_) => return true,
            }
        }
    }

    /// `<ID scope>`: no redirection, but what people write for what the reader has to put there.
    fn placeholder(&self) -> Option<&str> {
        const LONGEST: usize = 40;
        let rest = self.text.get(self.at..)?;
        let inside = rest.strip_prefix('<')?;
        let end = inside.find(['>', '\n', '<'])?;
        let closes = inside.get(end..)?.starts_with('>');
        let name = inside.get(..end)?;
        let named = name.starts_with(|first: char| first.is_ascii_alphabetic());
        (closes && named && name.len() <= LONGEST).then(|| rest.get(..end + 2))?
    }

    fn line_ends_at(&self, ahead: usize) -> bool {
        self.next_is(ahead, '\n') || (self.next_is(ahead, '\r') && self.next_is(ahead + 1, '\n'))
    }

    fn word(&mut self) -> Option<Word> {
        if !self.skip_blanks() {
            return None;
        }
        let start = self.at;
        let mut word = Word {
            text: String::new(),
            bytes: start..start,
            replaced: Vec::new(),
        };
        while let Some(next) = self.peek() {
            if let Some(placeholder) = self.placeholder() {
                word.text.push_str(placeholder);
                self.at += placeholder.len();
                continue;
            }
            match next {
                ' ' | '\t' | '\n' | '\r' | ';' | '|' | '&' | '<' | '>' | '`' => break,
                '\'' => {
                    self.take();
                    self.quoted('\'', &mut word);
                }
                '"' => {
                    self.take();
                    self.quoted('"', &mut word);
                }
                '\\' if self.line_ends_at(1) => break,
                '\\' => {
                    self.take();
                    // A path of Windows keeps its backslashes.
                    match self.peek() {
                        Some(escaped) if !escaped.is_alphanumeric() => {
                            word.text.push(escaped);
                            self.take();
                        }
                        _ => word.text.push('\\'),
                    }
                }
                other => {
                    self.dollar(&mut word);
                    word.text.push(other);
                    self.take();
                }
            }
        }
        word.bytes.end = self.at;
        (word.bytes.end > start).then_some(word)
    }

    fn quoted(&mut self, quote: char, word: &mut Word) {
        while let Some(next) = self.take() {
            if next == quote {
                return;
            }
            if quote == '"' && next == '\\' && matches!(self.peek(), Some('"' | '\\' | '$' | '`')) {
                word.text.extend(self.take());
                continue;
            }
            if quote == '"' && next == '$' {
                // `take` has passed it.
                self.at -= 1;
                self.dollar(word);
                self.at += 1;
            }
            word.text.push(next);
        }
    }

    /// Notes the name behind a dollar sign at this place.
    fn dollar(&mut self, word: &mut Word) {
        if self.peek() != Some('$') {
            return;
        }
        let rest = self.text.get(self.at + 1..).unwrap_or_default();
        let name = rest
            .bytes()
            .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
            .count();
        if name > 0 {
            word.replaced.push(self.at..self.at + 1 + name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found = words(text, 0);
        let found: Vec<&str> = found.iter().map(|word| word.text.as_str()).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn words_are_what_the_shell_makes_of_them() {
        check(
            "a -b 'c d' \"e f\" g\\ h",
            &["a", "-b", "c d", "e f", "g h"],
        );
        check("a \\\n  b \\\r\n c\nd", &["a", "b", "c"]);
        check("a 'b'\"c\"d; e", &["a", "bcd"]);
        check("a > file", &["a"]);
        check("a </dev/null", &["a"]);
        check(
            "a -b <my scope> -c <d>e",
            &["a", "-b", "<my scope>", "-c", "<d>e"],
        );
        check(
            "a C:\\certs\\x.pem ^\r\n b",
            &["a", "C:\\certs\\x.pem", "b"],
        );
        check("a 'open", &["a", "open"]);
        check("", &[]);
        check("ä \"ö$ü\"", &["ä", "ö$ü"]);
    }

    #[test]
    fn what_the_shell_replaces_is_noted() {
        let replaced = |text: &str| -> Vec<String> {
            let words = words(text, 0);
            let ranges = words.iter().flat_map(|word| word.replaced.clone());
            ranges.map(|range| text[range].to_owned()).collect()
        };
        assert_eq!(replaced("x \"$dps/a/?$rid=1\""), ["$dps", "$rid"]);
        assert_eq!(replaced("x $dps/a"), ["$dps"]);
        assert!(replaced("x '$dps/a/?$rid=1'").is_empty());
        assert!(replaced("x \"\\$dps/a\" \\$dps").is_empty());
        assert!(replaced("x \"$\" $/").is_empty());
    }
}
