//! What is behind a password, written by OpenSSL and read here, and the other way round.

use device_certs::locked::{self, Integrity, Safe, UnlockError};
use device_certs::pem::{self, ItemKind};
use device_certs::{Certificate, KeyContainer, PrivateKey, intake};

use crate::openssl::Openssl;

/// A certificate with its key, and another one.
fn files() -> Openssl {
    let openssl = Openssl::new();
    openssl.self_signed("dev", "P-256");
    openssl.self_signed("ca", "RSA-2048");
    openssl
}

fn der(openssl: &Openssl, name: &str) -> Vec<u8> {
    pem::read(&openssl.read(name)).items[0].der.to_vec()
}

fn export(openssl: &Openssl, options: &str) -> Vec<u8> {
    openssl.run(&format!(
        "pkcs12 -export -in dev.pem -inkey dev.key -certfile ca.pem -name dev-01 -out dev.pfx {options}"
    ));
    let file = openssl.read("dev.pfx");
    let reading = pem::read(&file);
    assert_eq!(reading.items[0].kind, ItemKind::Pkcs12);
    file
}

/// The file holds both certificates and the key.
#[track_caller]
fn check_contents(openssl: &Openssl, safe: &Safe) {
    let of = |kind: ItemKind| {
        safe.bags
            .iter()
            .filter(move |bag| bag.item.kind == kind)
            .collect::<Vec<_>>()
    };
    let certificates = of(ItemKind::Certificate);
    assert_eq!(certificates.len(), 2);
    assert_eq!(certificates[0].item.der.as_slice(), der(openssl, "dev.pem"));
    assert_eq!(certificates[1].item.der.as_slice(), der(openssl, "ca.pem"));
    let keys = of(ItemKind::Pkcs8Key);
    assert_eq!(keys.len(), 1);
    assert_eq!(keys[0].item.der.as_slice(), der(openssl, "dev.key"));
    assert_eq!(
        (keys[0].name.as_deref(), certificates[0].name.as_deref()),
        (Some("dev-01"), Some("dev-01"))
    );
    assert_eq!(keys[0].key_id, certificates[0].key_id);
    assert!(keys[0].key_id.is_some() && certificates[1].key_id.is_none());
}

#[test]
fn pkcs12_of_openssl_in_all_its_encryptions() {
    let openssl = files();
    for (options, protections) in [
        ("", &["AES-256-CBC"][..]),
        ("-legacy", &["PBE-SHA1-RC2-40", "PBE-SHA1-3DES"]),
        (
            "-certpbe PBE-SHA1-3DES -keypbe PBE-SHA1-3DES -macalg sha1",
            &["PBE-SHA1-3DES"],
        ),
        (
            "-certpbe PBE-SHA1-2DES -keypbe PBE-SHA1-RC2-128 -legacy",
            &["PBE-SHA1-2DES", "PBE-SHA1-RC2-128"],
        ),
        (
            "-certpbe AES-128-CBC -keypbe AES-192-CBC -macalg sha384",
            &["AES-128-CBC", "AES-192-CBC"],
        ),
        (
            "-certpbe DES-EDE3-CBC -keypbe AES-256-CBC -macalg sha512 -iter 1",
            &["DES-EDE3-CBC", "AES-256-CBC"],
        ),
        ("-certpbe NONE -keypbe NONE", &[]),
        ("-noiter -nomaciter", &["AES-256-CBC"]),
    ] {
        for password in ["secret", "", "pässwörd\u{1f510}"] {
            let file = export(&openssl, &format!("{options} -passout pass:{password}"));
            let safe = locked::open_pkcs12(&file, password)
                .unwrap_or_else(|error| panic!("{options} {password:?}: {error}"));
            check_contents(&openssl, &safe);
            assert_eq!(safe.integrity, Integrity::Proven);
            assert_eq!(safe.protections, protections, "{options}");
            assert_eq!(safe.ignored, 0);
            let wrong = locked::open_pkcs12(&file, "Secret");
            assert_eq!(wrong, Err(UnlockError::WrongPassword));
        }
    }
    let file = export(&openssl, "-nomac -passout pass:secret");
    let safe = locked::open_pkcs12(&file, "secret").unwrap();
    check_contents(&openssl, &safe);
    assert_eq!(safe.integrity, Integrity::Unproven);
    assert_eq!(
        locked::open_pkcs12(&file, "wrong"),
        Err(UnlockError::WrongPassword)
    );
}

