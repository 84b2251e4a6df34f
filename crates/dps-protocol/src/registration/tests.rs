//! Every path of the machine, without a clock. One file, because all paths are told in the same few words.

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

mod flow {
    use super::*;

    #[test]
    fn a_registration_goes_from_connect_to_assigned() {
        let mut registration = Registration::new(settings());
        let now = at(10);

        assert_eq!(registration.ready(now), Some(Stage::Connect));
        let Some(Intent::Connect(fields)) = registration.perform(now) else {
            panic!()
        };
        assert_eq!(fields.client_id, "dev1");
        assert_eq!(
            fields.username,
            "0ne00C0FFEE/registrations/dev1/api-version=2019-03-31"
        );
        assert_eq!(
            (
                fields.password,
                fields.keep_alive_secs,
                fields.clean_session
            ),
            (None, 60, true)
        );
        assert_eq!(registration.state().describe(), "waiting for the CONNACK");
        assert_eq!(registration.ready(now), None);
        assert_eq!(registration.perform(now), None);

        assert_eq!(registration.handle(now, CONNECTED), None);
        assert_eq!(registration.ready(now), Some(Stage::Subscribe));
        assert_eq!(
            registration.perform(now),
            Some(Intent::Subscribe {
                filter: "$dps/registrations/res/#".to_owned()
            })
        );

        registration.handle(now, Event::Suback { code: 1 });
        assert_eq!(
            registration.perform(now),
            Some(Intent::Publish {
                topic: REGISTER_1.to_owned(),
                payload: br#"{"registrationId":"dev1"}"#.to_vec(),
            })
        );

        answer(
            &mut registration,
            now,
            "202/?$rid=1&retry-after=3",
            ASSIGNING,
        );
        assert_eq!(registration.operation_id(), Some("4.ab.cd"));
        assert_eq!(registration.ready(now), None);
        assert_eq!(registration.wake_at(), Some(at(13)));
        assert_eq!(registration.ready(at(13)), Some(Stage::Poll));
        assert_eq!(
            registration.perform(at(13)),
            Some(Intent::Publish {
                topic: poll(2),
                payload: Vec::new()
            })
        );

        answer(
            &mut registration,
            at(14),
            "202/?$rid=2&retry-after=3",
            ASSIGNING,
        );
        registration.handle(at(17), Event::Tick);
        assert_eq!(registration.state(), &State::Ready(Stage::Poll));
        assert_eq!(sent_topic(&mut registration, at(17)), poll(3));

        answer(&mut registration, at(18), "200/?$rid=3", ASSIGNED);
        let Some(Outcome::Assigned { state, operation }) = registration.outcome() else {
            panic!()
        };
        assert_eq!(state.assigned_hub.as_deref(), Some(HUB));
        assert_eq!(state.device_id.as_deref(), Some("dev1"));
        assert_eq!(
            operation.raw_registration_state()["substatus"],
            "initialAssignment"
        );
        assert_eq!(registration.state(), &State::Finished);
        assert_eq!(
            (registration.ready(at(99)), registration.wake_at()),
            (None, None)
        );
        assert_eq!(registration.perform(at(99)), None);
        assert_eq!(registration.notes(), []);
    }

    #[test]
    fn assigned_may_come_at_once() {
        let mut registration = awaiting(Stage::Register, settings());
        answer(&mut registration, at(1), "200/?$rid=1", ASSIGNED);
        assert!(matches!(
            registration.outcome(),
            Some(Outcome::Assigned { .. })
        ));
    }

    #[test]
    fn nothing_changes_after_the_outcome() {
        let mut registration = awaiting(Stage::Register, settings());
        answer(&mut registration, at(1), "200/?$rid=1", ASSIGNED);
        let outcome = registration.outcome().cloned();
        for event in [
            Event::Closed,
            Event::Cancel,
            Event::Tick,
            Event::Connack {
                code: 5,
                session_present: false,
            },
        ] {
            assert_eq!(registration.handle(at(9999), event), outcome.as_ref());
        }
    }

    #[test]
    fn suback_grants_any_quality_of_service() {
        for code in [0, 1, 2] {
            let mut registration = awaiting(Stage::Subscribe, settings());
            registration.handle(at(1), Event::Suback { code });
            assert_eq!(registration.ready(at(1)), Some(Stage::Register), "{code}");
        }
    }

