//! Names of numbers, as the IANA registries write them.

pub(super) fn content_type(number: u8) -> &'static str {
    match number {
        20 => "change_cipher_spec",
        21 => "alert",
        22 => "handshake",
        23 => "application_data",
        _ => "heartbeat",
    }
}

pub(super) fn version(number: usize) -> Option<&'static str> {
    Some(match number {
        0x0300 => "SSL 3.0",
        0x0301 => "TLS 1.0",
        0x0302 => "TLS 1.1",
        0x0303 => "TLS 1.2",
        0x0304 => "TLS 1.3",
        _ => return None,
    })
}

pub(super) fn compression(number: usize) -> Option<&'static str> {
    (number == 0).then_some("none")
}

/// The name of a message and the kind of its field.
pub(super) fn handshake(number: u8) -> (Option<&'static str>, &'static str) {
    let (name, kind) = match number {
        0 => ("HelloRequest", "tls.message.hello-request"),
        1 => ("ClientHello", "tls.message.client-hello"),
        2 => ("ServerHello", "tls.message.server-hello"),
        4 => ("NewSessionTicket", "tls.message.new-session-ticket"),
        11 => ("Certificate", "tls.message.certificate"),
        12 => ("ServerKeyExchange", "tls.message.server-key-exchange"),
        13 => ("CertificateRequest", "tls.message.certificate-request"),
        14 => ("ServerHelloDone", "tls.message.server-hello-done"),
        15 => ("CertificateVerify", "tls.message.certificate-verify"),
        16 => ("ClientKeyExchange", "tls.message.client-key-exchange"),
        22 => ("CertificateStatus", "tls.message.certificate-status"),
        _ => return (None, "tls.message.other"),
    };
    (Some(name), kind)
}

/// The name of an extension and the kind of its field.
pub(super) fn extension(number: usize) -> (Option<&'static str>, &'static str) {
    let (name, kind) = match number {
        0 => ("server_name", "tls.extension.server-name"),
        1 => ("max_fragment_length", "tls.extension.max-fragment-length"),
        5 => ("status_request", "tls.extension.status-request"),
        10 => ("supported_groups", "tls.extension.groups"),
        11 => ("ec_point_formats", "tls.extension.point-formats"),
        13 => ("signature_algorithms", "tls.extension.signature-algorithms"),
        16 => (
            "application_layer_protocol_negotiation",
            "tls.extension.alpn",
        ),
        22 => ("encrypt_then_mac", "tls.extension.other"),
        23 => ("extended_master_secret", "tls.extension.master-secret"),
        18 => ("signed_certificate_timestamp", "tls.extension.other"),
        21 => ("padding", "tls.extension.other"),
        27 => ("compress_certificate", "tls.extension.other"),
        28 => ("record_size_limit", "tls.extension.other"),
        35 => ("session_ticket", "tls.extension.session-ticket"),
        41 => ("pre_shared_key", "tls.extension.psk"),
        42 => ("early_data", "tls.extension.other"),
        43 => ("supported_versions", "tls.extension.versions"),
        44 => ("cookie", "tls.extension.cookie"),
        45 => ("psk_key_exchange_modes", "tls.extension.psk-modes"),
        47 => ("certificate_authorities", "tls.extension.authorities"),
        49 => ("post_handshake_auth", "tls.extension.other"),
        50 => (
            "signature_algorithms_cert",
            "tls.extension.signature-algorithms",
        ),
        51 => ("key_share", "tls.extension.key-share"),
        0xFF01 => ("renegotiation_info", "tls.extension.renegotiation"),
        _ => return (None, "tls.extension.other"),
    };
    (Some(name), kind)
}

pub(super) fn group(number: usize) -> Option<&'static str> {
    Some(match number {
        23 => "secp256r1 (P-256)",
        24 => "secp384r1 (P-384)",
        25 => "secp521r1 (P-521)",
        29 => "x25519",
        30 => "x448",
        26 => "brainpoolP256r1",
        27 => "brainpoolP384r1",
        28 => "brainpoolP512r1",
        256 => "ffdhe2048",
        257 => "ffdhe3072",
        258 => "ffdhe4096",
        259 => "ffdhe6144",
        260 => "ffdhe8192",
        0x11EB => "SecP256r1MLKEM768",
        0x11EC => "X25519MLKEM768",
        0x11ED => "SecP384r1MLKEM1024",
        _ => return None,
    })
}

