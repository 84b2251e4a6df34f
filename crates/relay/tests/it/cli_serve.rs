//! `serve` and `practice` as programs: ready lines, links, ports, and what they keep to themselves.

use std::net::TcpListener;

use relay_protocol::{INFO_PATH, RelayInfo};
use serde_json::{Value, json};

use crate::openssl::{Identity, KeyKind};
use crate::test_program::{Running, printed, program, run};
use crate::test_request::TestRequest;

const FREE_PORTS: [&str; 5] = [
    "serve",
    "--listen=127.0.0.1:0",
    "--practice-listen=127.0.0.1:0",
    "--retry-after=0",
    "--no-open",
];

fn serve(more: &[&str]) -> Running {
    Running::start(&[&FREE_PORTS, more].concat())
}

/// Exchanges the launch code of a link.
async fn open_link(link: &str) -> u16 {
    let (page, code) = link.split_once("/#launch=").unwrap();
    let host = page.strip_prefix("http://").unwrap();
    TestRequest::new(host.parse().unwrap(), "POST", "/api/session")
        .header("host", host)
        .header("origin", page)
        .json(&json!({ "launch": code }))
        .send()
        .await
        .status
}

#[tokio::test]
async fn the_page_can_come_from_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let index = "<!doctype html><script type=\"module\">go()</script>";
    std::fs::write(folder.path().join("index.html"), index).unwrap();
    std::fs::write(folder.path().join("a-0123456789abcdef.js"), "go()").unwrap();
    let page = format!("--page={}", folder.path().display());
    let mut running = serve(&["--format=json", &page]);
    let ready = running.ready();
    let (origin, _) = ready["url"].as_str().unwrap().split_once("/#").unwrap();
    let host = origin.strip_prefix("http://").unwrap();
    let get = |target: &str| {
        TestRequest::new(host.parse().unwrap(), "GET", target)
            .header("host", host)
            .send()
    };
    let answer = get("/").await;
    assert_eq!(answer.text(), index);
    // Of `go()`.
    let policy = answer.header("content-security-policy").unwrap();
    assert!(policy.contains("'sha256-"), "{policy}");
    let script = get("/a-0123456789abcdef.js").await;
    assert_eq!(
        script.header("content-type"),
        Some("text/javascript; charset=utf-8")
    );
    assert!(
        script
            .header("cache-control")
            .unwrap()
            .contains("immutable")
    );
    assert_eq!(get("/../Cargo.toml").await.status, 404);
    assert_eq!(get("/b.js").await.status, 404);
}

#[test]
fn a_folder_without_a_page_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let page = format!("--page={}", folder.path().display());
    let output = run(&[&FREE_PORTS, [page.as_str()].as_slice()].concat());
    assert_eq!(output.status.code(), Some(1));
    let (_, said) = printed(&output);
    assert!(said.contains("there is no page in"), "{said}");
    assert!(said.contains("cargo xtask run"), "{said}");
}

#[tokio::test]
async fn the_ready_line_in_json_is_true() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("root.pem");
    let mut running = serve(&["--format=json", "--root-ca-out", root.to_str().unwrap()]);
    let ready = running.ready();
    assert_eq!(ready["version"], 1);
    assert_eq!(ready["ready"], true);
    assert_eq!(ready["idScope"], "0ne00C0FFEE");
    assert_eq!(ready["rootCa"], root.to_str().unwrap());
    assert_eq!(open_link(ready["url"].as_str().unwrap()).await, 204);

    let url = ready["api"]["url"].as_str().unwrap();
    let host = url
        .strip_prefix("http://")
        .unwrap()
        .strip_suffix("/api")
        .unwrap();
    let token = ready["api"]["token"].as_str().unwrap();
    let answer = TestRequest::new(host.parse().unwrap(), "GET", INFO_PATH)
        .header("host", host)
        .header("authorization", format!("Bearer {token}"))
        .send()
        .await;
    let info = RelayInfo::from_json(&answer.text()).unwrap();
    let practice = info.practice.unwrap();
    assert_eq!(
        ready["mqtts"],
        format!("{}:{}", practice.host, practice.port)
    );
    assert_eq!(practice.root_ca, std::fs::read_to_string(root).unwrap());
    assert_eq!(practice.exposed_on, None);
    std::net::TcpStream::connect(ready["mqtts"].as_str().unwrap()).unwrap();
}

