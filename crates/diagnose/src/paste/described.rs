//! Certificates that tools describe without showing them: by fingerprints, names and key identifiers.
//! One piece: one type and its reading.

use std::ops::Range;

use device_certs::Certificate;

use super::files::{Role, is_ca_by_name, role};
use super::search::{find, line, says};
use super::transcript::{Piece, file_name, shown_file, word_after};
use super::{Form, Reading};
use crate::{Ask, Place, Sign};

/// What is known of one certificate.
#[derive(Clone, Debug, Default)]
pub(super) struct Described {
    /// The first line about it.
    at: Range<usize>,
    /// Which command printed it, by number; of several certificates of one command the order is that of the file.
    listing: usize,
    trusted: bool,
    /// Whether a tool other than OpenSSL tells of it, mostly of a store, where the order says nothing.
    stored: bool,
    /// Whether the settings call its file the certificate, or the trusted roots.
    presented: bool,
    roots: bool,
    /// Whether its file is called like one of a CA.
    called_ca: bool,
    /// Whether a program or its settings name the file.
    in_program: bool,
    ca: bool,
    /// Whether its extended key usage names servers, and clients.
    servers: bool,
    clients: bool,
    pub(super) subject: Option<String>,
    pub(super) issuer: Option<String>,
    /// When it begins and ends, in Unix seconds.
    since: Option<i64>,
    until: Option<i64>,
    /// Fingerprints in upper case without colons.
    pub(super) prints: Vec<String>,
    subject_key: Option<String>,
    authority_key: Option<String>,
}

/// Fingerprints that the service or the hub keeps, as one printed with `--query`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Keeper {
    Enrolment,
    Hub,
}

/// Whether a certificate with these fingerprints is the one that is kept; `None` when they are of different kinds.
pub(super) fn is_kept(own: &[String], kept: &[String]) -> Option<bool> {
    if own.iter().any(|print| kept.contains(print)) {
        return Some(true);
    }
    let alike = |print: &String| kept.iter().any(|kept| kept.len() == print.len());
    own.iter().any(alike).then_some(false)
}

/// A name as tools write it, in one way: `CN = dev-01` and `/CN=dev-01` are `cn=dev-01`.
pub(super) fn plain_name(name: &str) -> String {
    let name = name.trim().trim_start_matches('/').to_ascii_lowercase();
    let name = name
        .replace(" = ", "=")
        .replace(", ", ",")
        .replace('/', ",");
    match name.contains('=') {
        true => name,
        false => format!("cn={name}"),
    }
}

impl Described {
    fn is_self_issued(&self) -> bool {
        self.subject.is_some() && self.subject == self.issuer
    }

    fn common_name(&self) -> Option<&str> {
        let (_, behind) = self.subject.as_deref()?.rsplit_once("cn=")?;
        behind.split(',').next()
    }

    /// Whether its name is that of the other's issuer.
    pub(super) fn names_issuer_of(&self, other: &Self) -> bool {
        self.subject.is_some() && self.subject == other.issuer
    }

    /// Whether the key identifiers show that its key did not sign the other, whatever the names are.
    fn has_another_key(&self, than_of: &Self) -> bool {
        match (&self.subject_key, &than_of.authority_key) {
            (Some(own), Some(wanted)) => own != wanted,
            _ => false,
        }
    }
}

