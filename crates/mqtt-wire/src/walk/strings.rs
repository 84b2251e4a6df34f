//! Fields with a length of their own: strings, topics, and bytes (section 1.5.3).

use std::ops::Range;

use super::record::Value;
use super::{Step, Walk};
use crate::problem::ProblemKind;

impl<'a> Walk<'a> {
    /// Two bytes of length and then as many bytes; returns where those are.
    pub(super) fn binary(&mut self, label: &'static str) -> Step<Range<usize>> {
        self.open(label);
        let length = usize::from(self.peek_u16(label)?);
        self.leaf("Length", 2, Value::Number(length));
        self.need(label, length)?;
        let range = self.at..self.at + length;
        self.leaf("Bytes", length, Value::Bytes(self.slice(range.clone())));
        self.close(Value::Bytes(self.slice(range.clone())));
        Some(range)
    }

    /// A UTF-8 string (section 1.5.3); what is not UTF-8 is reported, and read as empty.
    pub(super) fn string(&mut self, label: &'static str) -> Step<&'a str> {
        self.open(label);
        let length = usize::from(self.peek_u16(label)?);
        self.leaf("Length", 2, Value::Number(length));
        self.need(label, length)?;
        let range = self.at..self.at + length;
        let bytes = self.slice(range.clone());
        self.leaf("Text", length, Value::String(bytes));
        self.close(Value::String(bytes));
        match std::str::from_utf8(bytes) {
            Ok(text) => {
                if let Some(nul) = text.find('\0') {
                    let at = range.start + nul;
                    self.report(at..at + 1, ProblemKind::NulInString { field: label });
                }
                Some(text)
            }
            Err(error) => {
                let at = range.start + error.valid_up_to();
                let bad = error.error_len().map_or(range.end, |length| at + length);
                self.report(at..bad, ProblemKind::InvalidUtf8 { field: label });
                Some("")
            }
        }
    }

    /// A topic name: a string with at least one character and no wildcard.
    pub(super) fn topic_name(&mut self, label: &'static str) -> Step<()> {
        let start = self.at;
        let text = self.string(label)?;
        self.refuse_empty_topic(label, start);
        if let Some(wildcard) = text.find(['#', '+']) {
            let at = start + 2 + wildcard;
            self.report(
                at..at + 1,
                ProblemKind::WildcardInTopicName { field: label },
            );
        }
        Some(())
    }

    /// A topic filter: a string with at least one character and wildcards only in their places.
    pub(super) fn topic_filter(&mut self) -> Step<()> {
        let start = self.at;
        let text = self.string("Topic filter")?;
        self.refuse_empty_topic("Topic filter", start);
        let mut at = start + 2;
        let end = at + text.len();
        for level in text.split('/') {
            let level_end = at + level.len();
            let alone = level.len() == 1;
            let hash_early = level.contains('#') && level_end < end;
            if level.contains(['#', '+']) && (!alone || hash_early) {
                self.report(at..level_end, ProblemKind::FilterWildcardMisplaced);
            }
            at = level_end + 1;
        }
        Some(())
    }

    /// The string that ends here and began at `start` must not be empty.
    fn refuse_empty_topic(&mut self, field: &'static str, start: usize) {
        if self.at == start + 2 {
            self.report(start..self.at, ProblemKind::EmptyTopic { field });
        }
    }
}
