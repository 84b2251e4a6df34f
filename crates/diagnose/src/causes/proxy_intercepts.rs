//! A proxy opens the TLS connection.

use crate::cause::clue;
use crate::sources::thread;
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "proxy_intercepts",
    title: "a proxy opens the TLS connection",
    seat: Seat::Network,
    confidence: Confidence::Observed,
    clues: &[
        clue(Sign::ProxyCertificate, 100),
        clue(Sign::HtmlAnswer, 90),
        clue(Sign::ProxyInUse, 58),
        clue(Sign::VerifyFailed, 20),
        clue(Sign::RootUntrusted, 20),
        clue(Sign::ServerSelfSigned, 35),
        clue(Sign::ServerUnfit, 14),
        clue(Sign::HandshakeCut, 22),
        clue(Sign::Status401, 5),
        clue(Sign::NotTls, 25),
        clue(Sign::ClosedOnConnect, 10),
        clue(Sign::TrustFits, -60),
        clue(Sign::TlsVerified, -30),
    ],
    asks: &[Ask::Handshake],
};

pub(super) static TEXTS: Texts = Texts {
    id: "proxy_intercepts",
    why: "A proxy that looks into TLS connections shows a certificate of its own and cannot pass the device's on: the client certificate is lost, and DPS sees a device without one.",
    confirm: "Look who issued the server's certificate: `openssl s_client -connect global.azure-devices-provisioning.net:8883 -showcerts`.",
    fix: "Have `*.azure-devices-provisioning.net` and `*.azure-devices.net` exempted from inspection.",
    citations: &[
        thread!("MicrosoftDocs/azure-docs", "67265"),
        thread!("Azure/azure-iot-sdk-csharp", "1393"),
        thread!("Azure/azure-iot-sdk-csharp", "1067"),
    ],
};
