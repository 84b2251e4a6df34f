//! Links: what comes out is what went in but for what must not travel, and no link breaks the page.

use dps_playground_page::inputs::{
    Cloud, Enrolment, Field, Inputs, Place, PracticeIdentity, Presented, ServerTrust,
};
use dps_playground_page::journey::{Event, Journey, What};
use dps_playground_page::lesson::StepId;
use dps_playground_page::session_file::{Session, masked};
use dps_playground_page::share::{self, BrokenLink, MAX_CHARS, Refusal};
use proptest::prelude::*;

use crate::saving::world_after_the_lesson;
use crate::world::{OPENED, World};

fn session_of(inputs: &Inputs) -> Session<'_> {
    Session {
        inputs,
        trace: &[],
        recordings: &[],
        opened_unix_secs: OPENED,
    }
}

#[test]
fn a_session_comes_out_as_it_went_in_but_for_its_certificates() {
    let world = world_after_the_lesson();
    let session = Session::of(&world.journey, &world.inputs);
    let value = share::write(&session, true).unwrap();
    assert!(value.len() < 6_000, "{} characters", value.len());
    assert!(
        value
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || "-_.".contains(character))
    );
    let shared = share::read(&value).unwrap();
    assert_eq!(shared.inputs, world.inputs);
    let began = session.trace[0].at;
    assert_eq!(shared.began, OPENED + began.as_secs() as i64);
    assert_eq!(shared.trace.len(), session.trace.len());
    for (came, went) in shared.trace.iter().zip(session.trace) {
        let micros = |at: std::time::Duration| at.as_micros();
        assert_eq!(micros(came.at), micros(went.at - began));
        assert_eq!((came.step, came.purpose), (went.step, went.purpose));
        match (&came.what, &went.what) {
            (What::Packet(came), What::Packet(went)) => {
                assert_eq!(
                    (came.direction, &came.bytes, &came.packet),
                    (went.direction, &went.bytes, &went.packet)
                );
            }
            (What::Opened(came), What::Opened(went)) => {
                assert_eq!(
                    (&came.endpoint, &came.tls_version),
                    (&went.endpoint, &went.tls_version)
                );
                assert!(!went.presented.is_empty() && came.presented.is_empty());
            }
            (came, went) => assert_eq!(format!("{came:?}"), format!("{went:?}")),
        }
    }
}

#[test]
fn every_choice_survives() {
    let places = [
        Place::InPage,
        Place::Practice,
        Place::Own,
        Place::Azure(Cloud::Public),
        Place::Azure(Cloud::Government),
        Place::Azure(Cloud::China),
    ];
    let enrolments = [
        Enrolment::Individual,
        Enrolment::IndividualDisabled,
        Enrolment::Group,
        Enrolment::GroupUnverified,
        Enrolment::None,
        Enrolment::Kept,
    ];
    let identities = [
        PracticeIdentity::SelfSigned,
        PracticeIdentity::Issued,
        PracticeIdentity::Expired,
        PracticeIdentity::NotYetValid,
        PracticeIdentity::Nameless,
    ];
    for index in 0..6 {
        let mut inputs = Inputs {
            place: places[index],
            enrolment: enrolments[index],
            practice_identity: identities[index % 5],
            presented: if index % 2 == 0 {
                Presented::Chain
            } else {
                Presented::LeafOnly
            },
            trust: if index % 2 == 0 {
                ServerTrust::Fitting
            } else {
                ServerTrust::AzureRoots
            },
            ..Inputs::default()
        };
        for field in Field::ALL.iter().filter(|field| **field != Field::Password) {
            inputs.edits.insert(*field, format!("{field:?} ä\u{0}"));
        }
        let value = share::write(&session_of(&inputs), true).unwrap();
        assert_eq!(share::read(&value).unwrap().inputs, inputs);
    }
}

#[test]
fn what_must_not_travel_does_not() {
    let mut world = World::new();
    world
        .inputs
        .edits
        .insert(Field::Password, "hush-hush".into());
    world.run_to(StepId::Connect);
    let session = Session::of(&world.journey, &world.inputs);
    let shared = share::read(&share::write(&session, true).unwrap()).unwrap();
    assert_eq!(shared.inputs.edits.get(&Field::Password), None);
    let shown = format!("{:?}", shared.trace);
    assert!(!shown.contains("hush"), "{shown}");
    let What::Packet(connect) = &session
        .trace
        .iter()
        .find(|entry| matches!(entry.what, What::Packet(_)))
        .unwrap()
        .what
    else {
        panic!()
    };
    assert_ne!(masked(connect).bytes, connect.bytes);

    // Neither roots nor the wish to record: a link must not make anybody trust or record anything.
    let inputs = Inputs {
        trust: ServerTrust::Own(vec![vec![0x30]]),
        recording: true,
        ..Inputs::default()
    };
    let shared = share::read(&share::write(&session_of(&inputs), true).unwrap()).unwrap();
    assert_eq!(shared.inputs, Inputs::default());

    for (secret, telltale) in [
        ("-----BEGIN EC PRIVATE KEY-----\nMHc…", "PRIVATE KEY"),
        ("HostName=h;SharedAccessKey=abc", "SharedAccessKey"),
        ("SharedAccessSignature sr=x&sig=y", "SharedAccessSignature"),
    ] {
        for place in 0..3 {
            let mut inputs = Inputs::default();
            match place {
                0 => inputs.payload = secret.into(),
                1 => inputs.registration_id = secret.into(),
                _ => inputs.edits.insert(Field::Username, secret.into()),
            }
            assert_eq!(
                share::write(&session_of(&inputs), false),
                Err(Refusal::Secret(telltale))
            );
        }
    }
}

