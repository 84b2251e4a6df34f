//! Sentences in lines of a terminal.

/// Where lines of prose end.
pub(crate) const WIDTH: usize = 96;

/// Words in lines; the following ones begin below the first word. What is too long stands alone, so that an address or a
/// command can be copied.
pub(crate) fn wrapped(first: &str, text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = first.to_owned();
    let mut empty = true;
    for word in words(text) {
        if !empty && line.chars().count() + 1 + word.chars().count() > WIDTH {
            lines.push(line);
            line = " ".repeat(first.len());
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line.push_str(word);
        empty = false;
    }
    lines.push(line);
    lines
}

/// Words, a command in backquotes being one.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    text.split(move |character| {
        quoted ^= character == '`';
        character == ' ' && !quoted
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_stay_whole() {
        let text = "Say `openssl x509 -in a` twice.";
        let words: Vec<_> = words(text).collect();
        assert_eq!(words, ["Say", "`openssl x509 -in a`", "twice."]);
    }
}
