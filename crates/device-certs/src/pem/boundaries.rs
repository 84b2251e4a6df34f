//! BEGIN and END lines, also as blogs, word processors and terminals leave them.

use std::ops::Range;

use super::repair::RepairKind;
use super::units::{
    Encoding, Origin, Unit, Units, is_dash, is_invisible, is_odd_space, straight_quote,
};

/// A BEGIN or END line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Boundary {
    pub(super) begins: bool,
    /// As it should be: upper case, single spaces.
    pub(super) label: String,
    /// From the first dash to the last.
    pub(super) bytes: Range<usize>,
    /// What is not as it should be.
    pub(super) damage: Option<RepairKind>,
    /// The quote right before the dashes.
    pub(super) quoted: bool,
}

impl Boundary {
    /// `-----BEGIN CERTIFICATE-----`
    pub(super) fn line(&self) -> String {
        line(self.begins, &self.label)
    }
}

pub(super) fn line(begins: bool, label: &str) -> String {
    let word = if begins { "BEGIN" } else { "END" };
    ["-----", word, " ", label, "-----"].concat()
}

/// Labels people have in their files. Those with a kind of their own are in [`super::contents::kind_of_label`].
const LABELS: &[&str] = &[
    "CERTIFICATE REQUEST",
    "CERTIFICATE",
    "NEW CERTIFICATE REQUEST",
    "X509 CERTIFICATE",
    "TRUSTED CERTIFICATE",
    "ATTRIBUTE CERTIFICATE",
    "PRIVATE KEY",
    "RSA PRIVATE KEY",
    "EC PRIVATE KEY",
    "DSA PRIVATE KEY",
    "ENCRYPTED PRIVATE KEY",
    "OPENSSH PRIVATE KEY",
    "RSA PUBLIC KEY",
    "PUBLIC KEY",
    "X509 CRL",
    "EC PARAMETERS",
    "DSA PARAMETERS",
    "DH PARAMETERS",
    "PKCS12",
    "PKCS7",
    "CMS",
];

/// True for a label that a file may rightly have.
pub(super) fn is_known(label: &str) -> bool {
    LABELS.contains(&label)
}

/// More boundaries than this are not looked for: no real file has them.
const MAX_BOUNDARIES: usize = 20_000;

/// All boundaries of a file.
pub(super) fn find(file: &[u8], encoding: Encoding, start: usize) -> Vec<Boundary> {
    let mut found = Vec::new();
    let mut units = Units::new(file, encoding, start..file.len());
    let mut dashes: Option<Dashes> = None;
    let mut quote_before = false;
    let mut line_start = true;
    while let Some(unit) = units.next() {
        let character = unit.character;
        if is_dash(character) {
            match &mut dashes {
                Some(run) if !run.gap => run.add(unit),
                _ => dashes = Some(Dashes::new(unit, quote_before)),
            }
        } else if matches!(character, 'B' | 'E' | 'b' | 'e') && (dashes.is_some() || line_start) {
            let boundary = boundary(&units, unit, dashes.take(), quote_before);
            if let Some((boundary, behind)) = boundary {
                found.push(boundary);
                units = behind;
                if found.len() >= MAX_BOUNDARIES {
                    break;
                }
            }
            line_start = false;
        } else if is_blank(character) {
            // "----- BEGIN": some write a space there.
            if let Some(run) = &mut dashes {
                run.gap = true;
            }
        } else {
            dashes = None;
            line_start = unit.is_line_end() || (line_start && straight_quote(character).is_some());
        }
        quote_before = straight_quote(character).is_some();
    }
    found
}

struct Dashes {
    start: usize,
    count: usize,
    typographic: bool,
    /// A space behind them.
    gap: bool,
    quoted: bool,
}

impl Dashes {
    fn new(unit: Unit, quoted: bool) -> Self {
        let mut run = Self {
            start: unit.start,
            count: 0,
            typographic: false,
            gap: false,
            quoted,
        };
        run.add(unit);
        run
    }

    fn add(&mut self, unit: Unit) {
        self.count += 1;
        self.typographic |= unit.character != '-';
    }
}

fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t') || is_odd_space(character) || is_invisible(character)
}

