//! What was typed at a prompt, and what was printed below it.

use std::ops::Range;

/// One command and its output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    /// The command, without its prompt.
    pub(super) command: &'a str,
    /// Where its output stands: up to the next prompt, or the end of the text.
    pub(super) output: Range<usize>,
}

/// Every command that stands behind `$ ` at the beginning of a line.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        if let Some(command) = line.strip_prefix("$ ") {
            if let Some(last) = pieces.last_mut() {
                last.output.end = start;
            }
            pieces.push(Piece {
                command: command.trim_end(),
                output: end..text.len(),
            });
        }
        start = end;
    }
    pieces
}

/// The command in whose output a place lies.
pub(super) fn command_of<'a>(pieces: &'a [Piece<'_>], at: usize) -> Option<&'a str> {
    let piece = pieces.iter().find(|piece| piece.output.contains(&at))?;
    Some(piece.command)
}

/// The word behind an option of a command, or behind its name.
pub(super) fn word_after<'a>(command: &'a str, option: &str) -> Option<&'a str> {
    let mut words = command.split_ascii_whitespace();
    words.find(|word| *word == option)?;
    words.next().map(|word| word.trim_matches(['"', '\'']))
}

/// The last name of a path.
pub(super) fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_belongs_to_the_command_above_it() {
        let text = "note\n$ cat certs/dev.pem\none\ntwo\n$ date -u\nthree\n";
        let pieces = pieces(text);
        assert_eq!(pieces.len(), 2);
        assert_eq!(&text[pieces[0].output.clone()], "one\ntwo\n");
        let at = text.find("three").unwrap();
        assert_eq!(command_of(&pieces, at), Some("date -u"));
        assert_eq!(command_of(&pieces, 0), None);
        assert_eq!(word_after(pieces[0].command, "cat"), Some("certs/dev.pem"));
        assert_eq!(file_name("certs/dev.pem"), "dev.pem");
    }
}
