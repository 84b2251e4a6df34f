use crate::lesson::{Step, StepId};

pub(super) static STEP: Step = Step {
    id: StepId::Trust,
    title: "Server trust",
    headline: "Know whom you talk to",
    goal: "Open an encrypted connection, check the server's certificate, and prove that the device holds its key.",
    explanation: &[],
    fields: &[],
    pitfalls: &[],
    sources: &[],
};
