//! As much of YAML as `az -o yaml` prints: members, lists and scalars by their indentation.

use std::ops::Range;

use serde_json::{Map, Value};

/// One line: how far it is indented, and what stands there.
#[derive(Clone, Copy)]
struct Line<'a> {
    indent: usize,
    text: &'a str,
}

/// Fewer lines are no document.
const LEAST: usize = 3;

/// Deeper than this nothing is that Azure prints.
const DEEPEST: usize = 12;

/// Every document in the text: lines below each other that begin with members or items at the left.
pub(super) fn documents(text: &str) -> Vec<(Value, Range<usize>)> {
    let mut found = Vec::new();
    let mut lines: Vec<Line<'_>> = Vec::new();
    let mut bytes = 0..0;
    let mut at = 0;
    let mut close = |lines: &mut Vec<Line<'_>>, bytes: &Range<usize>| {
        if lines.len() >= LEAST {
            let (value, _) = block(lines, 0, 0, 0);
            found.push((value, bytes.clone()));
        }
        lines.clear();
    };
    for whole in text.split_inclusive('\n') {
        let start = at;
        at += whole.len();
        let line = whole.trim_end();
        let text = line.trim_start();
        let indent = line.len() - text.len();
        let begins = indent == 0 && (member(text).is_some() || text.starts_with("- "));
        let goes_on = indent > 0 && !text.is_empty() && !lines.is_empty();
        if !begins && !goes_on {
            close(&mut lines, &bytes);
            continue;
        }
        if lines.is_empty() {
            bytes.start = start;
        }
        bytes.end = at;
        lines.push(Line { indent, text });
    }
    close(&mut lines, &bytes);
    found
}

/// A name and what stands behind its colon.
fn member(text: &str) -> Option<(&str, &str)> {
    let (name, value) = text.split_once(':')?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
    let named = !name.is_empty() && name.bytes().all(plain);
    (named && (value.is_empty() || value.starts_with(' '))).then_some((name, value.trim()))
}

/// What begins at a line with this indentation, and the line behind it.
fn block(lines: &[Line<'_>], from: usize, indent: usize, depth: usize) -> (Value, usize) {
    let Some(first) = lines.get(from).filter(|_| depth < DEEPEST) else {
        return (Value::Null, from + 1);
    };
    if first.text.starts_with("- ") {
        return list(lines, from, indent, depth);
    }
    let mut members = Map::new();
    let mut at = from;
    while let Some(line) = lines.get(at) {
        let named = member(line.text).filter(|_| line.indent == indent);
        let Some((name, value)) = named else { break };
        let (value, behind) = inner(lines, at + 1, indent, value, depth);
        members.insert(name.to_owned(), value);
        at = behind;
    }
    (Value::Object(members), at.max(from + 1))
}

/// The value of a member: on its line, or in the lines below.
fn inner(
    lines: &[Line<'_>],
    next: usize,
    indent: usize,
    value: &str,
    depth: usize,
) -> (Value, usize) {
    let below = lines.get(next);
    let deeper = below.filter(|line| {
        line.indent > indent || (line.indent == indent && line.text.starts_with("- "))
    });
    match (value, deeper) {
        ("", Some(line)) => block(lines, next, line.indent, depth + 1),
        ("", None) => (Value::Null, next),
        (value, Some(line)) if line.indent > indent => {
            // A long text goes on below its first line.
            let mut whole = String::new();
            if !value.starts_with(['|', '>']) {
                whole.push_str(value);
            }
            let mut at = next;
            while let Some(line) = lines.get(at).filter(|line| line.indent > indent) {
                if !whole.is_empty() {
                    whole.push('\n');
                }
                whole.push_str(line.text);
                at += 1;
            }
            (scalar(&whole), at)
        }
        (value, _) => (scalar(value), next),
    }
}

fn list(lines: &[Line<'_>], from: usize, indent: usize, depth: usize) -> (Value, usize) {
    let mut items = Vec::new();
    let mut at = from;
    while let Some(line) = lines.get(at) {
        let item = line
            .text
            .strip_prefix("- ")
            .filter(|_| line.indent == indent);
        let Some(item) = item else { break };
        if member(item).is_none() {
            items.push(scalar(item));
            at += 1;
            continue;
        }
        // The members of the item, as if its dash were blanks.
        let mut own = vec![Line {
            indent: indent + 2,
            text: item,
        }];
        at += 1;
        while let Some(line) = lines.get(at).filter(|line| line.indent > indent) {
            own.push(*line);
            at += 1;
        }
        items.push(block(&own, 0, indent + 2, depth + 1).0);
    }
    (Value::Array(items), at.max(from + 1))
}

fn scalar(text: &str) -> Value {
    // A remark behind it is none of it.
    let text = text.split(" #").next().unwrap_or_default().trim();
    match text {
        "null" | "~" | "" => Value::Null,
        "true" | "True" => Value::Bool(true),
        "false" | "False" => Value::Bool(false),
        "[]" => Value::Array(Vec::new()),
        "{}" => Value::Object(Map::new()),
        _ => Value::String(text.trim_matches(['"', '\'']).to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn members_lists_and_scalars_are_read_by_their_indentation() {
        let text = "$ az show -o yaml\na: one\nb:\n  c: 'two'\n  d:\n  - x\n  - y: 1\n    z: null\ne:\n- p\nf: true\n\nend";
        let documents = documents(text);
        assert_eq!(documents.len(), 1);
        let expected = json!({
            "a": "one",
            "b": {"c": "two", "d": ["x", {"y": "1", "z": null}]},
            "e": ["p"],
            "f": true,
        });
        assert_eq!(documents[0].0, expected);
        assert!(text[documents[0].1.clone()].starts_with("a: one"));
    }

    #[test]
    fn prose_is_no_document() {
        assert!(documents("Hello: all.\n\nI have a question: why?\n").is_empty());
        assert!(documents("12:01:02 a: b\n12:01:03 c: d\n12:01:04 e\n").is_empty());
    }
}
