//! What `az .. --query` cut out of an entry: put back to where it stood in it, by the path that was asked for.

use std::ops::Range;

use serde_json::{Map, Value};

use super::super::search::says;
use super::super::transcript::Piece;
use super::{Kind, Record, tables, yaml};

/// The kind of entry that a command shows.
const NOUNS: &[(&str, Kind)] = &[
    ("enrollment-group registration", Kind::Registration),
    ("enrollment registration", Kind::Registration),
    ("enrollment-group ", Kind::Group),
    ("dps enrollment ", Kind::Individual),
    ("dps certificate ", Kind::Uploaded),
    ("linked-hub ", Kind::Hub),
    ("device-identity ", Kind::Device),
    ("iot dps show", Kind::Instance),
    ("iot dps list", Kind::Instance),
];

/// Every entry of which a command asked for a part.
pub(super) fn read(text: &str, pieces: &[Piece<'_>]) -> Vec<Record> {
    let mut records = Vec::new();
    for piece in pieces {
        let command = piece.command;
        let noun = NOUNS.iter().find(|(words, _)| command.contains(words));
        let (Some((_, kind)), true) = (noun, command.starts_with("az ")) else {
            continue;
        };
        let Some(query) = query(command) else {
            continue;
        };
        let output = text.get(piece.output.clone()).unwrap_or_default();
        let wanted = Query::of(query);
        // What a command over all entries prints on each line is one of them.
        let many = query.contains("[]");
        for (value, bytes) in values(output, many || wanted.paths.len() > 1) {
            let bytes = piece.output.start + bytes.start..piece.output.start + bytes.end;
            let mut members = Map::new();
            wanted.put_back(value, &mut members);
            if !members.is_empty() {
                records.push(Record {
                    kind: *kind,
                    value: Value::Object(members),
                    bytes,
                });
            }
        }
    }
    records
}

/// The value of `--query`, without its quotes.
fn query(command: &str) -> Option<&str> {
    let (_, behind) = command.split_once("--query")?;
    let behind = behind.trim_start_matches([' ', '=']);
    let quote = behind.chars().next()?;
    match quote {
        '"' | '\'' => behind.get(1..)?.split(quote).next(),
        _ => behind.split_ascii_whitespace().next(),
    }
}

/// What was asked for.
struct Query<'a> {
    /// The names that were given to paths, or one path without a name.
    paths: Vec<(&'a str, &'a str)>,
}

impl<'a> Query<'a> {
    fn of(query: &'a str) -> Self {
        let inside = query.split_once('{').and_then(|(before, inside)| {
            let inside = inside.rsplit_once('}').map_or(inside, |(inside, _)| inside);
            (!before.contains('|')).then_some(inside)
        });
        // `value[].[name,properties.isVerified]`: columns without names.
        let columns = query.split_once(".[").or(query.split_once("[]["));
        let columns = columns.map(|(_, columns)| columns.trim_end_matches(']'));
        let paths = match inside {
            Some(inside) => inside
                .split(',')
                .filter_map(|pair| pair.split_once(':'))
                .map(|(name, path)| (name.trim().trim_matches('"'), path.trim()))
                .collect(),
            None if columns.is_some() => columns
                .unwrap_or_default()
                .split(',')
                .map(|path| ("", path.trim()))
                .collect(),
            None => vec![("", query)],
        };
        Self { paths }
    }

    /// Puts the values into the entry they are from.
    fn put_back(&self, value: Value, members: &mut Map<String, Value>) {
        let several = self.paths.len() > 1;
        for (number, (name, path)) in self.paths.iter().enumerate() {
            let cut = match (&value, name.is_empty()) {
                (Value::Array(columns), _) if several => columns.get(number).cloned(),
                (value, true) => Some(value.clone()),
                // The headings of a table begin with a capital, and come here with a small letter.
                (Value::Object(cut), false) => cut
                    .iter()
                    .find(|(found, _)| found.eq_ignore_ascii_case(name))
                    .map(|(_, value)| value.clone()),
                _ => None,
            };
            if let Some(cut) = cut.filter(|cut| !cut.is_null()) {
                insert(members, path, cut);
            }
        }
    }
}

