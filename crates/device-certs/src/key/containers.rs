//! PKCS#8 (RFC 5958), PKCS#1 (RFC 8017, A.1.2) and SEC1 (RFC 5915) to the one PKCS#8 that every importer takes:
//! no attributes, the curve named once, the EC number as long as the curve asks.

use zeroize::Zeroizing;

use crate::der::{self, Node, Tag};
use crate::key::{KeyError, PrivateKey};
use crate::spki::{self, KeyKind};
use crate::{der_writer, oids};

const VERSION: &[u8] = &[2, 1, 0];

pub(super) fn pkcs8(der: &[u8]) -> Result<PrivateKey, KeyError> {
    let container = "PrivateKeyInfo";
    let key = root(der, container)?;
    let [_version, algorithm, octets, rest @ ..] = key.children.as_slice() else {
        return Err(KeyError::Malformed { field: container });
    };
    let field = "privateKeyAlgorithm";
    let oid = algorithm.child(0).filter(|oid| oid.tag == Tag::OID);
    let oid = oid
        .and_then(|oid| oids::decode(oid.content_of(der)))
        .ok_or(KeyError::Malformed { field })?;
    if octets.tag != Tag::OCTET_STRING {
        return Err(KeyError::Malformed {
            field: "privateKey",
        });
    }
    match oid.as_str() {
        oids::RSA_ENCRYPTION => pkcs1(octets.content_of(der)),
        oids::RSASSA_PSS => Err(KeyError::RsaPssOnly),
        oids::EC_PUBLIC_KEY => {
            let parameters = algorithm
                .child(1)
                .map(|parameters| parameters.bytes_of(der));
            sec1(octets.content_of(der), parameters)
        }
        oids::ED25519 => {
            // The key is an OCTET STRING within the OCTET STRING (RFC 8410, 7).
            let inner = der::parse_range(der, octets.content.clone());
            let seed = inner
                .nodes
                .first()
                .filter(|seed| seed.tag == Tag::OCTET_STRING && seed.content.len() == 32);
            let seed = seed.ok_or(KeyError::Malformed {
                field: "privateKey",
            })?;
            let public = rest
                .iter()
                .find(|node| node.tag.is_context(1))
                .map(|node| node.content_of(der));
            Ok(ed25519(seed.bytes_of(der), public))
        }
        _ => Err(KeyError::AlgorithmUnsupported {
            algorithm: oids::name_or_dotted(&oid).to_owned(),
        }),
    }
}

pub(super) fn pkcs1(der: &[u8]) -> Result<PrivateKey, KeyError> {
    let key = root(der, "RSAPrivateKey")?;
    let integers = key
        .children
        .iter()
        .take_while(|child| child.tag == Tag::INTEGER)
        .count();
    let [version, modulus, exponent, ..] = key.children.as_slice() else {
        return Err(KeyError::Malformed {
            field: "RSAPrivateKey",
        });
    };
    // version, modulus, publicExponent, privateExponent, prime1, prime2, exponent1, exponent2, coefficient
    if integers < 9 {
        return Err(KeyError::Malformed {
            field: "RSAPrivateKey",
        });
    }
    if version.content_of(der) != [0] {
        return Err(KeyError::AlgorithmUnsupported {
            algorithm: "multi-prime RSA".to_owned(),
        });
    }
    let (modulus, exponent) = (modulus.content_of(der), exponent.content_of(der));
    let algorithm =
        der_writer::sequence(&[&der_writer::oid(oids::RSA_ENCRYPTION), der_writer::NULL]);
    Ok(PrivateKey {
        kind: KeyKind::Rsa {
            bits: spki::integer_bits(modulus),
        },
        pkcs8: private_key_info(&algorithm, key.bytes_of(der)),
        public_key: Some(spki::rsa(modulus, exponent)),
    })
}

