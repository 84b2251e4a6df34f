//! The server's certificate, as `openssl s_client` prints it, beside the host, the time and what is trusted.

use std::ops::Range;

use device_certs::Certificate;
use device_certs::certificate::{AltName, ValidAt};

use super::pem::may_be_issuer;
use super::search::{all, find, line, piece, run};
use super::transcript::{Piece, command_of, word_after};
use super::{Form, Reading};
use crate::{Ask, Place, Sign};

/// Judges the certificate in this block. `trust` are the certificates that the device trusts, empty when they are not
/// known.
pub(super) fn read(
    text: &str,
    block: Range<usize>,
    certificate: &Certificate,
    trust: &[Certificate],
    pieces: &[Piece<'_>],
    now: Option<i64>,
    reading: &mut Reading,
) {
    reading.form(Form::Pem, block.clone());
    reading.evidence.given.insert(Ask::Handshake);
    let command = command_of(pieces, block.start).unwrap_or_default();
    let mut say = |sign: Sign, seen: String| {
        let place = Place::Text(block.clone());
        reading.evidence.push(sign, place, seen);
    };
    let wanted = ["-verify_hostname", "-verify_ip", "-servername", "-connect"]
        .iter()
        .find_map(|option| word_after(command, option));
    let host = wanted.map(|host| host.rsplit_once(':').map_or(host, |(host, _)| host));
    if let Some(host) = host.filter(|host| !host.is_empty()) {
        if fits(certificate, host) {
            let seen = format!("the server's certificate has the name {host:?}");
            say(Sign::ServerNamesFit, seen);
        } else {
            let seen = format!("the server's certificate does not have the name {host:?}");
            say(Sign::ServerNamesOther, seen);
        }
    }
    match now.map(|now| certificate.valid_at(now)) {
        Some(ValidAt::Expired) => say(
            Sign::ServerDatesPast,
            "the server's certificate has expired, whatever the device's clock says".to_owned(),
        ),
        Some(ValidAt::NotYet) => say(
            Sign::ServerDatesAhead,
            "the server's certificate is not valid yet".to_owned(),
        ),
        Some(ValidAt::Current) => say(
            Sign::ServerDatesRight,
            "the server's certificate is valid now".to_owned(),
        ),
        _ => {}
    }
    if trust.is_empty() {
        return;
    }
    if trust.iter().any(|root| may_be_issuer(root, certificate)) {
        let seen = "a trusted certificate is the issuer of the server's";
        say(Sign::TrustFits, seen.to_owned());
        return;
    }
    // Of a longer chain the names tell: the last issuer has to be among the trusted.
    let from = find(text, "certificate chain", 0).unwrap_or(0);
    let chain = piece(text, from..block.start);
    let last = all(chain, "i:").last().map(|at| line(chain, at + 2));
    let last = last.unwrap_or_default().replace(" = ", "=");
    let known = trust.iter().any(|root| {
        let name = root.common_name();
        name.is_some_and(|name| last.contains(name))
    });
    let longer = all(chain, "i:").count() > 1;
    if longer && known {
        let seen = "a trusted certificate has the name of the last issuer";
        say(Sign::TrustFits, seen.to_owned());
    } else {
        let seen = "none of the trusted certificates is an issuer of the server's";
        say(Sign::TrustOther, seen.to_owned());
    }
}

/// What clients print of the server's certificate without showing it: curl's `expire date:`, and the line `v:NotBefore`
/// under the first of a chain.
pub(super) fn words(text: &str, now: Option<i64>, reading: &mut Reading) {
    let judged = [
        Sign::ServerDatesPast,
        Sign::ServerDatesAhead,
        Sign::ServerDatesRight,
    ];
    if judged.iter().any(|sign| reading.evidence.has(*sign)) {
        return;
    }
    let Some(now) = now else { return };
    for (begins, ends) in [
        ("start date: ", "expire date: "),
        ("notbefore: ", "notafter: "),
    ] {
        let server = |at: &usize| {
            let before = text.get(..*at).unwrap_or_default();
            let line = before.rsplit('\n').next().unwrap_or_default().trim();
            begins != "notbefore: " || line == "v:"
        };
        let Some(at) = all(text, begins).find(server) else {
            continue;
        };
        let since = super::dates::openssl(line(text, at + begins.len()));
        let behind = find(text, ends, at).map(|at| (at, line(text, at + ends.len())));
        let until = behind.and_then(|(at, said)| Some((at, super::dates::openssl(said)?)));
        let (Some(since), Some((end, until))) = (since, until) else {
            continue;
        };
        let (sign, seen) = if until < now {
            (
                Sign::ServerDatesPast,
                "the server's certificate has expired",
            )
        } else if since > now {
            (
                Sign::ServerDatesAhead,
                "the server's certificate is not valid yet",
            )
        } else {
            (
                Sign::ServerDatesRight,
                "the server's certificate is valid now",
            )
        };
        let place = Place::Text(end..end + ends.len());
        reading.evidence.push(sign, place, seen);
        return;
    }
}

/// The dates of a server's certificate that went from `openssl s_client` to `openssl x509`.
pub(super) fn piped(text: &str, pieces: &[Piece<'_>], now: Option<i64>, reading: &mut Reading) {
    let judged = [
        Sign::ServerDatesPast,
        Sign::ServerDatesAhead,
        Sign::ServerDatesRight,
    ];
    let Some(now) = now else { return };
    for piece in pieces {
        let command = piece.command;
        let server = command.contains("s_client") && command.contains("openssl x509");
        if !server || judged.iter().any(|sign| reading.evidence.has(*sign)) {
            continue;
        }
        let mut at = piece.output.start;
        let output = text.get(piece.output.clone()).unwrap_or_default();
        for line in output.split_inclusive('\n') {
            let bytes = at..at + line.trim_end().len();
            at += line.len();
            let (since, until) = super::dates::span(line);
            let (sign, seen) = match (since, until) {
                (_, Some(until)) if until < now => (
                    Sign::ServerDatesPast,
                    "the server's certificate has expired",
                ),
                (Some(since), _) if since > now => (
                    Sign::ServerDatesAhead,
                    "the server's certificate is not valid yet",
                ),
                (_, Some(_)) => (
                    Sign::ServerDatesRight,
                    "the server's certificate is valid now",
                ),
                _ => continue,
            };
            reading.evidence.push(sign, Place::Text(bytes), seen);
            break;
        }
    }
}

/// Who issues what Azure shows.
const AZURES: &[&str] = &["digicert", "microsoft", "baltimore", "azure"];

/// An issuer of a certificate with Azure's name that is none of Azure's: something between opens TLS.
pub(super) fn issuer(text: &str, reading: &mut Reading) {
    if reading.evidence.has(Sign::ProxyCertificate) {
        return;
    }
    for subject in SUBJECTS {
        for at in all(text, subject) {
            let Some(name) = named(text, at + subject.len()) else {
                continue;
            };
            let own = line(text, name);
            // What names both says the issuer behind the subject.
            let own = own.split("issuer").next().unwrap_or_default();
            if find(own, "azure-devices", 0).is_none() {
                continue;
            }
            // curl tells the dates between the two; some tools tell the issuer first.
            const BETWEEN: usize = 500;
            let near = |at: &usize| at.abs_diff(name) < BETWEEN;
            let issuers = ISSUERS.iter().flat_map(|issuer| {
                let places = all(text, issuer).map(|at| at + issuer.len());
                places.filter_map(|behind| named(text, behind))
            });
            let Some(begins) = issuers
                .filter(near)
                .min_by_key(|at| (*at < name, at.abs_diff(name)))
            else {
                continue;
            };
            let said = line(text, begins)
                .split(['`', '\''])
                .next()
                .unwrap_or_default();
            let azures = AZURES.iter().any(|word| find(said, word, 0).is_some());
            let practice =
                find(said, "practice", 0).is_some() || find(said, "playground", 0).is_some();
            if !azures && !practice && said.contains(['=', ':']) {
                let seen = format!(
                    "the certificate with Azure's name was issued by {:?}",
                    said.trim()
                );
                let place = Place::Text(begins..begins + said.len());
                reading.evidence.push(Sign::ProxyCertificate, place, seen);
                return;
            }
        }
    }
}

/// What tools call the subject of a certificate, and its issuer.
const SUBJECTS: &[&str] = &[
    " s",
    "subject",
    "owner",
    "eigentümer",
    "propriétaire",
    "objet",
];
const ISSUERS: &[&str] = &[
    " i",
    "issuer",
    "aussteller",
    "emetteur",
    "emisor",
    "emittente",
];

/// Where the value begins behind a label: `: `, ` : `, `=`, and the quote of GnuTLS.
fn named(text: &str, behind: usize) -> Option<usize> {
    let blank = |at: usize| run(text, at, |byte| byte == b' ');
    let at = blank(behind);
    match text.as_bytes().get(at)? {
        b':' | b'=' => Some(blank(at + 1)),
        b'`' => Some(at + 1),
        _ => None,
    }
}

fn fits(certificate: &Certificate, host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    if let Ok(address) = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>() {
        let mut names = certificate.alt_names.iter();
        return names.any(|name| matches!(name, AltName::Ip(ip) if *ip == address));
    }
    certificate.alt_names.iter().any(|name| {
        let AltName::Dns(name) = name else {
            return false;
        };
        let name = name.to_ascii_lowercase();
        match name.strip_prefix("*.") {
            Some(rest) => host
                .split_once('.')
                .is_some_and(|(_, behind)| behind == rest),
            None => name == host,
        }
    })
}
