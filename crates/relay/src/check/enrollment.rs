//! What the service answers a device with these certificates: asked of the code the practice service decides by.

use std::borrow::Cow;

use device_certs::lint::Exhibit;
use device_certs::report::ServiceAnswer;
use device_certs::{Certificate, Verdict};
use dps_protocol::HubHostname;
use practice_dps::decision::{
    Assessment, Attempt, Decision, Enrolled, Entry, Refusal, allocate, register,
};
use practice_dps::listen::native::verify;
use practice_dps::{Enrollments, LinkedHub, Rule};

/// The service's answer.
pub(super) struct Answer {
    /// `assigned`, `disabled`, `failed` or `refused`.
    outcome: &'static str,
    /// The status in the topic of the answer.
    status: u16,
    /// Six digits and the service's text, when it says no.
    error: Option<(u32, Cow<'static, str>)>,
    /// What decided.
    pub(super) rule: Rule,
    /// The entry that fits, such as `group "factory-7"`.
    entry: Option<String>,
    /// What the hub will know the device by.
    device_id: Option<String>,
    /// The registration ID as an individual enrolment writes it.
    pub(super) enrolled_as: Option<String>,
}

/// Asks for the device the file is about, which presents the file's certificates, its own first. `None` when there
/// is none. A hub that is not named by the enrolment is taken to be linked.
pub(super) fn ask(
    exhibit: &Exhibit<'_>,
    registration_id: Option<&str>,
    now: i64,
    enrollments: &Enrollments,
) -> Option<Answer> {
    let leaf = exhibit.chain.leaf()?;
    let own = exhibit.certificates.get(leaf)?;
    let others = exhibit.certificates.iter().enumerate();
    let others = others.filter(|(index, _)| *index != leaf);
    let chain: Vec<Certificate> = std::iter::once(own)
        .chain(others.map(|(_, certificate)| certificate))
        .cloned()
        .collect();
    let registration_id = registration_id.or(own.common_name()).unwrap_or_default();
    let attempt = Attempt::by_certificate(registration_id, &chain, now);
    let decision = match register(&attempt, enrollments) {
        Assessment::Settled(decision) => decision,
        Assessment::Chain(question) => {
            let verdicts: Vec<Verdict> = question.checks().iter().map(verify).collect();
            question.settle(&verdicts, enrollments)
        }
    };
    let mut answer = Answer::of(decision);
    let individual = enrollments.individual(registration_id);
    answer.enrolled_as = individual.map(|entry| entry.registration_id.as_str().to_owned());
    Some(answer)
}

impl Answer {
    /// As it is written down.
    pub(super) fn report(&self) -> ServiceAnswer {
        ServiceAnswer {
            outcome: self.outcome,
            status: self.status,
            error: self.error.clone(),
            rule: self.rule.id(),
            text: self.rule.text(),
            evidence: self.rule.evidence().as_str(),
            entry: self.entry.clone(),
            device_id: self.device_id.clone(),
        }
    }

    fn of(decision: Decision) -> Self {
        match decision {
            Decision::Refused(refusal) => Self {
                status: refusal.status(),
                ..Self::no("refused", refusal)
            },
            Decision::Disabled(enrolled) => Self {
                outcome: "disabled",
                rule: Rule::EntryDisabled,
                ..Self::yes(&enrolled)
            },
            Decision::Accepted(enrolled) => {
                let named = enrolled.terms.hubs.clone();
                let unnamed = HubHostname::parse("localhost").ok();
                let linked: Vec<LinkedHub> = named
                    .into_iter()
                    .chain(unnamed)
                    .map(LinkedHub::new)
                    .collect();
                match allocate(&enrolled.terms, &linked, &enrolled.device_id, None) {
                    Ok(_) => Self::yes(&enrolled),
                    Err(refusal) => Self {
                        entry: Some(entry(&enrolled.entry)),
                        ..Self::no("failed", refusal)
                    },
                }
            }
        }
    }

    fn yes(enrolled: &Enrolled) -> Self {
        Self {
            outcome: "assigned",
            status: 200,
            error: None,
            rule: enrolled.rule(),
            entry: Some(entry(&enrolled.entry)),
            device_id: Some(enrolled.device_id.clone()),
            enrolled_as: None,
        }
    }

    fn no(outcome: &'static str, refusal: Refusal) -> Self {
        Self {
            outcome,
            status: 200,
            error: Some((refusal.code, refusal.message)),
            rule: refusal.rule,
            entry: None,
            device_id: None,
            enrolled_as: None,
        }
    }
}

fn entry(entry: &Entry) -> String {
    match entry {
        Entry::Individual => "individual".to_owned(),
        Entry::Group {
            enrollment_group_id,
        } => format!("group {enrollment_group_id:?}"),
    }
}
