use crate::lesson::{Step, StepId};

pub(super) static STEP: Step = Step {
    id: StepId::Subscribe,
    title: "Subscribe",
    headline: "Listen before you ask",
    goal: "Subscribe to the one topic filter on which DPS answers.",
    explanation: &[],
    fields: &[],
    pitfalls: &[],
    sources: &[],
};
