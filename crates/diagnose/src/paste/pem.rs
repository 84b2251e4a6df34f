//! Certificates and keys in pasted text, judged by the rules about certificates; and those in source code.

use device_certs::lint::{Exhibit, Profile, Questions, judge};

use super::search::{find, piece, run};
use super::{Form, Reading};
use crate::{Ask, Observation, Place, Sign, observe};

/// Reads the blocks. `text` is what was pasted, `masked` the same without its secrets.
pub(super) fn read(text: &str, masked: &str, now: Option<i64>, reading: &mut Reading) {
    let Some(begin) = text.find("-----BEGIN ") else {
        return;
    };
    if in_source(text, begin) {
        source(masked, reading);
        return;
    }
    // What is no block of the device's is blanked out, so that places stay where they are.
    let blocks = blocks(text);
    if blocks.trim_ascii().is_empty() {
        // A key that was masked before it came here is nothing to judge, and still no riddle.
        if text.contains("PRIVATE KEY") && text.contains(MASKED) {
            reading.form(Form::Pem, begin..text.trim_end().len().max(begin));
        }
        return;
    }
    let exhibit = Exhibit::read(&blocks);
    let mut questions = Questions::new(Profile::Device, now.unwrap_or_default());
    let registration = reading.values.registration_id.clone();
    questions.registration_id = registration.as_deref();
    let end = masked
        .rfind("-----END ")
        .map_or(masked.len(), |at| run(masked, at, |byte| byte != b'\n'));
    reading.form(Form::Pem, begin..end.max(begin));
    let mut evidence = observe::report(&judge(&exhibit, &questions, &[]), Profile::Device);
    if exhibit.certificates.is_empty() {
        evidence.given.remove(&Ask::Chain);
    }
    if exhibit.key.is_some() {
        evidence.given.insert(Ask::Key);
    }
    let clocked = [
        Sign::LeafExpired,
        Sign::IssuerExpired,
        Sign::LeafNotYetValid,
    ];
    // A key alone is no certificate file, and one that was pasted to be looked at is not yet a mistake.
    let key_alone = exhibit.is_key_file();
    evidence.observations.retain(|seen| {
        (now.is_some() || !clocked.contains(&seen.sign))
            && !(key_alone && seen.sign == Sign::NotACertificate)
    });
    // Places in a certificate stay there; the block in the text is where a reader looks.
    for seen in &mut evidence.observations {
        if let Place::Certificate { index: None, bytes } = &seen.place {
            let bytes = bytes.start.min(masked.len())..bytes.end.min(masked.len());
            seen.place = Place::Text(bytes);
        }
    }
    reading.evidence.extend(evidence);
    if let Some(leaf) = exhibit.leaf() {
        compare(masked, &leaf.sha256(), &leaf.sha1(), reading);
    }
    signer(masked, &exhibit, reading);
}

/// What a masked line holds at least.
const MASKED: &str = "****************";

/// The text with everything blanked out but the blocks. A server's certificate, as `openssl s_client` prints it, is not
/// the device's.
fn blocks(text: &str) -> Vec<u8> {
    let mut blank: Vec<u8> = text
        .bytes()
        .map(|byte| if byte == b'\n' { byte } else { b' ' })
        .collect();
    let mut from = 0;
    while let Some(at) = find(text, "-----begin ", from) {
        let end = find(text, "-----end ", at);
        let end = end.map_or(text.len(), |end| run(text, end, |byte| byte != b'\n'));
        from = end.max(at + 1);
        let before = text.get(..at).unwrap_or_default();
        let line = before.trim_end().rsplit('\n').next().unwrap_or_default();
        let servers = line.starts_with("Server certificate")
            || line.trim_start().starts_with("i:")
            || line.trim_start().starts_with("v:");
        // A form masks what is pasted into it at once; what is left of a key is not a damaged one.
        let block = text.get(at..end).unwrap_or_default();
        if servers || block.contains("PRIVATE KEY") && block.contains(MASKED) {
            continue;
        }
        // The line may have begun with something else, which is a defect worth seeing.
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        if let (Some(into), Some(from)) =
            (blank.get_mut(start..end), text.as_bytes().get(start..end))
        {
            into.copy_from_slice(from);
        }
    }
    blank
}