/// The boundary whose keyword begins with `first`, and the cursor behind it. `units` stands behind `first`.
fn boundary<'a>(
    units: &Units<'a>,
    first: Unit,
    dashes: Option<Dashes>,
    quote_before: bool,
) -> Option<(Boundary, Units<'a>)> {
    let begins = first.character.eq_ignore_ascii_case(&'B');
    let keyword = if begins { "BEGIN" } else { "END" };
    let mut units = units.clone();
    let mut exact = first.character.is_ascii_uppercase();
    for expected in keyword.chars().skip(1) {
        let unit = units.next()?;
        if !unit.character.eq_ignore_ascii_case(&expected) {
            return None;
        }
        exact &= unit.character == expected;
    }
    let label = Label::read(&mut units);
    let mut end = label.end.unwrap_or(first.end);
    let mut behind = units.clone();
    let mut closing = 0;
    let mut typographic = dashes.as_ref().is_some_and(|run| run.typographic);
    let mut blank_before_closing = false;
    while let Some(unit) = units.next() {
        if is_dash(unit.character) {
            closing += 1;
            typographic |= unit.character != '-';
            end = unit.end;
            behind = units.clone();
        } else if closing == 0 && is_blank(unit.character) {
            blank_before_closing = true;
        } else {
            break;
        }
    }
    // Where no dashes follow, only a label we know can be told from what stands behind it.
    let (name, spelled) = if closing > 0 {
        label.whole()?
    } else {
        let (name, chars) = label.beginning()?;
        // The label may have been read too far: over the first line of the contents.
        let mut again = label.start.clone();
        for _ in 0..chars {
            end = again.next()?.end;
        }
        behind = again;
        (name, true)
    };
    let opening = dashes.as_ref().map_or(0, |run| run.count);
    let alone = exact && is_known(&name) && behind.peek().is_none_or(|unit| unit.is_line_end());
    // Prose has a dash before a word, too.
    if opening.max(closing) < 2 && !alone && !(typographic && opening == closing) {
        return None;
    }
    let gap = dashes.as_ref().is_some_and(|run| run.gap) || blank_before_closing;
    let damage = if typographic {
        Some(RepairKind::Dashes)
    } else if opening != 5 || closing != 5 {
        Some(RepairKind::DashCount)
    } else if gap || !exact || !spelled {
        Some(RepairKind::BoundarySpelling)
    } else {
        None
    };
    let boundary = Boundary {
        begins,
        label: name,
        bytes: dashes.as_ref().map_or(first.start, |run| run.start)..end,
        damage,
        quoted: dashes.as_ref().map_or(quote_before, |run| run.quoted),
    };
    Some((boundary, behind))
}

/// Longer than any label.
const MAX_LABEL_CHARS: usize = 40;

struct Label<'a> {
    /// Behind the keyword.
    start: Units<'a>,
    text: String,
    /// The characters of the file that each byte of `text` took, counted from `start`.
    taken: Vec<usize>,
    end: Option<usize>,
    /// A single plain space behind the keyword, and plain characters throughout.
    plain: bool,
}

impl<'a> Label<'a> {
    /// Reads up to a dash, a line end, or anything else that is in no label.
    fn read(units: &mut Units<'a>) -> Self {
        let mut label = Self {
            start: units.clone(),
            text: String::new(),
            taken: Vec::new(),
            end: None,
            plain: true,
        };
        let mut count = 0;
        let mut blanks = 0;
        while let Some(unit) = units.peek() {
            let character = unit.character;
            if is_blank(character) || character == '_' {
                // Blanks at the end belong to the dashes behind them.
                blanks += 1;
                label.plain &= character == ' ' && unit.origin == Origin::Plain;
            } else if character.is_ascii_alphanumeric() || matches!(character, '.' | '#') {
                label.plain &= blanks <= 1 && unit.origin == Origin::Plain;
                if blanks > 0 && count > blanks {
                    label.text.push(' ');
                    label.taken.push(count);
                }
                label.plain &= count > 0;
                blanks = 0;
                label.text.push(character);
                label.taken.push(count + 1);
                label.end = Some(unit.end);
            } else {
                break;
            }
            if label.text.len() > MAX_LABEL_CHARS {
                break;
            }
            count += 1;
            units.next();
        }
        label
    }

    /// The label when dashes follow it, and whether it is spelled as it should be. `None` for what might be a part
    /// of a private key instead of a label.
    fn whole(&self) -> Option<(String, bool)> {
        let upper = self.text.to_ascii_uppercase();
        if let Some(known) = known(&upper) {
            return Some((known.to_owned(), self.plain && known == self.text));
        }
        let short = self.text.split(' ').all(|word| word.len() <= 12);
        let is_label = !upper.is_empty() && self.text.len() <= MAX_LABEL_CHARS && short;
        is_label.then(|| (upper.clone(), self.plain && upper == self.text))
    }

