//! Certificates and keys in pasted text, judged by the rules about certificates; and those in source code.
//! One piece: one reading.

use std::ops::Range;

use device_certs::Certificate;
use device_certs::lint::{Exhibit, Profile, Questions, judge};

use super::described::Described;
use super::files::{Role, role};
use super::search::{find, piece, run};
use super::transcript::{Piece, command_of, shown_file};
use super::{Form, Reading};
use crate::{Ask, Observation, Place, Sign, observe};

/// The certificates that the device presents, as far as they were shown.
#[derive(Debug, Default)]
pub(super) struct Presented {
    /// Leaf first.
    pub(super) chain: Vec<Certificate>,
    /// What the device trusts the server by, and where that stands.
    pub(super) trusted: Vec<Certificate>,
    pub(super) trusted_at: Range<usize>,
    /// The fingerprints of the leaf, also where a tool only named them.
    pub(super) prints: Vec<String>,
    /// Certificates that are not shown and told of.
    pub(super) described: Vec<Described>,
}

impl Presented {
    /// The device's own certificate.
    pub(super) fn leaf(&self) -> Option<&Certificate> {
        self.chain.first()
    }
}

/// Whether one certificate can be the issuer of another, by names and key identifiers.
pub(super) fn may_be_issuer(issuer: &Certificate, of: &Certificate) -> bool {
    let same_key = match (&issuer.subject_key_id, &of.authority_key_id) {
        (Some(own), Some(wanted)) => own == wanted,
        _ => true,
    };
    issuer.subject.same_as(&of.issuer) && same_key
}

/// Reads the blocks. `text` is what was pasted, `masked` the same without its secrets; `covered` are documents that
/// others read.
pub(super) fn read(
    text: &str,
    masked: &str,
    covered: &[Range<usize>],
    pieces: &[Piece<'_>],
    now: Option<i64>,
    reading: &mut Reading,
) -> Presented {
    let mut literals = false;
    let mut device = Vec::new();
    let mut trust = Vec::new();
    let mut server = None;
    for (bytes, owner) in blocks(text, covered, pieces, reading) {
        match owner {
            Owner::Source => literals = true,
            Owner::Device => device.push(bytes),
            Owner::Trust => trust.push(bytes),
            Owner::Server if server.is_none() => server = Some(bytes),
            // Nothing to judge, and still no riddle.
            Owner::Masked => reading.form(Form::Pem, bytes),
            Owner::Server | Owner::Other => {}
        }
    }
    if literals {
        source(masked, reading);
    }
    headless(masked, covered, pieces, reading);
    let trusted = Exhibit::read(&only(text, &trust)).certificates;
    let mut presented = match device.first() {
        Some(first) => {
            let end = device.last().map_or(first.end, |last| last.end);
            reading.form(Form::Pem, first.start..end);
            judged(masked, covered, &only(text, &device), now, reading)
        }
        None => Presented::default(),
    };
    if let Some(first) = trust.first() {
        let bytes = first.start..trust.last().map_or(first.end, |last| last.end);
        reading.form(Form::Pem, bytes.clone());
        reading.evidence.given.insert(Ask::Trust);
        // One of those sent, or the issuer of the last of them.
        let own = |one: &Certificate| {
            let top = presented.chain.last();
            presented.chain.iter().any(|sent| sent.der == one.der)
                || top.is_some_and(|top| may_be_issuer(one, top))
        };
        // A name alone does not make a root a trusted one; a client that trusts nobody does.
        let evidence = &reading.evidence;
        let used = reading
            .understood
            .iter()
            .any(|value| value.what == "trusted roots")
            || [
                Sign::RootUntrusted,
                Sign::ServerSelfSigned,
                Sign::VerifyFailed,
                Sign::TlsUnsaid,
            ]
            .iter()
            .any(|sign| evidence.has(*sign));
        if used && !trusted.is_empty() && trusted.iter().all(own) {
            let seen = "the file of trusted roots holds the device's own certificates";
            let place = Place::Text(bytes);
            reading.evidence.push(Sign::TrustIsOwnCa, place, seen);
        }
    }
    if let Some(bytes) = server {
        let shown = Exhibit::read(&only(text, std::slice::from_ref(&bytes))).certificates;
        if let Some(certificate) = shown.first() {
            super::server::read(text, bytes, certificate, &trusted, pieces, now, reading);
        }
    }
    presented.trusted = trusted;
    presented.trusted_at = trust.first().cloned().unwrap_or_default();
    presented
}

/// What the rules about certificates say of what the device presents.
fn judged(
    masked: &str,
    covered: &[Range<usize>],
    blocks: &[u8],
    now: Option<i64>,
    reading: &mut Reading,
) -> Presented {
    let exhibit = Exhibit::read(blocks);
    let mut questions = Questions::new(Profile::Device, now.unwrap_or_default());
    let registration = reading.values.registration_id.clone();
    questions.registration_id = registration.as_deref();
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
        compare(masked, covered, &leaf.sha256(), &leaf.sha1(), reading);
    }
    signer(masked, covered, &exhibit, reading);
    let sound = exhibit.problems.is_empty();
    if sound && !exhibit.certificates.is_empty() {
        let seen = "the certificates can be read";
        reading.evidence.push(Sign::PemSound, Place::Session, seen);
    }
    if sound && exhibit.key.is_some() {
        let seen = "the key can be read";
        reading.evidence.push(Sign::KeySound, Place::Session, seen);
    }
    // The leaf first, whatever stands first in the file: that is said above.
    let leaf = exhibit.leaf().map(|leaf| leaf.der.clone());
    let mut chain = exhibit.certificates;
    let at = chain.iter().position(|one| Some(&one.der) == leaf.as_ref());
    chain.rotate_left(at.unwrap_or(0));
    Presented {
        chain,
        ..Presented::default()
    }
}

