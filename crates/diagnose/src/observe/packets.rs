//! What the packets of a session tell by their order and their times.

use std::time::Duration;

use dps_protocol::topics::{RESPONSE_FILTER, RequestTopic, ResponseTopic};

use crate::{Ask, Evidence, Place, Sign};

/// One packet, as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen<'a> {
    /// When, since any moment.
    pub at: Duration,
    /// Whether the device sent it.
    pub sent: bool,
    /// `SUBSCRIBE`, `PUBLISH` and so on.
    pub kind: &'a str,
    /// The topic of a PUBLISH, the filter of a SUBSCRIBE.
    pub topic: Option<&'a str>,
}

/// Requests that came too early, too often, or before anybody listened.
pub fn packets(packets: &[Seen<'_>]) -> Evidence {
    let mut evidence = Evidence::default();
    evidence.given.insert(Ask::Packets);
    // Until when the service wants to be left alone, and after which status.
    let mut pause: Option<(Duration, u16)> = None;
    let mut subscribed = false;
    let mut accepted = None;
    let mut polled = false;
    let mut registrations = 0_u32;
    for (number, packet) in packets.iter().enumerate() {
        let topic = packet.topic.unwrap_or_default();
        let place = Place::Packet(number);
        if packet.sent && packet.kind == "SUBSCRIBE" {
            subscribed |= topic == RESPONSE_FILTER;
        } else if packet.sent && packet.kind == "PUBLISH" {
            let Ok(request) = RequestTopic::parse(topic) else {
                continue;
            };
            if !subscribed {
                evidence.push(
                    Sign::SubscriptionAbsent,
                    place.clone(),
                    "a request is published before the subscription",
                );
            }
            let register = matches!(request, RequestTopic::Register { .. });
            polled |= !register;
            registrations += u32::from(register);
            if let Some((until, status)) = pause.take().filter(|(until, _)| packet.at < *until) {
                let sign = if register {
                    Sign::RegisteredEarly
                } else {
                    Sign::PolledEarly
                };
                // Without fractions as such: code that writes them is large, and this is part of a page.
                let early = (until - packet.at).as_millis() / 100;
                evidence.push(
                    sign,
                    place.clone(),
                    format!(
                        "asked {}.{} seconds before the time that the {status} allowed",
                        early / 10,
                        early % 10
                    ),
                );
            }
            if registrations == MANY {
                evidence.push(
                    Sign::ManyRegistrations,
                    place,
                    format!("registered {MANY} times in one session"),
                );
            }
        } else if !packet.sent
            && let Ok(answer) = ResponseTopic::parse(topic)
        {
            if let Some(seconds) = answer.retry_after_secs {
                pause = Some((
                    packet.at.saturating_add(Duration::from_secs(seconds)),
                    answer.status,
                ));
            }
            accepted = match answer.status {
                202 => Some(number),
                _ => None,
            };
        }
    }
    if let Some(number) = accepted.filter(|_| !polled) {
        evidence.push(
            Sign::PollAbsent,
            Place::Packet(number),
            "the service said 202, and no poll follows",
        );
    }
    evidence
}

/// A device that registers so often in one session is caught in a loop.
const MANY: u32 = 5;

#[cfg(test)]
mod tests {
    use super::*;

    const REGISTER: &str = "$dps/registrations/PUT/iotdps-register/?$rid=1";
    const POLL: &str = "$dps/registrations/GET/iotdps-get-operationstatus/?$rid=2&operationId=4.a";
    const WAIT: &str = "$dps/registrations/res/202/?$rid=1&retry-after=3";
    const SLOW: &str = "$dps/registrations/res/429/?$rid=1&retry-after=5";
    const DONE: &str = "$dps/registrations/res/200/?$rid=2";

    #[track_caller]
    fn check(script: &[(u64, bool, &'static str, &'static str)], expected: &[Sign]) {
        let seen = script.iter().map(|(at, sent, kind, topic)| Seen {
            at: Duration::from_secs(*at),
            sent: *sent,
            kind,
            topic: Some(topic),
        });
        let evidence = packets(&seen.collect::<Vec<_>>());
        let signs: Vec<Sign> = evidence.observations.iter().map(|seen| seen.sign).collect();
        assert_eq!(signs, expected);
    }

    #[test]
    fn who_waits_is_not_accused() {
        check(
            &[
                (0, true, "SUBSCRIBE", RESPONSE_FILTER),
                (0, true, "PUBLISH", REGISTER),
                (1, false, "PUBLISH", WAIT),
                (4, true, "PUBLISH", POLL),
                (5, false, "PUBLISH", DONE),
            ],
            &[],
        );
    }

    #[test]
    fn early_questions_are_seen() {
        let listen = (0, true, "SUBSCRIBE", RESPONSE_FILTER);
        check(
            &[
                listen,
                (0, true, "PUBLISH", REGISTER),
                (1, false, "PUBLISH", WAIT),
                (2, true, "PUBLISH", POLL),
                (5, false, "PUBLISH", DONE),
            ],
            &[Sign::PolledEarly],
        );
        check(
            &[
                listen,
                (0, true, "PUBLISH", REGISTER),
                (1, false, "PUBLISH", SLOW),
                (1, true, "PUBLISH", REGISTER),
            ],
            &[Sign::RegisteredEarly],
        );
    }

    #[test]
    fn how_early_is_said_in_tenths() {
        let at = |millis| Duration::from_millis(millis);
        let seen = |at, sent, kind, topic| Seen {
            at,
            sent,
            kind,
            topic: Some(topic),
        };
        let evidence = packets(&[
            seen(at(0), true, "SUBSCRIBE", RESPONSE_FILTER),
            seen(at(1_000), false, "PUBLISH", WAIT),
            seen(at(2_550), true, "PUBLISH", POLL),
        ]);
        assert!(
            evidence.observations[0]
                .seen
                .starts_with("asked 1.4 seconds before"),
            "{:?}",
            evidence.observations
        );
    }

    #[test]
    fn who_does_not_listen_or_ask_is_seen() {
        check(
            &[(0, true, "PUBLISH", REGISTER), (1, false, "PUBLISH", WAIT)],
            &[Sign::SubscriptionAbsent, Sign::PollAbsent],
        );
    }
}
