//! TLS alerts, in whatever words a library gives their names: `bad_certificate`, `BadCertificate`, `Certificate is bad`.

use std::ops::Range;

use super::search::{all, line, piece, says};
use super::{Form, Reading};
use crate::{Place, Sign, observe};

/// The names as they are written, only letters of them, and the name in the IANA registry; the longer before those
/// that they contain.
const NAMES: &[(&str, &str)] = &[
    ("unknowncertificateauthority", "unknown_ca"),
    ("unknownca", "unknown_ca"),
    ("caisunknown", "unknown_ca"),
    ("certificateunknown", "certificate_unknown"),
    ("unknowncertificate", "certificate_unknown"),
    ("badcertificate", "bad_certificate"),
    ("certificateisbad", "bad_certificate"),
    ("unsupportedcertificate", "unsupported_certificate"),
    ("certificateisnotsupported", "unsupported_certificate"),
    ("certificaterevoked", "certificate_revoked"),
    ("revokedcertificate", "certificate_revoked"),
    ("certificatewasrevoked", "certificate_revoked"),
    ("certificateexpired", "certificate_expired"),
    ("expiredcertificate", "certificate_expired"),
    ("certificatewasexpired", "certificate_expired"),
    ("certificaterequired", "certificate_required"),
    ("certificateisrequired", "certificate_required"),
    ("accessdenied", "access_denied"),
    ("accesswasdenied", "access_denied"),
    ("decrypterror", "decrypt_error"),
    ("errordecryptingmessage", "decrypt_error"),
    ("protocolversion", "protocol_version"),
    ("handshakefailure", "handshake_failure"),
    ("handshakefailed", "handshake_failure"),
    ("insufficientsecurity", "insufficient_security"),
    ("unrecognizedname", "unrecognized_name"),
    ("unrecognisedname", "unrecognized_name"),
    ("servernamesentwasnotrecognized", "unrecognized_name"),
];

/// How alerts are announced. Behind it stands the name, on the same line.
const BEGINNINGS: &[&str] = &["alert", "remote error: tls:"];

/// Further away than this stands something else.
const NEAR: usize = 80;

/// More than this many say nothing new.
const MOST: usize = 40;

pub(super) fn read(text: &str, covered: &[Range<usize>], reading: &mut Reading) {
    for beginning in BEGINNINGS {
        for at in all(text, beginning).take(MOST) {
            if covered.iter().any(|command| command.contains(&at)) {
                continue;
            }
            let start = at + beginning.len();
            let said: String = line(text, start).chars().take(NEAR).collect();
            let Some(name) = name(&said).or_else(|| numbered(&said)) else {
                continue;
            };
            let begin = text.get(..at).and_then(|before| before.rfind('\n'));
            let before = piece(text, begin.map_or(0, |begin| begin + 1)..at);
            let bytes = at..start + said.len();
            // What the client sends says what it thinks of the server.
            let own = ["(out)", "sending", "send ", "sent alert", "writing"];
            let own = own.iter().any(|word| says(before, word))
                || said.starts_with(" write")
                || before.trim_end().ends_with("CLIENT")
                || is_of_client(text, before);
            let place = Place::Text(bytes.clone());
            if own {
                let sign = match name {
                    "unknown_ca" => Sign::RootUntrusted,
                    "certificate_expired" => Sign::ServerExpired,
                    "bad_certificate" | "certificate_unknown" => Sign::VerifyFailed,
                    _ => continue,
                };
                let seen = format!("the client sent the TLS alert {name}");
                reading.evidence.push(sign, place, seen);
            } else {
                reading
                    .evidence
                    .extend(observe::handshake_alert(name, place));
            }
            reading.form(Form::Log, bytes);
        }
    }
}

/// The numbers of the IANA registry.
const NUMBERS: &[(u8, &str)] = &[
    (40, "handshake_failure"),
    (42, "bad_certificate"),
    (43, "unsupported_certificate"),
    (44, "certificate_revoked"),
    (45, "certificate_expired"),
    (46, "certificate_unknown"),
    (48, "unknown_ca"),
    (49, "access_denied"),
    (51, "decrypt_error"),
    (70, "protocol_version"),
    (71, "insufficient_security"),
    (112, "unrecognized_name"),
    (116, "certificate_required"),
];

