//! Practice identities, read back and verified.

use device_certs::certificate::ValidAt;
use device_certs::chain::{link_checks, order, self_check};
use device_certs::{Certificate, Verdict};
use dps_playground_page::browser::web_crypto::verify;
use dps_playground_page::browser::{MadeIdentity, make_identity, unix_secs};
use dps_playground_page::inputs::PracticeIdentity;
use wasm_bindgen_test::wasm_bindgen_test;

/// Makes an identity and checks what all of them have in common.
async fn made(kind: PracticeIdentity, now: ValidAt) -> MadeIdentity {
    let made = make_identity(kind, "press-17").await.unwrap();
    let leaf = &made.certificates[0];
    assert!(leaf.is_readable());
    assert!(!leaf.is_ca());
    assert_eq!(leaf.version, 3);
    assert_eq!(leaf.valid_at(unix_secs()), now);
    assert_eq!(leaf.key.to_string(), "EC P-256");
    assert!(
        leaf.subject.to_string().contains("practice"),
        "{}",
        leaf.subject
    );
    let (_, proof) = made.signer.prove_possession(leaf.spki_der()).await.unwrap();
    assert_eq!(proof, Verdict::Valid);
    made
}

async fn signed_itself(certificate: &Certificate) {
    let check = self_check(certificate).expect("self-issued");
    assert_eq!(verify(&check).await, Verdict::Valid);
}

#[wasm_bindgen_test]
async fn self_signed_ones() {
    for (kind, now) in [
        (PracticeIdentity::SelfSigned, ValidAt::Current),
        (PracticeIdentity::Expired, ValidAt::Expired),
        (PracticeIdentity::NotYetValid, ValidAt::NotYet),
    ] {
        let made = made(kind, now).await;
        assert_eq!(made.certificates.len(), 1);
        assert_eq!(made.certificates[0].common_name(), Some("press-17"));
        signed_itself(&made.certificates[0]).await;
    }
}

#[wasm_bindgen_test]
async fn one_without_a_common_name() {
    let made = made(PracticeIdentity::Nameless, ValidAt::Current).await;
    assert_eq!(made.certificates[0].common_name(), None);
    signed_itself(&made.certificates[0]).await;
}

#[wasm_bindgen_test]
async fn an_issued_one_has_a_chain_that_holds() {
    let made = made(PracticeIdentity::Issued, ValidAt::Current).await;
    let [leaf, intermediate, root] = &made.certificates[..] else {
        panic!("three certificates")
    };
    assert_eq!(leaf.common_name(), Some("press-17"));
    for ca in [intermediate, root] {
        assert!(ca.is_ca());
        assert!(
            ca.common_name()
                .is_some_and(|name| name.contains("practice"))
        );
    }
    let chain = order(&made.certificates, None);
    assert!(chain.was_in_order());
    let checks = link_checks(&made.certificates, &chain);
    assert_eq!(checks.len(), 2);
    for check in &checks {
        assert_eq!(verify(check).await, Verdict::Valid);
    }
    signed_itself(root).await;
    let again = make_identity(PracticeIdentity::Issued, "press-17")
        .await
        .unwrap();
    assert_ne!(again.certificates[2].common_name(), root.common_name());
    assert_ne!(again.certificates[0].serial, leaf.serial);
}
