use crate::lesson::{Step, StepId};

pub(super) static STEP: Step = Step {
    id: StepId::Telemetry,
    title: "First message",
    headline: "Move in with the hub",
    goal: "Connect to the assigned hub with the same certificate and send one message.",
    explanation: &[],
    fields: &[],
    pitfalls: &[],
    sources: &[],
};
