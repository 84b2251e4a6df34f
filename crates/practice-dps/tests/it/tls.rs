//! Over real TLS: a stock rustls client, certificates of every kind, and files made by `openssl`. One piece: they share clients.

#![expect(
    clippy::disallowed_methods,
    reason = "the files that openssl makes are read and written here"
)]

mod faults;

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use device_certs::pem::{self, ItemKind};
use device_certs::{Certificate, PrivateKey};
use dps_protocol::{RegistrationId, hub, topics, username};
use mqtt_wire::{Connack, Framer, Packet, QoS, Subscribe};
use practice_dps::PracticeDps;
use practice_dps::enrollments::{CaCertificate, EnrollmentGroup, IndividualEnrollment};
use practice_dps::listen::{Limits, PracticeCa, PracticeHandle, PracticeServer, TlsVersions, now};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::{
    CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName,
};
use tokio_rustls::rustls::sign::{CertifiedKey, SingleCertAndKey};
use tokio_rustls::rustls::{
    self, ClientConfig, HandshakeKind, ProtocolVersion, RootCertStore, SupportedProtocolVersion,
};

use crate::lab::{API_VERSION, HUB, Holder, ID_SCOPE, hello, message, settings};

/// A running server, on a port of its own.
struct Running {
    server: Arc<PracticeServer>,
    address: SocketAddr,
    root: Vec<u8>,
    next_root: Vec<u8>,
    task: JoinHandle<std::io::Result<()>>,
}

impl Running {
    async fn start(versions: TlsVersions) -> Self {
        Self::start_with(versions, Limits::default()).await
    }

    async fn start_with(versions: TlsVersions, limits: Limits) -> Self {
        let handle = PracticeHandle::new(PracticeDps::new(settings(), 1));
        let more = ["127.9.9.9".to_owned(), "practice.lan".to_owned()];
        let ca = PracticeCa::make(&more, now()).unwrap();
        let server = PracticeServer::new(handle, &ca, versions).unwrap();
        let server = Arc::new(server.with_limits(limits));
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let listening = Arc::clone(&server);
        Self {
            server,
            address,
            root: ca.root_der().to_vec(),
            next_root: ca.next_root_der().to_vec(),
            task: tokio::spawn(async move { listening.listen(listener).await }),
        }
    }

    fn service<T>(&self, use_it: impl FnOnce(&mut PracticeDps) -> T) -> T {
        self.server.handle().with(use_it)
    }

    fn enrol(&self, registration_id: &str, identity: &Identity) {
        let id = RegistrationId::parse(registration_id).unwrap();
        let (leaf, _) = Certificate::read(&identity.chain[0]);
        let enrollment = IndividualEnrollment::new(id, leaf);
        self.service(|service| service.put_individual(enrollment))
            .unwrap();
    }

    fn client_config(
        &self,
        version: &'static SupportedProtocolVersion,
        identity: Option<&Identity>,
    ) -> Arc<ClientConfig> {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from(self.root.clone())).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_protocol_versions(&[version])
            .unwrap()
            .with_root_certificates(roots);
        Arc::new(match identity {
            None => builder.with_no_client_auth(),
            Some(identity) => {
                let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(identity.pkcs8.clone()));
                let key = provider.key_provider.load_private_key(key).unwrap();
                let chain = identity
                    .chain
                    .iter()
                    .cloned()
                    .map(CertificateDer::from)
                    .collect();
                // `CertifiedKey::new` does not look into the certificate, which X.509 v1 would not survive.
                let certified = CertifiedKey::new(chain, key);
                builder.with_client_cert_resolver(Arc::new(SingleCertAndKey::from(certified)))
            }
        })
    }

    async fn connect(&self, config: &Arc<ClientConfig>, name: &str) -> std::io::Result<Client> {
        let tcp = TcpStream::connect(self.address).await?;
        let name = ServerName::try_from(name.to_owned()).unwrap();
        let stream = TlsConnector::from(Arc::clone(config))
            .connect(name, tcp)
            .await?;
        Ok(Client {
            stream,
            framer: Framer::new(1 << 20),
        })
    }

    async fn stop(self) {
        self.server.shutdown();
        self.task.await.unwrap().unwrap();
    }
}

