//! Object identifiers as dotted text: the ones this crate works with, and names for the ones people meet.

/// commonName
pub const COMMON_NAME: &str = "2.5.4.3";
/// organizationName
pub const ORGANIZATION: &str = "2.5.4.10";
/// rsaEncryption: an RSA key for any padding.
pub const RSA_ENCRYPTION: &str = "1.2.840.113549.1.1.1";
/// id-RSASSA-PSS: an RSA key for PSS alone, or a PSS signature.
pub const RSASSA_PSS: &str = "1.2.840.113549.1.1.10";
/// id-mgf1
pub const MGF1: &str = "1.2.840.113549.1.1.8";
/// id-ecPublicKey
pub const EC_PUBLIC_KEY: &str = "1.2.840.10045.2.1";
/// P-256, also called secp256r1 and prime256v1.
pub const P256: &str = "1.2.840.10045.3.1.7";
/// P-384, also called secp384r1.
pub const P384: &str = "1.3.132.0.34";
/// P-521, also called secp521r1.
pub const P521: &str = "1.3.132.0.35";
/// secp256k1, the curve of Bitcoin.
pub const SECP256K1: &str = "1.3.132.0.10";
/// Ed25519
pub const ED25519: &str = "1.3.101.112";
/// basicConstraints
pub const BASIC_CONSTRAINTS: &str = "2.5.29.19";
/// keyUsage
pub const KEY_USAGE: &str = "2.5.29.15";
/// nameConstraints
pub const NAME_CONSTRAINTS: &str = "2.5.29.30";
/// extKeyUsage
pub const EXTENDED_KEY_USAGE: &str = "2.5.29.37";
/// subjectAltName
pub const SUBJECT_ALT_NAME: &str = "2.5.29.17";
/// subjectKeyIdentifier
pub const SUBJECT_KEY_IDENTIFIER: &str = "2.5.29.14";
/// authorityKeyIdentifier
pub const AUTHORITY_KEY_IDENTIFIER: &str = "2.5.29.35";
/// Extended key usage: TLS server.
pub const SERVER_AUTH: &str = "1.3.6.1.5.5.7.3.1";
/// Extended key usage: TLS client, what a device is.
pub const CLIENT_AUTH: &str = "1.3.6.1.5.5.7.3.2";
/// PKCS#7 / PKCS#12 content type `data`.
pub(crate) const PKCS7_DATA: &str = "1.2.840.113549.1.7.1";
/// PKCS#7 content type `signedData`, what .p7b files are.
pub(crate) const PKCS7_SIGNED_DATA: &str = "1.2.840.113549.1.7.2";

/// The short name people know the identifier by, as OpenSSL writes it where it has one.
pub fn name(oid: &str) -> Option<&'static str> {
    let found = NAMES.iter().find(|(known, _)| *known == oid);
    found.map(|(_, name)| *name)
}

/// The name, or the dotted numbers when there is none.
pub fn name_or_dotted(oid: &str) -> &str {
    name(oid).unwrap_or(oid)
}

/// Reads the content octets of an OBJECT IDENTIFIER (X.690, 8.19); `None` when they are cut or absurdly large.
pub fn decode(content: &[u8]) -> Option<String> {
    let mut dotted = String::with_capacity(3 * content.len() + 2);
    let mut arc = 0_u64;
    let mut complete = false;
    for &byte in content {
        if arc >> 56 != 0 {
            return None;
        }
        arc = arc << 7 | u64::from(byte & 0x7f);
        complete = byte & 0x80 == 0;
        if complete {
            if dotted.is_empty() {
                let first = (arc / 40).min(2);
                push_decimal(&mut dotted, first);
                arc -= first * 40;
            }
            dotted.push('.');
            push_decimal(&mut dotted, arc);
            arc = 0;
        }
    }
    complete.then_some(dotted)
}

/// Without the machinery of formatting, which would take most of the time of reading a certificate.
fn push_decimal(text: &mut String, mut number: u64) {
    let mut digits = [0_u8; 20];
    let mut count = 0;
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        count += 1;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    let written = digits.iter().skip(digits.len() - count);
    text.extend(written.map(|digit| char::from(*digit)));
}