/// The thumbprint of the leaf beside that of the enrolment, when both are there.
fn compare(masked: &str, sha256: &str, sha1: &str, reading: &mut Reading) {
    let individual = super::search::says(masked, "clientcertificates");
    for pair in super::pairs::pairs(masked) {
        let wanted = match super::pairs::plain(pair.name).as_str() {
            "sha256thumbprint" => sha256,
            "sha1thumbprint" => sha1,
            _ => continue,
        };
        let fits = pair
            .value
            .replace(':', "")
            .eq_ignore_ascii_case(&wanted.replace(':', ""));
        if individual {
            let (sign, seen) = if fits {
                (
                    Sign::EnrolledAsWritten,
                    "the enrolment has the thumbprint of this leaf",
                )
            } else {
                (
                    Sign::EnrolledOther,
                    "the enrolment has another thumbprint than this leaf",
                )
            };
            reading
                .evidence
                .push(sign, Place::Text(pair.value_bytes.clone()), seen);
        }
    }
}

/// The subject of a group's certificate beside the names in the chain: one that is neither in it nor above it is
/// another CA's.
fn signer(masked: &str, exhibit: &Exhibit<'_>, reading: &mut Reading) {
    if !super::search::says(masked, "signingcertificates") || exhibit.certificates.is_empty() {
        return;
    }
    let plain = |name: &str| {
        name.replace(", ", ",")
            .replace(" = ", "=")
            .to_ascii_lowercase()
    };
    let names: Vec<String> = exhibit
        .certificates
        .iter()
        .flat_map(|certificate| {
            [
                certificate.subject.to_string(),
                certificate.issuer.to_string(),
            ]
        })
        .map(|name| plain(&name))
        .collect();
    for pair in super::pairs::pairs(masked) {
        let subject = super::pairs::plain(pair.name) == "subjectname";
        // Where only the leaf was sent, an absent intermediate may lead there.
        if subject && exhibit.certificates.len() > 1 && !names.contains(&plain(pair.value)) {
            let seen = format!(
                "the group is made for {:?}, which is not in the chain",
                pair.value
            );
            reading.evidence.push(
                Sign::GroupCaNotInChain,
                Place::Text(pair.value_bytes.clone()),
                seen,
            );
        }
    }
}

/// Whether the block stands in a string literal: a quote stands before it on its line.
fn in_source(text: &str, begin: usize) -> bool {
    let before = text.get(..begin).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    line.contains(['"', '\'', '`'])
}

/// A literal whose lines do not end in `\n` is one long line for the library.
fn source(masked: &str, reading: &mut Reading) {
    let mut from = 0;
    while let Some(at) = find(masked, "-----begin ", from) {
        let end = run(masked, at, |byte| {
            byte != b'\n' && byte != b'"' && byte != b'\''
        });
        let line = piece(masked, at..end);
        reading.form(Form::Pem, at..end);
        let closes = masked
            .as_bytes()
            .get(end)
            .is_some_and(|byte| *byte == b'"' || *byte == b'\'');
        let last = find(masked, "-----end ", at).unwrap_or(masked.len());
        let block = piece(masked, at..last);
        from = last.max(at + 1);
        let escapes = block.contains("\\n") || block.contains("\\r");
        // Raw strings and templates carry real line ends.
        if closes && !escapes && line.len() > 11 {
            reading.evidence.observations.push(Observation {
                sign: Sign::EscapesLost,
                place: Place::Text(at..end),
                seen: "the lines of this PEM end without \\n inside their quotes".to_owned(),
                edit: None,
            });
        }
    }
}
