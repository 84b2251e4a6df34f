//! The client subscribes to topics that DPS does not serve.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "filter_not_served",
    title: "the client subscribes to topics that DPS does not serve",
    seat: Seat::Settings,
    confidence: Confidence::Observed,
    clues: &[
        clue(Sign::FilterTooWide, 100),
        clue(Sign::FilterForeign, 100),
        clue(Sign::SubscriptionRefused, 75),
        clue(Sign::ClosedOnSubscribe, 65),
        clue(Sign::ClosedUnsaid, 22),
        clue(Sign::HubClosed, 30),
        clue(Sign::AnswerAbsent, 12),
    ],
    asks: &[Ask::Settings, Ask::Packets],
};

pub(super) static TEXTS: Texts = Texts {
    id: "filter_not_served",
    why: "There is no general publish and subscribe. MQTT Explorer, for one, subscribes to `#` and `$SYS/#` by itself. A hub ends such a connection; what DPS does is not documented.",
    confirm: "Look at the filters of the SUBSCRIBE packet.",
    fix: "Subscribe to `$dps/registrations/res/#` and nothing else; in MQTT Explorer remove `#` and `$SYS/#` under Advanced.",
    citations: &[
        thread!("thomasnordquist/MQTT-Explorer", "194"),
        sources::MQTT,
        sources::HUB_MQTT,
    ],
};
