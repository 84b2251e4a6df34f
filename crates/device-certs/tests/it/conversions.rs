//! Keys in other containers, as OpenSSL writes them, and exports that compilers read.

use std::process::Command;

use device_certs::export::{self, Constant, Form, Language};
use device_certs::{Certificate, KeyContainer, PrivateKey, intake, pem};

use crate::openssl::Openssl;

#[track_caller]
fn key(file: &[u8]) -> PrivateKey {
    intake::private_key(file, &pem::read(file)).unwrap()
}

#[test]
fn containers_are_those_of_openssl() {
    let openssl = Openssl::new();
    for (kind, own) in [
        ("RSA-2048", KeyContainer::Pkcs1),
        ("P-256", KeyContainer::Sec1),
        ("P-384", KeyContainer::Sec1),
        ("P-521", KeyContainer::Sec1),
    ] {
        openssl.key("pkcs8.pem", kind);
        openssl.run("pkey -in pkcs8.pem -traditional -out traditional.pem");
        for name in ["pkcs8.pem", "traditional.pem"] {
            let key = key(&openssl.read(name));
            for (container, expected) in
                [(KeyContainer::Pkcs8, "pkcs8.pem"), (own, "traditional.pem")]
            {
                let made = key.to_container_pem(container).unwrap();
                assert_eq!(
                    made.as_bytes(),
                    openssl.read(expected),
                    "{kind} {name} {container:?}"
                );
            }
            for container in KeyContainer::ALL {
                let holds = container.holds(key.kind());
                assert_eq!(key.to_container(container).is_some(), holds);
                assert_eq!(holds, container == own || container == KeyContainer::Pkcs8);
            }
        }
    }
    openssl.run("genpkey -algorithm ED25519 -out ed.pem");
    let key = key(&openssl.read("ed.pem"));
    assert_eq!(
        key.to_container_pem(KeyContainer::Pkcs8)
            .unwrap()
            .as_bytes(),
        openssl.read("ed.pem")
    );
    assert!(
        key.to_container(KeyContainer::Sec1).is_none()
            && key.to_container(KeyContainer::Pkcs1).is_none()
    );
}

#[test]
fn keys_without_their_public_point_are_completed_by_openssl() {
    let openssl = Openssl::new();
    openssl.key("full.pem", "P-256");
    openssl.run("ec -in full.pem -no_public -out lean.pem");
    let lean = key(&openssl.read("lean.pem"));
    for (container, name) in [
        (KeyContainer::Pkcs8, "made8.pem"),
        (KeyContainer::Sec1, "made1.pem"),
    ] {
        openssl.write(name, lean.to_container_pem(container).unwrap().as_bytes());
        openssl.run(&format!("pkey -in {name} -pubout -out made.pub"));
        openssl.run("pkey -in full.pem -pubout -out full.pub");
        assert_eq!(openssl.read("made.pub"), openssl.read("full.pub"));
    }
}

/// A root, an intermediate and a leaf, in this order.
fn chain(openssl: &Openssl) -> Vec<Certificate> {
    openssl.self_signed("root", "P-256");
    let mut file = openssl.read("root.pem");
    for (name, issuer) in [("middle", "root"), ("leaf", "middle")] {
        openssl.key(&format!("{name}.key"), "P-256");
        openssl.run(&format!(
            "req -new -key {name}.key -subj /CN={name} -out {name}.csr"
        ));
        let extensions = if name == "middle" {
            "basicConstraints=critical,CA:TRUE"
        } else {
            "basicConstraints=CA:FALSE"
        };
        openssl.write("ext.cnf", extensions.as_bytes());
        openssl.run(&format!(
            "x509 -req -in {name}.csr -CA {issuer}.pem -CAkey {issuer}.key -CAcreateserial -days 9 -extfile ext.cnf -out {name}.pem"
        ));
        file.extend(openssl.read(&format!("{name}.pem")));
    }
    intake::certificates(&file, &pem::read(&file)).0
}