#[test]
fn a_link_that_is_too_long_is_refused_and_its_inputs_alone_are_not() {
    let world = world_after_the_lesson();
    let mut session = Session::of(&world.journey, &world.inputs);
    // Bytes that do not pack.
    let mut trace = session.trace.to_vec();
    let mut state = 1_u32;
    for entry in &mut trace {
        if let What::Packet(packet) = &mut entry.what {
            packet.bytes = std::iter::repeat_with(|| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 24) as u8
            })
            .take(4000)
            .collect();
        }
    }
    session.trace = &trace;
    match share::write(&session, true) {
        Err(Refusal::TooLong(chars)) => assert!(chars > MAX_CHARS),
        other => panic!("{other:?}"),
    }
    assert!(share::write(&session, false).unwrap().len() < 1_000);
}

#[test]
fn the_list_names_what_is_inside() {
    let mut world = world_after_the_lesson();
    world.inputs.edits.insert(Field::ClientId, "another".into());
    let session = Session::of(&world.journey, &world.inputs);
    let list = share::contents(&world.inputs, session.trace).join("\n");
    for part in [
        "“0ne00C0FFEE”",
        "“press-17”",
        "inside the page",
        "Client ID “another”",
        " packets as they travelled",
    ] {
        assert!(list.contains(part), "{part} in {list}");
    }
}

#[test]
fn what_a_link_brings_is_shown_and_not_continued() {
    let world = world_after_the_lesson();
    let session = Session::of(&world.journey, &world.inputs);
    let shared = share::read(&share::write(&session, true).unwrap()).unwrap();
    let mut journey = Journey::new(OPENED);
    let events = shared.trace.len();
    assert_eq!(
        journey.show(world.now, shared.trace),
        [],
        "nothing is asked for"
    );
    assert!(journey.is_from_link() && !journey.is_running());
    assert_eq!(journey.trace().len(), events);
    assert_eq!(
        journey.handle(world.now, Event::Tick),
        [],
        "and nothing later"
    );
    // The next run begins anew.
    let effects = journey.go(world.now, &shared.inputs, None, StepId::Certificates);
    assert!(!effects.is_empty() && !journey.is_from_link());
    assert_eq!(journey.trace().len(), 0);
}

#[test]
fn broken_links_say_what_is_wrong() {
    let value = share::write(&session_of(&Inputs::default()), true).unwrap();
    let says = |value: &str, expected: BrokenLink| {
        assert_eq!(share::read(value).unwrap_err(), expected, "{value}")
    };
    says("", BrokenLink::Damaged);
    says("abc", BrokenLink::Damaged);
    says("1.", BrokenLink::Damaged);
    says("1.%%%", BrokenLink::Damaged);
    says(&value[..value.len() - 7], BrokenLink::Damaged);
    says(&value.replacen("1.", "2.", 1), BrokenLink::Version);
    for (text, expected) in [
        (r#"{"began":1,"inputs":{},"trace":[]}"#, "the inputs"),
        (r#"{"began":1}"#, "the session"),
    ] {
        says(&packed(text.as_bytes()), BrokenLink::Unreadable(expected));
    }
    says(&packed(b"no JSON"), BrokenLink::Damaged);
    // It would unfold to sixteen megabytes.
    says(&packed(&vec![b' '; 16 << 20]), BrokenLink::Damaged);
}

fn packed(text: &[u8]) -> String {
    use base64::Engine as _;
    let packed = miniz_oxide::deflate::compress_to_vec(text, 9);
    format!(
        "1.{}",
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(packed)
    )
}

proptest! {
    #[test]
    fn no_text_breaks_the_reading(text in ".{0,200}") {
        let _any = share::read(&text);
        let _any = share::read(&format!("1.{text}"));
        let _any = share::read(&packed(text.as_bytes()));
    }

    #[test]
    fn a_changed_link_is_refused_or_read(at in any::<prop::sample::Index>(), byte in b'A'..=b'z') {
        let world = world_after_the_lesson();
        let value = share::write(&Session::of(&world.journey, &world.inputs), true).unwrap();
        let mut bytes = value.into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _either = share::read(&String::from_utf8(bytes).unwrap());
    }

    #[test]
    fn any_inputs_survive(scope in ".{0,40}", id in ".{0,40}", payload in ".{0,80}", edit in ".{0,40}") {
        let mut inputs = Inputs { id_scope: scope, registration_id: id, payload, ..Inputs::default() };
        inputs.edits.insert(Field::Username, edit);
        let value = share::write(&session_of(&inputs), true).unwrap();
        prop_assert_eq!(share::read(&value).unwrap().inputs, inputs);
    }
}
