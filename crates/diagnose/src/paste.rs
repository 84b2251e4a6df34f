//! Pasted text, whatever it is: commands, profiles, logs, answers, source, certificates.
//!
//! Never fails, and never panics: what cannot be read is named. Secrets are masked before anything else looks.

mod alerts;
mod assigned;
mod bodies;
mod clock;
mod columns;
mod command;
mod company;
mod context;
mod dates;
mod declared;
mod described;
mod echo;
mod fields;
mod files;
mod flags;
mod group_key;
mod halves;
mod hivemq;
mod inspected;
mod left_out;
mod library_codes;
mod made_up;
mod numbers;
mod pace;
mod pairs;
mod pem;
pub mod phrases;
mod portal;
mod reached;
mod records;
mod refusals;
mod registry;
mod rivals;
mod search;
mod secrets;
mod sequence;
mod server;
mod shell;
mod tokens;
mod topics;
mod transcript;
mod translated;
mod two_clocks;
mod unwrapped;
mod verified;
mod voices;
mod whose;
mod windows;

use std::ops::Range;

use crate::settings::{Given, Settings};
use crate::{Class, Evidence, Place, in_order};

/// What pasted text was understood as.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The text with every byte of a secret masked by an asterisk; places count in it as in what was pasted.
    pub text: String,
    /// Where the secrets were.
    pub secrets: Vec<Range<usize>>,
    /// What it is: several things, when several were pasted together.
    pub forms: Vec<(Form, Range<usize>)>,
    /// The values that were understood.
    pub understood: Vec<Understood>,
    /// Lines and words of which nothing was understood.
    pub not_understood: Vec<Range<usize>>,
    /// What it says, each with its place.
    pub evidence: Evidence,
    /// The commands put right, as far as that can be done; `None` when there is none, or nothing to put right.
    pub corrected: Option<String>,
    /// Values for the lesson.
    pub values: Values,
}

/// A value that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Understood {
    /// What it is, for people: `ID scope`.
    pub what: &'static str,
    /// The value, without secrets.
    pub value: String,
    /// Where it stands.
    pub bytes: Range<usize>,
}

/// What the lesson can be filled with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values {
    /// The ID scope.
    pub id_scope: Option<String>,
    /// The registration ID.
    pub registration_id: Option<String>,
    /// The host.
    pub host: Option<String>,
    /// The port.
    pub port: Option<u16>,
    /// The API version that the user name names.
    pub api_version: Option<String>,
}

/// What a piece of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// A `mosquitto_pub` command.
    MosquittoPub,
    /// A `mosquitto_sub` command.
    MosquittoSub,
    /// A `mosquitto_rr` command.
    MosquittoRr,
    /// A `curl` command.
    Curl,
    /// An `openssl s_client` command.
    OpensslClient,
    /// An `az iot device registration create` command.
    AzRegistration,
    /// A `dps-playground register` command.
    Register,
    /// A script with options.
    Script,
    /// A profile or settings: names with values.
    Settings,
    /// The body of an answer.
    Body,
    /// A topic of DPS.
    Topic,
    /// Certificates or keys.
    Pem,
    /// What `dps-playground` made of it before.
    Diagnosis,
    /// What a client, an SDK or a tool said.
    Log,
}

impl Form {
    /// For people.
    pub fn title(self) -> &'static str {
        match self {
            Self::MosquittoPub => "a mosquitto_pub command",
            Self::MosquittoSub => "a mosquitto_sub command",
            Self::MosquittoRr => "a mosquitto_rr command",
            Self::Curl => "a curl command",
            Self::OpensslClient => "an openssl s_client command",
            Self::AzRegistration => "an az iot device registration create command",
            Self::Register => "a dps-playground register command",
            Self::Script => "a script with options",
            Self::Settings => "settings",
            Self::Body => "the body of an answer",
            Self::Topic => "a topic of DPS",
            Self::Pem => "certificates or keys",
            Self::Diagnosis => "a diagnosis of ours",
            Self::Log => "what a client said",
        }
    }
}

