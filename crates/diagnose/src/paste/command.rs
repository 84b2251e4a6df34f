//! Commands of the tools people try with: found in text, read as the shell reads them, and judged. One piece: one reading.

mod azure;
mod curl;
mod mosquitto;
mod mqttx;
mod openssl;
mod playground;
mod script;

use std::ops::Range;

use super::search::{all, piece, says};
use super::shell::{self, Word};
use super::{Form, Reading};
use crate::settings::{self, Given, Settings};
use crate::{Place, Sign, in_order};

/// One option of a tool.
pub(super) struct Flag {
    /// How it can be written.
    names: &'static [&'static str],
    /// Whether a value follows.
    takes: bool,
    /// What it is about.
    about: About,
}

/// What an option is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    Host,
    Port,
    ClientId,
    Username,
    Password,
    Topic,
    Body,
    Qos,
    Retain,
    Version,
    Certificate,
    Key,
    Trust,
    Unchecked,
    Will,
    Url,
    Address,
    ServerName,
    ServerNameOff,
    IdScope,
    RegistrationId,
    Group,
    SymmetricKey,
    ComputeKey,
    Method,
    Header,
    ReplyTopic,
    TlsVersion,
    /// Understood, and of no weight.
    Other,
}

const fn flag(names: &'static [&'static str], takes: bool, about: About) -> Flag {
    Flag {
        names,
        takes,
        about,
    }
}

/// A command, as it was read.
pub(super) struct Command {
    /// Its tool.
    pub(super) form: Form,
    /// Where it stands.
    pub(super) bytes: Range<usize>,
    /// What it says.
    pub(super) settings: Settings,
    /// The whole word of each value, for edits that put other quotes around it.
    words: Vec<Word>,
}

struct Tool {
    name: &'static str,
    /// What has to follow, so that a mention is not taken for a command.
    then: &'static [&'static str],
    form: Form,
    flags: &'static [Flag],
}

const TOOLS: &[Tool] = &[
    Tool {
        name: "mosquitto_pub",
        then: &[],
        form: Form::MosquittoPub,
        flags: mosquitto::FLAGS,
    },
    Tool {
        name: "mosquitto_sub",
        then: &[],
        form: Form::MosquittoSub,
        flags: mosquitto::FLAGS,
    },
    Tool {
        name: "mosquitto_rr",
        then: &[],
        form: Form::MosquittoRr,
        flags: mosquitto::FLAGS,
    },
    Tool {
        name: "curl",
        then: &[],
        form: Form::Curl,
        flags: curl::FLAGS,
    },
    Tool {
        name: "openssl",
        then: &["s_client"],
        form: Form::OpensslClient,
        flags: openssl::FLAGS,
    },
    Tool {
        name: "az",
        then: &["iot", "device", "registration", "create"],
        form: Form::AzRegistration,
        flags: azure::FLAGS,
    },
    Tool {
        name: "dps-playground",
        then: &["register"],
        form: Form::Register,
        flags: playground::FLAGS,
    },
    Tool {
        name: "python3",
        then: &[],
        form: Form::Script,
        flags: script::FLAGS,
    },
    Tool {
        name: "python",
        then: &[],
        form: Form::Script,
        flags: script::FLAGS,
    },
    Tool {
        name: "mqttx",
        then: &["conn"],
        form: Form::Script,
        flags: mqttx::FLAGS,
    },
    Tool {
        name: "mqttx",
        then: &["pub"],
        form: Form::Script,
        flags: mqttx::FLAGS,
    },
    Tool {
        name: "mqttx",
        then: &["sub"],
        form: Form::Script,
        flags: mqttx::SUBSCRIBING,
    },
    Tool {
        name: "node",
        then: &[],
        form: Form::Script,
        flags: script::FLAGS,
    },
    Tool {
        name: "java",
        then: &[],
        form: Form::Script,
        flags: script::FLAGS,
    },
    Tool {
        name: "dotnet",
        then: &[],
        form: Form::Script,
        flags: script::FLAGS,
    },
    Tool {
        name: "ruby",
        then: &[],
        form: Form::Script,
        flags: script::FLAGS,
    },
];

/// Reads every command in the text.
pub(super) fn read(text: &str, reading: &mut Reading) -> Vec<Command> {
    let mut commands: Vec<Command> = Vec::new();
    for tool in TOOLS {
        // Where the words of a sentence begin that mentions the tool: what it mentions again is of the same sentence.
        let mut mentioned: Vec<usize> = Vec::new();
        for start in all(text, tool.name) {
            let inside = |command: &Command| command.bytes.contains(&start);
            if !begins_command(text, start, tool.name)
                || !is_meant(text, start, tool)
                || mentioned.binary_search(&start).is_ok()
                || commands.iter().any(inside)
            {
                continue;
            }
            let words = shell::words(text, start);
            match command(text, &words, tool, reading) {
                Some(command) => commands.push(command),
                None => mentioned = words.iter().map(|word| word.bytes.start).collect(),
            }
        }
    }
    in_order::by_key(&mut commands, |command| command.bytes.start);
    together(&commands, reading);
    commands
}

