//! What is said of the failures people meet most, word for word, and that nothing is left unsaid of the others.
//! One piece: a table of failures.
//! A plain list of cases, so it is as long as the list.

use std::time::Duration;

use device_certs::certificate::Certificate;
use device_certs::issue::Template;
use device_certs::{Hash, SignatureAlgorithm};
use device_session::{HubOutcome, HubStage};
use dps_protocol::bodies::{ErrorBody, OperationStatus};
use dps_protocol::registration::{Limit, Outcome, Pause, Stage, State, UnreadableAnswer};

use super::*;
use crate::inputs::{Cloud, Enrolment, Field, Place, Presented, ServerTrust};
use crate::journey::LinkFailure;
use crate::lesson::prose::{check_heading, check_sentences};
use crate::material::{KeyFacts, Origin};

/// 2026-11-23.
pub(super) const NOW: i64 = 1_795_392_000;
pub(super) const DAY: i64 = 86_400;

/// A certificate that reads well; nobody checks its signature here.
pub(super) fn certificate(
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

pub(super) fn material(certificates: Vec<Certificate>) -> Material {
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
    }
}

/// Leaf, intermediate, root.
pub(super) fn factory_chain(common_name: &str) -> Vec<Certificate> {
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

fn link(code: &str, detail: &str) -> Failure {
    Failure::Link(LinkFailure {
        code: code.to_owned(),
        detail: detail.to_owned(),
        alert: None,
    })
}

fn refused(code: u32, message: &str) -> Failure {
    let error = ErrorBody {
        error_code: code,
        tracking_id: String::new(),
        message: message.to_owned(),
        timestamp_utc: String::new(),
    };
    Failure::Registration(Box::new(Outcome::Refused {
        status: u16::try_from(code / 1000).unwrap(),
        error: Some(error),
        body: Vec::new(),
    }))
}

/// What the machine makes of an answer with that status.
fn ended(status: &str, state: &str) -> Outcome {
    let body = format!(
        r#"{{"operationId":"4.ab.cd","status":"{status}","registrationState":{{{state}}}}}"#
    );
    let operation = OperationStatus::parse(body.as_bytes()).unwrap();
    let state = operation.registration_state.clone();
    match status {
        "failed" => Outcome::Failed { state, operation },
        _ => Outcome::Disabled { state, operation },
    }
}

/// Explains a failure and checks what all explanations have in common.
#[track_caller]
fn told(
    failure: &Failure,
    step: StepId,
    inputs: &Inputs,
    material: Option<&Material>,
) -> Explanation {
    let context = Context {
        step,
        inputs,
        material,
        now_unix_secs: Some(NOW),
    };
    let explanation = explain(failure, &context);
    check_prose(&explanation);
    explanation
}

fn azure() -> Inputs {
    Inputs {
        place: Place::Azure(Cloud::Public),
        id_scope: "0ne00111111".to_owned(),
        ..Inputs::default()
    }
}

#[test]
fn an_unknown_scope_is_no_outage() {
    let inputs = Inputs {
        place: Place::Azure(Cloud::Public),
        ..Inputs::default()
    };
    let failure = Failure::Registration(Box::new(Outcome::ConnackRefused { code: 3 }));
    let told = told(&failure, StepId::Connect, &inputs, None);
    assert_eq!(
        told.what,
        "DPS answered `CONNECT` with `CONNACK` 3 and took no connection."
    );
    assert_eq!(
        told.why[0],
        "`0ne00C0FFEE` is the ID scope of the practice service. Azure does not know it."
    );
    assert_eq!(
        told.now[0],
        "Set the ID scope to that of your own DPS instance."
    );
    assert_eq!(told.code.as_deref(), Some("CONNACK 3"));
}

#[test]
fn an_edited_client_id_is_the_first_suspect() {
    let mut inputs = Inputs::default();
    inputs.edits.insert(Field::ClientId, "press-18".to_owned());
    let failure = Failure::Registration(Box::new(Outcome::ConnackRefused { code: 5 }));
    let told = told(&failure, StepId::Connect, &inputs, None);
    assert_eq!(
        told.why[0],
        "The **client ID** was changed to `press-18` on purpose."
    );
    assert_eq!(
        told.now[0],
        "Set the client ID back to what the page builds."
    );
}

#[test]
fn a_leaf_without_its_intermediate_is_named() {
    let inputs = Inputs {
        enrolment: Enrolment::Group,
        presented: Presented::LeafOnly,
        ..Inputs::default()
    };
    let material = material(factory_chain("press-17"));
    let told = told(
        &refused(401_002, "CA certificate not found."),
        StepId::Register,
        &inputs,
        Some(&material),
    );
    assert_eq!(
        told.what,
        "The practice service answered with status `401`: `401002 CA certificate not found.`"
    );
    assert_eq!(
        told.why[0],
        "Only the **leaf** was presented, and one intermediate was left at home on purpose."
    );
    assert_eq!(
        told.now[0],
        "Present the whole chain: leaf and intermediates."
    );
    assert_eq!(told.code.as_deref(), Some("401002"));
}

#[test]
fn an_intermediate_that_was_never_loaded_is_named() {
    let material = material(factory_chain("press-17")[..1].to_vec());
    let told = told(
        &refused(401_002, "CA certificate not found."),
        StepId::Register,
        &azure(),
        Some(&material),
    );
    assert_eq!(
        told.why[0],
        "Only the leaf was presented. It was issued by `CN=Contoso line 3`; if that is an intermediate, it must be sent along."
    );
}

#[test]
fn an_unverified_ca_is_named_before_all_else() {
    let inputs = Inputs {
        enrolment: Enrolment::GroupUnverified,
        ..Inputs::default()
    };
    let material = material(factory_chain("press-17"));
    let told = told(
        &refused(401_002, "CA certificate not found."),
        StepId::Register,
        &inputs,
        Some(&material),
    );
    assert_eq!(
        told.why[0],
        "You told the practice service that the group's CA is **not verified**."
    );
}

#[test]
fn a_name_that_differs_from_the_common_name_is_shown_beside_it() {
    let material = material(factory_chain("press-18"));
    let told = told(
        &refused(401_002, "Invalid certificate."),
        StepId::Register,
        &azure(),
        Some(&material),
    );
    assert_eq!(
        told.why[0],
        "The certificate's common name is `press-18`, and the registration ID is `press-17`. They must be equal."
    );
    assert_eq!(
        told.now[0],
        "Set the registration ID to `press-18`, or use the certificate made for this device."
    );
}

#[test]
fn an_expired_certificate_is_named_with_its_day() {
    let material = material(factory_chain("press-17"));
    let inputs = azure();
    let context = Context {
        step: StepId::Register,
        inputs: &inputs,
        material: Some(&material),
        now_unix_secs: Some(NOW + 31 * DAY),
    };
    let told = explain(&refused(401_002, "Invalid certificate."), &context);
    assert_eq!(told.why[0], "The certificate **expired** on 2026-12-23.");
}

#[test]
fn no_enrolment_is_named() {
    let inputs = Inputs {
        enrolment: Enrolment::None,
        ..Inputs::default()
    };
    let told = told(
        &refused(401_000, "Unauthorized"),
        StepId::Register,
        &inputs,
        None,
    );
    assert_eq!(
        told.why[0],
        "You told the practice service **nothing** about this device."
    );
    assert_eq!(told.now[0], "Choose an individual enrolment or a group.");
}

#[test]
fn a_registration_id_with_forbidden_characters_is_named() {
    let inputs = Inputs {
        registration_id: "press 17".to_owned(),
        ..azure()
    };
    let told = told(
        &refused(400_004, "Invalid RegistrationId"),
        StepId::Register,
        &inputs,
        None,
    );
    assert!(told.why[0].contains(' '), "{:?}", told.why);
    assert_eq!(told.code.as_deref(), Some("400004"));
}

#[test]
fn ones_own_root_does_not_vouch_for_the_server() {
    let chain = factory_chain("press-17");
    let inputs = Inputs {
        trust: ServerTrust::Own(vec![chain[2].der.clone()]),
        ..azure()
    };
    let told = told(
        &link("server_root_not_trusted", ""),
        StepId::Trust,
        &inputs,
        Some(&material(chain)),
    );
    assert_eq!(told.title, "The server's root is not trusted");
    assert_eq!(
        told.why[0],
        "You gave a certificate of the **device's** chain as the server's root. It vouches for your device, not for the server."
    );
    assert_eq!(
        told.now[0],
        "Set the server trust back to the roots that fit the place. Your own root belongs in DPS."
    );
}

#[test]
fn nothing_listening_is_told_with_what_was_seen() {
    let told = told(
        &link("connection_refused", "127.0.0.1:8883"),
        StepId::Trust,
        &azure(),
        None,
    );
    assert_eq!(
        told.what,
        "The host answered that nothing listens on this port. Reported: `127.0.0.1:8883`."
    );
    assert_eq!(told.why[0], "The port is wrong: MQTT over TLS has 8883.");
    assert_eq!(
        told.now,
        ["Check host and port, and whether the server runs."]
    );
}

#[test]
fn a_destination_that_is_not_allowed_comes_with_the_option_that_allows_it() {
    let inputs = Inputs {
        place: Place::Own,
        own_host: "dps.example".to_owned(),
        ..Inputs::default()
    };
    let told = told(
        &link("destination_not_allowed", ""),
        StepId::Trust,
        &inputs,
        None,
    );
    assert_eq!(
        told.now[0],
        "Start the relay again with `--allow-destination dps.example:8883`."
    );
}

#[test]
fn a_relay_that_stopped_is_told_with_a_way_on() {
    let told = told(&link("relay_gone", ""), StepId::Register, &azure(), None);
    assert_eq!(told.title, "The relay is gone");
    assert_eq!(
        told.now,
        [
            "Look at the relay's terminal; start it again and open the link it prints.",
            "Or choose the practice service in the page, which needs no relay."
        ]
    );
}

#[test]
fn a_disabled_enrolment_is_told() {
    let inputs = Inputs {
        enrolment: Enrolment::IndividualDisabled,
        ..Inputs::default()
    };
    let failure = Failure::Registration(Box::new(ended("disabled", "")));
    let told = told(&failure, StepId::Assigned, &inputs, None);
    assert_eq!(told.title, "The enrolment is switched off");
    assert_eq!(
        told.why[0],
        "You told the practice service to switch this enrolment **off**."
    );
}

#[test]
fn a_failed_registration_is_no_success_although_the_topic_says_200() {
    let state = r#""errorCode":401001,"errorMessage":"IoTHub not found.""#;
    let failure = Failure::Registration(Box::new(ended("failed", state)));
    let told = told(&failure, StepId::Assigned, &azure(), None);
    assert_eq!(
        told.what,
        "DPS let the device in, but the registration then ended as `failed`: `401001 IoTHub not found`. The topic's status is `200` even so."
    );
    assert_eq!(told.code.as_deref(), Some("401001"));
}

#[test]
fn a_changed_filter_is_the_first_suspect_when_no_answer_comes() {
    let mut inputs = Inputs::default();
    inputs
        .edits
        .insert(Field::Filter, "$dps/registrations/RES/#".to_owned());
    let failure = Failure::Registration(Box::new(Outcome::TimedOut {
        during: awaiting(Stage::Register),
        limit: Limit::Answer,
    }));
    let told = told(&failure, StepId::Register, &inputs, None);
    assert_eq!(
        told.what,
        "The page was waiting for the answer to the registration, and the time for one answer ran out."
    );
    assert_eq!(
        told.why[0],
        "The **topic filter** was changed to `$dps/registrations/RES/#` on purpose."
    );
}

#[test]
fn a_missing_dollar_sign_is_told() {
    let failure = Failure::Registration(Box::new(Outcome::Unreadable {
        topic: "$dps/registrations/res/202/?$rid=&retry-after=3".to_owned(),
        payload: Vec::new(),
        why: UnreadableAnswer::EmptyRequestId,
    }));
    let told = told(&failure, StepId::Register, &Inputs::default(), None);
    assert_eq!(told.title, "The answer carries no request ID");
    assert_eq!(
        told.what,
        "The answer carries an empty request ID. It came on `$dps/registrations/res/202/?$rid=&retry-after=3`."
    );
}

#[test]
fn a_hub_that_does_not_know_the_leaf_is_told() {
    let failure = Failure::Hub(HubOutcome::ConnackRefused { code: 5 });
    let told = told(&failure, StepId::Telemetry, &azure(), None);
    assert_eq!(told.title, "The hub does not know this device");
    assert_eq!(
        told.what,
        "The hub answered `CONNECT` with `CONNACK` 5, although DPS assigned the device to it."
    );
}

#[test]
fn a_group_without_a_ca_is_told_what_a_group_is() {
    let inputs = Inputs {
        enrolment: Enrolment::Group,
        ..Inputs::default()
    };
    let alone = material(vec![certificate("press-17", 9, None, false)]);
    let failure = Failure::Enrolment("a group needs the certificate of a CA".to_owned());
    let told = told(&failure, StepId::Certificates, &inputs, Some(&alone));
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
    let told = told(&failure, StepId::Certificates, &azure(), Some(&material));
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

fn awaiting(stage: Stage) -> State {
    State::Awaiting {
        stage,
        since: Duration::ZERO,
        until: Duration::from_secs(30),
        limit: Limit::Answer,
    }
}

/// A failure of every kind there is, with values that texts might forget.
fn every_kind() -> Vec<Failure> {
    let mut outcomes = vec![Outcome::SubscribeRefused, Outcome::Cancelled];
    outcomes.extend((0..=6).map(|code| Outcome::ConnackRefused { code }));
    for stage in Stage::ALL {
        let during = awaiting(stage);
        outcomes.push(Outcome::Closed { during });
        outcomes.extend(
            [Limit::Answer, Limit::Overall].map(|limit| Outcome::TimedOut { during, limit }),
        );
    }
    for status in [429, 503] {
        let reason = Pause::Backoff { status };
        let (next, since, until) = (Stage::Poll, Duration::ZERO, Duration::from_secs(1));
        let during = State::Pausing {
            next,
            since,
            until,
            gives_up_at: until,
            reason,
        };
        outcomes.push(Outcome::TimedOut {
            during,
            limit: Limit::Overall,
        });
    }
    for status in [400, 401, 403, 404, 405, 409, 412, 415, 429, 500, 503, 999] {
        for body in [&b""[..], b"<html>", b"\xff"] {
            outcomes.push(Outcome::Refused {
                status,
                error: None,
                body: body.to_vec(),
            });
        }
    }
    for state in [
        "",
        r#""errorCode":400207,"errorMessage":"Custom allocation failed with status code: 500""#,
        r#""errorMessage":"x""#,
    ] {
        outcomes.push(ended("failed", state));
    }
    outcomes.push(ended("disabled", ""));
    for why in [
        UnreadableAnswer::NoOperationId,
        UnreadableAnswer::AssignedWithoutHub,
        UnreadableAnswer::EmptyRequestId,
    ] {
        outcomes.push(Outcome::Unreadable {
            topic: "$dps/x".to_owned(),
            payload: b"{}".to_vec(),
            why,
        });
    }
    let codes = [
        (400_002, "INVALID_REQUEST"),
        (400_004, "Invalid RegistrationId"),
        (401_000, "Unauthorized"),
        (401_002, "CA certificate not found."),
        (401_002, "Invalid certificate."),
        (
            401_002,
            "Signing certificate info did not match chain elements.",
        ),
        (401_002, "Unauthorized"),
        (404_203, "Operation not found."),
        (409_203, "Precondition failed."),
        (429_001, "Operations are being throttled for this tenant."),
        (503_001, ""),
        (777_777, "?"),
    ];
    let hub = (1..=5).map(|code| HubOutcome::ConnackRefused { code });
    let hub = hub.chain([
        HubOutcome::Closed,
        HubOutcome::TimedOut,
        HubOutcome::Cancelled,
        HubOutcome::SubscribeRefused,
    ]);
    let hub = hub.chain([
        HubOutcome::TwinRefused { status: 404 },
        HubOutcome::Garbled {
            why: "packet type 0 is reserved".to_owned(),
        },
        HubOutcome::Unsendable {
            stage: HubStage::Telemetry,
            why: "the topic has a wildcard".to_owned(),
        },
    ]);
    let said = [
        "the ID scope is empty",
        "",
        "the private key belongs to none of the certificates",
    ];
    let said = said.into_iter().flat_map(|why| {
        [Failure::Input, Failure::Identity, Failure::Enrolment].map(|kind| kind(why.to_owned()))
    });
    outcomes
        .into_iter()
        .map(Box::new)
        .map(Failure::Registration)
        .chain(codes.map(|(code, message)| refused(code, message)))
        .chain(hub.map(Failure::Hub))
        .chain(said)
        .chain([Failure::Cancelled])
        .collect()
}

#[test]
fn whatever_fails_ends_in_a_title_a_cause_and_a_next_action() {
    let mut odd = Inputs {
        registration_id: " ".to_owned(),
        id_scope: "0ne 1".to_owned(),
        ..Inputs::default()
    };
    for field in Field::ALL {
        odd.edits.insert(*field, "a`b**c".to_owned());
    }
    let alone = material(vec![certificate("other", 9, None, false)]);
    let mut keyless = material(factory_chain("press-17"));
    keyless.key = None;
    for failure in every_kind() {
        for step in StepId::ALL {
            told(&failure, step, &Inputs::default(), None);
            told(&failure, step, &odd, Some(&alone));
            told(&failure, step, &azure(), Some(&keyless));
        }
    }
}
