//! What is said of the runs people meet most, and that nothing is left unsaid of the others. One piece: a table of failures.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::Duration;

use device_session::{HubOutcome, HubStage};
use diagnose::{Place as At, Sign, Sureness, Verdict};
use dps_protocol::bodies::{ErrorBody, OperationStatus};
use dps_protocol::registration::{Limit, Outcome, Pause, Stage, State, UnreadableAnswer};
use relay_protocol::{CloseCode, FailureCode};

use super::causes_file;
use crate::diagnosis::failure;
use crate::diagnosis::forecast::{End, Fate, compare, forecast};
use crate::diagnosis::knowledge::{Relay, Setup};
use crate::diagnosis::story::Story;
use crate::explain::tests::{DAY, NOW, certificate, factory_chain, material};
use crate::inputs::{
    Cloud, Enrolment, Field, Inputs, Place, PracticeIdentity, Presented, ServerTrust,
};
use crate::journey::{Failure, LinkFailure};
use crate::lesson::StepId;
use crate::lesson::prose::check_sentences;
use crate::material::{KeyFacts, Material, Origin};

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
    outcomes.extend((1..=6).map(|code| Outcome::ConnackRefused { code }));
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
    outcomes
        .into_iter()
        .map(Box::new)
        .map(Failure::Registration)
        .chain(codes.map(|(code, message)| refused(code, message)))
        .chain(hub.map(Failure::Hub))
        .collect()
}

fn azure() -> Inputs {
    Inputs {
        place: Place::Azure(Cloud::Public),
        id_scope: "0ne00111111".to_owned(),
        ..Inputs::default()
    }
}

fn setup<'a>(inputs: &'a Inputs, material: Option<&'a Material>) -> Setup<'a> {
    Setup {
        inputs,
        material,
        relay: Relay::Ready(Some("0ne00C0FFEE")),
        now: Some(NOW),
    }
}

/// Tells a failure and checks what all stories have in common.
#[track_caller]
fn told(failure: &Failure, step: StepId, inputs: &Inputs, material: Option<&Material>) -> Story {
    let story = Story::of_failure(failure, step, &[], &setup(inputs, material)).unwrap();
    check_sentences(&failure::words(failure, inputs));
    let headline = failure::headline(story.sign.unwrap());
    assert!(
        headline.len() > 6 && !headline.ends_with('.'),
        "{headline:?}"
    );
    let texts = causes_file();
    for told in &story.causes {
        check_sentences(&told.title);
        let text = texts.of(told.id).unwrap();
        assert!(!text.why.is_empty() && !text.fix.is_empty() && !text.confirm.is_empty());
        assert!(!text.citations.is_empty(), "{}", told.id);
        assert!(
            told.reasons.iter().any(|because| !because.is_against),
            "{told:?}"
        );
        for because in &told.reasons {
            assert!(
                because
                    .seen
                    .trim_end_matches(['"', ')'])
                    .ends_with(['.', '!', '?']),
                "{:?}",
                because.seen
            );
        }
        if let Some(mend) = &told.mend {
            let mut mended = inputs.clone();
            assert!(mend.apply(&mut mended), "{mend:?} changes nothing");
            assert!(mend.words().chars().next().unwrap().is_uppercase());
        }
    }
    assert_ne!(story.verdict, Verdict::Nothing, "it failed");
    assert_ne!(story.verdict, Verdict::Empty, "it failed");
    story
}

/// Tells a failure; its first cause is `cause`, named because of a sentence that holds `because`.
#[track_caller]
fn first(
    failure: &Failure,
    step: StepId,
    inputs: &Inputs,
    material: Option<&Material>,
    (cause, because): (&str, &str),
) -> Story {
    let story = told(failure, step, inputs, material);
    let first = &story.causes[0];
    assert_eq!(first.id, cause, "{story:#?}");
    assert!(
        first
            .reasons
            .iter()
            .any(|reason| reason.seen.contains(because)),
        "{because:?} is not among {:?}",
        first.reasons
    );
    story
}

fn connack(code: u8) -> Failure {
    Failure::Registration(Box::new(Outcome::ConnackRefused { code }))
}

/// What the first cause's button makes of the form.
fn mended(story: &Story, inputs: &Inputs) -> Inputs {
    let mut mended = inputs.clone();
    story.causes[0].mend.as_ref().unwrap().apply(&mut mended);
    mended
}

