//! The port is not the one of MQTT over TLS.

use crate::cause::clue;
use crate::sources;
use crate::{Ask, Cause, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "port_wrong",
    title: "the port is not the one of MQTT over TLS",
    seat: Seat::Settings,
    confidence: Confidence::Documented,
    clues: &[
        clue(Sign::PortPlain, 100),
        clue(Sign::PortOfHttps, 100),
        clue(Sign::TlsOff, 100),
        clue(Sign::NotTls, 45),
        clue(Sign::ConnectTimeout, 14),
        clue(Sign::ConnectionRefused, 14),
    ],
    asks: &[Ask::Settings],
};

pub(super) static TEXTS: Texts = Texts {
    id: "port_wrong",
    why: "DPS offers MQTT over TLS on port 8883, and MQTT over WebSocket and HTTPS on 443. There is none without TLS.",
    confirm: "Look at the port and at whether the client begins with TLS.",
    fix: "Use port 8883 with TLS: `-p 8883` and `--cafile` with mosquitto.",
    citations: &[sources::MQTT, sources::TLS],
};
