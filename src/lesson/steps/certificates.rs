use crate::lesson::{Step, StepId};

pub(super) static STEP: Step = Step {
    id: StepId::Certificates,
    title: "Certificates",
    headline: "Show who you are",
    goal: "Give the device its certificate, the intermediates above it, and the private key that only it has.",
    explanation: &[],
    fields: &[],
    pitfalls: &[],
    sources: &[],
};
