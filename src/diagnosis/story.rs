//! A diagnosis as it is shown: causes in order, why each is thought of, and what to do.

use std::collections::BTreeSet;

use diagnose::{
    Class, Confidence, Diagnosis, Evidence, Place, Sign, Sureness, Verdict, diagnose, in_order,
};

use super::failure;
use super::knowledge::{self, Setup};
use super::mend::Mend;
use super::place::{self, built};
use crate::inputs::{Field, Inputs};
use crate::journey::{Entry, Failure, What};
use crate::lesson::StepId;

/// More causes than this help nobody; the others are named.
const MOST: usize = 4;

/// A diagnosis, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// In one word.
    pub verdict: Verdict,
    /// The likeliest causes, in order.
    pub causes: Vec<Told>,
    /// The others: name and title.
    pub others: Vec<(&'static str, &'static str)>,
    /// What is asked for, and the causes it would tell apart.
    pub questions: Vec<(diagnose::Ask, Vec<&'static str>)>,
    /// The sign of what failed, for looking it up.
    pub sign: Option<Sign>,
    /// Strings that were changed on purpose and that no cause speaks of.
    pub changed: Vec<Field>,
    /// What failed on purpose: name and title of the fault.
    pub faults: Vec<(String, String)>,
}

/// One cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Its name.
    pub id: &'static str,
    /// What is wrong: a sentence.
    pub title: String,
    /// How sure it is.
    pub sureness: Sureness,
    /// Nobody has shown that the service behaves so.
    pub is_unproven: bool,
    /// Why it is thought of, the weightiest first.
    pub reasons: Vec<Because>,
    /// What would put it right.
    pub mend: Option<Mend>,
}

/// A piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Because {
    /// It speaks against the cause.
    pub is_against: bool,
    /// It is a failure that was seen, not a defect.
    pub is_failure: bool,
    /// What was seen: a sentence.
    pub seen: String,
    /// Where.
    pub place: Place,
}

/// In words that come before a cause.
pub fn sureness(sureness: Sureness) -> &'static str {
    match sureness {
        Sureness::Shown => "Sure",
        Sureness::Likely => "Likely",
        Sureness::Possible => "Possible",
    }
}

impl Story {
    /// What a diagnosis says.
    pub fn tell(diagnosis: &Diagnosis, evidence: &Evidence) -> Self {
        let causes = diagnosis.findings.iter().take(MOST);
        let others = diagnosis.findings.iter().skip(MOST);
        let questions = diagnosis.questions.iter();
        let failed = evidence.observations.iter();
        Self {
            verdict: diagnosis.verdict,
            causes: causes.map(|finding| told(finding, evidence)).collect(),
            others: others
                .map(|finding| (finding.cause.id, finding.cause.title))
                .collect(),
            questions: questions
                .map(|question| (question.ask, question.about.clone()))
                .collect(),
            sign: failed
                .map(|seen| seen.sign)
                .find(|sign| sign.class() == Class::Failure),
            changed: Vec::new(),
            faults: Vec::new(),
        }
    }

    /// The story of a failed step. `None` for what failed before anything was sent: that says itself what is wrong.
    pub fn of_failure(
        failure: &Failure,
        step: StepId,
        trace: &[Entry],
        setup: &Setup<'_>,
    ) -> Option<Self> {
        let failed = failure::evidence(failure, step, trace);
        let sign = failed.observations.first()?.sign;
        let mut evidence = knowledge::gather(setup);
        // What has not been sent yet is not to blame.
        evidence.observations.retain(|seen| match &seen.place {
            Place::Field(name) => {
                let of_tls = *name == place::PRESENTED || *name == place::PRACTICE_IDENTITY;
                place::matters_in(name) <= step || (of_tls && step == StepId::Trust)
            }
            Place::Certificate { .. } => step == StepId::Trust || step >= StepId::Register,
            _ => true,
        });
        evidence.extend(failed);
        let mut story = Self::tell(&diagnose(&evidence), &evidence);
        story.sign = Some(sign);
        story.changed = changed(setup.inputs, step, &evidence);
        story.faults = faults(trace);
        Some(story)
    }

    /// The fields that the causes name, each with what is wrong with it.
    pub fn accused(&self) -> Vec<(&'static str, String)> {
        let mut accused: Vec<(&'static str, String)> = Vec::new();
        for because in self.causes.iter().flat_map(|told| &told.reasons) {
            if let Place::Field(name) = because.place
                && !because.is_against
                && !accused.iter().any(|(known, _)| *known == name)
            {
                accused.push((name, because.seen.clone()));
            }
        }
        accused
    }
}

fn told(finding: &diagnose::Finding, evidence: &Evidence) -> Told {
    let mut known = BTreeSet::new();
    let mut reasons = Vec::new();
    let mut mend = None;
    for reason in &finding.reasons {
        let Some(seen) = evidence.observations.get(reason.observation) else {
            continue;
        };
        let edit = seen.edit.as_ref().filter(|_| reason.weight > 0);
        if let Some((name, edit)) = edit.and_then(|edit| match edit.place {
            Place::Field(name) => Some((name, edit)),
            _ => None,
        }) && mend.is_none()
        {
            mend = Some(Mend {
                field: name,
                by: edit.by.clone(),
            });
        }
        // Once is enough, wherever else it was seen.
        if known.insert((seen.sign, seen.seen.clone())) {
            reasons.push(Because {
                is_against: reason.weight < 0,
                is_failure: seen.sign.class() == Class::Failure,
                seen: sentence(&seen.seen),
                place: seen.place.clone(),
            });
        }
    }
    in_order::by_key(&mut reasons, |because| because.is_against);
    Told {
        id: finding.cause.id,
        title: sentence(finding.cause.title),
        sureness: finding.sureness,
        is_unproven: finding.cause.confidence == Confidence::Unproven,
        reasons,
        mend,
    }
}

/// A clause as a sentence; quotes that stand for text stay as they are.
fn sentence(clause: &str) -> String {
    crate::explain::words::sentence(clause)
}

fn changed(inputs: &Inputs, step: StepId, evidence: &Evidence) -> Vec<Field> {
    let named = |field: Field| {
        let mut seen = evidence.observations.iter();
        seen.any(|seen| {
            // That something is as it should be blames nothing.
            seen.sign.class() != Class::Fact
                && matches!(seen.place, Place::Field(name) if built(name) == Some(field))
        })
    };
    let fields = Field::ALL.iter().copied();
    fields
        .filter(|field| field.step() <= step && inputs.edits.get(field).is_some() && !named(*field))
        .collect()
}

fn faults(trace: &[Entry]) -> Vec<(String, String)> {
    let faults = trace.iter().filter_map(|entry| match &entry.what {
        What::Fault { id, title } => Some((id.clone(), title.clone())),
        _ => None,
    });
    faults.collect()
}