    #[test]
    fn an_old_session_is_noted_and_no_obstacle() {
        let mut registration = awaiting(Stage::Connect, settings());
        registration.handle(
            at(1),
            Event::Connack {
                code: 0,
                session_present: true,
            },
        );
        assert_eq!(registration.ready(at(1)), Some(Stage::Subscribe));
        assert_eq!(registration.notes(), [Note::SessionPresent]);
    }
}

mod retry_after {
    use super::*;

    /// The pause after an answer to the registration, and after one to a poll, in seconds.
    #[track_caller]
    fn check(retry_after: &str, expected: (u64, u64), reason: Pause) {
        for (stage, rid, pause) in [
            (Stage::Register, 1, expected.0),
            (Stage::Poll, 2, expected.1),
        ] {
            let mut registration = awaiting(stage, settings());
            answer(
                &mut registration,
                at(100),
                &format!("202/?$rid={rid}{retry_after}"),
                ASSIGNING,
            );
            assert_eq!(registration.wake_at(), Some(at(100 + pause)), "{stage:?}");
            let State::Pausing {
                next,
                reason: found,
                ..
            } = *registration.state()
            else {
                panic!()
            };
            assert_eq!((next, found), (Stage::Poll, reason));
            let before = at(100 + pause) - Duration::from_nanos(1);
            assert_eq!(registration.ready(before), None, "{stage:?}");
            assert_eq!(
                registration.ready(at(100 + pause)),
                Some(Stage::Poll),
                "{stage:?}"
            );
        }
    }

    #[test]
    fn is_obeyed() {
        check(
            "&retry-after=3",
            (3, 3),
            Pause::RetryAfter {
                secs: 3,
                capped: false,
            },
        );
        check(
            "&Retry-After=300",
            (300, 300),
            Pause::RetryAfter {
                secs: 300,
                capped: false,
            },
        );
    }

    #[test]
    fn is_replaced_where_missing() {
        check("", (3, 2), Pause::Default);
        check("&retry-after=soon", (3, 2), Pause::Default);
    }

    #[test]
    fn of_zero_means_at_once() {
        let mut registration = awaiting(Stage::Register, settings());
        answer(
            &mut registration,
            at(1),
            "202/?$rid=1&retry-after=0",
            ASSIGNING,
        );
        assert_eq!(registration.state(), &State::Ready(Stage::Poll));
        assert_eq!(sent_topic(&mut registration, at(1)), poll(2));
    }

    #[test]
    fn that_is_huge_is_cut_and_said() {
        for secs in [301, u64::MAX] {
            check(
                &format!("&retry-after={secs}"),
                (300, 300),
                Pause::RetryAfter { secs, capped: true },
            );
            let mut registration = awaiting(Stage::Register, settings());
            answer(
                &mut registration,
                at(1),
                &format!("202/?$rid=1&retry-after={secs}"),
                ASSIGNING,
            );
            assert_eq!(
                registration.notes(),
                [Note::RetryAfterCapped { asked_secs: secs }]
            );
        }
    }
}

mod repeating {
    use super::*;

    #[test]
    fn a_throttled_registration_is_registered_again() {
        let mut registration = awaiting(Stage::Register, settings());
        let body = r#"{"errorCode":429001,"trackingId":"","message":"Operations are being throttled for this tenant."}"#;
        answer(&mut registration, at(1), "429/?$rid=1&retry-after=4", body);
        assert_eq!(registration.outcome(), None);
        assert_eq!(registration.wake_at(), Some(at(5)));
        assert_eq!(sent_topic(&mut registration, at(5)), REGISTER_2);
        assert_eq!(registration.notes(), [Note::Repeated { status: 429 }]);
    }

    #[test]
    fn a_poll_that_met_a_fault_is_polled_again() {
        for status in [500, 503, 599] {
            let mut registration = awaiting(Stage::Poll, settings());
            answer(
                &mut registration,
                at(1),
                &format!("{status}/?$rid=2&retry-after=1"),
                "",
            );
            assert_eq!(sent_topic(&mut registration, at(2)), poll(3), "{status}");
        }
    }

