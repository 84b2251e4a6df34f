//! The fixtures: made from the keys in `testdata/keys/`, the same bytes each time. One piece: a table of files.
//!
//! `cargo xtask testdata` writes them; without it the tests say which ones are not current.

mod workshop;

use std::collections::BTreeMap;

use device_certs::certificate::{BasicConstraints, KeyUsage};
use device_certs::issue::Template;
use device_certs::lint::{EnrollmentAnswer, Exhibit, Profile, Questions};
use device_certs::{Hash, SignatureAlgorithm, oids, time};

pub(crate) use workshop::testdata;
use workshop::{
    algorithm, at, extension, info, issue, issue_bent, issue_with_extensions, name, pem, raw, read,
    spki, text, tlv,
};

/// The moment at which all fixtures are looked at, unless they say otherwise.
pub(crate) const NOW: &str = "2026-12-01T00:00:00Z";

/// The verification code of the fixtures.
const CODE: &str = "7A0B4A1F6E0D4F5B8C2D3E4F5A6B7C8D9E0F1A2B3C4D5E6F";

/// One fixture.
pub(crate) struct Fixture {
    /// What is in it, for the table in `testdata/README.md`.
    pub(crate) what: &'static str,
    pub(crate) bytes: Vec<u8>,
    registration_id: Option<&'static str>,
    now: &'static str,
    answer: Option<EnrollmentAnswer<'static>>,
    password: Option<&'static str>,
    password_unused: bool,
}

impl Fixture {
    /// The file, opened with its password.
    pub(crate) fn exhibit(&self) -> Exhibit<'_> {
        Exhibit::unlocked(&self.bytes, self.password)
    }

    /// With this password.
    fn opened(mut self, password: &'static str) -> Self {
        self.password = Some(password);
        self
    }

    fn at(mut self, now: &'static str) -> Self {
        self.now = now;
        self
    }

    fn registering(mut self, registration_id: &'static str) -> Self {
        self.registration_id = Some(registration_id);
        self
    }

    /// The service answers so, by the rule of this name.
    fn answered(mut self, rule: &'static str, text: &'static str) -> Self {
        self.answer = Some(EnrollmentAnswer {
            rule,
            text,
            enrolled_as: None,
        });
        self
    }

    /// What is asked about it.
    pub(crate) fn questions(&self, path: &str) -> Questions<'static> {
        let folder = path.split('/').next().unwrap();
        let profile = match folder {
            "ca" => Profile::Ca,
            "verification" => Profile::Verification,
            "server" => Profile::Server,
            _ => Profile::Device,
        };
        let registration_id = self.registration_id.or(match profile {
            Profile::Device if folder == "device" => Some("dev-01"),
            Profile::Verification => Some(CODE),
            _ => None,
        });
        Questions {
            registration_id,
            answer: self.answer,
            password_unused: self.password_unused,
            ..Questions::new(profile, at(self.now))
        }
    }
}

