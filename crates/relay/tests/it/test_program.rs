//! The real binary, run as a person or a script would.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStdin, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// The program with these arguments.
pub(crate) fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dps-playground"));
    command.args(arguments);
    command
}

/// Runs the program to its end.
pub(crate) fn run(arguments: &[&str]) -> Output {
    program(arguments).output().unwrap()
}

/// What the program printed on stdout and stderr.
pub(crate) fn printed(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr))
}

/// A program that runs until dropped.
pub(crate) struct Running {
    child: Child,
    pub(crate) stdin: Option<ChildStdin>,
    lines: Receiver<String>,
    /// Reads what it prints on stderr all the while, so that a full pipe does not stop it.
    said: Option<JoinHandle<String>>,
}

impl Running {
    /// Starts the program and reads its stdout line by line.
    pub(crate) fn start(arguments: &[&str]) -> Self {
        Self::of(program(arguments))
    }

    /// The same with a command prepared otherwise.
    pub(crate) fn of(mut command: Command) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, lines) = channel();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || {
            for line in stdout.lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        let stdin = child.stdin.take();
        let mut stderr = child.stderr.take().unwrap();
        let said = std::thread::spawn(move || {
            let mut said = String::new();
            let _text = stderr.read_to_string(&mut said);
            said
        });
        Self {
            child,
            stdin,
            lines,
            said: Some(said),
        }
    }

    /// The next line on stdout. Ten seconds are longer than anything here should take.
    pub(crate) fn line(&mut self) -> String {
        match self.lines.recv_timeout(Duration::from_secs(10)) {
            Ok(line) => line,
            Err(_) => panic!("no line; on stderr: {}", self.stop()),
        }
    }

    /// The ready line in JSON.
    pub(crate) fn ready(&mut self) -> serde_json::Value {
        serde_json::from_str(&self.line()).unwrap()
    }

    pub(crate) fn press_enter(&mut self) {
        self.stdin.as_mut().unwrap().write_all(b"\n").unwrap();
    }

    /// The number of its process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends it a signal by its name.
    pub(crate) fn signal(&self, name: &str) {
        let id = self.id().to_string();
        let sent = Command::new("kill").args(["-s", name, &id]).status();
        assert!(sent.unwrap().success(), "{name}");
    }

    /// Waits for its end: whether it ended well.
    pub(crate) fn ended_well(&mut self) -> bool {
        self.child.wait().unwrap().success()
    }

    /// Stops it as Ctrl+C does, and returns what it had printed on stderr.
    pub(crate) fn stop(&mut self) -> String {
        let id = self.id().to_string();
        let _stopped = Command::new("kill").args(["-INT", &id]).status();
        let _ended = self.child.wait();
        let said = self.said.take().map(JoinHandle::join);
        said.map(Result::unwrap).unwrap_or_default()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ended_before = self.child.kill();
        let _ended = self.child.wait();
    }
}
