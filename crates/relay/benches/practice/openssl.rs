//! `openssl s_server` with mutual TLS, and nothing behind it.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result};
use rustls::RootCertStore;

use crate::fleet::Fleet;

/// A running server. Dropping it ends it.
pub(crate) struct ServerOfOpenssl {
    child: Child,
    pub(crate) address: SocketAddr,
    pub(crate) roots: RootCertStore,
}

impl ServerOfOpenssl {
    pub(crate) fn start(openssl: &Path, fleet: &Fleet) -> Result<Self> {
        let (cert, key, roots) = fleet.server()?;
        let mut child = Command::new(openssl)
            .args(["s_server", "-accept", "127.0.0.1:0", "-cert"])
            .arg(cert)
            .arg("-key")
            .arg(key)
            // As the practice service: TLS 1.2, a client certificate, no resumption. `-www` leaves stdin alone.
            .arg("-CAfile")
            .arg(fleet.path("ca.pem"))
            .args(["-Verify", "2", "-verify_return_error", "-tls1_2"])
            .args(["-no_cache", "-no_ticket", "-www"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("starting openssl s_server")?;
        let mut lines = BufReader::new(child.stdout.take().context("no stdout")?).lines();
        let address = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("ACCEPT ").map(str::to_owned))
            .context("openssl s_server does not say where it listens")?;
        // Whoever does not read what it says stops it.
        std::thread::spawn(move || lines.for_each(drop));
        Ok(Self {
            child,
            address: address.trim().parse()?,
            roots,
        })
    }
}

impl Drop for ServerOfOpenssl {
    fn drop(&mut self) {
        let _ended_before = self.child.kill();
        let _ended = self.child.wait();
    }
}
