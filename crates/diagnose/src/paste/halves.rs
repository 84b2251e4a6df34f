//! The public halves of certificate and key, whichever way a tool prints each: block, hexadecimal, modulus.

use device_certs::Certificate;

use super::files::{Role, role};
use super::search::says;
use super::transcript::{Piece, shown_file, word_after};
use super::{Form, Reading};
use crate::{Ask, Place, Sign};

/// Fewer bytes are no public key.
const LEAST: usize = 32;

/// Compares the key that a command prints with the certificate that is shown or printed in another way.
pub(super) fn read(
    text: &str,
    pieces: &[Piece<'_>],
    leaf: Option<&Certificate>,
    reading: &mut Reading,
) {
    let known = [Sign::KeyDiffers, Sign::KeyFits];
    if known.iter().any(|sign| reading.evidence.has(*sign)) {
        return;
    }
    if let Some((sign, place, seen)) = together(text, pieces) {
        reading.form(Form::Log, place.clone());
        reading.evidence.push(sign, Place::Text(place), seen);
        reading.evidence.given.insert(Ask::Key);
        return;
    }
    let printed = |tools: &[&str]| {
        pieces.iter().find_map(|piece| {
            let mut tools = tools.iter();
            let tool = tools.any(|tool| piece.command.starts_with(&format!("openssl {tool} ")));
            let file = shown_file(piece.command).or_else(|| word_after(piece.command, "-in"))?;
            let devices = tool && role(file, reading) == Role::Device;
            let output = text.get(piece.output.clone()).unwrap_or_default();
            let half = devices.then(|| half(output))??;
            Some((half, piece.output.clone()))
        })
    };
    let Some((key, place)) = printed(&["pkey", "ec", "rsa"]) else {
        return;
    };
    let shown = leaf.map(|leaf| leaf.spki_der().to_vec());
    let Some(certificate) = shown.or_else(|| printed(&["x509"]).map(|(half, _)| half)) else {
        return;
    };
    // One may be the whole structure, the other the number or the point in it.
    let within = |short: &[u8], long: &[u8]| long.windows(short.len()).any(|part| part == short);
    let (sign, seen) = if within(&key, &certificate) || within(&certificate, &key) {
        (Sign::KeyFits, "it is the public key of the certificate")
    } else {
        (Sign::KeyDiffers, "the certificate has another public key")
    };
    reading.form(Form::Pem, place.clone());
    reading.evidence.push(sign, Place::Text(place), seen);
    reading.evidence.given.insert(Ask::Key);
}

/// `diff <(openssl x509 .. -pubkey) <(openssl pkey .. -pubout)`: one command that compares both.
fn together(
    text: &str,
    pieces: &[Piece<'_>],
) -> Option<(Sign, std::ops::Range<usize>, &'static str)> {
    let both = |piece: &&Piece<'_>| {
        let command = piece.command;
        let key = ["openssl pkey", "openssl ec", "openssl rsa"];
        command.starts_with("diff ")
            && command.contains("openssl x509")
            && key.iter().any(|tool| command.contains(tool))
    };
    let piece = pieces.iter().find(both)?;
    let output = text.get(piece.output.clone())?;
    let mut lines = output.lines();
    Some(if lines.any(|line| line.starts_with("< ")) {
        let seen = "the public keys of certificate and key differ";
        (Sign::KeyDiffers, piece.output.clone(), seen)
    } else {
        let seen = "the public keys of certificate and key are the same";
        (Sign::KeyFits, piece.output.clone(), seen)
    })
}

/// The public half in what a command printed.
fn half(output: &str) -> Option<Vec<u8>> {
    let mut lines = output.lines().map(str::trim);
    let bytes = if says(output, "-----begin public key-----") {
        let block = lines
            .skip_while(|line| !line.contains("BEGIN PUBLIC KEY"))
            .skip(1);
        let block = block.take_while(|line| !line.contains("-----END"));
        base64(&block.collect::<String>())?
    } else if let Some(modulus) = lines.clone().find_map(|line| line.strip_prefix("Modulus=")) {
        hexadecimal(modulus)?
    } else {
        lines.find(|line| matches!(*line, "pub:" | "Modulus:" | "modulus:"))?;
        let hex = |line: &&str| {
            line.contains(':')
                && line
                    .bytes()
                    .all(|byte| byte.is_ascii_hexdigit() || byte == b':')
        };
        hexadecimal(&lines.take_while(hex).collect::<String>())?
    };
    // The zero before a modulus is of its sign.
    let bytes = match bytes.split_first() {
        Some((0, rest)) => rest.to_vec(),
        _ => bytes,
    };
    (bytes.len() >= LEAST).then_some(bytes)
}

fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text.bytes().filter(|byte| *byte != b':').collect();
    let pairs = digits.chunks(2).map(|pair| {
        let pair = std::str::from_utf8(pair).ok()?;
        u8::from_str_radix(pair, 16).ok()
    });
    pairs.collect()
}

fn base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut held, mut bits) = (0_u32, 0);
    for character in text.trim_end_matches('=').bytes() {
        let value = match character {
            b'A'..=b'Z' => character - b'A',
            b'a'..=b'z' => character - b'a' + 26,
            b'0'..=b'9' => character - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        held = (held << 6) | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((held >> bits) & 0xff).ok()?);
        }
    }
    Some(bytes)
}
