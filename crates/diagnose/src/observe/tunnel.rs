//! Every way in which the tunnel of a page can fail. One flat table each, so that none can be left out.

use relay_protocol::{CloseCode, FailureCode};

use super::handshake_alert;
use crate::{Evidence, Place, Sign};

/// No connection came about. `alert` is the name of the TLS alert, if one came.
pub fn failed(code: FailureCode, detail: &str, alert: Option<&str>) -> Evidence {
    use FailureCode as F;
    let sign = match code {
        F::MessageNotUnderstood | F::OpenTimedOut => Sign::RelayUnread,
        F::TooManySessions | F::QueueTimedOut => Sign::RelayBusy,
        F::DestinationNotAllowed => Sign::DestinationForbidden,
        F::ServerNameNotAllowed | F::ServerNameUnreadable => Sign::ServerNameForbidden,
        F::PracticeNotRunning => Sign::PracticeOff,
        F::TrustUnreadable => Sign::TrustUnreadable,
        F::ClientChainTooLarge => Sign::ChainTooLarge,
        F::NameNotFound | F::NameLookupTimedOut => Sign::NameNotFound,
        F::AddressNotPublic => Sign::PrivateAddress,
        F::ConnectionRefused => Sign::ConnectionRefused,
        F::ConnectTimedOut => Sign::ConnectTimeout,
        F::Unreachable => Sign::Unreachable,
        F::ConnectFailed => Sign::ConnectFailed,
        F::HandshakeTimedOut => Sign::HandshakeLate,
        F::ClosedInHandshake => Sign::HandshakeCut,
        F::NotTls => Sign::NotTls,
        F::ServerNameMismatch => Sign::ServerNameDiffers,
        F::ServerRootNotTrusted => Sign::RootUntrusted,
        F::ServerCertificateExpired => Sign::ServerExpired,
        F::ServerCertificateNotYetValid => Sign::ServerNotYetValid,
        F::ServerCertificateUnfit => Sign::ServerUnfit,
        F::ProtocolVersion => Sign::TlsVersion,
        F::TlsAlert => Sign::AlertOther,
        F::TlsProtocol => Sign::TlsHandshakeFailure,
        F::NoCommonSignatureScheme => Sign::NoCommonScheme,
        F::SignatureRefused | F::SignatureTimedOut => Sign::SignatureDeclined,
        F::SignatureWrong => Sign::KeyDiffers,
        F::ClosedByPage => Sign::StoppedByPerson,
        F::RelayShuttingDown => Sign::RelayStopping,
        F::RelayFailed => Sign::RelayFailed,
    };
    told(sign, code.as_str(), detail, alert)
}

/// An open connection ended.
pub fn closed(code: CloseCode, detail: &str, alert: Option<&str>) -> Evidence {
    use CloseCode as C;
    let sign = match code {
        C::Asked => Sign::StoppedByPerson,
        C::ServiceClosed | C::ServiceClosedAbruptly => Sign::ClosedUnsaid,
        C::ConnectionLost => Sign::ConnectionReset,
        C::TlsAlert => Sign::AlertOther,
        C::TlsProtocol => Sign::TlsHandshakeFailure,
        C::IdleTimedOut
        | C::SessionTimedOut
        | C::WriteTimedOut
        | C::SessionLimit
        | C::FrameTooLarge => Sign::RelayLimit,
        C::MessageNotUnderstood => Sign::RelayUnread,
        C::RelayShuttingDown => Sign::RelayStopping,
    };
    told(sign, code.as_str(), detail, alert)
}

/// The codes that the page has of its own, beside those of the tunnel.
pub const PAGE_CODES: &[&str] = &["relay_gone", "no_relay", "no_session", "practice_closed"];

/// One of the page's own codes; `None` for others.
pub fn page_code(code: &str, detail: &str) -> Option<Evidence> {
    let sign = match code {
        "relay_gone" => Sign::RelayGone,
        "no_relay" => Sign::RelayAbsent,
        "no_session" => Sign::RelayForgot,
        "practice_closed" => Sign::ClosedUnsaid,
        _ => return None,
    };
    Some(told(sign, code, detail, None))
}

fn told(sign: Sign, code: &str, detail: &str, alert: Option<&str>) -> Evidence {
    let seen = if detail.is_empty() {
        code.to_owned()
    } else {
        format!("{code}: {detail}")
    };
    // The alert says more than that there was one.
    if let Some(alert) = alert {
        let mut evidence = handshake_alert(alert, Place::Session);
        if let Some(told) = evidence.observations.first_mut() {
            told.seen = format!("{seen}, the TLS alert {alert}");
        }
        return evidence;
    }
    let mut evidence = Evidence::default();
    evidence.push(sign, Place::Session, seen);
    evidence
}
