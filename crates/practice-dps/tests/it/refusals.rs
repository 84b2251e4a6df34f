//! The decision after registering, row by row: status, code, text, and the rule behind them. One piece: a test a row.

use dps_protocol::{HubHostname, RegistrationId};
use practice_dps::enrollments::{
    AllocationPolicy, EnrollmentFile, EnrollmentGroup, IndividualAttestation, IndividualEnrollment,
    Pair, ProvisioningStatus,
};
use practice_dps::{Quotas, Rule, ServiceSettings};

use crate::lab::{Answer, Holder, Lab, START, settings, sign};

const INVALID: &str = "Invalid certificate.";
const NO_CA: &str = "CA certificate not found.";

#[track_caller]
fn check(lab: &Lab, answer: &Answer, code: u64, text: &str, rule: Rule) {
    let status = u16::try_from(code / 1000).unwrap();
    assert_eq!(answer.refusal(), (status, code, text.to_owned()));
    assert_eq!(lab.rule(), Some(rule));
}

fn now_secs() -> i64 {
    START.unix_secs()
}

#[test]
fn a_throttled_registration_is_told_to_wait() {
    let lab = Lab::with(ServiceSettings {
        quotas: Some(Quotas {
            registrations_per_minute: 1,
            ..Quotas::DOCUMENTED
        }),
        ..settings()
    });
    let leaf = Holder::self_signed("dev1");
    lab.individual("dev1", &leaf);
    assert!(lab.register("dev1", &[&leaf]).topic.contains("/res/202/"));
    let answer = lab.register("dev1", &[&leaf]);
    let text = "Operations are being throttled for this tenant.";
    check(&lab, &answer, 429_001, text, Rule::Throttled);
    assert_eq!(
        answer.topic,
        "$dps/registrations/res/429/?$rid=1&retry-after=3"
    );
    assert_eq!(answer.json()["trackingId"], "");
    lab.wait(60);
    assert!(lab.register("dev1", &[&leaf]).topic.contains("/res/202/"));
}

#[test]
fn an_illegal_registration_id() {
    let lab = Lab::new();
    for id in ["dev@1", "dev.", &"a".repeat(129)] {
        let answer = lab.register(id, &[&Holder::self_signed("dev1")]);
        check(
            &lab,
            &answer,
            400_004,
            "Invalid RegistrationId",
            Rule::RegistrationIdIllegal,
        );
    }
}

#[test]
fn a_body_that_is_not_json() {
    let lab = Lab::new();
    let mut device = lab.device(&[&Holder::self_signed("dev1")]);
    device.enter("dev1");
    let answer = device.ask(
        "$dps/registrations/PUT/iotdps-register/?$rid=1",
        b"{\"payload\":",
    );
    check(
        &lab,
        &answer,
        400_002,
        "INVALID_REQUEST",
        Rule::BodyUnreadable,
    );
}

#[test]
fn a_password_alone() {
    let lab = Lab::new();
    let mut device = lab.device_with(Vec::new());
    let username = dps_protocol::username::format(crate::lab::ID_SCOPE, "dev1", "2019-03-31");
    let mut connect = crate::lab::hello("dev1", &username);
    connect.password = Some(b"SharedAccessSignature sr=x".to_vec());
    device.send(&mqtt_wire::Packet::Connect(connect));
    device.subscribe("$dps/registrations/res/#", mqtt_wire::QoS::AtLeastOnce, 1);
    let answer = device.register("1");
    check(
        &lab,
        &answer,
        401_000,
        "Unauthorized",
        Rule::TokenUnreadable,
    );
}

#[test]
fn a_common_name_that_is_not_the_registration_id() {
    let lab = Lab::new();
    let other = Holder::self_signed("dev2");
    lab.individual("dev1", &other);
    let answer = lab.register("dev1", &[&other]);
    check(&lab, &answer, 401_002, INVALID, Rule::CommonNameDiffers);

    let nameless = Holder::self_signed_as(|leaf| device_certs::issue::Template {
        common_name: None,
        ..leaf
    });
    let answer = lab.register("dev1", &[&nameless]);
    check(&lab, &answer, 401_002, INVALID, Rule::CommonNameMissing);

    let garbage = lab.device_with(vec![b"no certificate".to_vec()]);
    let mut device = garbage;
    device.enter("dev1");
    let answer = device.register("1");
    check(&lab, &answer, 401_002, INVALID, Rule::CommonNameMissing);
}

#[test]
fn case_does_not_distinguish_registration_ids() {
    let lab = Lab::new();
    let leaf = Holder::self_signed("DEV1");
    lab.individual("Dev1", &leaf);
    assert!(lab.register("dev1", &[&leaf]).topic.contains("/res/202/"));
}

