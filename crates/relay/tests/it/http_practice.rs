//! Enrolling over HTTP: what the page and scripts do, and what nobody else may.

use practice_dps::listen::TlsVersions;
use serde_json::{Value, json};

use crate::openssl::{Identity, KeyKind};
use crate::test_relay::TestRelay;

const INDIVIDUAL: &str = "/api/practice/enrollments/dev-01";
const GROUP: &str = "/api/practice/enrollmentGroups/factory-7";
const CERTIFICATE: &str = "/api/practice/certificates/root-2026";

/// A body for each of the three.
fn bodies() -> [(&'static str, Value); 3] {
    let pem = Identity::self_signed("dev-01", KeyKind::P256).cert_pem();
    let ca = Identity::self_signed("a CA of the tests", KeyKind::P256).cert_pem();
    let certificate = json!({ "primary": { "certificate": pem } });
    let signing = json!({ "primary": { "certificate": ca } });
    [
        (
            INDIVIDUAL,
            json!({ "registrationId": "dev-01", "attestation": { "type": "x509", "x509": { "clientCertificates": certificate } } }),
        ),
        (
            CERTIFICATE,
            json!({ "name": "root-2026", "certificate": ca, "isVerified": true }),
        ),
        (
            GROUP,
            json!({ "enrollmentGroupId": "factory-7", "attestation": { "type": "x509", "x509": { "signingCertificates": signing } } }),
        ),
    ]
}

#[tokio::test]
async fn entries_are_put_replaced_and_deleted() {
    let relay = TestRelay::with_practice(TlsVersions::Tls12).await;
    let cookie = relay.cookie().await;
    let as_page = |method: &str, path: &str| {
        relay
            .request(method, path)
            .header("origin", relay.origin())
            .header("cookie", &cookie)
    };
    for (path, body) in bodies() {
        for _ in 0..2 {
            let answer = as_page("PUT", path).json(&body).send().await;
            assert_eq!(answer.status, 204, "{path}: {}", answer.text());
        }
    }
    for path in [GROUP, CERTIFICATE, INDIVIDUAL] {
        let answer = as_page("DELETE", path).send().await;
        assert_eq!(answer.status, 204, "{path}: {}", answer.text());
        let answer = as_page("DELETE", path).send().await;
        assert_eq!(answer.status, 404, "{path}");
    }
}

#[tokio::test]
async fn entries_that_cannot_be_taken_are_refused_with_the_place() {
    let relay = TestRelay::with_practice(TlsVersions::Tls12).await;
    for (path, body, said) in [
        (INDIVIDUAL, json!([]), "object"),
        (
            INDIVIDUAL,
            json!({ "registrationId": "dev-01" }),
            "attestation",
        ),
        (
            CERTIFICATE,
            json!({ "name": "root-2026", "certificate": "no" }),
            "certificate",
        ),
    ] {
        let answer = relay.script("PUT", path).json(&body).send().await;
        assert_eq!(answer.status, 400, "{body}");
        let error = answer.json()["error"].as_str().unwrap().to_string();
        assert!(error.contains(said), "{error}");
    }
    let [(_, body), ..] = bodies();
    let elsewhere = "/api/practice/enrollments/dev-02";
    let answer = relay.script("PUT", elsewhere).json(&body).send().await;
    assert_eq!(answer.status, 400);
    assert!(answer.text().contains("different entries"));
    // Registration ids are compared without case, as DPS does.
    let same = "/api/practice/enrollments/DEV-01";
    let answer = relay.script("PUT", same).json(&body).send().await;
    assert_eq!(answer.status, 204, "{}", answer.text());
}

#[tokio::test]
async fn strangers_enrol_nothing() {
    let relay = TestRelay::with_practice(TlsVersions::Tls12).await;
    let cookie = relay.cookie().await;
    for (path, body) in bodies() {
        let own = relay.origin();
        for (origin, cookie, content_type, status) in [
            (own.as_str(), "", "application/json", 401),
            ("https://evil.example", &cookie, "application/json", 403),
            ("null", &cookie, "application/json", 403),
            (&own, &cookie, "text/plain", 415),
        ] {
            let answer = relay
                .request("PUT", path)
                .header("origin", origin)
                .header("cookie", cookie)
                .body(content_type, body.to_string())
                .send()
                .await;
            assert_eq!(answer.status, status, "{path} from {origin}");
        }
        let form = relay
            .request("POST", path)
            .header("origin", relay.origin())
            .header("cookie", &cookie)
            .body("text/plain", body.to_string())
            .send()
            .await;
        assert_eq!(form.status, 415);
        assert_eq!(relay.script("DELETE", path).send().await.status, 404);
    }
}

#[tokio::test]
async fn without_a_practice_service_there_is_nothing_to_enrol_with() {
    let relay = TestRelay::start().await;
    for (path, body) in bodies() {
        let answer = relay.script("PUT", path).json(&body).send().await;
        assert_eq!(answer.status, 409);
        assert!(answer.text().contains("--no-practice"));
        assert_eq!(relay.script("DELETE", path).send().await.status, 409);
    }
}
