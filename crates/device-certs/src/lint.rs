//! Judging certificates: what a rule is, what it looks at, and what it says. The rules themselves are in
//! [`crate::lints`].
//!
//! Finding and phrasing are apart: a check reports facts, and the texts for people ([`Texts`]) stand in a table of
//! their own, which the page does not link.

mod anatomy;
mod batch;
mod big_number;
mod container;
mod evidence;
mod exhibit;
mod found;
mod lock;
mod report;
pub(crate) mod sources;

pub(crate) use anatomy::{extension_bytes, rsa_numbers, serial_bytes, tbs_fields, time_fields};
pub(crate) use big_number::Number;
pub(crate) use container::{PemDefect, pem_defects, unread_text};
pub(crate) use sources::rfc;

pub use batch::{BatchFinding, Member, Shares, judge_batch, judge_shares};
pub use evidence::{EnrollmentAnswer, Evidence, Questions, Subject};
pub use exhibit::{Exhibit, Link};
pub use found::Found;
pub use lock::{Lock, LockState};
pub use report::{Finding, Outcome, Report, Ruling, judge};

/// How much a finding matters. The type leaves no other way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The service, the hub or the handshake will refuse it; the citation says so.
    Error,
    /// Taken today as far as is known, and likely to hurt later.
    Warning,
    /// Worth knowing.
    Notice,
}

impl Severity {
    /// One word, in lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
        }
    }
}

/// What the certificates of a file are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Profile {
    /// What a device presents: its leaf and the CAs above it.
    Device,
    /// A CA certificate to be uploaded for an enrolment group.
    Ca,
    /// The certificate that proves possession of a CA's key.
    Verification,
    /// What a device trusts the server by.
    Server,
}

impl Profile {
    /// Every profile.
    pub const ALL: &[Self] = &[Self::Device, Self::Ca, Self::Verification, Self::Server];

    /// The profiles of certificates that are shown to the service.
    pub const PRESENTED: &[Self] = &[Self::Device, Self::Ca, Self::Verification];

    /// One word, in lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Device => "device",
            Self::Ca => "ca",
            Self::Verification => "verification",
            Self::Server => "server",
        }
    }
}

/// One rule.
#[derive(Debug)]
pub struct Lint {
    /// The name of its file, forever.
    pub id: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// The defect: one line, a lower-case clause without full stop.
    pub title: &'static str,
    /// Where it is asked.
    pub profiles: &'static [Profile],
    /// How it is found out.
    pub check: Check,
}

/// What a rule looks at.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// The file: its blocks, its text, its key, or its certificates together.
    Whole(fn(&Evidence<'_>, &mut Found)),
    /// The certificate the file is about: the device's, or in the profile `ca` the CA itself.
    Leaf(fn(&Evidence<'_>, &Subject<'_>, &mut Found)),
    /// Every certificate that has to be a CA: what stands above the leaf, in the profile `ca` the leaf as well.
    Authority(fn(&Evidence<'_>, &Subject<'_>, &mut Found)),
    /// Every certificate of the file.
    Each(fn(&Evidence<'_>, &Subject<'_>, &mut Found)),
    /// All files of a batch: what two certificates have in common that must be one's own.
    Batch(fn(&Subject<'_>) -> Option<Shared>),
}

/// Something that must be one certificate's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// What is compared.
    pub value: Vec<u8>,
    /// Where it stands in the certificate.
    pub bytes: std::ops::Range<usize>,
}

/// What a rule says to people. All four are never empty, but that only errors must have a citation.
#[derive(Debug)]
pub struct Texts {
    /// The rule.
    pub id: &'static str,
    /// Why it matters: sentences that end in what it means to DPS.
    pub why: &'static str,
    /// What to do: sentences, with a command in backquotes where there is one.
    pub fix: &'static str,
    /// Where it is written down.
    pub citations: &'static [Citation],
    /// Files of `testdata/` on which it fires; the files of a batch are a folder.
    pub fires_on: &'static [&'static str],
    /// Files of `testdata/` on which it does not.
    pub quiet_on: &'static [&'static str],
}

/// Where something is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Citation {
    /// For people.
    pub label: &'static str,
    /// An https address.
    pub url: &'static str,
}