/// `parameters` are the curve as PKCS#8 or an `EC PARAMETERS` block tells it.
pub(super) fn sec1(der: &[u8], parameters: Option<&[u8]>) -> Result<PrivateKey, KeyError> {
    let container = "ECPrivateKey";
    let key = root(der, container)?;
    let [_version, number, rest @ ..] = key.children.as_slice() else {
        return Err(KeyError::Malformed { field: container });
    };
    if number.tag != Tag::OCTET_STRING {
        return Err(KeyError::Malformed {
            field: "privateKey",
        });
    }
    let optional = |number| {
        rest.iter()
            .find(|node| node.tag.is_context(number))
            .and_then(|node| node.child(0))
    };
    let own = optional(0).and_then(|own| spki::curve_of_parameters(der, own));
    let outer = parameters.and_then(|parameters| {
        let tree = der::parse(parameters);
        tree.nodes
            .first()
            .and_then(|node| spki::curve_of_parameters(parameters, node))
    });
    // PKCS#8 says it outside; where both say it and differ, nothing can import the key.
    let curve = match (own, outer) {
        (Some(own), Some(outer)) if own != outer => {
            return Err(KeyError::Malformed { field: "the curve" });
        }
        (own, outer) => own.or(outer).ok_or(KeyError::CurveMissing)?,
    };
    let (oid, coordinate_bytes) = match (curve.oid(), curve.coordinate_bytes()) {
        (Some(oid), Some(coordinate_bytes)) => (oid, coordinate_bytes),
        (Some(oid), None) => {
            return Err(KeyError::CurveUnsupported {
                curve: oids::name_or_dotted(oid).to_owned(),
            });
        }
        (None, _) => return Err(KeyError::CurveExplicit),
    };
    let number = padded(number.content_of(der), coordinate_bytes)?;
    // A BIT STRING whose first octet counts unused bits.
    let point = optional(1).filter(|point| point.tag == Tag::BIT_STRING);
    let point = point
        .and_then(|point| point.content_of(der).split_first())
        .map(|(_, point)| point);
    let point = point.filter(|point| is_point(point, coordinate_bytes));
    let public = point
        .map(|point| der_writer::tlv(0xa1, &der_writer::bit_string(point)))
        .unwrap_or_default();
    let octets = Zeroizing::new(der_writer::octet_string(&number));
    let ec_key = Zeroizing::new(der_writer::sequence(&[&[2, 1, 1], &octets, &public]));
    let algorithm =
        der_writer::sequence(&[&der_writer::oid(oids::EC_PUBLIC_KEY), &der_writer::oid(oid)]);
    Ok(PrivateKey {
        pkcs8: private_key_info(&algorithm, &ec_key),
        public_key: point.map(|point| spki::ec(oid, point)),
        kind: KeyKind::Ec(curve),
    })
}

/// Some tools drop leading zeros, some add one; importers insist on the length of the curve (RFC 5915, 3).
fn padded(number: &[u8], coordinate_bytes: usize) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let malformed = KeyError::Malformed {
        field: "privateKey",
    };
    let zeros = number.iter().take_while(|octet| **octet == 0).count();
    let significant = number
        .get(zeros..)
        .filter(|significant| !significant.is_empty());
    let significant = significant.ok_or(malformed.clone())?;
    let padding = coordinate_bytes
        .checked_sub(significant.len())
        .ok_or(malformed)?;
    let mut padded = Zeroizing::new(Vec::with_capacity(coordinate_bytes));
    padded.extend(std::iter::repeat_n(0, padding));
    padded.extend_from_slice(significant);
    Ok(padded)
}

fn is_point(point: &[u8], coordinate_bytes: usize) -> bool {
    match point {
        [4, coordinates @ ..] => coordinates.len() == 2 * coordinate_bytes,
        [2 | 3, coordinate @ ..] => coordinate.len() == coordinate_bytes,
        _ => false,
    }
}

/// `seed` is the inner OCTET STRING; `public` the content of `[1]`, a BIT STRING in all but its tag.
fn ed25519(seed: &[u8], public: Option<&[u8]>) -> PrivateKey {
    let public = public
        .and_then(<[u8]>::split_first)
        .map(|(_, key)| key)
        .filter(|key| key.len() == 32);
    PrivateKey {
        kind: KeyKind::Ed25519,
        pkcs8: private_key_info(
            &der_writer::sequence(&[&der_writer::oid(oids::ED25519)]),
            seed,
        ),
        public_key: public.map(|key| spki::plain(oids::ED25519, key)),
    }
}

fn private_key_info(algorithm: &[u8], key: &[u8]) -> Zeroizing<Vec<u8>> {
    let octets = Zeroizing::new(der_writer::octet_string(key));
    Zeroizing::new(der_writer::sequence(&[VERSION, algorithm, &octets]))
}

/// The one SEQUENCE of a key. Here hardly anything is tolerated: half a key signs nothing.
fn root(der: &[u8], field: &'static str) -> Result<Node, KeyError> {
    let tree = der::parse(der);
    let broken = tree
        .problems
        .iter()
        .any(|problem| !matches!(problem.kind, der::ProblemKind::LengthNotMinimal));
    let root = tree.nodes.into_iter().next();
    let root = root.filter(|root| root.tag == Tag::SEQUENCE && !broken);
    root.ok_or(KeyError::Malformed { field })
}