#[test]
fn an_unknown_scope_is_no_outage() {
    let inputs = Inputs {
        place: Place::Azure(Cloud::Public),
        ..Inputs::default()
    };
    let why = ("id_scope_wrong", "the ID scope of the practice service");
    first(&connack(3), StepId::Connect, &inputs, None, why);
    let inputs = Inputs {
        id_scope: "0ne00BADBAD".to_owned(),
        ..Inputs::default()
    };
    let why = ("id_scope_wrong", "0ne00BADBAD");
    let story = first(&connack(3), StepId::Connect, &inputs, None, why);
    assert_eq!(story.causes[0].sureness, Sureness::Shown);
    assert_eq!(mended(&story, &inputs), Inputs::default());
    assert_eq!(story.accused()[0].0, "id-scope");
}

#[test]
fn an_edited_client_id_is_the_cause_and_is_set_back() {
    let mut inputs = Inputs::default();
    inputs.edits.insert(Field::ClientId, "press-18".to_owned());
    let why = ("client_id_differs", "press-18");
    let story = first(&connack(5), StepId::Connect, &inputs, None, why);
    assert_eq!(mended(&story, &inputs), Inputs::default());
    assert_eq!(story.accused()[0].0, "client-id");
}

#[test]
fn an_edited_user_name_is_what_is_set_back() {
    for (text, cause) in [
        ("", "username_malformed"),
        ("0ne00C0FFEE/registrations/press-17", "username_malformed"),
        (
            "0ne00C0FFEE/registrations/press-18/api-version=2019-03-31",
            "client_id_differs",
        ),
        (
            "0ne00BADBAD/registrations/press-17/api-version=2019-03-31",
            "id_scope_wrong",
        ),
    ] {
        let mut inputs = Inputs::default();
        inputs.edits.insert(Field::Username, text.to_owned());
        let code = if cause == "id_scope_wrong" { 3 } else { 5 };
        let story = first(&connack(code), StepId::Connect, &inputs, None, (cause, ""));
        assert_eq!(mended(&story, &inputs), Inputs::default(), "{text}");
        assert_eq!(story.accused()[0].0, "username", "{text}");
    }
}

#[test]
fn a_leaf_without_its_intermediate_is_named() {
    let inputs = Inputs {
        enrolment: Enrolment::Group,
        presented: Presented::LeafOnly,
        ..Inputs::default()
    };
    let material = material(factory_chain("press-17"));
    let failure = refused(401_002, "CA certificate not found.");
    let why = ("intermediate_not_sent", "one intermediate stays at home");
    let story = first(&failure, StepId::Register, &inputs, Some(&material), why);
    assert_eq!(
        failure::words(&failure, &inputs),
        "The practice service answered with status `401`: `401002 CA certificate not found.`"
    );
    assert_eq!(mended(&story, &inputs).presented, Presented::Chain);
}

#[test]
fn an_intermediate_that_was_never_loaded_is_named() {
    let material = material(factory_chain("press-17")[..1].to_vec());
    let failure = refused(401_002, "CA certificate not found.");
    let why = ("intermediate_not_sent", "CN=Contoso line 3");
    first(&failure, StepId::Register, &azure(), Some(&material), why);
}

#[test]
fn what_would_tell_causes_apart_is_asked_for() {
    let material = material(factory_chain("press-17"));
    let failure = refused(401_002, "Unauthorized");
    let story = told(&failure, StepId::Register, &azure(), Some(&material));
    let asked: Vec<&str> = story
        .questions
        .iter()
        .map(|(ask, _)| ask.as_str())
        .collect();
    assert!(asked.contains(&"enrolment"), "{asked:?}");
    assert!(!asked.contains(&"chain"), "it is at hand: {asked:?}");
}

#[test]
fn an_unverified_ca_is_named_before_all_else() {
    let inputs = Inputs {
        enrolment: Enrolment::GroupUnverified,
        ..Inputs::default()
    };
    let material = material(factory_chain("press-17"));
    let failure = refused(401_002, "CA certificate not found.");
    let why = ("ca_not_verified", "not verified");
    let story = first(&failure, StepId::Register, &inputs, Some(&material), why);
    assert_eq!(mended(&story, &inputs).enrolment, Enrolment::Group);
}