/// Puts a value where a path leads: `attestation.x509`. What is chosen from a list stands where the list is.
fn insert(members: &mut Map<String, Value>, path: &str, value: Value) {
    let path = path.trim_start_matches("value").trim_start_matches("[]");
    let (name, rest) = path
        .trim_start_matches('.')
        .split_once('.')
        .unwrap_or((path, ""));
    let name = name.trim_start_matches('.');
    let name = name.split('[').next().unwrap_or_default();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    if name.is_empty() || !name.bytes().all(plain) {
        return;
    }
    if rest.is_empty() {
        members.insert(name.to_owned(), value);
        return;
    }
    let inner = members
        .entry(name.to_owned())
        .or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(inner) = inner {
        insert(inner, rest, value);
    }
}

/// The values that a command printed: JSON, a table, YAML, or bare words.
fn values(output: &str, many: bool) -> Vec<(Value, Range<usize>)> {
    let start = output.len() - output.trim_start().len();
    let rest = output.get(start..).unwrap_or_default();
    if rest.starts_with(['{', '[', '"']) {
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
        let Some(Ok(value)) = values.next() else {
            return Vec::new();
        };
        let bytes = start..start + values.byte_offset();
        return match value {
            Value::Array(items) if many => {
                let each = items.into_iter().map(|item| (item, bytes.clone()));
                each.collect()
            }
            value => vec![(value, bytes)],
        };
    }
    let rows = tables::rows(output);
    if !rows.is_empty() {
        return rows;
    }
    let documents = yaml::documents(output);
    if !documents.is_empty() {
        return documents;
    }
    // Words, as `-o tsv` prints them.
    let mut values = Vec::new();
    let mut at = start;
    for line in rest.split_inclusive('\n') {
        let bytes = at..at + line.trim_end().len();
        at += line.len();
        let line = line.trim_end();
        let failed = says(line, "error") || line.starts_with(['(', '-']);
        if line.is_empty() || failed || (line.contains(' ') && !line.contains('\t')) {
            break;
        }
        let mut cells: Vec<Value> = line.split('\t').map(word).collect();
        let value = match cells.len() {
            1 => cells.remove(0),
            _ => Value::Array(cells),
        };
        if !value.is_null() {
            values.push((value, bytes));
        }
        if !many {
            break;
        }
    }
    values
}

fn word(text: &str) -> Value {
    match text.trim() {
        "true" | "True" => Value::Bool(true),
        "false" | "False" => Value::Bool(false),
        "" | "null" | "None" => Value::Null,
        word => Value::String(word.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::super::transcript::pieces;
    use super::*;

    #[track_caller]
    fn check(text: &str, kind: Kind, expected: &Value) {
        let records = read(text, &pieces(text));
        assert_eq!(records.len(), 1, "{text}");
        assert_eq!((records[0].kind, &records[0].value), (kind, expected));
    }

    #[test]
    fn parts_are_put_back_where_they_stood() {
        check(
            "$ az iot dps enrollment show --query provisioningStatus -o tsv\ndisabled\n",
            Kind::Individual,
            &json!({"provisioningStatus": "disabled"}),
        );
        check(
            "$ az iot dps show --query properties.idScope\n\"0ne00C0FFEE\"\n",
            Kind::Instance,
            &json!({"properties": {"idScope": "0ne00C0FFEE"}}),
        );
        check(
            "$ az iot dps certificate list --query \"value[].{n:name,ok:properties.isVerified}\" -o table\nN     Ok\n----  -----\nroot  False\n",
            Kind::Uploaded,
            &json!({"name": "root", "properties": {"isVerified": false}}),
        );
        check(
            "$ az iot dps enrollment-group show --query attestation.x509\n{\"signingCertificates\": null}\n",
            Kind::Group,
            &json!({"attestation": {"x509": {"signingCertificates": null}}}),
        );
        check(
            "$ az iot dps certificate list --query \"value[].[name,properties.isVerified]\" -o tsv\nroot\tfalse\n",
            Kind::Uploaded,
            &json!({"name": "root", "properties": {"isVerified": false}}),
        );
        let list = "$ az iot dps enrollment list --query \"[].registrationId\" -o tsv\none\ntwo\n";
        let ids = read(list, &pieces(list));
        assert_eq!(ids.len(), 2);
        assert_eq!(ids[1].value, json!({"registrationId": "two"}));
        let failed = "$ az iot dps show --query id\nERROR: not found\n";
        assert!(read(failed, &pieces(failed)).is_empty());
    }
}
