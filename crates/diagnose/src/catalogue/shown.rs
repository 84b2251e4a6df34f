//! What the official SDKs and mosquitto show for it, as recorded from their code and from runs.

use crate::Sign;

/// What one client shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The client.
    pub client: &'static str,
    /// What its user gets to see.
    pub text: &'static str,
}

macro_rules! table {
    ($($client:literal $text:literal),+) => {
        &[$(Shown { client: $client, text: $text }),+]
    };
}

pub(super) fn shown(sign: Sign) -> &'static [Shown] {
    use Sign as S;
    match sign {
        S::Connack1 => {
            table!["Python" "ClientError caused by ProtocolClientError: unacceptable protocol version", "Node" "Error: Unacceptable protocol version", "mosquitto" "refused, CONNACK (1)"]
        }
        S::Connack2 => {
            table!["Python" "ClientError: identifier rejected", "Node" "Identifier rejected", "mosquitto" "(2)"]
        }
        S::Connack3 => {
            table!["Python" "ConnectionFailedError: broker unavailable", "Node" "Server unavailable", "C#" "an exception flagged transient, so that it looks retryable", "mosquitto" "The connection was refused. (3)"]
        }
        S::Connack4 => {
            table!["Python" "CredentialError: bad user name or password", "Node" "Bad username or password", "mosquitto" "(4)"]
        }
        S::Connack5 => {
            table!["Python" "CredentialError: not authorised", "Node" "Not authorized", "mosquitto" "not authorised (5)"]
        }
        S::Status400
        | S::Status401
        | S::Status403
        | S::Status404
        | S::Status405
        | S::Status409
        | S::Status412
        | S::Status415
        | S::Code400002
        | S::Code400004
        | S::Code401000
        | S::Code401002
        | S::CaNotFound
        | S::InvalidCertificate
        | S::SigningInfoMismatch
        | S::Code404201
        | S::Code404202
        | S::Code404203
        | S::Code409203 => {
            table!["Python" "ClientError caused by ServiceError with the status code; the body with code and message is dropped", "Node" "an error named for the status (401: UnauthorizedError), with the body", "C SDK" "PROV_DEVICE_RESULT_DEV_AUTH_ERROR, whatever the code", "C#" "ProvisioningTransportException whose message is the body"]
        }
        S::Status429 | S::Code429001 | S::Status5xx => {
            table!["Python" "nothing: it waits for retry-after and repeats the same request", "Node" "nothing: it waits for retry-after and repeats the same request", "C SDK" "transient: it retries", "C#" "an exception with a transient flag and retry-after"]
        }
        S::Code400207
        | S::Code400208
        | S::Code400209
        | S::Code401001
        | S::HubUnauthorizedText
        | S::RegistrationFailed => {
            table!["Python" "ClientError caused by ServiceError that names status 200", "Node" "DeviceRegistrationFailedError, with the body", "C SDK" "an error; only 400208 and 400209 have names of their own", "C#" "no exception: a result with the status Failed"]
        }
        S::Disabled => {
            table!["Python" "ServiceError: invalid registration status disabled", "Node" "SyntaxError: status is disabled", "C SDK" "PROV_DEVICE_RESULT_DISABLED", "C#" "no exception: a result with the status Disabled"]
        }
        S::RootUntrusted | S::ServerSelfSigned => {
            table!["Python" "ClientError caused by TlsExchangeAuthError", "Node" "self-signed certificate in certificate chain", "mosquitto" "A TLS error occurred."]
        }
        S::ServerNameDiffers => {
            table!["Python" "ClientError caused by TlsExchangeAuthError", "Node" "Hostname/IP does not match certificate's altnames", "mosquitto" "A TLS error occurred."]
        }
        S::KeyValuesMismatch => {
            table!["Python" "KEY_VALUES_MISMATCH, before connecting", "Node" "key values mismatch", "mosquitto" "A TLS error occurred."]
        }
        S::NoStartLine | S::PemLib => {
            table!["Python" "PEM lib, before connecting", "Node" "no start line", "mosquitto" "A TLS error occurred."]
        }
        S::ClosedOnRegister | S::ClosedUnsaid => {
            table!["Python" "reconnects by itself, does not subscribe or publish again, and fails after 30 seconds", "Node" "NotConnectedError at once", "C SDK" "a transport error", "paho" "rc 1 or 7"]
        }
        S::SubscriptionRefused => {
            table!["Python" "nothing: it goes on and publishes", "Node" "nothing: it goes on and publishes"]
        }
        _ => &[],
    }
}
