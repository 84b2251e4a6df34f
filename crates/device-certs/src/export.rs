//! Certificates and practice keys in the forms firmware wants them: chains in the order a device must send them, and
//! source code for C, Arduino and Rust.

use std::fmt::Write;

use crate::certificate::Certificate;
use crate::key::PrivateKey;
use crate::{chain, pem_encode, time};

/// The certificates in the order a TLS client sends them (RFC 8446, 4.4.2): the leaf, then each one's issuer. What
/// does not belong to the chain of the leaf is left out, and without `root` also the self-issued certificate at its
/// end, which the other side has or does not believe anyway.
pub fn device_order<'a>(
    certificates: &'a [Certificate],
    key: Option<&PrivateKey>,
    root: bool,
) -> Vec<&'a Certificate> {
    let chain = chain::order(certificates, key);
    let mut path: Vec<&Certificate> = chain
        .path
        .iter()
        .filter_map(|index| certificates.get(*index))
        .collect();
    let ends_in_root = path.last().is_some_and(|last| last.is_self_issued());
    if !root && ends_in_root && path.len() > 1 {
        path.pop();
    }
    path
}

/// The certificates as one PEM file, in the order given.
pub fn chain_pem(certificates: &[&Certificate]) -> String {
    certificates
        .iter()
        .map(|certificate| pem_encode("CERTIFICATE", &certificate.der))
        .collect()
}

/// The languages source code is written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// A C header.
    C,
    /// A C++ header that keeps its data in flash.
    Arduino,
    /// A Rust module.
    Rust,
}

/// What a constant holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// PEM text, in C with a NUL at its end: what mbed TLS, wolfSSL and the Azure SDKs read.
    Pem,
    /// The bytes of DER.
    Der,
}

/// One constant of a source file.
#[derive(Clone)]
pub struct Constant<'a> {
    /// What it is called; turned into an identifier.
    pub name: &'a str,
    /// What is said above it.
    pub comment: String,
    /// Text or bytes.
    pub form: Form,
    /// PEM labels and DER: several for a chain in PEM, one in DER.
    pub parts: Vec<(&'static str, &'a [u8])>,
}

impl<'a> Constant<'a> {
    /// A chain in PEM.
    pub fn chain(name: &'a str, certificates: &[&'a Certificate]) -> Self {
        let subjects = certificates
            .iter()
            .map(|certificate| described(certificate));
        Self {
            name,
            comment: subjects.collect::<Vec<_>>().join("\n"),
            form: Form::Pem,
            parts: certificates
                .iter()
                .map(|certificate| ("CERTIFICATE", certificate.der.as_slice()))
                .collect(),
        }
    }

    /// One certificate.
    pub fn certificate(name: &'a str, certificate: &'a Certificate, form: Form) -> Self {
        Self {
            name,
            comment: described(certificate),
            form,
            parts: vec![("CERTIFICATE", certificate.der.as_slice())],
        }
    }
}

fn described(certificate: &Certificate) -> String {
    let until = certificate.not_after.map(time::rfc3339).unwrap_or_default();
    // As Debug shows it, nothing in it can end the comment or turn the direction of the text.
    format!("{:?}, valid until {until}", certificate.subject.to_string())
}

/// A source file with `constants`. What it returns holds what they hold: keep practice keys zeroized.
pub fn source(language: Language, file_name: &str, constants: &[Constant<'_>]) -> String {
    let bytes = constants
        .iter()
        .flat_map(|constant| &constant.parts)
        .map(|(_, der)| der.len() * 6 + 200);
    // As large as it becomes, so that no copy of a key stays behind from growing.
    let mut text = String::with_capacity(bytes.sum::<usize>() + 400 * (constants.len() + 1));
    let guard = identifier(file_name).to_ascii_uppercase();
    // Writing into a String cannot fail.
    let _ = match language {
        Language::C => writeln!(
            text,
            "#ifndef {guard}_H\n#define {guard}_H\n\n#include <stddef.h>"
        ),
        Language::Arduino => writeln!(text, "#pragma once\n\n#include <Arduino.h>"),
        Language::Rust => writeln!(text, "//! Certificates for a device."),
    };
    for constant in constants {
        text.push('\n');
        for line in constant.comment.lines() {
            let mark = if language == Language::Rust {
                "///"
            } else {
                "//"
            };
            let _ = writeln!(text, "{mark} {line}");
        }
        match constant.form {
            Form::Pem => pem(&mut text, language, constant),
            Form::Der => der(&mut text, language, constant),
        }
    }
    if language == Language::C {
        let _ = writeln!(text, "\n#endif");
    }
    text
}

fn pem(text: &mut String, language: Language, constant: &Constant<'_>) {
    let name = identifier(constant.name);
    let _ = match language {
        Language::C => writeln!(text, "static const char {name}[] ="),
        Language::Arduino => writeln!(text, "static const char {name}[] PROGMEM ="),
        Language::Rust => write!(text, "pub static {}: &str = \"", name.to_ascii_uppercase()),
    };
    for (label, der) in &constant.parts {
        let pem = zeroize::Zeroizing::new(pem_encode(label, der));
        for line in pem.lines() {
            match language {
                Language::Rust => text.extend([line, "\n"]),
                _ => text.extend(["    \"", line, "\\n\"\n"]),
            }
        }
    }
    match language {
        Language::Rust => text.push_str("\";\n"),
        _ => {
            // A constant of nothing is the empty string.
            if constant.parts.is_empty() {
                text.push_str("    \"\"\n");
            }
            text.truncate(text.len() - 1);
            text.push_str(";\n");
        }
    }
}

fn der(text: &mut String, language: Language, constant: &Constant<'_>) {
    let name = identifier(constant.name);
    let length: usize = constant.parts.iter().map(|(_, der)| der.len()).sum();
    let (open, close) = match language {
        Language::C => (
            format!("static const unsigned char {name}[{length}] = {{"),
            "};",
        ),
        Language::Arduino => (
            format!("static const unsigned char {name}[{length}] PROGMEM = {{"),
            "};",
        ),
        Language::Rust => (
            format!(
                "pub static {}: [u8; {length}] = [",
                name.to_ascii_uppercase()
            ),
            "];",
        ),
    };
    text.push_str(&open);
    let bytes = constant.parts.iter().flat_map(|(_, der)| der.iter());
    for (index, byte) in bytes.enumerate() {
        text.push_str(if index % 12 == 0 { "\n    " } else { " " });
        let _ = write!(text, "0x{byte:02x},");
    }
    let _ = writeln!(text, "\n{close}");
    if language != Language::Rust {
        let _ = writeln!(text, "static const size_t {name}_len = {length};");
    }
}

/// A name that every one of the languages takes.
fn identifier(name: &str) -> String {
    let letter = |character: char| {
        if character.is_ascii_alphanumeric() {
            character.to_ascii_lowercase()
        } else {
            '_'
        }
    };
    let mut identifier: String = name.chars().map(letter).collect();
    if !identifier.starts_with(|first: char| first.is_ascii_alphabetic()) {
        identifier.insert_str(0, "device_");
    }
    identifier
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, expected: &str) {
        assert_eq!(identifier(name), expected);
    }

    #[test]
    fn any_name_becomes_an_identifier() {
        check("dev-01", "dev_01");
        check("01:DEV", "device_01_dev");
        check("", "device_");
        check("Gerät", "ger_t");
        check("_x", "device__x");
    }
}
