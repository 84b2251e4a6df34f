//! `practice` as a program: faults from the start, a CA that is kept, an API of its own.

use serde_json::Value;

use crate::test_program::{Running, printed, run};
use crate::test_request::TestRequest;

#[test]
fn faults_are_said_at_the_start() {
    let mut running = Running::start(&[
        "practice",
        "--listen=127.0.0.1:0",
        "--fault=register_429=2",
        "--fault=answer_byte_by_byte=p=0.1",
        "--seed=7",
    ]);
    running.line();
    let said = running.stop();
    assert!(
        said.contains("FAULT     register_429=2: 429 is answered"),
        "{said}"
    );
    assert!(
        said.contains("FAULT     answer_byte_by_byte=p=0.1: "),
        "{said}"
    );
    assert!(said.contains("seed 7"), "{said}");
    let wrong = run(&["practice", "--fault", "register_429=0"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(printed(&wrong).1.contains("is no dose"));
}

#[test]
fn a_ca_is_kept_over_restarts_and_both_roots_are_given_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let start = |name: &str| {
        let (ca, root, next) = (path("ca"), path("root.pem"), path("next.pem"));
        let mut running = Running::start(&[
            "practice",
            "--listen=127.0.0.1:0",
            "--practice-ca",
            &ca,
            "--practice-name",
            name,
            "--root-ca-out",
            &root,
            "--next-root-ca-out",
            &next,
        ]);
        running.line();
        let said = running.stop();
        assert!(said.contains("kept in "), "{said}");
        [root, next].map(|file| std::fs::read_to_string(file).unwrap())
    };
    let first = start("practice.lan");
    assert_eq!(first, start("practice.lan"));
    assert_ne!(first[0], first[1]);
    let ca = path("ca");
    let other = run(&[
        "practice",
        "--listen=127.0.0.1:0",
        "--practice-ca",
        &ca,
        "--practice-name=other.lan",
    ]);
    assert_eq!(other.status.code(), Some(1));
    assert!(printed(&other).1.contains("not permitted"));
}

#[tokio::test]
async fn headless_the_api_has_a_port_and_a_token_of_its_own() {
    let mut running = Running::start(&[
        "practice",
        "--listen=127.0.0.1:0",
        "--api-listen=127.0.0.1:0",
        "--format=json",
    ]);
    let ready = running.ready();
    assert_eq!(ready["url"], Value::Null);
    let url = ready["api"]["url"].as_str().unwrap();
    let host = url
        .strip_prefix("http://")
        .unwrap()
        .strip_suffix("/api")
        .unwrap();
    let token = ready["api"]["token"].as_str().unwrap();
    let ask = |token: &str| {
        TestRequest::new(host.parse().unwrap(), "GET", "/api/practice/faults")
            .header("host", host)
            .header("authorization", format!("Bearer {token}"))
            .send()
    };
    let answer = ask(token).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(answer.json().as_array().unwrap().len() >= 40);
    assert_eq!(ask("x").await.status, 401);
    let said = running.stop();
    assert!(said.contains("/api/practice, for scripts"), "{said}");
    assert!(!said.contains(token), "the token is on stderr");
}
