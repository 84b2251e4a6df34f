//! Managing the practice service over HTTP: what scripts and the page read and change, and what nobody else may.
//! One piece: they share a client.

use std::sync::Arc;

use practice_dps::faults::FAULTS;
use practice_dps::listen::TlsVersions;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use relay::server::{RelayServer, Settings, Surface};
use relay_protocol::{
    CERTIFICATES_PATH, CONNECTIONS_PATH, ENROLLMENT_GROUPS_PATH, ENROLLMENTS_PATH, FAULTS_PATH,
    GRADES_PATH, HISTORY_PATH, INFO_PATH, LINKED_HUBS_PATH, REGISTRATIONS_PATH, SESSION_PATH,
    TUNNEL_PATH,
};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};

use crate::openssl::{Identity, KeyKind};
use crate::test_relay::{TestRelay, practice};
use crate::test_request::{Answer, TestRequest};

/// Every route: methods and paths.
fn routes() -> Vec<(&'static str, String)> {
    let below = |path: &str, rest: &str| format!("{path}/{rest}");
    let mut routes = Vec::new();
    for path in [
        ENROLLMENTS_PATH,
        ENROLLMENT_GROUPS_PATH,
        CERTIFICATES_PATH,
        REGISTRATIONS_PATH,
        LINKED_HUBS_PATH,
        FAULTS_PATH,
        HISTORY_PATH,
        CONNECTIONS_PATH,
        GRADES_PATH,
    ] {
        routes.push(("GET", path.to_owned()));
    }
    for path in [
        ENROLLMENTS_PATH,
        ENROLLMENT_GROUPS_PATH,
        CERTIFICATES_PATH,
        LINKED_HUBS_PATH,
    ] {
        for method in ["GET", "PUT", "DELETE"] {
            routes.push((method, below(path, "x")));
        }
    }
    routes.extend([
        ("POST", below(ENROLLMENTS_PATH, "query")),
        ("POST", below(ENROLLMENT_GROUPS_PATH, "query")),
        (
            "POST",
            below(CERTIFICATES_PATH, "x/generateVerificationCode"),
        ),
        ("POST", below(CERTIFICATES_PATH, "x/verify")),
        ("GET", below(LINKED_HUBS_PATH, "x/twins")),
        ("GET", below(LINKED_HUBS_PATH, "x/twins/y")),
        ("PATCH", below(LINKED_HUBS_PATH, "x/twins/y")),
        ("GET", below(REGISTRATIONS_PATH, "x")),
        ("DELETE", below(REGISTRATIONS_PATH, "x")),
        ("DELETE", FAULTS_PATH.to_owned()),
        ("PUT", below(FAULTS_PATH, "connack_3")),
        ("DELETE", below(FAULTS_PATH, "connack_3")),
        ("DELETE", HISTORY_PATH.to_owned()),
        ("GET", below(GRADES_PATH, "x")),
    ]);
    routes
}

#[tokio::test]
async fn nobody_gets_in_without_token_or_from_another_page() {
    let relay = TestRelay::with_practice(TlsVersions::Tls12).await;
    let cookie = relay.cookie().await;
    let own = relay.origin();
    for (method, path) in routes() {
        let ask = |headers: &[(&str, &str)]| {
            let mut request = relay.request(method, &path).json(&json!({}));
            for (name, value) in headers {
                request = request.header(name, value);
            }
            request.send()
        };
        let bearer = format!("Bearer {}", relay.server.bearer());
        for (headers, status) in [
            (vec![("origin", own.as_str())], 401),
            (
                vec![("origin", "https://evil.example"), ("cookie", &cookie)],
                403,
            ),
            (vec![("origin", "null"), ("cookie", &cookie)], 403),
            (
                vec![
                    ("origin", "https://evil.example"),
                    ("authorization", &bearer),
                ],
                403,
            ),
            (
                vec![
                    ("origin", &own),
                    ("cookie", &cookie),
                    ("sec-fetch-site", "cross-site"),
                ],
                403,
            ),
            (vec![("origin", &own), ("cookie", "dps-playground=x")], 401),
        ] {
            let answer: Answer = ask(&headers).await;
            assert_eq!(answer.status, status, "{method} {path} {headers:?}");
            assert_eq!(answer.header("access-control-allow-origin"), None);
        }
        if method != "GET" {
            let without_origin: Answer = ask(&[("cookie", cookie.as_str())]).await;
            assert_eq!(without_origin.status, 403, "{method} {path}");
        }
        if ["PUT", "POST", "PATCH"].contains(&method) {
            let form = relay
                .request(method, &path)
                .header("origin", &own)
                .header("cookie", &cookie)
                .body("text/plain", "{}".to_owned())
                .send()
                .await;
            assert_eq!(form.status, 415, "{method} {path}");
        }
        // Whoever is let in gets an answer about the service, and never the page.
        let let_in: Answer = ask(&[("authorization", bearer.as_str())]).await;
        assert!(
            [200, 204, 400, 404].contains(&let_in.status),
            "{method} {path}: {let_in:?}"
        );
    }
}

