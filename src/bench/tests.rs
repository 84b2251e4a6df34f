//! The bench on the files of device-certs' test data, with real signature checks.

use device_certs::lint::{Profile, Severity};
use device_certs::lints::{LINTS, TEXTS};
use device_certs::pem_encode;
use device_certs::time::parse_rfc3339;
use practice_dps::listen::native::verify;

use super::plan::{FIRST_ABOUT_CERTIFICATES, is_about_files};
use super::*;

fn data(path: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/crates/device-certs/testdata/");
    std::fs::read([folder, path].concat()).unwrap()
}

fn bench(files: &[&str]) -> Keep {
    let mut keep = Keep::default();
    for path in files {
        keep.add(Some((*path).to_owned()), &data(path));
    }
    keep
}

/// Within the validity of everything in the test data that is meant to be valid.
fn now(keep: &Keep) -> i64 {
    let exhibits = keep.files().iter().map(Kept::exhibit);
    let starts = exhibits.flat_map(|exhibit| {
        exhibit
            .certificates
            .into_iter()
            .filter_map(|one| one.not_before)
    });
    starts.max().unwrap_or_default() + 86_400
}

fn asked(question: Profile) -> Asked {
    Asked {
        question,
        selected: None,
        registration_id: String::new(),
        code: String::new(),
        enrolment: Enrolment::default(),
    }
}

fn judged(keep: &Keep, asked: &Asked) -> Judgement {
    judged_at(keep, asked, now(keep))
}

fn judged_at(keep: &Keep, asked: &Asked, now: i64) -> Judgement {
    let plan = Plan::make(keep, asked, now).unwrap();
    let verdicts: Vec<_> = plan.checks().iter().map(verify).collect();
    plan.judge(&verdicts, None)
}

/// The certificates of a file of the test data, each as a file of its own, in the order given.
fn apart(path: &str, order: &[usize]) -> Keep {
    let whole = bench(&[path]);
    let certificates = whole.files()[0].exhibit().certificates;
    let mut keep = Keep::default();
    for index in order {
        let pem = pem_encode("CERTIFICATE", &certificates[*index].der);
        keep.add(Some(format!("{index}.pem")), pem.as_bytes());
    }
    keep
}

fn count(path: &str) -> usize {
    bench(&[path]).files()[0].exhibit().certificates.len()
}

#[test]
fn a_good_chain_is_drawn_and_claims_no_more_than_is_known() {
    let judgement = judged(
        &bench(&["device/good_with_root.pem"]),
        &asked(Profile::Device),
    );
    let headline = headline(&judgement);
    assert_ne!(headline.mood, Mood::Bad, "{headline:?}");
    assert!(headline.unknown.iter().any(|one| one.contains("enrolment")));
    assert!(
        headline
            .unknown
            .iter()
            .any(|one| one.contains("private key"))
    );
    let picture = Picture::of(&judgement);
    assert!(picture.arrows.iter().all(|arrow| *arrow == Arrow::Signed));
    assert_eq!(picture.arrows.len() + 1, picture.nodes.len());
    assert_eq!(picture.nodes.last().unwrap().kind, NodeKind::Root);
    assert!(!judgement.passed.is_empty() && !judgement.not_applicable.is_empty());
}

#[test]
fn the_order_of_the_files_does_not_matter() {
    let path = "device/good_with_root.pem";
    let forward: Vec<usize> = (0..count(path)).collect();
    let backward: Vec<usize> = forward.iter().rev().copied().collect();
    let [first, second] = [forward, backward].map(|order| {
        let keep = apart(path, &order);
        let judgement = judged(&keep, &asked(Profile::Device));
        let picture = Picture::of(&judgement);
        // The root is a file of its own: known to the service rather than sent.
        assert_eq!(picture.nodes.last().unwrap().kind, NodeKind::Anchor);
        (picture.description(), judgement.count(Severity::Error))
    });
    assert_eq!(first, second);
    assert!(first.0.contains("is signed by"), "{}", first.0);
}

#[test]
fn a_missing_link_is_drawn_as_missing_and_says_what_to_add() {
    let keep = apart("device/good_with_root.pem", &[0]);
    let picture = Picture::of(&judged(&keep, &asked(Profile::Device)));
    assert_eq!(picture.nodes.last().unwrap().kind, NodeKind::Missing);
    assert_eq!(picture.arrows, [Arrow::Missing]);
    assert!(picture.description().contains("which is missing"));
    assert!(picture.advice().unwrap().contains("behind that of"));
}