/// More than this is not read: nobody pastes a megabyte on purpose.
pub const MAX_BYTES: usize = 256 * 1024;

/// The text with every byte of a secret masked by an asterisk, and where the secrets were. Only as much of it as is
/// [read](MAX_BYTES).
pub fn mask(text: &str) -> (String, Vec<Range<usize>>) {
    secrets::mask(upto(text, MAX_BYTES))
}

/// Reads pasted text. `now` is in Unix seconds; without it nothing is said of validity.
pub fn read(text: &str, now: Option<i64>) -> Reading {
    let text = upto(text, MAX_BYTES);
    let Some(carried) = unwrapped::unwrap(text) else {
        return read_plain(text, now);
    };
    let mut reading = read_plain(&carried.text, now);
    reading.led_back(text, &carried);
    reading
}

/// The same of a text as its tool wrote it.
fn read_plain(text: &str, now: Option<i64>) -> Reading {
    let (masked, secrets) = secrets::mask(text);
    let mut reading = Reading {
        secrets,
        ..Reading::default()
    };
    // What we said ourselves is blanked out, so that places stay where they are.
    let echoes = echo::find_all(&masked);
    let heard = echo::without(&masked, &echoes);
    for echo in echoes {
        reading.form(Form::Diagnosis, echo);
    }
    let commands = command::read(&heard, &mut reading);
    let covered: Vec<Range<usize>> = commands
        .iter()
        .map(|command| command.bytes.clone())
        .collect();
    let pieces = transcript::pieces(&heard);
    let records = records::find_all(&heard, &pieces);
    let kept: Vec<Range<usize>> = records.iter().map(|record| record.bytes.clone()).collect();
    // What the service keeps is not what the device says.
    let told: Vec<Range<usize>> = covered.iter().chain(&kept).cloned().collect();
    fields::read(&heard, &told, &pieces, now, &mut reading);
    bodies::read(&heard, &covered, &kept, &mut reading);
    phrases::read(&heard, &told, &mut reading);
    alerts::read(&heard, &told, &mut reading);
    numbers::read(&heard, &told, &mut reading);
    refusals::read(&heard, &told, &mut reading);
    library_codes::read(&heard, &told, &mut reading);
    made_up::read(&heard, &mut reading);
    let typed = |at: usize| !covered.iter().any(|command| command.contains(&at));
    flags::read(&heard, &typed, &mut reading);
    hivemq::read(&heard, &mut reading);
    left_out::read(&heard, &typed, &mut reading);
    reached::read(&heard, &told, &mut reading);
    voices::settle(&heard, &mut reading);
    declared::read(&heard, &mut reading);
    clock::logged(&heard, now, &mut reading);
    declared::managing(&heard, &mut reading);
    portal::read(&heard, &mut reading);
    declared::addresses(&heard, &pieces, &mut reading);
    group_key::in_use(&heard, &kept, &mut reading);
    records::fill(&records, &mut reading);
    let mut presented = pem::read(text, &heard, &kept, &pieces, now, &mut reading);
    server::words(&heard, now, &mut reading);
    server::piped(&heard, &pieces, now, &mut reading);
    pace::read(&heard, &mut reading);
    pace::logged(&heard, &mut reading);
    two_clocks::read(&heard, &mut reading);
    rivals::read(&heard, &mut reading);
    verified::read(&heard, &pieces, &mut reading);
    let described = described::read(&heard, &pieces, &reading);
    presented.prints = match (presented.leaf(), described::leaf(&described, &reading)) {
        (Some(leaf), _) => described::prints(leaf),
        (None, Some(leaf)) => leaf.prints.clone(),
        (None, None) => described::logged(&heard),
    };
    described::judge(&described, &mut reading);
    let issuer = presented.chain.last().and_then(|last| {
        let name = last.issuer.common_names().next();
        name.map(|attribute| attribute.value.as_str())
    });
    described::trusted_own(&described, issuer, &mut reading);
    described::dated(&described, now, &mut reading);
    described::queried(&heard, &pieces, &presented.prints, &mut reading);
    described::copied(&heard, &told, &presented.prints, &mut reading);
    presented.described = described;
    inspected::certificates(&heard, &pieces, now, &mut reading);
    inspected::public_keys(&heard, &pieces, &mut reading);
    halves::read(&heard, &pieces, presented.leaf(), &mut reading);
    let said = records::presume(&records, &presented, &mut reading);
    records::read(&heard, &records, &presented, now, &mut reading);
    reading.values.registration_id = said;
    assigned::by_register(&heard, &mut reading);
    assigned::by_log(&heard, &told, &mut reading);
    sequence::read(
        &heard,
        &|at| !covered.iter().any(|command| command.contains(&at)),
        &mut reading,
    );
    assigned::read(&heard, &mut reading);
    assigned::unasked(&heard, &mut reading);
    registry::read(&heard, &pieces, &mut reading);
    group_key::read(&heard, &mut reading);
    group_key::undecoded(&heard, &mut reading);
    server::issuer(&heard, &mut reading);
    windows::read(&heard, &mut reading);
    company::read(&heard, &mut reading);
    context::settle(&heard, &mut reading);
    reading.corrected = corrected(&masked, &reading, &covered);
    reading
        .not_understood
        .extend(blank_spots(&masked, &reading));
    in_order::by_key(&mut reading.not_understood, |range| {
        (range.start, range.end)
    });
    reading.text = masked;
    reading
}

