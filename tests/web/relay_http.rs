//! The relay's HTTP API, answered by the test: launch codes, status, enrolments.

use dps_playground_page::browser::location;
use dps_playground_page::browser::relay_api::{RelayStatus, relay_status};
use dps_playground_page::journey::{Effect, EnrolmentPlan, Event, Target};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Bench, Script};

const INFO: &str = r#"{"version":"0.1.0","practice":{"host":"127.0.0.1","port":18883,"idScope":"0ne00C0FFEE",
    "hubHost":"localhost","rootCa":"-----"},"destinations":[],"azureRoots":[]}"#;

fn relay() -> Script {
    Script::install(include_str!("relay_http/fake_fetch.js"))
}

impl Script {
    fn answers(&self, line: &str, status: u16, body: &str) {
        self.call("answer", &[line.into(), status.into(), body.into()]);
    }

    /// What was asked since the last time: method, path, content type and body.
    fn asked(&self) -> Vec<String> {
        let asked: js_sys::Array = self.call("asked", &[]).into();
        asked
            .iter()
            .filter_map(|line: JsValue| line.as_string())
            .collect()
    }
}

#[wasm_bindgen_test]
async fn a_launch_code_is_exchanged_once_and_leaves_the_address() {
    let relay = relay();
    relay.answers("POST /api/session", 204, "");
    relay.answers("GET /api/info", 200, INFO);
    location::set_fragment("#launch=abc_-123");
    let RelayStatus::Ready(info) = relay_status().await else {
        panic!("not ready")
    };
    assert_eq!(info.practice.map(|practice| practice.port), Some(18883));
    assert_eq!(
        relay.asked(),
        [
            r#"POST /api/session application/json {"launch":"abc_-123"}"#,
            "GET /api/info"
        ]
    );
    assert_eq!(location::fragment(), "");
    relay_status().await;
    assert_eq!(relay.asked(), ["GET /api/info"]);
}

#[wasm_bindgen_test]
async fn a_used_launch_code_is_no_harm_to_a_session() {
    let relay = relay();
    relay.answers("POST /api/session", 403, r#"{"error":"used"}"#);
    relay.answers("GET /api/info", 200, INFO);
    location::set_fragment("#launch=old");
    assert!(matches!(relay_status().await, RelayStatus::Ready(_)));
    location::set_fragment("#launch=old");
    relay.answers("GET /api/info", 401, r#"{"error":"open the link"}"#);
    assert_eq!(relay_status().await, RelayStatus::NoSession);
    assert_eq!(location::fragment(), "");
}

#[wasm_bindgen_test]
async fn a_file_server_is_no_relay() {
    let relay = relay();
    for (status, body) in [
        (404, ""),
        (200, "<!doctype html><title>index</title>"),
        (200, "{}"),
        (500, "oops"),
    ] {
        relay.answers("GET /api/info", status, body);
        assert_eq!(relay_status().await, RelayStatus::Absent, "{status} {body}");
    }
}

async fn enrolled(bench: &mut Bench, enrolment: EnrolmentPlan) -> Result<(), String> {
    bench.engine.carry_out(vec![Effect::Enrol {
        target: Target::Practice,
        enrolment,
    }]);
    match bench.next().await {
        Event::Enrolled(answer) => answer,
        other => panic!("{other:?}"),
    }
}

fn individual(registration_id: &str) -> EnrolmentPlan {
    let registration_id = registration_id.to_owned();
    EnrolmentPlan::Individual {
        registration_id,
        certificate: vec![0, 1, 2],
        enabled: false,
    }
}

#[wasm_bindgen_test]
async fn enrolments_are_written_in_the_words_of_azure() {
    let relay = relay();
    let mut bench = Bench::new();
    relay.answers("PUT /api/practice/enrollments/press%3A17", 204, "");
    enrolled(&mut bench, individual("press:17")).await.unwrap();
    let body = r#"{"attestation":{"type":"x509","x509":{"clientCertificates":{"primary":{"certificate":"AAEC"}}}},"provisioningStatus":"disabled","registrationId":"press:17"}"#;
    assert_eq!(
        relay.asked(),
        [format!(
            "PUT /api/practice/enrollments/press%3A17 application/json {body}"
        )]
    );

    // The next one replaces it: the same leaf cannot be enrolled twice.
    relay.answers("DELETE /api/practice/enrollments/press%3A17", 204, "");
    relay.answers("PUT /api/practice/enrollments/press-18", 204, "");
    enrolled(&mut bench, individual("press-18")).await.unwrap();
    let asked = relay.asked();
    assert_eq!(asked[0], "DELETE /api/practice/enrollments/press%3A17");
    assert!(asked[1].starts_with("PUT /api/practice/enrollments/press-18 "));

    relay.answers("PUT /api/practice/certificates/lesson", 204, "");
    relay.answers("PUT /api/practice/enrollmentGroups/lesson", 204, "");
    let registration_id = "press-18".to_owned();
    let group = EnrolmentPlan::Group {
        registration_id: registration_id.clone(),
        ca: vec![0, 1, 2],
        verified: true,
    };
    enrolled(&mut bench, group).await.unwrap();
    let asked = relay.asked();
    assert_eq!(asked[0], "DELETE /api/practice/enrollments/press-18");
    assert!(
        asked[1].ends_with(r#"{"certificate":"AAEC","isVerified":true,"name":"lesson"}"#),
        "{asked:?}"
    );
    assert!(
        asked[2].contains(r#""signingCertificates":{"primary":{"certificate":"AAEC"}}"#),
        "{asked:?}"
    );

    enrolled(&mut bench, EnrolmentPlan::Forget { registration_id })
        .await
        .expect("what is not there is gone");
    assert_eq!(
        relay.asked(),
        [
            "DELETE /api/practice/enrollmentGroups/lesson",
            "DELETE /api/practice/enrollments/press-18"
        ]
    );
}

#[wasm_bindgen_test]
async fn what_the_service_says_against_an_enrolment_is_passed_on() {
    let relay = relay();
    let mut bench = Bench::new();
    let refusal = r#"{"error":"the certificate is already used by \"press-1\""}"#;
    relay.answers("PUT /api/practice/enrollments/press-2", 400, refusal);
    let why = enrolled(&mut bench, individual("press-2"))
        .await
        .unwrap_err();
    assert_eq!(
        why,
        r#"the practice service answered 400: the certificate is already used by "press-1""#
    );
    relay.answers("PUT /api/practice/enrollments/press-3", 401, "{}");
    let why = enrolled(&mut bench, individual("press-3"))
        .await
        .unwrap_err();
    assert!(why.contains("open the link"), "{why}");
    relay.asked();
    enrolled(&mut bench, individual("no spaces"))
        .await
        .unwrap_err();
    let asked = relay.asked();
    assert!(
        asked.iter().all(|line| line.starts_with("DELETE")),
        "{asked:?}"
    );
}