#[tokio::test]
async fn in_text_enter_prints_a_fresh_link() {
    let mut running = serve(&[]);
    let link = |line: String| line.strip_prefix("Open ").unwrap().to_string();
    let first = link(running.line());
    running.press_enter();
    let second = link(running.line());
    assert_ne!(first, second);
    for (link, status) in [(&first, 204), (&second, 204), (&first, 403)] {
        assert_eq!(open_link(link).await, status);
    }
    let said = running.stop();
    assert!(said.contains("for this computer only"), "{said}");
    assert!(
        said.contains("tunnel    may lead to *.azure-devices-provisioning.net:8883/443"),
        "{said}"
    );
    assert!(!said.contains("WARNING"), "{said}");
    let code = first.split_once("#launch=").unwrap().1;
    assert!(!said.contains(code));
}

#[test]
fn without_the_practice_service() {
    let mut running = serve(&["--no-practice", "--format", "json"]);
    let ready = running.ready();
    assert_eq!(
        (&ready["mqtts"], &ready["idScope"], &ready["rootCa"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
}

#[test]
fn practice_alone_has_no_page() {
    let mut running = Running::start(&[
        "practice",
        "--listen=127.83.7.1:0",
        "--hub-host=127.83.7.1",
        "--id-scope=0ne11111111",
        "--format=json",
    ]);
    let ready = running.ready();
    assert!(ready["mqtts"].as_str().unwrap().starts_with("127.83.7.1:"));
    assert_eq!(ready["idScope"], "0ne11111111");
    assert_eq!((&ready["url"], &ready["api"]), (&Value::Null, &Value::Null));
    // A free port for MQTT is one for HTTPS, too.
    let https = ready["https"].as_str().unwrap();
    assert!(https.starts_with("127.83.7.1:"), "{https}");
    std::net::TcpStream::connect(https).unwrap();
    let https = https.to_owned();
    let said = running.stop();
    assert!(said.contains(&format!("https     {https}")), "{said}");
}

#[test]
fn https_goes_where_it_is_asked_to() {
    let practice = |https: &str| {
        let https = format!("--https-listen={https}");
        Running::start(&["practice", "--listen=127.83.7.2:0", &https, "--format=json"])
    };
    let mut running = practice("127.83.7.3:0");
    let ready = running.ready();
    let https = ready["https"].as_str().unwrap();
    assert!(https.starts_with("127.83.7.3:"), "{https}");
    let output = run(&["practice", "--listen=127.83.7.2:0", "--https-listen", https]);
    let (_, stderr) = printed(&output);
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(
        stderr.contains(&format!("listening on {https}")),
        "{stderr}"
    );
}

#[test]
fn hubs_come_from_the_command_line_and_from_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("enrollments.json");
    std::fs::write(
        &file,
        r#"{"linkedHubs":[{"name":"b.example","allocationWeight":9},{"name":"c.example"}]}"#,
    )
    .unwrap();
    let enrollments = format!("--enrollments={}", file.display());
    let hubs = |more: &[&str]| {
        let arguments = ["practice", "--listen=127.0.0.1:0", "--format=json"];
        let mut running = Running::start(&[&arguments, more].concat());
        running.ready();
        running.stop()
    };
    let said = hubs(&[
        "--hub-host=a.example=3",
        "--hub-host=b.example",
        &enrollments,
    ]);
    assert!(
        said.contains("hub a.example, b.example, c.example,"),
        "{said}"
    );
    let said = hubs(&[&enrollments]);
    assert!(said.contains("hub b.example, c.example,"), "{said}");
    let said = hubs(&[]);
    assert!(said.contains("hub localhost,"), "{said}");
}

#[test]
fn an_asked_for_port_that_is_busy_is_an_error() {
    let busy = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = busy.local_addr().unwrap().to_string();
    for arguments in [
        &["practice", "--listen", &address][..],
        &["serve", "--no-open", "--no-practice", "--listen", &address],
        &[
            "serve",
            "--no-open",
            "--listen=127.0.0.1:0",
            "--practice-listen",
            &address,
        ],
    ] {
        let output = run(arguments);
        let (stdout, stderr) = printed(&output);
        assert_eq!(output.status.code(), Some(1), "{stderr}");
        assert_eq!(stdout, "");
        assert!(
            stderr.contains(&format!("listening on {address}")),
            "{stderr}"
        );
    }
}

#[test]
fn a_busy_default_port_is_replaced_and_said() {
    // Whether these are ours or someone else's, the defaults are busy now.
    let _page = TcpListener::bind("127.0.0.1:8080");
    let _practice = TcpListener::bind("127.0.0.1:8883");
    let mut running = Running::start(&["serve", "--no-open", "--format=json"]);
    let ready = running.ready();
    assert!(
        !ready["url"]
            .as_str()
            .unwrap()
            .starts_with("http://127.0.0.1:8080/")
    );
    assert_ne!(ready["mqtts"], "127.0.0.1:8883");
    let said = running.stop();
    assert!(said.contains("Port 8080 is busy"), "{said}");
    assert!(said.contains("Port 8883 is busy"), "{said}");
    assert!(said.contains("Python SDK"), "{said}");
}

// A32: and the one way there is says so.
#[test]
fn wildcards_are_refused_unless_named_dangerous() {
    for address in [
        "0.0.0.0:0",
        "[::]:0",
        "0:0",
        "[::ffff:0.0.0.0]:0",
        "*:0",
        "192.168.1.1:0",
    ] {
        for option in ["--listen", "--practice-listen"] {
            let output = run(&["serve", "--no-open", option, address]);
            assert_eq!(output.status.code(), Some(2), "{option} {address}");
        }
    }
    let mut running = Running::start(&[
        "serve",
        "--no-open",
        "--listen=127.0.0.1:0",
        "--dangerously-listen-on=0.0.0.0:0",
        "--format=json",
    ]);
    let ready = running.ready();
    assert!(ready["mqtts"].as_str().unwrap().starts_with("0.0.0.0:"));
    let said = running.stop();
    assert!(said.contains("WARNING"), "{said}");
}

#[test]
fn enrolments_that_cannot_be_read_are_an_error_with_their_place() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("enrollments.json");
    for (text, said) in [
        ("{", "not JSON at line 1"),
        (
            r#"{"individualEnrollments":[{"registrationId":"dev-01"}]}"#,
            "individualEnrollments[0].attestation",
        ),
    ] {
        std::fs::write(&file, text).unwrap();
        let output = run(&[
            "practice",
            "--listen=127.0.0.1:0",
            "--enrollments",
            file.to_str().unwrap(),
        ]);
        let (_, stderr) = printed(&output);
        assert_eq!(output.status.code(), Some(1), "{stderr}");
        assert!(stderr.contains(said), "{stderr}");
    }
}

// A34: what the program writes, at its most talkative.
#[tokio::test]
async fn nothing_secret_is_logged_however_much_is() {
    let mut command = program(&FREE_PORTS);
    command
        .arg("--format=json")
        .env("DPS_PLAYGROUND_LOG", "trace");
    let mut running = Running::of(command);
    let ready = running.ready();
    let identity = Identity::self_signed("dev-01", KeyKind::P256);
    let port = ready["mqtts"]
        .as_str()
        .unwrap()
        .rsplit_once(':')
        .unwrap()
        .1
        .to_string();
    let root = tempfile::tempdir().unwrap();

    // A link opened, the API used, a registration refused: enough to make everything talk.
    let link = ready["url"].as_str().unwrap().to_string();
    assert_eq!(open_link(&link).await, 204);
    let (page, code) = link.split_once("/#launch=").unwrap();
    let host = page.strip_prefix("http://").unwrap();
    let token = ready["api"]["token"].as_str().unwrap();
    let info = TestRequest::new(host.parse().unwrap(), "GET", INFO_PATH)
        .header("host", host)
        .header("authorization", format!("Bearer {token}"))
        .send()
        .await;
    let info = RelayInfo::from_json(&info.text()).unwrap();
    let root_file = root.path().join("root.pem");
    std::fs::write(&root_file, info.practice.unwrap().root_ca).unwrap();
    let output = run(&[
        "register",
        "--id-scope=0ne00C0FFEE",
        "--host=localhost",
        "--port",
        &port,
        "--cert",
        identity.cert_path().to_str().unwrap(),
        "--key",
        identity.key_path().to_str().unwrap(),
        "--server-ca",
        root_file.to_str().unwrap(),
    ]);
    assert_eq!(output.status.code(), Some(1));

    let (stdout, stderr) = printed(&output);
    let said = [running.stop(), stdout, stderr].concat();
    let key = std::fs::read_to_string(identity.key_path()).unwrap();
    let key_lines = key
        .lines()
        .filter(|line| !line.starts_with("-----") && line.len() > 8);
    for secret in key_lines.chain([code, token]) {
        assert!(!said.contains(secret), "{secret} in {said}");
    }
}