#[test]
fn a_certificate_out_of_its_time() {
    let lab = Lab::new();
    let expired = Holder::self_signed_as(|leaf| leaf.valid(0, now_secs() - 1));
    lab.individual("dev1", &expired);
    let answer = lab.register("dev1", &[&expired]);
    check(&lab, &answer, 401_002, INVALID, Rule::LeafExpired);

    let early = Holder::self_signed_as(|leaf| leaf.valid(now_secs() + 1, now_secs() + 9));
    lab.individual("dev1", &early);
    let answer = lab.register("dev1", &[&early]);
    check(&lab, &answer, 401_002, INVALID, Rule::LeafNotYetValid);
    lab.wait(1);
    assert!(
        lab.register("dev1", &[&early]).topic.contains("/res/202/"),
        "its time has come"
    );
    lab.wait(9);
    let answer = lab.register("dev1", &[&early]);
    check(&lab, &answer, 401_002, INVALID, Rule::LeafExpired);
}

#[test]
fn an_individual_enrollment_of_another_certificate() {
    let lab = Lab::new();
    lab.individual("dev1", &Holder::self_signed("dev1"));
    let renewed = Holder::self_signed("dev1");
    let answer = lab.register("dev1", &[&renewed]);
    check(
        &lab,
        &answer,
        401_002,
        INVALID,
        Rule::IndividualHoldsAnother,
    );
}

#[test]
fn the_secondary_certificate_is_as_good() {
    let lab = Lab::new();
    let (primary, secondary) = (Holder::self_signed("dev1"), Holder::self_signed("dev1"));
    let id = RegistrationId::parse("dev1").unwrap();
    let enrollment = IndividualEnrollment {
        attestation: IndividualAttestation::X509(Pair {
            primary: primary.certificate.clone().into(),
            secondary: Some(secondary.certificate.clone().into()),
        }),
        ..IndividualEnrollment::new(id, primary.certificate.clone())
    };
    lab.service(|service| service.put_individual(enrollment))
        .unwrap();
    for leaf in [&primary, &secondary] {
        assert!(lab.register("dev1", &[leaf]).topic.contains("/res/202/"));
    }
}

#[test]
fn an_individual_enrollment_goes_before_a_group() {
    let lab = Lab::new();
    let root = Holder::root("root");
    lab.upload("root", &root, true);
    lab.group("factory", &root);
    let leaf = root.leaf("dev1");
    assert!(lab.register("dev1", &[&leaf]).topic.contains("/res/202/"));
    lab.individual("dev1", &Holder::self_signed("dev1"));
    let answer = lab.register("dev1", &[&leaf]);
    check(
        &lab,
        &answer,
        401_002,
        INVALID,
        Rule::IndividualHoldsAnother,
    );
}

/// root ← ca ← leaf, with the root uploaded and a group on the intermediate.
struct Factory {
    lab: Lab,
    root: Holder,
    ca: Holder,
    leaf: Holder,
}

fn factory(is_verified: bool) -> Factory {
    let lab = Lab::new();
    let root = Holder::root("root");
    let ca = root.ca("ca");
    let leaf = ca.leaf("dev1");
    lab.upload("root", &root, is_verified);
    lab.group("factory", &ca);
    Factory {
        lab,
        root,
        ca,
        leaf,
    }
}

#[test]
fn a_group_lets_in_whoever_sends_the_whole_chain() {
    let Factory {
        lab,
        root,
        ca,
        leaf,
    } = factory(true);
    for sent in [
        &[&leaf, &ca][..],
        &[&leaf, &ca, &root],
        &[&leaf, &root, &ca],
    ] {
        assert!(lab.register("dev1", sent).topic.contains("/res/202/"));
        assert_eq!(lab.rule(), Some(Rule::GroupMatches));
    }
}

#[test]
fn a_leaf_without_its_intermediate() {
    let Factory {
        lab, root, leaf, ..
    } = factory(true);
    for sent in [&[&leaf][..], &[&leaf, &root]] {
        let answer = lab.register("dev1", sent);
        check(&lab, &answer, 401_002, NO_CA, Rule::IntermediateMissing);
    }
}

#[test]
fn a_ca_that_nobody_uploaded_or_verified() {
    let Factory { lab, ca, leaf, .. } = factory(false);
    let answer = lab.register("dev1", &[&leaf, &ca]);
    check(&lab, &answer, 401_002, NO_CA, Rule::CaNotVerified);
    lab.service(|service| service.delete_certificate("root"));
    let answer = lab.register("dev1", &[&leaf, &ca]);
    check(&lab, &answer, 401_002, NO_CA, Rule::CaUnknown);
    let answer = lab.register("dev1", &[&Holder::self_signed("dev1")]);
    check(&lab, &answer, 401_002, NO_CA, Rule::CaUnknown);
}