    #[test]
    fn the_pause_grows_when_nobody_says_how_long() {
        let mut registration = awaiting(Stage::Register, settings());
        let mut now = Duration::ZERO;
        let mut pauses = Vec::new();
        for rid in 1..=9 {
            answer(&mut registration, now, &format!("503/?$rid={rid}"), "");
            let wake_at = registration.wake_at().unwrap();
            pauses.push((wake_at - now).as_secs());
            now = wake_at;
            registration.perform(now).unwrap();
        }
        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 64, 100, 100]);
    }

    #[test]
    fn the_pause_starts_over_after_an_answer() {
        let mut registration = awaiting(Stage::Register, settings());
        answer(&mut registration, at(0), "503/?$rid=1", "");
        registration.perform(at(1)).unwrap();
        answer(&mut registration, at(1), "503/?$rid=2", "");
        registration.perform(at(3)).unwrap();
        answer(
            &mut registration,
            at(3),
            "202/?$rid=3&retry-after=0",
            ASSIGNING,
        );
        registration.perform(at(3)).unwrap();
        answer(&mut registration, at(3), "429/?$rid=4", "");
        assert_eq!(registration.wake_at(), Some(at(4)));
        assert!(matches!(
            registration.state(),
            State::Pausing {
                next: Stage::Poll,
                reason: Pause::Backoff { status: 429 },
                ..
            }
        ));
    }

    #[test]
    fn retry_after_zero_repeats_at_once_and_the_overall_time_ends_it() {
        let mut registration = awaiting(Stage::Register, settings());
        let mut now = Duration::ZERO;
        for rid in 1..1000 {
            now += at(1);
            registration.handle(now, Event::Tick);
            answer(
                &mut registration,
                now,
                &format!("429/?$rid={rid}&retry-after=0"),
                "",
            );
            if registration.perform(now).is_none() {
                break;
            }
        }
        assert!(matches!(
            registration.outcome(),
            Some(Outcome::TimedOut {
                limit: Limit::Overall,
                ..
            })
        ));
        assert_eq!(now, DEFAULT_OVERALL_TIMEOUT);
    }
}

mod operation_id {
    use super::*;

    #[test]
    fn is_kept_when_a_poll_answer_omits_it() {
        for body in [
            r#"{"status":"assigning"}"#,
            r#"{"operationId":"","status":"assigning"}"#,
        ] {
            let mut registration = awaiting(Stage::Poll, settings());
            answer(&mut registration, at(1), "202/?$rid=2&retry-after=0", body);
            assert_eq!(registration.operation_id(), Some("4.ab.cd"));
            assert_eq!(sent_topic(&mut registration, at(1)), poll(3));
        }
    }

    #[test]
    fn that_changes_is_followed() {
        let mut registration = awaiting(Stage::Poll, settings());
        answer(
            &mut registration,
            at(1),
            "202/?$rid=2&retry-after=0",
            r#"{"operationId":"5.x","status":"assigning"}"#,
        );
        assert_eq!(
            sent_topic(&mut registration, at(1)),
            topics::operation_status("3", "5.x")
        );
    }

    #[test]
    fn that_never_came_ends_the_registration() {
        let mut registration = awaiting(Stage::Register, settings());
        answer(
            &mut registration,
            at(1),
            "202/?$rid=1&retry-after=3",
            r#"{"status":"assigning"}"#,
        );
        let Some(Outcome::Unreadable { why, payload, .. }) = registration.outcome() else {
            panic!()
        };
        assert_eq!(why, &UnreadableAnswer::NoOperationId);
        assert_eq!(payload, br#"{"status":"assigning"}"#);
    }

    #[test]
    fn unassigned_is_polled_on() {
        let mut registration = awaiting(Stage::Register, settings());
        answer(
            &mut registration,
            at(1),
            "202/?$rid=1&retry-after=0",
            r#"{"operationId":"4.ab.cd","status":"unassigned"}"#,
        );
        assert_eq!(sent_topic(&mut registration, at(1)), poll(2));
    }
}

mod refusals {
    use super::*;

