//! SAS tokens, as devices send them for a password.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::SymmetricKey;

const PREFIX: &str = "SharedAccessSignature ";

/// A token taken apart: `SharedAccessSignature sr={resource}&sig={signature}&se={expiry}[&skn={policy}]`, its parts in
/// any order.
#[derive(Clone, PartialEq, Eq)]
pub struct SasToken {
    /// The resource as sent: percent-encoded in either case, or with its slashes raw, as the Node SDK has it.
    sent_resource: String,
    /// The expiry as sent.
    sent_expiry: String,
    signature: Vec<u8>,
    /// When it expires, in Unix seconds.
    pub expires_secs: i64,
    /// The name of the policy. The documentation asks for `registration`; the Python SDK sends none.
    pub policy: Option<String>,
}

impl std::fmt::Debug for SasToken {
    // The signature opens the door until the token expires.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "SasToken for {:?} until {}",
            self.sent_resource, self.expires_secs
        )
    }
}

impl SasToken {
    /// Reads a password. `None` when it is no token.
    pub fn parse(password: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(password).ok()?.strip_prefix(PREFIX)?;
        let part = |name: &str| {
            text.split('&').find_map(|part| {
                let (key, value) = part.split_once('=')?;
                (key == name).then_some(value)
            })
        };
        let expiry = part("se")?;
        Some(Self {
            sent_resource: part("sr")?.to_owned(),
            sent_expiry: expiry.to_owned(),
            signature: STANDARD.decode(percent_decoded(part("sig")?)).ok()?,
            expires_secs: expiry.parse().ok()?,
            policy: part("skn").map(str::to_owned),
        })
    }

    /// What the token is good for.
    pub fn resource(&self) -> String {
        String::from_utf8_lossy(&percent_decoded(&self.sent_resource)).into_owned()
    }

    /// Whether this key signed it.
    pub fn is_signed_by(&self, key: &SymmetricKey) -> bool {
        self.signature == key.sign(self.signed_text().as_bytes())
    }

    /// Whether it was signed by the key's base64 text instead of the key.
    pub(crate) fn is_signed_by_undecoded(&self, key: &SymmetricKey) -> bool {
        self.signature == key.sign_undecoded(self.signed_text().as_bytes())
    }

    /// What is signed is what was sent, byte for byte: clients encode the resource differently.
    fn signed_text(&self) -> String {
        [&self.sent_resource, "\n", &self.sent_expiry].concat()
    }
}

/// A percent sign that is followed by anything but two hexadecimal digits stands for itself.
pub(crate) fn percent_decoded(text: &str) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        let pair = behind.first_chunk().filter(|_| first == b'%');
        let byte = pair.and_then(|[high, low]: &[u8; 2]| Some(nibble(*high)? << 4 | nibble(*low)?));
        decoded.push(byte.unwrap_or(first));
        rest = behind
            .get(if byte.is_some() { 2 } else { 0 }..)
            .unwrap_or_default();
    }
    decoded
}

fn nibble(digit: u8) -> Option<u8> {
    let value = char::from(digit).to_digit(16)?;
    u8::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> SymmetricKey {
        SymmetricKey::parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").unwrap()
    }

    /// A token signed over `resource` as it stands, its parts in `order`.
    fn token(resource: &str, order: &[&str]) -> String {
        let signature = STANDARD.encode(key().sign(format!("{resource}\n1767326645").as_bytes()));
        let signature = signature
            .replace('+', "%2B")
            .replace('/', "%2F")
            .replace('=', "%3D");
        let parts: Vec<String> = order
            .iter()
            .map(|part| match *part {
                "sr" => format!("sr={resource}"),
                "sig" => format!("sig={signature}"),
                "se" => "se=1767326645".to_owned(),
                other => other.to_owned(),
            })
            .collect();
        format!("{PREFIX}{}", parts.join("&"))
    }

    #[test]
    fn the_tokens_of_every_sdk_are_read() {
        for (sent, order, policy) in [
            (
                "0ne1%2Fregistrations%2Fdev1",
                &["sr", "sig", "se"][..],
                None,
            ),
            (
                "0ne1%2fregistrations%2fdev1",
                &["sr", "sig", "se", "skn=registration"],
                Some("registration"),
            ),
            (
                "0ne1/registrations/dev1",
                &["sr", "sig", "skn=registration", "se"],
                Some("registration"),
            ),
            (
                "0ne1/registrations/dev1",
                &["sr", "skn=", "sig", "se"],
                Some(""),
            ),
        ] {
            let read = SasToken::parse(token(sent, order).as_bytes()).unwrap();
            assert_eq!(read.resource(), "0ne1/registrations/dev1");
            assert_eq!(
                (read.policy.as_deref(), read.expires_secs),
                (policy, 1_767_326_645)
            );
            assert!(read.is_signed_by(&key()));
            assert!(!read.is_signed_by(&key().derive("dev1")));
            assert!(!format!("{read:?}").contains("sig"));
        }
    }

    #[test]
    fn a_token_signed_by_the_text_of_the_key_is_told_apart() {
        let text = "sr\n1".to_owned();
        let signature = STANDARD.encode(key().sign_undecoded(text.as_bytes()));
        let read =
            SasToken::parse(format!("{PREFIX}sr=sr&sig={signature}&se=1").as_bytes()).unwrap();
        assert!(read.is_signed_by_undecoded(&key()) && !read.is_signed_by(&key()));
    }

    #[test]
    fn what_is_no_token_is_none() {
        let good = token("a", &["sr", "sig", "se"]);
        for password in [
            "",
            "secret",
            "SharedAccessSignature ",
            &good.replace("se=", "st="),
            &good.replace("se=1", "se=soon1"),
            &good.replace("sig=", "sig=!"),
            &good.replace("sr=", ""),
        ] {
            assert_eq!(SasToken::parse(password.as_bytes()), None, "{password}");
        }
        assert_eq!(
            SasToken::parse(b"SharedAccessSignature sr=\xff&sig=&se=1"),
            None
        );
    }

    #[test]
    fn percent_signs_that_mean_nothing_stay() {
        for (text, expected) in [
            ("a%2Fb", "a/b"),
            ("%", "%"),
            ("%2", "%2"),
            ("%zz%41", "%zzA"),
            ("%%41", "%A"),
        ] {
            assert_eq!(percent_decoded(text), expected.as_bytes(), "{text}");
        }
    }
}