#[test]
fn a_group_is_decided_by_the_code_of_the_practice_service() {
    let path = "device/good_with_root.pem";
    let keep = apart(path, &(0..count(path)).collect::<Vec<_>>());
    let root = keep.files().last().unwrap().id;
    let mut asked = asked(Profile::Device);
    asked.enrolment.kind = EnrolmentKind::Group;
    asked.enrolment.ca = Some((root, 0));
    let unverified = judged(&keep, &asked);
    let answer = unverified.answer.as_ref().unwrap();
    assert_eq!(answer.service.rule, "ca_not_verified");
    let said = headline(&unverified);
    assert_eq!(said.title, "DPS will refuse this device");
    assert_eq!(
        said.code,
        Some((401_002, "CA certificate not found.".into()))
    );

    asked.enrolment.is_verified = true;
    let verified = judged(&keep, &asked);
    assert_eq!(verified.answer.unwrap().service.outcome, "assigned");

    asked.enrolment.is_disabled = true;
    let disabled = judged(&keep, &asked);
    assert_eq!(disabled.answer.unwrap().service.outcome, "disabled");

    asked.enrolment.ca = None;
    let incomplete = judged(&keep, &asked);
    assert!(
        incomplete
            .enrolment_wrong
            .unwrap()
            .contains("CA certificate")
    );
}

#[test]
fn an_individual_enrolment_takes_its_primary_or_its_secondary() {
    let mut keep = bench(&["device/good_p256.pem", "device/good_p384.pem"]);
    let [own, other] = [keep.files()[0].id, keep.files()[1].id];
    let mut asked = asked(Profile::Device);
    asked.selected = Some(own);
    asked.enrolment.kind = EnrolmentKind::Individual;
    assert_eq!(
        judged(&keep, &asked).answer.unwrap().service.outcome,
        "assigned"
    );
    let name = keep
        .get(own)
        .unwrap()
        .exhibit()
        .leaf()
        .unwrap()
        .common_name()
        .unwrap()
        .to_owned();
    asked.enrolment.registration_id = name;
    asked.enrolment.primary = Some((other, 0));
    let refused = judged(&keep, &asked).answer.unwrap();
    assert_eq!(refused.service.rule, "individual_holds_another");
    asked.enrolment.secondary = Some((own, 0));
    assert_eq!(
        judged(&keep, &asked).answer.unwrap().service.outcome,
        "assigned"
    );

    // What was typed in can be carried over to `check --enrollments`, and back.
    let text = asked.enrolment.json(&keep, None).unwrap().unwrap();
    assert!(Enrolment::recognise(text.as_bytes()).unwrap().is_ok());
    asked.enrolment = Enrolment {
        kind: EnrolmentKind::Imported,
        imported: Some(("enrolments.json".to_owned(), text)),
        ..Enrolment::default()
    };
    assert_eq!(
        judged(&keep, &asked).answer.unwrap().service.outcome,
        "assigned"
    );
    keep.clear();
    assert!(Plan::make(&keep, &asked, 0).is_none());
}

#[test]
fn server_trust_is_a_question_of_its_own() {
    let keep = bench(&["device/good_p256.pem", "server/baltimore.pem"]);
    assert_eq!(keep.roles(), [Role::Device, Role::Server]);
    let now = parse_rfc3339("2026-11-24T00:00:00Z").unwrap();
    let judgement = judged_at(&keep, &asked(Profile::Server), now);
    assert_eq!(
        judgement.certificates.len(),
        1,
        "the device's own is not asked about"
    );
    let found = |id: &str| {
        judgement
            .findings
            .iter()
            .any(|one| one.finding.lint.id == id)
    };
    assert!(found("baltimore_root") && found("digicert_root_absent"));
    assert_eq!(
        headline(&judgement).title,
        "A device that trusts only this will not connect"
    );
    let card = &Card::all(&keep, now)[1];
    let badge = |text: &str| card.badges.iter().any(|badge| badge.text == text);
    assert!(
        badge("expired 2025-05-12") && badge("server trust"),
        "{card:?}"
    );
}

