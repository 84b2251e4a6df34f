//! Port 8883 is blocked on the way.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "port_blocked",
    title: "port 8883 is blocked on the way",
    seat: Seat::Network,
    confidence: Confidence::Observed,
    clues: &[
        clue(Sign::ConnectTimeout, 75),
        clue(Sign::ConnackAbsent, 12),
        clue(Sign::HandshakeCut, 25),
        clue(Sign::HandshakeLate, 45),
        clue(Sign::Unreachable, 20),
    ],
    asks: &[Ask::Handshake],
};

pub(super) static TEXTS: Texts = Texts {
    id: "port_blocked",
    why: "Company networks and some providers let nothing out but 80 and 443. Packets to 8883 are dropped, and the connection runs into its time-out.",
    confirm: "Try `openssl s_client -connect global.azure-devices-provisioning.net:8883` there, then from a phone's network.",
    fix: "Have the port opened, or use MQTT over WebSocket on 443.",
    citations: &[
        thread!("Azure/azure-iot-sdk-csharp", "1681"),
        thread!("Azure/dps-keygen", "1"),
        thread!("Azure/azure-event-hubs-node", "12"),
        sources::HUB_MQTT,
    ],
};
