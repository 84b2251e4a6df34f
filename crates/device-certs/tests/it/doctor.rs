//! The PEM doctor: damaged files as people have them, what is repaired in each, and what each repair says.
//! One piece: a test a damage.

use device_certs::lint::{Exhibit, Profile, Questions, judge};
use device_certs::pem::{self, Encryption, ItemKind, Reading, RepairKind};

use crate::openssl::Openssl;

/// A certificate as it should be, to be damaged. Its key was thrown away.
const GOOD: &str = include_str!("doctor/dev-01.pem");
const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

fn base64() -> String {
    GOOD.lines()
        .filter(|line| !line.contains("-----"))
        .collect()
}

fn der() -> Vec<u8> {
    pem::read(GOOD.as_bytes()).items[0].der.to_vec()
}

/// The certificate of a file, of which nothing is left to complain about; every repair on a line.
#[track_caller]
fn repaired(file: &[u8]) -> String {
    let reading = pem::read(file);
    let shown = String::from_utf8_lossy(file);
    assert_eq!(reading.problems, [], "{shown}");
    assert_eq!(reading.fragments, [], "{shown}");
    assert_eq!(reading.repaired().as_str(), GOOD, "{shown}");
    let [item] = reading.items.as_slice() else {
        panic!("{} items: {shown}", reading.items.len());
    };
    assert_eq!(item.kind, ItemKind::Certificate);
    assert_eq!(item.label, "CERTIFICATE");
    assert_eq!(item.der.as_slice(), der(), "{shown}");
    rendered(file, &reading)
}

fn rendered(file: &[u8], reading: &Reading) -> String {
    let lines = reading.repairs.iter().map(|repair| {
        assert!(repair.bytes.start <= repair.bytes.end && repair.bytes.end <= file.len());
        assert!(repair.before != repair.after, "{repair:?}");
        let times = if repair.times > 1 {
            format!(" ×{}", repair.times)
        } else {
            String::new()
        };
        let (line, column) = (repair.line, repair.column);
        format!(
            "  {line}:{column} {:?}: {:?} -> {:?}{times}\n",
            repair.kind, repair.before, repair.after
        )
    });
    lines.collect()
}

/// Every line of the certificate, changed.
fn each_line(change: impl Fn(&str) -> String) -> String {
    GOOD.lines().map(change).collect()
}