/// The name of a tool that stands where a command can begin: behind a prompt, a path, or nothing.
fn begins_command(text: &str, start: usize, name: &str) -> bool {
    let before = text.get(..start).unwrap_or_default().chars().next_back();
    let behind = text.get(start + name.len()..).unwrap_or_default();
    let behind = behind.strip_prefix(".exe").unwrap_or(behind);
    let before = before.is_none_or(|character| {
        character.is_whitespace()
            || matches!(
                character,
                '$' | '#' | '>' | '`' | '/' | '\\' | ';' | '&' | '|' | '(' | '"'
            )
    });
    before && behind.starts_with([' ', '\t', '\\', '^', '"'])
}

/// Whether what has to follow follows.
fn is_meant(text: &str, start: usize, tool: &Tool) -> bool {
    let words = shell::first_words(text, start, tool.then.len() + 1);
    let behind = words.iter().skip(1).map(|word| word.text.as_str());
    behind.eq(tool.then.iter().copied())
}

fn command(text: &str, words: &[Word], tool: &Tool, reading: &mut Reading) -> Option<Command> {
    let start = words.first()?.bytes.start;
    let rest = words.get(tool.then.len() + 1..)?;
    // A sentence that mentions the tool has no options.
    let options = rest
        .iter()
        .filter(|word| word.text.starts_with(['-', '–', '—']))
        .count();
    if options == 0 {
        return None;
    }
    let end = words.last().map_or(start, |word| word.bytes.end);
    let mut command = Command {
        form: tool.form,
        bytes: start..end,
        settings: Settings {
            // Who writes an ellipsis has left something out.
            complete: !words
                .iter()
                .any(|word| matches!(word.text.as_str(), "..." | "…")),
            end: Some(Place::Text(end..end)),
            ..Settings::default()
        },
        words: words.to_vec(),
    };
    reading.form(tool.form, start..end);
    let values = options_of(rest, tool, reading);
    match tool.form {
        Form::Curl => curl::read(&values, &mut command, reading),
        Form::OpensslClient => openssl::read(&values, &mut command, reading),
        Form::AzRegistration => azure::read(&values, &mut command, reading),
        Form::Script => script::read(&values, &mut command, reading),
        Form::Register => playground::read(&values, &mut command, reading),
        _ => mosquitto::read(&values, &mut command, reading),
    }
    judge(text, &command, reading);
    Some(command)
}

/// One option with its value, or a word without an option.
pub(super) struct Value {
    about: Option<About>,
    text: String,
    bytes: Range<usize>,
}

impl Value {
    fn given(&self) -> Given {
        Given::new(self.text.clone(), Place::Text(self.bytes.clone()))
    }
}

/// The words as they were meant: with plain dashes and without typographic quotes, which are named.
fn meant(words: &[Word], reading: &mut Reading) -> Vec<Word> {
    const QUOTES: [char; 5] = ['“', '”', '„', '‘', '’'];
    let mut meant = words.to_vec();
    for word in &mut meant {
        let typography = |seen: String| (Place::Text(word.bytes.clone()), seen);
        let found = if word.text.starts_with(['–', '—']) {
            let seen = format!("{:?} begins with a typographic dash", word.text);
            let found = typography(seen);
            let name = word.text.trim_start_matches(['–', '—', '-']).to_owned();
            // A long name had two of them.
            let dashes = if name.chars().count() > 1 { "--" } else { "-" };
            word.text = format!("{dashes}{name}");
            Some(found)
        } else if word.text.starts_with(QUOTES) || word.text.ends_with(QUOTES) {
            let seen = format!("{:?} has typographic quotes", word.text);
            let found = typography(seen);
            word.text = word.text.trim_matches(QUOTES).to_owned();
            Some(found)
        } else {
            None
        };
        if let Some((place, seen)) = found {
            reading
                .evidence
                .push(Sign::TypographyInCommand, place, seen);
        }
    }
    meant
}

fn options_of(words: &[Word], tool: &Tool, reading: &mut Reading) -> Vec<Value> {
    let words = meant(words, reading);
    let mut values = Vec::new();
    let mut rest = words.iter().peekable();
    while let Some(word) = rest.next() {
        if !word.text.starts_with('-') || word.text == "-" {
            values.push(Value {
                about: None,
                text: word.text.clone(),
                bytes: word.bytes.clone(),
            });
            continue;
        }
        let (name, joined) = match word.text.split_once('=') {
            Some((name, value)) if name.starts_with("--") => (name, Some(value.to_owned())),
            _ => (word.text.as_str(), None),
        };
        let known = tool.flags.iter().find(|flag| flag.names.contains(&name));
        // Short options can be written together with their value.
        let short = || {
            let two = name.get(..2)?;
            let flag = tool
                .flags
                .iter()
                .find(|flag| flag.takes && flag.names.contains(&two))?;
            let value = name.get(2..)?;
            (!name.starts_with("--") && !value.is_empty()).then(|| (flag, value.to_owned()))
        };
        let (flag, joined) = match known {
            Some(flag) => (flag, joined),
            None => match short() {
                Some((flag, value)) => (flag, Some(value)),
                None if tool.form == Form::Script => continue,
                None => {
                    reading.evidence.push(
                        Sign::OptionUnknown,
                        Place::Text(word.bytes.clone()),
                        format!("{name:?} is no option of {} that is known here", tool.name),
                    );
                    reading.not_understood.push(word.bytes.clone());
                    continue;
                }
            },
        };
        let (text, bytes) = if !flag.takes {
            (word.text.clone(), word.bytes.clone())
        } else if let Some(value) = joined {
            (value, word.bytes.clone())
        } else if let Some(value) = rest.next() {
            (value.text.clone(), value.bytes.clone())
        } else {
            continue;
        };
        values.push(Value {
            about: Some(flag.about),
            text,
            bytes,
        });
    }
    values
}

