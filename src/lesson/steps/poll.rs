use crate::lesson::{Step, StepId};

pub(super) static STEP: Step = Step {
    id: StepId::Poll,
    title: "Poll",
    headline: "Ask how it went",
    goal: "Wait as long as the service asks, then ask for the state of the operation until it is decided.",
    explanation: &[],
    fields: &[],
    pitfalls: &[],
    sources: &[],
};