/// Every certificate that is described. What a server showed is not among them.
pub(super) fn read(text: &str, pieces: &[Piece<'_>], reading: &Reading) -> Vec<Described> {
    let mut all = Vec::new();
    for (listing, piece) in pieces.iter().enumerate() {
        let command = piece.command;
        let certificates = [
            "openssl x509",
            "print_certs",
            "openssl storeutl",
            "keytool",
            "certutil",
            "certtool -i",
            "certtool --certificate-info",
            "PfxCertificate",
            "Cert:\\",
            "X509Certificate2",
        ];
        let describes = certificates.iter().any(|words| command.contains(words))
            && !command.contains("s_client")
            && !command.contains("-showcerts")
            && !command.contains("-sslserver");
        let file = shown_file(command)
            .or_else(|| word_after(command, "-in"))
            .or_else(|| word_after(command, "-certfile"))
            .or_else(|| word_after(command, "-keystore"))
            .or_else(|| word_after(command, "-file"))
            .or_else(|| word_after(command, "--infile"))
            .unwrap_or_default();
        let summed = ["sha256sum", "sha1sum"]
            .iter()
            .any(|sum| command.contains(sum))
            || ["sha256", "sha1", "dgst"]
                .iter()
                .any(|sum| command.contains(&format!("openssl {sum}")));
        let of_der = summed
            && !command.contains("-pub")
            && !command.contains("-modulus")
            && (command.contains("-outform der") || command.contains("-outform DER"));
        let output = text.get(piece.output.clone()).unwrap_or_default();
        let named = |what: &str| {
            let mut values = reading.understood.iter();
            values.any(|value| value.what == what && file_name(&value.value) == file_name(file))
        };
        let mut one = Listing {
            found: Vec::new(),
            template: Described {
                listing,
                trusted: role(file, reading) == Role::Trust
                    || ["\\Root", "AuthRoot", "-store Root"]
                        .iter()
                        .any(|store| command.contains(store)),
                stored: [
                    "keytool",
                    "certtool",
                    "certutil",
                    "Cert:\\",
                    "PfxCertificate",
                ]
                .iter()
                .any(|tool| command.contains(tool)),
                presented: named("certificate"),
                roots: named("trusted roots"),
                called_ca: is_ca_by_name(file),
                in_program: in_program(text, file_name(file)),
                ..Described::default()
            },
        };
        if describes && of_der {
            one.digest(output, piece.output.start);
        } else if describes {
            one.lines(output, piece.output.start);
        }
        all.append(&mut one.found);
    }
    all
}

/// What one command printed.
struct Listing {
    found: Vec<Described>,
    template: Described,
}

impl Listing {
    /// The certificate that a line is about: a new one when this was said of the last one before.
    fn about(
        &mut self,
        said: impl Fn(&Described) -> bool,
        at: Range<usize>,
    ) -> Option<&mut Described> {
        if self.found.last().is_none_or(said) {
            self.found.push(Described {
                at,
                ..self.template.clone()
            });
        }
        self.found.last_mut()
    }

    fn digest(&mut self, output: &str, start: usize) {
        let words = output.lines().next().unwrap_or_default();
        let digest = words.rsplit("= ").next().unwrap_or_default();
        let digest = digest.split_ascii_whitespace().next().unwrap_or_default();
        if let Some(print) = fingerprint(digest) {
            let about = self.about(|_| true, start..start + words.len());
            if let Some(about) = about {
                about.prints.push(print);
            }
        }
    }

    fn lines(&mut self, output: &str, start: usize) {
        let mut at = start;
        // The heading whose value stands on the line below it.
        let mut heading = "";
        for line in output.split_inclusive('\n') {
            let bytes = at..at + line.trim_end().len();
            at += line.len();
            let line = line.trim();
            if line.starts_with("-----BEGIN") {
                // The block itself tells all of this.
                self.found.clear();
                return;
            }
            let value = |names: &[&str]| {
                let (name, value) = labelled(line)?;
                (names.contains(&name.as_str()) && !value.is_empty()).then_some(value)
            };
            let key = || {
                let value = line.trim_start_matches("keyid:");
                Some(value.replace(':', "").to_ascii_uppercase()).filter(|key| is_hex(key))
            };
            // Windows tells names on a line of their own.
            let below = |wanted: &str| (heading == wanted && line.contains('=')).then_some(line);
            if let Some(name) = value(SUBJECTS).or_else(|| below("owner")) {
                let name = plain_name(name);
                if let Some(one) = self.about(|one| one.subject.is_some(), bytes) {
                    one.subject = Some(name);
                }
            } else if let Some(name) = value(ISSUERS).or_else(|| below("by")) {
                let name = plain_name(name);
                if let Some(one) = self.about(|one| one.issuer.is_some(), bytes) {
                    one.issuer = Some(name);
                }
            } else if let Some(print) = said_print(line) {
                let print = Some(print);
                let same = |one: &Described| {
                    let length = print.as_ref().map_or(0, String::len);
                    one.prints.iter().any(|known| known.len() == length)
                };
                if let (Some(one), Some(print)) = (self.about(same, bytes), print.clone()) {
                    one.prints.push(print);
                }
            } else if heading == "subject"
                && let (Some(one), Some(key)) = (self.found.last_mut(), key())
            {
                one.subject_key = Some(key);
            } else if heading == "authority"
                && let (Some(one), Some(key)) = (self.found.last_mut(), key())
            {
                one.authority_key = Some(key);
            }
            if let Some(one) = self.found.last_mut() {
                if one.stored {
                    let (since, until) = super::dates::span(line);
                    one.since = one.since.or(since);
                    one.until = one.until.or(until);
                }
                one.ca |= line.starts_with("CA:TRUE");
                one.servers |= line.contains("TLS Web Server Authentication");
                one.clients |= line.contains("TLS Web Client Authentication");
            }
            let names = labelled(line).filter(|(_, value)| value.is_empty());
            let names = names.map(|(name, _)| name).unwrap_or_default();
            heading = if SUBJECTS.contains(&names.as_str()) {
                "owner"
            } else if ISSUERS.contains(&names.as_str()) {
                "by"
            } else if says(line, "subject key identifier:") {
                "subject"
            } else if says(line, "authority key identifier:") {
                "authority"
            } else {
                ""
            };
        }
    }
}

/// What tools call the subject, in their languages.
const SUBJECTS: &[&str] = &[
    "subject",
    "owner",
    "eigentümer",
    "antragsteller",
    "propriétaire",
    "objet",
    "propietario",
    "asunto",
    "proprietario",
    "proprietário",
    "eigenaar",
    "所有者",
];

/// And the issuer.
const ISSUERS: &[&str] = &[
    "issuer",
    "aussteller",
    "emetteur",
    "émetteur",
    "emisor",
    "emittente",
    "autorità emittente",
    "emissor",
    "verlener",
    "発行者",
    "颁发者",
];

/// The name before `:` or `=` at the beginning of a line, in lower case, and what stands behind it.
fn labelled(line: &str) -> Option<(String, &str)> {
    let at = line.find([':', '='])?;
    let (name, value) = line.split_at_checked(at)?;
    let value = value.get(1..)?.trim();
    Some((name.trim().to_lowercase(), value))
}

/// The fingerprint in a line: of OpenSSL, keytool, certutil and PowerShell.
fn said_print(line: &str) -> Option<String> {
    let names = [
        "fingerprint=",
        "sha1:",
        "sha256:",
        "hash(sha1):",
        "thumbprint :",
        "thumbprint:",
    ];
    let named = names.iter().find_map(|name| {
        let at = find(line, name, 0)?;
        line.get(at + name.len()..).and_then(fingerprint)
    });
    // PowerShell puts them into a column, without colons: serial numbers and key identifiers have some.
    let bare = |word: &&str| !word.contains(':');
    let word = || {
        let word = line.split_ascii_whitespace().next().filter(bare);
        word.and_then(fingerprint)
    };
    named.or_else(word)
}

/// The digits of a SHA-1 or SHA-256 fingerprint, in upper case.
fn fingerprint(text: &str) -> Option<String> {
    let digits = text.trim().replace(':', "").to_ascii_uppercase();
    (matches!(digits.len(), 40 | 64) && is_hex(&digits)).then_some(digits)
}

fn is_hex(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The device's own among them: the one called like the device, else the one that issued no other.
pub(super) fn leaf<'a>(all: &'a [Described], reading: &Reading) -> Option<&'a Described> {
    let own = || all.iter().filter(|one| !one.trusted);
    let id = reading.values.registration_id.as_deref();
    let called = own().find(|one| {
        let name = one.common_name();
        name.is_some_and(|name| id.is_some_and(|id| id.eq_ignore_ascii_case(name)))
    });
    let last = |one: &&Described| {
        if one.called_ca && one.is_self_issued() && !one.presented {
            return false;
        }
        let mut others = all.iter();
        !others.any(|other| !other.is_self_issued() && one.names_issuer_of(other))
    };
    called.or_else(|| own().find(last))
}

