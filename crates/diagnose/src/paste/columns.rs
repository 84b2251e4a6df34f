//! Forms and portals that are copied as text: a label of some words, and its value behind blanks, dots or a colon.

use super::pairs::Pair;

/// Labels of more words than one, and those that stand in a column, as forms have them.
const LABELS: &[&str] = &[
    "username",
    "user name",
    "password",
    "mqtt client id",
    "client id",
    "id scope",
    "registration id",
    "host",
    "port",
    "client certificate",
    "client key",
    "mqtt version",
    "protocol version",
];

/// Every label with its value. Labels of one word with a colon are pairs of another kind.
pub(super) fn pairs(text: &str) -> Vec<Pair<'_>> {
    let mut found = Vec::new();
    let mut start = 0;
    for whole in text.split_inclusive('\n') {
        let at = start;
        start += whole.len();
        let line = whole.trim_end();
        let own = line.trim_start_matches([' ', '\t', '|', '*', '-', '+']);
        let lower = own.to_ascii_lowercase();
        let label = LABELS
            .iter()
            .filter(|label| lower.starts_with(**label))
            .max_by_key(|label| label.len());
        let Some(label) = label else { continue };
        let (Some(name), Some(behind)) = (own.get(..label.len()), own.get(label.len()..)) else {
            continue;
        };
        let value = behind.trim_start_matches([' ', '\t', '.', ':', '|', '=']);
        let gap = behind.get(..behind.len() - value.len()).unwrap_or_default();
        let column =
            gap.len() > 1 && (gap.contains("  ") || gap.contains('\t') || gap.contains(".."));
        let colon = label.contains(' ') && gap.contains([':', '=']);
        // A remark stands behind more blanks.
        let value = value.split("  ").next().unwrap_or_default();
        let value = value.trim_matches(['"', '\'', '`', ' ']);
        if !(column || colon) || value.is_empty() || value.contains(' ') {
            continue;
        }
        let Some(inside) = line.find(value) else {
            continue;
        };
        found.push(Pair {
            name,
            value,
            value_bytes: at + inside..at + inside + value.len(),
            quoted: true,
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_in_a_column_or_behind_a_colon() {
        let text = "MQTT Client ID  dev-01\nPassword        ****   (mine)\nID Scope : 0ne1\nHost is up\nport: 1\n";
        let pairs = pairs(text);
        let found: Vec<_> = pairs.iter().map(|pair| (pair.name, pair.value)).collect();
        let expected = [
            ("MQTT Client ID", "dev-01"),
            ("Password", "****"),
            ("ID Scope", "0ne1"),
        ];
        assert_eq!(found, expected);
        for pair in pairs {
            assert_eq!(&text[pair.value_bytes.clone()], pair.value);
        }
    }
}