/// Every line between BEGIN and END, changed.
fn each_inner_line(change: impl Fn(&str) -> String) -> String {
    each_line(|line| {
        if line.contains("-----") {
            format!("{line}\n")
        } else {
            change(line)
        }
    })
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

#[test]
fn what_needs_no_repair_gets_none() {
    for file in [
        GOOD,
        GOOD.trim_end(),
        &GOOD.replace('\n', "\r\n"),
        &GOOD.replace('\n', "\r"),
        &format!("\n\n{GOOD}\n\n"),
    ] {
        assert_eq!(repaired(file.as_bytes()), "");
    }
    assert_eq!(repaired(&der()), "");
}

/// A name for the damage, and the damaged file.
fn damaged() -> Vec<(&'static str, Vec<u8>)> {
    let bag = "Bag Attributes\n    localKeyID: 54 69 6D 65 \n    friendlyName: dev\nsubject=CN = dev\n\nissuer=CN = dev\n\n";
    let text = |text: String| text.into_bytes();
    let lines: Vec<&str> = GOOD.lines().collect();
    let quoted = |end: &str| each_line(|line| format!("    \"{line}{end}\"\n"));
    let hex = |format: fn(&u8) -> String, between: &str| {
        der().iter().map(format).collect::<Vec<_>>().join(between)
    };
    let openssl = Openssl::new();
    openssl.write("dev.pem", GOOD.as_bytes());
    vec![
        (
            "openssl x509 -text",
            text(openssl.run("x509 -in dev.pem -text")),
        ),
        ("PKCS#12 bag attributes", text(format!("{bag}{GOOD}"))),
        (
            "a mail around it",
            text(format!("Hi,\nhere it is:\n{GOOD}\nKind regards\nMe\n")),
        ),
        ("text before it on its line", text(format!("cert: {GOOD}"))),
        ("byte order mark", text(format!("\u{feff}{GOOD}"))),
        ("trailing blanks", text(GOOD.replace('\n', " \t\n"))),
        (
            "tabs before each line",
            text(each_line(|line| format!("\t{line}\n"))),
        ),
        (
            "no-break spaces",
            text(each_line(|line| format!("\u{a0}\u{a0}{line}\n"))),
        ),
        (
            "zero width space in the base64",
            text(GOOD.replace("\nMI", "\nM\u{200b}I")),
        ),
        (
            "zero width space before the dashes",
            text(format!("\u{200b}{GOOD}")),
        ),
        (
            "quoted in a mail",
            text(each_line(|line| format!("> {line}\n"))),
        ),
        (
            "UTF-16, little-endian",
            utf16(
                &format!("\u{feff}{}", GOOD.replace('\n', "\r\n")),
                u16::to_le_bytes,
            ),
        ),
        (
            "UTF-16, big-endian",
            utf16(&format!("\u{feff}{GOOD}"), u16::to_be_bytes),
        ),
        (
            "UTF-16 without mark, damaged",
            utf16(
                &GOOD.replace("-----BEGIN", "\u{2013}BEGIN"),
                u16::to_le_bytes,
            ),
        ),
        (
            "dashes of a blog",
            text(GOOD.replace("-----", "\u{2014}\u{2013}")),
        ),
        (
            "one dash of a blog",
            text(GOOD.replace("-----END", "\u{2013}----END")),
        ),
        (
            "dashes in Windows-1252",
            [b"\x96\x96---".as_slice(), &GOOD.as_bytes()[5..]].concat(),
        ),
        (
            "quotes of a word processor",
            text(format!("\u{201c}{}\u{201d}", GOOD.trim_end())),
        ),
        ("a dash missing", text(GOOD.replacen('-', "", 1))),
        ("a dash too many", text(GOOD.replace("E-----", "E------"))),
        ("no dashes at all", text(GOOD.replace("-----", ""))),
        (
            "spaces and lower case",
            text(GOOD.replace(BEGIN, "----- Begin Certificate -----")),
        ),
        ("no space", text(GOOD.replace(' ', ""))),
        (
            "contents on the BEGIN line",
            text(GOOD.replace("-----\nMI", "-----MI")),
        ),
        (
            "contents on the END line",
            text(GOOD.replace("\n-----END", "-----END")),
        ),
        ("BEGIN line doubled", text(format!("{BEGIN}\n{GOOD}"))),
        ("END line doubled", text(format!("{GOOD}{END}\n"))),
        ("BEGIN line missing", text(GOOD.replace(BEGIN, ""))),
        (
            "BEGIN line missing, text before it",
            text(GOOD.replace(BEGIN, "My certificate:")),
        ),
        ("END line missing", text(GOOD.replace(END, ""))),
        (
            "END line missing, text behind it",
            text(GOOD.replace(END, "\nThat was my certificate")),
        ),
        (
            "END line of something else",
            text(GOOD.replace("END CERTIFICATE", "END X509 CRL")),
        ),
        (
            "label of something else",
            text(GOOD.replace("CERTIFICATE", "RSA PRIVATE KEY")),
        ),
        (
            "label with a slip",
            text(GOOD.replace("CERTIFICATE", "CERTIFCATE")),
        ),
        (
            "base64 in one line",
            text(format!("{BEGIN}\n{}\n{END}\n", base64())),
        ),
        ("everything in one line", text(GOOD.replace('\n', ""))),
        (
            "spaces for line ends",
            text(GOOD.trim_end().replace('\n', " ")),
        ),
        (
            "spaces in the base64",
            text(each_inner_line(|line| {
                format!("{} {}\n", &line[..30], &line[30..])
            })),
        ),
        ("padding missing", text(GOOD.replace('=', ""))),
        ("padding too long", text(GOOD.replace('=', "=="))),
        (
            "base64 of URLs",
            text(each_inner_line(|line| {
                format!("{}\n", line.replace('+', "-").replace('/', "_"))
            })),
        ),
        (
            "C, each line a string",
            text(format!(
                "static const char cert[] =\n{};\n",
                quoted("\\r\\n")
            )),
        ),
        ("C, without line ends", text(quoted(""))),
        (
            "C, continued lines",
            text(format!(
                "const char *cert = \"{}\";",
                GOOD.replace('\n', "\\n\\\n")
            )),
        ),
        (
            "C, a macro",
            text(format!(
                "#define CERT \\\n{}\n",
                lines
                    .iter()
                    .map(|line| format!("\"{line}\\n\""))
                    .collect::<Vec<_>>()
                    .join(" \\\n")
            )),
        ),
        (
            "JavaScript",
            text(format!(
                "let cert =\n{};\n",
                lines
                    .iter()
                    .map(|line| format!("  '{line}\\n'"))
                    .collect::<Vec<_>>()
                    .join(" +\n")
            )),
        ),
        ("a stray quote", text(GOOD.replace("\nMI", "\n\"MI"))),
        (
            "JSON",
            text(format!(
                "{{\"certificate\": \"{}\"}}",
                GOOD.replace('\n', "\\n")
            )),
        ),
        (
            "JSON in JSON",
            text(format!(
                "{{\"body\": \"{{\\\"certificate\\\": \\\"{}\\\"}}\"}}",
                GOOD.replace('\n', "\\\\n")
            )),
        ),
        (
            "JSON of .NET and PHP",
            text(format!(
                "{{\"cert\": \"{}\"}}",
                GOOD.replace('/', "\\/")
                    .replace('+', "\\u002B")
                    .replace('\n', "\\r\\n")
            )),
        ),
        (
            "YAML, a block",
            text(format!(
                "certificate: |\n{}",
                each_line(|line| format!("  {line}\n"))
            )),
        ),
        (
            "YAML, a string",
            text(format!("certificate: \"{}\"\n", GOOD.replace('\n', "\\n"))),
        ),
        ("shell", text(format!("CERT='{}'\n", GOOD.trim_end()))),
        ("Python", text(format!("cert = \"\"\"\n{GOOD}\"\"\"\n"))),
        (
            "URL",
            text(
                GOOD.replace('+', "%2B")
                    .replace(' ', "%20")
                    .replace('\n', "%0A")
                    .replace('=', "%3D"),
            ),
        ),
        (
            "HTML",
            text(format!(
                "<pre>{}</pre>",
                GOOD.trim_end().replace('\n', "<br/>").replace('+', "&#43;")
            )),
        ),
        ("bare base64", text(base64())),
        (
            "bare base64 in JSON",
            text(format!(
                "{{\"certificate\": \"{}\", \"name\": \"dev\"}}",
                base64()
            )),
        ),
        (
            "bare base64 in lines",
            text(lines[1..lines.len() - 1].join("\n")),
        ),
        (
            "C, an array of bytes",
            text(format!(
                "const unsigned char cert[{}] = {{\n  {}\n}};\n",
                der().len(),
                hex(|byte| format!("0x{byte:02x}"), ", ")
            )),
        ),
        (
            "hexadecimal with colons",
            text(hex(|byte| format!("{byte:02X}"), ":")),
        ),
        ("hexadecimal", text(hex(|byte| format!("{byte:02X}"), ""))),
        (
            "DER with a line end behind it",
            [der().as_slice(), b"\r\n"].concat(),
        ),
    ]
}

#[test]
fn every_damage_is_repaired_and_said() {
    let shown = damaged()
        .into_iter()
        .map(|(name, file)| format!("{name}\n{}", repaired(&file)));
    insta::assert_snapshot!(shown.collect::<String>());
}

#[test]
fn repaired_keys_are_what_openssl_wrote() {
    let openssl = Openssl::new();
    openssl.run("ecparam -name prime256v1 -genkey -out parameters.pem");
    openssl.run("ec -in parameters.pem -aes128 -passout pass:secret -out legacy.pem");
    openssl.run("pkcs8 -topk8 -in parameters.pem -passout pass:secret -out encrypted.pem");
    for name in ["parameters.pem", "legacy.pem", "encrypted.pem"] {
        let good = String::from_utf8(openssl.read(name)).unwrap();
        for damaged in [
            good.replace('\n', "\r\n"),
            good.replace("-----", "\u{2013}\u{2013}"),
            format!("\"{}\"", good.replace('\n', "\\n")),
            good.lines()
                .map(|line| format!("\"{line}\\n\"\n"))
                .collect(),
        ] {
            let reading = pem::read(damaged.as_bytes());
            assert_eq!(reading.problems, [], "{name}");
            assert_eq!(reading.repaired().as_str(), good, "{name}");
        }
    }
}

#[test]
fn every_kind_of_block_is_named_with_what_to_do() {
    let named = [
        ItemKind::Certificate,
        ItemKind::CertificateRequest,
        ItemKind::PublicKey,
        ItemKind::Crl,
        ItemKind::EncryptedKey(Encryption::Pkcs8),
        ItemKind::OpensshKey,
        ItemKind::Pkcs12,
        ItemKind::Pkcs7,
        ItemKind::EcParameters,
        ItemKind::Other("DH PARAMETERS".to_owned()),
    ];
    for kind in named {
        assert!(kind.to_string().starts_with(['a', 'e']), "{kind}");
        assert!(kind.advice().ends_with('.'), "{kind}");
    }
}

#[test]
fn every_damage_is_judged_unless_libraries_take_it() {
    for (name, file) in damaged() {
        let exhibit = Exhibit::read(&file);
        let repairs = exhibit.reading.repairs.iter();
        let taken = |kind| matches!(kind, RepairKind::Blanks | RepairKind::LongLines);
        let to_be_said = repairs.filter(|repair| !taken(repair.kind)).count();
        let report = judge(&exhibit, &Questions::new(Profile::Device, 0), &[]);
        let mut about_the_file = report.findings.iter();
        assert_eq!(
            about_the_file.any(|finding| finding.certificate.is_none()),
            to_be_said > 0,
            "{name}: {:?}",
            report.findings
        );
    }
}
