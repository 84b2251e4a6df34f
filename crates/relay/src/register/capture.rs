//! `--capture`: what went over the wire as a file for Wireshark, which only its owner may read.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use mqtt_wire::capture::{Capture, Conversation, End, Piece};
use relay_protocol::{Recorded, Way};

use crate::output;
use crate::tunnel::tap::{Recording, Tap};

/// The port at which Wireshark expects MQTT inside TLS.
const USUAL_PORT: u16 = 8883;

/// What a pcapng file begins with.
const PCAPNG: [u8; 4] = [0x0A, 0x0D, 0x0D, 0x0A];

const COMMENT: &str = "The bytes of TLS and their times are those of the session. TCP and IP around them were made anew: \
     the program that wrote this does not see them. The secrets in this file open this session for whoever has it; \
     the device's key is not in it.";

/// A recording on its way into a file.
pub(super) struct CaptureFile {
    path: PathBuf,
    file: File,
    tap: Tap,
    recording: Recording,
}

impl CaptureFile {
    /// Opens the file before anything is sent, and says what it will hold.
    pub(super) fn create(path: &Path) -> Result<Self, String> {
        let file = open(path).map_err(|error| {
            format!(
                "{} cannot be written: {error}; name another file with --capture",
                path.display()
            )
        })?;
        output::say(format_args!(
            "note: {} will hold what goes over the wire and the secrets of its TLS session. \
             Whoever has the file can read this session. The device's key is not in it.",
            path.display()
        ));
        let (tap, receiver) = Tap::new();
        Ok(Self {
            path: path.to_owned(),
            file,
            tap,
            recording: Recording::of(receiver),
        })
    }

    /// What takes the recording down.
    pub(super) fn tap(&self) -> Tap {
        self.tap.clone()
    }

    /// Writes what was recorded, once the connection is gone.
    pub(super) fn write(mut self) -> io::Result<()> {
        let mut key_log = String::new();
        let mut conversation = None;
        while let Some(recorded) = self.recording.try_next() {
            take_down(&mut conversation, &mut key_log, recorded);
        }
        let conversations = conversation.as_slice();
        let capture = Capture {
            application: concat!("dps-playground ", env!("CARGO_PKG_VERSION")),
            comment: COMMENT,
            key_log: &key_log,
            conversations,
        };
        self.file.write_all(&capture.to_pcapng())?;
        self.file.sync_all()?;
        let path = self.path.display();
        match conversations.first() {
            None => output::say(format_args!("{path} is empty: no connection was made")),
            Some(conversation) => {
                let records = conversation.pieces.len();
                output::say(format_args!(
                    "{path} holds the connection, {records} pieces of TLS; Wireshark opens and decrypts it"
                ));
                let port = conversation.server.port();
                if port != USUAL_PORT {
                    output::say(format_args!(
                        "It expects MQTT at port {USUAL_PORT}: tell it with -d tls.port=={port},mqtt or \
                         Analyze > Decode As"
                    ));
                }
            }
        }
        Ok(())
    }
}

fn take_down(conversation: &mut Option<Conversation>, key_log: &mut String, recorded: Recorded) {
    match (recorded, conversation) {
        (Recorded::Secrets(secrets), _) => key_log.push_str(&secrets.0),
        (Recorded::Begun { at, client, server }, conversation) => {
            *conversation = address(&client)
                .zip(address(&server))
                .map(|(client, server)| {
                    let opened_at = Duration::from_micros(at);
                    Conversation {
                        client,
                        server,
                        opened_at,
                        pieces: Vec::new(),
                        closed: None,
                    }
                });
        }
        (Recorded::Record { at, way, bytes }, Some(conversation)) => {
            let at = Duration::from_micros(at);
            let from = match way {
                Way::Sent => End::Client,
                Way::Received => End::Server,
            };
            if bytes.as_slice().is_empty() {
                conversation.closed.get_or_insert((at, from));
            } else {
                let bytes = bytes.0;
                conversation.pieces.push(Piece { at, from, bytes });
            }
        }
        (Recorded::Record { .. }, None) => {}
    }
}

fn address(text: &str) -> Option<SocketAddr> {
    text.parse().ok()
}

/// A new file, or one that was a capture before: a slip of the keyboard must not cost a key or a certificate.
fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.create_new(true).open(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        result => return result,
    }
    let mut file = options.create_new(false).open(path)?;
    let mut beginning = Vec::new();
    (&mut file).take(4).read_to_end(&mut beginning)?;
    if !beginning.is_empty() && beginning != PCAPNG {
        return Err(io::Error::other("it is there already and is no capture"));
    }
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    file.set_len(0)?;
    file.rewind()?;
    Ok(file)
}
