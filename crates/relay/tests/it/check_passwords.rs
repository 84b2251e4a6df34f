//! `check --password-file` over files that openssl makes during the test.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

use crate::openssl::run as openssl;

/// A device below a CA, with its key, and a password that no file may repeat.
struct Files(TempDir);

const PASSWORD: &str = "correct h\u{f6}rse";

impl Files {
    fn new() -> Self {
        let files = Self(tempfile::tempdir().unwrap());
        files.openssl("ecparam -name prime256v1 -genkey -noout -out ca.key");
        files.openssl(
            "req -x509 -new -key ca.key -subj /CN=factory -days 30 -addext keyUsage=critical,keyCertSign -out ca.pem",
        );
        files.openssl("ecparam -name prime256v1 -genkey -noout -out dev.key");
        files.openssl(
            "req -new -key dev.key -subj /CN=dev-01 -addext basicConstraints=critical,CA:FALSE -addext keyUsage=critical,digitalSignature -addext extendedKeyUsage=clientAuth -out dev.csr",
        );
        files.openssl(
            "x509 -req -in dev.csr -CA ca.pem -CAkey ca.key -set_serial 7 -days 20 -copy_extensions copyall -out dev.pem",
        );
        files.openssl("ecparam -name prime256v1 -genkey -noout -out other.key");
        files.write("password.txt", &format!("{PASSWORD}\r\nnot this\n"));
        files.write("wrong.txt", "wrong\n");
        files
    }

    fn openssl(&self, words: &str) {
        let words: Vec<&str> = words.split(' ').collect();
        openssl(self.0.path(), &words);
    }

    /// With the password, which may have blanks, as the last argument.
    fn openssl_locked(&self, words: &str) {
        let words: Vec<&str> = words.split(' ').collect();
        let password = format!("pass:{PASSWORD}");
        openssl(
            self.0.path(),
            &[&words[..], &["-passout", &password]].concat(),
        );
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.0.path().join(name), text).unwrap();
    }

    fn check(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dps-playground"));
        command.arg("check").args(arguments);
        command
            .current_dir::<&Path>(self.0.path())
            .output()
            .unwrap()
    }

    /// The findings as `severity rule` of each file, and the certificates.
    fn json(&self, arguments: &[&str]) -> Value {
        let output = self.check(&[arguments, &["--format", "json"]].concat());
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(
            !said.contains(PASSWORD) && !String::from_utf8_lossy(&output.stderr).contains(PASSWORD)
        );
        serde_json::from_str(&said)
            .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
    }
}

fn rules(report: &Value, file: usize) -> Vec<String> {
    let findings = report["files"][file]["findings"].as_array().unwrap().iter();
    let rule = |finding: &Value| finding["rule"].as_str().unwrap().to_owned();
    findings.map(rule).collect()
}

fn has(report: &Value, file: usize, rule: &str) -> bool {
    rules(report, file).iter().any(|found| found == rule)
}

#[test]
fn a_pkcs12_file_is_judged_like_the_certificates_in_it() {
    let files = Files::new();
    for options in [
        "",
        " -legacy",
        " -certpbe AES-128-CBC -keypbe AES-128-CBC -macalg sha1",
    ] {
        files.openssl_locked(&format!(
            "pkcs12 -export -in dev.pem -inkey dev.key -certfile ca.pem -out dev.pfx{options}"
        ));
        let report = files.json(&[
            "dev.pfx",
            "--password-file",
            "password.txt",
            "--registration-id",
            "dev-01",
        ]);
        let certificates = report["files"][0]["certificates"].as_array().unwrap();
        assert_eq!(certificates.len(), 2, "{options}");
        assert_eq!(certificates[0]["commonName"], "dev-01");
        assert_eq!(certificates[0]["role"], "leaf");
        assert_eq!(certificates[1]["role"], "root");
        // The leaf is valid for 20 days.
        let expected = ["certificate_expires_soon", "binary_file", "root_in_chain"];
        for rule in expected {
            assert!(has(&report, 0, rule), "{options}: {:?}", rules(&report, 0));
        }
        assert_eq!(
            report["summary"]["errors"],
            0,
            "{options}: {:?}",
            rules(&report, 0)
        );
        let passed = report["files"][0]["passed"].as_array().unwrap();
        for rule in [
            "key_differs",
            "signature_invalid",
            "leaf_not_first",
            "private_key_in_file",
        ] {
            assert!(passed.iter().any(|id| id == rule), "{options}: {rule}");
        }
    }
}

#[test]
fn the_order_in_a_pkcs12_file_means_nothing() {
    let files = Files::new();
    // The CA first: openssl writes the certificates in the order of the file.
    let text = |name: &str| std::fs::read_to_string(files.0.path().join(name)).unwrap();
    files.write("turned.pem", &(text("ca.pem") + &text("dev.pem")));
    files.openssl_locked("pkcs12 -export -nokeys -in turned.pem -out turned.pfx");
    let plain = files.json(&["turned.pem"]);
    assert!(has(&plain, 0, "leaf_not_first"));
    let report = files.json(&["turned.pfx", "--password-file", "password.txt"]);
    assert!(!has(&report, 0, "leaf_not_first") && !has(&report, 0, "chain_out_of_order"));
    assert_eq!(
        report["files"][0]["certificates"][0]["commonName"],
        "dev-01"
    );
}

