//! The lesson in the page alone: keys by WebCrypto, the practice service in WASM, no relay.

use std::time::Duration;

use dps_playground_page::browser::engine::{NamedBytes, Slot};
use dps_playground_page::inputs::{Enrolment, Inputs, PracticeIdentity, Presented};
use dps_playground_page::journey::{
    Effect, EnrolmentPlan, Event, Failure, LinkEvent, LinkId, Purpose, StepState, Target, What,
};
use dps_playground_page::lesson::StepId;
use dps_protocol::registration::Outcome;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::keys::certificate;
use crate::page::{Bench, LATER, Page};
use crate::{Fixture, fixture};

#[wasm_bindgen_test]
async fn one_click_registers_a_device_and_sends_its_first_message() {
    let mut page = Page::open();
    page.run(&Inputs::default(), None, StepId::Telemetry).await;
    for step in StepId::ALL {
        page.assert_finished(step);
    }
    let pem = page
        .engine
        .practice_key_pem()
        .await
        .expect("a practice key may be saved");
    assert!(pem.starts_with("-----BEGIN PRIVATE KEY-----"));
    let journey = page.journey.borrow();
    assert_eq!(
        journey.known().assigned_hub.as_deref(),
        Some("practice-hub.example")
    );
    assert_eq!(journey.known().device_id.as_deref(), Some("press-17"));
    let facts = journey.connection(Purpose::Dps).expect("connected");
    assert_eq!(facts.endpoint, "in this page");
    assert_eq!(facts.tls_version, None);
    assert_eq!(facts.presented.len(), 1);
    let signed = journey.trace().iter().filter(|entry| {
        matches!(&entry.what, What::Signed { scheme } if scheme == "ecdsa_secp256r1_sha256")
    });
    assert_eq!(signed.count(), 2, "once for DPS, once for the hub");
}

#[wasm_bindgen_test]
async fn a_group_knows_its_devices_by_signatures() {
    let issued = Inputs {
        practice_identity: PracticeIdentity::Issued,
        enrolment: Enrolment::Group,
        ..Inputs::default()
    };
    let mut page = Page::open();
    page.run(&issued, None, StepId::Register).await;
    page.assert_finished(StepId::Register);

    for wrong in [
        Inputs {
            enrolment: Enrolment::GroupUnverified,
            ..issued.clone()
        },
        Inputs {
            presented: Presented::LeafOnly,
            ..issued
        },
    ] {
        let mut page = Page::open();
        page.run(&wrong, None, StepId::Assigned).await;
        let journey = page.journey.borrow();
        let refused = journey.outcome();
        assert!(
            matches!(refused, Some(Outcome::Refused { status: 401, .. })),
            "{refused:?}"
        );
    }
}

#[wasm_bindgen_test]
async fn enrolments_replace_each_other() {
    let mut page = Page::open();
    let inputs = Inputs::default();
    page.run(&inputs, None, StepId::Register).await;
    page.assert_finished(StepId::Register);
    let nobody = Inputs {
        enrolment: Enrolment::None,
        ..inputs.clone()
    };
    page.run(&nobody, None, StepId::Assigned).await;
    assert!(matches!(
        page.journey.borrow().outcome(),
        Some(Outcome::Refused { status: 401, .. })
    ));
    page.run(&inputs, None, StepId::Register).await;
    page.assert_finished(StepId::Register);
}

#[wasm_bindgen_test]
async fn imported_keys_register_too() {
    for (name, key, certificate) in [
        (
            "rsa2048",
            fixture!("rsa2048.pkcs1.pem"),
            fixture!("rsa2048.cert.pem"),
        ),
        ("p384", fixture!("p384.sec1.pem"), fixture!("p384.cert.pem")),
        (
            "p521",
            fixture!("p521.pkcs8.pem"),
            fixture!("p521.cert.pem"),
        ),
    ] {
        let mut page = Page::open();
        let files = [key, certificate].map(named);
        let material = page
            .engine
            .import(files.into(), Slot::Device)
            .await
            .material;
        let inputs = Inputs {
            registration_id: name.to_owned(),
            ..Inputs::default()
        };
        page.run(&inputs, material.as_ref(), StepId::Register).await;
        page.assert_finished(StepId::Register);
    }
}

fn named((name, bytes): Fixture) -> NamedBytes {
    NamedBytes {
        name: Some(name.to_owned()),
        bytes: bytes.to_vec(),
    }
}