#[test]
fn a_key_is_shown_by_kind_and_owner_and_never_by_its_bytes() {
    let keep = bench(&["device/good_p256.pem", "keys/device.key"]);
    assert_eq!(keep.roles()[1], Role::Key);
    let cards = Card::all(&keep, now(&keep));
    let [key] = cards[1].keys.as_slice() else {
        panic!("{:?}", cards[1].keys)
    };
    assert!(key.kind.starts_with("EC"), "{key:?}");
    assert!(keep.files()[1].visible_bytes().is_none());
    let body = String::from_utf8(data("keys/device.key")).unwrap();
    let body: Vec<&str> = body.lines().filter(|line| !line.starts_with('-')).collect();
    let shown = format!("{cards:?} {keep:?}");
    assert!(body.iter().all(|line| !shown.contains(line)));
}

#[test]
fn repairs_are_shown_with_their_place_before_and_after() {
    for path in [
        "device/c_string.txt",
        "device/typography_in_pem.pem",
        "device/byte_order_mark.pem",
    ] {
        let keep = bench(&[path]);
        let card = &Card::all(&keep, now(&keep))[0];
        assert!(!card.repairs.is_empty(), "{path}");
        for repair in &card.repairs {
            assert!(
                repair.line > 0 && repair.column > 0 && repair.change.is_some(),
                "{repair:?}"
            );
        }
        assert!(!card.certificates.is_empty(), "{path}");
    }
}

#[test]
fn what_is_behind_a_password_is_opened_by_the_right_one_alone() {
    let mut keep = bench(&["keys/archive.p12"]);
    let id = keep.files()[0].id;
    assert!(Card::all(&keep, 0)[0].is_locked);
    assert!(matches!(
        keep.unlock(id, "certainly wrong"),
        Unlocked::Refused(_)
    ));
    assert!(
        Card::all(&keep, 0)[0].is_locked,
        "a wrong password changes nothing"
    );
    // The password that testdata/keys/README.md names.
    assert_eq!(keep.unlock(id, "throw-away"), Unlocked::Opened);
    let card = &Card::all(&keep, 0)[0];
    assert!(!card.is_locked && card.has_key && !card.certificates.is_empty());
    assert!(keep.files()[0].visible_bytes().is_none());
}

#[test]
fn several_files_keep_what_is_to_be_said_of_each() {
    let path = "device/good_with_root.pem";
    let mut keep = Keep::default();
    let certificates = bench(&[path]).files()[0].exhibit().certificates;
    let leaf = pem_encode("CERTIFICATE", &certificates[0].der).replace('\n', "\r\n");
    keep.add(Some("leaf.pem".to_owned()), leaf.as_bytes());
    let above = pem_encode("CERTIFICATE", &certificates[1].der);
    keep.add(Some("above.pem".to_owned()), above.as_bytes());
    let judgement = judged(&keep, &asked(Profile::Device));
    assert_eq!(judgement.files.len(), 2);
    let crlf = judgement
        .findings
        .iter()
        .find(|one| one.finding.lint.id == "crlf_line_ends");
    assert!(crlf.unwrap().place().starts_with("leaf.pem, line "));
    assert!(
        judgement
            .passed
            .iter()
            .all(|one| one.lint.id != "crlf_line_ends")
    );
}

#[test]
fn the_rules_about_files_are_known_by_where_they_stand() {
    assert!(LINTS.iter().any(|lint| lint.id == FIRST_ABOUT_CERTIFICATES));
    let about_files = LINTS.iter().filter(|lint| is_about_files(lint)).count();
    assert!((15..30).contains(&about_files), "{about_files}");
}

#[test]
fn the_texts_of_every_rule_are_in_the_file_the_page_fetches() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/lints.json");
    let texts = Texts::parse(&std::fs::read_to_string(path).unwrap());
    for rule in TEXTS {
        let text = texts.of(rule.id).unwrap();
        assert_eq!((text.why.as_str(), text.fix.as_str()), (rule.why, rule.fix));
        assert_eq!(text.citations.len(), rule.citations.len());
    }
    assert_eq!(Texts::parse("no JSON").of("issuer_absent"), None);
}

#[test]
fn a_lesson_is_given_what_the_device_presents_and_its_key_and_nothing_else() {
    let keep = bench(&[
        "device/good_p256.pem",
        "keys/device.key",
        "server/baltimore.pem",
        "ca/good.pem",
        "keys/archive.p12",
    ]);
    let given: Vec<(&str, &[u8])> = keep.of_device().collect();
    let names: Vec<&str> = given.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["device/good_p256.pem", "keys/device.key"]);
    assert_eq!(given[0].1, data("device/good_p256.pem"));
}