#[test]
fn chains_are_exported_in_the_order_devices_send_them() {
    let openssl = Openssl::new();
    let certificates = chain(&openssl);
    let names = |root| {
        let order = export::device_order(&certificates, None, root);
        order
            .iter()
            .map(|certificate| certificate.common_name().unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(names(true), ["leaf", "middle", "root"]);
    assert_eq!(names(false), ["leaf", "middle"]);
    let alone = export::device_order(&certificates[..1], None, false);
    assert_eq!(alone.len(), 1, "a self-signed leaf stays");
    let pem = export::chain_pem(&export::device_order(&certificates, None, true));
    openssl.write("chain.pem", pem.as_bytes());
    openssl.run("verify -CAfile root.pem -untrusted chain.pem chain.pem");
}

/// What a program that includes the constants writes.
#[track_caller]
fn built(openssl: &Openssl, compiler: &[&str]) -> Vec<u8> {
    let run = |program: &str, arguments: &[&str]| {
        let directory = openssl.path();
        let output = Command::new(
            directory
                .join(program)
                .to_str()
                .filter(|_| program.starts_with("./"))
                .unwrap_or(program),
        )
        .args(arguments)
        .current_dir(directory)
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        output.stdout
    };
    run(compiler[0], &compiler[1..]);
    run("./program", &[])
}

#[test]
fn compilers_read_what_is_exported() {
    let openssl = Openssl::new();
    let certificates = chain(&openssl);
    let order = export::device_order(&certificates, None, false);
    let constants = [
        Constant::chain("dev-01 chain", &order),
        Constant::certificate("dev-01 leaf", order[0], Form::Der),
        Constant {
            name: "nothing",
            comment: String::new(),
            form: Form::Pem,
            parts: Vec::new(),
        },
    ];
    let expected = [export::chain_pem(&order).as_bytes(), &order[0].der].concat();
    let main = "#include <stdio.h>\n#include \"dev.h\"\n int main(void) { fputs(dev_01_chain, stdout); fputs(nothing, stdout); \
                fwrite(dev_01_leaf, 1, dev_01_leaf_len, stdout); return 0; }\n";
    openssl.write("main.c", main.as_bytes());
    openssl.write("main.cpp", main.as_bytes());
    openssl.write("Arduino.h", b"#include <stddef.h>\n#define PROGMEM\n");

    openssl.write(
        "dev.h",
        export::source(Language::C, "dev", &constants).as_bytes(),
    );
    assert_eq!(
        built(
            &openssl,
            &[
                "cc", "-std=c99", "-Wall", "-Wextra", "-Werror", "main.c", "-o", "program"
            ]
        ),
        expected
    );
    openssl.write(
        "dev.h",
        export::source(Language::Arduino, "dev", &constants).as_bytes(),
    );
    assert_eq!(
        built(
            &openssl,
            &[
                "c++", "-Wall", "-Werror", "-I.", "main.cpp", "-o", "program"
            ]
        ),
        expected
    );
    openssl.write(
        "dev.rs",
        export::source(Language::Rust, "dev", &constants).as_bytes(),
    );
    let main = "mod dev;\nuse std::io::Write;\nfn main() { let mut out = std::io::stdout(); out.write_all(dev::DEV_01_CHAIN.as_bytes()).unwrap(); \
                out.write_all(dev::NOTHING.as_bytes()).unwrap(); out.write_all(&dev::DEV_01_LEAF).unwrap(); }\n";
    openssl.write("main.rs", main.as_bytes());
    assert_eq!(
        built(
            &openssl,
            &[
                "rustc",
                "--edition=2021",
                "-Dwarnings",
                "main.rs",
                "-o",
                "program"
            ]
        ),
        expected
    );
}

#[test]
fn what_is_exported_is_read_back() {
    let openssl = Openssl::new();
    let certificates = chain(&openssl);
    let order = export::device_order(&certificates, None, true);
    for language in [Language::C, Language::Arduino, Language::Rust] {
        let text = export::source(language, "x", &[Constant::chain("x", &order)]);
        let reading = pem::read(text.as_bytes());
        assert_eq!(reading.problems, []);
        let read: Vec<&[u8]> = reading
            .items
            .iter()
            .map(|item| item.der.as_slice())
            .collect();
        assert_eq!(
            read,
            order
                .iter()
                .map(|certificate| certificate.der.as_slice())
                .collect::<Vec<_>>()
        );
        let text = export::source(
            language,
            "x",
            &[Constant::certificate("x", order[0], Form::Der)],
        );
        let reading = pem::read(text.as_bytes());
        assert_eq!(
            reading.items[0].der.as_slice(),
            order[0].der,
            "{language:?}"
        );
    }
}

#[test]
fn a_subject_cannot_leave_its_comment() {
    use crate::signer::Signer;
    use device_certs::issue::Template;
    let signer = Signer::p256();
    let hostile = signer.issue(&Template::leaf(
        "x*/\n#error\\",
        signer.spki(),
        signer.algorithm(),
    ));
    for language in [Language::C, Language::Arduino, Language::Rust] {
        let text = export::source(
            language,
            "x",
            &[Constant::certificate("x", &hostile, Form::Der)],
        );
        let line = text.lines().find(|line| line.contains("#error")).unwrap();
        assert!(line.starts_with("//") && !line.ends_with('\\'), "{line}");
        assert_eq!(text.matches("#error").count(), 1);
    }
}
