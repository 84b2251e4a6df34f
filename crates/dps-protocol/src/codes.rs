//! What each refusal means, and what to do about it, for people who know neither MQTT nor X.509.

/// Where something is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Citation {
    /// What to call it.
    pub label: &'static str,
    /// Where it is.
    pub url: &'static str,
}

/// How sure a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confidence {
    /// Microsoft's documentation or a standard says so.
    Documented,
    /// The real service was seen to do so.
    Observed,
    /// Nobody has shown it; a guess from what is known.
    Unproven,
}

/// A refusal in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeText {
    /// What it is, in one line.
    pub title: &'static str,
    /// What happened, and why.
    pub meaning: &'static str,
    /// What to do now.
    pub fix: &'static str,
    /// Where that is written down.
    pub sources: &'static [Citation],
    /// How sure this is.
    pub confidence: Confidence,
}

/// The text for a six-digit code of the service.
pub fn explain_code(_code: u32, _message: &str) -> Option<&'static CodeText> {
    None
}

/// The text for a CONNACK of DPS.
pub fn explain_connack(_code: u8) -> Option<&'static CodeText> {
    None
}
