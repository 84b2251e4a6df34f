//! Files people really give: each is named, located, and comes with what to do. One piece: a test a mistake.

use device_certs::pem::{self, Encryption, ItemKind, Problem, ProblemKind};
use device_certs::{KeyError, der, intake};

use crate::openssl::Openssl;

#[track_caller]
fn key_problem(file: &[u8]) -> Problem {
    let problem = *intake::private_key(file, &pem::read(file)).expect_err("no usable key");
    check_place(file, &problem);
    problem
}

#[track_caller]
fn key_error(file: &[u8]) -> KeyError {
    match key_problem(file).kind {
        ProblemKind::Key(error) => error,
        other => panic!("{other:?}"),
    }
}

/// The only problem of a file that should hold a certificate.
#[track_caller]
fn certificate_problem(file: &[u8]) -> Problem {
    let (certificates, mut problems) = intake::certificates(file, &pem::read(file));
    assert_eq!(
        (certificates.len(), problems.len()),
        (0, 1),
        "{problems:#?}"
    );
    let problem = problems.remove(0);
    check_place(file, &problem);
    problem
}

#[track_caller]
fn check_place(file: &[u8], problem: &Problem) {
    assert!(problem.bytes.end <= file.len() && problem.line > 0 && problem.column > 0);
    assert!(
        !problem.what.is_empty() && !problem.what.ends_with('.'),
        "{}",
        problem.what
    );
    assert!(problem.fix.ends_with('.'), "{}", problem.fix);
}

#[test]
fn encrypted_keys_are_named_as_such() {
    let openssl = Openssl::new();
    openssl.key("ec.key", "P-256");
    openssl.key("rsa.key", "RSA-2048");
    openssl.run("pkcs8 -topk8 -in ec.key -passout pass:secret -out pkcs8.key");
    openssl.run("pkcs8 -topk8 -in ec.key -passout pass:secret -outform DER -out pkcs8.der");
    openssl.run("rsa -in rsa.key -aes256 -traditional -passout pass:secret -out legacy-rsa.key");
    openssl.run("ec -in ec.key -aes128 -passout pass:secret -out legacy-ec.key");
    let legacy = |cipher: &str| {
        KeyError::Encrypted(Encryption::Legacy {
            cipher: cipher.to_owned(),
        })
    };
    for (name, expected) in [
        ("pkcs8.key", KeyError::Encrypted(Encryption::Pkcs8)),
        ("pkcs8.der", KeyError::Encrypted(Encryption::Pkcs8)),
        ("legacy-rsa.key", legacy("AES-256-CBC")),
        ("legacy-ec.key", legacy("AES-128-CBC")),
    ] {
        let problem = key_problem(&openssl.read(name));
        assert_eq!((problem.line, problem.column), (1, 1));
        assert!(
            problem.what.contains("encrypted with a password"),
            "{}",
            problem.what
        );
        assert!(
            problem.fix.contains("openssl pkey -in key.pem"),
            "{}",
            problem.fix
        );
        assert_eq!(problem.kind, ProblemKind::Key(expected), "{name}");
    }
    // The command we name does what we say.
    openssl.run("pkey -in legacy-rsa.key -passin pass:secret -out plain.pem");
    let plain = openssl.read("plain.pem");
    assert!(intake::private_key(&plain, &pem::read(&plain)).is_ok());
}

