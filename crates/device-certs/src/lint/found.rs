//! What a check hands back.

use std::ops::Range;

/// Collects what one rule found.
#[derive(Debug, Default)]
pub struct Found {
    pub(super) hits: Vec<Hit>,
    pub(super) not_applicable: Option<&'static str>,
    /// The certificate that is being looked at.
    pub(super) certificate: Option<usize>,
}

#[derive(Debug)]
pub(super) struct Hit {
    pub(super) certificate: Option<usize>,
    pub(super) bytes: Range<usize>,
    pub(super) message: String,
}

impl Found {
    /// A finding at `bytes` of the certificate that is being looked at, or of the file. `message` is a lower-case
    /// clause with the values seen.
    pub(crate) fn at(&mut self, bytes: Range<usize>, message: impl Into<String>) {
        let message = message.into();
        self.hits.push(Hit {
            certificate: self.certificate,
            bytes,
            message,
        });
    }

    /// A finding in another certificate.
    pub(crate) fn in_certificate(
        &mut self,
        certificate: usize,
        bytes: Range<usize>,
        message: impl Into<String>,
    ) {
        let message = message.into();
        self.hits.push(Hit {
            certificate: Some(certificate),
            bytes,
            message,
        });
    }

    /// The rule has nothing to look at here, and why: a lower-case clause.
    pub(crate) fn not_applicable(&mut self, why: &'static str) {
        self.not_applicable.get_or_insert(why);
    }
}