#[test]
fn a_name_that_differs_from_the_common_name_is_shown_beside_it() {
    let material = material(factory_chain("press-18"));
    let failure = refused(401_002, "Invalid certificate.");
    let why = ("common_name_differs", "press-18");
    let story = first(&failure, StepId::Register, &azure(), Some(&material), why);
    assert_eq!(mended(&story, &azure()).registration_id, "press-18");
    let places: Vec<&At> = story.causes[0]
        .reasons
        .iter()
        .map(|because| &because.place)
        .collect();
    assert!(
        places
            .iter()
            .any(|place| matches!(place, At::Certificate { .. })),
        "{places:?}"
    );
}

#[test]
fn an_expired_certificate_is_named_with_its_day() {
    let material = material(factory_chain("press-17"));
    let inputs = azure();
    let setup = Setup {
        now: Some(NOW + 31 * DAY),
        ..setup(&inputs, Some(&material))
    };
    let failure = refused(401_002, "Invalid certificate.");
    let story = Story::of_failure(&failure, StepId::Register, &[], &setup).unwrap();
    assert_eq!(story.causes[0].id, "certificate_expired");
    assert!(
        story.causes[0]
            .reasons
            .iter()
            .any(|because| because.seen.contains("2026-12-23")),
        "{story:?}"
    );
}

#[test]
fn no_enrolment_and_a_disabled_one_are_named() {
    let failure = refused(401_000, "Unauthorized");
    for (enrolment, failure, cause) in [
        (Enrolment::None, failure, "enrolment_absent"),
        (
            Enrolment::IndividualDisabled,
            Failure::Registration(Box::new(ended("disabled", ""))),
            "enrolment_disabled",
        ),
    ] {
        let inputs = Inputs {
            enrolment,
            ..Inputs::default()
        };
        let story = first(
            &failure,
            StepId::Register,
            &inputs,
            None,
            (cause, "practice service is told"),
        );
        assert_eq!(mended(&story, &inputs), Inputs::default());
    }
}

#[test]
fn a_registration_id_with_forbidden_characters_is_named() {
    let inputs = Inputs {
        registration_id: "press 17".to_owned(),
        ..azure()
    };
    let failure = refused(400_004, "Invalid RegistrationId");
    first(
        &failure,
        StepId::Register,
        &inputs,
        None,
        ("registration_id_illegal", "' '"),
    );
}

#[test]
fn ones_own_root_does_not_vouch_for_the_server() {
    let chain = factory_chain("press-17");
    let inputs = Inputs {
        trust: ServerTrust::Own(vec![chain[2].der.clone()]),
        ..azure()
    };
    let failure = link("server_root_not_trusted", "");
    let why = ("own_ca_as_server_trust", "vouches for the device");
    let story = first(
        &failure,
        StepId::Trust,
        &inputs,
        Some(&material(chain)),
        why,
    );
    assert_eq!(mended(&story, &inputs).trust, ServerTrust::Fitting);
}

#[test]
fn azures_roots_do_not_vouch_for_the_practice_service() {
    let inputs = Inputs {
        place: Place::Practice,
        trust: ServerTrust::AzureRoots,
        ..Inputs::default()
    };
    let why = ("server_root_not_trusted", "a root of its own");
    first(
        &link("server_root_not_trusted", ""),
        StepId::Trust,
        &inputs,
        None,
        why,
    );
}

#[test]
fn a_filter_that_nobody_serves_is_the_cause_of_a_closed_connection() {
    let mut inputs = Inputs::default();
    inputs.edits.insert(Field::Filter, "#".to_owned());
    let why = ("filter_not_served", "asks for everything");
    let story = first(
        &link("practice_closed", ""),
        StepId::Subscribe,
        &inputs,
        None,
        why,
    );
    assert_eq!(mended(&story, &inputs), Inputs::default());
}

#[test]
fn what_was_changed_and_is_not_to_blame_is_still_named() {
    let mut inputs = Inputs::default();
    let version = "0ne00C0FFEE/registrations/press-17/api-version=2031-01-01";
    inputs.edits.insert(Field::Username, version.to_owned());
    let story = told(
        &link("practice_closed", ""),
        StepId::Register,
        &inputs,
        None,
    );
    assert_eq!(story.changed, [Field::Username]);
}

