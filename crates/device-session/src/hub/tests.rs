use std::time::Duration;

use mqtt_wire::QoS;
use proptest::prelude::*;

use super::*;
use crate::script::{bytes, connack, delivery, puback, sent, suback, told};

const HUB: &str = "contoso.azure-devices.net";

fn at(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

fn settings(read_twin: bool) -> HubSettings {
    HubSettings {
        read_twin,
        ..HubSettings::new(HUB, "dev1", b"{}".to_vec())
    }
}

const STAGES: [HubStage; 4] = [
    HubStage::Connect,
    HubStage::Telemetry,
    HubStage::TwinSubscribe,
    HubStage::TwinGet,
];

/// A session that has sent the stage and waits for its answer.
fn awaiting(stage: HubStage) -> HubSession {
    let mut session = HubSession::new(settings(true));
    let answers = [connack(0), puback(1), suback(2, 1), Vec::new()];
    for (reached, answer) in STAGES.into_iter().zip(answers) {
        session.perform(at(0));
        if reached == stage {
            break;
        }
        session.receive(at(0), &answer);
    }
    assert_eq!(
        *session.state(),
        HubState::Awaiting {
            stage,
            since: at(0),
            until: at(30)
        }
    );
    session
}

#[test]
fn one_message_is_delivered() {
    let mut session = HubSession::new(settings(false));
    assert_eq!(session.ready(at(0)), Some(HubStage::Connect));
    let Packet::Connect(connect) = sent(&session.perform(at(0))) else {
        panic!()
    };
    assert_eq!(connect.client_id, "dev1");
    assert_eq!(
        connect.username.as_deref(),
        Some("contoso.azure-devices.net/dev1/?api-version=2021-04-12")
    );
    assert_eq!((connect.password, connect.clean_session), (None, false));
    assert_eq!(session.ready(at(0)), None);
    assert_eq!(session.perform(at(0)), []);
    assert_eq!(told(&session.receive(at(0), &connack(0))), ["< CONNACK"]);

    assert_eq!(session.ready(at(0)), Some(HubStage::Telemetry));
    let Packet::Publish(publish) = sent(&session.perform(at(0))) else {
        panic!()
    };
    assert_eq!(publish.topic, "devices/dev1/messages/events/");
    assert_eq!(
        (publish.payload, publish.qos, publish.packet_id),
        (b"{}".to_vec(), QoS::AtLeastOnce, Some(1))
    );

    assert_eq!(told(&session.receive(at(1), &puback(7))), ["< PUBACK"]);
    assert_eq!(
        session.outcome(),
        None,
        "an acknowledgement of something else"
    );
    let actions = session.receive(at(1), &puback(1));
    assert_eq!(
        told(&actions),
        ["< PUBACK", "> DISCONNECT", "close", "finished"]
    );
    assert_eq!(session.outcome(), Some(&HubOutcome::Delivered));
    assert_eq!((session.ready(at(2)), session.wake_at()), (None, None));
}

#[test]
fn the_twin_is_read() {
    let mut session = awaiting(HubStage::TwinGet);
    let other = delivery(
        QoS::AtLeastOnce,
        "devices/dev1/messages/devicebound/x",
        "hello",
    );
    assert_eq!(
        told(&session.receive(at(1), &other)),
        ["< PUBLISH", "> PUBACK"]
    );
    let foreign = delivery(QoS::AtMostOnce, "$iothub/twin/res/200/?$rid=2", "{}");
    assert_eq!(told(&session.receive(at(1), &foreign)), ["< PUBLISH"]);
    let twin = delivery(
        QoS::AtMostOnce,
        "$iothub/twin/res/200/?$rid=1",
        r#"{"desired":{}}"#,
    );
    let actions = session.receive(at(1), &twin);
    assert_eq!(
        told(&actions),
        ["< PUBLISH", "> DISCONNECT", "close", "finished"]
    );
    assert_eq!(session.outcome(), Some(&HubOutcome::Delivered));
    assert_eq!(session.twin(), Some(&br#"{"desired":{}}"#[..]));
}

#[test]
fn twin_strings_are_the_documented_ones() {
    let session = HubSession::new(settings(true));
    assert_eq!(
        session.preview(HubStage::TwinSubscribe),
        Intent::Subscribe {
            filter: "$iothub/twin/res/#".to_owned()
        }
    );
    assert_eq!(
        session.preview(HubStage::TwinGet),
        Intent::Publish {
            topic: "$iothub/twin/GET/?$rid=1".to_owned(),
            payload: Vec::new()
        }
    );
}

#[track_caller]
fn check_refusal(stage: HubStage, answer: &[u8], expected: HubOutcome) {
    let mut session = awaiting(stage);
    let actions = session.receive(at(1), answer);
    assert!(told(&actions).ends_with(&["close".to_owned(), "finished".to_owned()]));
    assert_eq!(session.outcome(), Some(&expected));
    assert_eq!(session.twin(), None);
}

#[test]
fn every_refusal_is_told() {
    for code in 1..=5 {
        check_refusal(
            HubStage::Connect,
            &connack(code),
            HubOutcome::ConnackRefused { code },
        );
    }
    check_refusal(
        HubStage::TwinSubscribe,
        &suback(2, 0x80),
        HubOutcome::SubscribeRefused,
    );
    let throttled = delivery(QoS::AtMostOnce, "$iothub/twin/res/429/?$rid=1", "");
    check_refusal(
        HubStage::TwinGet,
        &throttled,
        HubOutcome::TwinRefused { status: 429 },
    );
    let why = "a server does not send DISCONNECT".to_owned();
    check_refusal(
        HubStage::Telemetry,
        &bytes(Packet::Disconnect),
        HubOutcome::Garbled { why },
    );
}

#[test]
fn closed_cancelled_and_timed_out_at_every_stage() {
    for stage in STAGES {
        let mut session = awaiting(stage);
        assert_eq!(told(&session.closed(at(1))), ["finished"]);
        assert_eq!(session.outcome(), Some(&HubOutcome::Closed));

        let goodbye: &[&str] = match stage {
            HubStage::Connect => &["close", "finished"],
            _ => &["> DISCONNECT", "close", "finished"],
        };
        let mut session = awaiting(stage);
        assert_eq!(told(&session.cancel(at(1))), goodbye);
        assert_eq!(session.outcome(), Some(&HubOutcome::Cancelled));
        assert_eq!(session.closed(at(2)), []);

        let mut session = awaiting(stage);
        assert_eq!(session.wake_at(), Some(at(30)));
        assert_eq!(session.tick(at(29)), []);
        assert_eq!(told(&session.tick(at(30))), goodbye);
        assert_eq!(session.outcome(), Some(&HubOutcome::TimedOut));
    }
}

#[test]
fn time_stands_still_while_a_person_reads_but_pings_do_not() {
    let mut session = HubSession::new(settings(false));
    assert_eq!(session.wake_at(), None);
    session.perform(at(0));
    session.receive(at(0), &connack(0));
    assert_eq!(session.wake_at(), Some(at(45)));
    assert_eq!(told(&session.tick(at(45))), ["> PINGREQ"]);
    assert_eq!(session.ready(at(9999)), Some(HubStage::Telemetry));
}

#[test]
fn what_no_packet_can_carry_is_not_sent() {
    let mut session = HubSession::new(settings(false));
    session.perform(at(0));
    session.receive(at(0), &connack(0));
    session.settings_mut().telemetry.topic = "devices/+/messages/events/".to_owned();
    assert_eq!(
        told(&session.perform(at(0))),
        ["> DISCONNECT", "close", "finished"]
    );
    assert!(matches!(
        session.outcome(),
        Some(HubOutcome::Unsendable {
            stage: HubStage::Telemetry,
            ..
        })
    ));
}

proptest! {
    #[test]
    fn no_bytes_panic(pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..16), 0..8)) {
        for stage in STAGES {
            let mut session = awaiting(stage);
            for piece in &pieces {
                session.receive(at(1), piece);
            }
            session.closed(at(2));
            prop_assert!(session.outcome().is_some());
        }
    }
}
