//! The dance with the verification code, and what is said when a step is wrong.

use device_certs::{Certificate, Verdict};
use practice_dps::enrollments::ProofError;
use practice_dps::listen::native;

use crate::lab::{Holder, Lab};

fn prove(lab: &Lab, name: &str, proof: &Certificate) -> Result<(), ProofError> {
    let check = lab.service(|service| match service.enrollments().certificate(name) {
        Some(ca) => ca.proof_check(proof),
        None => Err(ProofError::Unknown {
            name: name.to_owned(),
        }),
    })?;
    let verdict = native::verify(&check);
    lab.service(|service| service.prove_possession(name, proof, &verdict))
}

#[test]
fn whoever_signs_the_code_has_shown_that_they_hold_the_key() {
    let lab = Lab::new();
    let root = Holder::root("factory root");
    lab.upload("root", &root, false);
    lab.group("factory", &root);
    let leaf = root.leaf("dev1");
    assert_eq!(
        lab.register("dev1", &[&leaf]).refusal().2,
        "CA certificate not found."
    );

    let code = lab
        .service(|service| service.make_verification_code("root"))
        .unwrap();
    assert!(
        code.len() == 48 && code.chars().all(|c| matches!(c, '0'..='9' | 'A'..='F')),
        "{code}"
    );
    let proof = root.leaf(&code);
    prove(&lab, "root", &proof.certificate).unwrap();
    assert!(lab.register("dev1", &[&leaf]).topic.contains("/res/202/"));
    assert_eq!(
        prove(&lab, "root", &proof.certificate),
        Err(ProofError::NoCode),
        "used up"
    );
}

#[test]
fn a_proof_that_proves_nothing_says_why() {
    let lab = Lab::new();
    let root = Holder::root("factory root");
    lab.upload("root", &root, false);
    let refused = |name: &str, proof: &Holder| {
        let error = prove(&lab, name, &proof.certificate).unwrap_err();
        (error.code(), error.to_string())
    };
    let any = Holder::self_signed("x");
    assert_eq!(
        refused("nobody", &any).1,
        "no CA certificate is called \"nobody\""
    );
    assert_eq!(
        lab.service(|service| service.make_verification_code("nobody")),
        None
    );
    assert_eq!(
        refused("root", &any).1,
        "no verification code was generated for this CA certificate yet"
    );
    let stale = lab
        .service(|service| service.make_verification_code("root"))
        .unwrap();
    let code = lab
        .service(|service| service.make_verification_code("root"))
        .unwrap();
    assert_ne!(stale, code);
    assert_eq!(
        refused("root", &root.leaf(&stale)).1,
        format!(
            "Proof-Of-Possession failed. The common name {stale:?} is not the verification code"
        )
    );
    // By an intermediate, which is the common mistake.
    let by_intermediate = root.ca("line 7").leaf(&code);
    assert_eq!(
        refused("root", &by_intermediate),
        (
            Some("IH400053"),
            "Proof-Of-Possession failed. Issuer certificate 'factory root' cannot be found in the certificate chain".to_owned()
        )
    );
    // By another CA of the same name: the key identifiers differ already, so that no signature is asked for.
    let impostor = Holder::root("factory root").leaf(&code);
    assert_eq!(refused("root", &impostor).0, Some("IH400053"));
    let proof = root.leaf(&code).certificate;
    for verdict in [Verdict::Invalid, Verdict::NotCheckable("MD5".to_owned())] {
        let error = lab.service(|service| service.prove_possession("root", &proof, &verdict));
        assert_eq!(error.unwrap_err().code(), Some("IH400053"));
    }
    assert!(!lab.service(|service| {
        service
            .enrollments()
            .certificate("root")
            .unwrap()
            .is_verified
    }));
    prove(&lab, "root", &proof).unwrap();
}