    #[test]
    fn failed_comes_on_status_200() {
        for (stage, rid) in [(Stage::Register, 1), (Stage::Poll, 2)] {
            let mut registration = awaiting(stage, settings());
            let body = r#"{"operationId":"4.ab.cd","status":"failed","registrationState":{"registrationId":"dev1",
                "status":"failed","errorCode":401001,"errorMessage":"IoTHub not found."}}"#;
            answer(&mut registration, at(1), &format!("200/?$rid={rid}"), body);
            let Some(Outcome::Failed {
                state: Some(state),
                operation,
            }) = registration.outcome()
            else {
                panic!()
            };
            assert_eq!(state.error_code, Some(401_001));
            assert_eq!(operation.status, Status::Failed);
        }
    }

    #[test]
    fn disabled_comes_on_status_200_with_or_without_an_operation_id() {
        for operation_id in ["", "4.ab.cd"] {
            let mut registration = awaiting(Stage::Register, settings());
            let body = format!(
                r#"{{"operationId":"{operation_id}","status":"disabled","registrationState":{{}}}}"#
            );
            answer(&mut registration, at(1), "200/?$rid=1", &body);
            assert!(matches!(
                registration.outcome(),
                Some(Outcome::Disabled { state: Some(_), .. })
            ));
        }
    }

    #[test]
    fn a_refusal_keeps_its_body() {
        let body = r#"{"errorCode":401002,"trackingId":"t","message":"CA certificate not found.","timestampUtc":"2026-01-01T00:00:00Z"}"#;
        let mut registration = awaiting(Stage::Register, settings());
        answer(&mut registration, at(1), "401/?$rid=1", body);
        let Some(Outcome::Refused {
            status: 401,
            error: Some(error),
            body: kept,
        }) = registration.outcome()
        else {
            panic!()
        };
        assert_eq!(
            (error.error_code, error.message.as_str()),
            (401_002, "CA certificate not found.")
        );
        assert_eq!(kept, body.as_bytes());
    }

    #[test]
    fn a_refusal_needs_no_readable_body() {
        for (tail, body, status) in [
            ("404/?$rid=2", "", 404),
            ("300/?$rid=2", "<html>", 300),
            ("100/?$rid=2", "{}", 100),
        ] {
            let mut registration = awaiting(Stage::Poll, settings());
            answer(&mut registration, at(1), tail, body);
            assert_eq!(
                registration.outcome(),
                Some(&Outcome::Refused {
                    status,
                    error: None,
                    body: body.as_bytes().to_vec()
                })
            );
        }
    }

    #[test]
    fn every_connack_but_0_ends_it() {
        for code in 1..=5 {
            let mut registration = awaiting(Stage::Connect, settings());
            let outcome = registration.handle(
                at(1),
                Event::Connack {
                    code,
                    session_present: false,
                },
            );
            assert_eq!(outcome, Some(&Outcome::ConnackRefused { code }));
        }
    }

    #[test]
    fn a_refused_subscription_ends_it() {
        for code in [0x80, 3] {
            let mut registration = awaiting(Stage::Subscribe, settings());
            assert_eq!(
                registration.handle(at(1), Event::Suback { code }),
                Some(&Outcome::SubscribeRefused)
            );
        }
    }
}

mod odd_messages {
    use super::*;

    #[track_caller]
    fn check_unreadable(tail: &str, body: &str, expected: &str) {
        let mut registration = awaiting(Stage::Register, settings());
        answer(&mut registration, at(1), tail, body);
        let Some(Outcome::Unreadable {
            topic,
            payload,
            why,
        }) = registration.outcome()
        else {
            panic!("{:?}", registration.outcome())
        };
        assert_eq!(topic, &format!("$dps/registrations/res/{tail}"));
        assert_eq!(payload, body.as_bytes());
        assert_eq!(why.to_string(), expected);
    }

    #[test]
    fn unreadable_answers_say_what_is_wrong() {
        check_unreadable(
            "2xx/?$rid=1",
            ASSIGNING,
            "the status in the topic is \"2xx\", not three digits",
        );
        check_unreadable("200/?$rid=1", "[]", "the body is JSON but not an object");
        check_unreadable(
            "202/?$rid=1",
            "{}",
            "the body has no member \"status\" of the expected type",
        );
        check_unreadable(
            "200/?$rid=1",
            r#"{"status":"done"}"#,
            "the status \"done\" is unknown",
        );
        check_unreadable(
            "200/?$rid=1",
            r#"{"status":"assigned","registrationState":{"deviceId":"dev1"}}"#,
            "the answer says \"assigned\" without assignedHub and deviceId",
        );
        check_unreadable(
            "200/?$rid=1",
            r#"{"status":"assigned"}"#,
            "the answer says \"assigned\" without assignedHub and deviceId",
        );
    }

