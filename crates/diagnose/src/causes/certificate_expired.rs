//! The device's certificate has expired.

use crate::cause::clue;
use crate::sources::{self, thread};
use crate::{Ask, Cause, Citation, Confidence, Seat, Sign, Texts};

pub(super) static CAUSE: Cause = Cause {
    id: "certificate_expired",
    title: "the device's certificate has expired",
    seat: Seat::Certificates,
    confidence: Confidence::Unproven,
    clues: &[
        clue(Sign::LeafExpired, 100),
        clue(Sign::EnrolledExpired, 75),
        clue(Sign::IssuerExpired, 85),
        clue(Sign::AlertCertificateExpired, 90),
        clue(Sign::InvalidCertificate, 22),
        clue(Sign::Status401, 14),
        clue(Sign::ClosedUnsaid, 12),
        clue(Sign::SymmetricKeyInUse, -80),
    ],
    asks: &[Ask::Chain, Ask::Clock],
};

pub(super) static TEXTS: Texts = Texts {
    id: "certificate_expired",
    why: "It worked until the certificate's last day. What DPS says to an expired certificate is not documented: 401002 and a TLS alert have both been reported.",
    confirm: "Look at its dates: `openssl x509 -in leaf.pem -noout -dates`.",
    fix: "Issue a new certificate, put it into an individual enrolment, and register again.",
    citations: &[
        thread!("Azure/azure-iot-sdks", "866"),
        thread!("Azure/azure-iot-sdk-python", "968"),
        sources::ROLL,
        sources::RFC_VALIDITY,
    ],
};
