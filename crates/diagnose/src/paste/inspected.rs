//! Certificates and keys as `openssl x509` and `openssl pkey` print them.

use super::files::{Role, is_ca_by_name, role};
use super::search::{all, line};
use super::transcript::{Piece, file_name, word_after};
use super::{Form, Reading, dates};
use crate::{Ask, Place, Sign};

/// What `openssl x509 -noout -subject -issuer -dates` says of the device's certificate.
pub(super) fn certificates(
    text: &str,
    pieces: &[Piece<'_>],
    now: Option<i64>,
    reading: &mut Reading,
) {
    for piece in pieces {
        let name = word_after(piece.command, "-in").unwrap_or_default();
        if !piece.command.starts_with("openssl x509") || role(name, reading) != Role::Device {
            continue;
        }
        let output = text.get(piece.output.clone()).unwrap_or_default();
        let value = |names: &[&str]| {
            names.iter().find_map(|name| {
                let at = all(output, name).next()?;
                let start = at + name.len();
                let value = line(output, start).trim();
                let from = piece.output.start + start;
                (!value.is_empty()).then(|| (value, from..from + line(output, start).len()))
            })
        };
        let subject = value(&["subject=", "subject:"]);
        let issuer = value(&["issuer=", "issuer:"]);
        // A root that is looked at is not for that the one that is presented.
        let root = matches!((&subject, &issuer), (Some((subject, _)), Some((issuer, _))) if subject == issuer);
        let presented = reading
            .understood
            .iter()
            .any(|value| value.what == "certificate" && file_name(&value.value) == file_name(name));
        if root && is_ca_by_name(name) && !presented {
            continue;
        }
        let mut say = |sign: Sign, bytes: &std::ops::Range<usize>, seen: String| {
            reading.form(Form::Log, bytes.clone());
            reading
                .evidence
                .push(sign, Place::Text(bytes.clone()), seen);
            reading.evidence.given.insert(Ask::Chain);
        };
        if let (Some((subject, bytes)), Some((issuer, _))) = (&subject, &issuer)
            && subject == issuer
        {
            let seen = format!("subject and issuer are {subject:?}");
            say(Sign::LeafOwnRoot, bytes, seen);
        }
        let since = value(&["notbefore=", "not before:", "not before :"]);
        let until = value(&["notafter=", "not after:", "not after :"]);
        if let (Some((said, bytes)), Some(now)) = (&until, now)
            && dates::openssl(said).is_some_and(|until| until < now)
        {
            say(Sign::LeafExpired, bytes, format!("it ended on {said}"));
        }
        if let (Some((said, bytes)), Some(now)) = (&since, now)
            && dates::openssl(said).is_some_and(|since| since > now)
        {
            say(Sign::LeafNotYetValid, bytes, format!("it begins on {said}"));
        }
        let common = subject.as_ref().and_then(|(subject, bytes)| {
            let spaced = subject.replace(" = ", "=");
            let behind = spaced.rsplit_once("CN=")?.1;
            let name = behind.split([',', '/']).next().unwrap_or_default();
            Some((name.trim().to_owned(), bytes.clone()))
        });
        if let (Some((name, bytes)), Some(id)) = (common, reading.values.registration_id.clone()) {
            let sign = if name.eq_ignore_ascii_case(&id) {
                Sign::CommonNameFits
            } else {
                Sign::CommonNameDiffers
            };
            let seen = format!("the common name is {name:?}, the registration ID {id:?}");
            reading.evidence.push(sign, Place::Text(bytes), seen);
            reading.evidence.given.insert(Ask::Chain);
        }
    }
}

/// What people send a public key through to compare it.
const DIGESTS: &[&str] = &["sha256", "sha1", "sha512", "md5", "dgst"];

/// Two commands that print the public half: one of the certificate, one of the key.
pub(super) fn public_keys(text: &str, pieces: &[Piece<'_>], reading: &mut Reading) {
    let prints = |piece: &&Piece<'_>, tools: &[&str]| {
        let mut tools = tools.iter();
        tools.any(|tool| piece.command.starts_with(&format!("openssl {tool} ")))
            && ["-pubkey", "-pubout", "-modulus"]
                .iter()
                .any(|option| piece.command.contains(option))
    };
    let find = |tools: &[&str]| pieces.iter().find(|piece| prints(piece, tools));
    let (Some(certificate), Some(key)) = (find(&["x509"]), find(&["pkey", "ec", "rsa"])) else {
        return;
    };
    // The block, or of a modulus the first line; behind it other things may follow.
    let output = |piece: &Piece<'_>| {
        let text = text.get(piece.output.clone()).unwrap_or_default();
        let mut lines = text.lines().map(str::trim);
        let digest = |tool: &&str| piece.command.contains(&format!("| openssl {tool}"));
        let sum = piece.command.contains("sum") && piece.command.contains('|');
        if sum || DIGESTS.iter().any(digest) {
            let words = lines.find(|line| !line.is_empty())?;
            let digest = words.rsplit("= ").next().unwrap_or_default();
            return digest.split_ascii_whitespace().next().map(str::to_owned);
        }
        if piece.command.contains("-modulus") {
            return lines.find(|line| line.contains('=')).map(str::to_owned);
        }
        let block = lines.skip_while(|line| !line.contains("BEGIN PUBLIC KEY"));
        let block = block.skip(1).take_while(|line| !line.contains("-----END"));
        Some(block.collect::<String>()).filter(|block| !block.is_empty())
    };
    let (Some(one), Some(other)) = (output(certificate), output(key)) else {
        return;
    };
    let (sign, seen) = if one == other {
        (Sign::KeyFits, "both print the same public key")
    } else {
        (
            Sign::KeyDiffers,
            "certificate and key print different public keys",
        )
    };
    reading.form(Form::Pem, key.output.clone());
    reading
        .evidence
        .push(sign, Place::Text(key.output.clone()), seen);
    reading.evidence.given.insert(Ask::Key);
}
