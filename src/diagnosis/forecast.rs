//! The pre-flight: what can be known to fail before anything is sent, and afterwards whether it did.

use diagnose::{Place, Sureness, diagnose, in_order};

use super::knowledge::{self, Setup};
use super::place;
use super::story::{Story, Told};
use crate::lesson::StepId;

/// What is expected to go wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forecast(pub Vec<Expected>);

/// One thing that is expected to go wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The cause, and what says so.
    pub told: Told,
    /// In which step it will be seen.
    pub step: StepId,
}

/// What became of an expectation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It was expected, and it happened.
    Happened,
    /// It was expected, and did not happen.
    DidNot,
    /// The run did not come so far.
    NotReached,
}

impl Fate {
    /// A stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Happened => "happened",
            Self::DidNot => "did-not",
            Self::NotReached => "not-reached",
        }
    }

    /// For people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Happened => "predicted, and it happened",
            Self::DidNot => "predicted, and it did not happen",
            Self::NotReached => "predicted, and the run did not come so far",
        }
    }
}

/// How a run ended.
#[derive(Clone, Copy, Debug)]
pub enum End<'a> {
    /// The last step that was done.
    Fine(StepId),
    /// The step that failed, and what is said of it; nothing where nothing was sent.
    Failed(StepId, Option<&'a Story>),
}

/// Expectations beside what happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// What became of each expectation.
    pub fates: Vec<(Expected, Fate)>,
    /// What happened though nobody expected it: a sentence.
    pub surprise: Option<String>,
}

/// What can be known to fail.
pub fn forecast(setup: &Setup<'_>) -> Forecast {
    let evidence = knowledge::gather(setup);
    let story = Story::tell(&diagnose(&evidence), &evidence);
    let expected = story.causes.into_iter().map(|told| Expected {
        step: step_of(&told),
        told,
    });
    let mut expected: Vec<Expected> = expected.collect();
    // In the order in which it will be met.
    in_order::by_key(&mut expected, |expected| expected.step);
    Forecast(expected)
}

fn step_of(told: &Told) -> StepId {
    // The page itself sees these, before it opens anything.
    if [
        "key_of_another_certificate",
        "relay_ended",
        "practice_not_running",
    ]
    .contains(&told.id)
    {
        return StepId::Certificates;
    }
    let reasons = told.reasons.iter().filter(|because| !because.is_against);
    let steps = reasons.filter_map(|because| match &because.place {
        Place::Field(name) => Some(place::matters_in(name)),
        Place::Certificate { .. } => Some(StepId::Register),
        _ => None,
    });
    steps.min().unwrap_or(StepId::Register)
}

/// How sure a prediction is, in words.
pub fn likelihood(sureness: Sureness) -> &'static str {
    match sureness {
        Sureness::Shown => "will fail",
        Sureness::Likely => "will probably fail",
        Sureness::Possible => "may fail",
    }
}

/// Compares what was expected with how the run ended.
pub fn compare(forecast: &Forecast, end: End<'_>) -> Comparison {
    let story = match end {
        End::Failed(_, story) => story,
        End::Fine(_) => None,
    };
    // That a defect is still there does not make it the cause: a failure has to say so, or it comes first of all.
    let blamed = |id: &str| {
        let causes = story
            .map(|story| story.causes.as_slice())
            .unwrap_or_default();
        let mut causes = causes.iter().enumerate();
        causes.any(|(rank, told)| {
            let mut reasons = told.reasons.iter();
            told.id == id
                && (rank == 0 || reasons.any(|because| because.is_failure && !because.is_against))
        })
    };
    let fates = forecast.0.iter().map(|expected| {
        let reached = match end {
            End::Fine(step) | End::Failed(step, _) => expected.step <= step,
        };
        // What failed before anything was sent says itself what is wrong, and names no cause.
        let early = matches!(end, End::Failed(step, None) if expected.step == step);
        let fate = match (blamed(expected.told.id) || early, reached) {
            (true, _) => Fate::Happened,
            (false, true) => Fate::DidNot,
            (false, false) => Fate::NotReached,
        };
        (expected.clone(), fate)
    });
    let fates: Vec<(Expected, Fate)> = fates.collect();
    let foreseen = fates.iter().any(|(_, fate)| *fate == Fate::Happened);
    let surprise = match (story, foreseen) {
        (Some(story), false) => Some(match story.causes.first() {
            Some(first) => first.title.clone(),
            None => "Something failed, and nothing that is known here explains it.".to_owned(),
        }),
        _ => None,
    };
    Comparison { fates, surprise }
}
