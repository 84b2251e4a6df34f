//! The files that the command line takes, holding anything: one input is several files, with a line of `%%` between them,
//! in the order certificate, key, enrolments or payload, password, roots. They are read as `check`, `register` and
//! `--practice-ca` read them; whatever is in them, there is a report or a reason, and none of them holds a line of the key.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser as _;
use practice_dps::listen::{PracticeCa, now};
use relay::command_line::{Command, CommandLine};
use relay::{check, register};

const NAMES: [&str; 5] = [
    "cert.pem",
    "key.pem",
    "more.json",
    "password.txt",
    "roots.pem",
];

pub(crate) fn body(bytes: &[u8]) {
    let folder = Folder::new();
    let mut parts = parts(bytes).into_iter();
    for name in NAMES {
        fs::write(folder.0.join(name), parts.next().unwrap_or_default()).unwrap();
    }
    let path = |name: &str| folder.0.join(name).display().to_string();
    let [cert, key, more, password, roots] = NAMES.map(path);
    let moment = "--now=2026-01-01T00:00:00Z";
    for format in ["text", "json", "sarif", "junit"] {
        let asked = [
            "dps-playground",
            "check",
            &cert,
            &key,
            moment,
            "--format",
            format,
        ];
        let enrolments = ["--enrollments", &more, "--password-file", &password];
        for asked in [asked.to_vec(), [&asked[..], &enrolments[..]].concat()] {
            let Ok(CommandLine {
                command: Some(Command::Check(options)),
                ..
            }) = CommandLine::try_parse_from(asked)
            else {
                panic!("no command line");
            };
            match check::rendered(&options) {
                Ok((report, _)) => assert!(!report.is_empty()),
                Err(why) => assert!(!why.to_string().is_empty()),
            }
        }
    }
    let asked = [
        "dps-playground",
        "register",
        "--id-scope=0ne00C0FFEE",
        "--cert",
        &cert,
        "--key",
        &key,
        "--payload",
        &more,
        "--server-ca",
        &roots,
    ];
    let Ok(CommandLine {
        command: Some(Command::Register(options)),
        ..
    }) = CommandLine::try_parse_from(asked)
    else {
        panic!("no command line");
    };
    if let Some(problem) = register::problem_of_files(&options) {
        assert!(!problem.is_empty());
    }
    // The two roots and their keys, from the first four files.
    let kept = |name: &str| {
        let at = [
            "practice-root.pem",
            "practice-root.key",
            "practice-next-root.pem",
            "practice-next-root.key",
        ];
        let index = at.iter().position(|known| *known == name)?;
        fs::read_to_string(folder.0.join(NAMES[index])).ok()
    };
    let _refused = PracticeCa::from_files(kept, &[], now());
}

fn parts(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut parts = vec![Vec::new()];
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        match (line, parts.last_mut()) {
            (b"%%\n", _) => parts.push(Vec::new()),
            (line, Some(last)) => last.extend_from_slice(line),
            (_, None) => {}
        }
    }
    parts
}

/// A folder of this process, gone with it.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let thread = std::thread::current();
        let name = format!(
            "dps-playground-fuzz-{}-{:?}",
            std::process::id(),
            thread.id()
        );
        let folder = Path::new(&std::env::temp_dir()).join(name);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _gone_already = fs::remove_dir_all(&self.0);
    }
}
