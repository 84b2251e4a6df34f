//! What the service would answer a device, asked before anything is sent, of the code that the practice service decides by.
//! The certificate bench and `check --enrollments` both ask here.

use std::borrow::Borrow;

use device_certs::lint::{EnrollmentAnswer, Exhibit};
use device_certs::report::ServiceAnswer;
use device_certs::{Certificate, SignatureCheck, Verdict};
use dps_protocol::HubHostname;

use crate::decision::{
    Assessment, Attempt, Decision, Enrolled, Entry, Evidence, Refusal, allocate, register,
};
use crate::{Enrollments, LinkedHub, Rule};

/// A device at the door, and who is let in.
#[derive(Debug)]
pub struct Enquiry<E> {
    registration_id: String,
    chain: Vec<Certificate>,
    now: i64,
    enrollments: E,
}

/// The service's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// As it is written down.
    pub service: ServiceAnswer,
    /// How sure it is that the real service decides so.
    pub evidence: Evidence,
    /// The registration ID as an individual enrolment writes it.
    pub enrolled_as: Option<String>,
}

impl<E: Borrow<Enrollments>> Enquiry<E> {
    /// The device that `exhibit` is about, which presents its certificates, its own first, at `now`, in Unix seconds. It
    /// registers as `registration_id`, or as its common name. `None` when no certificate is a device's. A hub that
    /// `enrollments` do not name is taken to be linked.
    pub fn about(
        exhibit: &Exhibit<'_>,
        registration_id: Option<&str>,
        now: i64,
        enrollments: E,
    ) -> Option<Self> {
        let leaf = exhibit.chain.leaf()?;
        let own = exhibit.certificates.get(leaf)?;
        let others = exhibit.certificates.iter().enumerate();
        let others = others.filter(|(index, _)| *index != leaf);
        let chain = std::iter::once(own).chain(others.map(|(_, certificate)| certificate));
        let registration_id = registration_id.or(own.common_name()).unwrap_or_default();
        Some(Self {
            registration_id: registration_id.to_owned(),
            chain: chain.cloned().collect(),
            now,
            enrollments,
        })
    }

    fn assess(&self) -> Assessment {
        let attempt = Attempt::by_certificate(&self.registration_id, &self.chain, self.now);
        register(&attempt, self.enrollments.borrow())
    }

    /// The signatures to check first.
    pub fn checks(&self) -> Vec<SignatureCheck> {
        match self.assess() {
            Assessment::Settled(_) => Vec::new(),
            Assessment::Chain(question) => question.checks().to_vec(),
        }
    }

    /// The answer, given what came of [`Self::checks`], in that order.
    pub fn answer(&self, verdicts: &[Verdict]) -> Answer {
        let decision = match self.assess() {
            Assessment::Settled(decision) => decision,
            Assessment::Chain(question) => question.settle(verdicts, self.enrollments.borrow()),
        };
        let individual = self.enrollments.borrow().individual(&self.registration_id);
        let enrolled_as = individual.map(|entry| entry.registration_id.as_str().to_owned());
        Answer {
            enrolled_as,
            ..Answer::of(decision)
        }
    }
}

impl Answer {
    fn of(decision: Decision) -> Self {
        match decision {
            Decision::Refused(refusal) => Self {
                service: ServiceAnswer {
                    status: refusal.status(),
                    ..Self::no("refused", &refusal).service
                },
                ..Self::no("refused", &refusal)
            },
            Decision::Disabled(enrolled) => Self::yes("disabled", Rule::EntryDisabled, &enrolled),
            Decision::Accepted(enrolled) => {
                let named = enrolled.terms.hubs.clone();
                let unnamed = HubHostname::parse("localhost").ok();
                let linked: Vec<LinkedHub> = named
                    .into_iter()
                    .chain(unnamed)
                    .map(LinkedHub::new)
                    .collect();
                match allocate(&enrolled.terms, &linked, &enrolled.device_id, None) {
                    Ok(_) => Self::yes("assigned", enrolled.rule(), &enrolled),
                    Err(refusal) => Self {
                        service: ServiceAnswer {
                            entry: Some(entry(&enrolled.entry)),
                            ..Self::no("failed", &refusal).service
                        },
                        ..Self::no("failed", &refusal)
                    },
                }
            }
        }
    }

    fn yes(outcome: &'static str, rule: Rule, enrolled: &Enrolled) -> Self {
        let mut answer = Self::by(outcome, rule);
        answer.service.entry = Some(entry(&enrolled.entry));
        answer.service.device_id = Some(enrolled.device_id.clone());
        answer
    }

    fn no(outcome: &'static str, refusal: &Refusal) -> Self {
        let mut answer = Self::by(outcome, refusal.rule);
        answer.service.error = Some((refusal.code, refusal.message.clone()));
        answer
    }

    fn by(outcome: &'static str, rule: Rule) -> Self {
        Self {
            service: ServiceAnswer {
                outcome,
                status: 200,
                error: None,
                rule: rule.id(),
                text: rule.text(),
                evidence: rule.evidence().as_str(),
                entry: None,
                device_id: None,
            },
            evidence: rule.evidence(),
            enrolled_as: None,
        }
    }

    /// As the rules about certificates are told of it.
    pub fn for_rules(&self) -> EnrollmentAnswer<'_> {
        EnrollmentAnswer {
            rule: self.service.rule,
            text: self.service.text,
            enrolled_as: self.enrolled_as.as_deref(),
        }
    }

    /// Whether nobody knows if the real service answers so.
    pub fn is_unproven(&self) -> bool {
        self.evidence == Evidence::Unproven
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
