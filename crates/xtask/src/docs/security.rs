//! The tables of `SECURITY.md`: which tests make each attack, with what it is refused, and where each defence is.
//!
//! Both are read from comments: `// A1, A7: …` above a test, `D3: …` in a comment above what defends. An attack without a
//! test, or a defence without a place, fails; so does a number that nobody knows.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::shell;

const ATTACKS: [&str; 34] = [
    "WebSocket from another site",
    "WebSocket from another port of this computer",
    "Origin `http://127.0.0.1:PORT.evil.example`",
    "Origin `http://localhost.evil.example:PORT`",
    "Origin with the other scheme",
    "Origin `null`: a sandboxed frame, a `data:` address",
    "Origin absent",
    "two Origin headers",
    "an Origin of 64 KB",
    "an Origin with NUL, bytes beyond ASCII, line ends",
    "Host `evil.example` (DNS rebinding) on the page, its files, the API and the tunnel",
    "Host with a trailing dot, capitals, userinfo, a zone, an address as one number, octal or hexadecimal",
    "a request line that names another host",
    "HTTP/1.0 without Host",
    "HTTP/2 whose `:authority` and Host differ",
    "no token",
    "a wrong token of the right length",
    "a launch code used again",
    "a token in the query",
    "a form of another site",
    "a request of another site that needs no preflight",
    "reading that changes something",
    "the page in another page's frame, or in its hands as a window",
    "the API as another page's script",
    "destinations in the local network, cloud metadata, other ports",
    "an allowed name that leads into the local network, at once or later",
    "names that look like allowed ones",
    "a thousand requests that never end",
    "frame bombs, endless messages, floods of pings",
    "a malformed Host or Origin that stops the server (CVE-2026-14631)",
    "an oversized Origin that counts as none (wolfMQTT)",
    "listening on every address, in a dozen spellings",
    "markup and direction marks in the names of a certificate",
    "a private key in a log, an address, storage, an export, a crash",
];

const DEFENCES: [&str; 22] = [
    "loopback addresses only",
    "no wildcard bind without a DANGEROUSLY named option, in no spelling",
    "Host is exactly ours, on every route",
    "Origin is exactly ours, wherever something changes or a tunnel opens; only who has the token may send none",
    "256-bit secrets per launch, compared in constant time",
    "the launch code is in the fragment, good once, exchanged for a cookie no script reads and no other site sends",
    "no CORS headers",
    "`Sec-Fetch-Site`, where it is sent, is our own, or it is a link that opens the page",
    "bodies are JSON by their type",
    "destinations are on a list that no request can change",
    "a name is resolved once, its address judged (unless the command line names it), and that address connected to",
    "the service's certificate is always verified",
    "a strict content security policy, no framing, no opener",
    "keys only sign: not extractable, overwritten, in no log, error or message",
    "limits on everything that can be sent, opened or kept waiting",
    "no header makes the check panic",
    "addresses that are shared hold no secret and connect to nothing by themselves",
    "the practice CA is new at each start or, if it is kept, limited to the practice names; it says what it is, and is installed nowhere",
    "the port is ours or it is said",
    "one link on stdout; no browser is opened unless somebody looks on",
    "the banner says who gets in, where it listens, where the tunnel may lead",
    "the practice service listens on loopback unless asked",
];

/// `SECURITY.md` with its tables as they would be written.
pub(super) fn page() -> Result<String> {
    let file = shell::root().join("SECURITY.md");
    let text = std::fs::read_to_string(&file).context("SECURITY.md cannot be read")?;
    let text = text.replace("\r\n", "\n");
    let sources = sources()?;
    let text = with_table(&text, "attacks", &attacks(&sources)?)?;
    with_table(&text, "defences", &defences(&sources)?)
}

fn with_table(text: &str, name: &str, table: &str) -> Result<String> {
    let begins = format!("<!-- {name}: made by `cargo xtask docs` -->\n");
    let ends = format!("<!-- end of {name} -->");
    let parts = text.split_once(&begins).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(&ends)?;
        Some(format!("{before}{begins}\n{table}\n{ends}{after}"))
    });
    parts.with_context(|| format!("SECURITY.md has no place for the table of {name}"))
}

