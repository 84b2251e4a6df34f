//! The problems and repairs of a file, sorted by the rule that speaks of them.

use std::ops::Range;

use super::Exhibit;
use crate::pem::{ItemKind, ProblemKind, Repair, RepairKind};

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
            ProblemKind::BadCharacter { character } if !character.is_ascii() => Self::Typography,
            ProblemKind::BadCharacter { .. } => Self::Base64Character,
            ProblemKind::Base64Cut | ProblemKind::BlockEmpty => Self::Base64Incomplete,
            ProblemKind::CertificateUnreadable(_) => Self::CertificateUnreadable,
            ProblemKind::Unexpected { .. } => Self::NotACertificate,
            _ => Self::Unreadable,
        }
    }

    /// What is repaired here is a defect all the same: the device's library repairs nothing. `None` for what such
    /// libraries do read, and for what a rule of its own looks for.
    fn of_repair(repair: &Repair, repairs: &[Repair]) -> Option<Self> {
        let is_end = repair.after.starts_with("-----END");
        Some(match repair.kind {
            RepairKind::BeginMissing | RepairKind::BeginDoubled => Self::BeginLineMissing,
            RepairKind::DashCount
            | RepairKind::BoundarySpelling
            | RepairKind::BoundaryNotAlone
            | RepairKind::EndMissing => {
                if is_end {
                    Self::EndLineMissing
                } else {
                    Self::BeginLineMissing
                }
            }
            // By the BEGIN line a library decides what to load; the END line must only match it.
            RepairKind::Label if is_end => Self::LabelsDiffer,
            RepairKind::Label => Self::BeginLineMissing,
            RepairKind::Utf16
            | RepairKind::Dashes
            | RepairKind::OddSpaces
            | RepairKind::Invisible => Self::Typography,
            // With escapes it is the source code of a program, which `escaped_line_breaks` speaks of.
            RepairKind::Quotes if repairs.iter().any(|one| one.kind == RepairKind::Escapes) => {
                return None;
            }
            RepairKind::Quotes
            | RepairKind::Web
            | RepairKind::LinePrefix
            | RepairKind::UrlAlphabet => Self::Base64Character,
            RepairKind::Padding => Self::Base64Incomplete,
            // `byte_order_mark`, `text_beside_blocks`, `escaped_line_breaks`, `binary_file`.
            RepairKind::ByteOrderMark
            | RepairKind::TextAround
            | RepairKind::EndDoubled
            | RepairKind::TrailingBytes
            | RepairKind::Escapes
            | RepairKind::BareBase64
            | RepairKind::HexText => return None,
            // RFC 7468, 3: parsers should take white space and lines of any length.
            RepairKind::Blanks | RepairKind::LongLines => return None,
        })
    }
}

/// A defect and where it is in the file.
pub(crate) struct Located {
    pub(crate) bytes: Range<usize>,
    pub(crate) what: String,
}

/// The defects of one kind, whether repaired or not. A file with nothing but a key is none: it is what it is.
pub(crate) fn pem_defects<'a>(
    exhibit: &'a Exhibit<'_>,
    wanted: PemDefect,
) -> impl Iterator<Item = Located> + 'a {
    let is_key_file = exhibit.is_key_file();
    let problems = exhibit.problems.iter().filter(move |problem| {
        let key_alone = matches!(&problem.kind, ProblemKind::Unexpected { seen, .. }
            if seen.is_private_key() || *seen == ItemKind::EcParameters);
        PemDefect::of(&problem.kind) == wanted && !(is_key_file && key_alone)
    });
    let problems = problems.map(|problem| Located {
        bytes: problem.bytes.clone(),
        what: problem.what.clone(),
    });
    let all = exhibit.reading.repairs.as_slice();
    let repairs = all
        .iter()
        .filter(move |repair| PemDefect::of_repair(repair, all) == Some(wanted));
    problems.chain(repairs.map(|repair| Located {
        bytes: repair.bytes.clone(),
        what: exhibit.reading.describe(repair),
    }))
}

/// The first bytes that belong to no block and are no white space.
pub(crate) fn unread_text(exhibit: &Exhibit<'_>) -> Option<Range<usize>> {
    let mut repairs = exhibit.reading.repairs.iter();
    let beside = repairs.find(|repair| {
        matches!(
            repair.kind,
            RepairKind::TextAround | RepairKind::EndDoubled | RepairKind::TrailingBytes
        )
    });
    beside.map(|repair| repair.bytes.clone())
}
