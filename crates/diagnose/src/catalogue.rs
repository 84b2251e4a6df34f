//! From what is seen to its causes: every code and message of DPS that is known, CONNACK in its sense, TLS alerts, the
//! ways a session ends, and what clients say. Not linked by the page, which fetches `assets/codes.json` instead.

mod alerts;
mod shown;

use dps_protocol::codes::{self, CODES, CodeText};
use relay_protocol::{CloseCode, FailureCode};

use crate::causes::CAUSES;
use crate::paste::phrases::PHRASES;
use crate::{Cause, Citation, Class, Confidence, Place, Sign, in_order, observe};

pub use shown::Shown;

/// One thing that can be seen, and what it can come from.
#[derive(Debug)]
pub struct Entry {
    /// Where it is in the page of codes, forever.
    pub anchor: String,
    /// Under which heading.
    pub group: Group,
    /// What is seen: `401002 CA certificate not found`.
    pub title: String,
    /// What it means: sentences.
    pub meaning: String,
    /// How sure that is.
    pub confidence: Confidence,
    /// Where it is written down.
    pub sources: Vec<Citation>,
    /// The sign it is as evidence.
    pub sign: Sign,
    /// Its causes, most likely first, when nothing else is known.
    pub causes: Vec<&'static Cause>,
    /// What clients show for it.
    pub shown: &'static [Shown],
    /// The words by which it is recognised in text, and who says them.
    pub words: Vec<(&'static str, &'static str)>,
}

/// The headings of the page of codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Six-digit codes with their messages.
    Codes,
    /// What an answer says besides.
    Answers,
    /// CONNACK.
    Connack,
    /// TLS alerts that a server sends.
    Alerts,
    /// What a TLS library or the network says, and how sessions end.
    Connections,
    /// What a hub says.
    Hub,
    /// Codes of the tunnel between page and service.
    Tunnel,
}

impl Group {
    /// Every heading.
    pub const ALL: &[Self] = &[
        Self::Codes,
        Self::Answers,
        Self::Connack,
        Self::Alerts,
        Self::Connections,
        Self::Hub,
        Self::Tunnel,
    ];

    /// For people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Codes => "Codes and messages of the provisioning service",
            Self::Answers => "Statuses and other answers",
            Self::Connack => "CONNACK, in the sense of DPS",
            Self::Alerts => "TLS alerts",
            Self::Connections => "Certificates, keys, TLS and the network",
            Self::Hub => "The hub",
            Self::Tunnel => "The tunnel of DPS Playground",
        }
    }
}

/// Everything that is known, in the order of the page.
pub fn entries() -> Vec<Entry> {
    let mut entries = Vec::new();
    six_digits(&mut entries);
    answers(&mut entries);
    connacks(&mut entries);
    alerts::entries(&mut entries);
    said(&mut entries);
    tunnel(&mut entries);
    // Stable: within a heading the order stays.
    in_order::by_key(&mut entries, |entry| entry.group);
    entries
}

/// The causes of a sign, most likely first.
pub fn causes_of(sign: Sign) -> Vec<&'static Cause> {
    let weight = |cause: &Cause| {
        let mut clues = cause.clues.iter();
        clues
            .find(|clue| clue.sign == sign)
            .map_or(0, |clue| clue.weight)
    };
    let mut causes: Vec<&'static Cause> = CAUSES
        .iter()
        .filter(|cause| weight(cause) >= WORTH_NAMING)
        .copied()
        .collect();
    in_order::by_key(&mut causes, |cause| std::cmp::Reverse(weight(cause)));
    causes
}

/// A cause that a sign points to less than this is not named beside it.
const WORTH_NAMING: i16 = 14;

fn entry(
    group: Group,
    anchor: String,
    title: String,
    sign: Sign,
    text: Option<&CodeText>,
) -> Entry {
    let words = PHRASES.iter().filter(|phrase| phrase.sign == sign);
    Entry {
        anchor,
        group,
        title,
        meaning: text.map_or_else(|| sentence(sign.text()), |text| text.meaning.to_owned()),
        confidence: text.map_or(Confidence::Observed, |text| text.confidence),
        sources: text.map_or_else(Vec::new, |text| {
            let sources = text.sources.iter();
            sources
                .map(|source| Citation {
                    label: source.label,
                    url: source.url,
                })
                .collect()
        }),
        sign,
        causes: causes_of(sign),
        shown: shown::shown(sign),
        words: words.map(|phrase| (phrase.words, phrase.client)).collect(),
    }
}

fn sentence(clause: &str) -> String {
    let mut letters = clause.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), letters.as_str())
}

fn anchor(text: &str) -> String {
    let mut anchor = String::new();
    for character in text.chars() {
        if character.is_ascii_alphanumeric() {
            anchor.push(character.to_ascii_lowercase());
        } else if !anchor.ends_with('-') {
            anchor.push('-');
        }
    }
    anchor.trim_matches('-').to_owned()
}