pub(super) fn point_format(number: usize) -> Option<&'static str> {
    Some(match number {
        0 => "uncompressed",
        1 => "ansiX962_compressed_prime",
        2 => "ansiX962_compressed_char2",
        _ => return None,
    })
}

pub(super) fn psk_mode(number: usize) -> Option<&'static str> {
    Some(match number {
        0 => "psk_ke",
        1 => "psk_dhe_ke",
        _ => return None,
    })
}

pub(super) fn certificate_type(number: usize) -> Option<&'static str> {
    Some(match number {
        1 => "rsa_sign",
        2 => "dss_sign",
        64 => "ecdsa_sign",
        _ => return None,
    })
}

pub(super) fn signature_scheme(number: usize) -> Option<&'static str> {
    Some(match number {
        0x0201 => "rsa_pkcs1_sha1",
        0x0203 => "ecdsa_sha1",
        0x0202 => "dsa_sha1",
        0x0301 => "rsa_pkcs1_sha224",
        0x0302 => "dsa_sha224",
        0x0303 => "ecdsa_sha224",
        0x0401 => "rsa_pkcs1_sha256",
        0x0402 => "dsa_sha256",
        0x0403 => "ecdsa_secp256r1_sha256",
        0x0501 => "rsa_pkcs1_sha384",
        0x0502 => "dsa_sha384",
        0x0503 => "ecdsa_secp384r1_sha384",
        0x0601 => "rsa_pkcs1_sha512",
        0x0602 => "dsa_sha512",
        0x0603 => "ecdsa_secp521r1_sha512",
        0x0804 => "rsa_pss_rsae_sha256",
        0x0805 => "rsa_pss_rsae_sha384",
        0x0806 => "rsa_pss_rsae_sha512",
        0x0807 => "ed25519",
        0x0808 => "ed448",
        0x0809 => "rsa_pss_pss_sha256",
        0x080A => "rsa_pss_pss_sha384",
        0x080B => "rsa_pss_pss_sha512",
        0x081A => "ecdsa_brainpoolP256r1tls13_sha256",
        0x081B => "ecdsa_brainpoolP384r1tls13_sha384",
        0x081C => "ecdsa_brainpoolP512r1tls13_sha512",
        0x0904 => "mldsa44",
        0x0905 => "mldsa65",
        0x0906 => "mldsa87",
        _ => return None,
    })
}

/// The name of an alert and the kind of its field.
pub(super) fn alert(number: u8) -> (Option<&'static str>, &'static str) {
    let (name, kind) = match number {
        0 => ("close_notify", "tls.alert.close-notify"),
        10 => ("unexpected_message", "tls.alert.unexpected-message"),
        20 => ("bad_record_mac", "tls.alert.bad-record-mac"),
        22 => ("record_overflow", "tls.alert.other"),
        40 => ("handshake_failure", "tls.alert.handshake-failure"),
        42 => ("bad_certificate", "tls.alert.bad-certificate"),
        43 => (
            "unsupported_certificate",
            "tls.alert.unsupported-certificate",
        ),
        44 => ("certificate_revoked", "tls.alert.certificate-revoked"),
        45 => ("certificate_expired", "tls.alert.certificate-expired"),
        46 => ("certificate_unknown", "tls.alert.certificate-unknown"),
        47 => ("illegal_parameter", "tls.alert.illegal-parameter"),
        48 => ("unknown_ca", "tls.alert.unknown-ca"),
        49 => ("access_denied", "tls.alert.access-denied"),
        50 => ("decode_error", "tls.alert.decode-error"),
        51 => ("decrypt_error", "tls.alert.decrypt-error"),
        70 => ("protocol_version", "tls.alert.protocol-version"),
        71 => ("insufficient_security", "tls.alert.insufficient-security"),
        80 => ("internal_error", "tls.alert.internal-error"),
        86 => ("inappropriate_fallback", "tls.alert.other"),
        90 => ("user_canceled", "tls.alert.user-canceled"),
        100 => ("no_renegotiation", "tls.alert.other"),
        109 => ("missing_extension", "tls.alert.missing-extension"),
        110 => ("unsupported_extension", "tls.alert.other"),
        112 => ("unrecognized_name", "tls.alert.unrecognized-name"),
        113 => ("bad_certificate_status_response", "tls.alert.other"),
        115 => ("unknown_psk_identity", "tls.alert.other"),
        116 => ("certificate_required", "tls.alert.certificate-required"),
        120 => (
            "no_application_protocol",
            "tls.alert.no-application-protocol",
        ),
        _ => return (None, "tls.alert.other"),
    };
    (Some(name), kind)
}