/// What a masked line holds at least.
const MASKED: &str = "****************";

/// Whose a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Owner {
    Device,
    Trust,
    /// A server's certificate, as `openssl s_client` prints it.
    Server,
    /// A literal in source code.
    Source,
    /// A key that was masked before it came here, or a block of which somebody left out the inside.
    Masked,
    Other,
}

/// Every block with its lines, and whose it is.
fn blocks(
    text: &str,
    covered: &[Range<usize>],
    pieces: &[Piece<'_>],
    reading: &Reading,
) -> Vec<(Range<usize>, Owner)> {
    let mut blocks = Vec::new();
    let mut from = 0;
    // The name that stands over a block, for it and those that follow at once.
    let mut over: Option<&str> = None;
    while let Some(at) = find(text, "-----begin ", from) {
        let end = find(text, "-----end ", at);
        let end = end.map_or(text.len(), |end| run(text, end, |byte| byte != b'\n'));
        from = end.max(at + 1);
        if covered.iter().any(|document| document.contains(&at)) {
            continue;
        }
        let before = text.get(..at).unwrap_or_default();
        let line = before.trim_end().rsplit('\n').next().unwrap_or_default();
        let servers = line.starts_with("Server certificate")
            || line.trim_start().starts_with("i:")
            || line.trim_start().starts_with("v:");
        over = if line.contains("-----END") {
            over
        } else {
            file_named(line)
        };
        let file = command_of(pieces, at).and_then(shown_file).or(over);
        let cut = command_of(pieces, at)
            .is_some_and(|command| command.starts_with("head") || command.contains("head -"));
        let public = cut || find(piece(text, at..end), "public key-----", 0).is_some();
        // A form masks what is pasted into it at once; what is left of a key is not a damaged one.
        let block = piece(text, at..end);
        let left_out = block.lines().any(|line| {
            let line = line.trim().trim_matches(['"', '\'', ' ']);
            matches!(
                line.trim_end_matches("\\n"),
                "…" | "..." | "[...]" | "[…]" | "<snip>"
            )
        });
        // A text that ends right behind the first line was cut there.
        let cut_off = end == text.len() && !block.contains("-----END") && !has_body(block);
        let owner =
            if left_out || cut_off || (block.contains("PRIVATE KEY") && block.contains(MASKED)) {
                Owner::Masked
            } else if servers {
                Owner::Server
            } else if in_source(text, at) {
                Owner::Source
            } else if public {
                Owner::Other
            } else {
                match file.map(|file| role(file, reading)) {
                    None | Some(Role::Device) => Owner::Device,
                    Some(Role::Trust) => Owner::Trust,
                    Some(Role::Other) => Owner::Other,
                }
            };
        // The line may have begun with something else, which is a defect worth seeing.
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        blocks.push((start..end, owner));
    }
    blocks
}

/// Whether a line of base64 follows the first line.
fn has_body(block: &str) -> bool {
    const SHORTEST: usize = 16;
    let letter = |character: char| character.is_ascii_alphanumeric() || "+/=*".contains(character);
    let behind = block
        .split("KEY-----")
        .nth(1)
        .or_else(|| block.split("CATE-----").nth(1));
    let mut runs = behind
        .unwrap_or(block)
        .split(|character| !letter(character));
    runs.any(|run| run.len() >= SHORTEST)
}

/// The file that a line names, as a heading over what is in it: `==> leaf.pem <==`, `root.crt:`.
fn file_named(line: &str) -> Option<&str> {
    let dress = |character: char| "=<>:#/*-[]()`'\"".contains(character);
    let mut words = line.split_ascii_whitespace();
    let named = |word: &&str| {
        let word = word.trim_matches(dress).to_ascii_lowercase();
        let endings = [".pem", ".crt", ".cer", ".key", ".cert"];
        endings.iter().any(|ending| word.ends_with(ending))
    };
    let word = words.find(named)?.trim_matches(dress);
    const HEADING: usize = 60;
    (line.len() <= HEADING).then_some(word)
}

/// An END line of a certificate of the device's whose BEGIN line is not there.
fn headless(masked: &str, covered: &[Range<usize>], pieces: &[Piece<'_>], reading: &mut Reading) {
    let mut open = false;
    for (at, line) in lines(masked) {
        if find(line, "-----begin ", 0).is_some() {
            open = true;
        }
        let Some(end) = find(line, "-----end certificate", 0) else {
            open &= find(line, "-----end ", 0).is_none();
            continue;
        };
        let orphan = !std::mem::take(&mut open);
        let command = command_of(pieces, at);
        let owner = command.and_then(shown_file);
        let devices = owner.is_none_or(|file| role(file, reading) == Role::Device);
        // `tail` shows the end of a file on purpose.
        let cut = command.is_some_and(|command| command.starts_with("tail"));
        if orphan && devices && !cut && !covered.iter().any(|document| document.contains(&at)) {
            reading.form(Form::Pem, at..at + line.len());
            reading.evidence.push(
                Sign::PemDamaged,
                Place::Text(at + end..at + line.len()),
                "a certificate ends here that does not begin with -----BEGIN CERTIFICATE-----",
            );
        }
    }
}

/// Every line without its end, and where it begins.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let at = start;
        start += line.len();
        (at, line.trim_end_matches('\n'))
    })
}

