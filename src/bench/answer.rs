//! What the service answers a device, asked of the code that the practice service decides by.

use device_certs::report::ServiceAnswer;
use device_certs::{Certificate, SignatureCheck, Verdict};
use dps_protocol::HubHostname;
use practice_dps::decision::{
    Assessment, Attempt, Decision, Enrolled, Entry, Evidence, Refusal, allocate, register,
};
use practice_dps::{Enrollments, LinkedHub, Rule};

/// A device at the door, and who is let in.
#[derive(Debug)]
pub struct Enquiry {
    registration_id: String,
    chain: Vec<Certificate>,
    now: i64,
    enrollments: Enrollments,
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

impl Enquiry {
    /// A device that presents `chain`, its own certificate first, and registers as `registration_id`.
    pub fn new(
        registration_id: &str,
        chain: Vec<Certificate>,
        now: i64,
        enrollments: Enrollments,
    ) -> Self {
        Self {
            registration_id: registration_id.to_owned(),
            chain,
            now,
            enrollments,
        }
    }

    fn assess(&self) -> Assessment {
        let attempt = Attempt::by_certificate(&self.registration_id, &self.chain, self.now);
        register(&attempt, &self.enrollments)
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
            Assessment::Chain(question) => question.settle(verdicts, &self.enrollments),
        };
        let individual = self.enrollments.individual(&self.registration_id);
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
                // A hub that the enrolment does not name is taken to be linked.
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