#[test]
fn keys_browsers_cannot_import_are_named_as_such() {
    let openssl = Openssl::new();
    openssl.run("genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -out pss.key");
    assert_eq!(key_error(&openssl.read("pss.key")), KeyError::RsaPssOnly);
    for (curve, name) in [
        ("secp256k1", "secp256k1"),
        ("brainpoolP256r1", "brainpoolP256r1"),
        ("secp224r1", "P-224"),
        ("sect283k1", "1.3.132.0.16"),
    ] {
        openssl.run(&format!("ecparam -name {curve} -genkey -out sec1.key"));
        openssl.run("pkey -in sec1.key -out pkcs8.key");
        for file in ["sec1.key", "pkcs8.key"] {
            let expected = KeyError::CurveUnsupported {
                curve: name.to_owned(),
            };
            let error = key_error(&openssl.read(file));
            assert!(error.to_string().contains("browsers cannot import"));
            assert_eq!(error, expected);
        }
    }
    openssl.run("ecparam -name prime256v1 -genkey -param_enc explicit -out explicit.key");
    assert_eq!(
        key_error(&openssl.read("explicit.key")),
        KeyError::CurveExplicit
    );
    openssl.run("ec -in explicit.key -param_enc named_curve -out named.pem");
    let named = openssl.read("named.pem");
    assert!(
        intake::private_key(&named, &pem::read(&named)).is_ok(),
        "the command we name"
    );
    for algorithm in ["X25519", "ED448"] {
        openssl.run(&format!("genpkey -algorithm {algorithm} -out other.key"));
        let KeyError::AlgorithmUnsupported { algorithm: seen } =
            key_error(&openssl.read("other.key"))
        else {
            panic!("{algorithm}");
        };
        assert!(seen.eq_ignore_ascii_case(algorithm));
    }
}

#[test]
fn the_wrong_kind_of_file_is_named_in_both_boxes() {
    let openssl = Openssl::new();
    openssl.self_signed("dev", "P-256");
    openssl.run("req -new -key dev.key -subj /CN=dev -out dev.csr");
    openssl.run("req -in dev.csr -outform DER -out csr.der");
    openssl.run("pkey -in dev.key -pubout -out public.pem");
    openssl.run("pkey -in dev.key -pubout -outform DER -out public.der");
    openssl.run("pkcs12 -export -in dev.pem -inkey dev.key -passout pass:secret -out dev.pfx");
    openssl.run("crl2pkcs7 -nocrl -certfile dev.pem -out dev.p7b");
    openssl.run("crl2pkcs7 -nocrl -certfile dev.pem -outform DER -out p7b.der");
    openssl.write(
        "ssh.key",
        pem::pem_encode("OPENSSH PRIVATE KEY", b"openssh-key-v1\0and so on").as_bytes(),
    );
    for (name, expected) in [
        ("dev.csr", ItemKind::CertificateRequest),
        ("csr.der", ItemKind::CertificateRequest),
        ("public.pem", ItemKind::PublicKey),
        ("public.der", ItemKind::PublicKey),
        ("dev.pfx", ItemKind::Pkcs12),
        ("dev.p7b", ItemKind::Pkcs7),
        ("p7b.der", ItemKind::Pkcs7),
    ] {
        let file = openssl.read(name);
        let seen = expected.clone();
        assert_eq!(
            key_error(&file),
            KeyError::NotAPrivateKey { seen },
            "{name}"
        );
        let wanted = "a certificate";
        assert_eq!(
            certificate_problem(&file).kind,
            ProblemKind::Unexpected {
                seen: expected,
                wanted
            },
            "{name}"
        );
    }
    let seen = ItemKind::Certificate;
    assert_eq!(
        key_error(&openssl.read("dev.pem")),
        KeyError::NotAPrivateKey { seen }
    );
    assert_eq!(key_error(&openssl.read("ssh.key")), KeyError::Openssh);
    for (name, seen) in [
        ("dev.key", ItemKind::Pkcs8Key),
        ("ssh.key", ItemKind::OpensshKey),
    ] {
        let problem = certificate_problem(&openssl.read(name));
        assert!(problem.fix.contains("private key box"), "{}", problem.fix);
        assert_eq!(
            problem.kind,
            ProblemKind::Unexpected {
                seen,
                wanted: "a certificate"
            }
        );
    }
    // The commands we name do what we say.
    openssl.run("pkcs12 -in dev.pfx -passin pass:secret -nokeys -out chain.pem");
    openssl.run("pkcs7 -in dev.p7b -print_certs -out chain7.pem");
    for name in ["chain.pem", "chain7.pem"] {
        let file = openssl.read(name);
        assert_eq!(
            intake::certificates(&file, &pem::read(&file)).0.len(),
            1,
            "{name}"
        );
    }
}

