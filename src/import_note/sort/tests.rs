use device_certs::KeyKind;

use super::*;

/// A file of `tests/web/fixtures`, all made by openssl.
macro_rules! fixture {
    ($name:literal) => {
        (
            Some($name),
            include_bytes!(concat!("../../../tests/web/fixtures/", $name)).as_slice(),
        )
    };
}

const CERTIFICATE: (Option<&str>, &[u8]) = fixture!("p256.cert.pem");
const KEY: (Option<&str>, &[u8]) = fixture!("p256.pkcs8.pem");

fn counts(sorted: &Sorted) -> (usize, usize) {
    (sorted.certificates.len(), sorted.keys.len())
}

/// Sorts one file for the device; returns certificates, keys, and the notes as (severity, line).
#[track_caller]
fn check(
    file: (Option<&str>, &[u8]),
    expected: (usize, usize),
    notes: &[(NoteSeverity, Option<usize>)],
) -> Sorted {
    let sorted = sort([file], Slot::Device);
    assert_eq!(counts(&sorted), expected, "{:?}", sorted.notes);
    let seen: Vec<_> = sorted
        .notes
        .iter()
        .map(|note| (note.severity, note.line))
        .collect();
    assert_eq!(seen, notes, "{:?}", sorted.notes);
    sorted
}

#[test]
fn certificate_and_key_are_found_in_any_order_and_together() {
    for files in [[CERTIFICATE, KEY], [KEY, CERTIFICATE]] {
        let sorted = sort(files, Slot::Device);
        assert_eq!(counts(&sorted), (1, 1));
        assert!(sorted.notes.is_empty(), "{:?}", sorted.notes);
        assert_eq!(sorted.files.len(), 2);
    }
    check(fixture!("p256.combined.pem"), (1, 1), &[]);
}

#[test]
fn every_container_of_a_key_is_read() {
    for (file, kind) in [
        (fixture!("p256.pkcs8.pem"), "EC P-256"),
        (fixture!("p256.pkcs8.der"), "EC P-256"),
        (fixture!("p256.sec1.pem"), "EC P-256"),
        (fixture!("p256.sec1-with-parameters.pem"), "EC P-256"),
        (fixture!("p256.sec1-no-public.pem"), "EC P-256"),
        (fixture!("p384.sec1.pem"), "EC P-384"),
        (fixture!("p521.sec1.pem"), "EC P-521"),
        (fixture!("rsa2048.pkcs1.pem"), "RSA 2048"),
        (fixture!("rsa4096.pkcs8.pem"), "RSA 4096"),
    ] {
        let sorted = check(file, (0, 1), &[]);
        assert_eq!(sorted.keys[0].key.kind().to_string(), kind, "{:?}", file.0);
    }
}

#[test]
fn keys_that_are_of_no_use_are_errors_in_their_line() {
    for (file, word) in [
        (fixture!("p256.encrypted.pem"), "encrypted"),
        (fixture!("p256.sec1-encrypted.pem"), "encrypted"),
        (fixture!("secp256k1.pkcs8.pem"), "secp256k1"),
        (fixture!("rsa-pss.pkcs8.pem"), "PSS"),
    ] {
        let sorted = check(file, (0, 0), &[(NoteSeverity::Error, Some(1))]);
        let note = &sorted.notes[0];
        assert!(note.what.contains(word), "{note:?}");
        assert!(!note.fix.is_empty(), "{note:?}");
        assert_eq!(note.file.as_deref(), file.0);
        assert!(sorted.files.is_empty(), "nothing was taken from it");
    }
}

#[test]
fn a_key_where_only_certificates_belong_is_refused_with_a_word() {
    for slot in [Slot::EnrolmentCa, Slot::ServerTrust] {
        let sorted = sort([fixture!("p256.combined.pem")], slot);
        assert_eq!(counts(&sorted), (1, 0));
        let [note] = &sorted.notes[..] else {
            panic!("{:?}", sorted.notes)
        };
        assert_eq!(
            (note.slot, note.severity, note.line),
            (slot, NoteSeverity::Error, Some(1))
        );
        assert_eq!(
            note.what,
            "A private key was put where only certificates belong"
        );
    }
    let encrypted = sort([fixture!("p256.encrypted.pem")], Slot::ServerTrust);
    assert_eq!(
        encrypted.notes[0].what,
        "A private key was put where only certificates belong"
    );
}