/// What a device presents.
struct Identity {
    chain: Vec<Vec<u8>>,
    pkcs8: Vec<u8>,
}

impl Identity {
    fn of(holders: &[&Holder]) -> Self {
        Self {
            chain: crate::lab::chain(holders),
            pkcs8: holders[0].key.pkcs8().to_vec(),
        }
    }

    /// Reads the files `openssl` made, as a user's would be.
    fn from_files(directory: &Path, certificates: &[&str], key: &str) -> Self {
        let read = |name: &str| pem::read(&std::fs::read(directory.join(name)).unwrap());
        let chain = certificates
            .iter()
            .flat_map(|name| read(name).items)
            .filter_map(|item| (item.kind == ItemKind::Certificate).then(|| item.der.to_vec()));
        let key = read(key)
            .items
            .into_iter()
            .find(|item| item.kind.is_private_key())
            .unwrap();
        Self {
            chain: chain.collect(),
            pkcs8: PrivateKey::read(&key).unwrap().pkcs8_der().to_vec(),
        }
    }
}

struct Client {
    stream: TlsStream<TcpStream>,
    framer: Framer,
}

impl Client {
    async fn send(&mut self, packet: &Packet) {
        self.stream
            .write_all(&packet.encode().unwrap())
            .await
            .unwrap();
        self.stream.flush().await.unwrap();
    }

    /// The next packet; `None` when the service has closed the connection.
    async fn next(&mut self) -> Option<Packet> {
        loop {
            if let Some(frame) = self.framer.next_frame().unwrap() {
                return Some(Packet::decode(&frame).unwrap());
            }
            let mut buffer = [0; 4096];
            match self.stream.read(&mut buffer).await {
                Ok(0) | Err(_) => return None,
                Ok(count) => self.framer.push(&buffer[..count]),
            }
        }
    }

    async fn hello(&mut self, client_id: &str, username: &str) -> u8 {
        self.send(&Packet::Connect(hello(client_id, username)))
            .await;
        match self.next().await {
            Some(Packet::Connack(Connack { code, .. })) => code,
            other => panic!("not a CONNACK: {other:?}"),
        }
    }

    /// Publishes at QoS 1, takes PUBACK and then the answer.
    async fn ask(&mut self, topic: &str) -> Value {
        self.send(&Packet::Publish(message(topic, b"", QoS::AtLeastOnce)))
            .await;
        assert_eq!(self.next().await, Some(Packet::Puback { packet_id: 99 }));
        let Some(Packet::Publish(answer)) = self.next().await else {
            panic!("no answer");
        };
        let packet_id = answer.packet_id.unwrap();
        self.send(&Packet::Puback { packet_id }).await;
        serde_json::from_slice(&answer.payload).unwrap()
    }

