//! Chains in any order, and the checks of their links.

use device_certs::chain::{self, KeyIds};
use device_certs::issue::Template;
use device_certs::{Certificate, PrivateKey, pem};

use crate::openssl::Openssl;
use crate::signer::{Signer, is_valid};

struct Family {
    /// leaf, intermediate, root
    certificates: [Certificate; 3],
}

fn family(name: &str) -> Family {
    let [leaf_key, middle_key, root_key] = [Signer::p256(), Signer::p256(), Signer::p256()];
    let of = |signer: &Signer| (signer.spki(), signer.algorithm());
    let (spki, algorithm) = of(&root_key);
    let root = root_key.issue(&Template::ca(
        &format!("{name} root"),
        spki,
        algorithm,
        None,
    ));
    let (spki, algorithm) = of(&middle_key);
    let template =
        Template::ca(&format!("{name} middle"), spki, algorithm, Some(0)).issued_by(&root);
    let middle = root_key.issue(&template);
    let (spki, algorithm) = of(&leaf_key);
    let leaf = middle_key
        .issue(&Template::leaf(&format!("{name} leaf"), spki, algorithm).issued_by(&middle));
    Family {
        certificates: [leaf, middle, root],
    }
}

fn orders() -> impl Iterator<Item = [usize; 3]> {
    [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
    ]
    .into_iter()
}

#[test]
fn every_order_gives_the_same_chain_and_valid_links() {
    let Family { certificates } = family("a");
    for order in orders() {
        let given = order.map(|index| certificates[index].clone());
        let chain = chain::order(&given, None);
        let ordered: Vec<Certificate> = chain
            .path
            .iter()
            .map(|index| given[*index].clone())
            .collect();
        assert_eq!(ordered, certificates);
        assert_eq!(chain.was_in_order(), order == [0, 1, 2]);
        let checks = chain::link_checks(&given, &chain);
        assert_eq!(
            checks.iter().map(is_valid).collect::<Vec<_>>(),
            [true, true]
        );
        assert!(is_valid(&chain::self_check(&certificates[2]).unwrap()));
        assert_eq!(chain::self_check(&certificates[0]), None);
    }
}

#[test]
fn a_missing_intermediate_leaves_the_root_unrelated() {
    let Family {
        certificates: [leaf, _, root],
    } = family("a");
    let chain = chain::order(&[root, leaf], None);
    assert_eq!((chain.path, chain.unrelated), (vec![1], vec![0]));
}

#[test]
fn strangers_and_duplicates_are_told_apart() {
    let Family {
        certificates: [leaf, middle, root],
    } = family("a");
    let Family {
        certificates: [_, _, stranger],
    } = family("b");
    let given = [leaf.clone(), stranger, leaf, middle.clone(), root, middle];
    let chain = chain::order(&given, None);
    assert_eq!(
        (chain.path, chain.unrelated, chain.duplicates),
        (vec![0, 3, 4], vec![1], vec![2, 5])
    );
}

#[test]
fn another_certificate_of_the_same_name_is_passed_over_by_its_key_identifier() {
    let Family {
        certificates: [leaf, middle, root],
    } = family("a");
    let Family {
        certificates: [_, namesake, _],
    } = family("a");
    assert_eq!(chain::key_ids(&namesake, &leaf), KeyIds::Differ);
    assert!(!chain::may_have_issued(&namesake, &leaf) && chain::may_have_issued(&middle, &leaf));
    let given = [leaf.clone(), namesake.clone(), middle, root];
    let chain = chain::order(&given, None);
    assert_eq!((chain.path, chain.unrelated), (vec![0, 2, 3], vec![1]));
    // Alone it is the best there is, and its check says what is wrong.
    let given = [leaf, namesake];
    let chain = chain::order(&given, None);
    assert_eq!(chain.path, [0, 1]);
    assert!(!is_valid(&chain::link_checks(&given, &chain)[0]));
}

#[test]
fn the_key_picks_among_several_leaves() {
    let openssl = Openssl::new();
    let mut given = Vec::new();
    for name in ["one", "two", "three"] {
        openssl.self_signed(name, "P-256");
        given.push(
            Certificate::read(&pem::read(&openssl.read(&format!("{name}.pem"))).items[0].der).0,
        );
    }
    for (index, name) in ["one", "two", "three"].into_iter().enumerate() {
        let key =
            PrivateKey::read(&pem::read(&openssl.read(&format!("{name}.key"))).items[0]).unwrap();
        assert_eq!(chain::order(&given, Some(&key)).leaf(), Some(index));
    }
    assert_eq!(chain::order(&given, None).leaf(), Some(0));
}

#[test]
fn without_a_key_the_one_that_is_no_ca_is_the_leaf() {
    let Family {
        certificates: [leaf, middle, _],
    } = family("a");
    let Family {
        certificates: [_, _, stranger],
    } = family("b");
    assert_eq!(chain::order(&[stranger, leaf, middle], None).path, [1, 2]);
}

#[test]
fn a_leaf_with_the_name_of_its_ca_still_has_its_chain() {
    let (leaf_key, root_key) = (Signer::p256(), Signer::p256());
    let root = root_key.issue(&Template::ca(
        "dev-01",
        root_key.spki(),
        root_key.algorithm(),
        None,
    ));
    let template = Template::leaf("dev-01", leaf_key.spki(), root_key.algorithm()).issued_by(&root);
    let leaf = root_key.issue(&template);
    for (given, path) in [
        ([leaf.clone(), root.clone()], [0, 1]),
        ([root, leaf], [1, 0]),
    ] {
        let chain = chain::order(&given, None);
        assert_eq!(chain.path, path);
        assert!(is_valid(&chain::link_checks(&given, &chain)[0]));
    }
}

#[test]
fn certificates_that_issued_each_other_do_not_go_round() {
    let (one_key, two_key) = (Signer::p256(), Signer::p256());
    let algorithm = one_key.algorithm();
    let one = one_key.issue(&Template::ca(
        "one",
        one_key.spki(),
        algorithm.clone(),
        None,
    ));
    let two = one_key
        .issue(&Template::ca("two", two_key.spki(), algorithm.clone(), None).issued_by(&one));
    let back = two_key.issue(&Template::ca("one", one_key.spki(), algorithm, None).issued_by(&two));
    assert_eq!(chain::order(&[back, two], None).path, [0, 1]);
}

#[test]
fn openssl_chains_of_every_key_have_valid_links() {
    let openssl = Openssl::new();
    for kind in ["P-256", "P-384", "RSA-2048"] {
        openssl.self_signed("root", kind);
        openssl.key("dev.key", "P-256");
        openssl.run("req -new -key dev.key -subj /CN=dev-01 -out dev.csr");
        openssl.run("x509 -req -in dev.csr -CA root.pem -CAkey root.key -out dev.pem");
        let read = |name: &str| Certificate::read(&pem::read(&openssl.read(name)).items[0].der).0;
        let given = [read("root.pem"), read("dev.pem")];
        let chain = chain::order(&given, None);
        assert_eq!(chain.path, [1, 0]);
        assert!(is_valid(&chain::link_checks(&given, &chain)[0]));
        assert!(is_valid(&chain::self_check(&given[0]).unwrap()));
    }
}

#[test]
fn nothing_gives_nothing() {
    assert_eq!(chain::order(&[], None), chain::Chain::default());
    assert_eq!(chain::path_from(&[], 7), chain::Chain::default());
}