/// The content octets of a dotted identifier; `None` when it is none.
pub(crate) fn encode(dotted: &str) -> Option<Vec<u8>> {
    let mut arcs = dotted.split('.').map(|arc| arc.parse::<u64>().ok());
    let (first, second) = (arcs.next()??, arcs.next()??);
    if first > 2 || (first < 2 && second >= 40) {
        return None;
    }
    let mut content = Vec::new();
    push_base128(&mut content, second.checked_add(first * 40)?);
    for arc in arcs {
        push_base128(&mut content, arc?);
    }
    Some(content)
}

fn push_base128(content: &mut Vec<u8>, arc: u64) {
    let groups = (u64::BITS - arc.leading_zeros()).div_ceil(7).max(1);
    for group in (0..groups).rev() {
        let more = if group > 0 { 0x80 } else { 0 };
        content.push((arc >> (7 * group) & 0x7f) as u8 | more);
    }
}

const NAMES: &[(&str, &str)] = &[
    ("0.9.2342.19200300.100.1.1", "UID"),
    ("0.9.2342.19200300.100.1.25", "DC"),
    ("1.2.840.10040.4.1", "DSA"),
    ("1.2.840.10045.2.1", "EC"),
    ("1.2.840.10045.3.1.1", "P-192"),
    ("1.2.840.10045.3.1.7", "P-256"),
    ("1.2.840.10045.4.1", "ecdsa-with-SHA1"),
    ("1.2.840.10045.4.3.1", "ecdsa-with-SHA224"),
    ("1.2.840.10045.4.3.2", "ecdsa-with-SHA256"),
    ("1.2.840.10045.4.3.3", "ecdsa-with-SHA384"),
    ("1.2.840.10045.4.3.4", "ecdsa-with-SHA512"),
    ("1.2.840.113549.1.1.1", "RSA"),
    ("1.2.840.113549.1.1.10", "RSASSA-PSS"),
    ("1.2.840.113549.1.1.11", "sha256WithRSAEncryption"),
    ("1.2.840.113549.1.1.12", "sha384WithRSAEncryption"),
    ("1.2.840.113549.1.1.13", "sha512WithRSAEncryption"),
    ("1.2.840.113549.1.1.14", "sha224WithRSAEncryption"),
    ("1.2.840.113549.1.1.2", "md2WithRSAEncryption"),
    ("1.2.840.113549.1.1.4", "md5WithRSAEncryption"),
    ("1.2.840.113549.1.1.5", "sha1WithRSAEncryption"),
    ("1.2.840.113549.1.5.13", "PBES2"),
    ("1.2.840.113549.1.5.3", "PBE-MD5-DES"),
    ("1.2.840.113549.1.7.1", "PKCS#7 data"),
    ("1.2.840.113549.1.7.2", "PKCS#7 signedData"),
    ("1.2.840.113549.1.9.1", "emailAddress"),
    ("1.2.840.113549.1.12.1.1", "PBE-SHA1-RC4-128"),
    ("1.2.840.113549.1.12.1.2", "PBE-SHA1-RC4-40"),
    ("1.2.840.113549.1.12.1.3", "PBE-SHA1-3DES"),
    ("1.2.840.113549.1.12.1.4", "PBE-SHA1-2DES"),
    ("1.2.840.113549.1.12.1.5", "PBE-SHA1-RC2-128"),
    ("1.2.840.113549.1.12.1.6", "PBE-SHA1-RC2-40"),
    ("1.2.840.113549.3.4", "RC4"),
    ("1.2.840.113549.3.7", "DES-EDE3-CBC"),
    ("1.3.6.1.4.1.11591.4.11", "scrypt"),
    ("1.3.101.110", "X25519"),
    ("1.3.101.112", "Ed25519"),
    ("1.3.101.113", "Ed448"),
    ("1.3.132.0.10", "secp256k1"),
    ("1.3.132.0.33", "P-224"),
    ("1.3.132.0.34", "P-384"),
    ("1.3.132.0.35", "P-521"),
    ("1.3.36.3.3.2.8.1.1.11", "brainpoolP384r1"),
    ("1.3.36.3.3.2.8.1.1.13", "brainpoolP512r1"),
    ("1.3.36.3.3.2.8.1.1.7", "brainpoolP256r1"),
    ("1.3.6.1.5.5.7.1.1", "authorityInfoAccess"),
    ("1.3.6.1.5.5.7.3.1", "serverAuth"),
    ("1.3.6.1.5.5.7.3.2", "clientAuth"),
    ("1.3.6.1.5.5.7.3.3", "codeSigning"),
    ("1.3.6.1.5.5.7.3.4", "emailProtection"),
    ("1.3.6.1.5.5.7.3.8", "timeStamping"),
    ("1.3.6.1.5.5.7.3.9", "OCSPSigning"),
    ("2.16.840.1.101.3.4.1.2", "AES-128-CBC"),
    ("2.16.840.1.101.3.4.1.22", "AES-192-CBC"),
    ("2.16.840.1.101.3.4.1.42", "AES-256-CBC"),
    ("2.16.840.1.101.3.4.2.1", "SHA-256"),
    ("2.16.840.1.101.3.4.2.2", "SHA-384"),
    ("2.16.840.1.101.3.4.2.3", "SHA-512"),
    ("2.16.840.1.101.3.4.3.17", "ML-DSA-44"),
    ("2.16.840.1.101.3.4.3.18", "ML-DSA-65"),
    ("2.16.840.1.101.3.4.3.19", "ML-DSA-87"),
    ("2.16.840.1.113730.1.13", "netscapeComment"),
    ("2.5.29.14", "subjectKeyIdentifier"),
    ("2.5.29.15", "keyUsage"),
    ("2.5.29.17", "subjectAltName"),
    ("2.5.29.18", "issuerAltName"),
    ("2.5.29.19", "basicConstraints"),
    ("2.5.29.30", "nameConstraints"),
    ("2.5.29.31", "cRLDistributionPoints"),
    ("2.5.29.32", "certificatePolicies"),
    ("2.5.29.35", "authorityKeyIdentifier"),
    ("2.5.29.37", "extendedKeyUsage"),
    ("2.5.29.37.0", "anyExtendedKeyUsage"),
    ("2.5.4.10", "O"),
    ("2.5.4.11", "OU"),
    ("2.5.4.12", "title"),
    ("2.5.4.13", "description"),
    ("2.5.4.3", "CN"),
    ("2.5.4.4", "SN"),
    ("2.5.4.42", "GN"),
    ("2.5.4.45", "x500UniqueIdentifier"),
    ("2.5.4.46", "dnQualifier"),
    ("2.5.4.5", "serialNumber"),
    ("2.5.4.6", "C"),
    ("2.5.4.7", "L"),
    ("2.5.4.8", "ST"),
    ("2.5.4.9", "street"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_identifier_survives_the_round_trip() {
        for (oid, _) in NAMES {
            let content = encode(oid).unwrap();
            assert_eq!(decode(&content).as_deref(), Some(*oid));
        }
    }

    #[test]
    fn no_identifier_has_two_names() {
        for (index, (oid, _)) in NAMES.iter().enumerate() {
            let others = NAMES.iter().skip(index + 1);
            assert_eq!(others.filter(|(other, _)| other == oid).count(), 0, "{oid}");
        }
    }

    #[test]
    fn cut_and_endless_identifiers_are_none() {
        assert_eq!(decode(&[]), None);
        assert_eq!(decode(&[0x2a, 0x86]), None);
        assert_eq!(decode(&[0xff; 40]), None);
        assert_eq!(decode(&[0x55, 4, 3]).as_deref(), Some("2.5.4.3"));
        assert_eq!(decode(&[0x88, 0x37]).as_deref(), Some("2.999"));
    }

    #[test]
    fn what_is_no_dotted_identifier_is_not_encoded() {
        for dotted in [
            "",
            "1",
            "1.",
            "3.1",
            "1.40",
            "1.2.x",
            "1.2.99999999999999999999999",
        ] {
            assert_eq!(encode(dotted), None, "{dotted:?}");
        }
    }
}