#[test]
fn a_wrong_a_missing_and_a_needless_password_are_told_apart() {
    let files = Files::new();
    files.openssl_locked("pkcs12 -export -in dev.pem -inkey dev.key -out dev.pfx");
    let missing = files.json(&["dev.pfx"]);
    assert!(has(&missing, 0, "password_missing") && has(&missing, 0, "not_a_certificate"));
    let wrong = files.json(&["dev.pfx", "--password-file", "wrong.txt"]);
    assert!(has(&wrong, 0, "password_wrong") && !has(&wrong, 0, "password_missing"));
    assert_eq!(wrong["summary"]["errors"], 1, "nothing could be judged");
    let needless = files.json(&["dev.pem", "ca.pem", "--password-file", "password.txt"]);
    assert!(has(&needless, 0, "password_not_needed") && !has(&needless, 1, "password_not_needed"));
    let needed = files.json(&["dev.pem", "dev.pfx", "--password-file", "password.txt"]);
    assert!(!has(&needed, 0, "password_not_needed") && !has(&needed, 1, "password_wrong"));
    assert_eq!(files.check(&["dev.pfx"]).status.code(), Some(1));
    assert_eq!(
        files
            .check(&["dev.pfx", "--password-file", "password.txt"])
            .status
            .code(),
        Some(0)
    );
}

#[test]
fn an_empty_password_is_one() {
    let files = Files::new();
    files.openssl("pkcs12 -export -in dev.pem -inkey dev.key -out dev.pfx -passout pass:");
    let report = files.json(&["dev.pfx"]);
    assert!(!has(&report, 0, "password_missing") && !has(&report, 0, "not_a_certificate"));
    files.write("empty.txt", "");
    let report = files.json(&["dev.pfx", "--password-file", "empty.txt"]);
    assert!(!has(&report, 0, "password_wrong"));
    assert_eq!(
        report["files"][0]["certificates"][0]["commonName"],
        "dev-01"
    );
}

#[test]
fn encrypted_keys_are_compared_with_the_certificate() {
    let files = Files::new();
    for (key, fits) in [("dev.key", true), ("other.key", false)] {
        for convert in [
            format!("pkcs8 -topk8 -in {key} -v2 aes-256-cbc -out locked.key"),
            format!("pkcs8 -topk8 -in {key} -v1 PBE-SHA1-3DES -out locked.key"),
            format!("ec -in {key} -aes128 -out locked.key"),
        ] {
            files.openssl_locked(&convert);
            let closed = files.json(&["dev.pem", "locked.key"]);
            assert!(has(&closed, 1, "password_missing") && has(&closed, 1, "key_unusable"));
            assert!(!has(&closed, 0, "key_differs"));
            let open = files.json(&["dev.pem", "locked.key", "--password-file", "password.txt"]);
            assert!(
                !has(&open, 1, "key_unusable"),
                "{convert}: {:?}",
                rules(&open, 1)
            );
            assert_eq!(has(&open, 0, "key_differs"), !fits, "{convert}");
            let wrong = files.json(&["dev.pem", "locked.key", "--password-file", "wrong.txt"]);
            assert!(has(&wrong, 1, "password_wrong"), "{convert}");
        }
    }
}

#[test]
fn what_cannot_be_opened_here_is_named() {
    let files = Files::new();
    files.openssl_locked(
        "pkcs12 -export -in dev.pem -inkey dev.key -certpbe RC4-40 -keypbe PBE-SHA1-RC4-128 -legacy -out rc4.pfx",
    );
    let report = files.json(&["rc4.pfx", "--password-file", "password.txt"]);
    assert!(
        has(&report, 0, "locked_contents_unreadable"),
        "{:?}",
        rules(&report, 0)
    );
    let findings = report["files"][0]["findings"].as_array().unwrap();
    assert!(
        findings
            .iter()
            .any(|finding| finding["message"].as_str().unwrap().contains("RC4"))
    );
}

#[test]
fn a_password_file_that_cannot_be_read_is_wrong_use() {
    let files = Files::new();
    let output = files.check(&["dev.pem", "--password-file", "nothing.txt"]);
    assert_eq!(output.status.code(), Some(2));
    std::fs::write(files.0.path().join("binary.txt"), b"secr\xffet").unwrap();
    let output = files.check(&["dev.pem", "--password-file", "binary.txt"]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("binary.txt is no UTF-8") && !said.contains("secr"),
        "{said}"
    );
}

#[test]
fn nothing_that_was_opened_is_repeated() {
    let files = Files::new();
    files.openssl_locked("pkcs12 -export -in dev.pem -inkey dev.key -out dev.pfx");
    let key = std::fs::read_to_string(files.0.path().join("dev.key")).unwrap();
    let secret = key.lines().nth(1).unwrap();
    for format in ["text", "json", "sarif", "junit"] {
        let output = files.check(&[
            "dev.pfx",
            "--password-file",
            "password.txt",
            "--format",
            format,
        ]);
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(
            !said.contains(secret) && !said.contains(PASSWORD),
            "{format}"
        );
    }
}
