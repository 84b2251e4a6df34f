use crate::lesson::{Step, StepId};

pub(super) static STEP: Step = Step {
    id: StepId::Assigned,
    title: "Assigned",
    headline: "Read the decision",
    goal: "Take the hub and the device ID out of the answer, and hang up.",
    explanation: &[],
    fields: &[],
    pitfalls: &[],
    sources: &[],
};