#[test]
fn a_verified_intermediate_is_enough() {
    let Factory { lab, ca, leaf, .. } = factory(false);
    lab.upload("ca", &ca, true);
    assert!(lab.register("dev1", &[&leaf]).topic.contains("/res/202/"));
}

#[test]
fn the_device_certificate_itself_is_no_ca_above_the_device() {
    let lab = Lab::new();
    let leaf = Holder::self_signed("dev1");
    lab.upload("leaf", &leaf, true);
    lab.group("factory", &leaf);
    let answer = lab.register("dev1", &[&leaf]);
    check(&lab, &answer, 401_002, NO_CA, Rule::CaUnknown);
}

#[test]
fn a_verified_ca_without_a_group() {
    let Factory { lab, ca, leaf, .. } = factory(true);
    lab.service(|service| service.delete_group("factory"));
    let answer = lab.register("dev1", &[&leaf, &ca]);
    check(&lab, &answer, 401_000, "Unauthorized", Rule::NoGroupUsesCa);
    lab.group("elsewhere", &Holder::root("other root"));
    let answer = lab.register("dev1", &[&leaf, &ca]);
    check(&lab, &answer, 401_000, "Unauthorized", Rule::NoGroupUsesCa);
}

#[test]
fn a_group_for_another_intermediate_of_the_same_root() {
    let Factory { lab, root, .. } = factory(true);
    let other = root.ca("other ca");
    let answer = lab.register("dev1", &[&other.leaf("dev1"), &other]);
    let text = "Signing certificate info did not match chain elements.";
    check(
        &lab,
        &answer,
        401_002,
        text,
        Rule::GroupCertificateNotInChain,
    );
}

#[test]
fn the_lowest_group_decides() {
    let Factory {
        lab,
        root,
        ca,
        leaf,
    } = factory(true);
    lab.group("everything", &root);
    lab.service(|service| {
        let disabled = disabled_group("everything", &root);
        service.put_group(disabled).unwrap();
    });
    assert!(
        lab.register("dev1", &[&leaf, &ca])
            .topic
            .contains("/res/202/")
    );
    lab.service(|service| {
        service.put_group(disabled_group("factory", &ca)).unwrap();
        service
            .put_group(EnrollmentGroup::new("everything", root.certificate.clone()))
            .unwrap();
    });
    let answer = lab.register("dev1", &[&leaf, &ca]);
    assert_eq!(answer.json()["status"], "disabled");
    lab.service(|service| service.delete_group("factory"));
    assert!(
        lab.register("dev1", &[&leaf, &ca])
            .topic
            .contains("/res/202/"),
        "higher up"
    );
}

fn disabled_group(id: &str, ca: &Holder) -> EnrollmentGroup {
    let mut group = EnrollmentGroup::new(id, ca.certificate.clone());
    group.terms.provisioning_status = ProvisioningStatus::Disabled;
    group
}

#[test]
fn an_impostor_with_the_name_of_the_ca() {
    let Factory { lab, ca, .. } = factory(true);
    // The same names and key identifiers, but another key signed.
    let impostor = Holder::root("ca");
    let template = device_certs::issue::Template::leaf(
        "dev1",
        impostor.key.spki().unwrap(),
        crate::lab::ALGORITHM,
    );
    let forged = sign(&template.issued_by(&ca.certificate), &impostor.key);
    let mut device = lab.device_with(vec![forged.der, ca.certificate.der]);
    device.enter("dev1");
    let answer = device.register("1");
    check(&lab, &answer, 401_002, NO_CA, Rule::LinkSignatureWrong);
}

#[test]
fn a_certificate_that_is_no_ca_issues_nothing() {
    let lab = Lab::new();
    let root = Holder::root("root");
    lab.upload("root", &root, true);
    lab.group("factory", &root);
    let device_certificate = root.leaf("not a ca");
    let below = device_certificate.leaf("dev1");
    let answer = lab.register("dev1", &[&below, &device_certificate]);
    check(&lab, &answer, 401_002, NO_CA, Rule::CaUnknown);
}

#[test]
fn a_ca_out_of_its_time() {
    let lab = Lab::new();
    let root = Holder::root("root");
    lab.upload("root", &root, true);
    let ca = root.ca_as(|ca| ca.valid(0, now_secs() - 1));
    lab.group("factory", &ca);
    let answer = lab.register("dev1", &[&ca.leaf("dev1"), &ca]);
    check(&lab, &answer, 401_002, INVALID, Rule::IssuerNotCurrent);
}

