//! The problems of a file, sorted by the rule that speaks of them.

use std::ops::Range;

use super::Exhibit;
use crate::pem::{self, ItemKind, ProblemKind};

/// Which rule a problem of the file belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PemDefect {
    BeginLineMissing,
    EndLineMissing,
    LabelsDiffer,
    Typography,
    Base64Character,
    Base64Incomplete,
    CertificateUnreadable,
    NotACertificate,
    /// Everything else, so that nothing is lost.
    Unreadable,
}

impl PemDefect {
    fn of(kind: &ProblemKind) -> Self {
        match kind {
            ProblemKind::BeginMissing
            | ProblemKind::BoundaryMalformed
            | ProblemKind::NotPem { .. } => Self::BeginLineMissing,
            ProblemKind::EndMissing { .. } => Self::EndLineMissing,
            ProblemKind::LabelsDiffer { .. } => Self::LabelsDiffer,
            ProblemKind::Utf16 => Self::Typography,
            ProblemKind::BadCharacter { character } if !character.is_ascii() => Self::Typography,
            ProblemKind::BadCharacter { .. } => Self::Base64Character,
            ProblemKind::Base64Cut | ProblemKind::BlockEmpty => Self::Base64Incomplete,
            ProblemKind::CertificateUnreadable(_) => Self::CertificateUnreadable,
            ProblemKind::Unexpected { .. } => Self::NotACertificate,
            _ => Self::Unreadable,
        }
    }
}

/// The problems of one kind. A file with nothing but a key is none: it is what it is.
pub(crate) fn pem_defects<'a>(
    exhibit: &'a Exhibit<'_>,
    wanted: PemDefect,
) -> impl Iterator<Item = &'a pem::Problem> {
    let is_key_file = exhibit.is_key_file();
    let problems = exhibit.problems.iter();
    problems.filter(move |problem| {
        let key_alone = matches!(&problem.kind, ProblemKind::Unexpected { seen, .. }
            if seen.is_private_key() || *seen == ItemKind::EcParameters);
        PemDefect::of(&problem.kind) == wanted && !(is_key_file && key_alone)
    })
}

/// The first bytes that belong to no block and are no white space; DER has none.
pub(crate) fn unread_text(exhibit: &Exhibit<'_>) -> Option<Range<usize>> {
    let blocks = exhibit
        .reading
        .items
        .iter()
        .map(|item| item.bytes.clone())
        .chain(exhibit.problems.iter().map(|problem| problem.bytes.clone()));
    let mut blocks: Vec<Range<usize>> = blocks.collect();
    if exhibit.reading.items.is_empty() {
        return None;
    }
    blocks.sort_by_key(|block| block.start);
    blocks.push(exhibit.file.len()..exhibit.file.len());
    let mut at = 0;
    for block in blocks {
        let between = exhibit.file.get(at..block.start).unwrap_or_default();
        let text = between.strip_prefix(b"\xef\xbb\xbf").unwrap_or(between);
        let start = at + (between.len() - text.len());
        if let Some(first) = text.iter().position(|byte| !byte.is_ascii_whitespace()) {
            return Some(start + first..block.start);
        }
        at = at.max(block.end);
    }
    None
}