#[wasm_bindgen_test]
async fn a_wrong_key_gets_no_connection() {
    let mut bench = Bench::new();
    let chain = vec![certificate(fixture!("p256.cert.pem")).der];
    bench.open(LinkId(1), Target::InPage, chain.clone());
    let without = bench.news_after_progress(LinkId(1)).await;
    assert!(
        matches!(&without, LinkEvent::Failed(why) if why.code == "signature_refused"),
        "{without:?}"
    );
    bench
        .engine
        .import(vec![named(fixture!("p256.other.pem"))], Slot::Device)
        .await;
    bench.open(LinkId(2), Target::InPage, chain);
    let wrong = bench.news_after_progress(LinkId(2)).await;
    assert!(
        matches!(&wrong, LinkEvent::Failed(why) if why.code == "signature_wrong"),
        "{wrong:?}"
    );
}

#[wasm_bindgen_test]
async fn nothing_is_heard_of_what_was_hung_up() {
    let mut bench = Bench::new();
    bench
        .engine
        .import(vec![named(fixture!("p256.combined.pem"))], Slot::Device)
        .await;
    let chain = vec![certificate(fixture!("p256.cert.pem")).der];
    bench.open(LinkId(1), Target::InPage, chain.clone());
    bench
        .engine
        .carry_out(vec![Effect::Hangup { link: LinkId(1) }]);
    bench.assert_silent().await;
    bench.open(LinkId(2), Target::InPage, chain);
    let signed = bench.news_after_progress(LinkId(2)).await;
    assert!(matches!(&signed, LinkEvent::Signed { .. }), "{signed:?}");
    let opened = bench.news(LinkId(2)).await;
    assert!(matches!(&opened, LinkEvent::Opened(_)), "{opened:?}");
    // PINGREQ before CONNECT: the service hangs up and says why.
    bench.engine.carry_out(vec![Effect::Send {
        link: LinkId(2),
        bytes: vec![0xc0, 0],
    }]);
    let closed = bench.news(LinkId(2)).await;
    assert!(
        matches!(&closed, LinkEvent::Closed(why) if why.code == "practice_closed" && why.detail.contains("PINGREQ")),
        "{closed:?}"
    );
    bench.engine.carry_out(vec![Effect::Send {
        link: LinkId(2),
        bytes: vec![0xc0, 0],
    }]);
    bench.assert_silent().await;
}

#[wasm_bindgen_test]
async fn what_was_on_its_way_at_hangup_is_not_heard_either() {
    let mut bench = Bench::new();
    bench
        .engine
        .import(vec![named(fixture!("p256.combined.pem"))], Slot::Device)
        .await;
    let chain = vec![certificate(fixture!("p256.cert.pem")).der];
    bench.open(LinkId(1), Target::InPage, chain.clone());
    while !matches!(bench.news(LinkId(1)).await, LinkEvent::Opened(_)) {}
    // The answer is there before the hangup, but nobody has been told.
    bench.engine.carry_out(vec![
        Effect::Send {
            link: LinkId(1),
            bytes: vec![0xc0, 0],
        },
        Effect::Hangup { link: LinkId(1) },
    ]);
    bench.assert_silent().await;
    bench.open(LinkId(2), Target::Practice, chain);
    bench
        .engine
        .carry_out(vec![Effect::Hangup { link: LinkId(2) }]);
    bench.assert_silent().await;
}

#[wasm_bindgen_test]
async fn enrolling_elsewhere_is_refused_with_a_reason() {
    let mut bench = Bench::new();
    let enrolment = EnrolmentPlan::Forget {
        registration_id: "press-17".to_owned(),
    };
    let host = Target::Host {
        host: "example.com".to_owned(),
        port: 8883,
    };
    bench.engine.carry_out(vec![Effect::Enrol {
        target: host,
        enrolment,
    }]);
    let answer = bench.next().await;
    assert!(
        matches!(&answer, Event::Enrolled(Err(why)) if why.contains("example.com")),
        "{answer:?}"
    );
}

#[wasm_bindgen_test]
async fn the_alarm_rings_once_not_early_and_not_after_it_was_taken_back() {
    let mut bench = Bench::new();
    let when = bench.engine.now() + Duration::from_millis(20);
    bench.engine.wake_at(Some(LATER));
    bench.engine.wake_at(Some(when));
    assert!(matches!(bench.next().await, Event::Tick));
    assert!(bench.engine.now() >= when);
    bench.engine.wake_at(Some(bench.engine.now()));
    bench.engine.wake_at(None);
    bench.assert_silent().await;
}

#[wasm_bindgen_test]
async fn a_run_that_is_refused_says_so_in_its_step() {
    let mut page = Page::open();
    let inputs = Inputs {
        id_scope: "0ne00FFFFFF".to_owned(),
        ..Inputs::default()
    };
    page.run(&inputs, None, StepId::Telemetry).await;
    let state = page.state(StepId::Connect);
    let StepState::Failed(failure) = &state else {
        panic!("{state:?}")
    };
    let Failure::Registration(outcome) = &**failure else {
        panic!("{failure:?}")
    };
    assert_eq!(**outcome, Outcome::ConnackRefused { code: 3 });
}
