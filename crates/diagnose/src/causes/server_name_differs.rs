//! The server's certificate is for another name than the one asked for.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "server_name_differs",
    title: "the server's certificate is for another name than the one asked for",
    seat: Seat::Settings,
    confidence: Confidence::Documented,
    clues: &[
        clue(Sign::ServerNamesOther, 100),
        clue(Sign::ServerNameDiffers, 100),
        clue(Sign::ServerNameOfAnother, 60),
        clue(Sign::VerifyFailed, 30),
        clue(Sign::TlsUnsaid, 14),
        clue(Sign::ServerNamesFit, -100),
    ],
    asks: &[Ask::Settings, Ask::Handshake],
};

pub(super) static TEXTS: Texts = Texts {
    id: "server_name_differs",
    why: "The client connects under an address or an alias that is not in the server's certificate.",
    confirm: "Look at the names of the server's certificate.",
    fix: "Connect with a name that the certificate lists: `global.azure-devices-provisioning.net`. Against the practice service give `--practice-name`.",
    citations: &[thread!("emqx/MQTTX", "1518"), sources::RFC_NAMES],
};
