//! What the service answered, and how a session ended.

use dps_protocol::registration::{Outcome, Stage, UnreadableAnswer};

use crate::{Ask, Evidence, Place, Sign};

/// The end of a registration.
pub fn outcome(outcome: &Outcome) -> Evidence {
    let mut evidence = Evidence::default();
    evidence.given.insert(Ask::Body);
    let mut push = |sign: Sign, seen: String| evidence.push(sign, Place::Session, seen);
    match outcome {
        Outcome::Assigned { .. } => push(Sign::Assigned, "the device was assigned".to_owned()),
        Outcome::Failed { state, .. } => {
            let code = state.as_ref().and_then(|state| state.error_code);
            let message = state
                .as_ref()
                .and_then(|state| state.error_message.as_deref());
            return registration_failed(code.unwrap_or(0), message.unwrap_or(""), Place::Session);
        }
        Outcome::Disabled { .. } => push(Sign::Disabled, "the answer is disabled".to_owned()),
        Outcome::Refused { status, error, .. } => {
            let (code, message) = error
                .as_ref()
                .map_or((0, ""), |error| (error.error_code, error.message.as_str()));
            return refused(*status, code, message, Place::Session);
        }
        Outcome::ConnackRefused { code } => return connack(*code, Place::Session),
        Outcome::SubscribeRefused => push(
            Sign::SubscriptionRefused,
            "SUBACK refused the subscription with 0x80".to_owned(),
        ),
        Outcome::Closed { during } => {
            let sign = match during.stage() {
                Some(Stage::Connect) => Sign::ClosedOnConnect,
                Some(Stage::Subscribe) => Sign::ClosedOnSubscribe,
                Some(Stage::Register | Stage::Poll) => Sign::ClosedOnRegister,
                None => Sign::ClosedUnsaid,
            };
            push(sign, format!("closed while {}", during.describe()));
        }
        Outcome::TimedOut { during, .. } => {
            let sign = match during.awaits() {
                Some(Stage::Connect) => Sign::ConnackAbsent,
                Some(_) => Sign::AnswerAbsent,
                None => Sign::StillAssigning,
            };
            push(
                sign,
                format!("the time was over while {}", during.describe()),
            );
        }
        Outcome::Cancelled => push(Sign::StoppedByPerson, "given up by hand".to_owned()),
        Outcome::Unreadable { why, .. } => {
            let sign = match why {
                UnreadableAnswer::NoOperationId => Sign::OperationIdMissing,
                UnreadableAnswer::EmptyRequestId => Sign::RequestIdWithoutDollar,
                _ => Sign::AnswerUnreadable,
            };
            push(sign, why.to_string());
        }
        Outcome::Garbled { why } => push(Sign::Garbled, why.clone()),
        Outcome::Unsendable { why, .. } => push(Sign::PacketUnsendable, why.clone()),
        _ => push(Sign::ClosedUnsaid, outcome.as_str().to_owned()),
    }
    evidence
}

/// The return code of DPS's CONNACK.
pub fn connack(code: u8, place: Place) -> Evidence {
    let sign = match code {
        0 => Sign::ConnackAccepted,
        1 => Sign::Connack1,
        2 => Sign::Connack2,
        3 => Sign::Connack3,
        4 => Sign::Connack4,
        5 => Sign::Connack5,
        _ => Sign::Garbled,
    };
    one(sign, place, format!("CONNACK {code}"))
}

/// The return code of a hub's CONNACK.
pub fn hub_connack(code: u8, place: Place) -> Evidence {
    let sign = match code {
        0 => Sign::ConnackAccepted,
        1 => Sign::HubProtocol,
        3 => Sign::HubUnavailable,
        _ => Sign::HubRefused,
    };
    one(sign, place, format!("the hub's CONNACK {code}"))
}