/// The text with everything blanked out but some blocks, so that places stay where they are.
fn only(text: &str, blocks: &[Range<usize>]) -> Vec<u8> {
    let mut blank: Vec<u8> = text
        .bytes()
        .map(|byte| if byte == b'\n' { byte } else { b' ' })
        .collect();
    for block in blocks {
        let from = text.as_bytes().get(block.clone());
        if let (Some(into), Some(from)) = (blank.get_mut(block.clone()), from) {
            into.copy_from_slice(from);
        }
    }
    blank
}

/// Pairs that stand in no document that others read.
fn outside<'a>(
    masked: &'a str,
    covered: &'a [Range<usize>],
) -> impl Iterator<Item = super::pairs::Pair<'a>> {
    let pairs = super::pairs::pairs(masked).into_iter();
    pairs.filter(|pair| {
        let mut covered = covered.iter();
        !covered.any(|document| document.contains(&pair.value_bytes.start))
    })
}

/// The thumbprint of the leaf beside that of the enrolment, when both are there.
fn compare(
    masked: &str,
    covered: &[Range<usize>],
    sha256: &str,
    sha1: &str,
    reading: &mut Reading,
) {
    let individual = super::search::says(masked, "clientcertificates");
    for pair in outside(masked, covered) {
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
fn signer(masked: &str, covered: &[Range<usize>], exhibit: &Exhibit<'_>, reading: &mut Reading) {
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
    for pair in outside(masked, covered) {
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
