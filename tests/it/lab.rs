//! What the lab makes, cooked with aws-lc-rs: the good chain is good, and every defect is refused by whom it says, and seen
//! by the rule it names.

use device_certs::certificate::Certificate;
use device_certs::lint::{Exhibit, Profile, Questions, judge};
use device_certs::{PrivateKey, Verdict, pem_encode};
use dps_playground_page::lab::{
    Blueprint, Contents, Defect, Export, FileOrder, Issuer, KeyExport, Piece, Recipe, Refuser,
    Shelf, What, Wish,
};
use practice_dps::Enrollments;
use practice_dps::decision::{Assessment, Attempt, Decision, Rule, register};
use practice_dps::enrollments::{CaCertificate, EnrollmentGroup};
use practice_dps::listen::native::{PracticeKey, verify};

const NOW: i64 = 1_795_500_000;

/// A shelf and the keys of what stands on it, all of them P-256.
#[derive(Default)]
struct Kitchen {
    shelf: Shelf,
    keys: Vec<PracticeKey>,
}

impl Kitchen {
    fn key(&mut self) -> usize {
        self.keys.push(PracticeKey::generate().unwrap());
        self.keys.len() - 1
    }

    fn cook(&mut self, recipe: &Recipe) -> usize {
        let first = self.shelf.pieces.len();
        for blueprint in &recipe.pieces {
            let piece = self.piece(blueprint, first);
            self.shelf.pieces.push(piece);
        }
        let foreign = recipe.foreign_key.then(|| self.key());
        let last = self.shelf.pieces.last_mut().unwrap();
        last.order = recipe.order;
        last.defect = recipe.defect;
        last.file_key = foreign.unwrap_or(last.file_key);
        self.shelf.pieces.len() - 1
    }

    fn piece(&mut self, blueprint: &Blueprint, first: usize) -> Piece {
        let key = self.key();
        let spki = self.keys[key].spki().unwrap();
        let issuer = match blueprint.issuer {
            Issuer::Itself => None,
            Issuer::Made(place) => Some(first + place),
            Issuer::OnShelf(place) => Some(place),
        };
        let above = issuer.map(|place| self.shelf.pieces[place].clone());
        let signer = match &above {
            _ if blueprint.signed_by_stranger => self.key(),
            Some(above) => above.key,
            None => key,
        };
        let kind = above
            .as_ref()
            .map_or(blueprint.key, |above| above.key_choice);
        let certificate = above.as_ref().and_then(Piece::certificate);
        let template = blueprint.template(spki, certificate, kind, vec![0x47, 1, 2]);
        let to_be_signed = template.to_be_signed().unwrap();
        let signature = self.keys[signer].sign(&to_be_signed.bytes).unwrap();
        let certificate = Certificate::read(&to_be_signed.finish(&signature)).0;
        Piece {
            role: blueprint.role,
            contents: Contents::Certificate(Box::new(certificate)),
            key,
            file_key: key,
            key_choice: blueprint.key,
            issuer,
            order: FileOrder::AsSent,
            defect: None,
        }
    }

    fn private_key(&self, place: usize) -> PrivateKey {
        let key = self.shelf.pieces[place].file_key;
        PrivateKey::from_pkcs8(self.keys[key].pkcs8()).unwrap()
    }

    /// The ids of the rules that find something in the file of a piece, root and key included.
    fn findings(&self, place: usize, registration_id: &str) -> Vec<&'static str> {
        let root = self.shelf.pieces[place].order == FileOrder::AsSent;
        let mut file: String = (self.shelf.file(place, root).iter())
            .map(|certificate| pem_encode("CERTIFICATE", &certificate.der))
            .collect();
        file.push_str(&pem_encode(
            "PRIVATE KEY",
            self.private_key(place).pkcs8_der(),
        ));
        let exhibit = Exhibit::read(file.as_bytes());
        let verdicts: Vec<Verdict> = (exhibit.links().iter())
            .map(|link| verify(&link.check))
            .collect();
        let questions = Questions {
            registration_id: Some(registration_id),
            ..Questions::new(Profile::Device, NOW)
        };
        let report = judge(&exhibit, &questions, &verdicts);
        report
            .findings
            .iter()
            .map(|finding| finding.lint.id)
            .collect()
    }

    /// What the service decides about a device with this file, by a group for its root, which is verified.
    fn decide(&self, place: usize, registration_id: &str) -> Rule {
        let mut enrollments = Enrollments::default();
        let root = self.shelf.root_of(place).unwrap().clone();
        let ca = CaCertificate::new("root", root.clone(), true);
        enrollments.put_certificate(ca).unwrap();
        enrollments
            .put_group(EnrollmentGroup::new("group", root))
            .unwrap();
        let file = self.shelf.file(place, false);
        let chain: Vec<Certificate> = file.into_iter().cloned().collect();
        let attempt = Attempt::by_certificate(registration_id, &chain, NOW);
        let decision = match register(&attempt, &enrollments) {
            Assessment::Settled(decision) => decision,
            Assessment::Chain(question) => {
                // SHA-1 cannot be signed here; that such a signature is taken is for the browser to show.
                let verdicts: Vec<Verdict> = (question.checks().iter())
                    .map(
                        |check| match check.algorithm.to_string().contains("SHA-1") {
                            true => Verdict::Valid,
                            false => verify(check),
                        },
                    )
                    .collect();
                question.settle(&verdicts, &enrollments)
            }
        };
        match decision {
            Decision::Accepted(enrolled) => enrolled.rule(),
            Decision::Disabled(_) => Rule::EntryDisabled,
            Decision::Refused(refusal) => refusal.rule,
        }
    }
}