fn six_digits(entries: &mut Vec<Entry>) {
    for known in CODES {
        let message = known.message.unwrap_or_default();
        let title = format!("{} {message}", known.code).trim_end().to_owned();
        let mut sign = observe::error(known.code, message).unwrap_or(Sign::UnknownCode);
        if message == "Unauthorized access" {
            sign = Sign::HubUnauthorizedText;
        }
        entries.push(entry(
            Group::Codes,
            anchor(&title),
            title,
            sign,
            Some(&known.text),
        ));
    }
    // Codes that are known by their number alone.
    for (code, sign, meaning) in NUMBERS {
        let mut unproven = entry(
            Group::Codes,
            code.to_string(),
            code.to_string(),
            *sign,
            None,
        );
        unproven.meaning = (*meaning).to_owned();
        unproven.confidence = Confidence::Unproven;
        entries.push(unproven);
    }
}

const NUMBERS: &[(u32, Sign, &str)] = &[
    (
        404_202,
        Sign::Code404202,
        "Something was not found; it was seen on the service API, and what exactly it stands for is not proven.",
    ),
    (
        409_000,
        Sign::Status409,
        "A conflict, known from device-update operations of an SDK's test data; it was never seen with registrations and is not proven.",
    ),
    (
        412_000,
        Sign::Status412,
        "412 and any last three digits: the entry was changed in the meantime. The texts that come with it are not proven.",
    ),
    (
        500_000,
        Sign::Status5xx,
        "5xx and any last three digits: a fault of the service. No text of DPS was ever found for it; it is not proven.",
    ),
];

fn answers(entries: &mut Vec<Entry>) {
    for status in [400, 401, 403, 404, 405, 409, 412, 415, 429, 500] {
        let evidence = observe::status(status, Place::Session);
        let Some(seen) = evidence.observations.first() else {
            continue;
        };
        let title = if status == 500 {
            "5xx".to_owned()
        } else {
            status.to_string()
        };
        let mut entry = entry(
            Group::Answers,
            format!("status-{title}"),
            format!("status {title}"),
            seen.sign,
            codes::explain_status(status),
        );
        if codes::explain_status(status).is_none() {
            entry.meaning = format!(
                "{} It is listed among the general statuses, and was never seen with a registration: not proven.",
                entry.meaning
            );
            entry.confidence = Confidence::Unproven;
        }
        entries.push(entry);
    }
    let disabled = Some(codes::explain_disabled());
    entries.push(entry(
        Group::Answers,
        "disabled".into(),
        "disabled".into(),
        Sign::Disabled,
        disabled,
    ));
    for sign in [
        Sign::RegistrationFailed,
        Sign::Assigning,
        Sign::Assigned,
        Sign::OperationIdMissing,
        Sign::UnknownCode,
    ] {
        let title = sign.id().replace('_', " ");
        entries.push(entry(Group::Answers, anchor(&title), title, sign, None));
    }
}

fn connacks(entries: &mut Vec<Entry>) {
    for code in 1..=5 {
        let evidence = observe::connack(code, Place::Session);
        let Some(seen) = evidence.observations.first() else {
            continue;
        };
        let title = format!("CONNACK {code}");
        entries.push(entry(
            Group::Connack,
            anchor(&title),
            title,
            seen.sign,
            codes::explain_connack(code),
        ));
    }
}

/// Every other failure that somebody words.
fn said(entries: &mut Vec<Entry>) {
    for sign in Sign::ALL {
        let there = entries.iter().any(|entry| entry.sign == *sign);
        if sign.class() != Class::Failure || there {
            continue;
        }
        let group = if sign.id().starts_with("hub_") {
            Group::Hub
        } else if causes_of(*sign)
            .iter()
            .any(|cause| cause.seat == crate::Seat::Relay)
        {
            Group::Tunnel
        } else {
            Group::Connections
        };
        entries.push(entry(
            group,
            anchor(sign.id()),
            sign.text().to_owned(),
            *sign,
            None,
        ));
    }
}

fn tunnel(entries: &mut Vec<Entry>) {
    let failed = FailureCode::ALL
        .iter()
        .map(|code| (code.as_str(), observe::failed(*code, "", None)));
    let closed = CloseCode::ALL
        .iter()
        .map(|code| (code.as_str(), observe::closed(*code, "", None)));
    for (kind, (code, evidence)) in failed
        .map(|one| ("failed", one))
        .chain(closed.map(|one| ("closed", one)))
    {
        let Some(seen) = evidence.observations.first() else {
            continue;
        };
        let anchor = format!("{kind}-{}", anchor(code));
        let mut entry = entry(
            Group::Tunnel,
            anchor,
            format!("{kind}: {code}"),
            seen.sign,
            None,
        );
        entry.confidence = Confidence::Documented;
        entry.words.clear();
        entries.push(entry);
    }
}
