//! The second port over real TLS: the HTTPS device API, and MQTT over WebSocket. One piece: it shares a client.

use std::net::SocketAddr;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use dps_protocol::{RegistrationId, hub, topics, username};
use futures_util::{SinkExt as _, StreamExt as _};
use mqtt_wire::{Framer, Packet, QoS, Subscribe};
use practice_dps::enrollments::{IndividualEnrollment, ProvisioningStatus};
use practice_dps::fault::FaultOrder;
use practice_dps::listen::{Limits, PracticeCa, PracticeHandle, PracticeServer, TlsVersions, now};
use practice_dps::{PracticeDps, Quotas, Rule, SeenConnection, SymmetricKey};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer, ServerName};
use tokio_rustls::rustls::{self, AlertDescription, ClientConfig, RootCertStore, crypto};
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::lab::{API_VERSION, HUB, Holder, ID_SCOPE, hello, message, settings};

/// A server with both ports.
struct Running {
    server: Arc<PracticeServer>,
    https: SocketAddr,
    mqtts: SocketAddr,
    root: Vec<u8>,
    tasks: [JoinHandle<std::io::Result<()>>; 2],
}

impl Running {
    async fn start() -> Self {
        Self::start_with(Limits::default()).await
    }

    async fn start_with(limits: Limits) -> Self {
        let handle = PracticeHandle::new(PracticeDps::new(settings(), 1));
        let ca = PracticeCa::make(&[], now()).unwrap();
        let server = PracticeServer::new(handle, &ca, TlsVersions::Tls12).unwrap();
        let server = Arc::new(server.with_limits(limits));
        let mqtts = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let https = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let (first, second) = (Arc::clone(&server), Arc::clone(&server));
        Self {
            server,
            mqtts: mqtts.local_addr().unwrap(),
            https: https.local_addr().unwrap(),
            root: ca.root_der().to_vec(),
            tasks: [
                tokio::spawn(async move { first.listen(mqtts).await }),
                tokio::spawn(async move { second.listen_https(https).await }),
            ],
        }
    }

    fn service<T>(&self, use_it: impl FnOnce(&mut PracticeDps) -> T) -> T {
        self.server.handle().with(use_it)
    }

    fn enrol(&self, holder: &Holder) -> IndividualEnrollment {
        let id = RegistrationId::parse("dev1").unwrap();
        let enrollment = IndividualEnrollment::new(id, holder.certificate.clone());
        let put = enrollment.clone();
        self.service(|service| service.put_individual(put)).unwrap();
        enrollment
    }

    fn rule(&self) -> Option<Rule> {
        self.service(|service| service.history().rev().find_map(|entry| entry.rule))
    }

    fn switch_on(&self, order: &str) {
        let order = FaultOrder::parse(order).unwrap();
        assert!(self.service(|service| service.set_fault(order)));
    }

    fn connections(&self) -> Vec<SeenConnection> {
        self.service(|service| service.connections().cloned().collect())
    }

    async fn connect(&self, address: SocketAddr, holder: Option<&Holder>) -> TlsStream<TcpStream> {
        self.try_connect(address, holder).await.unwrap()
    }

    async fn try_connect(
        &self,
        address: SocketAddr,
        holder: Option<&Holder>,
    ) -> std::io::Result<TlsStream<TcpStream>> {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from(self.root.clone())).unwrap();
        let provider = Arc::new(crypto::aws_lc_rs::default_provider());
        let builder = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots);
        let config = match holder {
            None => builder.with_no_client_auth(),
            Some(holder) => {
                let chain = vec![CertificateDer::from(holder.certificate.der.clone())];
                let key = PrivatePkcs8KeyDer::from(holder.key.pkcs8().to_vec());
                builder.with_client_auth_cert(chain, key.into()).unwrap()
            }
        };
        let tcp = TcpStream::connect(address).await.unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        let connector = TlsConnector::from(Arc::new(config));
        connector.connect(name, tcp).await
    }

    /// One request on a connection of its own.
    async fn ask(&self, holder: Option<&Holder>, line: &str, more: &str, body: &str) -> Reply {
        let mut stream = self.connect(self.https, holder).await;
        let length = body.len();
        let request = format!(
            "{line} HTTP/1.1\r\nHost: {HUB}:443\r\nConnection: close\r\nContent-Length: {length}\r\n{more}\r\n{body}"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).await.unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        Reply {
            status: head[9..12].parse().unwrap(),
            head: head.to_owned(),
            body: body.to_owned(),
        }
    }

    async fn stop(self) {
        self.server.shutdown();
        for task in self.tasks {
            task.await.unwrap().unwrap();
        }
    }
}

