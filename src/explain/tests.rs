//! What is said of failures before anything is sent, and the certificates that other tests share.

use device_certs::certificate::Certificate;
use device_certs::issue::Template;
use device_certs::{Hash, SignatureAlgorithm};

use super::*;
use crate::inputs::Enrolment;
use crate::lesson::prose::{check_heading, check_sentences};
use crate::material::{KeyFacts, Order, Origin};

/// 2026-11-23.
pub(crate) const NOW: i64 = 1_795_392_000;
pub(crate) const DAY: i64 = 86_400;

/// A certificate that reads well; nobody checks its signature here.
pub(crate) fn certificate(
    common_name: &str,
    key: u8,
    issuer: Option<&Certificate>,
    ca: bool,
) -> Certificate {
    let mut spki = vec![
        0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08,
        0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
    ];
    spki.extend([key; 64]);
    let algorithm = SignatureAlgorithm::Ecdsa(Hash::Sha256);
    let template = if ca {
        Template::ca(common_name, spki, algorithm, None)
    } else {
        Template::leaf(common_name, spki, algorithm)
    };
    let template = template
        .serial(vec![key])
        .valid(NOW - 30 * DAY, NOW + 30 * DAY);
    let template = match issuer {
        Some(issuer) => template.issued_by(issuer),
        None => template,
    };
    Certificate::read(&template.to_be_signed().unwrap().finish(&[7; 70])).0
}

pub(crate) fn material(certificates: Vec<Certificate>) -> Material {
    let key = KeyFacts {
        kind: "EC P-256".to_owned(),
        schemes: Vec::new(),
        belongs_to: Some(0),
    };
    Material {
        origin: Origin::Imported,
        certificates,
        files: Vec::new(),
        key: Some(key),
        enrolment_ca: None,
        order: Order::default(),
    }
    .arranged()
}

/// Leaf, intermediate, root.
pub(crate) fn factory_chain(common_name: &str) -> Vec<Certificate> {
    let root = certificate("Contoso root", 1, None, true);
    let intermediate = certificate("Contoso line 3", 2, Some(&root), true);
    let leaf = certificate(common_name, 3, Some(&intermediate), false);
    vec![leaf, intermediate, root]
}

#[track_caller]
fn check_prose(explanation: &Explanation) {
    check_heading(&explanation.title);
    check_sentences(&explanation.what);
    assert!(!explanation.why.is_empty(), "no cause: {explanation:?}");
    assert!(
        !explanation.now.is_empty(),
        "no next action: {explanation:?}"
    );
    for text in explanation.why.iter().chain(&explanation.now) {
        check_sentences(text);
    }
    assert!(
        explanation
            .sources
            .iter()
            .all(|source| source.url.starts_with("https://"))
    );
}

/// Explains a failure and checks what all explanations have in common.
#[track_caller]
fn told(failure: &Failure, inputs: &Inputs, material: Option<&Material>) -> Explanation {
    let explanation = explain(failure, &Context { inputs, material }).unwrap();
    check_prose(&explanation);
    explanation
}

#[test]
fn a_group_without_a_ca_is_told_what_a_group_is() {
    let inputs = Inputs {
        enrolment: Enrolment::Group,
        ..Inputs::default()
    };
    let alone = material(vec![certificate("press-17", 9, None, false)]);
    let failure = Failure::Enrolment("a group needs the certificate of a CA".to_owned());
    let told = told(&failure, &inputs, Some(&alone));
    assert_eq!(told.title, "There is no CA for the group");
    assert_eq!(told.what, "A group needs the certificate of a CA.");
}

#[test]
fn a_key_that_belongs_elsewhere_is_told_with_its_kind() {
    let mut material = material(factory_chain("press-17"));
    material.key = material.key.map(|key| KeyFacts {
        belongs_to: None,
        ..key
    });
    let failure =
        Failure::Identity("the private key belongs to none of the certificates".to_owned());
    let told = told(&failure, &Inputs::default(), Some(&material));
    assert_eq!(told.title, "These files do not make an identity");
    assert_eq!(
        told.why[0],
        "The loaded key (EC P-256) fits none of the loaded certificates."
    );
    assert_eq!(
        told.now[0],
        "Load the key that belongs to the device's certificate."
    );
}

#[test]
fn whatever_fails_early_ends_in_a_title_a_cause_and_a_next_action() {
    let alone = material(vec![certificate("other", 9, None, false)]);
    let said = [
        "the ID scope is empty",
        "",
        "the private key belongs to none of the certificates",
    ];
    for why in said {
        for kind in [Failure::Input, Failure::Identity, Failure::Enrolment] {
            told(&kind(why.to_owned()), &Inputs::default(), None);
            told(&kind(why.to_owned()), &Inputs::default(), Some(&alone));
        }
    }
    told(&Failure::Cancelled, &Inputs::default(), None);
}
