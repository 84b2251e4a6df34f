//! The one thing to know first: will it work? It never claims more than is known, and says what is not.

use std::borrow::Cow;

use device_certs::Verdict;
use device_certs::lint::{Profile, Severity};

use super::Judgement;
use super::keep::sentence;

/// How it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// It will be refused.
    Bad,
    /// It works today and will hurt later.
    Warn,
    /// Nothing that can be seen stands in the way.
    Ok,
}

impl Mood {
    /// A stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bad => "bad",
            Self::Warn => "warn",
            Self::Ok => "ok",
        }
    }
}

/// What stands on top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headline {
    /// How it looks.
    pub mood: Mood,
    /// In one line.
    pub title: &'static str,
    /// Why: sentences.
    pub text: String,
    /// Six digits and the service's text.
    pub code: Option<(u32, Cow<'static, str>)>,
    /// Nobody knows whether the real service answers just so.
    pub is_unproven: bool,
    /// What is not known: a sentence each.
    pub unknown: Vec<String>,
}

/// What to say first of a judgement.
pub fn headline(judgement: &Judgement) -> Headline {
    let errors = judgement.count(Severity::Error);
    let warnings = judgement.count(Severity::Warning);
    let mood = match (errors, warnings) {
        (0, 0) => Mood::Ok,
        (0, _) => Mood::Warn,
        _ => Mood::Bad,
    };
    let mut headline = Headline {
        mood,
        title: title(judgement.question, mood),
        text: text(judgement, errors, warnings),
        code: None,
        is_unproven: false,
        unknown: unknown(judgement),
    };
    if judgement.question == Profile::Device {
        by_answer(judgement, errors, &mut headline);
    }
    headline
}

fn title(question: Profile, mood: Mood) -> &'static str {
    match (question, mood) {
        (Profile::Device, Mood::Bad) => "This device will be refused",
        (Profile::Device, Mood::Warn) => {
            "Nothing is sure to stop this device, but mind the warnings"
        }
        (Profile::Device, Mood::Ok) => "Nothing that can be seen here stands in the way",
        (Profile::Server, Mood::Bad) => "A device that trusts only this will not connect",
        (Profile::Server, Mood::Warn) => {
            "A device that trusts this may connect today; mind the warnings"
        }
        (Profile::Server, Mood::Ok) => "A device that trusts this finds today’s DPS in it",
        (Profile::Ca, Mood::Bad) => "This will not do as a CA for DPS",
        (Profile::Ca, _) => "Nothing stands in the way of uploading this CA",
        (Profile::Verification, Mood::Bad) => "DPS will not take this for a proof",
        (Profile::Verification, _) => "Nothing stands in the way of this proof",
    }
}

/// The first finding in a sentence, and how many more there are.
fn text(judgement: &Judgement, errors: usize, warnings: usize) -> String {
    let Some(first) = judgement.findings.first() else {
        return format!(
            "{} checks passed, {} did not apply.",
            judgement.passed.len(),
            judgement.not_applicable.len()
        );
    };
    let severity = first.finding.lint.severity;
    if severity == Severity::Notice {
        return "There are notices below, which stop nobody.".to_owned();
    }
    let more = match (severity, errors, warnings) {
        (Severity::Error, errors, _) if errors > 1 => more_below(errors - 1, "error"),
        (Severity::Warning, _, warnings) if warnings > 1 => more_below(warnings - 1, "warning"),
        _ => String::new(),
    };
    format!("{}{more}", sentence(&first.finding.message))
}

fn more_below(count: usize, what: &str) -> String {
    match count {
        1 => format!(" There is one more {what} below."),
        _ => format!(" There are {count} more {what}s below."),
    }
}

fn by_answer(judgement: &Judgement, errors: usize, headline: &mut Headline) {
    let Some(answer) = &judgement.answer else {
        return;
    };
    let service = &answer.service;
    headline.is_unproven = answer.is_unproven();
    match service.outcome {
        "assigned" if errors > 0 => {
            headline.text = format!(
                "The enrolment fits: {}. But {}",
                service.text,
                lower(&headline.text)
            );
        }
        "assigned" => {
            headline.title = "With this enrolment DPS lets the device in";
            headline.text = sentence(service.text);
        }
        "disabled" => {
            headline.mood = Mood::Bad;
            headline.title = "DPS will answer that the device is disabled";
            headline.text = sentence(service.text);
        }
        outcome => {
            headline.mood = Mood::Bad;
            headline.title = match (outcome, answer.is_unproven()) {
                ("failed", _) => "The registration will fail",
                (_, true) => "The practice service refuses this device; that DPS does is unproven",
                (_, false) => "DPS will refuse this device",
            };
            headline.text = sentence(service.text);
            headline.code = service.error.clone();
        }
    }
}

fn lower(text: &str) -> String {
    let mut text = text.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    text
}

/// What would have to be known to say more.
fn unknown(judgement: &Judgement) -> Vec<String> {
    let mut unknown = Vec::new();
    if judgement.question == Profile::Device {
        match (&judgement.answer, &judgement.enrolment_wrong) {
            (_, Some(wrong)) => {
                unknown.push(format!("Whether DPS knows this device. {wrong}"));
            }
            (None, None) => unknown.push(
                "Whether DPS knows this device: give the enrolment to hold it against.".to_owned(),
            ),
            (Some(_), None) => {}
        }
        match &judgement.key {
            None if !judgement.certificates.is_empty() => unknown
                .push("Whether the device holds the right private key: none was given.".to_owned()),
            Some(key) if key.fits.is_none() => unknown.push(
                "Whether the private key fits: its file does not tell, and it could not be tried."
                    .to_owned(),
            ),
            _ => {}
        }
    }
    for (child, issuer, verdict) in &judgement.links {
        if let Verdict::NotCheckable(why) = verdict {
            let name = |index: &usize| {
                let certificate = judgement.certificates.get(*index);
                certificate.map_or_else(String::new, super::picture::name_of)
            };
            let who = if child == issuer {
                format!("Whether {} signed itself", name(child))
            } else {
                format!("Whether {} signed {}", name(issuer), name(child))
            };
            unknown.push(format!("{who}: {}.", why.trim_end_matches('.')));
        }
    }
    if judgement.has_lost_blocks {
        unknown.push("What stands in the part that cannot be read.".to_owned());
    }
    unknown
}
