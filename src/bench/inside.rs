//! What is inside a block of a file, field by field beside its bytes.

use std::ops::Range;

use device_certs::view::{self, Field, View, Weight};

use super::{FileId, Keep, Kept, Origin};

/// What is looked into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// The file.
    pub file: FileId,
    /// Which of its blocks.
    pub block: usize,
}

/// A block that can be looked into: none is, or may hold, a private key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lookable {
    /// Where it is.
    pub look: Look,
    /// What it is, such as `certificate "device-1"`.
    pub what: String,
    /// Which of the file's certificates it is.
    pub certificate: Option<usize>,
}

/// The inside of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inside {
    /// What it is, and in which file.
    pub title: String,
    /// Its bytes, DER.
    pub bytes: Vec<u8>,
    /// Its fields.
    pub view: View,
    /// Names of digests over all of it, and these.
    pub thumbprints: Vec<(&'static str, String)>,
}

impl Lookable {
    /// Everything in a file that can be looked into.
    pub fn all(file: &Kept) -> Vec<Self> {
        let exhibit = file.exhibit();
        // In the order of the blocks; one that cannot be read is not among them.
        let mut certificates = exhibit.certificates.iter().enumerate().peekable();
        let mut found = Vec::new();
        for (block, item) in file.reading().items.iter().enumerate() {
            let certificate = certificates
                .next_if(|(_, certificate)| certificate.der.as_slice() == item.der.as_slice());
            if view::item(&item.kind, &[]).is_none() {
                continue;
            }
            let kind = item.kind.to_string();
            let kind = kind.split_once(' ').map_or(kind.as_str(), |(_, kind)| kind);
            let what = match certificate.and_then(|(_, certificate)| certificate.common_name()) {
                Some(name) => format!("{kind} {name:?}"),
                None => kind.to_owned(),
            };
            found.push(Self {
                look: Look {
                    file: file.id,
                    block,
                },
                what,
                certificate: certificate.map(|(index, _)| index),
            });
        }
        found
    }

    /// Where a certificate can be looked into.
    pub fn certificate(keep: &Keep, (file, index): Origin) -> Option<Look> {
        let all = Self::all(keep.get(file)?);
        let mut all = all.into_iter();
        let found = all.find(|lookable| lookable.certificate == Some(index))?;
        Some(found.look)
    }
}

impl Inside {
    /// Looks into a block.
    pub fn of(keep: &Keep, look: Look) -> Option<Self> {
        let file = keep.get(look.file)?;
        let item = file.reading().items.get(look.block)?;
        let view = view::item(&item.kind, &item.der)?;
        let mut all = Lookable::all(file).into_iter();
        let lookable = all.find(|lookable| lookable.look == look)?;
        let exhibit = file.exhibit();
        let certificate = lookable
            .certificate
            .and_then(|index| exhibit.certificates.get(index));
        let thumbprints = match certificate {
            Some(certificate) => vec![
                ("SHA-1", certificate.sha1()),
                ("SHA-256", certificate.sha256()),
            ],
            None => Vec::new(),
        };
        let what = lookable.what;
        Some(Self {
            title: format!("Inside {}: {what}", file.name),
            bytes: item.der.to_vec(),
            view,
            thumbprints,
        })
    }
}

/// What pointing at the byte at `offset` leads to: the field that a line is shown for, and the way to it in words.
pub fn at(view: &View, offset: usize) -> Option<(Range<usize>, String)> {
    let path = view.path_to(offset);
    let leaf = path.last()?;
    let named: Vec<&str> = path
        .iter()
        .filter(|field| is_shown(field))
        .map(|field| field.label)
        .collect();
    let mut words = named.join(" › ");
    if leaf.weight == Weight::Framing {
        words.push_str(&format!(": its {}", leaf.label));
    } else if !leaf.value.is_empty() {
        words.push_str(&format!(": {}", leaf.value));
    }
    Some((leaf.bytes.clone(), words))
}

/// Whether a field gets a line: tags and lengths belong to the line of what they frame.
pub fn is_shown(field: &Field) -> bool {
    field.weight != Weight::Framing
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHAIN: &[u8] =
        include_bytes!("../../crates/device-certs/testdata/device/good_with_root.pem");

    fn kept(bytes: &[u8]) -> (Keep, FileId) {
        let mut keep = Keep::default();
        let file = keep.add(Some("chain.pem".to_owned()), bytes);
        (keep, file)
    }

    #[test]
    fn every_certificate_can_be_looked_into_and_every_byte_leads_to_a_field() {
        let (keep, file) = kept(CHAIN);
        let all = Lookable::all(keep.get(file).unwrap());
        assert!(all.len() > 1, "{all:?}");
        for (index, lookable) in all.iter().enumerate() {
            assert_eq!(lookable.certificate, Some(index));
            assert_eq!(
                Lookable::certificate(&keep, (file, index)),
                Some(lookable.look)
            );
            let inside = Inside::of(&keep, lookable.look).unwrap();
            assert!(
                inside.title.starts_with("Inside chain.pem: certificate "),
                "{}",
                inside.title
            );
            assert_eq!(inside.thumbprints.len(), 2);
            for offset in 0..inside.bytes.len() {
                let (range, words) = at(&inside.view, offset).unwrap();
                assert!(range.contains(&offset), "{range:?}");
                assert!(words.starts_with("certificate"), "{words}");
            }
            assert_eq!(at(&inside.view, inside.bytes.len()), None);
        }
    }

    #[test]
    fn private_keys_are_not_for_looking_at() {
        let key = include_bytes!("../../crates/device-certs/testdata/keys/device.key");
        let (keep, file) = kept(&[CHAIN, key].concat());
        let all = Lookable::all(keep.get(file).unwrap());
        assert!(
            all.iter().all(|lookable| lookable.certificate.is_some()),
            "{all:?}"
        );
        let blocks = keep.get(file).unwrap().reading().items.len();
        assert_eq!(blocks, all.len() + 1);
        for block in 0..=blocks {
            let look = Look { file, block };
            let is_listed = all.iter().any(|lookable| lookable.look == look);
            assert_eq!(Inside::of(&keep, look).is_some(), is_listed);
        }
    }
}
