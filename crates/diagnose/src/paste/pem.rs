//! Certificates and keys in pasted text, judged by the rules about certificates; and those in source code.

use device_certs::lint::{Exhibit, Profile, Questions, judge};

use super::search::{all, piece, run};
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
    let trust =
        super::search::says(text, "connected(") || super::search::says(text, "certificate chain");
    if trust {
        // A server's chain, as `openssl s_client` prints it: not the device's.
        return;
    }
    let exhibit = Exhibit::read(text.as_bytes());
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
}

/// Whether the block stands in a string literal: a quote stands before it on its line.
fn in_source(text: &str, begin: usize) -> bool {
    let before = text.get(..begin).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    line.contains(['"', '\'', '`'])
}

/// A literal whose lines do not end in `\n` is one long line for the library.
fn source(masked: &str, reading: &mut Reading) {
    for at in all(masked, "-----begin ") {
        let end = run(masked, at, |byte| {
            byte != b'\n' && byte != b'"' && byte != b'\''
        });
        let line = piece(masked, at..end);
        reading.form(Form::Pem, at..end);
        let closes = masked
            .as_bytes()
            .get(end)
            .is_some_and(|byte| *byte == b'"' || *byte == b'\'');
        let block = piece(
            masked,
            at..super::search::find(masked, "-----end ", at).unwrap_or(masked.len()),
        );
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
