//! Error numbers of TLS libraries, sockets and modems, which small devices print instead of words: `-9984`, `0x801a`,
//! `err 62`. One piece: a flat table, and what finds numbers in a line.

use std::ops::Range;

use super::search::says;
use super::{Form, Reading};
use crate::{Place, Sign};

/// How the numbers of a family are looked up.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// As they are, whatever their sign.
    Whole,
    /// Below zero only.
    Negative,
    /// Without the seven bits of the lower layer, below zero or in hexadecimal.
    Layered,
    /// Each bit is a finding of its own.
    Bits,
}

/// The numbers of one library.
struct Family {
    /// Words of which the line has one, in lower case.
    words: &'static [&'static str],
    /// Words of which the text has one; none when that does not matter.
    beside: &'static [&'static str],
    kind: Kind,
    codes: &'static [(i64, Sign)],
}

const FAMILIES: &[Family] = &[
    // mbedTLS: `mbedtls_ssl_handshake returned -0x2700`, `(-9984) X509`, `OSError: -9984`, `esp_tls_stack_err=9984`.
    Family {
        words: &[
            "mbedtls",
            "ssl",
            "tls",
            "x509",
            "oserror",
            "handshake",
            "pk_parse",
            "net_connect",
        ],
        beside: &[],
        kind: Kind::Layered,
        codes: &[
            (0x1080, Sign::NoStartLine),
            (0x1100, Sign::PemLib),
            (0x1300, Sign::KeyLocked),
            (0x1380, Sign::KeyLocked),
            (0x2100, Sign::PemLib),
            (0x2180, Sign::PemLib),
            (0x2200, Sign::PemLib),
            (0x2280, Sign::PemLib),
            (0x2300, Sign::PemLib),
            (0x2380, Sign::PemLib),
            (0x2400, Sign::PemLib),
            (0x2480, Sign::PemLib),
            (0x2500, Sign::PemLib),
            (0x2700, Sign::VerifyFailed),
            (0x2780, Sign::PemLib),
            (0x2880, Sign::TlsMemory),
            (0x2900, Sign::FileMissing),
            (0x3b80, Sign::KeyLocked),
            (0x3c00, Sign::KeyLocked),
            (0x3c80, Sign::KeyUnreadable),
            (0x3d00, Sign::KeyUnreadable),
            (0x3d80, Sign::KeyUnreadable),
            (0x3e00, Sign::FileMissing),
            (0x3f00, Sign::KeyValuesMismatch),
            (0x3f80, Sign::TlsMemory),
            (0x6800, Sign::HandshakeLate),
            (0x6a00, Sign::TlsMemory),
            (0x6e80, Sign::TlsVersion),
            (0x7200, Sign::NotTls),
            (0x7280, Sign::HandshakeCut),
            (0x7380, Sign::TlsHandshakeFailure),
            (0x7500, Sign::TlsMemory),
            (0x7600, Sign::KeyAbsent),
            (0x7680, Sign::TrustAbsent),
            (0x7780, Sign::TlsHandshakeFailure),
            (0x7880, Sign::HandshakeCut),
            (0x7980, Sign::TlsHandshakeFailure),
            (0x7a00, Sign::VerifyFailed),
            (0x7f00, Sign::TlsMemory),
        ],
    },
    // The sockets of mbedTLS have small numbers.
    Family {
        words: &["mbedtls_net", "mbedtls_ssl", "mbedtls error", "net_connect"],
        beside: &[],
        kind: Kind::Negative,
        codes: &[
            (0x44, Sign::ConnectFailed),
            (0x4c, Sign::ConnectionReset),
            (0x4e, Sign::ConnectionReset),
            (0x50, Sign::ConnectionReset),
            (0x52, Sign::NameNotFound),
        ],
    },
    Family {
        words: &[
            "verify_flags",
            "verify flags",
            "verify_result",
            "verify result",
            "verification flags",
        ],
        beside: &["mbedtls", "esp_tls", "esp-tls", "x509", "verify"],
        kind: Kind::Bits,
        codes: &[
            (0x01, Sign::ServerExpired),
            (0x04, Sign::ServerNameDiffers),
            (0x08, Sign::RootUntrusted),
            (0x0200, Sign::ServerNotYetValid),
        ],
    },
    Family {
        words: &["esp-tls", "esp_tls", "tls stack"],
        beside: &[],
        kind: Kind::Whole,
        codes: &[
            (0x8001, Sign::NameNotFound),
            (0x8004, Sign::ConnectFailed),
            (0x8006, Sign::ConnectTimeout),
            (0x8008, Sign::HandshakeCut),
            (0x8015, Sign::PemLib),
            (0x8016, Sign::KeyValuesMismatch),
            (0x8017, Sign::TlsMemory),
            (0x8019, Sign::KeyUnreadable),
        ],
    },
    Family {
        words: &["wolfssl", "err", "returned", "failed", "ret"],
        beside: &["wolfssl", "wolfmqtt"],
        kind: Kind::Negative,
        codes: &[
            (125, Sign::TlsMemory),
            (140, Sign::PemLib),
            (150, Sign::ServerNotYetValid),
            (151, Sign::ServerExpired),
            (155, Sign::RootUntrusted),
            (162, Sign::NoStartLine),
            (188, Sign::RootUntrusted),
            (275, Sign::RootUntrusted),
            (308, Sign::HandshakeCut),
            (322, Sign::ServerNameDiffers),
            (326, Sign::TlsVersion),
            (397, Sign::HandshakeCut),
            (501, Sign::TlsHandshakeFailure),
        ],
    },
    Family {
        words: &["bearssl", "bssl", "ssl err", "sslerror", "ssl_err", "(err "],
        beside: &["bearssl", "bssl", "8266", "wificlientsecure"],
        kind: Kind::Whole,
        codes: &[
            (6, Sign::TlsMemory),
            (54, Sign::ServerExpired),
            (56, Sign::ServerNameDiffers),
            (62, Sign::RootUntrusted),
            // Alerts that were received stand behind 256.
            (256 + 40, Sign::TlsHandshakeFailure),
            (256 + 42, Sign::AlertBadCertificate),
            (256 + 45, Sign::AlertCertificateExpired),
            (256 + 46, Sign::AlertBadCertificate),
            (256 + 48, Sign::AlertUnknownCa),
            (256 + 51, Sign::AlertDecryptError),
            (256 + 70, Sign::TlsVersion),
        ],
    },
    Family {
        words: &[
            "sslhandshake",
            "errssl",
            "osstatus",
            "cfnetwork",
            "secure transport",
            "kcfstreamerror",
        ],
        beside: &[],
        kind: Kind::Negative,
        codes: &[
            (9806, Sign::HandshakeCut),
            (9807, Sign::RootUntrusted),
            (9812, Sign::RootUntrusted),
            (9813, Sign::RootUntrusted),
            (9814, Sign::ServerExpired),
            (9815, Sign::ServerNotYetValid),
            (9816, Sign::HandshakeCut),
            (9825, Sign::AlertBadCertificate),
            (9829, Sign::AlertBadCertificate),
            (9831, Sign::AlertUnknownCa),
            (9836, Sign::TlsVersion),
            (9843, Sign::ServerNameDiffers),
        ],
    },
    // NetX Duo of ThreadX: the return codes of CONNECT behind 0x10080.
    Family {
        words: &["0x10", "0x0001"],
        beside: &[],
        kind: Kind::Whole,
        codes: &[
            (0x10081, Sign::Connack1),
            (0x10082, Sign::Connack2),
            (0x10083, Sign::Connack3),
            (0x10084, Sign::Connack4),
            (0x10085, Sign::Connack5),
        ],
    },
    // Linux, and lwIP and newlib where they differ from it.
    Family {
        words: &[
            "errno",
            "mqtt_connect",
            "connect() failed",
            "connect failed",
            "connect failure",
        ],
        beside: &[],
        kind: Kind::Whole,
        codes: &[
            (101, Sign::Unreachable),
            (104, Sign::ConnectionReset),
            (110, Sign::ConnectTimeout),
            (111, Sign::ConnectionRefused),
            (114, Sign::Unreachable),
            (116, Sign::ConnectTimeout),
            (118, Sign::Unreachable),
        ],
    },
    Family {
        words: &[
            "oserror",
            "getaddrinfo",
            "gethostbyname",
            "dns_query",
            "dns lookup",
        ],
        beside: &[],
        kind: Kind::Negative,
        codes: &[
            (2, Sign::NameNotFound),
            (3, Sign::NameNotFound),
            (5, Sign::NameNotFound),
            (11, Sign::NameNotFound),
            (101, Sign::NameNotFound),
            (202, Sign::NameNotFound),
        ],
    },
];

