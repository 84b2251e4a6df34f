//! Client and server have no TLS version or cipher in common.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "tls_versions_differ",
    title: "client and server have no TLS version or cipher in common",
    seat: Seat::Client,
    confidence: Confidence::Documented,
    clues: &[
        clue(Sign::TlsVersion, 90),
        clue(Sign::TlsHandshakeFailure, 60),
        clue(Sign::HandshakeCut, 24),
    ],
    asks: &[Ask::Handshake],
};

pub(super) static TEXTS: Texts = Texts {
    id: "tls_versions_differ",
    why: "DPS documents TLS 1.2 with ECDHE suites. A client that stops at 1.1, insists on 1.3, or has the suites for an EC or RSA server certificate switched off finds nothing in common.",
    confirm: "Try `openssl s_client -tls1_2`, and look at the suites of the client's ClientHello.",
    fix: "Let the client speak TLS 1.2 with `ECDHE-ECDSA-AES256-GCM-SHA384` and `ECDHE-RSA-AES256-GCM-SHA384`.",
    citations: &[
        sources::TLS,
        thread!("Azure/azure-iot-sdk-c", "2362"),
        sources::RFC_TLS,
    ],
};