/// `type: [2:48]`, `(msg 48)`, `number 48`, `received alert 48`.
fn numbered(said: &str) -> Option<&'static str> {
    let known = [
        "[2:",
        "msg ",
        "number ",
        "code ",
        "description ",
        "message=",
        "description=",
    ];
    let behind = known.iter().find_map(|words| {
        let at = super::search::find(said, words, 0)?;
        said.get(at + words.len()..)
    });
    // Directly behind the word only the number itself, and nothing on the line.
    let direct = Some(said).filter(|said| {
        let rest = said.trim();
        rest.len() <= 4 && rest.contains(|letter: char| letter.is_ascii_digit())
    });
    let digits = behind
        .or(direct)?
        .trim_start_matches([' ', ':', '=', '(', '[', '#']);
    let end = digits.find(|character: char| !character.is_ascii_digit());
    let number = digits
        .get(..end.unwrap_or(digits.len()))?
        .parse::<u8>()
        .ok()?;
    let found = NUMBERS.iter().find(|(known, _)| *known == number)?;
    Some(found.1)
}

/// Whether the line of a capture goes from the one that began the connection: `10.0.0.5 → 20.43.44.164 TLSv1.2 ..`.
fn is_of_client(text: &str, line: &str) -> bool {
    let from = |line: &str| {
        let arrow = line.find(" → ").or_else(|| line.find(" -> "))?;
        let (before, _) = line.split_at_checked(arrow)?;
        before.split_ascii_whitespace().last().map(str::to_owned)
    };
    let Some(sender) = from(line) else {
        return false;
    };
    let mut lines = text.lines();
    let began = lines.find(|line| line.contains("[SYN]") || line.contains("Client Hello"));
    began.and_then(from) == Some(sender)
}

fn name(said: &str) -> Option<&'static str> {
    let letters = said.chars().filter(char::is_ascii_alphabetic);
    let letters: String = letters.map(|letter| letter.to_ascii_lowercase()).collect();
    let mut known = NAMES.iter();
    let (_, name) = known.find(|(words, _)| letters.contains(words))?;
    Some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<Sign>) {
        let mut reading = Reading::default();
        read(text, &[], &mut reading);
        let seen = reading.evidence.observations.first();
        assert_eq!(seen.map(|seen| seen.sign), expected, "{text}");
    }

    #[test]
    fn names_are_heard_however_they_are_written() {
        check(
            "remote error: tls: unknown certificate authority",
            Some(Sign::AlertUnknownCa),
        );
        check(
            "received fatal alert: UnknownCA",
            Some(Sign::AlertUnknownCa),
        );
        check(
            "*** Received alert [48]: CA is unknown",
            Some(Sign::AlertUnknownCa),
        );
        check(
            "sent a TLS alert: 'DecryptError'",
            Some(Sign::AlertDecryptError),
        );
        check(
            "* TLSv1.3 (IN), TLS alert, handshake failure (552):",
            Some(Sign::TlsHandshakeFailure),
        );
        check("* TLSv1.3 (IN), TLS alert, close notify (256):", None);
        check("alert rule fired\nbad certificate", None);
        check(
            "mbedtls: got an alert message, type: [2:48]",
            Some(Sign::AlertUnknownCa),
        );
        check(
            "is a fatal alert message (msg 51)",
            Some(Sign::AlertDecryptError),
        );
        check("received alert 42", Some(Sign::AlertBadCertificate));
        check("alert 7 of 48 rules", None);
        check(
            "received SERVER ALERT: Fatal - Bad Certificate",
            Some(Sign::AlertBadCertificate),
        );
    }

    #[test]
    fn a_capture_tells_who_sent_an_alert() {
        let hello = "1 0.0 10.0.0.5 → 20.43.44.164 TLSv1.2 278 Client Hello\n";
        let alert = "TLSv1.2 73 Alert (Level: Fatal, Description: Unknown CA)";
        let own = format!("{hello}2 0.1 10.0.0.5 → 20.43.44.164 {alert}");
        check(&own, Some(Sign::RootUntrusted));
        let servers = format!("{hello}2 0.1 20.43.44.164 → 10.0.0.5 {alert}");
        check(&servers, Some(Sign::AlertUnknownCa));
    }

    #[test]
    fn what_the_client_sends_is_about_the_server() {
        let curl = "* TLSv1.3 (OUT), TLS alert, unknown CA (560):";
        check(curl, Some(Sign::RootUntrusted));
        check(
            "generated CLIENT ALERT: Fatal - Unknown CA",
            Some(Sign::RootUntrusted),
        );
        check(
            "=> send alert message, level=2 message=48",
            Some(Sign::RootUntrusted),
        );
        check(
            "SSL3 alert write:fatal:certificate expired",
            Some(Sign::ServerExpired),
        );
        check(
            "SSL3 alert read:fatal:certificate expired",
            Some(Sign::AlertCertificateExpired),
        );
    }
}