impl Reading {
    /// Leads every place back to what was pasted.
    fn led_back(&mut self, pasted: &str, carried: &unwrapped::Unwrapped) {
        let back = |bytes: &mut Range<usize>| *bytes = carried.place(bytes);
        let place = |place: &mut Place| {
            if let Place::Text(bytes) = place {
                *bytes = carried.place(bytes);
            }
        };
        self.secrets.iter_mut().for_each(back);
        self.not_understood.iter_mut().for_each(back);
        self.forms.iter_mut().for_each(|(_, bytes)| back(bytes));
        self.understood
            .iter_mut()
            .for_each(|value| back(&mut value.bytes));
        for seen in &mut self.evidence.observations {
            place(&mut seen.place);
            if let Some(edit) = &mut seen.edit {
                place(&mut edit.place);
            }
        }
        // What is a secret in either text is one.
        let (masked, secrets) = secrets::mask(pasted);
        let mut bytes = masked.into_bytes();
        for secret in &self.secrets {
            if let Some(bytes) = bytes.get_mut(secret.clone()) {
                bytes.fill(b'*');
            }
        }
        self.text = String::from_utf8_lossy(&bytes).into_owned();
        self.secrets.extend(secrets);
        in_order::by_key(&mut self.secrets, |range| (range.start, range.end));
    }
}