/// More than this many say nothing new.
const MOST: usize = 100;

/// Lines longer than this are no log.
const LONGEST: usize = 600;

pub(super) fn read(text: &str, covered: &[Range<usize>], reading: &mut Reading) {
    let families: Vec<&Family> = FAMILIES
        .iter()
        .filter(|family| family.beside.is_empty() || any(text, family.beside))
        .filter(|family| any(text, family.words))
        .collect();
    let (mut start, mut left) = (0, MOST);
    for line in text.split_inclusive('\n') {
        let from = start;
        start += line.len();
        if line.len() > LONGEST || covered.iter().any(|command| command.contains(&from)) {
            continue;
        }
        for family in families.iter().filter(|family| any(line, family.words)) {
            for number in numbers(line) {
                for sign in meanings(family, &number, line) {
                    let bytes = from + number.bytes.start..from + number.bytes.end;
                    let said = line.get(number.bytes.clone()).unwrap_or_default();
                    let seen = format!("{said}: {}", sign.text());
                    reading.form(Form::Log, bytes.clone());
                    reading.evidence.push(sign, Place::Text(bytes), seen);
                    left -= 1;
                    if left == 0 {
                        return;
                    }
                }
            }
        }
    }
}

fn any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| says(text, word))
}

fn meanings(family: &Family, number: &Number, line: &str) -> Vec<Sign> {
    let value = number.value.abs();
    let known = |wanted: i64| {
        let found = family.codes.iter().find(|(code, _)| *code == wanted);
        found.map(|(_, sign)| *sign)
    };
    match family.kind {
        Kind::Whole => known(value).into_iter().collect(),
        Kind::Negative if number.value < 0 => known(value).into_iter().collect(),
        Kind::Negative => Vec::new(),
        Kind::Layered => {
            const LOWER: i64 = 0x7f;
            // Zephyr writes hexadecimal without saying so.
            let bare = says(line, "tls handshake error") && !number.hexadecimal;
            let value = match bare {
                true => i64::from_str_radix(&value.to_string(), 16).unwrap_or(value),
                false => value,
            };
            let named = number.hexadecimal || number.value < 0 || says(line, "stack_err");
            let found = named.then(|| known(value & !LOWER)).flatten();
            found.into_iter().collect()
        }
        Kind::Bits => {
            // The number directly behind the words.
            let before = line.get(..number.bytes.start).unwrap_or_default();
            let before = before
                .trim_end_matches([' ', '=', ':', '('])
                .to_ascii_lowercase();
            let named = ["flags", "result"]
                .iter()
                .any(|word| before.ends_with(word));
            let bits = family
                .codes
                .iter()
                .filter(|(bit, _)| named && value & bit != 0);
            bits.map(|(_, sign)| *sign).collect()
        }
    }
}