#[test]
fn pkcs12_without_a_key_or_a_password_to_prove() {
    let openssl = files();
    openssl.run("pkcs12 -export -nokeys -in ca.pem -passout pass:secret -out trust.pfx");
    let safe = locked::open_pkcs12(&openssl.read("trust.pfx"), "secret").unwrap();
    assert_eq!(safe.bags.len(), 1);
    openssl.run("pkcs12 -export -in dev.pem -inkey dev.key -certpbe RC4-40 -keypbe PBE-SHA1-RC4-128 -legacy -passout pass:x -out rc4.pfx");
    let error = locked::open_pkcs12(&openssl.read("rc4.pfx"), "x").unwrap_err();
    let UnlockError::AlgorithmUnsupported { algorithm } = &error else {
        panic!("{error}");
    };
    assert!(algorithm.contains("RC4"), "{error}");
    openssl.run("pkcs12 -in rc4.pfx -legacy -nodes -passin pass:x -out plain.pem");
}

/// The outermost levels as Windows and Java write them: without lengths, and the content in pieces.
fn as_ber(file: &[u8]) -> Vec<u8> {
    let tree = device_certs::der::parse(file);
    let root = &tree.nodes[0];
    let [version, content, mac] = root.children.as_slice() else {
        panic!("not as OpenSSL writes it");
    };
    let octets = content.children[1].children[0].content_of(file);
    let mut ber = [
        &[0x30, 0x80],
        version.bytes_of(file),
        &[0x30, 0x80],
        content.children[0].bytes_of(file),
        &[0xa0, 0x80, 0x24, 0x80],
    ]
    .concat();
    for piece in octets.chunks(100) {
        ber.extend([4, piece.len() as u8]);
        ber.extend(piece);
    }
    ber.extend([0; 6]);
    ber.extend(mac.bytes_of(file));
    ber.extend([0; 2]);
    ber
}

#[test]
fn pkcs12_in_ber() {
    let openssl = files();
    let file = as_ber(&export(&openssl, "-passout pass:secret"));
    openssl.write("ber.pfx", &file);
    openssl.run("pkcs12 -in ber.pfx -passin pass:secret -nodes -out plain.pem");
    check_contents(&openssl, &locked::open_pkcs12(&file, "secret").unwrap());
}

#[test]
fn encrypted_keys_in_all_their_forms() {
    let openssl = Openssl::new();
    openssl.key("ec.key", "P-256");
    openssl.key("rsa.key", "RSA-2048");
    let forms = [
        ("-v2 aes-256-cbc", "ec"),
        ("-v2 aes-128-cbc -v2prf hmacWithSHA1", "rsa"),
        ("-v2 aes-192-cbc -v2prf hmacWithSHA512 -iter 7", "ec"),
        ("-v2 des3 -v2prf hmacWithSHA384", "ec"),
        ("-v1 PBE-SHA1-3DES", "rsa"),
        (
            "-v1 PBE-SHA1-RC2-40 -provider default -provider legacy",
            "ec",
        ),
    ];
    for (options, key) in forms {
        openssl.run(&format!(
            "pkcs8 -topk8 -in {key}.key -passout pass:secret {options} -out locked.key"
        ));
        check_key(&openssl, key);
    }
    for cipher in ["aes128", "aes192", "aes256", "des3"] {
        openssl.run(&format!(
            "rsa -in rsa.key -traditional -{cipher} -passout pass:secret -out locked.key"
        ));
        check_key(&openssl, "rsa");
        openssl.run(&format!(
            "ec -in ec.key -{cipher} -passout pass:secret -out locked.key"
        ));
        check_key(&openssl, "ec");
    }
    openssl.run("pkcs8 -topk8 -in ec.key -passout pass:secret -scrypt -out scrypt.key");
    let item = pem::read(&openssl.read("scrypt.key")).items.remove(0);
    let algorithm = "scrypt".to_owned();
    assert_eq!(
        locked::open_key(&item, "secret"),
        Err(UnlockError::AlgorithmUnsupported { algorithm })
    );
    let plain = pem::read(&openssl.read("ec.key")).items.remove(0);
    assert_eq!(
        locked::open_key(&plain, "secret"),
        Err(UnlockError::NotEncrypted)
    );
}

