//! The messages in the text frames of the tunnel.

mod json;

use std::error::Error;
use std::fmt;

use crate::binary::Binary;
use crate::codes::{CloseCode, FailureCode};
use crate::json::JsonError;
use crate::signature_scheme::SignatureScheme;
use crate::words::words;

/// What the page says to the relay.
#[derive(Clone, Debug, PartialEq)]
pub enum PageMessage {
    /// Connect; the first message of every session, and said once.
    Open(Open),
    /// The answer to a [`RelayMessage::Sign`].
    Signature {
        /// The `id` of the question.
        id: u32,
        /// The signature in TLS's form: DER for ECDSA.
        signature: Binary,
    },
    /// The page will not sign these bytes, or the key failed.
    SignatureRefused {
        /// The `id` of the question.
        id: u32,
        /// Why, for people.
        why: String,
    },
    /// End the session.
    Close,
}

/// What to connect to, and as whom.
#[derive(Clone, Debug, PartialEq)]
pub struct Open {
    /// DNS name or IP address to connect to.
    pub host: String,
    /// TCP port, usually 8883.
    pub port: u16,
    /// The name sent as SNI and looked for in the server's certificate; `host` when absent.
    pub server_name: Option<String>,
    /// Which roots the server's chain may end in.
    pub trust: Trust,
    /// The client chain as DER, leaf first. Empty: no certificate is sent.
    pub client_chain: Vec<Binary>,
    /// The signature schemes the leaf's key can do, best first.
    pub schemes: Vec<SignatureScheme>,
    /// Whether the page wants what goes over the wire, and the secrets to read it with: [`RelayMessage::Recorded`].
    pub capture: bool,
}

/// Which roots the server's chain may end in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trust {
    /// The roots of Azure's device endpoints, a named list in the relay.
    Azure,
    /// The root the practice service of this relay made at its start.
    Practice,
    /// These certificates, each as DER.
    Certificates(Vec<Binary>),
}

/// What the relay says to the page.
#[derive(Clone, Debug, PartialEq)]
pub enum RelayMessage {
    /// The connection has come to this stage.
    Progress {
        /// The stage that begins.
        stage: Stage,
    },
    /// Sign these bytes with the leaf's key.
    Sign {
        /// To be repeated in the answer.
        id: u32,
        /// How to sign.
        scheme: SignatureScheme,
        /// The bytes to be signed, not hashed yet: a TLS 1.3 CertificateVerify input
        /// ([RFC 8446 section 4.4.3](https://www.rfc-editor.org/rfc/rfc8446#section-4.4.3))
        /// or a TLS 1.2 transcript
        /// ([RFC 5246 section 7.4.8](https://www.rfc-editor.org/rfc/rfc5246#section-7.4.8)).
        message: Binary,
    },
    /// The TLS handshake is done; binary frames may follow in both directions.
    Opened(Opened),
    /// Something of the recording; only if [`Open::capture`] asked for one.
    Recorded(Recorded),
    /// No connection came about. The session is over.
    Failed(Failed),
    /// The connection has ended. The session is over.
    Closed(Closed),
}

words! {
    /// How far a connection has come.
    Stage {
        /// The page's `open` is being read and judged. Never sent as progress.
        Requested = "requested",
        /// Waiting behind other handshakes. Sent only when there is something to wait for.
        Queued = "queued",
        /// Asking for the addresses of the name.
        Resolving = "resolving",
        /// Making the TCP connection.
        Connecting = "connecting",
        /// In the TLS handshake.
        Handshaking = "handshaking",
    }
}

/// What the handshake settled.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    /// `"TLS 1.2"` or `"TLS 1.3"`.
    pub tls_version: String,
    /// The cipher suite's name as the IANA registry writes it.
    pub cipher_suite: String,
    /// The chain the server sent, leaf first, as DER.
    pub server_chain: Vec<Binary>,
    /// The trusted root the chain ended in.
    pub root: Option<ServerRoot>,
    /// The address and port connected to.
    pub address: String,
    /// Whether the server asked for the client's certificate.
    pub client_certificate_asked: bool,
    /// The scheme the device's key signed with; absent when no signature was asked for.
    pub signature_scheme: Option<SignatureScheme>,
    /// How long it took.
    pub timings: Timings,
}

/// The trusted root a server's chain ended in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerRoot {
    /// A name for people, such as `"DigiCert Global Root G2"`.
    pub name: String,
    /// SHA-256 of the certificate in lower-case hex.
    pub sha256: String,
}

/// Milliseconds spent in each stage.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Timings {
    /// Waiting behind other handshakes.
    pub queued_ms: f64,
    /// Asking for the addresses.
    pub resolving_ms: f64,
    /// Making the TCP connection.
    pub connecting_ms: f64,
    /// The TLS handshake, `signing_ms` included.
    pub handshaking_ms: f64,
    /// Waiting for the page's signature.
    pub signing_ms: f64,
}

/// A piece of the recording of a connection: the bytes of TLS as the relay saw them, up to
/// [`MAX_RECORDED_BYTES`](crate::limits::MAX_RECORDED_BYTES). Times are microseconds since the beginning of Unix time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recorded {
    /// The TCP connection was made.
    Begun {
        /// When.
        at: u64,
        /// The relay's end, address and port.
        client: String,
        /// The service's end, address and port.
        server: String,
    },
    /// These bytes went over it.
    Record {
        /// When.
        at: u64,
        /// Which way.
        way: Way,
        /// The bytes; none when nothing more comes this way.
        bytes: Binary,
    },
    /// What the session is encrypted with.
    Secrets(Secrets),
}

words! {
    /// Which way bytes went.
    Way {
        /// From the relay to the service.
        Sent = "sent",
        /// From the service to the relay.
        Received = "received",
    }
}

/// Secrets of one TLS session as lines of an [NSS key log](https://www.ietf.org/archive/id/draft-ietf-tls-keylogfile-02.html).
/// Whoever has them and the bytes can read this session. They are not the device's key.
#[derive(Clone, PartialEq, Eq)]
pub struct Secrets(pub String);

/// The length only: whoever reads a log must not read the session.
impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secrets({} bytes)", self.0.len())
    }
}

/// Why no connection came about.
#[derive(Clone, Debug, PartialEq)]
pub struct Failed {
    /// How far it came.
    pub stage: Stage,
    /// Why it ended there.
    pub code: FailureCode,
    /// The particulars, for people: names, addresses, dates.
    pub detail: String,
    /// The TLS alert received, if any.
    pub alert: Option<Alert>,
    /// The chain the server sent, as far as it came, so that a refused one can be shown.
    pub server_chain: Vec<Binary>,
}

/// How an open connection ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    /// Who ended it.
    pub by: By,
    /// Why.
    pub code: CloseCode,
    /// The particulars, for people.
    pub detail: String,
    /// The TLS alert received, if any.
    pub alert: Option<Alert>,
}

words! {
    /// Who ended a connection.
    By {
        /// The page.
        Page = "page",
        /// The service, or the network between relay and service.
        Service = "service",
        /// The relay: a limit, or its own end.
        Relay = "relay",
    }
}

/// A TLS alert received from the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// The number on the wire.
    pub code: u8,
    /// The name in the [IANA registry](https://www.iana.org/assignments/tls-parameters/tls-parameters.xhtml#tls-parameters-6),
    /// such as `"certificate_unknown"`.
    pub name: String,
}

/// A text frame that is not a message of this protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageError(JsonError);

impl fmt::Display for MessageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a message of the tunnel")
    }
}

impl Error for MessageError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

#[cfg(test)]
mod tests;