/// A TLS alert that the server sent, by its name in the IANA registry.
pub fn handshake_alert(name: &str, place: Place) -> Evidence {
    let sign = match name {
        "unknown_ca" => Sign::AlertUnknownCa,
        "certificate_expired" => Sign::AlertCertificateExpired,
        "certificate_required" => Sign::AlertCertificateRequired,
        "decrypt_error" => Sign::AlertDecryptError,
        "unrecognized_name" => Sign::AlertUnrecognizedName,
        "protocol_version" => Sign::TlsVersion,
        "handshake_failure" | "insufficient_security" => Sign::TlsHandshakeFailure,
        "bad_certificate"
        | "unsupported_certificate"
        | "certificate_revoked"
        | "certificate_unknown"
        | "access_denied" => Sign::AlertBadCertificate,
        _ => Sign::AlertOther,
    };
    one(sign, place, format!("the TLS alert {name}"))
}

/// An error answer: the status of its topic, and code and message of its body, 0 and empty where there is none.
pub fn refused(topic_status: u16, code: u32, message: &str, place: Place) -> Evidence {
    let mut evidence = match error(code, message) {
        Some(sign) => one(sign, place, said(code, message)),
        None => status(topic_status, place),
    };
    if code != 0 {
        evidence.given.insert(Ask::Body);
    }
    evidence
}

/// A registration that was taken and failed, with code and message of its state.
pub fn registration_failed(code: u32, message: &str, place: Place) -> Evidence {
    let mut evidence = Evidence::default();
    evidence.given.insert(Ask::Body);
    let unauthorized = ["unauthorizedaccess", "unauthorized access"];
    let lower = message.to_ascii_lowercase();
    if unauthorized.iter().any(|words| lower.contains(words)) {
        // The hub's refusal wears the code of a refused credential.
        evidence.push(Sign::HubUnauthorizedText, place, said(code, message));
    } else if let Some(sign) = error(code, message) {
        evidence.push(sign, place, said(code, message));
    } else {
        evidence.push(Sign::RegistrationFailed, place, "the status is failed");
    }
    evidence
}

/// What a six-digit code means, with the message that tells cases apart. `None` for no code at all.
pub fn error(code: u32, message: &str) -> Option<Sign> {
    let lower = message.to_ascii_lowercase();
    let says = |words: &str| lower.contains(words);
    Some(match code {
        0 => return None,
        400_000 | 400_002 => Sign::Code400002,
        400_004 => Sign::Code400004,
        400_207 => Sign::Code400207,
        400_208 => Sign::Code400208,
        400_209 => Sign::Code400209,
        401_000 => Sign::Code401000,
        401_001 => Sign::Code401001,
        401_002 if says("ca certificate not found") => Sign::CaNotFound,
        401_002 if says("signing certificate info") => Sign::SigningInfoMismatch,
        401_002 if says("invalid certificate") => Sign::InvalidCertificate,
        401_002 if says("iothubunauthorizedaccess") && says("errorcode:") => {
            Sign::HubUnauthorizedText
        }
        401_002 => Sign::Code401002,
        404_201 => Sign::Code404201,
        404_202 => Sign::Code404202,
        404_203 => Sign::Code404203,
        409_203 => Sign::Code409203,
        429_001 => Sign::Code429001,
        // What nobody has described is read by its first three digits.
        _ => u16::try_from(code / 1000).map_or(Sign::UnknownCode, by_status),
    })
}

/// A status without a body that tells more.
pub fn status(status: u16, place: Place) -> Evidence {
    let sign = match status {
        200 | 202 => Sign::AnswerUnreadable,
        other => by_status(other),
    };
    one(sign, place, format!("status {status}"))
}

fn by_status(status: u16) -> Sign {
    match status {
        400 => Sign::Status400,
        401 => Sign::Status401,
        403 => Sign::Status403,
        404 => Sign::Status404,
        405 => Sign::Status405,
        409 => Sign::Status409,
        412 => Sign::Status412,
        415 => Sign::Status415,
        429 => Sign::Status429,
        500..=599 => Sign::Status5xx,
        _ => Sign::UnknownCode,
    }
}

fn said(code: u32, message: &str) -> String {
    if message.is_empty() {
        return format!("code {code}");
    }
    format!("code {code}: {message:?}")
}

fn one(sign: Sign, place: Place, seen: String) -> Evidence {
    let mut evidence = Evidence::default();
    evidence.push(sign, place, seen);
    evidence
}
