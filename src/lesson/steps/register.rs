use crate::lesson::{Step, StepId};

pub(super) static STEP: Step = Step {
    id: StepId::Register,
    title: "Register",
    headline: "Ask to be registered",
    goal: "Publish the registration request, and read the first answer.",
    explanation: &[],
    fields: &[],
    pitfalls: &[],
    sources: &[],
};
