//! What we said ourselves, pasted back with what it was made of: a diagnosis repeats evidence and is none, and the advice
//! of `check` speaks of failures that have not happened.

use std::ops::Range;

/// Findings as `dps-playground` prints them, with their lines, and what it asks for.
pub(super) fn find_all(text: &str) -> Vec<Range<usize>> {
    let mut echoes: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    let mut inside = false;
    for line in text.split_inclusive('\n') {
        let bytes = start..start + line.len();
        start = bytes.end;
        let more = line.starts_with("  ") || line.starts_with("- ");
        let advice = ADVICE.iter().any(|word| line.starts_with(word));
        inside = is_headline(line) || advice || (inside && more && !is_finding(line));
        if !inside {
            continue;
        }
        match echoes.last_mut() {
            Some(last) if last.end == bytes.start => last.end = bytes.end,
            _ => echoes.push(bytes),
        }
    }
    echoes
}

/// How a paragraph begins in which `check` says why a finding matters, and what to do.
const ADVICE: &[&str] = &["    why: ", "    fix: ", "    see: "];

/// `  notice[valid_only_recently] ..`, `  leaf  CN=dev-01`: what `check` says of a file, which advice does not go on with.
fn is_finding(line: &str) -> bool {
    line.starts_with("  ") && !line.starts_with("   ")
}

/// The text with blanks in the place of these ranges.
pub(super) fn without(text: &str, ranges: &[Range<usize>]) -> String {
    let mut heard = String::with_capacity(text.len());
    let mut at = 0;
    for range in ranges {
        heard.push_str(text.get(at..range.start).unwrap_or_default());
        let blanks = text.get(range.clone()).unwrap_or_default().bytes();
        heard.extend(blanks.map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        at = range.end;
    }
    heard.push_str(text.get(at..).unwrap_or_default());
    heard
}

/// `1. shown: the enrolment is disabled [enrolment_disabled]`, also where the line is wrapped; `To be surer:`
fn is_headline(line: &str) -> bool {
    if line.trim_end() == "To be surer:" {
        return true;
    }
    let Some((number, rest)) = line.split_once(". ") else {
        return false;
    };
    let numbered = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let sure = ["shown: ", "likely: ", "possible: "];
    numbered && sure.iter().any(|word| rest.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_are_known_with_their_lines_and_nothing_else_is() {
        let text = "refused\n1. shown: it is off [enrolment_disabled]\n   because: it says so\n\nTo be surer:\n- show more\nend\n- other\n2. Then shown: no\n";
        let echoes: Vec<&str> = find_all(text)
            .into_iter()
            .map(|bytes| &text[bytes])
            .collect();
        assert_eq!(
            echoes,
            [
                "1. shown: it is off [enrolment_disabled]\n   because: it says so\n",
                "To be surer:\n- show more\n"
            ]
        );
        let heard = without(text, &find_all(text));
        assert_eq!(heard.len(), text.len());
        assert!(!heard.contains("off") && heard.contains("Then shown"));
    }

    #[test]
    fn advice_of_check_is_no_evidence_and_its_findings_are() {
        let text = "  warning[old] the root is old\n    at line 3\n    why: a clock behind calls it\n         not valid yet\n    fix: set it\n  error[next] it has expired\n";
        let heard = without(text, &find_all(text));
        assert!(!heard.contains("not valid yet") && !heard.contains("set it"));
        assert!(heard.contains("the root is old") && heard.contains("it has expired"));
    }
}
