//! A fatal TLS alert of our choice, which rustls itself would not send: one record, written with the keys of the
//! connection.

use aws_lc_rs::aead::{
    AES_128_GCM, AES_256_GCM, Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey,
};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio_rustls::rustls::{ConnectionTrafficSecrets, ProtocolVersion};
use tokio_rustls::server::TlsStream;

/// The alert that IoT Hub was seen sending long after the handshake (RFC 5246, 7.2): unknown_ca.
const UNKNOWN_CA: u8 = 48;

const FATAL: u8 = 2;
const ALERT: u8 = 21;
const APPLICATION_DATA: u8 = 23;

/// On the wire both versions call themselves TLS 1.2.
const VERSION: [u8; 2] = [3, 3];

/// How many bytes longer than its plain text a sealed record is.
const TAG_BYTES: usize = 16;

/// Sends the alert and closes the connection.
pub(super) async fn say_goodbye(stream: TlsStream<TcpStream>) {
    let (mut tcp, tls) = stream.into_inner();
    let is_tls13 = tls.protocol_version() == Some(ProtocolVersion::TLSv1_3);
    let record = tls
        .dangerous_extract_secrets()
        .ok()
        .and_then(|secrets| record(secrets.tx, is_tls13));
    if let Some(record) = record {
        // The peer may have gone already.
        let _gone = tcp.write_all(&record).await;
    }
    let _gone = tcp.shutdown().await;
}

fn record((sequence, keys): (u64, ConnectionTrafficSecrets), is_tls13: bool) -> Option<Vec<u8>> {
    let (algorithm, key, iv) = match &keys {
        ConnectionTrafficSecrets::Aes128Gcm { key, iv } => (&AES_128_GCM, key, iv),
        ConnectionTrafficSecrets::Aes256Gcm { key, iv } => (&AES_256_GCM, key, iv),
        ConnectionTrafficSecrets::Chacha20Poly1305 { key, iv } => (&CHACHA20_POLY1305, key, iv),
        _ => return None,
    };
    let key = LessSafeKey::new(UnboundKey::new(algorithm, key.as_ref()).ok()?);
    let mut nonce: [u8; 12] = iv.as_ref().try_into().ok()?;
    for (octet, number) in nonce
        .iter_mut()
        .rev()
        .zip(sequence.to_be_bytes().iter().rev())
    {
        *octet ^= number;
    }
    let mut body = vec![FATAL, UNKNOWN_CA];
    let (kind, aad) = if is_tls13 {
        // RFC 8446, 5.2: the real type is hidden at the end.
        body.push(ALERT);
        let length = u16::try_from(body.len() + TAG_BYTES).ok()?.to_be_bytes();
        (
            APPLICATION_DATA,
            [&[APPLICATION_DATA][..], &VERSION, &length].concat(),
        )
    } else {
        // RFC 5246, 6.2.3.3.
        let length = u16::try_from(body.len()).ok()?.to_be_bytes();
        (
            ALERT,
            [&sequence.to_be_bytes()[..], &[ALERT], &VERSION, &length].concat(),
        )
    };
    let sealing = Nonce::assume_unique_for_key(nonce);
    key.seal_in_place_append_tag(sealing, Aad::from(aad), &mut body)
        .ok()?;
    // RFC 5288, 3: in TLS 1.2 the second part of the nonce travels with the record; RFC 7905 sends none.
    let has_explicit_nonce =
        !is_tls13 && !matches!(keys, ConnectionTrafficSecrets::Chacha20Poly1305 { .. });
    let explicit: &[u8] = match nonce.get(4..) {
        Some(explicit) if has_explicit_nonce => explicit,
        _ => &[],
    };
    let length = u16::try_from(explicit.len() + body.len())
        .ok()?
        .to_be_bytes();
    Some([&[kind][..], &VERSION, &length, explicit, &body].concat())
}