/// Whether a line that is no command and no output names the file: a call, or a setting.
fn in_program(text: &str, file: &str) -> bool {
    let tools = ["openssl", "az iot", "keytool", "cat ", "curl"];
    let mut lines = text
        .lines()
        .filter(|line| !file.is_empty() && line.contains(file));
    lines.any(|line| {
        let tool = tools.iter().any(|tool| says(line, tool));
        !tool && line.contains(['(', '=', ':'])
    })
}

/// Who issues what Azure shows.
const AZURES: &[&str] = &["digicert", "microsoft", "baltimore", "azure", "globalsign"];

/// A root that a program names, and that is none of Azure's, where the server is not trusted: the device's own.
///
/// `issuer` is the name that the last of the certificates presented gives for its own.
pub(super) fn trusted_own(all: &[Described], issuer: Option<&str>, reading: &mut Reading) {
    let failing = [
        Sign::RootUntrusted,
        Sign::ServerSelfSigned,
        Sign::VerifyFailed,
    ];
    let told = [Sign::TrustIsOwnCa, Sign::ProxyCertificate];
    let has = |signs: &[Sign]| signs.iter().any(|sign| reading.evidence.has(*sign));
    if !has(&failing) || has(&told) {
        return;
    }
    // Where the issuers of the device are known, one of them.
    let issuers: Vec<String> = all
        .iter()
        .filter(|one| !one.is_self_issued())
        .filter_map(|one| one.issuer.clone())
        .chain(issuer.map(|issuer| format!("cn={}", issuer.to_ascii_lowercase())))
        .collect();
    let own = all.iter().find(|one| {
        let subject = one.subject.as_deref().unwrap_or_default();
        let issues = |name: &String| name.contains(subject) || subject.contains(name.as_str());
        if !issuers.is_empty() && !issuers.iter().any(issues) {
            return false;
        }
        let azures = AZURES.iter().any(|name| subject.contains(name));
        let root = one.called_ca && (one.issuer.is_none() || one.is_self_issued());
        one.in_program && root && !subject.is_empty() && !azures && !one.presented
    });
    if let Some(own) = own {
        let seen = "the root that the program trusts is none of Azure's";
        say(Sign::TrustIsOwnCa, &own.at.clone(), seen, reading);
    }
}

