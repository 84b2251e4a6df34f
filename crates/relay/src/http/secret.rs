//! Random secrets and comparing them without telling how much of one was right.
//!
//! D5: 256 bits, made anew at each launch, so that nobody guesses one; compared in constant time, so that nobody measures
//! their way to one.

use std::fmt;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::rand;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// 256 random bits as base64url, 43 characters: a launch code, a session or a bearer token.
#[derive(Clone)]
pub(crate) struct Secret(String);

impl Secret {
    /// A new one from the operating system's randomness.
    ///
    /// # Panics
    /// When there is no randomness; then nothing here could be safe.
    pub(crate) fn random() -> Self {
        let mut bytes = [0; 32];
        rand::fill(&mut bytes).expect("the operating system has randomness");
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// Whether `candidate` is this secret; takes as long for a nearly right one as for a wrong one.
    pub(crate) fn matches(&self, candidate: &str) -> bool {
        verify_slices_are_equal(self.0.as_bytes(), candidate.as_bytes()).is_ok()
    }

    /// The text, for the one place it is meant for.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_long_different_and_kept_out_of_logs() {
        let (one, other) = (Secret::random(), Secret::random());
        assert_eq!(one.expose().len(), 43);
        assert!(one.matches(one.expose()));
        assert!(!one.matches(other.expose()));
        assert!(!one.matches(&one.expose()[..42]));
        assert!(!one.matches(""));
        assert_eq!(format!("{one:?}"), "Secret(…)");
    }
}