/// Path → text of everything that may hold a mark.
fn sources() -> Result<BTreeMap<String, String>> {
    let listing = shell::output(
        Command::new("git")
            .args([
                "ls-files",
                "--cached",
                "--others",
                "--exclude-standard",
                "*.rs",
                "*.mjs",
                "*.py",
            ])
            .current_dir(shell::root()),
    )?;
    let own = Path::new("crates/xtask/src/docs/security.rs");
    let files = listing.lines().filter(|name| Path::new(name) != own);
    // A file that is listed and gone is one that is about to be removed.
    let texts = files.filter_map(|name| {
        let text = std::fs::read_to_string(shell::root().join(name)).ok()?;
        Some((name.to_owned(), text.replace("\r\n", "\n")))
    });
    Ok(texts.collect())
}

/// A test that makes attacks.
struct Test {
    file: String,
    name: String,
    body: String,
}

fn attacks(sources: &BTreeMap<String, String>) -> Result<String> {
    let mut made: BTreeMap<usize, Vec<Test>> = BTreeMap::new();
    for (file, text) in sources {
        for (at, line) in text
            .match_indices('\n')
            .map(|(at, _)| (at + 1, &text[at + 1..]))
        {
            let line = line.lines().next().unwrap_or_default();
            let numbers = marks(line, 'A');
            if numbers.is_empty() {
                continue;
            }
            let below = &text[at + line.len()..];
            let test = test_below(file, below)
                .with_context(|| format!("{file}: no test below {line:?}"))?;
            for number in numbers {
                if number == 0 || number > ATTACKS.len() {
                    bail!("{file} speaks of A{number}, which is no attack");
                }
                let (name, body) = (test.0.to_owned(), test.1.to_owned());
                made.entry(number).or_default().push(Test {
                    file: file.clone(),
                    name,
                    body,
                });
            }
        }
    }
    let mut table = String::from("| | attack | refused with | tests |\n|---|---|---|---|\n");
    for (index, attack) in ATTACKS.iter().enumerate() {
        let number = index + 1;
        let tests = made
            .get(&number)
            .with_context(|| format!("no test makes attack A{number}, {attack}"))?;
        if !tests.iter().any(Test::is_against_the_real_thing) {
            bail!("A{number} is not made against the real binary or page");
        }
        let codes: BTreeSet<String> = tests.iter().flat_map(Test::codes).collect();
        let codes: Vec<String> = codes.iter().map(|code| format!("`{code}`")).collect();
        let shown: Vec<String> = tests.iter().map(Test::shown).collect();
        table.push_str(&format!(
            "| A{number} | {attack} | {} | {} |\n",
            codes.join(", "),
            shown.join("; ")
        ));
    }
    Ok(table)
}

fn defences(sources: &BTreeMap<String, String>) -> Result<String> {
    let mut places: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
    for (file, text) in sources {
        if file.contains("/tests/") || file.starts_with("tests/") || file.starts_with("fuzz/") {
            continue;
        }
        for line in text.lines() {
            for number in marks(line, 'D') {
                if number == 0 || number > DEFENCES.len() {
                    bail!("{file} speaks of D{number}, which is no defence");
                }
                places.entry(number).or_default().insert(file);
            }
        }
    }
    let mut table = String::from("| | defence | where |\n|---|---|---|\n");
    for (index, defence) in DEFENCES.iter().enumerate() {
        let number = index + 1;
        let places = places.get(&number);
        let places = places
            .with_context(|| format!("no comment says where defence D{number} is, {defence}"))?;
        let places: Vec<String> = places.iter().map(|place| format!("`{place}`")).collect();
        table.push_str(&format!(
            "| D{number} | {defence} | {} |\n",
            places.join(", ")
        ));
    }
    Ok(table)
}

/// The numbers at the beginning of a comment: `// A1, A7: why`.
fn marks(line: &str, letter: char) -> Vec<usize> {
    let comment = ["///", "//!", "//", "#"]
        .iter()
        .find_map(|mark| line.trim_start().strip_prefix(mark));
    let Some((numbers, _)) = comment.and_then(|comment| comment.trim_start().split_once(':'))
    else {
        return Vec::new();
    };
    let numbers: Option<Vec<usize>> = numbers
        .split(", ")
        .map(|one| one.strip_prefix(letter)?.parse().ok())
        .collect();
    numbers.unwrap_or_default()
}

/// Name and body of the first test below a comment.
fn test_below<'a>(file: &str, below: &'a str) -> Option<(&'a str, &'a str)> {
    let begins = match file.rsplit_once('.')?.1 {
        "rs" => "fn ",
        "mjs" => "test(",
        _ => "def ",
    };
    let at = below.find(begins)? + begins.len();
    let mut rest = &below[at..];
    // In JavaScript a name is a string, of one kind or the other.
    let mut ends = '(';
    if let Some(quote) = rest.chars().next().filter(|first| "'`".contains(*first)) {
        ends = quote;
        rest = &rest[1..];
    }
    let name = &rest[..rest.find(ends)?];
    // Up to the next thing that stands at the margin, which is the end of a test's body.
    let end = rest.find("\n}").unwrap_or(rest.len());
    Some((name, &rest[..end]))
}