    /// The whole registration; the last answer's body.
    async fn provision(&mut self, registration_id: &str) -> Value {
        let username = username::format(ID_SCOPE, registration_id, API_VERSION);
        assert_eq!(self.hello(registration_id, &username).await, 0);
        let filters = vec![(topics::RESPONSE_FILTER.to_owned(), QoS::AtLeastOnce)];
        self.send(&Packet::Subscribe(Subscribe {
            packet_id: 1,
            filters,
        }))
        .await;
        assert_eq!(
            self.next().await.map(|packet| packet.name()),
            Some("SUBACK")
        );
        let mut answer = self.ask(&topics::register("1")).await;
        let operation_id = answer["operationId"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        while answer["status"] == "assigning" {
            answer = self
                .ask(&topics::operation_status("2", &operation_id))
                .await;
        }
        answer
    }

    async fn goodbye(&mut self) {
        self.send(&Packet::Disconnect).await;
        assert_eq!(self.next().await, None);
    }
}

const VERSIONS: [(TlsVersions, &SupportedProtocolVersion, ProtocolVersion); 2] = [
    (
        TlsVersions::Tls12,
        &rustls::version::TLS12,
        ProtocolVersion::TLSv1_2,
    ),
    (
        TlsVersions::Tls13,
        &rustls::version::TLS13,
        ProtocolVersion::TLSv1_3,
    ),
];

/// Registers in TLS 1.2 and 1.3, and then sends telemetry to the hub.
async fn check_registers(identity: &Identity, enrol: impl Fn(&Running)) {
    for (offered, version, expected) in VERSIONS {
        let running = Running::start(offered).await;
        enrol(&running);
        let config = running.client_config(version, Some(identity));
        let mut client = running.connect(&config, "localhost").await.unwrap();
        assert_eq!(client.stream.get_ref().1.protocol_version(), Some(expected));
        let answer = client.provision("dev1").await;
        assert_eq!(answer["status"], "assigned", "{answer}");
        assert_eq!(answer["registrationState"]["assignedHub"], HUB);
        client.goodbye().await;

        let mut client = running
            .connect(&config, "any.azure-devices.net")
            .await
            .unwrap();
        assert_eq!(client.hello("dev1", &hub::username(HUB, "dev1")).await, 0);
        let telemetry = message(&hub::telemetry_topic("dev1"), b"{}", QoS::AtLeastOnce);
        client.send(&Packet::Publish(telemetry)).await;
        assert_eq!(client.next().await, Some(Packet::Puback { packet_id: 99 }));
        client.goodbye().await;
        running.stop().await;
    }
}

/// A directory of its own, gone at the end.
struct Workshop(std::path::PathBuf);

impl Workshop {
    fn new(name: &str) -> Self {
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::create_dir_all(&directory).unwrap();
        Self(directory)
    }

    fn openssl(&self, arguments: &str) {
        let output = Command::new("openssl")
            .args(arguments.split_whitespace())
            .current_dir(&self.0)
            .output()
            .unwrap();
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "openssl {arguments}: {complaint}");
    }

    fn identity(&self, certificates: &[&str]) -> Identity {
        Identity::from_files(&self.0, certificates, "dev.key")
    }
}

impl Drop for Workshop {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

#[tokio::test]
async fn an_ecdsa_certificate_of_our_own_registers() {
    let identity = Identity::of(&[&Holder::self_signed("dev1")]);
    check_registers(&identity, |running| running.enrol("dev1", &identity)).await;
}

#[tokio::test]
async fn keys_of_every_kind_from_openssl_register() {
    let kinds = [
        ("ec256", "ec -pkeyopt ec_paramgen_curve:P-256"),
        ("ec384", "ec -pkeyopt ec_paramgen_curve:P-384"),
        ("ec521", "ec -pkeyopt ec_paramgen_curve:P-521"),
        ("rsa2048", "rsa:2048"),
    ];
    for (name, kind) in kinds {
        let workshop = Workshop::new(name);
        workshop.openssl(&format!(
            "req -x509 -newkey {kind} -nodes -keyout dev.key -out dev.pem -subj /CN=dev1 -days 30"
        ));
        let identity = workshop.identity(&["dev.pem"]);
        check_registers(&identity, |running| running.enrol("dev1", &identity)).await;
    }
}

#[tokio::test]
async fn an_x509_v1_leaf_below_an_rsa_intermediate_registers_by_group() {
    let workshop = Workshop::new("v1");
    workshop.openssl(
        "req -x509 -newkey rsa:2048 -nodes -keyout root.key -out root.pem -subj /CN=root -days 30",
    );
    workshop.openssl("req -newkey rsa:2048 -nodes -keyout ca.key -out ca.csr -subj /CN=ca");
    std::fs::write(
        workshop.0.join("ca.ext"),
        "basicConstraints=critical,CA:true\n",
    )
    .unwrap();
    workshop.openssl(
        "x509 -req -in ca.csr -CA root.pem -CAkey root.key -CAcreateserial -out ca.pem -days 30 -extfile ca.ext",
    );
    workshop.openssl(
        "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout dev.key -out dev.csr -subj /CN=dev1",
    );
    workshop.openssl(
        "x509 -req -in dev.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out dev.pem -days 30",
    );
    let identity = workshop.identity(&["dev.pem", "ca.pem"]);
    let (leaf, _) = Certificate::read(&identity.chain[0]);
    assert_eq!(leaf.version, 1, "or this test shows nothing");
    let root = workshop.identity(&["root.pem"]).chain.remove(0);
    let enrol = |running: &Running| {
        let (ca, _) = Certificate::read(&identity.chain[1]);
        let (root, _) = Certificate::read(&root);
        running.service(|service| {
            service
                .put_certificate(CaCertificate::new("root", root, true))
                .unwrap();
            service
                .put_group(EnrollmentGroup::new("factory", ca))
                .unwrap();
        });
    };
    check_registers(&identity, enrol).await;
}

#[tokio::test]
async fn an_unknown_critical_extension_reaches_the_registration() {
    let workshop = Workshop::new("critical");
    workshop.openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout dev.key -out dev.pem -subj /CN=dev1 -days 30 -addext 1.2.3.4.5=critical,DER:0500",
    );
    let identity = workshop.identity(&["dev.pem"]);
    check_registers(&identity, |running| running.enrol("dev1", &identity)).await;
}

