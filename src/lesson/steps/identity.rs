use crate::lesson::{Step, StepId};

pub(super) static STEP: Step = Step {
    id: StepId::Identity,
    title: "Identity",
    headline: "Say who you are",
    goal: "Choose the two names that lead your device to its enrolment: the **ID scope** and the **registration ID**.",
    explanation: &[],
    fields: &[],
    pitfalls: &[],
    sources: &[],
};
