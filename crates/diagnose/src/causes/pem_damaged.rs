//! The PEM file is damaged.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "pem_damaged",
    title: "the PEM file is damaged",
    seat: Seat::Certificates,
    confidence: Confidence::Observed,
    clues: &[
        clue(Sign::PemDamaged, 100),
        clue(Sign::EscapesLost, 100),
        clue(Sign::NotACertificate, 90),
        clue(Sign::NoStartLine, 80),
        clue(Sign::PemLib, 75),
        clue(Sign::TlsUnsaid, 22),
        clue(Sign::FileMissing, -60),
        clue(Sign::PemSound, -35),
        clue(Sign::KeySound, -35),
    ],
    asks: &[Ask::Chain, Ask::Key],
};

pub(super) static TEXTS: Texts = Texts {
    id: "pem_damaged",
    why: "The block has no BEGIN line of its own, has lost its line breaks, or came through source code that kept quotes or backslashes. The library loads nothing, before any connection.",
    confirm: "Run `openssl x509 -in leaf.pem -noout -subject` and `openssl pkey -in device.key -noout` on the very files.",
    fix: "Copy the whole block again, from `-----BEGIN` to `-----END`. In C source end every line of it with `\\n`.",
    citations: &[
        thread!("Azure/azure-iot-sdk-c", "1281"),
        thread!("Azure/azure-iot-sdk-python", "114"),
        thread!("Azure/azure-iot-sdk-python", "543"),
        thread!("Azure/azure-iot-sdk-python", "929"),
        thread!("Azure-Samples/iot-middleware-freertos-samples", "167"),
        thread!("Azure/iotedge", "2738"),
        thread!("esp8266/Arduino", "5591"),
        sources::RFC_PEM,
    ],
};