/// What the descriptions say of each other: the order of a chain, and an issuer that was made again.
pub(super) fn judge(all: &[Described], reading: &mut Reading) {
    for child in all.iter().filter(|one| !one.is_self_issued()) {
        let issuers = || all.iter().filter(|one| one.names_issuer_of(child));
        let other = issuers().find(|issuer| issuer.has_another_key(child));
        let right = issuers().any(|issuer| !issuer.has_another_key(child));
        if let (Some(other), false) = (other, right) {
            let seen = "the issuer has the name that the certificate below it says, and another key: it was made again";
            say(Sign::ChainBroken, &other.at, seen, reading);
        }
    }
    for one in all {
        let issued = all
            .iter()
            .find(|other| !other.is_self_issued() && !other.trusted && one.names_issuer_of(other));
        if one.roots && issued.is_some() {
            let seen = "the file of trusted roots holds the issuer of the device's own certificate";
            say(Sign::TrustIsOwnCa, &one.at, seen, reading);
        }
        if one.presented && one.ca && !one.is_self_issued() {
            let seen = "the certificate that is presented is a CA's";
            say(Sign::LeafIsCa, &one.at, seen, reading);
        }
        if (one.presented || all.len() == 1) && one.servers && !one.clients && !one.trusted {
            let seen = "the certificate is for servers only";
            say(Sign::LeafForServers, &one.at, seen, reading);
        }
    }
    // A store that holds every issuer up to one that signs itself.
    let stored = |one: &&Described| one.stored && !one.trusted;
    let whole = |one: &Described| {
        one.is_self_issued() || all.iter().any(|other| other.names_issuer_of(one))
    };
    let leaf = all.iter().filter(stored).find(|one| !one.is_self_issued());
    if let Some(leaf) = leaf.filter(|_| all.iter().filter(stored).all(whole)) {
        let seen = "the store holds every issuer of the certificate";
        say(Sign::ChainComplete, &leaf.at.clone(), seen, reading);
    }
    let mut listings: Vec<usize> = all
        .iter()
        // A store of Windows or of Java has no order of its own.
        .filter(|one| !one.stored)
        .map(|one| one.listing)
        .collect();
    listings.dedup();
    for listing in listings {
        let of: Vec<&Described> = all.iter().filter(|one| one.listing == listing).collect();
        let chain = of
            .iter()
            .all(|one| one.subject.is_some() && one.issuer.is_some() && !one.trusted);
        if of.len() < 2 || !chain {
            continue;
        }
        for pair in of.windows(2) {
            let [below, above] = pair else { continue };
            if above.names_issuer_of(below) {
                continue;
            }
            if below.is_self_issued() {
                continue;
            }
            let elsewhere = of.iter().any(|one| one.names_issuer_of(below));
            let elsewhere = elsewhere || of.iter().any(|one| below.names_issuer_of(one));
            let (sign, seen) = if elsewhere {
                (
                    Sign::LeafNotFirst,
                    "the certificates do not stand in order, leaf first and each issuer behind it",
                )
            } else {
                (
                    Sign::ChainBroken,
                    "the certificate above this one is not its issuer, and none of the others is",
                )
            };
            say(sign, &above.at, seen, reading);
            break;
        }
    }
}

