//! What was typed at a prompt, and what was printed below it.

use std::ops::Range;

/// One command and its output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    /// The command, without its prompt.
    pub(super) command: &'a str,
    /// Where its output stands: up to the next prompt, or the end of the text.
    pub(super) output: Range<usize>,
}

/// Tools whose name shows that a line is a command, where its prompt is one that begins other lines as well.
const TOOLS: &[&str] = &[
    "az",
    "cat",
    "certtool",
    "certutil",
    "curl",
    "date",
    "dig",
    "docker",
    "dps-playground",
    "gnutls-cli",
    "head",
    "http",
    "journalctl",
    "keytool",
    "kubectl",
    "less",
    "more",
    "mosquitto_pub",
    "mosquitto_rr",
    "mosquitto_sub",
    "nmap",
    "node",
    "nslookup",
    "openssl",
    "python",
    "python3",
    "sudo",
    "systemctl",
    "tail",
    "timedatectl",
    "type",
];

/// Tools that people show without a prompt before them, and what has to follow so that a mention is no command.
const BARE: &[(&str, &[&str])] = &[
    (
        "openssl ",
        &[
            "x509 -",
            "verify -",
            "pkey -",
            "rsa -",
            "ec -",
            "req -",
            "s_client -",
            "crl2pkcs7 -",
            "storeutl -",
        ],
    ),
    ("keytool ", &["-list", "-printcert"]),
    ("certtool ", &["-i", "--certificate-info", "-e", "--verify"]),
    ("certutil ", &["-dump", "-store", "-user", "-verify"]),
    ("az ", &["iot dps", "iot hub", "resource show"]),
    ("Get-PfxCertificate ", &[""]),
];

/// A command of such a tool that stands alone on its line.
fn bare(line: &str) -> Option<&str> {
    let (_, then) = BARE.iter().find(|(tool, _)| line.starts_with(tool))?;
    let tool = line.split(' ').next().unwrap_or_default();
    let rest = line.get(tool.len()..)?.trim_start();
    // A sentence goes on in words, and ends like one.
    let sentence = line.trim_end().ends_with(['.', ':', '?', ',']);
    (then.iter().any(|then| rest.starts_with(then)) && !sentence).then_some(line)
}

/// What stands behind the prompt of a shell: `$`, `user@machine:~$`, `root@box:/#`, `PS C:\>`, `C:\>`, the arrows of
/// zsh and fish.
fn behind_prompt(line: &str) -> Option<&str> {
    const LONGEST: usize = 60;
    let line = line.trim_start_matches([' ', '\t']);
    let arrows = ["$ ", "❯ ", "➜ ", "λ ", "» "];
    if let Some(command) = arrows.iter().find_map(|sign| line.strip_prefix(sign)) {
        return Some(command.trim_start());
    }
    if let Some(command) = bare(line) {
        return Some(command);
    }
    let cut = |sign: &str| {
        let (prompt, command) = line.split_once(sign)?;
        let short = prompt.len() <= LONGEST;
        (short && !command.trim().is_empty()).then_some((prompt, command.trim_start()))
    };
    let windows = |prompt: &str| {
        let path = prompt.strip_prefix("PS ").unwrap_or(prompt);
        let mut letters = path.chars();
        letters
            .next()
            .is_some_and(|drive| drive.is_ascii_alphabetic())
            && letters.as_str().starts_with(":\\")
    };
    if let Some((_, command)) = cut(">").filter(|(prompt, _)| windows(prompt)) {
        return Some(command);
    }
    // `box$ openssl ..`: a name alone before what is surely a command.
    let named = |prompt: &str| {
        let letters = |byte: u8| byte.is_ascii_alphanumeric() || b"._-:~/()".contains(&byte);
        !prompt.is_empty() && prompt.bytes().all(letters)
    };
    let known = |command: &str| {
        let tool = command.split_ascii_whitespace().next().unwrap_or_default();
        TOOLS.contains(&tool) || tool.starts_with("./")
    };
    if let Some((_, command)) =
        cut("$ ").filter(|(prompt, command)| named(prompt) && known(command))
    {
        return Some(command);
    }
    // `me@box ~/dps> ..`
    if let Some((_, command)) = cut("> ").filter(|(prompt, _)| {
        let (user, path) = prompt.split_once(' ').unwrap_or((prompt, ""));
        user.contains('@') && named(&user.replacen('@', "", 1)) && path.starts_with(['~', '/'])
    }) {
        return Some(command);
    }
    for sign in ["$ ", "# ", "% "] {
        let user = |prompt: &str| {
            let prompt = prompt.trim_end();
            let plain = !prompt.contains(['"', '\'', '=', '<']);
            let at = prompt.contains('@') && !prompt.trim_start_matches('(').contains(") ");
            plain
                && (prompt.ends_with('~')
                    || (at && (!prompt.contains(' ') || prompt.starts_with('['))))
        };
        if let Some((_, command)) = cut(sign).filter(|(prompt, _)| user(prompt)) {
            return Some(command);
        }
    }
    let command = ["# ", "% ", "> ", "+ ", "PS> "]
        .iter()
        .find_map(|sign| line.strip_prefix(sign))?;
    let tool = command.split_ascii_whitespace().next()?;
    TOOLS.contains(&tool).then_some(command)
}

/// The file that a command prints.
pub(super) fn shown_file(command: &str) -> Option<&str> {
    const SHOWING: &[&str] = &["cat", "type", "more", "less", "bat", "Get-Content", "gc"];
    let command = command.strip_prefix("sudo ").unwrap_or(command);
    let mut words = command.split_ascii_whitespace();
    let tool = words.next()?;
    if SHOWING.contains(&tool) {
        let name = words.find(|word| !word.starts_with('-'))?;
        return Some(name.trim_matches(['"', '\'']));
    }
    if tool == "openssl" && matches!(words.next(), Some("x509" | "pkey" | "ec" | "rsa")) {
        return word_after(command, "-in");
    }
    None
}