#[test]
fn a_hub_that_does_not_know_the_leaf_is_told() {
    let failure = Failure::Hub(HubOutcome::ConnackRefused { code: 5 });
    let why = ("hub_knows_other_certificate", "CONNACK 5");
    first(&failure, StepId::Telemetry, &azure(), None, why);
    let mut inputs = Inputs::default();
    inputs
        .edits
        .insert(Field::HubClientId, "somebody".to_owned());
    let why = ("hub_device_id_differs", "somebody");
    let story = first(&failure, StepId::Telemetry, &inputs, None, why);
    assert_eq!(mended(&story, &inputs), Inputs::default());
}

#[test]
fn an_alert_is_read_by_its_name() {
    let failure = |alert: &str| {
        Failure::Link(LinkFailure {
            code: "tls_alert".to_owned(),
            detail: String::new(),
            alert: Some(alert.to_owned()),
        })
    };
    for (alert, cause) in [
        (
            "certificate_unknown (46)",
            "certificate_refused_in_handshake",
        ),
        ("decrypt_error (51)", "key_of_another_certificate"),
        ("protocol_version (70)", "tls_versions_differ"),
        ("unrecognized_name (112)", "server_name_not_sent"),
    ] {
        first(
            &failure(alert),
            StepId::Trust,
            &azure(),
            None,
            (cause, alert.split(' ').next().unwrap()),
        );
    }
}

/// Every code that a link can end with.
fn all_codes() -> BTreeSet<&'static str> {
    let failures = FailureCode::ALL.iter().map(|code| code.as_str());
    let closes = CloseCode::ALL.iter().map(|code| code.as_str());
    failures
        .chain(closes)
        .chain(diagnose::observe::PAGE_CODES.iter().copied())
        .collect()
}

#[test]
fn every_code_of_the_tunnel_leads_to_a_cause_with_texts() {
    for code in all_codes() {
        for step in StepId::ALL {
            let story = told(&link(code, "as seen"), step, &azure(), None);
            assert_eq!(story.verdict, Verdict::Causes, "{code}");
            assert_ne!(story.sign, None, "{code}");
        }
    }
    let stranger = told(&link("from_the_future", ""), StepId::Trust, &azure(), None);
    assert_eq!(stranger.sign, Some(Sign::RelayUnread));
}

/// Every file below a folder, as text.
fn sources_below(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let texts = entries.map(|path| {
        if path.is_dir() {
            sources_below(&path)
        } else {
            vec![fs::read_to_string(path).unwrap_or_default()]
        }
    });
    texts.flatten().collect()
}

#[test]
fn every_code_that_the_browser_gives_by_itself_is_known_here() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/browser");
    let mut found = BTreeSet::new();
    for source in sources_below(&folder) {
        for mark in [".failed(\"", ".closed(\"", "Err((\"", "ok_or((\""] {
            let codes = source
                .split(mark)
                .skip(1)
                .filter_map(|rest| rest.split('"').next());
            found.extend(codes.map(str::to_owned));
        }
    }
    assert!(
        !found.is_empty(),
        "the marks that are looked for have changed"
    );
    for code in found {
        assert!(all_codes().contains(code.as_str()), "{code} has no text");
    }
}

#[test]
fn whatever_fails_ends_in_words() {
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
        for step in [
            StepId::Trust,
            StepId::Connect,
            StepId::Poll,
            StepId::Telemetry,
        ] {
            told(&failure, step, &Inputs::default(), None);
            told(&failure, step, &odd, Some(&alone));
            told(&failure, step, &azure(), Some(&keyless));
        }
    }
}

#[test]
fn nothing_is_predicted_of_a_proper_run() {
    let chain = material(factory_chain("press-17"));
    let own = Inputs {
        place: Place::Own,
        own_host: "dps.example".to_owned(),
        ..Inputs::default()
    };
    let issued = Inputs {
        practice_identity: PracticeIdentity::Issued,
        enrolment: Enrolment::Group,
        ..Inputs::default()
    };
    for inputs in [Inputs::default(), azure(), own, issued.clone()] {
        assert_eq!(forecast(&setup(&inputs, None)).0, [], "{inputs:?}");
        assert_eq!(forecast(&setup(&inputs, Some(&chain))).0, [], "{inputs:?}");
    }
    let made = Material {
        origin: Origin::Practice,
        ..chain
    };
    assert_eq!(forecast(&setup(&issued, Some(&made))).0, []);
}

