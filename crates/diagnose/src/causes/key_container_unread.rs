//! The library does not read this kind of key file.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "key_container_unread",
    title: "the library does not read this kind of key file",
    seat: Seat::Certificates,
    confidence: Confidence::Observed,
    clues: &[
        clue(Sign::KeyContainerOld, 30),
        clue(Sign::KeyUnreadable, 80),
        clue(Sign::KeyLocked, 80),
        clue(Sign::KeyRefused, 50),
        clue(Sign::PemLib, 40),
        clue(Sign::KeySound, -60),
    ],
    asks: &[Ask::Key],
};

pub(super) static TEXTS: Texts = Texts {
    id: "key_container_unread",
    why: "A private key can be wrapped as PKCS#8, PKCS#1, SEC1 or behind a password, and not every library reads them all.",
    confirm: "Look at the BEGIN line: `PRIVATE KEY` is PKCS#8, `RSA PRIVATE KEY` PKCS#1, `EC PRIVATE KEY` SEC1, `ENCRYPTED` needs a password.",
    fix: "Convert it: `openssl pkcs8 -topk8 -nocrypt -in old.key -out device.key`.",
    citations: &[
        thread!("Azure/azure-iot-sdk-java", "774"),
        thread!("emqx/MQTTX", "1781"),
        sources::RFC_PEM,
    ],
};