/// The command without what only prepares it: `sudo`, a change of the folder, variables for it alone.
fn itself(command: &str) -> &str {
    let mut command = command;
    loop {
        let first = command.split(' ').next().unwrap_or_default();
        let rest = if matches!(first, "sudo" | "time" | "env" | "cd" | "pushd") {
            match (first, command.split_once("&& ")) {
                ("cd" | "pushd", Some((_, behind))) => Some(behind),
                ("cd" | "pushd", None) => None,
                _ => command.get(first.len() + 1..),
            }
        } else {
            // `LANG=C openssl ..`
            let variable = first.split_once('=').is_some_and(|(name, value)| {
                let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
                !name.is_empty() && name.bytes().all(plain) && !value.contains(['$', '"', '\''])
            });
            command.get(first.len() + 1..).filter(|_| variable)
        };
        match rest.map(str::trim_start).filter(|rest| !rest.is_empty()) {
            Some(rest) => command = rest,
            None => return command,
        }
    }
}

/// Every command that stands behind a prompt at the beginning of a line.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    let mut start = 0;
    // Where the command begins that goes on in the next line.
    let mut open: Option<usize> = None;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        let goes_on = line.trim_end().ends_with(['\\', '`', '^']) && !line.contains("```");
        if let (Some(from), Some(last)) = (open, pieces.last_mut()) {
            last.command = text.get(from..end).unwrap_or_default().trim_end();
            last.output.start = end;
        } else if let Some(command) = behind_prompt(line) {
            if let Some(last) = pieces.last_mut() {
                last.output.end = start;
            }
            open = Some(end - itself(command).len());
            let command = itself(command.trim_end());
            pieces.push(Piece {
                command,
                output: end..text.len(),
            });
        }
        if !goes_on {
            open = None;
        }
        start = end;
    }
    pieces
}

/// The command in whose output a place lies.
pub(super) fn command_of<'a>(pieces: &'a [Piece<'_>], at: usize) -> Option<&'a str> {
    let piece = pieces.iter().find(|piece| piece.output.contains(&at))?;
    Some(piece.command)
}

/// The word behind an option of a command, or behind its name.
pub(super) fn word_after<'a>(command: &'a str, option: &str) -> Option<&'a str> {
    let mut words = command.split_ascii_whitespace();
    words.find(|word| *word == option)?;
    words.next().map(|word| word.trim_matches(['"', '\'']))
}

/// The last name of a path.
pub(super) fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prompts_of_many_shells_are_known() {
        for (line, command) in [
            ("$ date -u", Some("date -u")),
            ("pi@box:~/certs$ cat leaf.pem", Some("cat leaf.pem")),
            ("root@box:/etc# cat leaf.pem", Some("cat leaf.pem")),
            ("[pi@box certs]$ cat leaf.pem", Some("cat leaf.pem")),
            ("~$ cat leaf.pem", Some("cat leaf.pem")),
            ("# cat leaf.pem", Some("cat leaf.pem")),
            ("PS C:\\certs> type leaf.pem", Some("type leaf.pem")),
            ("C:\\certs>type leaf.pem", Some("type leaf.pem")),
            ("pi@box:~ $ cat leaf.pem", Some("cat leaf.pem")),
            ("me@box ~/dps> openssl version", Some("openssl version")),
            ("❯ cat leaf.pem", Some("cat leaf.pem")),
            ("  $ cat leaf.pem", Some("cat leaf.pem")),
            ("press-7$ journalctl -u dps", Some("journalctl -u dps")),
            (
                "openssl x509 -in a.pem -noout",
                Some("openssl x509 -in a.pem -noout"),
            ),
            ("openssl x509 -in says the same.", None),
            ("costs 5$ per month", None),
            ("# the certificate", None),
            ("see me@example.org for $ 5", None),
            ("> * SSL: no alternative", None),
        ] {
            assert_eq!(behind_prompt(line), command, "{line}");
        }
        assert_eq!(shown_file("cat -A \"a.pem\""), Some("a.pem"));
        assert_eq!(shown_file("openssl x509 -in a.pem -text"), Some("a.pem"));
        assert_eq!(shown_file("openssl s_client -in a.pem"), None);
    }

    #[test]
    fn what_prepares_a_command_is_none_of_it() {
        for command in [
            "sudo date -u",
            "cd /etc && date -u",
            "LANG=C sudo date -u",
            "date -u",
        ] {
            assert_eq!(itself(command), "date -u");
        }
        assert_eq!(itself("cd /etc"), "cd /etc");
    }

    #[test]
    fn a_command_goes_on_behind_a_backslash() {
        let text = "$ az iot dps show \\\n  --name x\n{}\n";
        let pieces = pieces(text);
        assert!(pieces[0].command.ends_with("--name x"), "{pieces:?}");
        assert_eq!(&text[pieces[0].output.clone()], "{}\n");
    }

    #[test]
    fn output_belongs_to_the_command_above_it() {
        let text = "note\n$ cat certs/dev.pem\none\ntwo\n$ date -u\nthree\n";
        let pieces = pieces(text);
        assert_eq!(pieces.len(), 2);
        assert_eq!(&text[pieces[0].output.clone()], "one\ntwo\n");
        let at = text.find("three").unwrap();
        assert_eq!(command_of(&pieces, at), Some("date -u"));
        assert_eq!(command_of(&pieces, 0), None);
        assert_eq!(word_after(pieces[0].command, "cat"), Some("certs/dev.pem"));
        assert_eq!(file_name("certs/dev.pem"), "dev.pem");
    }
}
