//! From what went wrong to the code the page has a text for. One flat table per kind of error.

use std::io;

use relay_protocol::{Alert, By, CloseCode, Closed, FailureCode};
use rustls::{AlertDescription, CertificateError, Error, InvalidMessage, PeerIncompatible};

/// A cause with its particulars.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Cause {
    pub(crate) code: FailureCode,
    pub(crate) detail: String,
    pub(crate) alert: Option<Alert>,
}

impl Cause {
    pub(crate) fn new(code: FailureCode, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
            alert: None,
        }
    }
}

/// Why a TCP connection could not be made.
pub(crate) fn of_connect(error: &io::Error) -> Cause {
    let code = match error.kind() {
        io::ErrorKind::ConnectionRefused => FailureCode::ConnectionRefused,
        io::ErrorKind::TimedOut => FailureCode::ConnectTimedOut,
        io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable => {
            FailureCode::Unreachable
        }
        _ => FailureCode::ConnectFailed,
    };
    Cause::new(code, error.to_string())
}

/// Why a TLS handshake failed.
pub(crate) fn of_handshake(error: &io::Error) -> Cause {
    match tls_error(error) {
        Some(error) => of_tls(error),
        None => Cause::new(FailureCode::ClosedInHandshake, error.to_string()),
    }
}

fn of_tls(error: &Error) -> Cause {
    let cause = |code| Cause::new(code, error.to_string());
    match error {
        Error::AlertReceived(description) => {
            let code = match description {
                AlertDescription::ProtocolVersion => FailureCode::ProtocolVersion,
                _ => FailureCode::TlsAlert,
            };
            let alert = to_alert(*description);
            Cause {
                code,
                detail: format!("the server sent the alert {} ({})", alert.name, alert.code),
                alert: Some(alert),
            }
        }
        Error::InvalidCertificate(error) => of_certificate(error),
        Error::NoCertificatesPresented => cause(FailureCode::ServerCertificateUnfit),
        Error::PeerIncompatible(
            PeerIncompatible::ServerDoesNotSupportTls12Or13
            | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig,
        ) => cause(FailureCode::ProtocolVersion),
        Error::InvalidMessage(
            InvalidMessage::InvalidContentType | InvalidMessage::UnknownProtocolVersion,
        ) => cause(FailureCode::NotTls),
        _ => cause(FailureCode::TlsProtocol),
    }
}

fn of_certificate(error: &CertificateError) -> Cause {
    let code = match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            FailureCode::ServerCertificateExpired
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            FailureCode::ServerCertificateNotYetValid
        }
        CertificateError::UnknownIssuer => FailureCode::ServerRootNotTrusted,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            FailureCode::ServerNameMismatch
        }
        // Another root with the same name as the trusted one: the chain was made by someone else.
        CertificateError::BadSignature => FailureCode::ServerRootNotTrusted,
        _ => FailureCode::ServerCertificateUnfit,
    };
    Cause::new(code, Error::from(error.clone()).to_string())
}

/// Why an open connection ended when reading or writing it failed.
pub(crate) fn of_open_connection(error: &io::Error) -> Closed {
    let closed = |code, detail: String, alert| Closed {
        by: By::Service,
        code,
        detail,
        alert,
    };
    match tls_error(error) {
        Some(Error::AlertReceived(description)) => {
            let alert = to_alert(*description);
            let detail = format!("the server sent the alert {} ({})", alert.name, alert.code);
            closed(CloseCode::TlsAlert, detail, Some(alert))
        }
        Some(error) => closed(CloseCode::TlsProtocol, error.to_string(), None),
        None if error.kind() == io::ErrorKind::UnexpectedEof => {
            closed(CloseCode::ServiceClosedAbruptly, error.to_string(), None)
        }
        None => closed(CloseCode::ConnectionLost, error.to_string(), None),
    }
}

fn tls_error(error: &io::Error) -> Option<&Error> {
    error.get_ref()?.downcast_ref::<Error>()
}