    /// The known label the text begins with, and how many characters of the file it takes.
    fn beginning(&self) -> Option<(String, usize)> {
        let upper = self.text.to_ascii_uppercase();
        let fits = |label: &&&str| upper.starts_with(**label);
        let longest = LABELS.iter().filter(fits).max_by_key(|label| label.len())?;
        let chars = self.taken.get(longest.len().checked_sub(1)?)?;
        Some(((*longest).to_owned(), *chars))
    }
}

/// The known label that differs at most in its spaces.
fn known(upper: &str) -> Option<&'static str> {
    let letters = |text: &str| {
        text.bytes()
            .filter(|byte| *byte != b' ')
            .collect::<Vec<u8>>()
    };
    let wanted = letters(upper);
    let found = LABELS.iter().find(|label| letters(label) == wanted);
    found.copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, Option<RepairKind>)]) {
        let found = find(text.as_bytes(), Encoding::Utf8, 0);
        let found: Vec<_> = found
            .iter()
            .map(|found| (found.line(), found.damage))
            .collect();
        let expected: Vec<_> = expected
            .iter()
            .map(|(line, damage)| ((*line).to_owned(), *damage))
            .collect();
        assert_eq!(found, expected, "{text:?}");
    }

    const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
    const END: &str = "-----END CERTIFICATE-----";

    #[test]
    fn lines_as_they_should_be() {
        check(
            "a\n-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----",
            &[(BEGIN, None), (END, None)],
        );
        check("-----BEGIN X-----", &[("-----BEGIN X-----", None)]);
        check(
            "-----BEGIN CERTIFICATE-----MIIC-----END CERTIFICATE-----",
            &[(BEGIN, None), (END, None)],
        );
    }

    #[test]
    fn lines_that_were_damaged() {
        let dashes = Some(RepairKind::Dashes);
        check("—–BEGIN CERTIFICATE—–", &[(BEGIN, dashes)]);
        check(
            "\u{2013}\u{2013}---BEGIN CERTIFICATE-----",
            &[(BEGIN, dashes)],
        );
        let count = Some(RepairKind::DashCount);
        check("----BEGIN CERTIFICATE-----", &[(BEGIN, count)]);
        check("BEGIN CERTIFICATE\n", &[(BEGIN, count)]);
        check("-----BEGIN CERTIFICATE", &[(BEGIN, count)]);
        check("-----BEGIN CERTIFICATE MIIC", &[(BEGIN, count)]);
        check(
            "-----BEGIN CERTIFICATEMIIC\n-----END CERTIFICATE\n",
            &[(BEGIN, count), (END, count)],
        );
        let spelling = Some(RepairKind::BoundarySpelling);
        check("----- BEGIN CERTIFICATE -----", &[(BEGIN, spelling)]);
        check("-----Begin Certificate-----", &[(BEGIN, spelling)]);
        check("-----BEGINCERTIFICATE-----", &[(BEGIN, spelling)]);
        check("-----BEGIN  CERTIFICATE-----", &[(BEGIN, spelling)]);
        check("-----BEGIN%20CERTIFICATE-----%0A", &[(BEGIN, spelling)]);
        check("-----BEGIN\u{a0}CERTIFICATE-----", &[(BEGIN, spelling)]);
        check(
            "-----BEGIN NEW_CERTIFICATE_REQUEST-----",
            &[("-----BEGIN NEW CERTIFICATE REQUEST-----", spelling)],
        );
    }

    #[test]
    fn what_is_no_boundary() {
        check("begin with this and end with that", &[]);
        check("BEGIN CERTIFICATE follows", &[]);
        check(
            "-----BEGIN MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw\n-----",
            &[],
        );
        check("-----\nBEGINNING", &[]);
        check("- END of the story", &[]);
        check("- begin certificate request process", &[]);
        check("\u{2013} End certificate", &[]);
        check("-----BEGIN -----", &[]);
    }

    #[test]
    fn a_quote_before_it_is_noticed() {
        for text in [
            "\"-----BEGIN CERTIFICATE-----",
            "x = '-----BEGIN CERTIFICATE-----",
            "\u{201c}-----BEGIN CERTIFICATE-----",
        ] {
            assert!(
                find(text.as_bytes(), Encoding::Utf8, 0)[0].quoted,
                "{text:?}"
            );
        }
        assert!(!find(b"-----BEGIN CERTIFICATE-----", Encoding::Utf8, 0)[0].quoted);
    }
}