#[tokio::test]
async fn a_certificate_without_its_key_does_not_get_through_the_handshake() {
    let (leaf, other) = (Holder::self_signed("dev1"), Holder::self_signed("dev1"));
    let stolen = Identity {
        chain: crate::lab::chain(&[&leaf]),
        pkcs8: other.key.pkcs8().to_vec(),
    };
    for (offered, version, _) in VERSIONS {
        let running = Running::start(offered).await;
        let config = running.client_config(version, Some(&stolen));
        // In TLS 1.3 the client has finished before the server looks.
        if let Ok(mut client) = running.connect(&config, "localhost").await {
            assert_eq!(client.next().await, None);
        }
        let is_silent = |service: &mut PracticeDps| {
            let mut entries = service.history();
            entries.all(|entry| entry.packet.is_none())
        };
        assert!(running.service(is_silent));
        running.stop().await;
    }
}

#[tokio::test]
async fn without_a_certificate_connect_is_refused() {
    for (offered, version, _) in VERSIONS {
        let running = Running::start(offered).await;
        let config = running.client_config(version, None);
        let mut client = running.connect(&config, "localhost").await.unwrap();
        let username = username::format(ID_SCOPE, "dev1", API_VERSION);
        assert_eq!(client.hello("dev1", &username).await, 5);
        assert_eq!(client.next().await, None);
        running.stop().await;
    }
}

#[tokio::test]
async fn the_server_certificate_is_good_for_the_names_clients_use() {
    let running = Running::start(TlsVersions::Both).await;
    let config = running.client_config(&rustls::version::TLS13, None);
    let good = [
        "localhost",
        "global.azure-devices-provisioning.net",
        "mine.azure-devices-provisioning.net",
        "mine.azure-devices.net",
        "127.0.0.1",
        "127.9.9.9",
        "practice.lan",
    ];
    for name in good {
        assert!(running.connect(&config, name).await.is_ok(), "{name}");
    }
    for name in ["example.net", "127.0.0.2"] {
        assert!(running.connect(&config, name).await.is_err(), "{name}");
    }
    running.stop().await;
}

#[tokio::test]
async fn only_the_versions_asked_for_are_offered_and_nothing_is_resumed() {
    for (offered, mine, _) in VERSIONS {
        let running = Running::start(offered).await;
        for (_, version, _) in VERSIONS {
            let config = running.client_config(version, None);
            let connected = running.connect(&config, "localhost").await;
            assert_eq!(connected.is_ok(), version == mine);
        }
        let config = running.client_config(mine, None);
        for _ in 0..3 {
            let mut client = running.connect(&config, "localhost").await.unwrap();
            client.hello("dev1", "").await;
            let kind = client.stream.get_ref().1.handshake_kind();
            // With a retry for the key exchange group it is still a full one.
            let full = matches!(
                kind,
                Some(HandshakeKind::Full | HandshakeKind::FullWithHelloRetryRequest)
            );
            assert!(full, "{kind:?}");
        }
        running.stop().await;
    }
}