#[test]
fn certificates_in_der_and_in_bare_base64_are_read() {
    let openssl = Openssl::new();
    openssl.self_signed("dev", "RSA-2048");
    openssl.run("x509 -in dev.pem -outform DER -out dev.der");
    openssl.run("x509 -in dev.pem -trustout -addtrust clientAuth -out trusted.pem");
    let der = openssl.read("dev.der");
    let pem_text = String::from_utf8(openssl.read("dev.pem")).unwrap();
    let bare: String = pem_text
        .lines()
        .filter(|line| !line.contains("-----"))
        .collect();
    for file in [&der, bare.as_bytes(), &openssl.read("trusted.pem")] {
        let (certificates, problems) = intake::certificates(file, &pem::read(file));
        assert_eq!(problems, []);
        assert_eq!(certificates[0].der, der);
    }
    assert_eq!(
        certificate_problem(&der[..der.len() - 1]).kind,
        ProblemKind::NotDer
    );
}

#[test]
fn files_that_are_no_pem_are_named() {
    for (file, expected) in [
        (
            &b"Hello, this is my certificate."[..],
            "text without a BEGIN line",
        ),
        (b"{\"certificate\": \"\"}", "JSON"),
        (b"<html></html>", "HTML or XML"),
        (b"PuTTY-User-Key-File-3: ssh-rsa", "a PuTTY key file (.ppk)"),
        (b"ssh-ed25519 AAAA me@here", "an OpenSSH public key"),
        (b"---- BEGIN SSH2 PUBLIC KEY ----", "an SSH2 public key"),
        (b"\xfe\xed\xfe\xed\0\0\0\x02", "a Java key store (.jks)"),
        (b"PK\x03\x04\x14\0", "a ZIP archive"),
        (b"\x7fELF\x02\x01", "binary data"),
        (b"0", "text without a BEGIN line"),
    ] {
        let problem = certificate_problem(file);
        assert_eq!(problem.kind, ProblemKind::NotPem { seen: expected });
        assert_eq!(problem, key_problem(file));
        assert!(problem.fix.contains("-----BEGIN CERTIFICATE-----"));
    }
    for file in [&b""[..], b" \r\n\t", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n"] {
        assert_eq!(certificate_problem(file).kind, ProblemKind::Empty);
    }
}

#[track_caller]
fn check_damage(file: &str, line: usize, column: usize, expected: ProblemKind) {
    let problem = certificate_problem(file.as_bytes());
    assert_eq!((problem.line, problem.column), (line, column));
    assert_eq!(problem.kind, expected);
}

#[test]
fn damage_is_found_where_it_is() {
    let label = || "CERTIFICATE".to_owned();
    let end_missing = || ProblemKind::EndMissing { label: label() };
    check_damage(
        "text\n-----BEGIN CERTIFICATE-----\nAAAA\n",
        2,
        1,
        end_missing(),
    );
    check_damage(
        "AAAA\n-----END CERTIFICATE-----\n",
        2,
        1,
        ProblemKind::BeginMissing,
    );
    check_damage(
        "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
        1,
        1,
        ProblemKind::BlockEmpty,
    );
    check_damage(
        "-----BEGIN CERTIFICATE-----\nAAA\n-----END CERTIFICATE-----\n",
        3,
        1,
        ProblemKind::Base64Cut,
    );
    let bad = |character| ProblemKind::BadCharacter { character };
    check_damage(
        "-----BEGIN CERTIFICATE-----\r\nAAAA\r\nAA*A\r\n-----END CERTIFICATE-----\n",
        3,
        3,
        bad('*'),
    );
    check_damage(
        "-----BEGIN CERTIFICATE-----\nAA\u{2013}A\n-----END CERTIFICATE-----\n",
        2,
        3,
        bad('\u{2013}'),
    );
    check_damage(
        "-----BEGIN CERTIFICATE-----\nAA==\nAAAA\n-----END CERTIFICATE-----\n",
        3,
        1,
        bad('A'),
    );
    check_damage(
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFI\n-----END CERTIFICATE-----\n",
        3,
        1,
        ProblemKind::BoundaryMalformed,
    );
    let missing = der::ProblemKind::Missing {
        field: "the certificate",
    };
    check_damage(
        "-----BEGIN CERTIFICATE-----\nAgEA\n-----END CERTIFICATE-----\n",
        1,
        1,
        ProblemKind::CertificateUnreadable(missing),
    );
}