#[test]
fn a_disabled_entry_has_status_200_and_no_operation() {
    let lab = Lab::new();
    let leaf = Holder::self_signed("dev1");
    let mut enrollment = IndividualEnrollment::new(
        RegistrationId::parse("dev1").unwrap(),
        leaf.certificate.clone(),
    );
    enrollment.terms.provisioning_status = ProvisioningStatus::Disabled;
    lab.service(|service| service.put_individual(enrollment))
        .unwrap();
    let answer = lab.register("dev1", &[&leaf]);
    assert_eq!(answer.topic, "$dps/registrations/res/200/?$rid=1");
    let start = r#"{"operationId":"","status":"disabled","registrationState":{"registrationId":"dev1","status":"disabled","lastUpdatedDateTimeUtc":""#;
    assert!(answer.body.starts_with(start), "{}", answer.body);
    assert_eq!(lab.rule(), Some(Rule::EntryDisabled));
}

#[track_caller]
fn check_failed(lab: &Lab, leaf: &Holder, code: u64, text: &str, rule: Rule) {
    let answer = lab.provision("dev1", &[leaf]);
    assert!(
        answer.topic.starts_with("$dps/registrations/res/200/"),
        "{}",
        answer.topic
    );
    let body = answer.json();
    assert_eq!(body["status"], "failed");
    assert_eq!(body["registrationState"]["errorCode"], code);
    assert_eq!(body["registrationState"]["errorMessage"], text);
    assert_eq!(lab.rule(), Some(rule));
}

#[test]
fn allocation_fails_after_the_202_and_with_status_200() {
    let leaf = Holder::self_signed("dev1");
    let lab = Lab::with(ServiceSettings {
        hubs: Vec::new(),
        ..settings()
    });
    lab.individual("dev1", &leaf);
    check_failed(
        &lab,
        &leaf,
        401_001,
        "IoTHub not found.",
        Rule::HubNotLinked,
    );

    let with_terms = |policy, hubs: &[&str]| {
        let lab = Lab::new();
        let id = RegistrationId::parse("dev1").unwrap();
        let mut enrollment = IndividualEnrollment::new(id, leaf.certificate.clone());
        enrollment.terms.allocation_policy = policy;
        let hubs = hubs.iter().map(|hub| HubHostname::parse(hub).unwrap());
        enrollment.terms.hubs = hubs.collect();
        lab.service(|service| service.put_individual(enrollment))
            .unwrap();
        lab
    };
    let lab = with_terms(AllocationPolicy::Custom, &[]);
    let text = "Custom allocation failed with status code: 404";
    check_failed(&lab, &leaf, 400_207, text, Rule::AllocationWebhook);
    let lab = with_terms(AllocationPolicy::Static, &["elsewhere.net"]);
    check_failed(
        &lab,
        &leaf,
        400_208,
        "IoTHub not specified.",
        Rule::HubNotSelected,
    );
    let lab = with_terms(
        AllocationPolicy::Static,
        &["elsewhere.net", "HUB.practice.test"],
    );
    assert_eq!(lab.provision("dev1", &[&leaf]).json()["status"], "assigned");
}

#[test]
fn an_operation_that_is_not_known_or_not_the_devices() {
    let lab = Lab::new();
    let (one, two) = (Holder::self_signed("dev1"), Holder::self_signed("dev2"));
    lab.individual("dev1", &one);
    let operation_id = lab.register("dev1", &[&one]).operation_id();
    let mut device = lab.device(&[&two]);
    device.enter("dev2");
    for asked in ["", "4.nothing", operation_id.as_str()] {
        let answer = device.poll("1", asked);
        check(
            &lab,
            &answer,
            404_203,
            "Operation not found.",
            Rule::OperationUnknown,
        );
    }
}

#[test]
fn every_rule_says_what_it_found() {
    let mut ids: Vec<&str> = Rule::ALL.iter().map(|rule| rule.id()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), Rule::ALL.len(), "names are unique");
    for rule in Rule::ALL {
        let snake = rule
            .id()
            .chars()
            .all(|c| c.is_ascii_lowercase() || c == '_');
        assert!(snake, "{}", rule.id());
        let text = rule.text();
        assert!(!text.ends_with('.') || text.ends_with(".."), "{text}");
        assert!(!text.is_empty());
    }
}

#[test]
fn a_reference_to_a_ca_is_as_good_as_the_certificate() {
    let Factory { lab, ca, leaf, .. } = factory(true);
    lab.service(|service| {
        service.delete_group("factory");
        let group = r#"{"enrollmentGroups":[{"enrollmentGroupId":"by-name",
            "attestation":{"type":"x509","x509":{"caReferences":{"primary":"root"}}}}]}"#;
        service.load(EnrollmentFile::parse(group).unwrap()).unwrap();
    });
    let answer = lab.provision("dev1", &[&leaf, &ca]);
    let x509 = &answer.json()["registrationState"]["x509"];
    assert_eq!(x509["enrollmentGroupId"], "by-name");
}
