//! A network of its own in which names lie: namespaces of Linux that hold loopback, a DNS server and whoever listens.
//!
//! The system's resolver is made to lie without a change to the program: it reads its server from `/etc/resolv.conf`, and
//! in a mount namespace that file is another one.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::process::Command;
use std::sync::{Arc, Mutex};

use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// Set in the run that is inside.
const INSIDE: &str = "DPS_PLAYGROUND_TEST_NETWORK";

/// Where the program is asked to connect to; no port of the machine, but of a network that nobody else is in.
pub(crate) const PORT: u16 = 8883;

/// A public address that this network has itself.
pub(crate) const PUBLIC: &str = "20.49.104.1";

/// A public address that no way leads to.
pub(crate) const UNREACHABLE: &str = "20.49.104.2";

/// The program finds the DNS server in `$1`, and nothing in `/run` that would answer in its place (nscd, systemd-resolved).
const SET_UP: &str = "\
mount --bind \"$1\" /etc
mount -t tmpfs none /run
ip link set lo up
for address in 20.49.104.1 10.1.2.3 169.254.169.254 168.63.129.16; do ip address add $address/32 dev lo; done
ip -6 address add fd00::1/128 dev lo nodad
shift
exec \"$@\"";

/// Whether this run is inside such a network. If not, runs the test of this name there, and fails if that does.
pub(crate) fn is_entered(test: &str) -> bool {
    if std::env::var_os(INSIDE).is_some() {
        return true;
    }
    let etc = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("resolv.conf", "nameserver 127.0.0.1\n"),
        ("nsswitch.conf", "hosts: files dns\n"),
        ("hosts", "127.0.0.1 localhost\n"),
    ] {
        std::fs::write(etc.path().join(name), text).unwrap();
    }
    let run = Command::new("unshare")
        .args(namespaces())
        .args(["sh", "-euc", SET_UP, "sh"])
        .arg(etc.path())
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(INSIDE, "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(
        run.status.success() && said.contains("1 passed"),
        "{}: in a network of its own: {said}{}",
        run.status,
        String::from_utf8_lossy(&run.stderr)
    );
    false
}

/// What asks `unshare` for the namespaces: of users as well, so that it takes no root, or as root without.
fn namespaces() -> &'static [&'static str] {
    let ways: [&[&str]; 2] = [
        &["--user", "--map-root-user", "--net", "--mount"],
        &["--net", "--mount"],
    ];
    let works = |way: &&&[&str]| {
        let tried = Command::new("unshare").args(**way).arg("true").output();
        tried
            .expect(
                "unshare is needed, the Debian package util-linux: nothing is skipped without it",
            )
            .status
            .success()
    };
    ways.iter().find(works).expect(
        "a network of its own is needed: root, or namespaces of users (sysctl kernel.unprivileged_userns_clone=1 and, where \
         there is AppArmor, kernel.apparmor_restrict_unprivileged_userns=0)",
    )
}

/// A DNS server that says what it is told to.
#[derive(Clone, Default)]
pub(crate) struct Names(Arc<Mutex<HashMap<String, Name>>>);

#[derive(Default)]
struct Name {
    /// The first answer, the second, and so on; the last one stays.
    answers: Vec<Vec<IpAddr>>,
    /// How often the IPv4 addresses were asked for, and the IPv6 addresses.
    asked: [usize; 2],
}

impl Names {
    /// Where the system's resolver asks.
    pub(crate) async fn start() -> Self {
        let names = Self::default();
        let socket = UdpSocket::bind("127.0.0.1:53").await.unwrap();
        let server = names.clone();
        tokio::spawn(async move {
            let mut question = [0; 512];
            while let Ok((length, from)) = socket.recv_from(&mut question).await {
                let answer = server.answer(&question[..length]);
                socket.send_to(&answer, from).await.unwrap();
            }
        });
        names
    }