/// As much of a text as fits, whole characters.
fn upto(text: &str, most: usize) -> &str {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

impl Reading {
    fn form(&mut self, form: Form, bytes: Range<usize>) {
        self.forms.push((form, bytes));
    }

    fn understand(&mut self, what: &'static str, given: &Given) {
        if let Place::Text(bytes) = &given.place {
            self.understood.push(Understood {
                what,
                value: given.text.clone(),
                bytes: bytes.clone(),
            });
        }
    }

    /// Names what settings say, and takes what the lesson can use.
    fn take(&mut self, settings: &Settings) {
        for (what, given) in [
            ("host", &settings.host),
            ("port", &settings.port),
            ("ID scope", &settings.id_scope),
            ("registration ID", &settings.registration_id),
            ("client ID", &settings.client_id),
            ("username", &settings.username),
            ("password", &settings.password),
            ("certificate", &settings.certificate),
            ("key", &settings.key),
            ("trusted roots", &settings.trust),
            ("MQTT version", &settings.version),
            ("QoS", &settings.qos),
            ("body", &settings.body),
        ] {
            if let Some(given) = given {
                self.understand(what, given);
            }
        }
        for topic in &settings.topics {
            self.understand("topic", topic);
        }
        for filter in &settings.filters {
            self.understand("topic filter", filter);
        }
        let fill = |old: &mut Option<String>, new: Option<String>| {
            if old.is_none() {
                *old = new.filter(|text| !text.is_empty());
            }
        };
        fill(&mut self.values.id_scope, settings.scope());
        fill(&mut self.values.registration_id, settings.registration());
        fill(
            &mut self.values.host,
            settings.host.as_ref().map(|given| given.text.clone()),
        );
        fill(&mut self.values.api_version, settings.api_version());
        if self.values.port.is_none() {
            self.values.port = settings
                .port
                .as_ref()
                .and_then(|given| given.text.parse().ok());
        }
    }
}

/// The commands with every edit applied that lies in them.
fn corrected(text: &str, reading: &Reading, commands: &[Range<usize>]) -> Option<String> {
    let mut edits: Vec<(Range<usize>, &str)> = Vec::new();
    for seen in &reading.evidence.observations {
        let Some(edit) = &seen.edit else { continue };
        let Place::Text(bytes) = &edit.place else {
            continue;
        };
        let inside = commands
            .iter()
            .any(|command| command.start <= bytes.start && bytes.end <= command.end);
        // The first word about a place counts; additions all do.
        let taken =
            |(other, _): &(Range<usize>, &str)| other.start < bytes.end && bytes.start < other.end;
        if inside && !edits.iter().any(taken) {
            edits.push((bytes.clone(), edit.by.as_str()));
        }
    }
    if edits.is_empty() {
        return None;
    }
    in_order::by_key(&mut edits, |(bytes, _)| (bytes.start, bytes.end));
    let mut lines = Vec::new();
    for command in commands {
        let mut line = String::new();
        let mut at = command.start;
        for (bytes, by) in edits
            .iter()
            .filter(|(bytes, _)| command.start <= bytes.start && bytes.end <= command.end)
        {
            line.push_str(text.get(at..bytes.start).unwrap_or_default());
            line.push_str(by);
            at = bytes.end;
        }
        line.push_str(text.get(at..command.end).unwrap_or_default());
        lines.push(line);
    }
    Some(lines.join("\n"))
}

/// Lines of which nothing at all was understood.
fn blank_spots(text: &str, reading: &Reading) -> Vec<Range<usize>> {
    let mut known: Vec<Range<usize>> = reading
        .forms
        .iter()
        .filter(|(form, _)| *form != Form::Log && *form != Form::Settings)
        .map(|(_, bytes)| bytes.clone())
        .collect();
    known.extend(
        reading
            .understood
            .iter()
            .map(|understood| understood.bytes.clone()),
    );
    known.extend(reading.secrets.iter().cloned());
    for seen in &reading.evidence.observations {
        if let Place::Text(bytes) = &seen.place {
            known.push(bytes.clone());
        }
    }
    let mut spots: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let bytes = start..start + line.len();
        start = bytes.end;
        let touched = known
            .iter()
            .any(|known| known.start < bytes.end && bytes.start < known.end.max(known.start + 1));
        if touched || line.trim().is_empty() {
            continue;
        }
        match spots.last_mut() {
            Some(last) if last.end == bytes.start => last.end = bytes.end,
            _ => spots.push(bytes),
        }
    }
    spots
}

impl Reading {
    /// Whether anything at all was recognised.
    pub fn is_understood(&self) -> bool {
        !self.forms.is_empty() || !self.evidence.observations.is_empty()
    }

    /// What is wrong with the text itself, in the order of the text.
    pub fn defects(&self) -> impl Iterator<Item = &crate::Observation> {
        let seen = self.evidence.observations.iter();
        seen.filter(|seen| seen.sign.class() == Class::Defect)
    }
}

#[cfg(test)]
mod tests;