#[test]
fn a_damaged_block_does_not_hide_the_good_ones() {
    let openssl = Openssl::new();
    openssl.self_signed("dev", "P-256");
    let good = String::from_utf8(openssl.read("dev.pem")).unwrap();
    let damaged = good.replace("\nMI", "\nM!I");
    let file = format!("{good}{damaged}{good}");
    let reading = pem::read(file.as_bytes());
    let (certificates, problems) = intake::certificates(file.as_bytes(), &reading);
    assert_eq!((certificates.len(), problems.len()), (2, 1));
    assert_eq!(problems[0].line, good.lines().count() + 2);
    assert_eq!(
        reading.fragments,
        [],
        "nothing whole stands before the damage"
    );
    let cut = damaged.replace("M!I", "MI").replace(
        "\n-----END CERTIFICATE-----",
        "!\n-----END CERTIFICATE-----",
    );
    let reading = pem::read(cut.as_bytes());
    assert_eq!((reading.items.len(), reading.problems.len()), (0, 1));
    assert_eq!(reading.fragments[0].kind, ItemKind::Certificate);
}

#[test]
fn a_hostile_file_does_not_make_a_problem_of_every_line() {
    for (line, problems, repairs) in [
        ("-----END X-----\n", 1, 100),
        ("word\n-----END X-----\n", 100, 1),
        ("-----BEGIN X-----\nword\n", 100, 1),
        (
            "\u{2013}\u{2013}\u{2013}BEGIN X-----\nAAAA\n-----END X-----\n",
            0,
            100,
        ),
    ] {
        let reading = pem::read(line.repeat(50_000).as_bytes());
        assert_eq!(
            (reading.problems.len(), reading.repairs.len()),
            (problems, repairs),
            "{line:?}"
        );
        assert!(reading.fragments.len() <= 100);
    }
}

#[test]
fn hostile_files_are_read_in_the_time_of_their_length() {
    // Were anything read again for each of its characters, this would take hours.
    let fillers = [
        " ",
        "\t\"",
        "\"",
        "\\",
        "\\n",
        "<",
        "<a ",
        "&",
        "&#4",
        "%",
        "-",
        "\n",
        "\n\n:",
        "x:\n",
        "M",
        "M ",
        "MIIB",
        "MIIB ",
        "MIIBqDCCAU2gAwIBAgID ",
        "--BEGIN ",
        "--BEGIN X",
        "-----BEGIN CERTIFICATE-----",
        "-----END CERTIFICATE-----\nMIIBqDCCAU2g",
        "\u{2013}",
        "\u{200b}",
        "30",
        "0x30,0x82,",
        "30 82 ",
        "\r",
    ];
    for filler in fillers {
        let many = filler.repeat(60_000 / filler.len());
        for file in [
            many.clone(),
            format!("-----BEGIN CERTIFICATE-----\n{many}\n-----END CERTIFICATE-----\n"),
            format!("\"-----BEGIN CERTIFICATE-----\n{many}"),
            format!("{many}-----END CERTIFICATE-----\n"),
        ] {
            let reading = pem::read(file.as_bytes());
            assert!(reading.problems.len() <= 100 && reading.repairs.len() <= 100);
            assert!(
                !reading.problems.is_empty() || !reading.items.is_empty(),
                "{filler:?}"
            );
        }
    }
}