/// What holds for every command: the shell's doing, and what its settings come to.
fn judge(text: &str, command: &Command, reading: &mut Reading) {
    let posix = !of_windows(text, command.bytes.clone());
    let mut settings = command.settings.clone();
    for word in command.words.iter().filter(|_| posix) {
        let ours = |range: &&Range<usize>| {
            matches!(
                piece(text, (*range).clone()),
                "$dps" | "$rid" | "$iothub" | "$SYS"
            )
        };
        let lost: Vec<&str> = word
            .replaced
            .iter()
            .filter(ours)
            .map(|range| piece(text, range.clone()))
            .collect();
        if lost.is_empty() {
            continue;
        }
        let seen = format!(
            "the shell replaces {} by nothing: single quotes are needed",
            lost.join(" and ")
        );
        let by = format!("'{}'", right_topic(&word.text));
        reading.evidence.push_with_edit(
            Sign::DollarQuoted,
            Place::Text(word.bytes.clone()),
            seen,
            by,
        );
    }
    // An edit replaces a word with its quotes, so it brings quotes of its own.
    for given in settings.topics.iter_mut().chain(&mut settings.filters) {
        given.text = given.text.trim().to_owned();
    }
    // What a script is not told it has by itself; what it prints says what for.
    let dps = ["$dps/registrations/", "attestation"];
    let script = command.form == Form::Script && dps.iter().any(|word| says(text, word));
    let mut evidence = if script {
        settings::inspect_provisioning(&settings)
    } else {
        settings::inspect(&settings)
    };
    for seen in &mut evidence.observations {
        let Some(edit) = &mut seen.edit else { continue };
        let needs_quotes =
            edit.by.contains(['$', '#', '?', '&', '{', '"', ' ']) && !edit.by.starts_with(' ');
        if needs_quotes {
            edit.by = format!("'{}'", edit.by);
        }
    }
    reading.evidence.extend(evidence);
    if let Some(certificate) = settings
        .certificate
        .as_ref()
        .filter(|given| !given.text.is_empty())
    {
        let seen = format!("{:?} is given as certificate", certificate.text);
        reading
            .evidence
            .push(Sign::CertificateInUse, certificate.place.clone(), seen);
    }
    reading.take(&settings);
}

/// The topic with the request ID's dollar sign that it may lack beside.
fn right_topic(topic: &str) -> String {
    topic.replacen("?rid=", "?$rid=", 1)
}

/// Whether this is a command for cmd.exe, where a dollar sign is a letter like others.
fn of_windows(text: &str, bytes: Range<usize>) -> bool {
    let line = text.get(..bytes.start).unwrap_or_default();
    let line = line.rsplit('\n').next().unwrap_or_default();
    let own = piece(text, bytes);
    let power_shell = line.trim_start().starts_with("PS ");
    let drive = |text: &str| text.contains(":\\");
    !power_shell
        && (drive(line)
            || drive(own)
            || own.contains(".exe")
            || own.contains("^\n")
            || own.contains("^\r"))
}

/// Commands that are used beside each other.
fn together(commands: &[Command], reading: &mut Reading) {
    let one = |form: Form| {
        commands
            .iter()
            .find(|command| command.form == form && is_dps(&command.settings))
    };
    let (Some(publishing), Some(_)) = (one(Form::MosquittoPub), one(Form::MosquittoSub)) else {
        return;
    };
    let place = Place::Text(publishing.bytes.start..publishing.bytes.start + "mosquitto_pub".len());
    reading.evidence.push(
        Sign::TwoConnections,
        place,
        "mosquitto_sub listens on one connection, and mosquitto_pub asks on another",
    );
    // The answer is waited for, only not by the one that asks.
    reading
        .evidence
        .observations
        .retain(|seen| seen.sign != Sign::SubscriptionAbsent);
}

fn is_dps(settings: &Settings) -> bool {
    let topics = settings.topics.iter().chain(&settings.filters);
    let mut topics = topics.map(|topic| topic.text.as_str());
    topics.any(|topic| topic.contains("registrations/"))
}