    #[test]
    fn answers_to_others_are_ignored_and_noted() {
        let mut registration = awaiting(Stage::Poll, settings());
        for tail in ["200/?$rid=7", "200/?$rid=", "200/", "200/?$rid=1"] {
            answer(&mut registration, at(1), tail, ASSIGNED);
            assert_eq!(registration.outcome(), None, "{tail}");
        }
        assert_eq!(registration.notes().len(), 4);
        assert_eq!(
            registration.notes()[0],
            Note::ForeignRequestId {
                topic: "$dps/registrations/res/200/?$rid=7".to_owned(),
                expected: "2".to_owned(),
            }
        );
        answer(&mut registration, at(1), "200/?$rid=2", ASSIGNED);
        assert!(matches!(
            registration.outcome(),
            Some(Outcome::Assigned { .. })
        ));
    }

    #[test]
    fn messages_on_other_topics_are_ignored_and_noted() {
        let mut registration = awaiting(Stage::Register, settings());
        registration.handle(
            at(1),
            Event::Message {
                topic: "devices/dev1",
                payload: b"",
            },
        );
        assert_eq!(
            registration.notes(),
            [Note::UnexpectedMessage {
                topic: "devices/dev1".to_owned()
            }]
        );
        assert_eq!(registration.state().awaits(), Some(Stage::Register));
    }

    #[test]
    fn what_comes_unasked_is_ignored_and_noted() {
        let mut registration = awaiting(Stage::Connect, settings());
        answer(&mut registration, at(1), "200/?$rid=1", ASSIGNED);
        registration.handle(at(1), Event::Suback { code: 1 });
        registration.handle(at(1), CONNECTED);
        registration.handle(at(1), CONNECTED);
        assert_eq!(
            registration.notes(),
            [
                Note::UnexpectedMessage {
                    topic: "$dps/registrations/res/200/?$rid=1".to_owned()
                },
                Note::UnexpectedPacket { name: "SUBACK" },
                Note::UnexpectedPacket { name: "CONNACK" },
            ]
        );
        assert_eq!(registration.ready(at(1)), Some(Stage::Subscribe));
    }

    #[test]
    fn notes_are_bounded() {
        let mut registration = awaiting(Stage::Connect, settings());
        for _ in 0..10 * MAX_NOTES {
            registration.handle(at(1), Event::Suback { code: 1 });
        }
        assert_eq!(registration.notes().len(), MAX_NOTES);
    }

    #[test]
    fn garbled_bytes_end_it() {
        let mut registration = awaiting(Stage::Connect, settings());
        let outcome = registration.handle(
            at(1),
            Event::Garbled {
                why: "an HTTP answer",
            },
        );
        assert_eq!(
            outcome,
            Some(&Outcome::Garbled {
                why: "an HTTP answer".to_owned()
            })
        );
    }
}

mod edits {
    use super::*;

    #[test]
    fn edited_topics_are_filled_in() {
        let edited = Settings {
            register_topic: Some("$dps/registrations/PUT/iotdps-register/?$rid=x{rid}".to_owned()),
            poll_topic: Some("$dps/registrations/GET/iotdps-get-operationstatus/?operationId={operationId}&$rid={rid}".to_owned()),
            ..settings()
        };
        let mut registration = ready_for(Stage::Register, edited);
        assert_eq!(
            sent_topic(&mut registration, at(0)),
            "$dps/registrations/PUT/iotdps-register/?$rid=x1"
        );
        answer(
            &mut registration,
            at(0),
            "202/?$rid=x1&retry-after=0",
            ASSIGNING,
        );
        assert_eq!(
            sent_topic(&mut registration, at(0)),
            "$dps/registrations/GET/iotdps-get-operationstatus/?operationId=4.ab.cd&$rid=2"
        );
        answer(&mut registration, at(0), "200/?$rid=2", ASSIGNED);
        assert!(matches!(
            registration.outcome(),
            Some(Outcome::Assigned { .. })
        ));
    }

