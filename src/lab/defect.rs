//! Ways to be wrong on purpose, each with who refuses it and the rule of the bench that sees it. One piece: a flat table.
//!
//! What the practice service answers is held by a test (`tests/it/lab.rs`): the chain is made, the CA of its root is
//! verified, a group is made for it, and the device registers.

use device_certs::certificate::{BasicConstraints, KeyUsage};
use device_certs::oids;
use practice_dps::decision::{Evidence, Refusal, Rule};

use super::blueprint::Recipe;
use super::shelf::FileOrder;

/// Who refuses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refuser {
    /// DPS, when the device registers by a group of the root.
    Service(Rule),
    /// The handshake, before DPS hears anything.
    Handshake(&'static str),
    /// Not the practice service; and what it leads to.
    Nobody(&'static str),
}

impl Refuser {
    /// In one sentence, with the answer where there is one.
    pub fn text(self) -> String {
        match self {
            Self::Service(rule) => {
                let Refusal { code, message, .. } = Refusal::by(rule);
                format!("DPS answers {code} “{message}”: {}.", rule.text())
            }
            Self::Handshake(why) => format!("Ends in the TLS handshake: {why}"),
            Self::Nobody(why) => format!("The practice service takes it. {why}"),
        }
    }

    /// How sure that is, where it is not certain.
    pub fn is_unproven(self) -> bool {
        match self {
            Self::Service(rule) => rule.evidence() == Evidence::Unproven,
            Self::Handshake(_) => false,
            Self::Nobody(_) => true,
        }
    }
}

macro_rules! defects {
    ($($name:ident $id:literal $title:literal $lint:literal $refuser:expr;)*) => {
        /// Something wrong on purpose.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Defect {
            $(#[doc = $title] $name,)*
        }

        impl Defect {
            /// Every defect, the most common first.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// A stable name.
            pub fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)* }
            }

            /// What is wrong, in a few words.
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }

            /// The rule of the bench that sees it.
            pub fn lint(self) -> &'static str {
                match self { $(Self::$name => $lint,)* }
            }

            /// Who refuses it.
            pub fn refuser(self) -> Refuser {
                match self { $(Self::$name => $refuser,)* }
            }
        }
    };
}

defects! {
    Expired "expired" "Expired yesterday" "certificate_expired" Refuser::Service(Rule::LeafExpired);
    NotYetValid "not-yet-valid" "Valid from tomorrow" "certificate_not_yet_valid" Refuser::Service(Rule::LeafNotYetValid);
    NoCommonName "no-common-name" "Without a common name" "subject_cn_missing" Refuser::Service(Rule::CommonNameMissing);
    CommonNameDiffers "common-name-differs" "CN is not the registration ID" "cn_differs_from_registration_id" Refuser::Service(Rule::CommonNameDiffers);
    NoIntermediate "no-intermediate" "Intermediate left out of the file" "issuer_absent" Refuser::Service(Rule::CaUnknown);
    WrongOrder "wrong-order" "Leaf last in the file" "leaf_not_first"
        Refuser::Handshake("libraries take the first certificate for the device’s own, and the key does not fit it. The lesson sorts them; most libraries do not.");
    ForeignKey "foreign-key" "The key of another certificate" "key_differs"
        Refuser::Handshake("the signature does not verify with the key in the certificate; many libraries refuse to load the pair.");
    SignedByStranger "signed-by-stranger" "Signed by another key of the same CA name" "signature_invalid" Refuser::Service(Rule::LinkSignatureWrong);
    IssuerExpired "issuer-expired" "Intermediate expired yesterday" "certificate_expired" Refuser::Service(Rule::IssuerNotCurrent);
    IssuerNotCa "issuer-not-ca" "Intermediate not marked as a CA" "ca_flag_missing" Refuser::Service(Rule::CaUnknown);
    OddName "odd-name" "A blank in the common name" "cn_not_a_registration_id" Refuser::Service(Rule::RegistrationIdIllegal);
    LeafIsCa "leaf-is-ca" "The device is a CA too" "leaf_is_ca"
        Refuser::Nobody("Whoever takes this device apart can issue certificates for all others.");
    ServerAuthOnly "server-auth-only" "For servers only (serverAuth)" "eku_server_auth_only"
        Refuser::Nobody("A TLS server that keeps to RFC 5280 refuses it in the handshake, and DPS need not make an exception.");
    PathTooLong "path-too-long" "Root allows no CA below it" "path_length_exceeded"
        Refuser::Nobody("Whoever validates the chain by RFC 5280 stops at the root: DPS then answers 401002.");
    Sha1 "sha1" "Signed with SHA-1" "signature_hash_weak"
        Refuser::Nobody("TLS libraries refuse such chains by default; whether DPS does is not documented.");
    Version1 "version-1" "X.509 version 1" "version_1"
        Refuser::Nobody("Plain `openssl x509 -req` makes such certificates. Whether DPS takes them in a chain is not documented.");
    OutlivesIssuer "outlives-issuer" "Valid longer than its CA" "outlives_issuer"
        Refuser::Nobody("One day all devices of the group are refused at once.");
    SerialZero "serial-zero" "Serial number zero" "serial_not_positive"
        Refuser::Nobody("RFC 5280 wants a positive number; some readers refuse others.");
}