#[test]
fn what_can_be_known_is_predicted_in_the_order_in_which_it_is_met() {
    let mut inputs = Inputs {
        id_scope: "0ne00BADBAD".to_owned(),
        practice_identity: PracticeIdentity::Expired,
        enrolment: Enrolment::IndividualDisabled,
        ..Inputs::default()
    };
    inputs.edits.insert(Field::Filter, "#".to_owned());
    let forecast = forecast(&setup(&inputs, None));
    let expected: Vec<(&str, StepId)> = forecast
        .0
        .iter()
        .map(|expected| (expected.told.id, expected.step))
        .collect();
    assert_eq!(expected[0], ("id_scope_wrong", StepId::Connect));
    assert_eq!(expected[1], ("filter_not_served", StepId::Subscribe));
    let rest: BTreeSet<&str> = expected[2..].iter().map(|(id, _)| *id).collect();
    assert_eq!(rest, ["certificate_expired", "enrolment_disabled"].into());
    assert!(
        forecast
            .0
            .iter()
            .all(|expected| expected.told.mend.is_some())
    );

    // The first of them stopped the run, so that the others were not met.
    let story =
        Story::of_failure(&connack(3), StepId::Connect, &[], &setup(&inputs, None)).unwrap();
    let compared = compare(&forecast, End::Failed(StepId::Connect, Some(&story)));
    let fates: Vec<Fate> = compared.fates.iter().map(|(_, fate)| *fate).collect();
    assert_eq!(
        fates,
        [
            Fate::Happened,
            Fate::NotReached,
            Fate::NotReached,
            Fate::NotReached
        ]
    );
    assert_eq!(compared.surprise, None);

    let compared = compare(&forecast, End::Fine(StepId::Telemetry));
    assert!(compared.fates.iter().all(|(_, fate)| *fate == Fate::DidNot));
}

#[test]
fn what_nobody_predicted_is_a_surprise() {
    let inputs = Inputs::default();
    let failure = refused(429_001, "Operations are being throttled for this tenant.");
    let story = Story::of_failure(&failure, StepId::Register, &[], &setup(&inputs, None)).unwrap();
    let compared = compare(
        &forecast(&setup(&inputs, None)),
        End::Failed(StepId::Register, Some(&story)),
    );
    assert_eq!(compared.fates, []);
    assert!(compared.surprise.unwrap().contains("more than it allows"));
}

#[test]
fn a_key_that_fits_nothing_is_predicted() {
    let mut chain = material(factory_chain("press-17"));
    chain.key = chain.key.map(|key| KeyFacts {
        belongs_to: None,
        ..key
    });
    let inputs = azure();
    let forecast = forecast(&setup(&inputs, Some(&chain)));
    assert_eq!(forecast.0[0].told.id, "key_of_another_certificate");
}

#[test]
fn a_place_that_needs_a_relay_is_known_not_to_be_reached_without_one() {
    for (relay, place, cause) in [
        (Relay::Absent, Place::Azure(Cloud::Public), "relay_ended"),
        (Relay::Strange, Place::Practice, "relay_ended"),
        (Relay::Ready(None), Place::Practice, "practice_not_running"),
    ] {
        let inputs = Inputs { place, ..azure() };
        let setup = Setup {
            relay,
            ..setup(&inputs, None)
        };
        let forecast = forecast(&setup);
        let found: Vec<&str> = forecast.0.iter().map(|expected| expected.told.id).collect();
        assert_eq!(found, [cause]);
        let mut mended = inputs.clone();
        assert!(forecast.0[0].told.mend.as_ref().unwrap().apply(&mut mended));
        assert_eq!(mended, Inputs::default());
        // The page stops where it would have told the practice service, or opened the connection.
        let step = if place == Place::Practice {
            StepId::Certificates
        } else {
            StepId::Trust
        };
        let failure = link("no_relay", "");
        let story = Story::of_failure(&failure, StepId::Trust, &[], &setup).unwrap();
        let story = (step == StepId::Trust).then_some(&story);
        let compared = compare(&forecast, End::Failed(step, story));
        assert_eq!(compared.fates[0].1, Fate::Happened, "{place:?}");
    }
    let inputs = Inputs::default();
    let setup = Setup {
        relay: Relay::Absent,
        ..setup(&inputs, None)
    };
    assert_eq!(forecast(&setup).0, [], "the page needs none");
}