    #[test]
    fn without_the_dollar_the_answer_is_nobodys() {
        let edited = Settings {
            register_topic: Some("$dps/registrations/PUT/iotdps-register/?rid={rid}".to_owned()),
            ..settings()
        };
        let mut registration = awaiting(Stage::Register, edited);
        answer(
            &mut registration,
            at(1),
            "202/?$rid=&retry-after=3",
            ASSIGNING,
        );
        assert!(matches!(
            registration.outcome(),
            Some(Outcome::Unreadable {
                why: UnreadableAnswer::EmptyRequestId,
                ..
            })
        ));
    }

    #[test]
    fn a_topic_dps_does_not_know_ends_by_time() {
        let edited = Settings {
            register_topic: Some("hello".to_owned()),
            ..settings()
        };
        let mut registration = awaiting(Stage::Register, edited);
        let outcome = registration.handle(at(30), Event::Tick);
        assert!(matches!(
            outcome,
            Some(Outcome::TimedOut {
                limit: Limit::Answer,
                ..
            })
        ));
    }

    #[test]
    fn settings_may_change_between_two_steps() {
        let mut registration = ready_for(Stage::Subscribe, settings());
        registration.settings_mut().filter = "wrong/#".to_owned();
        assert_eq!(
            registration.perform(at(0)),
            Some(Intent::Subscribe {
                filter: "wrong/#".to_owned()
            })
        );
        registration.handle(at(0), Event::Suback { code: 0 });
        registration.settings_mut().register_payload = b"{".to_vec();
        let Some(Intent::Publish { payload, .. }) = registration.perform(at(0)) else {
            panic!()
        };
        assert_eq!(payload, b"{");
    }

    #[test]
    fn what_cannot_be_sent_ends_it() {
        let mut registration = awaiting(Stage::Subscribe, settings());
        let outcome = registration.handle(
            at(0),
            Event::Unsendable {
                why: "an empty filter",
            },
        );
        assert_eq!(
            outcome,
            Some(&Outcome::Unsendable {
                stage: Stage::Subscribe,
                why: "an empty filter".to_owned()
            })
        );
    }

    #[test]
    fn a_preview_is_what_will_be_sent() {
        for stage in Stage::ALL {
            let mut registration = ready_for(stage, settings());
            assert_eq!(
                Some(registration.preview(stage)),
                registration.perform(at(0)),
                "{stage:?}"
            );
        }
    }

    #[test]
    fn a_preview_looks_ahead() {
        let in_preview = |stage| {
            let Intent::Publish { topic, .. } = ready_for(stage, settings()).preview(Stage::Poll)
            else {
                panic!()
            };
            topic
        };
        for stage in [Stage::Connect, Stage::Subscribe, Stage::Register] {
            assert_eq!(
                in_preview(stage),
                topics::operation_status("2", OPERATION_ID_PLACEHOLDER),
                "{stage:?}"
            );
        }
        assert_eq!(in_preview(Stage::Poll), poll(2));
        let awaiting = awaiting(Stage::Register, settings());
        assert_eq!(
            awaiting.preview(Stage::Poll),
            Intent::Publish {
                topic: topics::operation_status("2", OPERATION_ID_PLACEHOLDER),
                payload: Vec::new()
            }
        );
    }

    #[test]
    fn passwords_are_not_shown() {
        let fields = ConnectFields {
            password: Some(b"SharedAccessSignature".to_vec()),
            ..settings().connect
        };
        let shown = format!("{fields:?}");
        assert!(
            shown.contains("redacted") && !shown.contains("Shared") && !shown.contains("83"),
            "{shown}"
        );
    }
}

mod endings {
    use super::*;

    #[test]
    fn closed_and_cancelled_at_every_stage() {
        for stage in Stage::ALL {
            for mut registration in [ready_for(stage, settings()), awaiting(stage, settings())] {
                let during = *registration.state();
                assert_eq!(during.stage(), Some(stage));
                let mut other = registration.clone();
                assert_eq!(
                    registration.handle(at(1), Event::Closed),
                    Some(&Outcome::Closed { during })
                );
                assert_eq!(
                    other.handle(at(1), Event::Cancel),
                    Some(&Outcome::Cancelled)
                );
                assert_eq!((other.ready(at(9)), other.wake_at()), (None, None));
            }
        }
    }

