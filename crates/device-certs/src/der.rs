//! A tolerant DER/BER tree with byte ranges: whatever the bytes are, it returns what can be seen in them.
//!
//! Lengths that run past their parent are clipped and reported, indefinite lengths are followed, and the depth is
//! limited, so that no input can panic or exhaust the stack. Encoding rules: X.690.

mod problem;
mod tag;

pub use problem::{Problem, ProblemKind};
pub use tag::{Class, Tag};

use std::ops::Range;

/// Nodes deeper than this are kept as leaves: X.509 needs about ten levels, hostile input asks for thousands.
pub const MAX_DEPTH: usize = 32;

/// One type-length-value. All ranges are offsets into the bytes given to [`parse`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The tag.
    pub tag: Tag,
    /// Identifier and length octets.
    pub header: Range<usize>,
    /// Content octets, clipped to what is there.
    pub content: Range<usize>,
    /// The nodes within, when the tag is constructed.
    pub children: Vec<Self>,
    /// True when an indefinite length was closed by two zero octets behind the content.
    pub indefinite: bool,
}

impl Node {
    /// Header and content (and the end marker of an indefinite length).
    pub fn bytes(&self) -> Range<usize> {
        let marker = if self.indefinite { 2 } else { 0 };
        self.header.start..self.content.end + marker
    }

    /// The child at `index`.
    pub fn child(&self, index: usize) -> Option<&Self> {
        self.children.get(index)
    }

    /// The content octets, looked up in the bytes the tree was parsed from.
    pub fn content_of<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        bytes.get(self.content.clone()).unwrap_or_default()
    }

    /// The whole encoding, looked up in the bytes the tree was parsed from.
    pub fn bytes_of<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        bytes.get(self.bytes()).unwrap_or_default()
    }
}

/// What was understood, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tree {
    /// The nodes on the outermost level.
    pub nodes: Vec<Node>,
    /// What is wrong, in the order of the bytes.
    pub problems: Vec<Problem>,
}

/// Reads all nodes of `bytes`.
pub fn parse(bytes: &[u8]) -> Tree {
    parse_range(bytes, 0..bytes.len())
}

/// Reads the nodes within `range` of `bytes`, such as the content of an OCTET STRING; all ranges stay offsets
/// into `bytes`. A range outside `bytes` is clipped.
pub fn parse_range(bytes: &[u8], range: Range<usize>) -> Tree {
    let end = range.end.min(bytes.len());
    let mut reader = Reader {
        bytes,
        problems: Vec::new(),
    };
    let (nodes, _) = reader.series(range.start.min(end), end, 0, false);
    Tree {
        nodes,
        problems: reader.problems,
    }
}

/// How many bytes the node at the beginning of `bytes` takes, header included, by its own word; `None` where the
/// header is cut or says nothing.
pub(crate) fn total_length(bytes: &[u8]) -> Option<usize> {
    let mut reader = Reader {
        bytes,
        problems: Vec::new(),
    };
    let header = reader.header(0, bytes.len())?;
    header.end.checked_add(header.length?)
}

struct Reader<'a> {
    bytes: &'a [u8],
    problems: Vec<Problem>,
}

struct Header {
    tag: Tag,
    end: usize,
    /// `None` for an indefinite length.
    length: Option<usize>,
}

impl Reader<'_> {
    fn problem(&mut self, bytes: Range<usize>, kind: ProblemKind) {
        self.problems.push(Problem { bytes, kind });
    }

    /// Reads nodes from `at` to `end`, or to an end marker; returns the nodes and where they ended.
    fn series(
        &mut self,
        mut at: usize,
        end: usize,
        depth: usize,
        until_marker: bool,
    ) -> (Vec<Node>, usize) {
        let mut nodes = Vec::new();
        while at < end {
            if until_marker
                && self
                    .bytes
                    .get(at..end)
                    .is_some_and(|rest| rest.starts_with(&[0, 0]))
            {
                return (nodes, at);
            }
            let Some(header) = self.header(at, end) else {
                return (nodes, end);
            };
            let node = self.node(at, end, header, depth);
            at = node.bytes().end;
            nodes.push(node);
        }
        if until_marker {
            self.problem(end..end, ProblemKind::IndefiniteLengthBroken);
        }
        (nodes, end)
    }

    fn node(&mut self, start: usize, end: usize, header: Header, depth: usize) -> Node {
        let Header {
            tag,
            end: content_start,
            length,
        } = header;
        let mut node = Node {
            tag,
            header: start..content_start,
            content: content_start..end,
            children: Vec::new(),
            indefinite: false,
        };
        if tag.constructed && depth >= MAX_DEPTH {
            self.problem(start..content_start, ProblemKind::TooDeep);
        }
        let open = tag.constructed && depth < MAX_DEPTH;
        match length {
            Some(length) => {
                let available = end - content_start;
                if length > available {
                    let missing = length - available;
                    self.problem(start..content_start, ProblemKind::ContentCut { missing });
                }
                node.content.end = content_start + length.min(available);
                if open {
                    node.children = self
                        .series(content_start, node.content.end, depth + 1, false)
                        .0;
                }
            }
            None if open => {
                self.problem(start..content_start, ProblemKind::IndefiniteLength);
                let (children, content_end) = self.series(content_start, end, depth + 1, true);
                node.children = children;
                node.content.end = content_end;
                // Without its marker the series ran to the end of what is there.
                node.indefinite = content_end + 2 <= end;
            }
            None => self.problem(start..content_start, ProblemKind::IndefiniteLengthBroken),
        }
        node
    }

    fn header(&mut self, start: usize, end: usize) -> Option<Header> {
        let mut at = start;
        let next = |at: &mut usize| {
            let byte = self
                .bytes
                .get(..end)
                .and_then(|bytes| bytes.get(*at))
                .copied();
            *at += 1;
            byte
        };
        let mut read = || -> Result<Header, ProblemKind> {
            let first = next(&mut at).ok_or(ProblemKind::HeaderCut)?;
            let class = match first >> 6 {
                0 => Class::Universal,
                1 => Class::Application,
                2 => Class::Context,
                _ => Class::Private,
            };
            let mut number = u32::from(first & 0x1f);
            if number == 0x1f {
                number = 0;
                loop {
                    let byte = next(&mut at).ok_or(ProblemKind::HeaderCut)?;
                    if number >> 25 != 0 {
                        return Err(ProblemKind::NumberTooLarge);
                    }
                    number = number << 7 | u32::from(byte & 0x7f);
                    if byte & 0x80 == 0 {
                        break;
                    }
                }
            }
            let tag = Tag {
                class,
                constructed: first & 0x20 != 0,
                number,
            };
            let short = next(&mut at).ok_or(ProblemKind::HeaderCut)?;
            let length = match short {
                0x80 => None,
                0..0x80 => Some(usize::from(short)),
                _ => {
                    let mut length = 0_usize;
                    for _ in 0..short & 0x7f {
                        let byte = next(&mut at).ok_or(ProblemKind::HeaderCut)?;
                        // Four octets of length are 4 GiB: nothing real is longer, and wasm32 cannot count further.
                        if length >> 23 != 0 {
                            return Err(ProblemKind::NumberTooLarge);
                        }
                        length = length << 8 | usize::from(byte);
                    }
                    Some(length)
                }
            };
            Ok(Header {
                tag,
                end: at,
                length,
            })
        };
        match read() {
            Ok(header) => {
                let octets = header.end - start;
                if let Some(length) = header.length
                    && header.tag.number < 0x1f
                    && octets > minimal_header(length)
                {
                    self.problem(start..header.end, ProblemKind::LengthNotMinimal);
                }
                Some(header)
            }
            Err(kind) => {
                self.problem(start..end, kind);
                None
            }
        }
    }
}

