//! Enums that stand in the JSON as a word each.

/// Declares such an enum from one table of variants and words, so that list, names and reading cannot part.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$word_meta:meta])* $word:ident = $text:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$word_meta])* $word,)*
        }

        impl $name {
            /// Every one of them.
            pub const ALL: &[Self] = &[$(Self::$word,)*];

            /// The word in the JSON.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$word => $text,)*
                }
            }

            /// What the word stands for, if it is one of these.
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == word)
            }
        }
    };
}

pub(crate) use words;

#[cfg(test)]
mod tests {
    use std::fmt::Debug;

    use crate::{By, CloseCode, DestinationSource, FailureCode, SignatureScheme, Stage, Way};

    #[track_caller]
    fn check<T: Copy + Debug + PartialEq>(
        all: &[T],
        as_str: fn(T) -> &'static str,
        from_word: fn(&str) -> Option<T>,
    ) {
        for &one in all {
            assert_eq!(from_word(as_str(one)), Some(one), "{one:?} shares its word");
        }
        assert_eq!(from_word("no such word"), None);
    }

    #[test]
    fn every_word_is_read_as_what_it_was_written_for() {
        check(By::ALL, By::as_str, By::from_word);
        check(CloseCode::ALL, CloseCode::as_str, CloseCode::from_word);
        check(
            DestinationSource::ALL,
            DestinationSource::as_str,
            DestinationSource::from_word,
        );
        check(
            FailureCode::ALL,
            FailureCode::as_str,
            FailureCode::from_word,
        );
        check(
            SignatureScheme::ALL,
            SignatureScheme::as_str,
            SignatureScheme::from_word,
        );
        check(Stage::ALL, Stage::as_str, Stage::from_word);
        check(Way::ALL, Way::as_str, Way::from_word);
    }
}
