//! A name has characters that cannot be seen or that look like others.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, rfc, sources};

pub(super) static LINT: Lint = Lint {
    id: "name_has_odd_characters",
    severity: Severity::Warning,
    title: "a name has characters that cannot be seen or that look like others",
    profiles: Profile::PRESENTED,
    check: Check::Each(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "name_has_odd_characters",
    why: "A blank at an end, a control character, or a Cyrillic or Greek letter among Latin ones: two names look the same and are not. Enrolment and certificate then differ for no visible reason, and DPS refuses the device.",
    fix: "Type the name anew instead of copying it, and issue the certificate again.",
    citations: &[rfc!(5280, "7.1"), sources::SERVICE],
    fires_on: &[
        "device/cn_odd_characters.pem",
        "device/cn_homoglyph.pem",
        "ca/subject_with_blank.pem",
    ],
    quiet_on: &["device/good_p256.pem", "ca/umlaut.pem"],
};

fn check(_evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    for attribute in &subject.certificate.subject.attributes {
        if let Some(what) = oddity(&attribute.value) {
            found.at(
                attribute.bytes.clone(),
                format!("{:?} {what}", attribute.value),
            );
        }
    }
}

fn oddity(value: &str) -> Option<&'static str> {
    if value.starts_with(char::is_whitespace) || value.ends_with(char::is_whitespace) {
        return Some("begins or ends with a blank");
    }
    let hidden = |character: char| {
        character.is_control()
            || matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    if value.chars().any(hidden) {
        return Some("has a character that cannot be seen");
    }
    let foreign = |character: char| matches!(character, '\u{370}'..='\u{52f}');
    let latin = value
        .chars()
        .any(|character| character.is_ascii_alphabetic());
    (latin && value.chars().any(foreign))
        .then_some("mixes Latin letters with ones that look like them")
}