/// A number in a line.
struct Number {
    value: i64,
    hexadecimal: bool,
    bytes: Range<usize>,
}

/// Every number that is no part of a word: `-0x2700`, `0xffffd900` of 32 bits, `-9984`.
fn numbers(line: &str) -> Vec<Number> {
    let bytes = line.as_bytes();
    let word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        if !byte.is_ascii_digit() || before.is_some_and(word) {
            at += 1;
            continue;
        }
        let length = bytes
            .get(at..)
            .unwrap_or_default()
            .iter()
            .take_while(|byte| word(byte));
        let end = at + length.count();
        let said = line.get(at..end).unwrap_or_default();
        let digits = said.strip_prefix("0x").or_else(|| said.strip_prefix("0X"));
        let parsed = match digits {
            Some(digits) => i64::from_str_radix(digits, 16).ok(),
            None => said.parse::<i64>().ok(),
        };
        // A sign, and not what joins two words; a point makes it a version or an address.
        let minus = before == Some(&b'-')
            && !at
                .checked_sub(2)
                .and_then(|at| bytes.get(at))
                .is_some_and(word);
        let point = before == Some(&b'.')
            || bytes.get(end) == Some(&b'.') && {
                bytes.get(end + 1).is_some_and(u8::is_ascii_digit)
            };
        if let Some(value) = parsed.filter(|_| !point) {
            // Below zero, in 32 bits.
            const NEGATIVE: Range<i64> = 0xffff_0000..0x1_0000_0000;
            let value = match value {
                value if NEGATIVE.contains(&value) => value - NEGATIVE.end,
                value if minus => -value,
                value => value,
            };
            let from = if minus { at - 1 } else { at };
            found.push(Number {
                value,
                hexadecimal: digits.is_some(),
                bytes: from..end,
            });
        }
        at = end.max(at + 1);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[Sign]) {
        let mut reading = Reading::default();
        read(text, &[], &mut reading);
        let seen = reading.evidence.observations.iter();
        let seen: Vec<Sign> = seen.map(|seen| seen.sign).collect();
        assert_eq!(seen, expected, "{text}");
    }

    #[test]
    fn one_number_has_many_dresses() {
        for text in [
            "mbedtls_ssl_handshake returned -0x2700",
            "ssl_client: (-9984) something",
            "OSError: -9984",
            "OSError: (-9984, 'x')",
            "tls: 0xffffd900",
            "esp_tls_stack_err=9984; rest",
            "<err> net_sock_tls: TLS handshake error: -2700",
            "Last tls stack error number: 0x2700",
        ] {
            check(text, &[Sign::VerifyFailed]);
        }
    }

    #[test]
    fn numbers_mean_something_beside_their_library_only() {
        check("took -9984 steps", &[]);
        check("tls-9984 was built", &[]);
        check("mbedtls 3.6.2, 9984 bytes free", &[]);
        check("wolfSSL 5.7.0\nconnect err = -188", &[Sign::RootUntrusted]);
        check("connect err = -188", &[]);
        check("errno: 116", &[Sign::ConnectTimeout]);
        check("BearSSL is used\nSSL err 298", &[Sign::AlertBadCertificate]);
        check("error code = 0x00010085", &[Sign::Connack5]);
    }

    #[test]
    fn the_lower_layer_is_left_aside() {
        check("mbedtls_x509_crt_parse returned -0x21e2", &[Sign::PemLib]);
        check("mbedtls_net_connect returned -82", &[Sign::NameNotFound]);
    }

    #[test]
    fn flags_are_findings() {
        check(
            "esp_tls_cert_verify_flags=8;errno=0",
            &[Sign::RootUntrusted],
        );
        check(
            "verify result, flags = 0x204",
            &[Sign::ServerNameDiffers, Sign::ServerNotYetValid],
        );
        check("wifi flags = 0x8", &[]);
    }
}
