//! The recorded connections: tshark finds records, messages, suites, extensions, names and certificates in the same places.

use serde_json::Value;
use wire_layers::tls::dissect;
use wire_layers::tree::Anatomy;

use super::{HEADERS, tshark};
use crate::{corpus, tiles};

/// tshark's name, ours, and where that is.
type Place = (&'static str, usize, usize);

/// Of either side.
const CERTIFICATE: &str = "a certificate";
/// Of either version.
const APPLICATION_DATA: &str = "encrypted";

/// Our kinds, or how they begin, by tshark's names.
const NAMES: [(&str, &str); 24] = [
    ("tls.record.content_type", "tls.content-type"),
    ("tls.record.opaque_type", "tls.content-type"),
    ("tls.record.version", "tls.record-version"),
    ("tls.record.length", "tls.record-length"),
    ("tls.handshake.type", "tls.handshake-type"),
    ("tls.handshake.length", "tls.handshake-length"),
    ("tls.handshake.version", "tls.hello-version"),
    ("tls.handshake.random", "tls.random."),
    ("tls.handshake.session_id", "tls.session-id"),
    ("tls.handshake.ciphersuite", "tls.cipher-suite."),
    ("tls.handshake.comp_method", "tls.compression"),
    ("tls.handshake.extension.type", "tls.extension-type"),
    ("tls.handshake.extensions_server_name", "tls.server-name"),
    ("tls.handshake.extensions_supported_group", "tls.group"),
    ("tls.handshake.extensions_key_share_group", "tls.group"),
    (
        "tls.handshake.extensions_key_share_selected_group",
        "tls.group",
    ),
    ("tls.handshake.server_named_curve", "tls.group"),
    ("tls.handshake.sig_hash_alg", "tls.signature-scheme."),
    ("tls.handshake.extensions.supported_version", "tls.version."),
    ("tls.handshake.certificate", CERTIFICATE),
    ("tls.handshake.cert_type", "tls.certificate-type"),
    ("tls.alert_message.level", "tls.alert-level"),
    ("tls.alert_message.desc", "tls.alert."),
    ("tls.app_data", APPLICATION_DATA),
];

#[test]
fn tshark_sees_the_same_in_the_recorded_connections() {
    let names = corpus::connections().into_iter().map(|(name, ..)| name);
    let names: Vec<_> = names
        .filter_map(|name| name.strip_suffix(".client").map(str::to_owned))
        .collect();
    assert_eq!(names.len(), 8);
    let mut count = 0;
    for name in names {
        let sides = ["client", "server"].map(|side| corpus::connection(&format!("{name}.{side}")));
        let pieces: Vec<_> = sides
            .iter()
            .map(|(sender, bytes)| (*sender, bytes.as_slice()))
            .collect();
        let answers = tshark(&pieces, &name, "tls");
        assert_eq!(answers.len(), 2);
        for ((sender, bytes), answer) in sides.iter().zip(&answers) {
            let mut theirs = Vec::new();
            collect(&answer["_source"]["layers"]["tls"], &mut theirs);
            let mut ours = places(&dissect(*sender, bytes));
            theirs.sort_unstable();
            theirs.dedup();
            ours.sort_unstable();
            ours.dedup();
            let only_ours: Vec<_> = ours
                .iter()
                .filter(|place| !theirs.contains(place))
                .collect();
            let only_theirs: Vec<_> = theirs
                .iter()
                .filter(|place| !ours.contains(place))
                .collect();
            assert_eq!(only_ours, only_theirs, "{name}, {sender:?}");
            count += theirs.len();
            assert_eq!(
                answer["_source"]["layers"].get("_ws.malformed"),
                None,
                "{name}"
            );
        }
    }
    assert!(count > 800, "only {count} places compared");
}

/// By our own name: several of tshark's are one of ours, and the reverse.
fn places(anatomy: &Anatomy) -> Vec<Place> {
    let mut all = Vec::new();
    tiles::each(&anatomy.fields, &mut |field| {
        let found = NAMES.iter().find(|(_, ours)| matches(field.kind, ours));
        // A group has the kind of what is in it where that is a list.
        if let Some((_, ours)) = found.filter(|_| field.children.is_empty()) {
            all.push((*ours, field.bytes.start, field.bytes.len()));
        }
    });
    all
}

/// What ends in a full stop stands for all that begin so.
fn matches(kind: &str, ours: &str) -> bool {
    match ours {
        CERTIFICATE => matches!(kind, "tls.certificate.client" | "tls.certificate.server"),
        APPLICATION_DATA => {
            matches!(kind, "tls.encrypted.all" | "tls.encrypted.application-data")
        }
        _ => kind == ours || ours.ends_with('.') && kind.starts_with(ours),
    }
}

fn collect(value: &Value, into: &mut Vec<Place>) {
    match value {
        Value::Array(parts) => parts.iter().for_each(|part| collect(part, into)),
        Value::Object(fields) => {
            for (key, value) in fields {
                let Some(name) = key.strip_suffix("_raw") else {
                    collect(value, into);
                    continue;
                };
                let Some((_, ours)) = NAMES.iter().find(|(theirs, _)| *theirs == name) else {
                    continue;
                };
                let places = value.as_array().expect("a place");
                let many = places.first().is_some_and(Value::is_array);
                for place in if many {
                    places.as_slice()
                } else {
                    std::slice::from_ref(value)
                } {
                    let number = |index: usize| {
                        usize::try_from(place[index].as_u64().expect("a number")).expect("small")
                    };
                    if number(2) > 0 {
                        into.push((*ours, number(1) - HEADERS, number(2)));
                    }
                }
            }
        }
        _ => {}
    }
}
