//! The `openssl` program in a directory of its own.

use std::process::{Command, Output};

use tempfile::TempDir;

pub(crate) struct Openssl {
    directory: TempDir,
}

impl Openssl {
    pub(crate) fn new() -> Self {
        Self {
            directory: tempfile::tempdir().expect("a temporary directory"),
        }
    }

    /// The directory its files are in.
    pub(crate) fn path(&self) -> &std::path::Path {
        self.directory.path()
    }

    /// Runs `openssl` with the words of `command`; no argument may contain a space.
    #[track_caller]
    pub(crate) fn run(&self, command: &str) -> String {
        self.run_arguments(&command.split_whitespace().collect::<Vec<_>>())
    }

    #[track_caller]
    pub(crate) fn run_arguments(&self, arguments: &[&str]) -> String {
        let output = self.output(arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "openssl {arguments:?} failed: {errors}"
        );
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// What `openssl` says on both channels when it has to fail.
    #[track_caller]
    pub(crate) fn fails(&self, command: &str) -> String {
        let output = self.output(&command.split_whitespace().collect::<Vec<_>>());
        assert!(!output.status.success(), "openssl {command} succeeded");
        let (stdout, stderr) = (&output.stdout, &output.stderr);
        String::from_utf8_lossy(stdout).into_owned() + &String::from_utf8_lossy(stderr)
    }

    /// What `openssl` complains of, if it fails.
    #[track_caller]
    pub(crate) fn complaint(&self, command: &str) -> Option<String> {
        let output = self.output(&command.split_whitespace().collect::<Vec<_>>());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (!output.status.success()).then_some(said)
    }

    /// What `openssl` says on both channels, for commands whose exit code tells nothing.
    #[track_caller]
    pub(crate) fn says(&self, command: &str) -> String {
        let output = self.output(&command.split_whitespace().collect::<Vec<_>>());
        let (stdout, stderr) = (&output.stdout, &output.stderr);
        String::from_utf8_lossy(stdout).into_owned() + &String::from_utf8_lossy(stderr)
    }

    #[track_caller]
    fn output(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new("openssl");
        command.args(arguments).current_dir(self.directory.path());
        // A configuration of the machine must not change what is made.
        command.env_remove("OPENSSL_CONF");
        command.output().unwrap_or_else(|error| {
            panic!("these tests need the openssl program on the PATH: {error}")
        })
    }

    #[track_caller]
    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.directory.path().join(name))
            .unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    #[track_caller]
    pub(crate) fn write(&self, name: &str, contents: &[u8]) {
        std::fs::write(self.directory.path().join(name), contents)
            .expect("writing into the temporary directory");
    }

    /// A key of the given kind in `NAME.key` and a self-signed certificate in `NAME.pem`.
    #[track_caller]
    pub(crate) fn self_signed(&self, name: &str, kind: &str) {
        self.key(&format!("{name}.key"), kind);
        self.run(&format!(
            "req -x509 -new -key {name}.key -subj /CN={name} -days 30 -out {name}.pem"
        ));
    }

    /// `kind` is `P-256`, `RSA-2048` and the like.
    #[track_caller]
    pub(crate) fn key(&self, file: &str, kind: &str) {
        let (algorithm, option) = match kind.split_once('-') {
            Some(("RSA", bits)) => ("RSA", format!("rsa_keygen_bits:{bits}")),
            Some(("P", _)) => ("EC", format!("ec_paramgen_curve:{kind}")),
            _ => panic!("no kind of key: {kind:?}"),
        };
        self.run(&format!(
            "genpkey -algorithm {algorithm} -pkeyopt {option} -out {file}"
        ));
    }
}