#[tokio::test]
async fn whoever_speaks_no_tls_or_leaves_early_harms_nobody() {
    let running = Running::start(TlsVersions::Tls12).await;
    drop(TcpStream::connect(running.address).await.unwrap());
    let mut stranger = TcpStream::connect(running.address).await.unwrap();
    stranger.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    stranger.read_to_end(&mut answer).await.ok();

    let identity = Identity::of(&[&Holder::self_signed("dev1")]);
    running.enrol("dev1", &identity);
    let config = running.client_config(&rustls::version::TLS12, Some(&identity));
    let mut client = running.connect(&config, "localhost").await.unwrap();
    client.stream.write_all(b"\x10").await.unwrap();
    drop(client);
    let mut client = running.connect(&config, "localhost").await.unwrap();
    assert_eq!(client.provision("dev1").await["status"], "assigned");
    running.stop().await;
}

#[tokio::test]
async fn a_newer_connection_closes_the_older_one() {
    let running = Running::start(TlsVersions::Tls12).await;
    let identity = Identity::of(&[&Holder::self_signed("dev1")]);
    let config = running.client_config(&rustls::version::TLS12, Some(&identity));
    let username = username::format(ID_SCOPE, "dev1", API_VERSION);
    let mut older = running.connect(&config, "localhost").await.unwrap();
    assert_eq!(older.hello("dev1", &username).await, 0);
    let mut newer = running.connect(&config, "localhost").await.unwrap();
    assert_eq!(newer.hello("dev1", &username).await, 0);
    assert_eq!(older.next().await, None);
    newer.send(&Packet::Pingreq).await;
    assert_eq!(newer.next().await, Some(Packet::Pingresp));
    running.stop().await;
}

#[tokio::test]
async fn shutdown_closes_connections_and_ends_listening() {
    let running = Running::start(TlsVersions::Tls12).await;
    let identity = Identity::of(&[&Holder::self_signed("dev1")]);
    let config = running.client_config(&rustls::version::TLS12, Some(&identity));
    let mut client = running.connect(&config, "localhost").await.unwrap();
    let username = username::format(ID_SCOPE, "dev1", API_VERSION);
    assert_eq!(client.hello("dev1", &username).await, 0);
    let in_handshake = TcpStream::connect(running.address).await.unwrap();
    let address = running.address;
    running.stop().await;
    assert_eq!(client.next().await, None);
    drop(in_handshake);
    assert!(
        TcpStream::connect(address).await.is_err(),
        "nobody listens any more"
    );
}

#[tokio::test]
async fn connections_beyond_the_limit_are_closed_and_those_within_go_on() {
    let limits = Limits {
        max_connections: 1,
        ..Limits::default()
    };
    let running = Running::start_with(TlsVersions::Tls12, limits).await;
    let config = running.client_config(&rustls::version::TLS12, None);
    let mut first = running.connect(&config, "localhost").await.unwrap();
    assert!(running.connect(&config, "localhost").await.is_err());
    assert_eq!(first.hello("dev1", "").await, 5);
    running.stop().await;
}

#[tokio::test]
async fn a_handshake_that_does_not_go_on_is_given_up() {
    let limits = Limits {
        handshake_timeout: std::time::Duration::ZERO,
        ..Limits::default()
    };
    let running = Running::start_with(TlsVersions::Tls12, limits).await;
    let mut silent = TcpStream::connect(running.address).await.unwrap();
    let mut answer = Vec::new();
    assert_eq!(silent.read_to_end(&mut answer).await.unwrap(), 0);
    running.stop().await;
}
