//! Practice identities: keys made by the browser, certificates issued over them.

use device_certs::certificate::Certificate;
use device_certs::issue::Template;
use device_certs::{Hash, SignatureAlgorithm};
use relay_protocol::SignatureScheme;
use web_sys::CryptoKey;

use super::clock;
use super::web_crypto::{Signer, export, generate_practice_key, random_bytes};
use crate::inputs::PracticeIdentity;

/// A practice identity: certificates from the leaf up, and the leaf's key.
pub struct MadeIdentity {
    /// The leaf first, the root last.
    pub certificates: Vec<Certificate>,
    /// Signs with the leaf's key.
    pub signer: Signer,
    /// The leaf's key itself, which may be saved: it is for practice.
    pub(super) key: CryptoKey,
}

/// Makes an identity. Its CA certificates say `practice` in their names; their keys are gone when this returns.
///
/// # Errors
/// When the browser offers no cryptography; for people.
pub async fn make_identity(
    kind: PracticeIdentity,
    common_name: &str,
) -> Result<MadeIdentity, String> {
    let now = clock::unix_micros().div_euclid(1_000_000);
    let pair = PracticeKey::generate().await?;
    let leaf = Template {
        organization: Some(ORGANIZATION.to_owned()),
        ..pair.leaf(common_name)
    };
    let certificates = match kind {
        PracticeIdentity::SelfSigned => vec![
            pair.certify(leaf.valid(now - HOUR, now + 365 * DAY))
                .await?,
        ],
        PracticeIdentity::Expired => {
            vec![pair.certify(leaf.valid(now - 31 * DAY, now - DAY)).await?]
        }
        PracticeIdentity::NotYetValid => {
            vec![pair.certify(leaf.valid(now + DAY, now + 366 * DAY)).await?]
        }
        PracticeIdentity::Nameless => {
            let nameless = Template {
                common_name: None,
                ..leaf
            };
            vec![
                pair.certify(nameless.valid(now - HOUR, now + 365 * DAY))
                    .await?,
            ]
        }
        PracticeIdentity::Issued => {
            issue_chain(leaf.valid(now - HOUR, now + 365 * DAY), now).await?
        }
    };
    Ok(MadeIdentity {
        certificates,
        signer: pair.signer,
        key: pair.key,
    })
}

/// What stands beside the common name, so that nobody takes such a certificate for a real one.
const ORGANIZATION: &str = "DPS Playground practice";

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// Root, intermediate and leaf, as a factory would make them; returned leaf first.
async fn issue_chain(leaf: Template, now: i64) -> Result<Vec<Certificate>, String> {
    // Two pages that use the same practice service must not have CAs of the same name.
    let [first, second] = random_tag()?;
    let (not_before, not_after) = (now - DAY, now + 3650 * DAY);
    let name = |role: &str| format!("practice {role} CA {first:02x}{second:02x}");

    let root_key = PracticeKey::generate().await?;
    let root = root_key
        .ca(&name("root"), Some(1))
        .valid(not_before, not_after);
    let root = root_key.certify(root).await?;

    let intermediate_key = PracticeKey::generate().await?;
    let intermediate = intermediate_key
        .ca(&name("intermediate"), Some(0))
        .valid(not_before, not_after);
    let intermediate = root_key.certify(intermediate.issued_by(&root)).await?;

    let leaf = intermediate_key
        .certify(leaf.issued_by(&intermediate))
        .await?;
    Ok(vec![leaf, intermediate, root])
}

struct PracticeKey {
    signer: Signer,
    key: CryptoKey,
    spki: Vec<u8>,
}

impl PracticeKey {
    const ALGORITHM: SignatureAlgorithm = SignatureAlgorithm::Ecdsa(Hash::Sha256);

    async fn generate() -> Result<Self, String> {
        let pair = generate_practice_key()
            .await
            .map_err(|error| error.to_string())?;
        let spki = export("spki", &pair.get_public_key())
            .await
            .map_err(|error| error.to_string())?;
        Ok(Self {
            signer: Signer::practice(&pair),
            key: pair.get_private_key(),
            spki,
        })
    }

    fn leaf(&self, common_name: &str) -> Template {
        Template::leaf(common_name, self.spki.clone(), Self::ALGORITHM)
    }

    fn ca(&self, common_name: &str, path_len: Option<u32>) -> Template {
        let template = Template::ca(common_name, self.spki.clone(), Self::ALGORITHM, path_len);
        Template {
            organization: Some(ORGANIZATION.to_owned()),
            ..template
        }
    }

    /// The certificate of `template`, signed with this key and read back.
    async fn certify(&self, template: Template) -> Result<Certificate, String> {
        let to_be_signed = template
            .serial(serial()?)
            .to_be_signed()
            .map_err(|error| error.to_string())?;
        let signature = self
            .signer
            .sign(SignatureScheme::EcdsaSecp256r1Sha256, &to_be_signed.bytes)
            .await;
        let signature = signature.map_err(|error| error.to_string())?;
        Ok(Certificate::read(&to_be_signed.finish(&signature)).0)
    }
}

/// Tells the names of CAs apart that are made one after the other.
///
/// # Errors
/// When the browser offers no cryptography; for people.
pub fn random_tag() -> Result<[u8; 2], String> {
    random_bytes().map_err(|error| error.to_string())
}

/// 16 random octets, positive and never short: [RFC 5280 section 4.1.2.2](https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.2).
pub(super) fn serial() -> Result<Vec<u8>, String> {
    let mut serial = random_bytes::<16>().map_err(|error| error.to_string())?;
    serial[0] = serial[0] & 0x7f | 0x40;
    Ok(serial.to_vec())
}
