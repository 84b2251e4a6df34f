//! The page does not sign blindly: what the relay asks it to sign must be the proof of possession of one TLS handshake,
//! with our own certificates in it where the protocol lets us see them, and nothing else.
//!
//! A signature over other bytes (a certificate request, a token, somebody else's login) would be worth having to
//! whoever controls the relay. Neither form accepted here can be mistaken for one of those: a TLS 1.3 input starts
//! with 64 spaces and names its purpose, a TLS 1.2 transcript is a run of handshake messages that must be complete.

use std::error::Error;
use std::fmt;

use relay_protocol::SignatureScheme;

/// What the signature will prove possession in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handshake {
    /// A TLS 1.2 handshake that contains our chain.
    Tls12,
    /// A TLS 1.3 handshake. Only a digest of it is signed, so nothing more can be seen.
    Tls13,
}

/// What this page asked the relay to present.
#[derive(Clone, Copy, Debug)]
pub struct Presented<'a> {
    /// The certificates as DER, leaf first.
    pub chain: &'a [Vec<u8>],
    /// The schemes the key can do, as told to the relay.
    pub schemes: &'a [SignatureScheme],
}

/// Why the page declines to sign.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// The scheme was not among those offered.
    SchemeNotOffered(SignatureScheme),
    /// TLS 1.3 has no such scheme for handshakes.
    SchemeNotForTls13(SignatureScheme),
    /// The bytes are neither kind of handshake input.
    NotAHandshake,
    /// A TLS 1.3 input, but not that of a client's CertificateVerify.
    OtherPurpose,
    /// A TLS 1.3 input with a transcript hash of so many bytes; SHA-256 makes 32, SHA-384 makes 48.
    TranscriptHashLength(usize),
    /// A TLS 1.2 handshake message is cut off, at this byte.
    Truncated(usize),
    /// A TLS 1.2 transcript in which this message is missing or in the wrong place.
    MessageMissing(&'static str),
    /// A TLS 1.2 transcript that goes on after ClientKeyExchange, from this byte.
    TrailingBytes(usize),
    /// A TLS 1.2 transcript of a client that presents other certificates than ours.
    ForeignChain,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SchemeNotOffered(scheme) => {
                write!(f, "the key was not offered with {:?}", scheme.as_str())
            }
            Self::SchemeNotForTls13(scheme) => {
                write!(f, "TLS 1.3 does not allow {:?}", scheme.as_str())
            }
            Self::NotAHandshake => f.write_str("these bytes are no TLS handshake"),
            Self::OtherPurpose => {
                f.write_str("these bytes are no CertificateVerify of a TLS 1.3 client")
            }
            Self::TranscriptHashLength(length) => {
                write!(f, "a TLS 1.3 transcript hash of {length} bytes")
            }
            Self::Truncated(at) => write!(f, "the TLS 1.2 transcript is cut off at byte {at}"),
            Self::MessageMissing(name) => {
                write!(f, "the TLS 1.2 transcript has no {name} where it belongs")
            }
            Self::TrailingBytes(at) => write!(
                f,
                "the TLS 1.2 transcript goes on after ClientKeyExchange, at byte {at}"
            ),
            Self::ForeignChain => {
                f.write_str("the TLS 1.2 transcript presents other certificates than ours")
            }
        }
    }
}

impl Error for Refusal {}

/// Whether `message` may be signed with `scheme`.
///
/// # Errors
/// The first reason not to.
pub fn examine(
    message: &[u8],
    scheme: SignatureScheme,
    presented: Presented<'_>,
) -> Result<Handshake, Refusal> {
    if !presented.schemes.contains(&scheme) {
        return Err(Refusal::SchemeNotOffered(scheme));
    }
    if message.starts_with(&[b' '; TLS13_PADDING]) {
        tls13(message, scheme)?;
        Ok(Handshake::Tls13)
    } else {
        tls12(message, presented.chain)?;
        Ok(Handshake::Tls12)
    }
}

