use crate::lesson::{Step, StepId};

pub(super) static STEP: Step = Step {
    id: StepId::Connect,
    title: "Connect",
    headline: "Introduce yourself",
    goal: "Send `CONNECT` with a client ID and a username that both carry the registration ID, and no password.",
    explanation: &[],
    fields: &[],
    pitfalls: &[],
    sources: &[],
};
