//! How fixed texts and what is known of this run become one explanation, and how values seen stand in a sentence.

use super::Explanation;
use crate::lesson::Citation;

/// The fixed texts of one kind of failure. Inline markup, but for the title.
pub(super) struct Words {
    pub(super) title: &'static str,
    pub(super) what: &'static str,
    pub(super) why: &'static [&'static str],
    pub(super) now: &'static [&'static str],
    pub(super) sources: &'static [Citation],
}

/// A cause that this run's own inputs or certificates point at.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Suspect {
    pub(super) why: String,
    pub(super) now: String,
}

impl Suspect {
    pub(super) fn new(why: impl Into<String>, now: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            now: now.into(),
        }
    }
}

/// Puts together what is always true of this failure and what is true of this run: the latter comes first.
pub(super) fn assemble(words: &Words, suspect: Option<Suspect>) -> Explanation {
    let mut explanation = Explanation {
        title: words.title.to_owned(),
        what: words.what.to_owned(),
        why: Vec::new(),
        now: Vec::new(),
        sources: words.sources.to_vec(),
    };
    if let Some(Suspect { why, now }) = suspect {
        explanation.why.push(why);
        explanation.now.push(now);
    }
    let owned = |texts: &[&str]| {
        texts
            .iter()
            .map(|text| (*text).to_owned())
            .collect::<Vec<_>>()
    };
    explanation.why.extend(owned(words.why));
    explanation.now.extend(owned(words.now));
    explanation
}

/// How many characters of something seen are quoted; the packet list shows the rest.
const MAX_QUOTED_CHARS: usize = 200;

/// Something seen, as inline code. Its own backticks would end the code, so they become apostrophes.
pub(crate) fn quoted(seen: &str) -> String {
    if seen.trim().is_empty() {
        return "an empty text".to_owned();
    }
    let mut text: String = seen.trim().chars().take(MAX_QUOTED_CHARS).collect();
    if text.len() < seen.trim().len() {
        text.push('…');
    }
    format!("`{}`", text.replace('`', "'"))
}

/// A clause as a sentence: capital letter, full stop.
pub(crate) fn sentence(clause: &str) -> String {
    let mut text = clause.trim().to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    // A quotation may bring its own full stop along.
    let end = text.trim_end_matches(['"', '`', ')']);
    if !text.is_empty() && !end.ends_with(['.', '!', '?']) {
        text.push('.');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_seen_cannot_end_its_own_quotation() {
        assert_eq!(quoted(" a`b "), "`a'b`");
        assert_eq!(quoted(" "), "an empty text");
        assert_eq!(quoted(&"é".repeat(300)), format!("`{}…`", "é".repeat(200)));
    }

    #[test]
    fn clauses_become_sentences() {
        assert_eq!(sentence("there is no key"), "There is no key.");
        assert_eq!(sentence("Ends well."), "Ends well.");
        assert_eq!(sentence("it says \"no.\""), "It says \"no.\"");
        assert_eq!(sentence(" "), "");
    }
}
