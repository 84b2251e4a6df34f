//! What the parts of a certificate are called and what they are for (RFC 5280, 4), as tables. This file is one
//! piece, as long as its tables.

use super::Weight;
use crate::oids;

/// A part: its name, its purpose, and how to read what is in it.
pub(super) struct Shape {
    pub(super) label: &'static str,
    pub(super) meaning: &'static str,
    pub(super) weight: Weight,
    pub(super) inside: Inside,
}

#[derive(Clone, Copy)]
pub(super) enum Inside {
    /// As its tag says.
    Tagged,
    /// Parts in a known order, each of which may be missing.
    Members(&'static [Member]),
    /// One of these, by the tag.
    Choice(&'static [Member]),
    /// Any number of the same.
    Each(&'static Shape),
    /// DER within an OCTET STRING or BIT STRING.
    Wrapped(&'static Shape),
    Name,
    /// A name whose common name matters.
    Subject,
    Attribute,
    Algorithm,
    Key,
    Extension,
    Version,
    KeyUsage,
    Text,
    Address,
    Identifier,
}

pub(super) struct Member {
    pub(super) is: Is,
    pub(super) shape: &'static Shape,
}

#[derive(Clone, Copy)]
pub(super) enum Is {
    Context(u32),
    Universal(u32),
    Time,
    Anything,
}

const fn shape(label: &'static str, meaning: &'static str, inside: Inside) -> Shape {
    Shape {
        label,
        meaning,
        weight: Weight::Normal,
        inside,
    }
}

const fn first(label: &'static str, meaning: &'static str, inside: Inside) -> Shape {
    Shape {
        label,
        meaning,
        weight: Weight::First,
        inside,
    }
}

const fn framing(label: &'static str, meaning: &'static str) -> Shape {
    Shape {
        label,
        meaning,
        weight: Weight::Framing,
        inside: Inside::Tagged,
    }
}

const fn member(is: Is, shape: &'static Shape) -> Member {
    Member { is, shape }
}

const SEQUENCE: Is = Is::Universal(16);
const INTEGER: Is = Is::Universal(2);
const BIT_STRING: Is = Is::Universal(3);
const OID: Is = Is::Universal(6);

pub(super) static HEADER: Shape = framing(
    "tag and length",
    "Says what kind of value follows and how many bytes it has.",
);
pub(super) static END_MARKER: Shape = framing(
    "end marker",
    "Ends a value without a length, which DER does not allow.",
);
pub(super) static UNREADABLE: Shape = shape(
    "unreadable bytes",
    "These bytes do not begin a value.",
    Inside::Tagged,
);
pub(super) static BEHIND: Shape = shape(
    "bytes behind the end",
    "Nothing should stand here.",
    Inside::Tagged,
);
pub(super) static PART: Shape = shape("part", "", Inside::Tagged);

pub(super) static CERTIFICATE: Shape = shape(
    "certificate",
    "",
    Inside::Members(&[
        member(SEQUENCE, &TBS),
        member(SEQUENCE, &SIGNATURE_ALGORITHM),
        member(BIT_STRING, &SIGNATURE),
    ]),
);
static TBS: Shape = shape(
    "signed part",
    "Everything the issuer vouches for: the signature is made over these bytes.",
    Inside::Members(&[
        member(Is::Context(0), &VERSION),
        member(INTEGER, &SERIAL),
        member(SEQUENCE, &INNER_ALGORITHM),
        member(SEQUENCE, &ISSUER),
        member(SEQUENCE, &VALIDITY),
        member(SEQUENCE, &SUBJECT),
        member(SEQUENCE, &PUBLIC_KEY),
        member(Is::Context(1), &ISSUER_UNIQUE_ID),
        member(Is::Context(2), &SUBJECT_UNIQUE_ID),
        member(Is::Context(3), &EXTENSIONS),
    ]),
);
static VERSION: Shape = shape(
    "version",
    "Only version 3 can carry extensions.",
    Inside::Version,
);
pub(super) static VERSION_NUMBER: Shape =
    shape("version number", "Counted from 0.", Inside::Tagged);
static SERIAL: Shape = shape(
    "serial number",
    "Tells this certificate from the issuer's others.",
    Inside::Tagged,
);
static INNER_ALGORITHM: Shape = shape(
    "signature algorithm",
    "How the issuer signed; must be the same as beside the signature.",
    Inside::Algorithm,
);
static ISSUER: Shape = first(
    "issuer",
    "Who signed; must be the subject of the next certificate of the chain.",
    Inside::Name,
);
static VALIDITY: Shape = shape(
    "validity",
    "",
    Inside::Members(&[member(Is::Time, &NOT_BEFORE), member(Is::Time, &NOT_AFTER)]),
);
static NOT_BEFORE: Shape = first(
    "not before",
    "Refused before this moment; a device with a wrong clock may think it is.",
    Inside::Tagged,
);
static NOT_AFTER: Shape = first("not after", "Refused after this moment.", Inside::Tagged);
static SUBJECT: Shape = first("subject", "Who the certificate is about.", Inside::Subject);
pub(super) static SUBJECT_SET: Shape =
    shape("part of the name", "", Inside::Each(&SUBJECT_ATTRIBUTE));
static SUBJECT_ATTRIBUTE: Shape = first("attribute", "", Inside::Attribute);
pub(super) static NAME_SET: Shape = shape("part of the name", "", Inside::Each(&ATTRIBUTE));
static ATTRIBUTE: Shape = shape("attribute", "", Inside::Attribute);
pub(super) static ATTRIBUTE_TYPE: Shape = shape("type", "", Inside::Identifier);
pub(super) static ATTRIBUTE_VALUE: Shape = shape("value", "", Inside::Tagged);
static SIGNATURE_ALGORITHM: Shape = shape(
    "signature algorithm",
    "How the issuer signed.",
    Inside::Algorithm,
);
static SIGNATURE: Shape = shape(
    "signature",
    "Made with the issuer's private key over the signed part.",
    Inside::Tagged,
);
pub(super) static ALGORITHM_ID: Shape = shape("algorithm", "", Inside::Identifier);
pub(super) static ALGORITHM_PARAMETERS: Shape = shape("parameters", "", Inside::Tagged);
pub(super) static PUBLIC_KEY: Shape = first(
    "public key",
    "The device proves in the TLS handshake that it holds the private key to it.",
    Inside::Key,
);
pub(super) static KEY_ALGORITHM: Shape = shape("key algorithm", "", Inside::Algorithm);
pub(super) static KEY_BITS: Shape = shape(
    "key",
    "For RSA two numbers, for elliptic curves a point.",
    Inside::Wrapped(&RSA_KEY),
);
static RSA_KEY: Shape = shape(
    "RSA key",
    "",
    Inside::Members(&[member(INTEGER, &MODULUS), member(INTEGER, &EXPONENT)]),
);
static MODULUS: Shape = shape("modulus", "", Inside::Tagged);
static EXPONENT: Shape = shape("public exponent", "", Inside::Tagged);
static ISSUER_UNIQUE_ID: Shape = shape(
    "issuer unique identifier",
    "Out of use since version 3.",
    Inside::Tagged,
);
static SUBJECT_UNIQUE_ID: Shape = shape(
    "subject unique identifier",
    "Out of use since version 3.",
    Inside::Tagged,
);
static EXTENSIONS: Shape = shape("extensions", "", Inside::Each(&EXTENSION_LIST));
static EXTENSION_LIST: Shape = shape("list of extensions", "", Inside::Each(&EXTENSION));
static EXTENSION: Shape = shape("extension", "", Inside::Extension);
pub(super) static EXTENSION_ID: Shape = shape("which extension", "", Inside::Identifier);
pub(super) static CRITICAL: Shape = shape(
    "critical",
    "Who does not know a critical extension must refuse the certificate.",
    Inside::Tagged,
);

pub(super) static REQUEST: Shape = shape(
    "certificate request",
    "",
    Inside::Members(&[
        member(SEQUENCE, &REQUEST_INFO),
        member(SEQUENCE, &SIGNATURE_ALGORITHM),
        member(BIT_STRING, &REQUEST_SIGNATURE),
    ]),
);
static REQUEST_INFO: Shape = shape(
    "signed part",
    "What the device asks for.",
    Inside::Members(&[
        member(INTEGER, &VERSION_NUMBER),
        member(SEQUENCE, &SUBJECT),
        member(SEQUENCE, &PUBLIC_KEY),
        member(Is::Context(0), &REQUEST_ATTRIBUTES),
    ]),
);
static REQUEST_ATTRIBUTES: Shape = shape(
    "attributes",
    "Further wishes, such as extensions.",
    Inside::Each(&REQUEST_ATTRIBUTE),
);
static REQUEST_ATTRIBUTE: Shape = shape(
    "attribute",
    "",
    Inside::Members(&[
        member(OID, &ATTRIBUTE_TYPE),
        member(Is::Universal(17), &REQUEST_VALUES),
    ]),
);
static REQUEST_VALUES: Shape = shape("values", "", Inside::Each(&REQUEST_VALUE));
static REQUEST_VALUE: Shape = shape("value", "", Inside::Each(&REQUEST_EXTENSION));
static REQUEST_EXTENSION: Shape = shape(
    "wished for",
    "",
    Inside::Choice(&[member(SEQUENCE, &EXTENSION), member(Is::Anything, &PART)]),
);
static REQUEST_SIGNATURE: Shape = shape(
    "signature",
    "Made with the device's private key, to show that it has it.",
    Inside::Tagged,
);

pub(super) static CRL: Shape = shape(
    "revocation list",
    "",
    Inside::Members(&[
        member(SEQUENCE, &CRL_INFO),
        member(SEQUENCE, &SIGNATURE_ALGORITHM),
        member(BIT_STRING, &SIGNATURE),
    ]),
);
static CRL_INFO: Shape = shape(
    "signed part",
    "",
    Inside::Members(&[
        member(INTEGER, &VERSION_NUMBER),
        member(SEQUENCE, &INNER_ALGORITHM),
        member(SEQUENCE, &ISSUER),
        member(Is::Time, &THIS_UPDATE),
        member(Is::Time, &NEXT_UPDATE),
        member(SEQUENCE, &REVOKED_LIST),
        member(Is::Context(0), &EXTENSIONS),
    ]),
);
static THIS_UPDATE: Shape = shape("this update", "When the list was made.", Inside::Tagged);
static NEXT_UPDATE: Shape = shape("next update", "When the next list is due.", Inside::Tagged);
static REVOKED_LIST: Shape = shape("revoked certificates", "", Inside::Each(&REVOKED));
static REVOKED: Shape = shape(
    "revoked certificate",
    "",
    Inside::Members(&[
        member(INTEGER, &SERIAL),
        member(Is::Time, &REVOKED_AT),
        member(SEQUENCE, &EXTENSION_LIST),
    ]),
);
static REVOKED_AT: Shape = shape("revoked at", "", Inside::Tagged);

/// What an extension is called and for, and how its value is read.
pub(super) fn extension(oid: &str) -> (&'static Shape, &'static Shape) {
    let known = KNOWN_EXTENSIONS.iter().find(|(known, ..)| *known == oid);
    known.map_or((&UNKNOWN_EXTENSION, &RAW), |(_, shape, value)| {
        (shape, value)
    })
}

static UNKNOWN_EXTENSION: Shape = shape(
    "extension",
    "Not one this page knows; its value is shown as it is.",
    Inside::Tagged,
);
static RAW: Shape = shape("value", "", Inside::Tagged);

static KNOWN_EXTENSIONS: &[(&str, Shape, Shape)] = &[
    (
        oids::BASIC_CONSTRAINTS,
        first(
            "basic constraints",
            "Whether this is a CA, which may sign certificates; a device is none.",
            Inside::Tagged,
        ),
        value(&BASIC_CONSTRAINTS),
    ),
    (
        oids::KEY_USAGE,
        first(
            "key usage",
            "What the key may be used for; TLS with a device certificate needs digitalSignature.",
            Inside::Tagged,
        ),
        value(&KEY_USAGE),
    ),
    (
        oids::EXTENDED_KEY_USAGE,
        first(
            "extended key usage",
            "What for in more words; a device needs clientAuth, or no such extension at all.",
            Inside::Tagged,
        ),
        value(&PURPOSES),
    ),
    (
        oids::SUBJECT_ALT_NAME,
        shape(
            "subject alternative name",
            "Further names; DPS looks at the common name alone.",
            Inside::Tagged,
        ),
        value(&GENERAL_NAMES),
    ),
    (
        oids::SUBJECT_KEY_IDENTIFIER,
        shape(
            "subject key identifier",
            "A short name for this key, to find the certificates it signed.",
            Inside::Tagged,
        ),
        value(&KEY_ID),
    ),
    (
        oids::AUTHORITY_KEY_IDENTIFIER,
        shape(
            "authority key identifier",
            "The issuer's key by its short name.",
            Inside::Tagged,
        ),
        value(&AUTHORITY_KEY_ID),
    ),
    (
        "2.5.29.18",
        shape(
            "issuer alternative name",
            "Further names of the issuer.",
            Inside::Tagged,
        ),
        value(&GENERAL_NAMES),
    ),
    (
        "2.5.29.32",
        shape(
            "certificate policies",
            "The rules the certificate was issued by.",
            Inside::Tagged,
        ),
        value(&POLICIES),
    ),
    (
        "2.5.29.33",
        shape("policy mappings", "", Inside::Tagged),
        value(&PAIRS),
    ),
    (
        "2.5.29.36",
        shape("policy constraints", "", Inside::Tagged),
        value(&POLICY_CONSTRAINTS),
    ),
    (
        "2.5.29.54",
        shape("inhibit any policy", "", Inside::Tagged),
        value(&COUNT),
    ),
    (
        "2.5.29.31",
        shape(
            "CRL distribution points",
            "Where the issuer lists the certificates it took back; DPS does not look there.",
            Inside::Tagged,
        ),
        value(&DISTRIBUTION_POINTS),
    ),
    (
        "2.5.29.46",
        shape("freshest CRL", "", Inside::Tagged),
        value(&DISTRIBUTION_POINTS),
    ),
    (
        "2.5.29.30",
        shape(
            "name constraints",
            "Which names the certificates below this CA may have.",
            Inside::Tagged,
        ),
        value(&NAME_CONSTRAINTS),
    ),
    (
        "1.3.6.1.5.5.7.1.1",
        shape(
            "authority information access",
            "Where the issuer's certificate and its OCSP service are.",
            Inside::Tagged,
        ),
        value(&ACCESS),
    ),
    (
        "1.3.6.1.5.5.7.1.11",
        shape("subject information access", "", Inside::Tagged),
        value(&ACCESS),
    ),
    (
        "1.3.6.1.5.5.7.1.24",
        shape(
            "TLS feature",
            "What a server promises to do, such as OCSP stapling (5).",
            Inside::Tagged,
        ),
        value(&FEATURES),
    ),
    (
        "1.3.6.1.4.1.11129.2.4.2",
        shape(
            "certificate transparency",
            "Receipts of public logs: for servers of the web.",
            Inside::Tagged,
        ),
        value(&OCTETS),
    ),
    (
        "1.3.6.1.4.1.311.20.2",
        shape("certificate template (Windows)", "", Inside::Tagged),
        value(&PART),
    ),
    (
        "1.3.6.1.4.1.311.21.7",
        shape("certificate template (Windows)", "", Inside::Tagged),
        value(&PART),
    ),
    (
        "2.16.840.1.113730.1.1",
        shape(
            "Netscape certificate type",
            "Out of use; the extended key usage says it today.",
            Inside::Tagged,
        ),
        value(&PART),
    ),
    (
        "2.16.840.1.113730.1.13",
        shape(
            "Netscape comment",
            "A remark without effect; OpenSSL's examples add it.",
            Inside::Tagged,
        ),
        value(&PART),
    ),
    (
        "2.5.29.16",
        shape("private key usage period", "", Inside::Tagged),
        value(&PART),
    ),
    (
        "2.5.29.9",
        shape("subject directory attributes", "", Inside::Tagged),
        value(&PART),
    ),
    (
        "2.5.29.20",
        shape("CRL number", "", Inside::Tagged),
        value(&PART),
    ),
    (
        "2.5.29.21",
        shape("reason", "Why it was revoked.", Inside::Tagged),
        value(&PART),
    ),
];

const fn value(inner: &'static Shape) -> Shape {
    shape("value", "", Inside::Wrapped(inner))
}

static BASIC_CONSTRAINTS: Shape = shape(
    "basic constraints",
    "Empty for a device.",
    Inside::Members(&[member(Is::Universal(1), &IS_CA), member(INTEGER, &PATH_LEN)]),
);
static IS_CA: Shape = first("CA", "", Inside::Tagged);
static PATH_LEN: Shape = shape(
    "path length",
    "How many CAs may stand below this one.",
    Inside::Tagged,
);
static KEY_USAGE: Shape = first("uses", "", Inside::KeyUsage);
static PURPOSES: Shape = shape("purposes", "", Inside::Each(&PURPOSE));
static PURPOSE: Shape = first("purpose", "", Inside::Identifier);
static KEY_ID: Shape = shape("key identifier", "", Inside::Tagged);
static AUTHORITY_KEY_ID: Shape = shape(
    "issuer's key",
    "",
    Inside::Members(&[
        member(Is::Context(0), &KEY_ID),
        member(Is::Context(1), &GENERAL_NAMES),
        member(Is::Context(2), &SERIAL),
    ]),
);
static GENERAL_NAMES: Shape = shape("names", "", Inside::Each(&GENERAL_NAME));
static GENERAL_NAME: Shape = shape(
    "name",
    "",
    Inside::Choice(&[
        member(Is::Context(0), &OTHER_NAME),
        member(Is::Context(1), &EMAIL),
        member(Is::Context(2), &DNS),
        member(Is::Context(4), &DIRECTORY_NAME),
        member(Is::Context(6), &URI),
        member(Is::Context(7), &ADDRESS),
        member(Is::Context(8), &REGISTERED_ID),
    ]),
);
static OTHER_NAME: Shape = shape(
    "other name",
    "",
    Inside::Members(&[
        member(OID, &ATTRIBUTE_TYPE),
        member(Is::Anything, &ATTRIBUTE_VALUE),
    ]),
);
static EMAIL: Shape = shape("mail address", "", Inside::Text);
static DNS: Shape = shape("host name", "", Inside::Text);
static DIRECTORY_NAME: Shape = shape("directory name", "", Inside::Each(&PLAIN_NAME));
static PLAIN_NAME: Shape = shape("name", "", Inside::Name);
static URI: Shape = shape("address (URI)", "", Inside::Text);
static ADDRESS: Shape = shape("IP address", "", Inside::Address);
static REGISTERED_ID: Shape = shape("registered identifier", "", Inside::Identifier);
static POLICIES: Shape = shape("policies", "", Inside::Each(&POLICY));
static POLICY: Shape = shape(
    "policy",
    "",
    Inside::Members(&[member(OID, &POLICY_ID), member(SEQUENCE, &QUALIFIERS)]),
);
static POLICY_ID: Shape = shape("which policy", "", Inside::Identifier);
static QUALIFIERS: Shape = shape("remarks", "", Inside::Each(&QUALIFIER));
static QUALIFIER: Shape = shape(
    "remark",
    "",
    Inside::Members(&[
        member(OID, &ATTRIBUTE_TYPE),
        member(Is::Anything, &ATTRIBUTE_VALUE),
    ]),
);
static PAIRS: Shape = shape("mappings", "", Inside::Each(&PAIR));
static PAIR: Shape = shape("mapping", "", Inside::Each(&POLICY_ID));
static POLICY_CONSTRAINTS: Shape = shape("constraints", "", Inside::Tagged);
static COUNT: Shape = shape("certificates to skip", "", Inside::Tagged);
static DISTRIBUTION_POINTS: Shape = shape("places", "", Inside::Each(&DISTRIBUTION_POINT));
static DISTRIBUTION_POINT: Shape = shape(
    "place",
    "",
    Inside::Members(&[
        member(Is::Context(0), &POINT_NAME),
        member(Is::Context(1), &REASONS),
        member(Is::Context(2), &CRL_ISSUER),
    ]),
);
static POINT_NAME: Shape = shape("its name", "", Inside::Each(&FULL_NAME));
static FULL_NAME: Shape = shape("full name", "", Inside::Each(&GENERAL_NAME));
static REASONS: Shape = shape("reasons", "", Inside::Tagged);
static CRL_ISSUER: Shape = shape("who issues the list", "", Inside::Each(&GENERAL_NAME));
static NAME_CONSTRAINTS: Shape = shape(
    "constraints",
    "",
    Inside::Members(&[
        member(Is::Context(0), &PERMITTED),
        member(Is::Context(1), &EXCLUDED),
    ]),
);
static PERMITTED: Shape = shape("permitted names", "", Inside::Each(&SUBTREE));
static EXCLUDED: Shape = shape("excluded names", "", Inside::Each(&SUBTREE));
static SUBTREE: Shape = shape("names under", "", Inside::Each(&GENERAL_NAME));
static ACCESS: Shape = shape("services", "", Inside::Each(&SERVICE));
static SERVICE: Shape = shape(
    "service",
    "",
    Inside::Members(&[
        member(OID, &SERVICE_ID),
        member(Is::Anything, &GENERAL_NAME),
    ]),
);
static SERVICE_ID: Shape = shape("which service", "", Inside::Identifier);
static FEATURES: Shape = shape("features", "", Inside::Each(&FEATURE));
static FEATURE: Shape = shape("feature", "", Inside::Tagged);
static OCTETS: Shape = shape("octets", "", Inside::Tagged);
