//! The client names no server in the handshake.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "server_name_not_sent",
    title: "the client names no server in the handshake",
    seat: Seat::Client,
    confidence: Confidence::Documented,
    clues: &[
        clue(Sign::SniAbsent, 90),
        clue(Sign::AlertUnrecognizedName, 75),
        clue(Sign::HandshakeCut, 20),
        clue(Sign::ServerNameDiffers, 15),
    ],
    asks: &[Ask::Handshake],
};

pub(super) static TEXTS: Texts = Texts {
    id: "server_name_not_sent",
    why: "Behind one address there are many services. Without the name in the handshake (SNI) the front door shows another certificate or hangs up.",
    confirm: "Try `openssl s_client` with and without `-servername`.",
    fix: "Set the server name in the TLS library: `esp_tls_cfg_t.common_name`, `mbedtls_ssl_set_hostname`.",
    citations: &[
        thread!("Azure/azure-iot-sdk-c", "2362"),
        sources::RFC_SNI,
        thread!("Azure/azure-c-shared-utility", "678"),
    ],
};