/// Whether the device's certificate is valid by the dates that a tool other than OpenSSL tells.
pub(super) fn dated(all: &[Described], now: Option<i64>, reading: &mut Reading) {
    let (Some(now), Some(leaf)) = (now, leaf(all, reading)) else {
        return;
    };
    let named = leaf.common_name().map(str::to_owned);
    let devices = leaf.presented
        || named
            == reading
                .values
                .registration_id
                .as_ref()
                .map(|id| id.to_lowercase());
    if (leaf.called_ca || leaf.is_self_issued()) && !devices {
        return;
    }
    if leaf.until.is_some_and(|until| until < now) {
        let seen = "the certificate has expired, by the dates that are printed of it";
        say(Sign::LeafExpired, &leaf.at.clone(), seen, reading);
    }
    if leaf.since.is_some_and(|since| since > now) {
        let seen = "the certificate is not valid yet, by the dates that are printed of it";
        say(Sign::LeafNotYetValid, &leaf.at.clone(), seen, reading);
    }
    let above = all
        .iter()
        .find(|one| !one.trusted && one.names_issuer_of(leaf));
    if let Some(issuer) = above.filter(|one| one.until.is_some_and(|until| until < now)) {
        let seen = "the issuer's certificate has expired, by the dates that are printed of it";
        say(Sign::IssuerExpired, &issuer.at.clone(), seen, reading);
    }
}

fn say(sign: Sign, at: &Range<usize>, seen: &str, reading: &mut Reading) {
    reading.form(Form::Log, at.clone());
    reading.evidence.push(sign, Place::Text(at.clone()), seen);
    reading.evidence.given.insert(Ask::Chain);
}

