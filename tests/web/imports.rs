//! Files into the engine: one by one, in any order, into the right box or the wrong one.

use dps_playground_page::browser::engine::{Engine, Import, NamedBytes, Slot};
use dps_playground_page::import_note::NoteSeverity;
use dps_playground_page::material::Origin;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{Fixture, fixture};

fn engine() -> Engine {
    Engine::new(|_| {})
}

async fn import(engine: &Engine, files: &[Fixture], slot: Slot) -> Import {
    let named = |(name, bytes): &Fixture| NamedBytes {
        name: Some((*name).to_owned()),
        bytes: bytes.to_vec(),
    };
    engine.import(files.iter().map(named).collect(), slot).await
}

/// Imports files one after the other; returns the index of the certificate the key belongs to.
async fn owner(files: &[Fixture]) -> Option<usize> {
    let engine = engine();
    let mut last = Import::default();
    for file in files {
        last = import(&engine, &[*file], Slot::Device).await;
    }
    last.material.unwrap().key.unwrap().belongs_to
}

const CERTIFICATE: Fixture = fixture!("p256.cert.pem");
const OTHER_CERTIFICATE: Fixture = fixture!("p384.cert.pem");

#[wasm_bindgen_test]
async fn key_and_certificate_find_each_other() {
    for key in [
        fixture!("p256.pkcs8.pem"),
        fixture!("p256.sec1-no-public.pem"),
    ] {
        assert_eq!(owner(&[CERTIFICATE, key]).await, Some(0));
        assert_eq!(owner(&[key, CERTIFICATE]).await, Some(0));
        assert_eq!(owner(&[OTHER_CERTIFICATE, key, CERTIFICATE]).await, Some(1));
        assert_eq!(owner(&[key, OTHER_CERTIFICATE]).await, None);
    }
    assert_eq!(owner(&[fixture!("p256.combined.pem")]).await, Some(0));
    assert_eq!(
        owner(&[fixture!("rsa2048.pkcs1.pem"), fixture!("rsa2048.cert.pem")]).await,
        Some(0)
    );
}

#[wasm_bindgen_test]
async fn a_key_of_another_certificate_is_said_to_be_one() {
    for key in [fixture!("p256.other.pem"), fixture!("p384.sec1.pem")] {
        let import = import(&engine(), &[CERTIFICATE, key], Slot::Device).await;
        assert_eq!(import.material.unwrap().key.unwrap().belongs_to, None);
        let [note] = &import.notes[..] else {
            panic!("{:?}", import.notes)
        };
        assert_eq!(note.severity, NoteSeverity::Error);
        assert_eq!(
            note.what,
            "This private key belongs to none of the certificates"
        );
    }
}

#[wasm_bindgen_test]
async fn an_imported_key_cannot_be_saved() {
    let engine = engine();
    let import = import(&engine, &[fixture!("p256.combined.pem")], Slot::Device).await;
    let material = import.material.unwrap();
    assert_eq!(material.origin, Origin::Imported);
    assert_eq!(material.files, ["p256.combined.pem"]);
    assert_eq!(engine.practice_key_pem().await, None);
}

#[wasm_bindgen_test]
async fn loading_adds_and_does_not_repeat() {
    let engine = engine();
    import(&engine, &[CERTIFICATE, OTHER_CERTIFICATE], Slot::Device).await;
    let again = import(&engine, &[OTHER_CERTIFICATE], Slot::Device).await;
    assert_eq!(again.material.unwrap().certificates.len(), 2);
    engine.forget_material();
    let nothing = import(&engine, &[fixture!("p256.encrypted.pem")], Slot::Device).await;
    assert!(nothing.material.is_none());
    assert_eq!(nothing.notes.len(), 1);
}

#[wasm_bindgen_test]
async fn a_second_key_in_one_go_is_left_out() {
    let files = [
        CERTIFICATE,
        fixture!("p256.pkcs8.pem"),
        fixture!("p384.pkcs8.pem"),
    ];
    let import = import(&engine(), &files, Slot::Device).await;
    assert_eq!(import.material.unwrap().key.unwrap().kind, "EC P-256");
    let [note] = &import.notes[..] else {
        panic!("{:?}", import.notes)
    };
    assert_eq!(note.severity, NoteSeverity::Warning);
    assert_eq!(note.file.as_deref(), Some("p384.pkcs8.pem"));
}

#[wasm_bindgen_test]
async fn the_boxes_are_not_mixed() {
    let engine = engine();
    let trust = import(
        &engine,
        &[CERTIFICATE, fixture!("p256.pkcs8.pem")],
        Slot::ServerTrust,
    )
    .await;
    assert_eq!(trust.server_roots.len(), 1);
    assert!(trust.material.is_none(), "nothing of it is the device's");
    assert_eq!(
        trust.notes[0].what,
        "A private key was put where only certificates belong"
    );
    let ca = import(&engine, &[OTHER_CERTIFICATE], Slot::EnrolmentCa)
        .await
        .material
        .unwrap();
    assert!(ca.certificates.is_empty());
    assert!(ca.key.is_none());
    assert_eq!(ca.enrolment_ca.unwrap().common_name(), Some("p384"));
    let device = import(&engine, &[CERTIFICATE], Slot::Device)
        .await
        .material
        .unwrap();
    assert_eq!(device.certificates.len(), 1);
    assert!(device.enrolment_ca.is_some(), "and the CA stays");
}
