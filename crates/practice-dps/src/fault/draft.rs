//! An answer of the provisioning service that is about to be sent, and may still be spoilt.

use dps_protocol::topics::ResponseTopic;

/// An answer before it is a packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The topic's parts.
    pub topic: ResponseTopic,
    /// Whether `retry-after` is to stand before `$rid`.
    pub retry_after_first: bool,
    /// The body.
    pub body: String,
    /// How it is sent.
    pub manner: Manner,
}

/// How an answer is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Manner {
    /// Twice, with the same packet identifier.
    pub twice: bool,
    /// Before the packet that was about to be sent first: the PUBACK.
    pub before_puback: bool,
    /// Every byte on its own.
    pub byte_by_byte: bool,
    /// In one piece with the packets before it.
    pub in_one_piece: bool,
}

impl Draft {
    pub(crate) fn topic(&self) -> String {
        let topic = self.topic.format();
        if !self.retry_after_first {
            return topic;
        }
        match topic
            .split_once('?')
            .map(|(path, query)| (path, query.split_once('&')))
        {
            Some((path, Some((request_id, retry_after)))) => {
                format!("{path}?{retry_after}&{request_id}")
            }
            _ => topic,
        }
    }

    /// Puts members before the end of the body; `depth` is 1 for the body itself, 2 for its last object.
    pub(crate) fn add(&mut self, depth: usize, members: &str) {
        let Some(at) = self.body.len().checked_sub(depth) else {
            return;
        };
        if self
            .body
            .get(at..)
            .is_some_and(|end| end.bytes().all(|byte| byte == b'}'))
        {
            self.body.insert_str(at, members);
        }
    }

    /// Takes a member with a text without escapes out of the body.
    pub(crate) fn remove(&mut self, name: &str) {
        let start = format!("\"{name}\":\"");
        let Some(at) = self.body.find(&start) else {
            return;
        };
        let value = at + start.len();
        let rest = self.body.get(value..).unwrap_or_default();
        let Some(length) = rest.find('"') else {
            return;
        };
        let mut end = value + length + 1;
        let mut at = at;
        if self
            .body
            .get(end..)
            .is_some_and(|rest| rest.starts_with(','))
        {
            end += 1;
        } else if self
            .body
            .get(..at)
            .is_some_and(|before| before.ends_with(','))
        {
            at -= 1;
        }
        self.body.replace_range(at..end, "");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(body: &str) -> Draft {
        Draft {
            topic: ResponseTopic {
                status: 202,
                request_id: "7".to_owned(),
                retry_after_secs: Some(3),
            },
            retry_after_first: false,
            body: body.to_owned(),
            manner: Manner::default(),
        }
    }

    #[test]
    fn the_order_in_the_topic_can_be_turned_round() {
        let mut draft = draft("");
        assert_eq!(
            draft.topic(),
            "$dps/registrations/res/202/?$rid=7&retry-after=3"
        );
        draft.retry_after_first = true;
        assert_eq!(
            draft.topic(),
            "$dps/registrations/res/202/?retry-after=3&$rid=7"
        );
        draft.topic.retry_after_secs = None;
        assert_eq!(draft.topic(), "$dps/registrations/res/202/?$rid=7");
    }

    #[test]
    fn members_come_and_go_at_any_place() {
        let mut first = draft(r#"{"a":"1","b":{"c":"2"}}"#);
        first.add(2, r#","d":3"#);
        first.add(1, r#","e":4"#);
        assert_eq!(first.body, r#"{"a":"1","b":{"c":"2","d":3},"e":4}"#);
        first.remove("a");
        assert_eq!(first.body, r#"{"b":{"c":"2","d":3},"e":4}"#);
        let mut last = draft(r#"{"a":"1","b":"2"}"#);
        last.remove("b");
        last.remove("c");
        assert_eq!(last.body, r#"{"a":"1"}"#);
        last.remove("a");
        assert_eq!(last.body, "{}");
        let mut text = draft("no object");
        text.add(1, ",");
        assert_eq!(text.body, "no object");
    }
}
