//! Pieces in the forms people and firmware want them, in the order devices must send them.

use device_certs::certificate::Certificate;
use device_certs::export::{Constant, Form, Language, chain_pem, source};
use device_certs::locked::{PKCS12_RANDOM_BYTES, write_pkcs12};
use device_certs::{PrivateKey, pem_encode};
use zeroize::Zeroizing;

use super::shelf::{Contents, Shelf};

/// A form without any private key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Export {
    /// One certificate or request as PEM.
    Pem,
    /// The certificates a device sends, as PEM.
    Chain,
    /// The same with the root, for who validates the chain.
    ChainAndRoot,
    /// One certificate or request as DER.
    Der,
    /// A C header.
    C,
    /// A C++ header that keeps its data in flash.
    Arduino,
    /// A Rust module.
    Rust,
}

/// A form with the private key in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyExport {
    /// PKCS#8 as PEM.
    Pem,
    /// A C header with the key.
    C,
    /// PKCS#12 with the chain and the key, under a password.
    Pkcs12,
}

/// The fewest characters of a PKCS#12 password that are worth the name.
pub const P12_PASSWORD_CHARS: usize = 4;

/// A file to save. Overwritten with zeros when dropped: it may hold a practice key.
#[derive(Clone)]
pub struct ExportedFile {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// Its contents.
    pub bytes: Zeroizing<Vec<u8>>,
}

impl Export {
    /// Every form, with what it is called and what it is for.
    pub const ALL: [(Self, &'static str, &'static str); 7] = [
        (
            Self::Chain,
            "Chain, PEM",
            "what a device sends: its own certificate first, no root",
        ),
        (
            Self::ChainAndRoot,
            "Chain with root, PEM",
            "for openssl verify and for uploading the root",
        ),
        (Self::Pem, "PEM", "this one alone"),
        (Self::Der, "DER", "this one alone, binary"),
        (
            Self::C,
            "C header",
            "PEM for mbed TLS and the Azure SDK for C",
        ),
        (Self::Arduino, "Arduino header", "the same in flash memory"),
        (
            Self::Rust,
            "Rust module",
            "PEM for the chain, bytes for the leaf",
        ),
    ];

    /// The file, or none for what a piece has not: a request has no chain.
    pub fn of(self, shelf: &Shelf, place: usize) -> Option<ExportedFile> {
        let piece = shelf.pieces.get(place)?;
        let stem = stem(shelf, place);
        let file = |suffix: &str, media_type, bytes: Vec<u8>| {
            Some(ExportedFile {
                name: [&stem, suffix].concat(),
                media_type,
                bytes: Zeroizing::new(bytes),
            })
        };
        let own = match &piece.contents {
            Contents::Request(der) => {
                return match self {
                    Self::Pem => {
                        let pem = pem_encode("CERTIFICATE REQUEST", der).into_bytes();
                        file(".csr", PEM, pem)
                    }
                    Self::Der => file("-csr.der", DER, der.clone()),
                    _ => None,
                };
            }
            Contents::Certificate(certificate) => certificate,
        };
        let sent = shelf.file(place, false);
        match self {
            Self::Pem => file(".pem", PEM, chain_pem(&[own]).into_bytes()),
            Self::Der => file(".der", DER, own.der.clone()),
            Self::Chain => file("-chain.pem", PEM, chain_pem(&sent).into_bytes()),
            Self::ChainAndRoot => {
                let all = shelf.file(place, true);
                file("-chain-and-root.pem", PEM, chain_pem(&all).into_bytes())
            }
            Self::C => file(".h", TEXT, code(Language::C, &stem, &sent, own)),
            Self::Arduino => file(
                "_arduino.h",
                TEXT,
                code(Language::Arduino, &stem, &sent, own),
            ),
            Self::Rust => file(".rs", TEXT, code(Language::Rust, &stem, &sent, own)),
        }
    }
}

impl KeyExport {
    /// The file. `key` is the one the piece's file goes with; `random` must never be used twice.
    pub fn of(
        self,
        shelf: &Shelf,
        place: usize,
        key: &PrivateKey,
        password: &str,
        random: &[u8; PKCS12_RANDOM_BYTES],
    ) -> ExportedFile {
        let stem = stem(shelf, place);
        let (suffix, media_type, bytes) = match self {
            Self::Pem => {
                let pem = pem_encode("PRIVATE KEY", key.pkcs8_der()).into_bytes();
                (".key", PEM, Zeroizing::new(pem))
            }
            Self::C => {
                let constant = Constant {
                    name: "device_key",
                    comment: "A practice key: everybody who has this file has the key.".to_owned(),
                    form: Form::Pem,
                    parts: vec![("PRIVATE KEY", key.pkcs8_der().as_slice())],
                };
                let text = source(Language::C, &[&stem, "_key"].concat(), &[constant]);
                ("_key.h", TEXT, Zeroizing::new(text.into_bytes()))
            }
            Self::Pkcs12 => {
                let certificates = shelf.file(place, true);
                let name = shelf.name(place);
                let file = write_pkcs12(password, &name, key, &certificates, random);
                (".p12", "application/x-pkcs12", file)
            }
        };
        ExportedFile {
            name: [&stem, suffix].concat(),
            media_type,
            bytes,
        }
    }
}

const PEM: &str = "application/x-pem-file";
const DER: &str = "application/pkix-cert";
const TEXT: &str = "text/plain";

/// The chain as text, and the leaf alone as bytes for who wants it so.
fn code(language: Language, stem: &str, sent: &[&Certificate], own: &Certificate) -> Vec<u8> {
    let constants = [
        Constant::chain("device_chain", sent),
        Constant::certificate("device_certificate", own, Form::Der),
    ];
    source(language, stem, &constants).into_bytes()
}

/// A file name that every system takes.
fn stem(shelf: &Shelf, place: usize) -> String {
    const LONGEST: usize = 40;
    let name = shelf.name(place);
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let letters = name.chars().take(LONGEST);
    let stem: String = letters.map(|c| if fits(c) { c } else { '-' }).collect();
    let stem = stem.trim_matches(['-', '.']);
    if stem.is_empty() {
        "practice".to_owned()
    } else {
        stem.to_owned()
    }
}