#[tokio::test]
async fn without_a_practice_service_there_is_nothing_to_manage() {
    let relay = TestRelay::start().await;
    for (method, path) in routes() {
        let answer = relay.script(method, &path).json(&json!({})).send().await;
        assert_eq!(answer.status, 409, "{method} {path}");
    }
}

#[tokio::test]
async fn the_headless_api_is_behind_the_same_guard_and_offers_nothing_else() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let settings = Settings {
        practice: Some(Arc::new(practice(TlsVersions::Tls12).await)),
        surface: Surface::PracticeApi,
        ..Settings::default()
    };
    let api = RelayServer::start(listener, settings).unwrap();
    let host = api.address().to_string();
    let ask = |path: &str, host: &str, token: &str| {
        TestRequest::new(api.address(), "GET", path)
            .header("host", host)
            .header("authorization", format!("Bearer {token}"))
            .send()
    };
    assert_eq!(ask(FAULTS_PATH, &host, api.bearer()).await.status, 200);
    assert_eq!(ask(FAULTS_PATH, &host, "wrong").await.status, 401);
    assert_eq!(
        ask(FAULTS_PATH, "evil.example", api.bearer()).await.status,
        403
    );
    for path in [
        "/",
        "/index.html",
        INFO_PATH,
        SESSION_PATH,
        TUNNEL_PATH,
        "/api/practice/x",
    ] {
        assert_eq!(ask(path, &host, api.bearer()).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn entries_are_listed_as_they_can_be_put_again() {
    let relay = TestRelay::with_practice(TlsVersions::Tls12).await;
    let pem = Identity::self_signed("dev-01", KeyKind::P256).cert_pem();
    let ca = Identity::self_signed("a CA of the tests", KeyKind::P256).cert_pem();
    let entries = [
        (
            ENROLLMENTS_PATH,
            "dev-01",
            json!({ "registrationId": "dev-01", "attestation": { "type": "x509", "x509": {
                "clientCertificates": { "primary": { "certificate": pem } } } },
                "initialTwin": { "tags": { "room": 4 } } }),
        ),
        (
            ENROLLMENT_GROUPS_PATH,
            "factory-7",
            json!({ "enrollmentGroupId": "factory-7", "attestation": { "type": "x509", "x509": {
                "signingCertificates": { "primary": { "certificate": ca } } } } }),
        ),
        (
            CERTIFICATES_PATH,
            "root",
            json!({ "name": "root", "certificate": ca, "isVerified": true }),
        ),
    ];
    for (path, id, body) in entries {
        let one = format!("{path}/{id}");
        assert_eq!(relay.script("GET", &one).send().await.status, 404);
        let put = relay.script("PUT", &one).json(&body).send().await;
        assert_eq!(put.status, 204, "{}", put.text());
        let list = relay.script("GET", path).send().await.json();
        assert_eq!(list.as_array().unwrap().len(), 1, "{list}");
        let read = relay.script("GET", &one).send().await.json();
        assert_eq!(list[0], read);
        let again = relay.script("PUT", &one).json(&read).send().await;
        assert_eq!(again.status, 204, "{}", again.text());
        assert_eq!(relay.script("GET", &one).send().await.json(), read);
    }
    let query = relay
        .script("POST", "/api/practice/enrollments/query")
        .json(&json!({ "query": "SELECT * FROM enrollments" }))
        .send()
        .await;
    assert_eq!(query.json()[0]["registrationId"], "dev-01");
    assert_eq!(query.json()[0]["initialTwin"]["tags"]["room"], 4);
}

#[tokio::test]
async fn symmetric_keys_are_taken_and_not_given() {
    const KEY: &str = "bm9ib2R5IG5lZWQga25vdyB0aGlzIGtleQ==";
    let practice = Arc::new(practice(TlsVersions::Tls12).await);
    let settings = Settings {
        practice: Some(Arc::clone(&practice)),
        ..Settings::default()
    };
    let relay = TestRelay::with(settings).await;
    let attestation = json!({ "type": "symmetricKey",
        "symmetricKey": { "primaryKey": KEY, "secondaryKey": KEY } });
    for (path, id, member) in [
        (ENROLLMENTS_PATH, "dev-02", "registrationId"),
        (ENROLLMENT_GROUPS_PATH, "factory-8", "enrollmentGroupId"),
    ] {
        let one = format!("{path}/{id}");
        let body = json!({ member: id, "attestation": attestation });
        let put = relay.script("PUT", &one).json(&body).send().await;
        assert_eq!(put.status, 204, "{}", put.text());
        let query = format!("{path}/query");
        for (method, path) in [("GET", one.as_str()), ("GET", path), ("POST", &query)] {
            let asked = relay.script(method, path).json(&json!({})).send().await;
            let text = asked.text();
            assert!(text.contains(id), "{method} {path}: {text}");
            assert!(text.contains("\"symmetricKey\""), "{method} {path}: {text}");
            assert!(!text.contains(KEY), "{method} {path}: {text}");
        }
        // What was read can be put again: the keys stay.
        let read = relay.script("GET", &one).send().await.json();
        let put = relay.script("PUT", &one).json(&read).send().await;
        assert_eq!(put.status, 204, "{}", put.text());
    }
    // Taken all the same.
    practice.handle().with(|service| {
        let entry = service.enrollments().individual("dev-02").unwrap();
        assert!(entry.to_json().to_string().contains(KEY));
    });
}

fn named(common_name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params
        .distinguished_name
        .push(DnType::CommonName, common_name);
    params
}

#[tokio::test]
async fn possession_of_a_ca_is_proven_by_a_certificate_for_the_code() {
    let relay = TestRelay::with_practice(TlsVersions::Tls12).await;
    let ca_key = KeyPair::generate().unwrap();
    let mut ca = named("a CA of the tests");
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    ca.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let ca_pem = ca.self_signed(&ca_key).unwrap().pem();
    let issuer = Issuer::new(ca, ca_key);
    let key = KeyPair::generate().unwrap();
    let proof = |code: &str| named(code).signed_by(&key, &issuer).unwrap().pem();

    let path = format!("{CERTIFICATES_PATH}/ca");
    let body = json!({ "name": "ca", "certificate": ca_pem });
    assert_eq!(
        relay.script("PUT", &path).json(&body).send().await.status,
        204
    );
    let verify = |certificate: String| {
        let body = json!({ "certificate": certificate });
        let request = relay.script("POST", &format!("{path}/verify"));
        request.json(&body).send()
    };
    let too_early = verify(proof("x")).await;
    assert_eq!(too_early.status, 400, "{}", too_early.text());

    let ask = relay.script("POST", &format!("{path}/generateVerificationCode"));
    let answer = ask.send().await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let code = answer.json()["verificationCode"]
        .as_str()
        .unwrap()
        .to_owned();
    let shown = relay.script("GET", &path).send().await.json();
    assert_eq!(shown["verificationCode"], code);
    assert_eq!(shown["isVerified"], false);

    let wrong = verify(proof("another code")).await;
    assert_eq!(
        (wrong.status, &wrong.json()["code"]),
        (400, &json!("IH400053"))
    );
    let garbage = verify("no certificate".to_owned()).await;
    assert_eq!(garbage.status, 400);
    let right = verify(proof(&code)).await;
    assert_eq!(right.status, 204, "{}", right.text());
    let shown = relay.script("GET", &path).send().await.json();
    assert_eq!(shown["isVerified"], true);
    assert_eq!(shown["verificationCode"], Value::Null);
}

#[tokio::test]
async fn faults_are_listed_with_their_texts_switched_on_and_off() {
    let relay = TestRelay::with_practice(TlsVersions::Tls12).await;
    let list = || async { relay.script("GET", FAULTS_PATH).send().await.json() };
    let all = list().await;
    assert_eq!(all.as_array().unwrap().len(), FAULTS.len());
    for fault in all.as_array().unwrap() {
        assert_eq!(fault["active"], Value::Null);
        assert!(fault["teaches"].as_str().unwrap().len() > 15, "{fault}");
    }
    let put = |id: &str, body: Value| {
        let request = relay.script("PUT", &format!("{FAULTS_PATH}/{id}"));
        request.json(&body).send()
    };
    let dose = json!({ "count": 2, "probability": 0.25, "registrationId": "dev-01" });
    assert_eq!(put("register_429", dose.clone()).await.status, 204);
    assert_eq!(put("connack_3", json!({})).await.status, 204);
    let all = list().await;
    let active = |all: &Value, id: &str| {
        let mut all = all.as_array().unwrap().iter();
        all.find(|fault| fault["id"] == id).unwrap()["active"].clone()
    };
    let mut expected = dose;
    expected["fired"] = json!(0);
    assert_eq!(active(&all, "register_429"), expected);
    assert_eq!(active(&all, "connack_3")["count"], Value::Null);

    for (id, wrong, said) in [
        ("register_428", json!({}), "no fault is called"),
        ("register_429", json!({ "count": 0 }), "no dose"),
        ("register_429", json!({ "count": -1 }), "number of times"),
        ("register_429", json!({ "probability": 1.5 }), "above 0"),
        ("register_429", json!({ "often": 1 }), "no part of a dose"),
        (
            "server_root_new",
            json!({ "registrationId": "dev-01" }),
            "leave out",
        ),
        ("register_429", json!([]), "object"),
    ] {
        let answer = put(id, wrong).await;
        assert_eq!(answer.status, 400, "{id}");
        assert!(answer.text().contains(said), "{}", answer.text());
    }
    let path = format!("{FAULTS_PATH}/connack_3");
    assert_eq!(relay.script("DELETE", &path).send().await.status, 204);
    assert_eq!(relay.script("DELETE", &path).send().await.status, 404);
    assert_eq!(relay.script("DELETE", FAULTS_PATH).send().await.status, 204);
    assert_eq!(active(&list().await, "register_429"), Value::Null);
}

#[tokio::test]
async fn chance_can_be_given_a_seed_and_what_is_on_can_be_asked_alone() {
    let relay = TestRelay::with_practice(TlsVersions::Tls12).await;
    let dose = json!({ "probability": 0.5, "seed": 7 });
    let path = format!("{FAULTS_PATH}/poll_429");
    let put = relay.script("PUT", &path).json(&dose).send().await;
    assert_eq!(put.status, 204, "{}", put.text());
    let active = format!("{FAULTS_PATH}?active");
    let active = relay.script("GET", &active).send().await.json();
    assert_eq!(active.as_array().unwrap().len(), 1, "{active}");
    assert_eq!(active[0]["id"], "poll_429");
    assert_eq!(active[0]["active"]["probability"], 0.5);
    let wrong = relay.script("PUT", &path).json(&json!({ "seed": -1 }));
    assert_eq!(wrong.send().await.status, 400);
}

#[tokio::test]
async fn hubs_are_linked_weighted_and_unlinked() {
    let relay = TestRelay::with_practice(TlsVersions::Tls12).await;
    let list = || async { relay.script("GET", LINKED_HUBS_PATH).send().await.json() };
    assert_eq!(list().await.as_array().unwrap().len(), 1);
    let path = format!("{LINKED_HUBS_PATH}/hub-2.example");
    let hub = json!({ "name": "hub-2.example", "allocationWeight": 3,
        "applyAllocationPolicy": false, "practiceAccess": "staleKey" });
    let put = relay.script("PUT", &path).json(&hub).send().await;
    assert_eq!(put.status, 204, "{}", put.text());
    assert_eq!(relay.script("GET", &path).send().await.json(), hub);
    assert_eq!(list().await.as_array().unwrap().len(), 2);
    for (wrong, said) in [
        (json!({ "name": "hub-3.example" }), "different entries"),
        (
            json!({ "name": "hub-2.example", "allocationWeight": 0 }),
            "1 to 1000",
        ),
        (
            json!({ "name": "hub-2.example", "practiceAccess": "no" }),
            "staleKey",
        ),
    ] {
        let answer = relay.script("PUT", &path).json(&wrong).send().await;
        assert_eq!(answer.status, 400);
        assert!(answer.text().contains(said), "{}", answer.text());
    }
    let twins = format!("{path}/twins");
    assert_eq!(
        relay.script("GET", &twins).send().await.json(),
        json!([]),
        "nobody was assigned"
    );
    let patch = json!({ "properties": { "desired": { "interval": 5 } } });
    let nobody = relay.script("PATCH", &format!("{twins}/dev-01"));
    assert_eq!(nobody.json(&patch).send().await.status, 404);
    assert_eq!(relay.script("DELETE", &path).send().await.status, 204);
    assert_eq!(relay.script("GET", &path).send().await.status, 404);
    assert_eq!(
        relay.script("POST", LINKED_HUBS_PATH).send().await.status,
        405
    );
}

#[tokio::test]
async fn names_in_a_path_may_hold_anything() {
    let relay = TestRelay::with_practice(TlsVersions::Tls12).await;
    let ca = Identity::self_signed("a CA of the tests", KeyKind::P256).cert_pem();
    let body = json!({ "name": "line 1/2", "certificate": ca });
    let path = format!("{CERTIFICATES_PATH}/line%201%2F2");
    let put = relay.script("PUT", &path).json(&body).send().await;
    assert_eq!(put.status, 204, "{}", put.text());
    let read = relay.script("GET", &path).send().await.json();
    assert_eq!(read["name"], "line 1/2");
}

#[tokio::test]
async fn the_history_is_read_live_and_cleared() {
    let relay = TestRelay::with_practice(TlsVersions::Tls12).await;
    let empty = relay.script("GET", HISTORY_PATH).send().await.json();
    assert_eq!(empty, json!({ "recorded": 0, "entries": [] }));
    let live = relay.script("GET", &format!("{HISTORY_PATH}?after=0&wait=15"));
    let live = tokio::spawn(live.send());
    let info = relay.server.info().practice.clone().unwrap();
    let address = format!("{}:{}", info.host, info.port);
    drop(TcpStream::connect(address).await.unwrap());
    let seen = live.await.unwrap().json();
    let first = &seen["entries"][0];
    assert_eq!(first["number"], 1);
    assert!(
        first["what"]
            .as_str()
            .unwrap()
            .contains("no TLS connection"),
        "{seen}"
    );
    let connections = relay.script("GET", CONNECTIONS_PATH).send().await.json();
    assert!(
        connections[0]["tlsFailure"]["what"].is_string(),
        "{connections}"
    );
    assert!(
        connections[0]["peer"]
            .as_str()
            .unwrap()
            .starts_with("127.0.0.1:")
    );

    let newer = relay
        .script("GET", &format!("{HISTORY_PATH}?after=1"))
        .send()
        .await;
    assert_eq!(newer.json()["entries"], json!([]));
    for wrong in ["after=x", "before=1", "wait"] {
        let answer = relay
            .script("GET", &format!("{HISTORY_PATH}?{wrong}"))
            .send()
            .await;
        assert_eq!(answer.status, 400, "{wrong}");
    }
    assert_eq!(
        relay.script("DELETE", HISTORY_PATH).send().await.status,
        204
    );
    let cleared = relay.script("GET", HISTORY_PATH).send().await.json();
    assert_eq!(cleared, json!({ "recorded": 1, "entries": [] }));
}

#[tokio::test]
async fn waiting_for_news_does_not_keep_the_server_from_stopping() {
    let relay = TestRelay::with_practice(TlsVersions::Tls12).await;
    let live = relay.script("GET", &format!("{HISTORY_PATH}?after=0&wait=15"));
    let live = tokio::spawn(live.send());
    // The question is there once another one was answered after it.
    relay.script("GET", HISTORY_PATH).send().await;
    relay.server.shutdown().await;
    // The server has waited for this answer, rather than given it up.
    assert_eq!(live.await.unwrap().json()["entries"], json!([]));
}
