//! The shell replaces $dps and $rid by nothing.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "shell_replaces_dollar",
    title: "the shell replaces $dps and $rid by nothing",
    seat: Seat::Settings,
    confidence: Confidence::Observed,
    clues: &[
        clue(Sign::DollarQuoted, 100),
        clue(Sign::DollarLost, 100),
        clue(Sign::AnswerAbsent, 25),
        clue(Sign::ClosedOnRegister, 15),
        clue(Sign::ClosedOnSubscribe, 15),
    ],
    asks: &[Ask::Settings, Ask::Packets],
};

pub(super) static TEXTS: Texts = Texts {
    id: "shell_replaces_dollar",
    why: "In double quotes a shell looks for variables called dps and rid and finds none. What is sent is `/registrations/PUT/iotdps-register/?=1`, which is no topic of DPS, and nothing ever comes back. `make` takes `$d` for a variable, even in single quotes.",
    confirm: "Print the topic with `echo` in front of it, in the same quotes.",
    fix: "Write topics in single quotes: `'$dps/registrations/PUT/iotdps-register/?$rid=1'`. In a Makefile write `$$` for each `$`.",
    citations: &[
        thread!("MicrosoftDocs/azure-docs", "69882"),
        sources::BASH,
        sources::MQTT,
    ],
};
