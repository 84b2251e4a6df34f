//! How a conversation with DPS can end.

/// How a conversation ends, as far as the device can see: what there is to predict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ending {
    /// The registration is assigned.
    Assigned,
    /// The registration was taken, and how it ended was never told.
    StillAssigning,
    /// The answer does not bear the request ID, so that it cannot be matched.
    WithoutRequestId,
    /// The answer is an error, on a topic with a status of 400 or more, or a registration that failed.
    Error,
    /// CONNACK refuses, with this code.
    Refused(u8),
    /// The connection ends without an answer to what was sent last.
    Closed,
    /// The connection lasts, and nothing comes.
    Silence,
}

impl Ending {
    /// Every ending there is.
    pub const ALL: &[Self] = &[
        Self::Assigned,
        Self::StillAssigning,
        Self::WithoutRequestId,
        Self::Error,
        Self::Refused(1),
        Self::Refused(2),
        Self::Refused(3),
        Self::Refused(4),
        Self::Refused(5),
        Self::Closed,
        Self::Silence,
    ];

    /// A stable name.
    pub fn id(self) -> &'static str {
        match self {
            Self::Assigned => "assigned",
            Self::StillAssigning => "still_assigning",
            Self::WithoutRequestId => "without_request_id",
            Self::Error => "error",
            Self::Refused(1) => "connack_1",
            Self::Refused(2) => "connack_2",
            Self::Refused(3) => "connack_3",
            Self::Refused(4) => "connack_4",
            Self::Refused(5) => "connack_5",
            Self::Refused(_) => "connack",
            Self::Closed => "closed",
            Self::Silence => "silence",
        }
    }

    /// For people, a clause.
    pub fn words(self) -> &'static str {
        match self {
            Self::Assigned => "the device is assigned all the same",
            Self::StillAssigning => "202 assigning, and then nothing more",
            Self::WithoutRequestId => "an answer, but without the request ID",
            Self::Error => "an answer with an error in it",
            Self::Refused(1) => "CONNACK 1, unacceptable protocol version",
            Self::Refused(2) => "CONNACK 2, identifier rejected",
            Self::Refused(3) => "CONNACK 3, server unavailable",
            Self::Refused(4) => "CONNACK 4, bad user name or password",
            Self::Refused(5) => "CONNACK 5, not authorized",
            Self::Refused(_) => "CONNACK with another code than 0",
            Self::Closed => "no answer: the connection ends",
            Self::Silence => "the connection lasts, but no answer comes",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_and_words_are_one_endings_own() {
        let ids: BTreeSet<_> = Ending::ALL.iter().map(|ending| ending.id()).collect();
        let words: BTreeSet<_> = Ending::ALL.iter().map(|ending| ending.words()).collect();
        assert_eq!(ids.len(), Ending::ALL.len());
        assert_eq!(words.len(), Ending::ALL.len());
    }
}
