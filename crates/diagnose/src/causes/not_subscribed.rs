//! Nobody is subscribed to the answers when the request goes out.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "not_subscribed",
    title: "nobody is subscribed to the answers when the request goes out",
    seat: Seat::Client,
    confidence: Confidence::Documented,
    clues: &[
        clue(Sign::SubscriptionAbsent, 100),
        clue(Sign::AnswerAbsent, 35),
        clue(Sign::ClosedOnRegister, 18),
    ],
    asks: &[Ask::Packets, Ask::Settings],
};

pub(super) static TEXTS: Texts = Texts {
    id: "not_subscribed",
    why: "DPS answers on `$dps/registrations/res/#` to whoever is subscribed at that moment. A request that is published earlier, or on another connection, is answered to nobody.",
    confirm: "Look whether a SUBACK came before the register PUBLISH, on the same connection.",
    fix: "Subscribe to `$dps/registrations/res/#`, wait for the SUBACK, then publish, all on one connection.",
    citations: &[sources::MQTT, thread!("MicrosoftDocs/azure-docs", "69882")],
};