#[derive(Debug)]
struct Reply {
    status: u16,
    head: String,
    body: String,
}

impl Reply {
    fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        let mut values = lines.filter(|(key, _)| key.eq_ignore_ascii_case(name));
        values.next().map(|(_, value)| value)
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    fn refusal(&self) -> (u16, Value, Value) {
        let body = self.json();
        assert_eq!(
            self.header("x-ms-error-code"),
            Some(body["errorCode"].to_string().as_str())
        );
        (
            self.status,
            body["errorCode"].clone(),
            body["message"].clone(),
        )
    }
}

fn path(rest: &str) -> String {
    format!("/{ID_SCOPE}/registrations/dev1{rest}?api-version=2021-06-01")
}

#[tokio::test]
async fn a_device_registers_polls_and_looks_itself_up() {
    let running = Running::start().await;
    let leaf = Holder::self_signed("dev1");
    let lookup = format!("POST {}", path(""));
    running.enrol(&leaf);
    let unknown = running.ask(Some(&leaf), &lookup, "", "").await;
    assert_eq!(
        unknown.refusal(),
        (404, json!(404_201), json!("Registration not found."))
    );

    let body = r#"{"registrationId":"dev1"}"#;
    let first = running
        .ask(Some(&leaf), &format!("PUT {}", path("/register")), "", body)
        .await;
    assert_eq!(
        (first.status, first.header("retry-after")),
        (202, Some("3"))
    );
    assert_eq!(first.body.len(), 94, "the body that MQTT has");
    let location = format!("https://{HUB}:443/{ID_SCOPE}/registrations/dev1/register");
    assert_eq!(first.header("location"), Some(location.as_str()));
    assert_eq!(
        first.header("content-type"),
        Some("application/json; charset=utf-8")
    );
    assert!(first.header("strict-transport-security").is_some());
    assert_eq!(first.header("x-ms-request-id").unwrap().len(), 36);

    let operation_id = first.json()["operationId"].as_str().unwrap().to_owned();
    let poll = format!("GET {}", path(&format!("/operations/{operation_id}")));
    let last = running.ask(Some(&leaf), &poll, "", "").await;
    assert_eq!((last.status, last.header("retry-after")), (200, None));
    assert_eq!(last.json()["status"], "assigned");
    assert_eq!(last.json()["registrationState"]["assignedHub"], HUB);

    let record = running.ask(Some(&leaf), &lookup, "", body).await;
    assert_eq!(
        (record.status, record.json()),
        (200, last.json()["registrationState"].clone())
    );

    let sent = running
        .ask(
            Some(&leaf),
            "POST /devices/dev1/messages/events?api-version=2020-03-13",
            "",
            "{}",
        )
        .await;
    assert_eq!((sent.status, sent.body.as_str()), (204, ""));
    let renewed = Holder::self_signed("dev1");
    let refused = running
        .ask(
            Some(&renewed),
            "POST /devices/dev1/messages/events?api-version=2020-03-13",
            "",
            "{}",
        )
        .await;
    assert_eq!(refused.status, 401);
    running.stop().await;
}

#[tokio::test]
async fn a_symmetric_key_signs_the_authorization_header() {
    let running = Running::start().await;
    let key = SymmetricKey::parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").unwrap();
    let id = RegistrationId::parse("dev1").unwrap();
    let enrollment = IndividualEnrollment::with_key(id, key.clone());
    running
        .service(|service| service.put_individual(enrollment))
        .unwrap();
    let token = |key: &SymmetricKey| {
        let (resource, expiry) = (
            format!("{ID_SCOPE}%2Fregistrations%2Fdev1"),
            now().unix_secs() + 60,
        );
        let signature = STANDARD.encode(key.sign(format!("{resource}\n{expiry}").as_bytes()));
        let signature = signature
            .replace('+', "%2B")
            .replace('/', "%2F")
            .replace('=', "%3D");
        format!(
            "Authorization: SharedAccessSignature sr={resource}&sig={signature}&se={expiry}&skn=registration\r\n"
        )
    };
    let line = format!("PUT {}", path("/register"));
    let good = running.ask(None, &line, &token(&key), "{}").await;
    assert_eq!(good.status, 202);
    let bad = running
        .ask(None, &line, &token(&key.derive("dev1")), "{}")
        .await;
    assert_eq!(bad.refusal(), (401, json!(401_000), json!("Unauthorized")));
    assert_eq!(
        bad.header("x-ms-request-id"),
        bad.json()["trackingId"].as_str()
    );
    let none = running.ask(None, &line, "", "{}").await;
    assert_eq!(none.refusal(), (401, json!(401_000), json!("Unauthorized")));
    running.stop().await;
}

