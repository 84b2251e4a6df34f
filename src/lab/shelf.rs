//! What was made, and how it goes together.

use device_certs::certificate::Certificate;

use super::blueprint::Role;
use super::defect::Defect;
use super::key_choice::KeyChoice;

/// Names a key that is held elsewhere.
pub type KeyId = usize;

/// How the file of a piece is put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileOrder {
    /// As a device must send it: its own certificate, then each one's issuer, without the root.
    AsSent,
    /// Turned around.
    Reversed,
    /// Its own certificate and nothing else.
    Alone,
}

/// What a piece is, in DER.
#[derive(Clone, Debug, PartialEq)]
pub enum Contents {
    /// A certificate.
    Certificate(Box<Certificate>),
    /// A request: the DER of PKCS#10.
    Request(Vec<u8>),
}

/// One thing on the shelf.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// What it is for.
    pub role: Role,
    /// What it is.
    pub contents: Contents,
    /// Its own key.
    pub key: KeyId,
    /// The key its file goes with: its own, unless that is what is wrong with it.
    pub file_key: KeyId,
    /// The kind of its key.
    pub key_choice: KeyChoice,
    /// Who signed it, by its place on the shelf; none for what signed itself.
    pub issuer: Option<usize>,
    /// How its file is put together.
    pub order: FileOrder,
    /// What is wrong with it on purpose.
    pub defect: Option<Defect>,
}

impl Piece {
    /// The certificate, if it is one.
    pub fn certificate(&self) -> Option<&Certificate> {
        match &self.contents {
            Contents::Certificate(certificate) => Some(certificate),
            Contents::Request(_) => None,
        }
    }
}

/// Everything that was made. Pieces are never taken away one by one: others may lean on them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shelf {
    /// The oldest first.
    pub pieces: Vec<Piece>,
}

impl Shelf {
    /// A piece and its issuers up to the root, by their places.
    pub fn path(&self, place: usize) -> Vec<usize> {
        let mut path = Vec::new();
        let mut next = Some(place);
        while let Some(place) = next.filter(|place| !path.contains(place)) {
            let Some(piece) = self.pieces.get(place) else {
                break;
            };
            path.push(place);
            next = piece.issuer;
        }
        path
    }

    /// The certificates of a piece's file, in the order of the file. With `root` also the one at the end of the chain,
    /// which a device need not send.
    pub fn file(&self, place: usize, root: bool) -> Vec<&Certificate> {
        let Some(piece) = self.pieces.get(place) else {
            return Vec::new();
        };
        let mut path = self.path(place);
        if piece.order == FileOrder::Alone {
            path.truncate(1);
        }
        let ends_in_root = |path: &[usize]| {
            let last = path.last().and_then(|last| self.pieces.get(*last));
            last.is_some_and(|last| last.role == Role::Root)
        };
        if !root && path.len() > 1 && ends_in_root(&path) {
            path.pop();
        }
        if piece.order == FileOrder::Reversed {
            path.reverse();
        }
        let pieces = path.iter().filter_map(|place| self.pieces.get(*place));
        pieces.filter_map(Piece::certificate).collect()
    }

    /// The root above a piece, if it is not the piece itself.
    pub fn root_of(&self, place: usize) -> Option<&Certificate> {
        let path = self.path(place);
        let root = path.last().filter(|root| **root != place)?;
        self.pieces.get(*root)?.certificate()
    }

    /// The CA certificates that can sign something, by their places, the newest first.
    pub fn authorities(&self) -> Vec<usize> {
        let pieces = self.pieces.iter().enumerate().rev();
        let authorities = pieces.filter(|(_, piece)| piece.role.is_ca());
        authorities.map(|(place, _)| place).collect()
    }

    /// The registration ID a device of the shelf registers under: its common name, unless that is what is wrong.
    pub fn registration_id(&self, place: usize) -> Option<String> {
        let piece = self.pieces.get(place)?;
        let name = piece.certificate()?.common_name();
        match (name, piece.defect) {
            (Some(name), Some(Defect::CommonNameDiffers)) => {
                Some(name.trim_start_matches("not-").to_owned())
            }
            (name, _) => name.map(str::to_owned),
        }
    }

    /// A short name for a piece: its common name, else what it is for.
    pub fn name(&self, place: usize) -> String {
        let piece = self.pieces.get(place);
        let name = piece.and_then(Piece::certificate);
        let name = name.and_then(|certificate| certificate.common_name());
        let title = || piece.map_or("", |piece| piece.role.title());
        name.unwrap_or_else(title).to_owned()
    }
}