#[test]
fn one_click_makes_a_chain_without_a_finding_that_is_assigned() {
    let mut kitchen = Kitchen::default();
    let recipe = Wish::new(NOW).recipe(&kitchen.shelf, [1, 2]).unwrap();
    let device = kitchen.cook(&recipe);
    // The root is in the file that was judged, so that its signatures could be checked.
    assert_eq!(
        kitchen.findings(device, "press-17"),
        ["private_key_in_file", "root_in_chain"]
    );
    assert_eq!(kitchen.decide(device, "press-17"), Rule::GroupMatches);
}

#[test]
fn every_defect_is_seen_by_its_rule_and_refused_by_whom_it_says() {
    for &defect in Defect::ALL {
        let mut kitchen = Kitchen::default();
        let wish = Wish::new(NOW);
        let recipe = wish.defective(defect, &kitchen.shelf, NOW, [1, 2]).unwrap();
        let device = kitchen.cook(&recipe);
        let registration_id = defect.registration_id("press-17");
        let found = kitchen.findings(device, &registration_id);
        assert!(found.contains(&defect.lint()), "{defect:?}: {found:?}");
        match defect.refuser() {
            Refuser::Service(rule) => {
                assert_eq!(kitchen.decide(device, &registration_id), rule, "{defect:?}");
            }
            Refuser::Nobody(_) => {
                let rule = kitchen.decide(device, &registration_id);
                assert_eq!(rule, Rule::GroupMatches, "{defect:?}");
            }
            Refuser::Handshake(_) => {
                // The key is not that of the first certificate, which is what a handshake proves.
                let first = kitchen.shelf.file(device, false)[0];
                let spki = kitchen.keys[kitchen.shelf.pieces[device].file_key]
                    .spki()
                    .unwrap();
                assert_ne!(first.spki_der(), spki, "{defect:?}");
            }
        }
    }
}

#[test]
fn a_proof_is_signed_by_the_ca_it_is_about() {
    let mut kitchen = Kitchen::default();
    let mut wish = Wish::new(NOW);
    wish.turn_to(What::Authority, &kitchen.shelf, NOW);
    let ca = kitchen.cook(&wish.recipe(&kitchen.shelf, [0, 0]).unwrap());
    wish.turn_to(What::Proof, &kitchen.shelf, NOW);
    assert!(
        wish.recipe(&kitchen.shelf, [0, 0])
            .unwrap_err()
            .contains("verification code")
    );
    wish.common_name = "7A69E8".to_owned();
    let proof = kitchen.cook(&wish.recipe(&kitchen.shelf, [0, 0]).unwrap());
    assert_eq!(kitchen.shelf.path(proof), [proof, ca]);
    let pem = Export::ChainAndRoot
        .of(&kitchen.shelf, proof)
        .unwrap()
        .bytes;
    let exhibit = Exhibit::read(&pem);
    let verdicts: Vec<Verdict> = (exhibit.links().iter())
        .map(|link| verify(&link.check))
        .collect();
    let questions = Questions {
        registration_id: Some("7A69E8"),
        ..Questions::new(Profile::Verification, NOW)
    };
    let report = judge(&exhibit, &questions, &verdicts);
    let found: Vec<&str> = report
        .findings
        .iter()
        .map(|finding| finding.lint.id)
        .collect();
    assert_eq!(found, Vec::<&str>::new());
}

#[test]
fn exports_are_in_the_order_a_device_sends() {
    let mut kitchen = Kitchen::default();
    let device = kitchen.cook(&Wish::new(NOW).recipe(&kitchen.shelf, [1, 2]).unwrap());
    let text = |export: Export| {
        let file = export.of(&kitchen.shelf, device).unwrap();
        (
            file.name.clone(),
            String::from_utf8(file.bytes.to_vec()).unwrap(),
        )
    };
    let (name, chain) = text(Export::Chain);
    assert_eq!(name, "press-17-chain.pem");
    let read = Exhibit::read(chain.as_bytes());
    let names: Vec<_> = (read.certificates.iter())
        .map(|one| one.common_name().unwrap())
        .collect();
    assert_eq!(names, ["press-17", "practice intermediate CA 0102"]);
    assert_eq!(text(Export::ChainAndRoot).1.matches("BEGIN").count(), 3);
    let (name, header) = text(Export::C);
    assert_eq!(name, "press-17.h");
    assert_eq!(header.matches("BEGIN CERTIFICATE").count(), 2);
    assert!(header.contains("static const unsigned char device_certificate["));
    assert!(
        text(Export::Rust)
            .1
            .contains("pub static DEVICE_CHAIN: &str")
    );
    for (export, _, _) in Export::ALL {
        let file = export.of(&kitchen.shelf, device).unwrap();
        assert!(
            !String::from_utf8_lossy(&file.bytes).contains("PRIVATE"),
            "{export:?}"
        );
    }
    let key = KeyExport::C.of(
        &kitchen.shelf,
        device,
        &kitchen.private_key(device),
        "",
        &[0; 80],
    );
    assert_eq!(key.name, "press-17_key.h");
    assert!(String::from_utf8_lossy(&key.bytes).contains("BEGIN PRIVATE KEY"));
}

#[test]
fn names_become_file_names_everywhere() {
    let mut kitchen = Kitchen::default();
    let mut wish = Wish::new(NOW);
    for (name, expected) in [
        ("../../etc", "etc.pem"),
        ("Gerät: 1", "Ger-t--1.pem"),
        ("", "Device.pem"),
    ] {
        wish.common_name = name.to_owned();
        let device = kitchen.cook(&wish.recipe(&kitchen.shelf, [1, 2]).unwrap());
        assert_eq!(
            Export::Pem.of(&kitchen.shelf, device).unwrap().name,
            expected
        );
    }
}
