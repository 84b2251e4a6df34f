//! The private key belongs to another certificate.

use crate::cause::clue;
use crate::sources::thread;
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "key_of_another_certificate",
    title: "the private key belongs to another certificate",
    seat: Seat::Certificates,
    confidence: Confidence::Observed,
    clues: &[
        clue(Sign::KeyDiffers, 100),
        clue(Sign::FilesNamedApart, 60),
        clue(Sign::KeyValuesMismatch, 100),
        clue(Sign::KeyRefused, 60),
        clue(Sign::AlertDecryptError, 90),
        clue(Sign::TlsUnsaid, 22),
        clue(Sign::KeyFits, -100),
    ],
    asks: &[Ask::Key, Ask::Chain],
};

pub(super) static TEXTS: Texts = Texts {
    id: "key_of_another_certificate",
    why: "Key and certificate are two halves. With another certificate's key the client cannot sign the handshake; most libraries notice before they connect.",
    confirm: "Compare the public keys: `openssl x509 -in leaf.pem -noout -pubkey` and `openssl pkey -in device.key -pubout`.",
    fix: "Give the key that this certificate was requested with.",
    citations: &[
        thread!("thomasnordquist/MQTT-Explorer", "826"),
        thread!("MicrosoftDocs/azure-docs", "69882"),
    ],
};