fn minimal_header(length: usize) -> usize {
    match length {
        0..0x80 => 2,
        0x80..0x100 => 3,
        0x100..0x1_0000 => 4,
        0x1_0000..0x100_0000 => 5,
        _ => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], nodes: usize, problems: &[(Range<usize>, ProblemKind)]) -> Tree {
        let tree = parse(bytes);
        assert_eq!(tree.nodes.len(), nodes);
        let found = tree
            .problems
            .iter()
            .map(|problem| (problem.bytes.clone(), problem.kind.clone()));
        assert_eq!(found.collect::<Vec<_>>(), problems);
        tree
    }

    #[test]
    fn a_sequence_has_its_children_with_their_places() {
        let tree = check(&[0x30, 5, 2, 1, 7, 5, 0, 4, 0], 2, &[]);
        let children = &tree.nodes[0].children;
        assert_eq!(
            (children[0].tag, children[0].content.clone()),
            (Tag::INTEGER, 4..5)
        );
        assert_eq!(
            (children[1].tag, children[1].content.clone()),
            (Tag::NULL, 7..7)
        );
        assert_eq!(tree.nodes[1].bytes(), 7..9);
    }

    #[test]
    fn what_is_cut_is_kept_as_far_as_it_goes() {
        let tree = check(
            &[0x30, 5, 2, 1, 7],
            1,
            &[(0..2, ProblemKind::ContentCut { missing: 2 })],
        );
        assert_eq!(tree.nodes[0].children[0].content, 4..5);
        check(&[0x30], 0, &[(0..1, ProblemKind::HeaderCut)]);
        check(&[0x30, 0x82, 1], 0, &[(0..3, ProblemKind::HeaderCut)]);
        check(&[0x1f, 0x80], 0, &[(0..2, ProblemKind::HeaderCut)]);
    }

    #[test]
    fn a_child_does_not_reach_beyond_its_parent() {
        let cut = |missing| ProblemKind::ContentCut { missing };
        let tree = check(
            &[0x30, 3, 4, 9, 1, 2, 2],
            2,
            &[(2..4, cut(8)), (5..7, cut(2))],
        );
        assert_eq!(tree.nodes[0].children[0].content, 4..5);
    }

    #[test]
    fn ber_is_read_and_reported() {
        let tree = check(
            &[0x30, 0x80, 5, 0, 0, 0, 4, 0],
            2,
            &[(0..2, ProblemKind::IndefiniteLength)],
        );
        assert_eq!(
            (tree.nodes[0].content.clone(), tree.nodes[0].bytes()),
            (2..4, 0..6)
        );
        check(
            &[4, 0x81, 1, 9],
            1,
            &[(0..3, ProblemKind::LengthNotMinimal)],
        );
        check(
            &[4, 0x80, 9],
            1,
            &[(0..2, ProblemKind::IndefiniteLengthBroken)],
        );
    }

    #[test]
    fn numbers_beyond_any_file_are_refused() {
        check(
            &[4, 0x88, 1, 0, 0, 0, 0, 0, 0, 0],
            0,
            &[(0..10, ProblemKind::NumberTooLarge)],
        );
        check(
            &[0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 0],
            0,
            &[(0..8, ProblemKind::NumberTooLarge)],
        );
        let tree = check(&[0xbf, 0x81, 1, 0], 1, &[]);
        assert!(tree.nodes[0].tag.is_context(129));
    }
}
