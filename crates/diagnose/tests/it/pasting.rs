//! Any text can be pasted: properties, and the body of the fuzz target over its seeds.

use std::path::Path;

use diagnose::{diagnose, paste};
use proptest::prelude::*;

#[path = "../../../../fuzz/bodies/pasting.rs"]
mod body;

/// Pieces that recognisers look for, so that random text meets them.
const PIECES: &[&str] = &[
    "mosquitto_pub",
    "mosquitto_rr",
    "curl",
    "openssl s_client",
    "az iot device registration create",
    " -h ",
    " -p ",
    " -P ",
    " -u ",
    " -i",
    " -t ",
    " -e ",
    "\"$dps/registrations/PUT/iotdps-register/?$rid=1\"",
    "'",
    "\"",
    "`",
    "\\",
    "\\\n",
    "\n",
    "\r\n",
    " --cert ",
    " --key=",
    "–key",
    "global.azure-devices-provisioning.net",
    ":8883",
    "https://",
    "0ne00C0FFEE/registrations/dev-01/api-version=2019-03-31",
    "One00",
    "$dps/registrations/res/401/?$rid=",
    "errorCode",
    "\\\"errorCode\\\":",
    ":401002,",
    "message",
    "\"status\":\"failed\"",
    "SharedAccessSignature sr=",
    "&sig=",
    "&se=1",
    "SharedAccessKey=",
    "-----BEGIN CERTIFICATE-----",
    "-----BEGIN PRIVATE KEY-----",
    "-----END",
    "MIIB",
    "\\n",
    "#define ID_SCOPE ",
    "CONFIG_X=",
    "not authorised",
    "verify return code: 20",
    "ä",
    "𝄞",
    "\u{feff}",
    "“",
    "{",
    "}",
    "<clientId>",
    "=",
    "==",
    "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    "PS C:\\> ",
    "%2Fregistrations%2F",
    "#",
    "$",
    "$SYS/#",
];

fn pasted() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(PIECES).prop_map(str::to_owned),
        1 => any::<String>(),
        1 => "[ -~]{0,12}",
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn anything_is_read(text in pasted()) {
        body::body(text.as_bytes());
    }

    #[test]
    fn bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        body::body(&bytes);
    }

    #[test]
    fn a_symmetric_key_never_comes_out_again(before in pasted(), key in prop::collection::vec(any::<u8>(), 32), after in pasted()) {
        use base64::Engine as _;
        let key = base64::engine::general_purpose::STANDARD.encode(key);
        let text = format!("{before} {key} {after}");
        let reading = paste::read(&text, None);
        let said = format!("{reading:?} {:?}", diagnose(&reading.evidence));
        prop_assert!(!said.contains(&key[..40]), "{text}");
    }

    #[test]
    fn a_line_of_a_private_key_never_comes_out_again(before in pasted(), line in "[A-Za-z0-9+/]{40,64}", after in pasted()) {
        let text = format!("{before}\n-----BEGIN EC PRIVATE KEY-----\n{line}\n-----END EC PRIVATE KEY-----\n{after}");
        let reading = paste::read(&text, None);
        let said = format!("{reading:?} {:?}", diagnose(&reading.evidence));
        prop_assert!(!said.contains(&line), "{text}");
    }
}

#[test]
fn the_seeds_are_read() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds/pasting");
    let mut count = 0;
    for entry in std::fs::read_dir(seeds).unwrap() {
        body::body(&std::fs::read(entry.unwrap().path()).unwrap());
        count += 1;
    }
    assert!(count >= 5);
}

/// Whatever is pasted, what comes of it is bounded, and it comes: each of these once took a minute and more.
#[test]
fn much_text_is_cut_and_its_findings_are_bounded() {
    for piece in [
        "mosquitto_pub -h x -t '$dps/registrations/PUT/iotdps-register/?rid=1' Connection Refused: not authorised.\n",
        "{\"a\":\"b\",\"errorCode\":\"401002\",",
        "-----BEGIN CERTIFICATE",
        "-----BEGIN PRIVATE KEY-----",
        "-----END PRIVATE KEY-----",
        "\"status\":\"failed\",",
        "connack 5 ",
        "$dps/registrations/res/401/?$rid=1 ",
        "x=",
    ] {
        let text = piece.repeat(paste::MAX_BYTES / piece.len() + 2);
        let reading = paste::read(&text, Some(1_790_000_000));
        assert!(reading.text.len() <= paste::MAX_BYTES);
        assert!(reading.evidence.observations.len() <= 20_000, "{piece}");
        diagnose(&reading.evidence);
    }
}