/// The alert with its name in the IANA registry.
pub(crate) fn to_alert(description: AlertDescription) -> Alert {
    let name = match description {
        AlertDescription::CloseNotify => "close_notify",
        AlertDescription::UnexpectedMessage => "unexpected_message",
        AlertDescription::BadRecordMac => "bad_record_mac",
        AlertDescription::DecryptionFailed => "decryption_failed",
        AlertDescription::RecordOverflow => "record_overflow",
        AlertDescription::DecompressionFailure => "decompression_failure",
        AlertDescription::HandshakeFailure => "handshake_failure",
        AlertDescription::NoCertificate => "no_certificate",
        AlertDescription::BadCertificate => "bad_certificate",
        AlertDescription::UnsupportedCertificate => "unsupported_certificate",
        AlertDescription::CertificateRevoked => "certificate_revoked",
        AlertDescription::CertificateExpired => "certificate_expired",
        AlertDescription::CertificateUnknown => "certificate_unknown",
        AlertDescription::IllegalParameter => "illegal_parameter",
        AlertDescription::UnknownCA => "unknown_ca",
        AlertDescription::AccessDenied => "access_denied",
        AlertDescription::DecodeError => "decode_error",
        AlertDescription::DecryptError => "decrypt_error",
        AlertDescription::ExportRestriction => "export_restriction",
        AlertDescription::ProtocolVersion => "protocol_version",
        AlertDescription::InsufficientSecurity => "insufficient_security",
        AlertDescription::InternalError => "internal_error",
        AlertDescription::InappropriateFallback => "inappropriate_fallback",
        AlertDescription::UserCanceled => "user_canceled",
        AlertDescription::NoRenegotiation => "no_renegotiation",
        AlertDescription::MissingExtension => "missing_extension",
        AlertDescription::UnsupportedExtension => "unsupported_extension",
        AlertDescription::CertificateUnobtainable => "certificate_unobtainable",
        AlertDescription::UnrecognisedName => "unrecognized_name",
        AlertDescription::BadCertificateStatusResponse => "bad_certificate_status_response",
        AlertDescription::BadCertificateHashValue => "bad_certificate_hash_value",
        AlertDescription::UnknownPSKIdentity => "unknown_psk_identity",
        AlertDescription::CertificateRequired => "certificate_required",
        AlertDescription::NoApplicationProtocol => "no_application_protocol",
        AlertDescription::EncryptedClientHelloRequired => "ech_required",
        _ => "unassigned",
    };
    Alert {
        code: u8::from(description),
        name: name.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(error: Error, expected: FailureCode) {
        let error = io::Error::new(io::ErrorKind::InvalidData, error);
        assert_eq!(of_handshake(&error).code, expected);
    }

    #[test]
    fn tls_errors_have_their_codes() {
        check(
            Error::AlertReceived(AlertDescription::ProtocolVersion),
            FailureCode::ProtocolVersion,
        );
        check(
            Error::AlertReceived(AlertDescription::UnknownCA),
            FailureCode::TlsAlert,
        );
        check(
            Error::InvalidMessage(InvalidMessage::InvalidContentType),
            FailureCode::NotTls,
        );
        check(
            Error::InvalidCertificate(CertificateError::Revoked),
            FailureCode::ServerCertificateUnfit,
        );
        check(
            Error::PeerIncompatible(PeerIncompatible::NoCipherSuitesInCommon),
            FailureCode::TlsProtocol,
        );
    }

    #[test]
    fn connect_errors_have_their_codes() {
        let code = |kind: io::ErrorKind| of_connect(&kind.into()).code;
        for (kind, expected) in [
            (
                io::ErrorKind::ConnectionRefused,
                FailureCode::ConnectionRefused,
            ),
            (io::ErrorKind::TimedOut, FailureCode::ConnectTimedOut),
            (io::ErrorKind::HostUnreachable, FailureCode::Unreachable),
            (io::ErrorKind::NetworkUnreachable, FailureCode::Unreachable),
            (io::ErrorKind::PermissionDenied, FailureCode::ConnectFailed),
        ] {
            assert_eq!(code(kind), expected, "{kind}");
        }
    }

    #[test]
    fn every_alert_rustls_knows_has_its_registered_name() {
        let named = (0..=u8::MAX)
            .map(AlertDescription::from)
            .filter(|alert| !matches!(alert, AlertDescription::Unknown(_)));
        for alert in named {
            assert_ne!(to_alert(alert).name, "unassigned", "{alert:?}");
        }
        assert_eq!(to_alert(AlertDescription::Unknown(200)).name, "unassigned");
    }

    #[test]
    fn an_end_without_close_notify_is_told_from_a_reset() {
        let code = |kind: io::ErrorKind| of_open_connection(&kind.into()).code;
        assert_eq!(
            code(io::ErrorKind::UnexpectedEof),
            CloseCode::ServiceClosedAbruptly
        );
        assert_eq!(
            code(io::ErrorKind::ConnectionReset),
            CloseCode::ConnectionLost
        );
    }
}