/// A thumbprint that was asked for alone, beside that of the device's certificate.
pub(super) fn queried(text: &str, pieces: &[Piece<'_>], own: &[String], reading: &mut Reading) {
    for piece in pieces {
        let command = piece.command;
        if !says(command, "thumbprint") || !command.starts_with("az ") {
            continue;
        }
        // A list has other devices as well.
        let keeper = if says(command, "device-identity") && !says(command, "identity list") {
            Keeper::Hub
        } else if says(command, "enrollment ") && says(command, "clientcertificates") {
            Keeper::Enrolment
        } else {
            continue;
        };
        let mut kept = Vec::new();
        for word in text
            .get(piece.output.clone())
            .unwrap_or_default()
            .split_ascii_whitespace()
        {
            kept.extend(fingerprint(word.trim_matches(['"', ',', '[', ']'])));
        }
        let Some(fits) = is_kept(own, &kept) else {
            continue;
        };
        let (sign, seen) = match (keeper, fits) {
            (Keeper::Hub, true) => (Sign::HubThumbprintFits, "the hub holds this thumbprint"),
            (Keeper::Hub, false) => (
                Sign::HubThumbprintDiffers,
                "the hub holds another thumbprint than the certificate has",
            ),
            (Keeper::Enrolment, true) => (
                Sign::EnrolledAsWritten,
                "the enrolment holds this certificate",
            ),
            (Keeper::Enrolment, false) => (
                Sign::EnrolledOther,
                "the enrolment holds another certificate than this one",
            ),
        };
        let start = piece.output.start;
        let bytes = start..start + line(text, start).len();
        say(sign, &bytes, seen, reading);
    }
}

/// The fingerprint that a program's log says its certificate has: the last one, after a renewal.
pub(super) fn logged(text: &str) -> Vec<String> {
    let known = [
        "sha1 ",
        "sha1=",
        "sha256 ",
        "sha256=",
        "thumbprint ",
        "thumbprint=",
    ];
    let about = ["identity", "certificate", "cert ", "leaf", "presenting"];
    let lines = text
        .lines()
        .filter(|line| about.iter().any(|word| says(line, word)));
    let mut found = lines.filter_map(|line| {
        let (at, name) = known
            .iter()
            .find_map(|name| Some((find(line, name, 0)?, name.len())))?;
        let behind = line.get(at + name..)?;
        let hex = |letter: &char| letter.is_ascii_hexdigit() || *letter == ':';
        fingerprint(&behind.chars().take_while(hex).collect::<String>())
    });
    found.next_back().into_iter().collect()
}

/// Thumbprints as the portal shows them, copied as text. `told` are commands and records, which others read.
pub(super) fn copied(text: &str, told: &[Range<usize>], own: &[String], reading: &mut Reading) {
    let mut hub = Vec::new();
    let mut enrolment = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let Some((name, value)) = line.split_once(':') else {
            continue;
        };
        let Some(print) = fingerprint(value) else {
            continue;
        };
        if told.iter().any(|told| told.contains(&start)) {
            continue;
        }
        let bytes = start..start + line.trim_end().len();
        match plain_words(name).as_str() {
            "primarythumbprint" | "secondarythumbprint" => hub.push((print, bytes)),
            "primarycertificatethumbprint" | "secondarycertificatethumbprint" => {
                enrolment.push((print, bytes));
            }
            _ => {}
        }
    }
    for (kept, fits, differs) in [
        (hub, Sign::HubThumbprintFits, Sign::HubThumbprintDiffers),
        (enrolment, Sign::EnrolledAsWritten, Sign::EnrolledOther),
    ] {
        let prints: Vec<String> = kept.iter().map(|(print, _)| print.clone()).collect();
        let (Some(is), Some((_, bytes))) = (is_kept(own, &prints), kept.first()) else {
            continue;
        };
        if is {
            say(
                fits,
                bytes,
                "it is the thumbprint of the certificate",
                reading,
            );
        } else {
            say(
                differs,
                bytes,
                "the certificate has another thumbprint",
                reading,
            );
        }
    }
}

fn plain_words(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphabetic);
    letters.collect::<String>().to_ascii_lowercase()
}

/// The fingerprints of a certificate that is shown itself.
pub(super) fn prints(certificate: &Certificate) -> Vec<String> {
    let plain = |print: String| print.replace(':', "").to_ascii_uppercase();
    vec![plain(certificate.sha1()), plain(certificate.sha256())]
}