/// Spaces before the purpose: [RFC 8446 section 4.4.3](https://www.rfc-editor.org/rfc/rfc8446#section-4.4.3).
const TLS13_PADDING: usize = 64;
const TLS13_PURPOSE: &[u8] = b"TLS 1.3, client CertificateVerify\0";

fn tls13(message: &[u8], scheme: SignatureScheme) -> Result<(), Refusal> {
    let purpose = message.get(TLS13_PADDING..).unwrap_or_default();
    let hash = purpose
        .strip_prefix(TLS13_PURPOSE)
        .ok_or(Refusal::OtherPurpose)?;
    if !matches!(hash.len(), 32 | 48) {
        return Err(Refusal::TranscriptHashLength(hash.len()));
    }
    let pkcs1 = matches!(
        scheme,
        SignatureScheme::RsaPkcs1Sha256
            | SignatureScheme::RsaPkcs1Sha384
            | SignatureScheme::RsaPkcs1Sha512
    );
    if pkcs1 {
        Err(Refusal::SchemeNotForTls13(scheme))
    } else {
        Ok(())
    }
}

/// The messages before CertificateVerify in a full handshake with a client certificate, in their order:
/// [RFC 5246 section 7.3](https://www.rfc-editor.org/rfc/rfc5246#section-7.3), CertificateStatus from
/// [RFC 6066 section 8](https://www.rfc-editor.org/rfc/rfc6066#section-8).
const TLS12_FLOW: &[Expected] = &[
    Expected {
        kind: 1,
        name: "ClientHello",
        optional: false,
    },
    Expected {
        kind: 2,
        name: "ServerHello",
        optional: false,
    },
    Expected {
        kind: 11,
        name: "server Certificate",
        optional: false,
    },
    Expected {
        kind: 22,
        name: "CertificateStatus",
        optional: true,
    },
    // Absent with RSA key exchange, which Azure's older suites still know.
    Expected {
        kind: 12,
        name: "ServerKeyExchange",
        optional: true,
    },
    Expected {
        kind: 13,
        name: "CertificateRequest",
        optional: false,
    },
    Expected {
        kind: 14,
        name: "ServerHelloDone",
        optional: false,
    },
    Expected {
        kind: 11,
        name: OUR_CERTIFICATE,
        optional: false,
    },
    Expected {
        kind: 16,
        name: "ClientKeyExchange",
        optional: false,
    },
];
const OUR_CERTIFICATE: &str = "client Certificate";

struct Expected {
    kind: u8,
    name: &'static str,
    optional: bool,
}

fn tls12(message: &[u8], chain: &[Vec<u8>]) -> Result<(), Refusal> {
    if message.first() != Some(&1) {
        return Err(Refusal::NotAHandshake);
    }
    let mut rest = message;
    for expected in TLS12_FLOW {
        if rest.first() != Some(&expected.kind) {
            if expected.optional {
                continue;
            }
            return Err(Refusal::MessageMissing(expected.name));
        }
        let cut_off = Refusal::Truncated(message.len());
        let (body, after) = rest.get(1..).and_then(prefixed).ok_or(cut_off)?;
        if expected.name == OUR_CERTIFICATE && !is_certificate_list(body, chain) {
            return Err(Refusal::ForeignChain);
        }
        rest = after;
    }
    if rest.is_empty() {
        Ok(())
    } else {
        Err(Refusal::TrailingBytes(message.len() - rest.len()))
    }
}

/// Whether the body of a Certificate message is exactly this chain.
fn is_certificate_list(body: &[u8], chain: &[Vec<u8>]) -> bool {
    let Some((mut list, [])) = prefixed(body) else {
        return false;
    };
    for ours in chain {
        match prefixed(list) {
            Some((certificate, after)) if certificate == ours => list = after,
            _ => return false,
        }
    }
    // An empty list proves nothing and is never signed for.
    list.is_empty() && !chain.is_empty()
}

/// What a three-byte length counts, and what follows it.
fn prefixed(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let ([high, middle, low], after) = bytes.split_first_chunk()?;
    let length = u32::from_be_bytes([0, *high, *middle, *low]);
    after.split_at_checked(usize::try_from(length).ok()?)
}

#[cfg(test)]
mod tests;