    #[test]
    fn closed_during_a_pause() {
        let mut registration = awaiting(Stage::Register, settings());
        answer(
            &mut registration,
            at(1),
            "202/?$rid=1&retry-after=3",
            ASSIGNING,
        );
        let during = *registration.state();
        assert_eq!(
            during.describe(),
            "waiting as long as the service asked for"
        );
        assert_eq!(
            registration.handle(at(2), Event::Closed),
            Some(&Outcome::Closed { during })
        );
    }

    #[test]
    fn an_answer_may_take_thirty_seconds() {
        for stage in Stage::ALL {
            let mut registration = awaiting(stage, settings());
            let during = *registration.state();
            assert_eq!(registration.wake_at(), Some(at(30)), "{stage:?}");
            assert_eq!(
                registration.handle(at(30) - Duration::from_nanos(1), Event::Tick),
                None
            );
            assert_eq!(
                registration.handle(at(30), Event::Tick),
                Some(&Outcome::TimedOut {
                    during,
                    limit: Limit::Answer
                }),
                "{stage:?}"
            );
        }
    }

    #[test]
    fn time_stands_still_while_a_person_reads() {
        let mut registration = ready_for(Stage::Register, settings());
        assert_eq!(registration.wake_at(), None);
        assert_eq!(registration.handle(at(100_000), Event::Tick), None);
        registration.perform(at(100_000)).unwrap();
        assert_eq!(registration.wake_at(), Some(at(100_030)));
        answer(
            &mut registration,
            at(100_001),
            "202/?$rid=1&retry-after=3",
            ASSIGNING,
        );
        // The pause is long over when the person goes on.
        assert_eq!(registration.handle(at(200_000), Event::Tick), None);
        registration.perform(at(200_000)).unwrap();
        assert_eq!(registration.wake_at(), Some(at(200_030)));
    }

    #[test]
    fn a_pause_longer_than_the_overall_time_ends_with_it() {
        let mut short = settings();
        short.timeouts.overall = at(10);
        let mut registration = awaiting(Stage::Register, short);
        answer(
            &mut registration,
            at(4),
            "202/?$rid=1&retry-after=60",
            ASSIGNING,
        );
        assert_eq!(registration.wake_at(), Some(at(10)));
        assert_eq!(registration.handle(at(9), Event::Tick), None);
        assert!(matches!(
            registration.handle(at(10), Event::Tick),
            Some(Outcome::TimedOut {
                during: State::Pausing { .. },
                limit: Limit::Overall
            })
        ));
        assert_eq!(registration.ready(at(100)), None);
    }

    #[test]
    fn the_overall_time_also_cuts_an_answer_short() {
        let mut short = settings();
        short.timeouts.overall = at(10);
        let mut registration = awaiting(Stage::Register, short);
        answer(
            &mut registration,
            at(4),
            "202/?$rid=1&retry-after=2",
            ASSIGNING,
        );
        registration.perform(at(1000)).unwrap();
        assert_eq!(registration.wake_at(), Some(at(1004)));
        assert!(matches!(
            registration.handle(at(1004), Event::Tick),
            Some(Outcome::TimedOut {
                during: State::Awaiting {
                    stage: Stage::Poll,
                    ..
                },
                limit: Limit::Overall
            })
        ));
    }

    #[test]
    fn endless_assigning_ends_by_the_overall_time() {
        let mut registration = awaiting(Stage::Register, settings());
        let mut now = Duration::ZERO;
        let mut rid = 1;
        while registration.outcome().is_none() {
            answer(
                &mut registration,
                now,
                &format!("202/?$rid={rid}&retry-after=3"),
                ASSIGNING,
            );
            now = registration.wake_at().unwrap();
            registration.handle(now, Event::Tick);
            registration.perform(now);
            rid += 1;
            assert!(rid < 1000);
        }
        assert!(matches!(
            registration.outcome(),
            Some(Outcome::TimedOut {
                limit: Limit::Overall,
                ..
            })
        ));
        assert_eq!(now, DEFAULT_OVERALL_TIMEOUT);
    }
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
