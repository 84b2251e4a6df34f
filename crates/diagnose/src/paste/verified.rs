//! What `openssl verify` and `openssl x509 -checkend` say of the device's own certificates: nothing about a server.

use super::files::{Role, role};
use super::search::{all, line, says};
use super::transcript::{Piece, word_after};
use super::{Form, Reading};
use crate::{Ask, Place, Sign};

/// `openssl s_client` to a server of one's own, without being told any roots: it knows none that could be that server's.
fn is_untold(command: &str) -> bool {
    let roots = ["-cafile", "-capath", "-castore", "azure-devices"];
    command.starts_with("openssl s_client") && !roots.iter().any(|words| says(command, words))
}

/// Takes back what the words of a command would mean elsewhere.
fn taken_back(piece: &Piece<'_>, signs: &[Sign], reading: &mut Reading) {
    reading.evidence.observations.retain(|seen| {
        let here = matches!(&seen.place, Place::Text(bytes) if piece.output.contains(&bytes.start));
        !(here && signs.contains(&seen.sign))
    });
}

/// Reads both, and takes back what their words would mean of a server.
pub(super) fn read(text: &str, pieces: &[Piece<'_>], reading: &mut Reading) {
    for piece in pieces {
        let command = piece.command;
        let output = text.get(piece.output.clone()).unwrap_or_default();
        let start = piece.output.start;
        if command.starts_with("openssl x509") && says(command, "-checkend 0") {
            let file = word_after(command, "-in").unwrap_or_default();
            if let Some(at) = all(output, "certificate will expire").next()
                && role(file, reading) == Role::Device
            {
                let seen = "openssl says that the certificate has expired";
                say(Sign::LeafExpired, start + at, text, seen, reading);
            }
        }
        if is_untold(command) {
            taken_back(
                piece,
                &[
                    Sign::RootUntrusted,
                    Sign::ServerSelfSigned,
                    Sign::VerifyFailed,
                ],
                reading,
            );
        }
        let file = command.split_ascii_whitespace().last().unwrap_or_default();
        if !command.starts_with("openssl verify") || role(file, reading) != Role::Device {
            continue;
        }
        let of_server = [
            Sign::RootUntrusted,
            Sign::ServerSelfSigned,
            Sign::ServerExpired,
            Sign::ServerNotYetValid,
            Sign::VerifyFailed,
        ];
        taken_back(piece, &of_server, reading);
        let with_chain = says(command, "-untrusted");
        for at in all(output, "error ") {
            let said = line(output, at);
            let mut words = said.split_ascii_whitespace().skip(1);
            let (Some(number), Some("at"), Some(depth)) =
                (words.next(), words.next(), words.next())
            else {
                continue;
            };
            let sign = match (number, depth) {
                ("10", "0") => Sign::LeafExpired,
                ("10", _) => Sign::IssuerExpired,
                ("9", "0") => Sign::LeafNotYetValid,
                ("7" | "24" | "29" | "30" | "79", _) => Sign::ChainBroken,
                ("2" | "20" | "21", _) if with_chain => Sign::ChainBroken,
                // The intermediate may not have been given to this command alone.
                ("2" | "20" | "21", "0") => Sign::IssuerAbsent,
                ("18", "0") => Sign::LeafOwnRoot,
                _ => continue,
            };
            let seen = format!("openssl verify says {said:?}");
            say(sign, start + at, text, &seen, reading);
        }
    }
}

fn say(sign: Sign, at: usize, text: &str, seen: &str, reading: &mut Reading) {
    let bytes = at..at + line(text, at).len();
    reading.form(Form::Log, bytes.clone());
    reading.evidence.push(sign, Place::Text(bytes), seen);
    reading.evidence.given.insert(Ask::Chain);
}