#[tokio::test]
async fn refusals_are_the_status_of_the_call_itself() {
    let running = Running::start().await;
    let leaf = Holder::self_signed("dev1");
    let line = format!("PUT {}", path("/register"));
    let refusal =
        async |line: &str, body: &str| running.ask(Some(&leaf), line, "", body).await.refusal();
    assert_eq!(
        refusal(&line, "").await,
        (401, json!(401_002), json!("CA certificate not found."))
    );
    let mut enrollment = running.enrol(&leaf);
    assert_eq!(
        refusal(&line, "{").await,
        (400, json!(400_002), json!("INVALID_REQUEST"))
    );
    assert_eq!(
        refusal(&line, r#"{"registrationId":"dev2"}"#).await,
        (400, json!(400_002), json!("INVALID_REQUEST"))
    );
    let elsewhere = line.replace(ID_SCOPE, "0ne00BADBAD");
    assert_eq!(
        refusal(&elsewhere, "").await,
        (401, json!(401_000), json!("Unauthorized"))
    );
    assert_eq!(running.rule(), Some(Rule::IdScopeUnknown));
    let unversioned = line.split('?').next().unwrap().to_owned();
    assert_eq!(refusal(&unversioned, "").await.0, 400);
    let poll = format!("GET {}", path("/operations/4.unknown"));
    assert_eq!(
        refusal(&poll, "").await,
        (404, json!(404_203), json!("Operation not found."))
    );

    enrollment.terms.provisioning_status = ProvisioningStatus::Disabled;
    running
        .service(|service| service.put_individual(enrollment))
        .unwrap();
    let disabled = running.ask(Some(&leaf), &line, "", "").await;
    assert_eq!(
        (disabled.status, &disabled.json()["status"]),
        (200, &json!("disabled"))
    );

    running.service(|service| {
        service.settings_mut().quotas = Some(Quotas {
            registrations_per_minute: 1,
            ..Quotas::DOCUMENTED
        });
    });
    running.ask(Some(&leaf), &line, "", "").await;
    let throttled = running.ask(Some(&leaf), &line, "", "").await;
    assert_eq!(throttled.refusal().0, 429);
    assert_eq!(throttled.header("retry-after"), Some("3"));

    for (line, status) in [
        ("GET /", 400),
        ("DELETE /devices/dev1/messages/events?api-version=1", 405),
        ("GET /api/practice?api-version=1", 404),
        (line.replace("PUT", "GET").as_str(), 405),
    ] {
        assert_eq!(
            running.ask(Some(&leaf), line, "", "").await.status,
            status,
            "{line}"
        );
    }
    let large = "x".repeat(practice_dps::MAX_MESSAGE_BYTES + 1);
    assert_eq!(
        running.ask(Some(&leaf), &line, "", &large).await.status,
        413
    );
    running.stop().await;
}

#[tokio::test]
async fn a_body_that_does_not_come_is_given_up() {
    let running = Running::start_with(Limits {
        body_timeout: std::time::Duration::ZERO,
        ..Limits::default()
    })
    .await;
    let mut stream = running.connect(running.https, None).await;
    let head = format!(
        "PUT /{ID_SCOPE}/registrations/dev1/register?api-version={API_VERSION} HTTP/1.1\r\nHost: {HUB}\r\n\
         Content-Length: 20\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut text = String::new();
    // It may hang up without a goodbye: nothing more is wanted of this connection.
    let _ended = stream.read_to_string(&mut text).await;
    assert!(text.starts_with("HTTP/1.1 408 "), "{text}");
    running.stop().await;
}

/// An upgrade; the client's end of the WebSocket.
async fn upgrade(
    running: &Running,
    holder: &Holder,
    path: &str,
    protocol: Option<&str>,
) -> Result<tokio_tungstenite::WebSocketStream<TlsStream<TcpStream>>, Error> {
    let stream = running.connect(running.https, Some(holder)).await;
    let mut request = format!("wss://localhost{path}")
        .into_client_request()
        .unwrap();
    if let Some(protocol) = protocol {
        request
            .headers_mut()
            .insert("Sec-WebSocket-Protocol", protocol.parse().unwrap());
    }
    let (socket, _) = tokio_tungstenite::client_async(request, stream).await?;
    Ok(socket)
}

#[tokio::test]
async fn mqtt_over_websocket_is_the_same_session() {
    let running = Running::start().await;
    let leaf = Holder::self_signed("dev1");
    running.enrol(&leaf);
    for path in [
        "/$iothub/websocket",
        "/$iothub/websocket?iothub-no-client-cert=true",
        "/",
    ] {
        let mut socket = upgrade(&running, &leaf, path, Some("mqtt")).await.unwrap();
        let filters = vec![(topics::RESPONSE_FILTER.to_owned(), QoS::AtLeastOnce)];
        let packets = [
            Packet::Connect(hello(
                "dev1",
                &username::format(ID_SCOPE, "dev1", API_VERSION),
            )),
            Packet::Subscribe(Subscribe {
                packet_id: 1,
                filters,
            }),
            Packet::Publish(message(&topics::register("1"), b"", QoS::AtLeastOnce)),
        ];
        let bytes: Vec<u8> = packets
            .iter()
            .flat_map(|packet| packet.encode().unwrap())
            .collect();
        // A packet may be in two messages, and a message may hold several.
        let (one, two) = bytes.split_at(20);
        for part in [one, two] {
            socket
                .send(Message::Binary(part.to_vec().into()))
                .await
                .unwrap();
        }
        socket
            .send(Message::Ping(b"ping".to_vec().into()))
            .await
            .unwrap();
        let mut framer = Framer::new(1 << 20);
        let mut names = Vec::new();
        let mut pongs = 0;
        while names.len() < 4 || pongs == 0 {
            match socket.next().await.unwrap().unwrap() {
                Message::Binary(bytes) => framer.push(&bytes),
                Message::Pong(_) => pongs += 1,
                other => panic!("{other:?}"),
            }
            while let Some(frame) = framer.next_frame().unwrap() {
                names.push(Packet::decode(&frame).unwrap().name());
            }
        }
        assert_eq!(names, ["CONNACK", "SUBACK", "PUBACK", "PUBLISH"]);
        socket
            .send(Message::Binary(Packet::Disconnect.encode().unwrap().into()))
            .await
            .unwrap();
        assert!(matches!(socket.next().await, Some(Ok(Message::Close(_)))));
    }
    running.stop().await;
}

#[tokio::test]
async fn an_upgrade_to_anything_else_is_refused() {
    let running = Running::start().await;
    let leaf = Holder::self_signed("dev1");
    for (path, protocol, status) in [
        ("/$iothub/websocket", None, 400),
        ("/$iothub/websocket", Some("chat"), 400),
        ("/mqtt", Some("mqtt"), 404),
    ] {
        match upgrade(&running, &leaf, path, protocol).await {
            Err(Error::Http(answer)) => assert_eq!(answer.status(), status),
            other => panic!("{path}: {other:?}"),
        }
    }
    running.stop().await;
}

#[tokio::test]
async fn a_newer_connection_over_websocket_takes_the_place_of_an_older_one_over_tls() {
    let running = Running::start().await;
    let leaf = Holder::self_signed("dev1");
    let connect = Packet::Connect(hello(
        "dev1",
        &username::format(ID_SCOPE, "dev1", API_VERSION),
    ));
    let mut older = running.connect(running.mqtts, Some(&leaf)).await;
    older.write_all(&connect.encode().unwrap()).await.unwrap();
    let mut connack = [0; 4];
    older.read_exact(&mut connack).await.unwrap();

    // A request over HTTPS leaves it alone.
    running
        .ask(Some(&leaf), &format!("PUT {}", path("/register")), "", "")
        .await;
    older
        .write_all(&Packet::Pingreq.encode().unwrap())
        .await
        .unwrap();
    let mut pong = [0; 2];
    older.read_exact(&mut pong).await.unwrap();

    let mut newer = upgrade(&running, &leaf, "/$iothub/websocket", Some("mqtt"))
        .await
        .unwrap();
    newer
        .send(Message::Binary(connect.encode().unwrap().into()))
        .await
        .unwrap();
    assert!(matches!(newer.next().await, Some(Ok(Message::Binary(_)))));
    assert_eq!(older.read(&mut pong).await.unwrap_or_default(), 0);
    running.stop().await;
}

#[tokio::test]
async fn text_messages_and_a_vanished_peer_end_the_session() {
    let running = Running::start().await;
    let leaf = Holder::self_signed("dev1");
    running.enrol(&leaf);
    running
        .ask(Some(&leaf), &format!("PUT {}", path("/register")), "", "")
        .await;
    let connect = Packet::Connect(hello("dev1", &hub::username(HUB, "dev1")));
    let mut socket = upgrade(&running, &leaf, "/$iothub/websocket", Some("mqtt"))
        .await
        .unwrap();
    socket
        .send(Message::Binary(connect.encode().unwrap().into()))
        .await
        .unwrap();
    assert!(matches!(socket.next().await, Some(Ok(Message::Binary(_)))));
    socket.send(Message::Text("hello".into())).await.unwrap();
    assert!(matches!(
        socket.next().await,
        Some(Ok(Message::Close(_))) | None | Some(Err(_))
    ));
    drop(socket);
    drop(
        upgrade(&running, &leaf, "/$iothub/websocket", Some("mqtt"))
            .await
            .unwrap(),
    );
    // Both have ended by now or end with the server; `stop` waits for them.
    running.stop().await;
}

#[tokio::test]
async fn handshakes_fail_on_purpose_on_this_port_too() {
    let running = Running::start().await;
    running.switch_on("server_root_unknown=1");
    let error = running.try_connect(running.https, None).await.unwrap_err();
    assert!(error.to_string().contains("UnknownIssuer"), "{error}");
    // The server notices when the alert comes.
    let refused = loop {
        let connection = running.connections().pop().unwrap();
        if connection.closed_at.is_some() {
            break connection;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(refused.fault, Some("server_root_unknown"));
    let failure = refused.tls_failure.unwrap();
    assert!(failure.what.contains("UnknownCA"), "{}", failure.what);
    assert_eq!(failure.server_name.as_deref(), Some("localhost"));

    // Another key, and still the protocols of this port.
    running.switch_on("server_chain_p384=1");
    let config = |protocol: &[u8]| {
        let mut roots = RootCertStore::empty();
        roots
            .add(CertificateDer::from(running.root.clone()))
            .unwrap();
        let provider = Arc::new(crypto::aws_lc_rs::default_provider());
        let builder = ClientConfig::builder_with_provider(provider);
        let builder = builder.with_safe_default_protocol_versions().unwrap();
        let builder = builder.with_root_certificates(roots);
        let mut config = builder.with_no_client_auth();
        config.alpn_protocols = vec![protocol.to_vec()];
        TlsConnector::from(Arc::new(config))
    };
    let name = ServerName::try_from("localhost").unwrap();
    let tcp = TcpStream::connect(running.https).await.unwrap();
    let stream = config(b"http/1.1").connect(name.clone(), tcp).await;
    let stream = stream.unwrap();
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"http/1.1"[..]));
    let seen = running.connections().pop().unwrap();
    assert_eq!(seen.fault, Some("server_chain_p384"));
    let tcp = TcpStream::connect(running.https).await.unwrap();
    config(b"h2").connect(name, tcp).await.unwrap_err();
    running.stop().await;
}

#[tokio::test]
async fn the_history_has_the_connection_and_each_request_on_it() {
    let running = Running::start().await;
    let leaf = Holder::self_signed("dev1");
    running.enrol(&leaf);
    let mut stream = running.connect(running.https, Some(&leaf)).await;
    let from = stream.get_ref().0.local_addr().unwrap().to_string();
    for more in ["", "Connection: close\r\n"] {
        let line = format!("PUT {}", path("/register"));
        let request = format!("{line} HTTP/1.1\r\nHost: {HUB}\r\nContent-Length: 0\r\n{more}\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        if more.is_empty() {
            // The head is enough: the next request comes behind the answer's end.
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                head.push(stream.read_u8().await.unwrap());
            }
            let head = String::from_utf8(head).unwrap().to_ascii_lowercase();
            let (_, length) = head.split_once("content-length: ").unwrap();
            let length = length.lines().next().unwrap().parse().unwrap();
            stream.read_exact(&mut vec![0; length]).await.unwrap();
        } else {
            stream.read_to_end(&mut Vec::new()).await.unwrap();
        }
    }
    let [connection, first, second] = running.connections().try_into().unwrap();
    assert_eq!(connection.registration_id, None);
    let tls = connection.tls.clone().unwrap();
    assert_eq!(tls.version, "TLS 1.2");
    assert_eq!(tls.server_name.as_deref(), Some("localhost"));
    for seen in [connection, first.clone(), second.clone()] {
        assert_eq!(seen.peer, from);
        assert_eq!(seen.tls.as_ref(), Some(&tls));
        assert_eq!(seen.chain, std::slice::from_ref(&leaf.certificate.der));
    }
    for request in [first, second] {
        assert_eq!(request.registration_id.as_deref(), Some("dev1"));
        assert!(request.closed_at.is_some());
    }
    let handle = running.server.handle().clone();
    running.stop().await;
    handle.with(|service| {
        assert!(service.connections().all(|seen| seen.closed_at.is_some()));
    });
}

#[tokio::test]
async fn faults_reach_requests_over_https() {
    let running = Running::start().await;
    let leaf = Holder::self_signed("dev1");
    running.enrol(&leaf);
    let register = format!("PUT {}", path("/register"));
    running.switch_on("register_429=1");
    let reply = running.ask(Some(&leaf), &register, "", "").await;
    assert_eq!(reply.status, 429);
    // HTTP has no packets to cut.
    running.switch_on("answer_byte_by_byte=1");
    let reply = running.ask(Some(&leaf), &register, "", "").await;
    assert_eq!(reply.status, 202);
    let telemetry = "POST /devices/dev1/messages/events?api-version=2020-03-13";
    assert_eq!(
        running.ask(Some(&leaf), telemetry, "", "{}").await.status,
        204
    );
    for (fault, line) in [
        ("register_withheld=1", register.as_str()),
        ("connack_withheld=1", &register),
        ("connection_dropped=1", &register),
        ("hub_puback_withheld=1", telemetry),
    ] {
        running.switch_on(fault);
        let mut stream = running.connect(running.https, Some(&leaf)).await;
        let request = format!("{line} HTTP/1.1\r\nHost: {HUB}\r\nContent-Length: 2\r\n\r\n{{}}");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut said = Vec::new();
        // Without an answer; whether with a goodbye of TLS does not matter.
        let _end = stream.read_to_end(&mut said).await;
        assert_eq!(String::from_utf8(said).unwrap(), "", "{fault}");
    }
    running.stop().await;
}

#[tokio::test]
async fn faults_reach_mqtt_over_websocket() {
    let running = Running::start().await;
    let leaf = Holder::self_signed("dev1");
    running.enrol(&leaf);
    let username = username::format(ID_SCOPE, "dev1", API_VERSION);
    let packets = [
        Packet::Connect(hello("dev1", &username)),
        Packet::Subscribe(Subscribe {
            packet_id: 1,
            filters: vec![(topics::RESPONSE_FILTER.to_owned(), QoS::AtMostOnce)],
        }),
        Packet::Publish(message(&topics::register("1"), b"", QoS::AtMostOnce)),
    ];
    running.switch_on("answer_byte_by_byte=1");
    let mut socket = upgrade(&running, &leaf, "/", Some("mqtt")).await.unwrap();
    let mut framer = Framer::new(1 << 20);
    let mut lengths = Vec::new();
    for packet in &packets {
        let bytes = packet.encode().unwrap();
        socket.send(Message::Binary(bytes.into())).await.unwrap();
        lengths.clear();
        loop {
            let Message::Binary(bytes) = socket.next().await.unwrap().unwrap() else {
                panic!("another message");
            };
            lengths.push(bytes.len());
            framer.push(&bytes);
            if let Some(frame) = framer.next_frame().unwrap() {
                Packet::decode(&frame).unwrap();
                break;
            }
        }
    }
    assert!(lengths.len() > 100, "{lengths:?}");
    assert!(lengths.iter().all(|length| *length == 1), "{lengths:?}");

    running.switch_on("alert_for_connack=1");
    let mut socket = upgrade(&running, &leaf, "/", Some("mqtt")).await.unwrap();
    let connect = packets[0].encode().unwrap();
    socket.send(Message::Binary(connect.into())).await.unwrap();
    let Some(Err(Error::Io(error))) = socket.next().await else {
        panic!("no alert");
    };
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
    let expected = rustls::Error::AlertReceived(AlertDescription::UnknownCA);
    assert_eq!(inner, Some(&expected), "{error}");
    running.stop().await;
}