#[test]
fn what_is_no_certificate_file_is_said_to_be_none() {
    for bytes in [&b""[..], b"\n \n", b"hello", &[0xff; 100], b"{\"a\":1}"] {
        let sorted = sort([(Some("notes.txt"), bytes)], Slot::Device);
        assert_eq!(counts(&sorted), (0, 0));
        assert_eq!(sorted.notes.len(), 1, "{:?}", sorted.notes);
        assert_eq!(sorted.notes[0].severity, NoteSeverity::Error);
        assert!(
            sorted.notes[0]
                .what
                .starts_with(|first: char| !first.is_lowercase())
        );
    }
    let large = vec![b'a'; MAX_FILE_BYTES + 1];
    check(
        (Some("disk.img"), &large),
        (0, 0),
        &[(NoteSeverity::Error, None)],
    );
}

#[test]
fn a_blemish_beside_something_of_use_is_a_warning() {
    let mut bytes = CERTIFICATE.1.to_vec();
    bytes.extend_from_slice(
        b"-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n-----END CERTIFICATE REQUEST-----\n",
    );
    let lines = CERTIFICATE.1.iter().filter(|byte| **byte == b'\n').count();
    check(
        (None, &bytes),
        (1, 0),
        &[(NoteSeverity::Warning, Some(lines + 1))],
    );
}

#[test]
fn nothing_said_holds_anything_of_a_key() {
    let key = fixture!("p256.encrypted.pem");
    let sorted = sort([key, fixture!("p256.combined.pem")], Slot::ServerTrust);
    let said = format!("{sorted:?}");
    for line in [key.1, KEY.1]
        .iter()
        .flat_map(|bytes| bytes.split(|byte| *byte == b'\n'))
    {
        let line = String::from_utf8_lossy(line);
        assert!(line.len() < 16 || line.starts_with("-----") || !said.contains(&*line));
    }
    assert_eq!(
        sorted.certificates[0].key,
        KeyKind::Ec(device_certs::Curve::P256)
    );
}

#[test]
fn what_was_put_right_is_used_and_said_with_before_and_after() {
    let text = std::str::from_utf8(CERTIFICATE.1).unwrap();
    let damaged = text.replacen("-----BEGIN", "\u{2014}\u{2013}BEGIN", 1);
    let damaged = damaged.replacen("-----END CERTIFICATE-----", "", 1);
    let sorted = sort([(Some("dev.pem"), damaged.as_bytes())], Slot::Device);
    assert_eq!(counts(&sorted), (1, 0), "{:?}", sorted.notes);
    let [dashes, end] = &sorted.notes[..] else {
        panic!("{:?}", sorted.notes)
    };
    assert_eq!(dashes.severity, NoteSeverity::Note);
    assert_eq!((dashes.line, dashes.column), (Some(1), Some(1)));
    assert_eq!(
        dashes.what,
        "A BEGIN or END line had the dashes of a word processor: \
         `\u{2014}\u{2013}BEGIN CERTIFICATE-----` → `-----BEGIN CERTIFICATE-----`"
    );
    assert!(!dashes.fix.is_empty() && end.fix.is_empty());
    assert_eq!(
        end.what,
        "The END line was missing: nothing → `-----END CERTIFICATE-----`"
    );
    assert_eq!(sorted.files, ["dev.pem"]);
}

#[test]
fn text_around_blocks_is_one_quiet_note() {
    let text = std::str::from_utf8(CERTIFICATE.1).unwrap();
    let file = format!("Bag Attributes\n{text}between\n{text}behind\n");
    let notes = [(NoteSeverity::Note, Some(1))];
    let sorted = check((None, file.as_bytes()), (2, 0), &notes);
    assert_eq!(sorted.notes[0].what, "Text around the blocks was left out");
    assert!(sorted.notes[0].fix.is_empty());
}

#[test]
fn of_a_repaired_key_neither_before_nor_after_is_said() {
    let text = std::str::from_utf8(KEY.1).unwrap();
    let damaged = text.replacen("-----BEGIN", "\u{2014}BEGIN", 1);
    // A stray character among the base64, where it is a zero width space.
    let damaged = damaged.replacen("-----\nM", "-----\nM\u{200b}", 1);
    let notes = [(NoteSeverity::Note, Some(1)), (NoteSeverity::Note, Some(2))];
    let sorted = check((Some("key.pem"), damaged.as_bytes()), (0, 1), &notes);
    for note in &sorted.notes {
        assert!(
            !note.what.contains('→') && !note.what.contains('`'),
            "{note:?}"
        );
    }
}
