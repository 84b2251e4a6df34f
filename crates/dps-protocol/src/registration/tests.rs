//! Every path of the machine, without a clock.

mod edits;
mod endings;
mod flow;
mod odd_messages;
mod operation_id;
mod refusals;
mod repeating;
mod retry_after;

use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::username::API_VERSION;

const HUB: &str = "contoso.azure-devices.net";

fn at(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

fn settings() -> Settings {
    Settings::new("0ne00C0FFEE", "dev1", API_VERSION, None)
}

const CONNECTED: Event<'static> = Event::Connack {
    code: 0,
    session_present: false,
};

/// A registration that was just brought to the stage: ready to send it.
#[track_caller]
fn ready_for(stage: Stage, settings: Settings) -> Registration {
    let mut registration = Registration::new(settings);
    let now = Duration::ZERO;
    if stage == Stage::Connect {
        return registration;
    }
    registration.perform(now).unwrap();
    registration.handle(now, CONNECTED);
    if stage == Stage::Subscribe {
        return registration;
    }
    registration.perform(now).unwrap();
    registration.handle(now, Event::Suback { code: 1 });
    if stage == Stage::Register {
        return registration;
    }
    registration.perform(now).unwrap();
    answer(
        &mut registration,
        now,
        "202/?$rid=1&retry-after=0",
        ASSIGNING,
    );
    assert_eq!(registration.ready(now), Some(Stage::Poll));
    registration
}

/// A registration that has just sent the stage.
#[track_caller]
fn awaiting(stage: Stage, settings: Settings) -> Registration {
    let mut registration = ready_for(stage, settings);
    registration.perform(Duration::ZERO).unwrap();
    assert_eq!(registration.state().awaits(), Some(stage));
    registration
}

const ASSIGNING: &str = r#"{"operationId":"4.ab.cd","status":"assigning"}"#;
const ASSIGNED: &str = r#"{"operationId":"4.ab.cd","status":"assigned","registrationState":{"registrationId":"dev1",
    "assignedHub":"contoso.azure-devices.net","deviceId":"dev1","status":"assigned","substatus":"initialAssignment"}}"#;

/// Delivers an answer on `$dps/registrations/res/{tail}`.
fn answer(registration: &mut Registration, now: Duration, tail: &str, body: &str) {
    let topic = format!("$dps/registrations/res/{tail}");
    registration.handle(
        now,
        Event::Message {
            topic: &topic,
            payload: body.as_bytes(),
        },
    );
}

#[track_caller]
fn sent_topic(registration: &mut Registration, now: Duration) -> String {
    match registration.perform(now) {
        Some(Intent::Publish { topic, .. }) => topic,
        other => panic!("expected a PUBLISH, got {other:?}"),
    }
}

const REGISTER_1: &str = "$dps/registrations/PUT/iotdps-register/?$rid=1";
const REGISTER_2: &str = "$dps/registrations/PUT/iotdps-register/?$rid=2";

fn poll(rid: u32) -> String {
    topics::operation_status(&rid.to_string(), "4.ab.cd")
}

fn any_tail() -> impl Strategy<Value = String> {
    prop_oneof![
        (0_u16..1000, 0_u8..6, any::<Option<u64>>()).prop_map(|(status, rid, retry)| {
            ResponseTopic {
                status,
                request_id: rid.to_string(),
                retry_after_secs: retry,
            }
            .format()
        }),
        ".*",
    ]
}

fn any_body() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        Just(ASSIGNING.as_bytes().to_vec()),
        Just(br#"{"status":"assigning"}"#.to_vec()),
        prop::collection::vec(any::<u8>(), 0..32),
    ]
}

proptest! {
    /// Whatever comes in whatever order, at whatever time: no panic, and the machine keeps its promises.
    #[test]
    fn any_history_is_survived(
        steps in prop::collection::vec((0_u8..9, any_tail(), any_body(), any::<u8>(), any::<u64>()), 0..40),
    ) {
        let mut registration = Registration::new(settings());
        for (kind, topic, payload, code, millis) in steps {
            let now = Duration::from_millis(millis >> (code % 64));
            let ended = registration.outcome().cloned();
            let event = match kind {
                0 => Some(Event::Connack { code: code % 3, session_present: code > 9 }),
                1 => Some(Event::Suback { code: code % 4 }),
                2 | 3 => Some(Event::Message { topic: &topic, payload: &payload }),
                4 if code < 9 => Some(Event::Closed),
                5 => Some(Event::Tick),
                6 if code < 9 => Some(Event::Cancel),
                _ => None,
            };
            match event {
                Some(event) => { registration.handle(now, event); }
                None => {
                    let ready = registration.ready(now);
                    let preview = ready.map(|stage| registration.preview(stage));
                    prop_assert_eq!(registration.perform(now), preview);
                }
            }
            if ended.is_some() {
                prop_assert_eq!(registration.outcome(), ended.as_ref());
            }
            let finished = registration.state() == &State::Finished;
            prop_assert_eq!(finished, registration.outcome().is_some());
            let waits = registration.wake_at().is_some();
            let sends = matches!(registration.state(), State::Ready(_));
            // Never stuck: it is over, or something may be sent, or time will tell.
            prop_assert_eq!(u8::from(finished) + u8::from(waits) + u8::from(sends), 1);
        }
    }
}
