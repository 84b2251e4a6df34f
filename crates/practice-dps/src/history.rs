//! What the service saw and decided, so that a person can read it back.

use std::collections::VecDeque;

use crate::decision::Rule;
use crate::{SessionId, Timestamp};

/// The most entries kept; the oldest go first.
pub const MAX_HISTORY: usize = 500;

/// The longest text of an entry, in characters: parts of it come from the device.
const MAX_TEXT_CHARS: usize = 200;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryEntry {
    /// When.
    pub at: Timestamp,
    /// On which connection.
    pub session: SessionId,
    /// The registration id, or on the hub the device id, as far as it was known.
    pub registration_id: Option<String>,
    /// What happened, for people: a lower-case clause.
    pub what: String,
    /// The rule that decided, when something was decided.
    pub rule: Option<Rule>,
}

/// The latest entries, oldest first.
#[derive(Debug, Default)]
pub(crate) struct History {
    entries: VecDeque<HistoryEntry>,
}

impl History {
    pub(crate) fn record(&mut self, mut entry: HistoryEntry) {
        shorten(&mut entry.what);
        if let Some(registration_id) = &mut entry.registration_id {
            shorten(registration_id);
        }
        if self.entries.len() == MAX_HISTORY {
            self.entries.pop_front();
        }
        self.entries.push_back(entry);
    }

    pub(crate) fn entries(&self) -> impl DoubleEndedIterator<Item = &HistoryEntry> {
        self.entries.iter()
    }

    pub(crate) fn clear(&mut self) {
        self.entries.clear();
    }
}

fn shorten(text: &mut String) {
    if let Some((end, _)) = text.char_indices().nth(MAX_TEXT_CHARS) {
        text.truncate(end);
        text.push('…');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_latest_are_kept_and_none_is_long() {
        let mut history = History::default();
        for index in 0..=MAX_HISTORY {
            history.record(HistoryEntry {
                at: Timestamp::from_unix_secs(i64::try_from(index).unwrap()),
                session: SessionId::default(),
                registration_id: Some("ä".repeat(1000)),
                what: "x".repeat(1000),
                rule: None,
            });
        }
        assert_eq!(history.entries().count(), MAX_HISTORY);
        let first = history.entries().next().unwrap();
        assert_eq!(first.at, Timestamp::from_unix_secs(1));
        assert_eq!(first.what.chars().count(), MAX_TEXT_CHARS + 1);
        assert_eq!(
            first.registration_id.as_ref().unwrap().chars().count(),
            MAX_TEXT_CHARS + 1
        );
        history.clear();
        assert_eq!(history.entries().count(), 0);
    }
}
