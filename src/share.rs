//! A session as the value of a link: inputs and the public part of what happened, written small.
//!
//! D17: a link that is passed on gives nothing away, and one that comes from a stranger connects to nothing by itself.
//!
//! Never in it: keys (the page cannot read them), certificates, passwords, TLS bytes and their secrets, server roots. A text
//! that looks like a key or a token, typed where a name belongs, keeps the link from being made.

mod entry;
mod inputs;

use std::fmt;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::inputs::{Field, Inputs};
use crate::journey::{Entry, What};
use crate::session_file::Session;

/// What a value begins with: the version of what follows.
const VERSION: &str = "1.";

/// Characters of a link that mail and chat still carry, and every browser.
pub const MAX_CHARS: usize = 32_000;

/// Bytes that a value may unfold to.
const MAX_BYTES: usize = 4 * 1024 * 1024;

/// What no text in a link may hold.
const TELLTALES: [&str; 3] = ["PRIVATE KEY", "SharedAccessSignature", "SharedAccessKey"];

/// What a link brings.
#[derive(Clone, Debug)]
pub struct Shared {
    /// What was chosen and typed.
    pub inputs: Inputs,
    /// What happened, its times from zero on.
    pub trace: Vec<Entry>,
    /// When that began, in seconds of Unix time.
    pub began: i64,
}

/// How it stands with a link that was opened.
#[derive(Clone, Debug)]
pub enum Arrival {
    /// What it brought is shown.
    Shown {
        /// When it was recorded, in seconds of Unix time.
        began: i64,
        /// What stood in the page before, to be put back.
        before: Box<Inputs>,
    },
    /// It could not be read, and why.
    Broken(String),
}

/// Why there is no link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A text in it looks like a key or a token; this is what gives it away.
    Secret(&'static str),
    /// It would be this many characters long.
    TooLong(usize),
}

/// What is wrong with a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BrokenLink {
    /// It was written by a version that this one does not know.
    Version,
    /// Characters are missing, or others have come in.
    Damaged,
    /// It unfolds, but not to a session; what was read when that came out.
    Unreadable(&'static str),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Secret(telltale) => write!(
                f,
                "No link: one of the texts holds “{telltale}”, and a link must not carry a secret. Take it out of the inputs and run again."
            ),
            Self::TooLong(chars) => write!(
                f,
                "No link: it would be {chars} characters long, and not everything that carries links takes more than {MAX_CHARS}. Leave the packets out, or save the session as JSON."
            ),
        }
    }
}

impl fmt::Display for BrokenLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Version => f.write_str("It was made by another version of this page, which this one cannot read. Ask for the session as JSON."),
            Self::Damaged => f.write_str("It is damaged: characters are missing or were changed on the way. Ask for it again, as a whole and in one piece."),
            Self::Unreadable(what) => write!(f, "It holds something that this page does not understand ({what}). Ask for it again."),
        }
    }
}

/// The session as the value of a link, with its packets or with the inputs alone.
///
/// # Errors
/// When it would carry a secret, or be too long to carry.
pub fn write(session: &Session<'_>, with_packets: bool) -> Result<String, Refusal> {
    let began = session
        .trace
        .first()
        .map_or(Duration::ZERO, |entry| entry.at);
    let trace = if with_packets { session.trace } else { &[] };
    let document = json!({
        "began": session.opened_unix_secs.saturating_add_unsigned(began.as_secs()),
        "inputs": inputs::write(session.inputs),
        "trace": trace.iter().map(|entry| entry::write(entry, began)).collect::<Vec<_>>(),
    });
    let text = document.to_string();
    if let Some(telltale) = TELLTALES
        .into_iter()
        .find(|telltale| text.contains(telltale))
    {
        return Err(Refusal::Secret(telltale));
    }
    let packed = miniz_oxide::deflate::compress_to_vec(text.as_bytes(), 9);
    let value = format!("{VERSION}{}", URL_SAFE_NO_PAD.encode(packed));
    if value.len() > MAX_CHARS {
        return Err(Refusal::TooLong(value.len()));
    }
    Ok(value)
}

/// Reads the value of a link.
///
/// # Errors
/// When it is none, in which case nothing of it is used.
pub fn read(value: &str) -> Result<Shared, BrokenLink> {
    let rest = value.strip_prefix(VERSION).ok_or_else(|| {
        let version = value.split_once('.').map(|(version, _)| version);
        match version.and_then(|version| version.parse::<u32>().ok()) {
            Some(_) => BrokenLink::Version,
            None => BrokenLink::Damaged,
        }
    })?;
    let packed = URL_SAFE_NO_PAD
        .decode(rest)
        .map_err(|_damaged| BrokenLink::Damaged)?;
    let text = miniz_oxide::inflate::decompress_to_vec_with_limit(&packed, MAX_BYTES)
        .map_err(|_damaged| BrokenLink::Damaged)?;
    let document: Value = serde_json::from_slice(&text).map_err(|_damaged| BrokenLink::Damaged)?;
    let trace = document["trace"]
        .as_array()
        .ok_or(BrokenLink::Unreadable("the session"))?;
    Ok(Shared {
        inputs: inputs::read(&document["inputs"]).ok_or(BrokenLink::Unreadable("the inputs"))?,
        trace: trace
            .iter()
            .map(|entry| entry::read(entry).ok_or(BrokenLink::Unreadable("an event")))
            .collect::<Result<_, _>>()?,
        began: document["began"]
            .as_i64()
            .ok_or(BrokenLink::Unreadable("its time"))?,
    })
}

/// What is inside, a line each, for whoever is about to share or has opened it.
pub fn contents(inputs: &Inputs, trace: &[Entry]) -> Vec<String> {
    let mut lines = vec![format!(
        "ID scope {}, registration ID {}, API version {}",
        named(&inputs.id_scope),
        named(&inputs.registration_id),
        named(&inputs.api_version)
    )];
    lines.push(format!("where to: {}", inputs::place_in_words(inputs)));
    if !inputs.payload.trim().is_empty() {
        lines.push(format!("the custom payload: {}", named(&inputs.payload)));
    }
    let edits = Field::ALL.iter().filter(|field| **field != Field::Password);
    for field in edits {
        if let Some(text) = inputs.edits.get(field) {
            let (label, step) = (field.label(), field.step().text().title);
            lines.push(format!(
                "changed on purpose in “{step}”: {label} {}",
                named(text)
            ));
        }
    }
    let count = |of: fn(&What) -> bool| trace.iter().filter(|entry| of(&entry.what)).count();
    let packets = count(|what| matches!(what, What::Packet(_)));
    if packets > 0 {
        let more = count(|what| !matches!(what, What::Packet(_)));
        lines.push(format!(
            "{packets} packets as they travelled, with topics, payloads and times, and {more} events around them"
        ));
    }
    lines
}

fn named(text: &str) -> String {
    const MAX_SHOWN: usize = 60;
    let mut shown: String = text.chars().take(MAX_SHOWN).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    format!("“{shown}”")
}
