//! Tables with a line of dashes under their headings, as `az -o table` prints them.

use std::ops::Range;

use serde_json::{Map, Value};

/// Every row of every table, as an object of its columns, and where it stands.
pub(super) fn rows(text: &str) -> Vec<(Value, Range<usize>)> {
    let mut found = Vec::new();
    let mut heading = "";
    let mut columns: Vec<(String, Range<usize>)> = Vec::new();
    let mut at = 0;
    for whole in text.split_inclusive('\n') {
        let start = at;
        at += whole.len();
        let line = whole.trim_end();
        if is_rule(line) {
            columns = spans(line)
                .map(|span| (name(heading, &span), span))
                .collect();
            heading = "";
            continue;
        }
        if line.is_empty() || line.trim_start().starts_with(['$', '+', '|']) {
            columns.clear();
        }
        heading = line;
        if columns.is_empty() {
            continue;
        }
        let mut row = Map::new();
        for (number, (name, span)) in columns.iter().enumerate() {
            let last = number + 1 == columns.len();
            let end = if last { line.len() } else { span.end };
            let cell = line.get(span.start..end.min(line.len()));
            let value = match cell.unwrap_or_default().trim() {
                "" => continue,
                "True" | "true" => Value::Bool(true),
                "False" | "false" => Value::Bool(false),
                text => Value::String(text.to_owned()),
            };
            if !name.is_empty() {
                row.insert(name.clone(), value);
            }
        }
        if !row.is_empty() {
            found.push((Value::Object(row), start..start + line.len()));
        }
    }
    found
}

/// A line of nothing but dashes in two columns or more.
fn is_rule(line: &str) -> bool {
    let dashes = line.bytes().all(|byte| byte == b'-' || byte == b' ');
    dashes && line.trim().contains("  ") && line.trim_start().starts_with("---")
}

/// Where the columns stand.
fn spans(rule: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = rule.get(at..)?;
        let start = at + rest.find('-')?;
        let length = rule.get(start..)?.find(' ');
        at = length.map_or(rule.len(), |length| start + length);
        Some(start..at)
    })
}

/// The heading over a column, with a small letter first, as the member of JSON is called.
fn name(heading: &str, span: &Range<usize>) -> String {
    let end = span.end.min(heading.len());
    let word = heading.get(span.start..end).unwrap_or_default().trim();
    let mut letters = word.chars();
    match letters.next() {
        Some(first) => first.to_ascii_lowercase().to_string() + letters.as_str(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn cells_stand_under_their_headings() {
        let text = "$ az x\nName    IsVerified\n------  ------------\nroot    True\nlab ca  False\n\nno row\n";
        let rows: Vec<Value> = rows(text).into_iter().map(|(row, _)| row).collect();
        let expected = [
            json!({"name": "root", "isVerified": true}),
            json!({"name": "lab ca", "isVerified": false}),
        ];
        assert_eq!(rows, expected);
        assert!(super::rows("title\n-----\ntext\n").is_empty());
    }
}
