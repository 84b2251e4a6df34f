//! One line about each stage of a registration that is over.

use std::time::Duration;

use device_session::Direction;
use dps_protocol::registration::{Pause, Stage, State};

use super::{Journey, What};

impl Journey {
    /// One line about a stage that is over.
    pub(super) fn summary_of(&self, stage: Stage, state: &State, now: Duration) -> String {
        let took = self
            .last_sent_at()
            .map_or(Duration::ZERO, |sent| now.saturating_sub(sent))
            .as_millis();
        match (stage, state) {
            (
                Stage::Register,
                State::Pausing {
                    reason: Pause::RetryAfter { secs, .. },
                    ..
                },
            ) => {
                format!("202 assigning, ask again in {secs} s")
            }
            (Stage::Register, _) => "202 assigning".to_owned(),
            (Stage::Connect, _) => format!("accepted in {took} ms"),
            (Stage::Subscribe, _) => format!("granted in {took} ms"),
            (Stage::Poll, _) => polls_in_words(self.polls_sent()),
        }
    }

    /// When the last packet of ours was sent.
    fn last_sent_at(&self) -> Option<Duration> {
        self.sent_packets().last().map(|(at, _)| at)
    }

    /// How many times the service was asked how it went.
    pub(super) fn polls_sent(&self) -> usize {
        self.sent_packets()
            .filter(|(_, topic)| topic.is_some_and(|topic| topic.contains("/GET/")))
            .count()
    }

    fn sent_packets(&self) -> impl Iterator<Item = (Duration, Option<&str>)> {
        self.trace.iter().filter_map(|entry| match &entry.what {
            What::Packet(packet) if packet.direction == Direction::Sent => {
                Some((entry.at, packet.topic()))
            }
            _ => None,
        })
    }
}

pub(super) fn polls_in_words(polls: usize) -> String {
    match polls {
        0 => "decided at once, no poll was needed".to_owned(),
        1 => "decided after one poll".to_owned(),
        more => format!("decided after {more} polls"),
    }
}