    /// From now on the name has these addresses when it is asked for first, second, and so on.
    pub(crate) fn say(&self, name: &str, answers: &[&[&str]]) {
        let read = |addresses: &&[&str]| addresses.iter().map(|one| one.parse().unwrap()).collect();
        let answers = answers.iter().map(read).collect();
        let asked = [0; 2];
        let entry = Name { answers, asked };
        self.0.lock().unwrap().insert(name.to_owned(), entry);
    }

    /// How often the addresses of a name were asked for since [`say`](Self::say): IPv4 and IPv6.
    pub(crate) fn asked(&self, name: &str) -> [usize; 2] {
        self.0.lock().unwrap()[name].asked
    }

    /// The answer to a question (RFC 1035, section 4): its number, flags and counts, the question, and a record for each
    /// address that is valid for no time at all.
    fn answer(&self, question: &[u8]) -> Vec<u8> {
        let (name, end) = name_in(question);
        let kind = u16::from_be_bytes([question[end], question[end + 1]]);
        let mut names = self.0.lock().unwrap();
        let known = names.get_mut(&name);
        // NXDOMAIN for names that nobody spoke of.
        let code = if known.is_some() { 0 } else { 3 };
        let mut records = Vec::new();
        if let Some(known) = known
            && let Some(family) = [1, 28].iter().position(|of| *of == kind)
        {
            let time = known.asked[family].min(known.answers.len() - 1);
            known.asked[family] += 1;
            for address in &known.answers[time] {
                match (address, family) {
                    (IpAddr::V4(address), 0) => records.push(address.octets().to_vec()),
                    (IpAddr::V6(address), 1) => records.push(address.octets().to_vec()),
                    _ => {}
                }
            }
        }
        let count = u8::try_from(records.len()).unwrap();
        let mut answer = question[..2].to_vec();
        answer.extend([0x81, 0x80 | code, 0, 1, 0, count, 0, 0, 0, 0]);
        answer.extend(&question[12..end + 4]);
        for record in records {
            // The name is that at byte 12, the class the internet's.
            answer.extend([0xC0, 12]);
            answer.extend(kind.to_be_bytes());
            answer.extend([0, 1, 0, 0, 0, 0, 0, u8::try_from(record.len()).unwrap()]);
            answer.extend(record);
        }
        answer
    }
}

/// The name a question asks for, and where it ends.
fn name_in(question: &[u8]) -> (String, usize) {
    let mut labels = Vec::new();
    let mut at = 12;
    while question[at] != 0 {
        let end = at + 1 + usize::from(question[at]);
        labels.push(std::str::from_utf8(&question[at + 1..end]).unwrap());
        at = end;
    }
    (labels.join("."), at + 1)
}

/// Listens at every address of this network and hangs up on whoever comes.
pub(crate) struct Ears(UnboundedReceiver<(SocketAddr, IpAddr)>);

impl Ears {
    pub(crate) async fn listen() -> Self {
        let listener = TcpListener::bind(("::", PORT)).await.unwrap();
        let (heard, hears) = unbounded_channel();
        tokio::spawn(async move {
            while let Ok((stream, from)) = listener.accept().await {
                let from = SocketAddr::new(from.ip().to_canonical(), from.port());
                let to = stream.local_addr().unwrap().ip().to_canonical();
                // Whoever listened has heard enough.
                let _enough = heard.send((from, to));
            }
        });
        Self(hears)
    }

    /// The addresses that were connected to so far, in that order. A connection of our own ends the list: connections are
    /// taken in the order in which they come, and it proves that this one would have been heard.
    pub(crate) async fn heard(&mut self, ends_with: &str) -> Vec<String> {
        let own = TcpStream::connect((ends_with, PORT)).await.unwrap();
        let own = own.local_addr().unwrap();
        let mut list = Vec::new();
        loop {
            let (from, to) = self.0.recv().await.unwrap();
            if from == own {
                assert_eq!(to.to_string(), ends_with);
                return list;
            }
            list.push(to.to_string());
        }
    }
}
