//! No secret in anything that is shown: `Debug`, `Display`, problems and errors, over good and damaged key files.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use device_certs::{PrivateKey, certificate, intake, pem};

use crate::openssl::Openssl;

/// How long a piece of a secret may not become.
const PIECE: usize = 12;

/// All the ways in which pieces of the secrets of one key could appear.
struct Canary {
    needles: Vec<String>,
}

impl Canary {
    fn new(secrets: &[&[u8]], pem: &str) -> Self {
        let mut needles = Vec::new();
        for secret in secrets {
            for piece in secret.windows(PIECE) {
                let hex = certificate::hex(piece);
                needles.push(hex.to_lowercase());
                needles.push(hex);
                // Twelve bytes at each of the three alignments, without the characters their neighbours change.
                for skipped in 0..3 {
                    let shifted = [&vec![0; skipped][..], piece].concat();
                    needles.push(STANDARD.encode(shifted)[4..16].to_owned());
                }
                needles.push(format!("{piece:?}").trim_matches(['[', ']']).to_owned());
            }
        }
        needles.extend(
            pem.lines()
                .filter(|line| !line.contains("-----"))
                .map(str::to_owned),
        );
        Self { needles }
    }

    fn is_in(&self, shown: &str) -> bool {
        self.needles.iter().any(|needle| shown.contains(needle))
    }
}

/// Everything that can be shown of a file given as a key and as a certificate.
fn shown(file: &[u8]) -> String {
    let reading = pem::read(file);
    let mut shown = format!("{reading:?} {reading:#?}");
    for item in &reading.items {
        shown += &match PrivateKey::read(item) {
            Ok(key) => format!("{key:?} {key:#?} {}", key.kind()),
            Err(error) => format!("{error:?} {error} {}", error.fix()),
        };
    }
    let key = intake::private_key(file, &reading);
    shown + &format!("{key:?} {:?}", intake::certificates(file, &reading).1)
}

/// The value of one INTEGER of `openssl pkey -text`.
fn number(text: &str, name: &str) -> Vec<u8> {
    let (_, behind) = text
        .split_once(&format!("{name}:\n"))
        .unwrap_or_else(|| panic!("{name} in {text}"));
    let lines = behind.lines().take_while(|line| line.starts_with("    "));
    let hex: String = lines
        .flat_map(|line| line.chars())
        .filter(char::is_ascii_hexdigit)
        .collect();
    let digits = hex.as_bytes().chunks(2);
    digits
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

#[test]
fn no_secret_is_shown_of_good_or_damaged_keys() {
    let openssl = Openssl::new();
    for (kind, names) in [
        ("P-256", &["priv"][..]),
        ("RSA-2048", &["privateExponent", "prime1", "prime2"]),
    ] {
        openssl.key("canary.key", kind);
        openssl.run("pkey -in canary.key -traditional -out traditional.key");
        openssl.run("pkey -in canary.key -outform DER -out canary.der");
        let text = openssl.run("pkey -in canary.key -noout -text");
        let secrets: Vec<Vec<u8>> = names.iter().map(|name| number(&text, name)).collect();
        let secrets: Vec<&[u8]> = secrets.iter().map(Vec::as_slice).collect();
        for name in ["canary.key", "traditional.key"] {
            let file = openssl.read(name);
            let pem_text = String::from_utf8(file.clone()).unwrap();
            let canary = Canary::new(&secrets, &pem_text);
            assert!(canary.is_in(&pem_text), "the canary sings when it should");
            assert!(
                canary.is_in(&format!("{:?}", openssl.read("canary.der"))),
                "as Debug shows bytes"
            );
            assert!(!canary.is_in(&shown(&file)));
            // Any damage: a character lost, changed or added, a line joined, the file cut.
            let step = file.len() / 60;
            for at in (0..file.len()).step_by(step) {
                for damaged in [
                    [&file[..at], &file[at + 1..]].concat(),
                    [&file[..at], b"!", &file[at..]].concat(),
                    [&file[..at], b"\n-----BEGIN ", &file[at..]].concat(),
                    [&file[..at], b": ", &file[at..]].concat(),
                    [&file[..at], b"-----", &file[at..]].concat(),
                    file[..at].to_vec(),
                    file[at..].to_vec(),
                ] {
                    assert!(!canary.is_in(&shown(&damaged)), "damaged at {at}");
                }
            }
            let joined = pem_text.replace('\n', "");
            assert!(!canary.is_in(&shown(joined.as_bytes())));
            let bare: String = pem_text
                .lines()
                .filter(|line| !line.contains("-----"))
                .collect();
            assert!(!canary.is_in(&shown(bare.as_bytes())));
            // What the doctor is for: each is repaired, and no repair may quote the key.
            let label = pem_text.lines().next().unwrap().trim_matches('-');
            for file in [
                pem_text.replace('\n', "\\n"),
                format!("\"{}\"", pem_text.trim_end().replace('\n', "\\n\"\n\"")),
                pem_text.replace('\n', " "),
                pem_text.replace("-----", ""),
                pem_text.replace("-----", "\u{2013}"),
                pem_text.replace("KEY-----", "KEY "),
                joined.replace(&format!("{label}-----"), label),
                joined.replace("-----", " "),
                pem_text.replace("BEGIN", "BEGINN"),
                pem_text.replace("PRIVATE KEY", ""),
                pem_text.replace("PRIVATE KEY", "CERTIFICATE"),
                bare.replace("M", "<M") + ">",
                format!("{{\"key\": \"{bare}\"}}"),
                format!("-----BEGIN {bare}-----\nAAAA\n-----END {bare}-----"),
                format!("<{bare}>{joined}"),
            ] {
                assert!(!canary.is_in(&shown(file.as_bytes())), "{file}");
                let wide: Vec<u8> = file.encode_utf16().flat_map(u16::to_le_bytes).collect();
                assert!(!canary.is_in(&shown(&wide)), "{file}");
            }
        }
        let der = openssl.read("canary.der");
        let canary = Canary::new(&secrets, "");
        assert!(!canary.is_in(&shown(&der)));
        assert!(!canary.is_in(&shown(&der[..der.len() - 1])));
    }
}