#[track_caller]
fn check_key(openssl: &Openssl, name: &str) {
    let item = pem::read(&openssl.read("locked.key")).items.remove(0);
    let opened = locked::open_key(&item, "secret").unwrap();
    let key = PrivateKey::read(&opened).unwrap();
    let expected = openssl.read(&format!("{name}.key"));
    assert_eq!(
        key.to_container_pem(KeyContainer::Pkcs8)
            .unwrap()
            .as_bytes(),
        expected
    );
    for wrong in ["", "Secret"] {
        assert_eq!(
            locked::open_key(&item, wrong),
            Err(UnlockError::WrongPassword)
        );
    }
}

#[test]
fn openssl_opens_what_we_write() {
    let openssl = files();
    let file = [openssl.read("dev.pem"), openssl.read("ca.pem")].concat();
    let (certificates, _) = intake::certificates(&file, &pem::read(&file));
    let certificates: Vec<&Certificate> = certificates.iter().collect();
    let key_file = openssl.read("dev.key");
    let key = intake::private_key(&key_file, &pem::read(&key_file)).unwrap();
    for password in ["secret", "", "pässwörd"] {
        let random = std::array::from_fn(|index| index as u8 ^ 0x5a);
        let made = locked::write_pkcs12(password, "dev-01", &key, &certificates, &random);
        openssl.write("made.pfx", &made);
        openssl.run(&format!(
            "pkcs12 -in made.pfx -passin pass:{password} -nocerts -nodes -out made.key"
        ));
        assert_eq!(der(&openssl, "made.key"), der(&openssl, "dev.key"));
        openssl.run(&format!(
            "pkcs12 -in made.pfx -passin pass:{password} -nokeys -out made.pem"
        ));
        let text = openssl.read("made.pem");
        let read: Vec<Vec<u8>> = pem::read(&text)
            .items
            .iter()
            .map(|item| item.der.to_vec())
            .collect();
        assert_eq!(read, [der(&openssl, "dev.pem"), der(&openssl, "ca.pem")]);
        assert!(String::from_utf8_lossy(&text).contains("friendlyName: dev-01"));
        openssl.fails("pkcs12 -in made.pfx -passin pass:wrong -nodes -out x.pem");
        let safe = locked::open_pkcs12(&made, password).unwrap();
        check_contents(&openssl, &safe);
    }
}

#[test]
fn hostile_files_do_not_hash_for_ever() {
    let openssl = files();
    let mut file = export(&openssl, "-passout pass:secret -iter 100000");
    let asked = [2, 3, 0x01, 0x86, 0xa0];
    let asks = |at: &usize| file[*at..].starts_with(&asked);
    let places: Vec<usize> = (0..file.len()).filter(asks).collect();
    assert!(!places.is_empty());
    for at in places {
        file[at + 2..at + 5].copy_from_slice(&[0x7f, 0xff, 0xff]);
    }
    let error = locked::open_pkcs12(&file, "secret").unwrap_err();
    assert!(
        matches!(error, UnlockError::TooManyIterations { .. }),
        "{error}"
    );
    assert!(error.fix().contains("openssl"));
}

#[test]
fn damaged_files_never_panic_and_never_show_secrets() {
    let openssl = files();
    let file = export(&openssl, "-iter 1 -passout pass:secret");
    let unproven = export(&openssl, "-iter 1 -nomac -passout pass:secret");
    for file in [file, unproven] {
        for at in (0..file.len()).step_by(3) {
            let mut damaged = file.clone();
            damaged[at] ^= 0x41;
            let shown = match locked::open_pkcs12(&damaged, "secret") {
                Ok(safe) => format!("{safe:?}"),
                Err(error) => format!("{error:?} {error} {}", error.fix()),
            };
            assert!(!shown.contains("secret"), "{shown}");
            let _ = locked::open_pkcs12(&file[..at], "secret");
        }
    }
    let reading = pem::read(&openssl.read("dev.key"));
    let key = device_certs::certificate::hex(&reading.items[0].der);
    let safe = locked::open_pkcs12(&export(&openssl, "-passout pass:secret"), "secret").unwrap();
    let shown = format!("{safe:?}").to_uppercase();
    assert!(!shown.contains(&key[80..100]));
    assert!(
        !shown.contains(
            &format!("{:?}", &reading.items[0].der[36..48])
                .trim_matches(['[', ']'])
                .to_uppercase()
        )
    );
}
