//! Inline markup of the lesson's texts: `` `code` `` and `**strong**`, nothing else, no nesting.

/// A piece of a text that looks the same throughout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Run<'a> {
    /// Plain words.
    Text(&'a str),
    /// Something as it stands on the wire or in a file.
    Code(&'a str),
    /// Emphasised words.
    Strong(&'a str),
}

/// Splits a text into runs. A mark that is never closed stays plain text.
pub fn runs(text: &str) -> Vec<Run<'_>> {
    let mut runs = Vec::new();
    let mut plain_from = 0;
    let mut at = 0;
    while let Some(found) = text[at..].find(['`', '*']) {
        let start = at + found;
        let mark = if text[start..].starts_with('`') {
            "`"
        } else if text[start..].starts_with("**") {
            "**"
        } else {
            at = start + 1;
            continue;
        };
        let inside = start + mark.len();
        match text[inside..].find(mark) {
            Some(len) if len > 0 => {
                if plain_from < start {
                    runs.push(Run::Text(&text[plain_from..start]));
                }
                let content = &text[inside..inside + len];
                runs.push(if mark == "`" {
                    Run::Code(content)
                } else {
                    Run::Strong(content)
                });
                at = inside + len + mark.len();
                plain_from = at;
            }
            _ => at = inside,
        }
    }
    if plain_from < text.len() {
        runs.push(Run::Text(&text[plain_from..]));
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[Run<'_>]) {
        assert_eq!(runs(text), expected, "{text:?}");
    }

    #[test]
    fn plain_words_are_one_run() {
        check("", &[]);
        check("Grüße, 世界", &[Run::Text("Grüße, 世界")]);
    }

    #[test]
    fn code_and_strong_are_cut_out() {
        check(
            "Send `CONNECT` with **no** password",
            &[
                Run::Text("Send "),
                Run::Code("CONNECT"),
                Run::Text(" with "),
                Run::Strong("no"),
                Run::Text(" password"),
            ],
        );
        check("`a`**b**", &[Run::Code("a"), Run::Strong("b")]);
    }

    #[test]
    fn marks_inside_code_are_kept() {
        check("`$dps/**/#`", &[Run::Code("$dps/**/#")]);
    }

    #[test]
    fn unclosed_and_empty_marks_stay_as_they_are() {
        check("a ` b", &[Run::Text("a ` b")]);
        check("a ** b", &[Run::Text("a ** b")]);
        check("2 * 3 * 4", &[Run::Text("2 * 3 * 4")]);
        check("``", &[Run::Text("``")]);
        check("****", &[Run::Text("****")]);
    }
}