const DAY: i64 = 86_400;

impl Defect {
    /// Makes a good device chain (root, intermediate, device) wrong. `now` is in Unix seconds.
    pub fn apply(self, recipe: &mut Recipe, now: i64) {
        recipe.defect = Some(self);
        let [root, intermediate, device] = &mut recipe.pieces[..] else {
            return;
        };
        // A good chain but for one thing, whatever dates stand in the form.
        (device.not_before, device.not_after) = (now - DAY, now + 365 * DAY);
        for ca in [&mut *root, &mut *intermediate] {
            (ca.not_before, ca.not_after) = (now - 400 * DAY, now + 3650 * DAY);
        }
        match self {
            Self::Expired => (device.not_before, device.not_after) = (now - 366 * DAY, now - DAY),
            Self::NotYetValid => {
                (device.not_before, device.not_after) = (now + DAY, now + 366 * DAY)
            }
            Self::NoCommonName => device.common_name = None,
            Self::CommonNameDiffers => {
                let name = device.common_name.take().unwrap_or_default();
                device.common_name = Some(format!("not-{name}"));
            }
            Self::NoIntermediate => recipe.order = FileOrder::Alone,
            Self::WrongOrder => recipe.order = FileOrder::Reversed,
            Self::ForeignKey => recipe.foreign_key = true,
            Self::SignedByStranger => device.signed_by_stranger = true,
            Self::IssuerExpired => intermediate.not_after = now - DAY,
            Self::IssuerNotCa => {
                intermediate.basic_constraints = Some(BasicConstraints {
                    ca: false,
                    path_len: None,
                });
            }
            Self::OddName => {
                let name = device.common_name.take().unwrap_or_default();
                device.common_name = Some(format!("{name} left"));
            }
            Self::LeafIsCa => {
                device.basic_constraints = Some(BasicConstraints {
                    ca: true,
                    path_len: None,
                });
                let usage = KeyUsage::DIGITAL_SIGNATURE.and(KeyUsage::KEY_CERT_SIGN);
                device.key_usage = Some(usage);
                // It would be one CA too many otherwise, which is another defect.
                for ca in [root, intermediate] {
                    ca.basic_constraints = Some(BasicConstraints {
                        ca: true,
                        path_len: None,
                    });
                }
            }
            Self::ServerAuthOnly => device.extended_key_usage = vec![oids::SERVER_AUTH],
            Self::PathTooLong => {
                root.basic_constraints = Some(BasicConstraints {
                    ca: true,
                    path_len: Some(0),
                });
            }
            Self::Sha1 => device.weak_hash = true,
            Self::Version1 => {
                device.basic_constraints = None;
                device.key_usage = None;
                device.extended_key_usage.clear();
                device.dns_names.clear();
                device.key_identifiers = false;
            }
            Self::OutlivesIssuer => device.not_after = now + 4000 * DAY,
            Self::SerialZero => device.serial = Some(vec![0]),
        }
    }

    /// The registration ID under which a device with this defect registers, when the form says `common_name`.
    pub fn registration_id(self, common_name: &str) -> String {
        match self {
            Self::OddName => format!("{common_name} left"),
            _ => common_name.to_owned(),
        }
    }
}