/// All fixtures by their path below `testdata/`.
pub(crate) struct Fixtures(pub(crate) BTreeMap<&'static str, Fixture>);

/// The certificates most fixtures are made of.
struct Family {
    root: Vec<u8>,
    intermediate: Vec<u8>,
    leaf: Vec<u8>,
}

fn root_template() -> Template {
    let template = Template::ca("Throw-away root", spki("root.key"), algorithm("root"), None);
    template
        .valid(at("2025-01-01T00:00:00Z"), at("2044-12-31T23:59:59Z"))
        .serial(vec![0x10, 0x01])
}

fn intermediate_template(root: &[u8]) -> Template {
    let key = spki("intermediate.key");
    Template {
        issuer: Some(info(root)),
        ..Template::ca(
            "Throw-away factory",
            key,
            algorithm("intermediate"),
            Some(0),
        )
    }
    .valid(at("2025-01-01T00:00:00Z"), at("2034-12-31T23:59:59Z"))
    .serial(vec![0x20, 0x02])
}

impl Family {
    fn new() -> Self {
        let root = issue(&root_template(), "root.key");
        let intermediate = issue(&intermediate_template(&root), "root.key");
        let mut family = Self {
            root,
            intermediate,
            leaf: Vec::new(),
        };
        family.leaf = family.issued(&family.template("dev-01"));
        family
    }

    /// A good device certificate under the intermediate.
    fn template(&self, common_name: &str) -> Template {
        let template = Template {
            issuer: Some(info(&self.intermediate)),
            ..Template::leaf(common_name, spki("device.key"), algorithm("intermediate"))
        };
        template
            .valid(at("2026-01-01T00:00:00Z"), at("2028-12-31T23:59:59Z"))
            .serial(vec![0x4d, 0x3a, 0x91, 0x07])
    }

    fn issued(&self, template: &Template) -> Vec<u8> {
        issue(template, "intermediate.key")
    }

    /// A leaf and the intermediate.
    fn chain(&self, template: &Template) -> Vec<u8> {
        pem(&[&self.issued(template), &self.intermediate])
    }

    /// The leaf with something done to the template.
    fn leaf_with(&self, change: impl FnOnce(&mut Template)) -> Vec<u8> {
        let mut template = self.template("dev-01");
        change(&mut template);
        self.chain(&template)
    }

    /// The leaf with its fields bent, and the intermediate.
    fn bent(&self, bend: impl FnOnce(&mut Vec<Vec<u8>>)) -> Vec<u8> {
        let leaf = issue_bent(&self.template("dev-01"), "intermediate.key", bend);
        pem(&[&leaf, &self.intermediate])
    }

    /// The leaf with its extensions bent, and the intermediate.
    fn extended(&self, bend: impl FnOnce(&mut Vec<Vec<u8>>)) -> Vec<u8> {
        let leaf = issue_with_extensions(&self.template("dev-01"), "intermediate.key", bend);
        pem(&[&leaf, &self.intermediate])
    }
}

impl Fixtures {
    pub(crate) fn new() -> Self {
        let mut fixtures = Self(BTreeMap::new());
        let family = Family::new();
        fixtures.files(&family);
        fixtures.passwords(&family);
        fixtures.identities(&family);
        fixtures.structures(&family);
        fixtures.keys(&family);
        fixtures.purposes(&family);
        fixtures.validities(&family);
        fixtures.chains(&family);
        fixtures.enrollments(&family);
        fixtures.authorities(&family);
        fixtures.verifications(&family);
        fixtures.servers(&family);
        fixtures.batches(&family);
        fixtures
    }

    fn add(&mut self, path: &'static str, what: &'static str, bytes: Vec<u8>) {
        self.insert(path, Self::fixture(what, bytes));
    }

    fn fixture(what: &'static str, bytes: Vec<u8>) -> Fixture {
        Fixture {
            what,
            bytes,
            registration_id: None,
            now: NOW,
            answer: None,
            password: None,
            password_unused: false,
        }
    }

    fn insert(&mut self, path: &'static str, fixture: Fixture) {
        assert!(self.0.insert(path, fixture).is_none(), "{path} twice");
    }

    fn files(&mut self, family: &Family) {
        let good = String::from_utf8(family.chain(&family.template("dev-01"))).unwrap();
        let bytes = |text: String| text.into_bytes();
        let mut add = |path, what, contents| self.add(path, what, contents);
        add(
            "device/good_p256.pem",
            "leaf and intermediate on P-256",
            bytes(good.clone()),
        );
        add(
            "device/begin_line_missing.pem",
            "the first BEGIN line is lost",
            bytes(good.replacen("-----BEGIN CERTIFICATE-----\n", "", 1)),
        );
        add(
            "device/begin_line_glued.pem",
            "a BEGIN line stands behind an END line",
            bytes(good.replacen("-----\n-----BEGIN", "----------BEGIN", 1)),
        );
        let cut = good
            .trim_end()
            .trim_end_matches("-----END CERTIFICATE-----");
        add(
            "device/end_line_missing.pem",
            "the last END line is lost",
            bytes(cut.to_owned()),
        );
        add(
            "device/pem_labels_differ.pem",
            "the first block ends as a request",
            bytes(good.replacen(
                "-----END CERTIFICATE-----",
                "-----END CERTIFICATE REQUEST-----",
                1,
            )),
        );
        add(
            "device/typography_in_pem.pem",
            "a no-break space from a web page in the base64",
            bytes(good.replacen("\nMII", "\n\u{a0}MII", 1)),
        );
        let utf16 = "\u{feff}".encode_utf16().chain(good.encode_utf16());
        add(
            "device/utf16.pem",
            "saved as UTF-16, as PowerShell's > does",
            utf16.flat_map(u16::to_le_bytes).collect(),
        );
        add(
            "device/base64_character_invalid.pem",
            "an asterisk in the base64",
            bytes(good.replacen("\nMII", "\nM*II", 1)),
        );
        let line = good.lines().nth(2).unwrap();
        add(
            "device/base64_incomplete.pem",
            "half a line of the base64 is lost",
            bytes(good.replacen(&line[..31], "", 1)),
        );
        let damaged = [&family.leaf[..80], &[0xff; 300]].concat();
        add(
            "device/certificate_unreadable.pem",
            "a certificate overwritten from its 80th byte on",
            pem(&[&damaged, &family.intermediate]),
        );
        add(
            "device/request.pem",
            "a certificate request",
            raw("request.csr"),
        );
        add("device/public_key.pem", "a public key", raw("p384.pub"));
        add(
            "device/archive.p12",
            "a PKCS#12 archive",
            raw("archive.p12"),
        );
        add("device/empty.pem", "nothing", Vec::new());
        add(
            "device/der_cut.der",
            "the first 100 bytes of a certificate",
            family.leaf[..100].to_vec(),
        );
        add(
            "device/text_beside_blocks.pem",
            "attributes of a PKCS#12 archive before the block",
            bytes(format!(
                "Bag Attributes\n    friendlyName: dev-01\nsubject=CN = dev-01\n{good}"
            )),
        );
        add(
            "device/byte_order_mark.pem",
            "a byte order mark before the first line",
            bytes(format!("\u{feff}{good}")),
        );
        add(
            "device/crlf_line_ends.pem",
            "line ends of Windows",
            bytes(good.replace('\n', "\r\n")),
        );
        add(
            "device/escaped_line_breaks.pem",
            "all on one line, with backslash n for line breaks",
            bytes(good.replace('\n', "\\n")),
        );
        let literal = good.lines().map(|line| format!("    \"{line}\\r\\n\"\n"));
        add(
            "device/c_string.txt",
            "a C string literal",
            bytes(format!(
                "static const char chain[] =\n{}    ;\n",
                literal.collect::<String>()
            )),
        );
        let trailing = [&family.leaf[..], &[0, 0, 0, 0]].concat();
        add(
            "device/trailing_data.pem",
            "four zeros behind the leaf",
            pem(&[&trailing, &family.intermediate]),
        );
        add(
            "device/private_key_in_file.pem",
            "the key behind the certificates",
            bytes(format!("{good}{}", text("device.key"))),
        );
        add(
            "device/key_encrypted.pem",
            "an encrypted key behind the certificates",
            bytes(format!("{good}{}", text("device_encrypted.key"))),
        );
        add(
            "device/key_openssh.pem",
            "an OpenSSH key behind the certificates",
            bytes(format!("{good}{}", text("device_openssh.key"))),
        );
        add("device/der.cer", "the leaf as DER", family.leaf.clone());
        let bare = String::from_utf8(pem(&[&family.leaf])).unwrap();
        let bare = bare.lines().filter(|line| !line.starts_with('-'));
        add(
            "device/bare_base64.txt",
            "the leaf as base64 alone",
            bytes(bare.map(|line| format!("{line}\n")).collect()),
        );
        add(
            "device/key_differs.pem",
            "the key of another device behind the certificates",
            bytes(format!("{good}{}", text("device_2.key"))),
        );
    }

    fn passwords(&mut self, family: &Family) {
        let good = String::from_utf8(family.chain(&family.template("dev-01"))).unwrap();
        let encrypted = format!("{good}{}", text("device_encrypted.key"));
        let word = "throw-away";
        for (path, what, bytes, password) in [
            (
                "device/archive_opened.p12",
                "leaf, intermediate and key in a PKCS#12 archive, with its password",
                raw("archive_good.p12"),
                word,
            ),
            (
                "device/archive_wrong_password.p12",
                "the same with another password",
                raw("archive_good.p12"),
                "thrown-away",
            ),
            (
                "device/archive_rc4.p12",
                "the same, encrypted with RC4, with its password",
                raw("archive_rc4.p12"),
                word,
            ),
            (
                "device/key_opened.pem",
                "an encrypted key behind the certificates, with its password",
                encrypted.into_bytes(),
                word,
            ),
        ] {
            self.insert(path, Self::fixture(what, bytes).opened(password));
        }
        let plain = Fixture {
            password_unused: true,
            ..Self::fixture("nothing encrypted, with a password", good.into_bytes())
        };
        self.insert("device/password_not_needed.pem", plain);
    }

    fn identities(&mut self, family: &Family) {
        let named = |parts: &[(u8, &str)]| {
            let subject = name(parts);
            family.bent(|fields| fields[5] = subject)
        };
        let called = |common_name: &str| family.chain(&family.template(common_name));
        let mut add = |path, what, contents| self.add(path, what, contents);
        add(
            "device/subject_cn_missing.pem",
            "a subject without common name",
            named(&[(10, "Throw-away")]),
        );
        add(
            "device/subject_cn_empty.pem",
            "an empty common name",
            called(""),
        );
        add(
            "device/subject_cn_repeated.pem",
            "two common names",
            named(&[(3, "dev-01"), (3, "dev-02")]),
        );
        add(
            "device/cn_differs.pem",
            "CN=dev-07, registering as dev-01",
            called("dev-07"),
        );
        add(
            "device/cn_case_differs.pem",
            "CN=DEV-01, registering as dev-01",
            called("DEV-01"),
        );
        for (path, what, common_name) in [
            (
                "device/cn_characters.pem",
                "a slash in the common name",
                "line 7/dev-01",
            ),
            (
                "device/cn_last_character.pem",
                "a common name that ends in a full stop",
                "dev-01.",
            ),
            (
                "device/cn_odd_characters.pem",
                "a common name that begins with a blank",
                " dev-01",
            ),
            (
                "device/cn_homoglyph.pem",
                "a Cyrillic letter in the common name",
                "d\u{435}v-01",
            ),
            (
                "device/leaf_is_verification_certificate.pem",
                "a verification certificate in the place of the device's",
                CODE,
            ),
            (
                "device/cn_colon.pem",
                "every character a registration ID may have",
                "plant_7:line-3.dev-01-",
            ),
            (
                "device/cn_too_long.pem",
                "a common name of 70 characters",
                "plant-0123456789-line-0123456789-cell-0123456789-dev-0123456789-012345",
            ),
        ] {
            let fixture = Self::fixture(what, called(common_name)).registering(common_name);
            self.insert(path, fixture);
        }
        let template = Template {
            common_name: Some("Throw-away factory".to_owned()),
            key_identifiers: false,
            ..family.template("")
        };
        let leaf = family.issued(&template);
        self.add(
            "device/leaf_named_like_its_issuer.pem",
            "the leaf has the subject of the intermediate",
            [pem(&[&leaf, &family.intermediate]), raw("device.key")].concat(),
        );
    }

    fn structures(&mut self, family: &Family) {
        let mut add = |path, what, contents| self.add(path, what, contents);
        add(
            "device/length_not_minimal.pem",
            "the length of the subject written with two octets instead of one",
            family.bent(|fields| {
                let subject = &mut fields[5];
                assert!(subject[1] < 0x80);
                subject.insert(1, 0x81);
            }),
        );
        add(
            "device/extensions_without_version_3.pem",
            "extensions in version 1",
            family.bent(|fields| drop(fields.remove(0))),
        );
        add(
            "device/version_1.pem",
            "version 1, as plain openssl x509 -req makes it",
            family.leaf_with(|template| {
                template.basic_constraints = None;
                template.key_usage = None;
                template.extended_key_usage.clear();
                template.key_identifiers = false;
            }),
        );
        let sha384 = [0x30, 0x0a, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3];
        add(
            "device/signature_algorithms_differ.pem",
            "SHA-384 inside, SHA-256 beside the signature",
            family.bent(|fields| fields[2] = sha384.to_vec()),
        );
        for (path, what, serial) in [
            ("device/serial_zero.pem", "serial number 0", vec![0]),
            ("device/serial_negative.pem", "serial number -1", vec![0xff]),
            (
                "device/serial_too_long.pem",
                "a serial number of 21 octets",
                vec![0x7e; 21],
            ),
        ] {
            add(
                path,
                what,
                family.bent(|fields| fields[1] = tlv(2, &serial)),
            );
        }
        add(
            "device/extension_duplicated.pem",
            "keyUsage twice",
            family.extended(|extensions| extensions.push(extensions[1].clone())),
        );
        add(
            "device/extension_malformed.pem",
            "extKeyUsage is an integer",
            family.extended(|extensions| {
                extensions[2] = extension(&[0x55, 0x1d, 0x25], false, &[2, 1, 5]);
            }),
        );
        add(
            "device/critical_extension_malformed.pem",
            "a critical keyUsage that is an integer",
            family.extended(|extensions| {
                extensions[1] = extension(&[0x55, 0x1d, 0x0f], true, &[2, 1, 5]);
            }),
        );
        add(
            "device/critical_extension_unknown.pem",
            "a critical extension 1.3.6.1.4.1.99999.1",
            family.extended(|extensions| {
                let oid = [0x2b, 6, 1, 4, 1, 0x86, 0x8d, 0x1f, 1];
                extensions.push(extension(&oid, true, &[5, 0]));
            }),
        );
        let dated = |not_before: (u8, &str), not_after: (u8, &str)| {
            let encoded = |(tag, text): (u8, &str)| tlv(tag, text.as_bytes());
            let validity = tlv(0x30, &[encoded(not_before), encoded(not_after)].concat());
            family.bent(|fields| fields[4] = validity)
        };
        let end = (0x17, "281231235959Z");
        add(
            "device/time_without_seconds.pem",
            "notBefore without seconds",
            dated((0x17, "2601010000Z"), end),
        );
        add(
            "device/time_with_offset.pem",
            "notBefore with an offset from UTC",
            dated((0x17, "260101010000+0100"), end),
        );
        add(
            "device/time_generalized_too_early.pem",
            "GeneralizedTime in 2026",
            dated((0x18, "20260101000000Z"), end),
        );
        add(
            "device/unique_identifiers.pem",
            "subjectUniqueID",
            family.bent(|fields| {
                let before_extensions = fields.len() - 1;
                fields.insert(before_extensions, tlv(0x82, &[0, 7]));
            }),
        );
    }

    fn keys(&mut self, family: &Family) {
        for (path, what, key) in [
            (
                "device/good_rsa.pem",
                "a leaf with RSA 2048",
                "rsa_2048_device.key",
            ),
            ("device/good_p384.pem", "a leaf on P-384", "p384.pub"),
            ("device/rsa_key_short.pem", "RSA 1024", "rsa_1024.pub"),
            (
                "device/rsa_exponent_3.pem",
                "RSA with exponent 3",
                "rsa_exponent_3.pub",
            ),
            ("device/curve_p521.pem", "a leaf on P-521", "p521.pub"),
            (
                "device/curve_secp256k1.pem",
                "a leaf on secp256k1",
                "secp256k1.pub",
            ),
            ("device/key_ed25519.pem", "Ed25519", "ed25519.pub"),
            (
                "device/rsa_primes_close.pem",
                "RSA with close primes",
                "rsa_primes_close.pub",
            ),
            (
                "device/rsa_key_roca.pem",
                "RSA as CVE-2017-15361 made it",
                "rsa_roca.pub",
            ),
        ] {
            self.add(
                path,
                what,
                family.leaf_with(|template| template.spki = spki(key)),
            );
        }
        let old = |key: &str, label: &str, der: &[u8]| {
            let chain = family.leaf_with(|template| template.spki = spki(key));
            [chain, device_certs::pem_encode(label, der).into_bytes()].concat()
        };
        // PKCS#8 wraps both: the old container is the OCTET STRING inside.
        let inner = |key: &str| {
            let der = device_certs::pem::read(&raw(key)).items[0].der.to_vec();
            let tree = device_certs::der::parse(&der);
            tree.nodes[0].children[2].content_of(&der).to_vec()
        };
        let rsa = inner("rsa_2048_device.key");
        self.add(
            "device/key_pkcs1.pem",
            "an RSA key as PKCS#1 behind the certificates",
            old("rsa_2048_device.key", "RSA PRIVATE KEY", &rsa),
        );
        // What stands inside PKCS#8 leaves the curve to the outside; SEC1 alone has to name it.
        let sec1 = inner("device.key");
        let tree = device_certs::der::parse(&sec1);
        let fields = tree.nodes[0].children.iter();
        let mut fields: Vec<Vec<u8>> = fields.map(|field| field.bytes_of(&sec1).to_vec()).collect();
        fields.insert(
            2,
            tlv(0xa0, &tlv(6, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7])),
        );
        self.add(
            "device/key_sec1.pem",
            "an EC key as SEC1 behind the certificates",
            old("device.key", "EC PRIVATE KEY", &tlv(0x30, &fields.concat())),
        );
        let mut broken = family.leaf.clone();
        *broken.last_mut().unwrap() ^= 1;
        self.add(
            "device/signature_invalid.pem",
            "the last bit of the signature turned",
            pem(&[&broken, &family.intermediate]),
        );
        let template = Template {
            spki: spki("intermediate_renewed.key"),
            ..intermediate_template(&family.root)
        };
        let renewed = issue(&template, "root.key");
        self.add(
            "device/issuer_key_replaced.pem",
            "the intermediate was made anew with another key under its old name",
            pem(&[&family.leaf, &renewed]),
        );
        self.add(
            "device/signature_sha1.pem",
            "signed with ECDSA and SHA-1",
            family.leaf_with(|template| {
                template.signature_algorithm = SignatureAlgorithm::Ecdsa(Hash::Sha1);
            }),
        );
        self.add(
            "device/issuer_secp256k1.pem",
            "a CA on secp256k1, made once",
            raw("secp256k1_chain.pem"),
        );
    }

    fn purposes(&mut self, family: &Family) {
        let mut add = |path, what, contents| self.add(path, what, contents);
        add(
            "device/eku_server_auth_only.pem",
            "for servers only",
            family.leaf_with(|template| template.extended_key_usage = vec![oids::SERVER_AUTH]),
        );
        add(
            "device/eku_client_auth_missing.pem",
            "for code signing",
            family.leaf_with(|template| template.extended_key_usage = vec!["1.3.6.1.5.5.7.3.3"]),
        );
        add(
            "device/digital_signature_missing.pem",
            "keyUsage is keyEncipherment alone, the key RSA",
            family.leaf_with(|template| {
                template.spki = spki("rsa_2048_device.key");
                template.key_usage = Some(KeyUsage::KEY_ENCIPHERMENT);
            }),
        );
        add(
            "device/leaf_is_ca.pem",
            "a leaf with CA:TRUE",
            family.leaf_with(|template| {
                template.basic_constraints = Some(BasicConstraints {
                    ca: true,
                    path_len: None,
                });
            }),
        );
        add(
            "device/path_length_without_ca.pem",
            "a leaf with CA:FALSE and pathlen:0",
            family.leaf_with(|template| {
                template.basic_constraints = Some(BasicConstraints {
                    ca: false,
                    path_len: Some(0),
                });
            }),
        );
        add(
            "device/cert_sign_without_ca.pem",
            "keyCertSign in a leaf",
            family.leaf_with(|template| {
                let usage = KeyUsage::DIGITAL_SIGNATURE.and(KeyUsage::KEY_CERT_SIGN);
                template.key_usage = Some(usage);
            }),
        );
        add(
            "device/ec_key_encipherment.pem",
            "keyEncipherment with a key on P-256",
            family.leaf_with(|template| {
                let usage = KeyUsage::DIGITAL_SIGNATURE.and(KeyUsage::KEY_ENCIPHERMENT);
                template.key_usage = Some(usage);
            }),
        );
    }

    fn validities(&mut self, family: &Family) {
        let dated = |from: &str, until: &str| {
            let (from, until) = (at(from), at(until));
            family.leaf_with(|template| {
                template.not_before = from;
                template.not_after = until;
            })
        };
        let mut add = |path, what, contents| self.add(path, what, contents);
        add(
            "device/certificate_expired.pem",
            "a leaf that expired in 2026",
            dated("2026-01-01T00:00:00Z", "2026-10-31T23:59:59Z"),
        );
        add(
            "device/certificate_not_yet_valid.pem",
            "a leaf that begins in 2027",
            dated("2027-01-01T00:00:00Z", "2028-12-31T23:59:59Z"),
        );
        add(
            "device/certificate_expires_soon.pem",
            "a leaf that ends in 20 days",
            dated("2026-01-01T00:00:00Z", "2026-12-21T00:00:00Z"),
        );
        add(
            "device/validity_reversed.pem",
            "a leaf that ends before it begins",
            dated("2028-12-31T23:59:59Z", "2026-01-01T00:00:00Z"),
        );
        add(
            "device/outlives_issuer.pem",
            "a leaf that is valid two years longer than the intermediate",
            dated("2026-01-01T00:00:00Z", "2036-12-31T23:59:59Z"),
        );
        add(
            "device/no_expiry.pem",
            "a leaf without expiry, as IDevIDs are",
            dated("2026-01-01T00:00:00Z", &time::rfc3339(time::NO_EXPIRY)),
        );
        let recent = family.chain(&family.template("dev-01"));
        let recent = Self::fixture("looked at half an hour after its validity began", recent);
        self.insert(
            "device/valid_only_recently.pem",
            recent.at("2026-01-01T00:30:00Z"),
        );
    }

    fn chains(&mut self, family: &Family) {
        let Family {
            root,
            intermediate,
            leaf,
        } = family;
        let other_root = Template::ca(
            "Throw-away other root",
            spki("other_root.key"),
            algorithm("other_root"),
            None,
        )
        .valid(at("2025-01-01T00:00:00Z"), at("2044-12-31T23:59:59Z"))
        .serial(vec![0x10, 0x02]);
        let other_root = issue(&other_root, "other_root.key");
        let mut add = |path, what, contents| self.add(path, what, contents);
        let own = Template::leaf("dev-01", spki("device.key"), algorithm("device"))
            .valid(at("2026-01-01T00:00:00Z"), at("2028-12-31T23:59:59Z"))
            .serial(vec![0x33, 0x01]);
        add(
            "device/self_signed.pem",
            "a self-signed leaf",
            pem(&[&issue(&own, "device.key")]),
        );
        add(
            "device/good_with_root.pem",
            "leaf, intermediate and root",
            pem(&[leaf, intermediate, root]),
        );
        add("device/issuer_absent.pem", "the leaf alone", pem(&[leaf]));
        add(
            "device/chain_broken.pem",
            "the leaf, and a root that is not its issuer",
            pem(&[leaf, &other_root]),
        );
        add(
            "device/leaf_not_first.pem",
            "the intermediate before the leaf",
            pem(&[intermediate, leaf]),
        );
        add(
            "device/chain_out_of_order.pem",
            "leaf, root, intermediate",
            pem(&[leaf, root, intermediate]),
        );
        add(
            "device/certificate_unrelated.pem",
            "leaf, intermediate, and another root",
            pem(&[leaf, intermediate, &other_root]),
        );
        add(
            "device/certificate_repeated.pem",
            "the intermediate twice",
            pem(&[leaf, intermediate, intermediate]),
        );
        let not_a_ca = Template {
            basic_constraints: Some(BasicConstraints {
                ca: false,
                path_len: None,
            }),
            key_usage: Some(KeyUsage::DIGITAL_SIGNATURE),
            ..intermediate_template(root)
        };
        let not_a_ca = issue(&not_a_ca, "root.key");
        add(
            "device/issuer_without_ca_flag.pem",
            "an intermediate with CA:FALSE",
            pem(&[leaf, &not_a_ca]),
        );
        let line = Template {
            issuer: Some(info(intermediate)),
            ..Template::ca(
                "Throw-away line",
                spki("intermediate_renewed.key"),
                algorithm("intermediate"),
                Some(0),
            )
        };
        let line = line
            .valid(at("2025-01-01T00:00:00Z"), at("2034-12-31T23:59:59Z"))
            .serial(vec![0x30, 0x03]);
        let line = issue(&line, "intermediate.key");
        let below_line = Template {
            issuer: Some(info(&line)),
            ..family.template("dev-01")
        };
        let below_line = issue(&below_line, "intermediate_renewed.key");
        add(
            "device/path_length_exceeded.pem",
            "a CA below an intermediate with pathlen 0",
            pem(&[&below_line, &line, intermediate]),
        );
        let constrained = |tree: Vec<u8>| {
            let constraints = tlv(0x30, &tlv(0xa0, &tlv(0x30, &tree)));
            issue_with_extensions(&intermediate_template(root), "root.key", |extensions| {
                extensions.push(extension(&[0x55, 0x1d, 0x1e], true, &constraints));
            })
        };
        let organization = |organization: &str| {
            let organization = Some(organization.to_owned());
            family.issued(&Template {
                organization,
                ..family.template("dev-01")
            })
        };
        let plant = constrained(tlv(0xa4, &name(&[(10, "Plant 7")])));
        add(
            "device/name_constraints_violated.pem",
            "O=Plant 8 below a CA for O=Plant 7",
            pem(&[&organization("Plant 8"), &plant]),
        );
        add(
            "device/name_constraints_kept.pem",
            "O=Plant 7 below a CA for O=Plant 7",
            pem(&[&organization("Plant 7"), &plant]),
        );
        let hosts = constrained(tlv(0x82, b"plant7.example"));
        let host = family.issued(&Template {
            dns_names: vec!["dev-01.plant8.example".to_owned()],
            ..family.template("dev-01")
        });
        add(
            "device/name_constraints_dns.pem",
            "a host name of plant8.example below a CA for plant7.example",
            pem(&[&host, &hosts]),
        );
        let large = Template::ca(
            "Throw-away RSA root of a plant",
            spki("rsa_4096_ca.key"),
            algorithm("rsa"),
            None,
        )
        .valid(at("2025-01-01T00:00:00Z"), at("2044-12-31T23:59:59Z"))
        .serial(vec![0x10, 0x05]);
        let large = Template {
            organization: Some(
                "Throw-away organization with a name as long as they come".to_owned(),
            ),
            ..large
        };
        let large = issue(&large, "rsa_4096_ca.key");
        let middle = Template {
            issuer: Some(info(&large)),
            signature_algorithm: algorithm("rsa"),
            spki: spki("rsa_4096_ca.key"),
            ..intermediate_template(root)
        };
        let middle = issue(&middle, "rsa_4096_ca.key");
        let device = Template {
            issuer: Some(info(&middle)),
            signature_algorithm: algorithm("rsa"),
            spki: spki("rsa_4096_device.key"),
            ..family.template("dev-01")
        };
        add(
            "device/chain_too_large.pem",
            "three certificates with RSA 4096",
            pem(&[&issue(&device, "rsa_4096_ca.key"), &middle, &large]),
        );
    }

    fn enrollments(&mut self, family: &Family) {
        let good = family.chain(&family.template("dev-01"));
        for (path, what, rule, text) in [
            (
                "device/enrollment_ca_not_in_chain.pem",
                "the group is made for another intermediate",
                "group_certificate_not_in_chain",
                "the chain reaches the CA above a group, but not by way of the group's own certificate",
            ),
            (
                "device/enrollment_ca_not_verified.pem",
                "the CA was uploaded and never verified",
                "ca_not_verified",
                "the CA certificate they lead to was uploaded but never verified",
            ),
            (
                "device/enrollment_absent.pem",
                "nothing is enrolled",
                "ca_unknown",
                "the presented certificates lead to no CA certificate that was uploaded",
            ),
            (
                "device/enrollment_holds_another_certificate.pem",
                "the enrolment holds an older certificate",
                "individual_holds_another",
                "the individual enrolment holds another certificate than the one presented",
            ),
            (
                "device/enrollment_chain_invalid.pem",
                "the uploaded root has expired",
                "issuer_not_current",
                "a CA certificate of the chain has expired or is not valid yet",
            ),
            (
                "device/enrollment_disabled.pem",
                "the entry is disabled",
                "entry_disabled",
                "the entry that fits is disabled",
            ),
        ] {
            self.insert(path, Self::fixture(what, good.clone()).answered(rule, text));
        }
    }

    fn authorities(&mut self, family: &Family) {
        let bent = |bend: fn(&mut Vec<Vec<u8>>)| {
            pem(&[&issue_with_extensions(&root_template(), "root.key", bend)])
        };
        let named = |common_name: &str| {
            let template = Template {
                common_name: Some(common_name.to_owned()),
                ..root_template()
            };
            pem(&[&issue(&template, "root.key")])
        };
        let mut add = |path, what, contents| self.add(path, what, contents);
        add("ca/good.pem", "a root on P-256", pem(&[&family.root]));
        add(
            "ca/umlaut.pem",
            "a root with an umlaut in its name",
            named("Werk M\u{fc}nchen"),
        );
        add(
            "ca/subject_with_blank.pem",
            "a root whose name ends in a blank",
            named("Throw-away root "),
        );
        add(
            "ca/not_a_ca.pem",
            "a device certificate",
            pem(&[&family.leaf]),
        );
        add(
            "ca/cert_sign_missing.pem",
            "a root whose keyUsage is digitalSignature",
            bent(|extensions| {
                extensions[1] = extension(&[0x55, 0x1d, 0x0f], true, &[3, 2, 7, 0x80]);
            }),
        );
        add(
            "ca/basic_constraints_not_critical.pem",
            "a root with basicConstraints not critical",
            bent(|extensions| {
                let ca = [0x30, 3, 1, 1, 0xff];
                extensions[0] = extension(&[0x55, 0x1d, 0x13], false, &ca);
            }),
        );
        let expired = root_template().valid(at("2015-01-01T00:00:00Z"), at("2024-12-31T23:59:59Z"));
        add(
            "ca/expired.pem",
            "a root that expired in 2024",
            pem(&[&issue(&expired, "root.key")]),
        );
    }

    fn verifications(&mut self, family: &Family) {
        let proof = |common_name: &str| Template {
            issuer: Some(info(&family.root)),
            ..family.template(common_name)
        };
        let mut add = |path, what, contents| self.add(path, what, contents);
        let good = issue(&proof(CODE), "root.key");
        add(
            "verification/good.pem",
            "CN is the code, signed by the root",
            pem(&[&good, &family.root]),
        );
        let other = issue(&proof("dev-01"), "root.key");
        add(
            "verification/code_differs.pem",
            "CN is not the code",
            pem(&[&other, &family.root]),
        );
        let own = Template {
            issuer: None,
            ..proof(CODE)
        };
        let own = issue(&own, "device.key");
        add(
            "verification/self_signed.pem",
            "signed by itself",
            pem(&[&own, &family.root]),
        );
        let wrong = issue(&proof(CODE), "other_root.key");
        add(
            "verification/signed_by_another.pem",
            "names the root, signed with another key",
            pem(&[&wrong, &family.root]),
        );
    }

    fn servers(&mut self, family: &Family) {
        let digicert = text("roots/DigiCert_Global_Root_G2.pem");
        let microsoft = text("roots/Microsoft_RSA_Root_Certificate_Authority_2017.pem");
        let baltimore = text("roots/Baltimore_CyberTrust_Root.pem");
        let both = format!("{digicert}{microsoft}");
        let with = |more: &[u8]| [both.clone().into_bytes(), pem(&[more])].concat();
        let mut add = |path, what, contents| self.add(path, what, contents);
        add(
            "server/good.pem",
            "the two roots Microsoft asks for",
            both.clone().into_bytes(),
        );
        add(
            "server/digicert_only.pem",
            "DigiCert Global Root G2 alone",
            digicert.into_bytes(),
        );
        add(
            "server/microsoft_only.pem",
            "Microsoft RSA Root 2017 alone",
            microsoft.into_bytes(),
        );
        add(
            "server/baltimore.pem",
            "what old articles tell to install",
            baltimore.into_bytes(),
        );
        add(
            "server/intermediate_pinned.pem",
            "an intermediate beside the roots",
            with(&family.intermediate),
        );
        add(
            "server/device_root.pem",
            "the own device root beside the roots",
            with(&family.root),
        );
    }

    fn batches(&mut self, family: &Family) {
        let device = |common_name: &str, key: &str, serial: u8| {
            let template = Template {
                spki: spki(key),
                ..family.template(common_name)
            };
            family.chain(&template.serial(vec![0x50, serial]))
        };
        let mut add = |path, what, contents| self.add(path, what, contents);
        add(
            "batch/good/dev-01.pem",
            "a device",
            device("dev-01", "device.key", 1),
        );
        add(
            "batch/good/dev-02.pem",
            "another one",
            device("dev-02", "device_2.key", 2),
        );
        add(
            "batch/good/dev-02-copy.pem",
            "the same once more",
            device("dev-02", "device_2.key", 2),
        );
        add(
            "batch/key_shared/dev-01.pem",
            "a device",
            device("dev-01", "device.key", 1),
        );
        add(
            "batch/key_shared/dev-02.pem",
            "another one with its key",
            device("dev-02", "device.key", 2),
        );
        add(
            "batch/key_shared/dev-03.pem",
            "a third one with its key",
            device("dev-03", "device.key", 3),
        );
        add(
            "batch/cn_shared/first.pem",
            "a device",
            device("dev-01", "device.key", 1),
        );
        add(
            "batch/cn_shared/second.pem",
            "another one with its name",
            device("DEV-01", "device_2.key", 2),
        );
        add(
            "batch/serial_shared/dev-01.pem",
            "a device",
            device("dev-01", "device.key", 1),
        );
        add(
            "batch/serial_shared/dev-02.pem",
            "another one with its serial number",
            device("dev-02", "device_3.key", 1),
        );
    }

    /// `testdata/README.md`: one line of provenance for each file.
    pub(crate) fn readme(&self) -> String {
        let mut text = "<!-- Generated by `cargo xtask testdata` from crates/device-certs/tests/it/fixtures.rs: edit there. -->\n\n\
            # Fixtures\n\n\
            Certificates, chains and files with one defect each, and good ones beside them.\n\
            All are made from the throw-away keys in `keys/` by this crate's own issuing, bent by hand where it does not issue such a thing; the server roots are Debian's copies of the real ones.\n\
            The folder is the profile.\n\n\
            | file | what is in it |\n|---|---|\n"
            .to_owned();
        for (path, fixture) in &self.0 {
            text += &format!("| `{path}` | {} |\n", fixture.what);
        }
        text
    }

    /// Certificates of a fixture, in its order.
    pub(crate) fn certificates(&self, path: &str) -> Vec<device_certs::Certificate> {
        let reading = device_certs::pem::read(&self.0[path].bytes);
        let items = reading.items.iter();
        items
            .filter(|item| item.kind == device_certs::pem::ItemKind::Certificate)
            .map(|item| read(&item.der))
            .collect()
    }
}