impl Test {
    fn is_against_the_real_thing(&self) -> bool {
        let file = &self.file;
        file.starts_with("tests/e2e/")
            || file.starts_with("tests/sdk/")
            || file.starts_with("crates/relay/tests/it/attacks_")
            || file.starts_with("crates/relay/tests/it/cli_")
    }

    fn shown(&self) -> String {
        let name = if self.file.ends_with(".mjs") {
            // One test for several: the part of the name that differs is left out.
            let name = match self.name.split_once("${") {
                Some((before, after)) => {
                    format!("{before}…{}", after.split_once('}').unwrap_or_default().1)
                }
                None => self.name.clone(),
            };
            format!("in Chromium, *{name}*")
        } else {
            format!("`{}`", self.name)
        };
        match self.is_against_the_real_thing() {
            true => name,
            false => format!("{name} in process"),
        }
    }

    /// The codes that the test names: of the web server in quotes, of the tunnel as variants.
    fn codes(&self) -> BTreeSet<String> {
        let mut codes = BTreeSet::new();
        for quote in ['"', '\''] {
            for word in self.body.split(quote) {
                let is_code = word.contains('_')
                    && word
                        .bytes()
                        .all(|byte| byte.is_ascii_lowercase() || byte == b'_');
                if is_code && REFUSALS.contains(&word) {
                    codes.insert(word.to_owned());
                }
            }
        }
        for kind in ["FailureCode::", "CloseCode::"] {
            for rest in self.body.split(kind).skip(1) {
                codes.insert(snake(
                    rest.split(|c: char| !c.is_alphanumeric())
                        .next()
                        .unwrap_or_default(),
                ));
            }
        }
        codes
    }
}

/// The codes of `crates/relay/src/http/refusal.rs`.
const REFUSALS: &[&str] = &[
    "host_not_own",
    "target_not_own",
    "origin_not_own",
    "origin_missing",
    "site_not_own",
    "not_let_in",
    "launch_code_unknown",
    "content_type_not_json",
    "subprotocol_missing",
    "upgrades_too_fast",
    "request_timed_out",
    "path_unknown",
];

fn snake(name: &str) -> String {
    let mut snake = String::new();
    for character in name.chars() {
        if character.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(character.to_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stand_at_the_beginning_of_comments() {
        assert_eq!(marks("    // A1, A31: why", 'A'), [1, 31]);
        assert_eq!(marks("/// D3: why: and more", 'D'), [3]);
        assert_eq!(marks("//! D6, D14: why", 'D'), [6, 14]);
        assert_eq!(marks("# A26: in Python", 'A'), [26]);
        for line in [
            "// see A1: why",
            "let a = \"A1: b\";",
            "// Always: so",
            "// A1 and more",
            "// D3: why",
        ] {
            assert!(marks(line, 'A').is_empty(), "{line}");
        }
    }

    #[test]
    fn the_test_below_a_comment_is_the_next_one() {
        let below =
            "\n  test(`one of ${kind}`, async () => {});\n}\n\ntest('other', async () => {});";
        let (name, _) = test_below("a.test.mjs", below).unwrap();
        assert_eq!(name, "one of ${kind}");
        let (name, _) = test_below("a.rs", "\n#[test]\nfn one() {}\n").unwrap();
        assert_eq!(name, "one");
    }

    #[test]
    fn the_codes_are_those_of_the_relay() {
        let source = shell::root().join("crates/relay/src/http/refusal.rs");
        let source = std::fs::read_to_string(source).unwrap();
        let function = source
            .split("fn code(")
            .nth(1)
            .unwrap()
            .split("\n    }\n")
            .next()
            .unwrap();
        let named: Vec<&str> = function.split('"').skip(1).step_by(2).collect();
        assert_eq!(named, REFUSALS);
    }

    #[test]
    fn every_attack_is_made_and_every_defence_has_a_place() {
        let sources = sources().unwrap();
        assert_eq!(
            attacks(&sources).unwrap().lines().count(),
            ATTACKS.len() + 2
        );
        assert_eq!(
            defences(&sources).unwrap().lines().count(),
            DEFENCES.len() + 2
        );
    }
}
