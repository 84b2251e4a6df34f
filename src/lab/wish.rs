//! The form: what somebody wishes for, as typed, and the recipe it becomes.

use device_certs::certificate::{BasicConstraints, KeyUsage};
use device_certs::{oids, time};

use super::blueprint::{Blueprint, Issuer, Recipe, Role};
use super::defect::Defect;
use super::key_choice::KeyChoice;
use super::shelf::{FileOrder, Shelf};

/// What can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Root, intermediate and device, as a factory has them.
    Chain,
    /// A device certificate, self-signed or below a CA of the shelf.
    Device,
    /// A CA certificate, a root or below a CA of the shelf.
    Authority,
    /// Proof of possession of a CA of the shelf.
    Proof,
    /// A certificate request and its key.
    Request,
}

impl What {
    /// Everything, the usual one first.
    pub const ALL: [Self; 5] = [
        Self::Chain,
        Self::Device,
        Self::Authority,
        Self::Proof,
        Self::Request,
    ];
}

/// The form as it stands, wrong values included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// What to make.
    pub what: What,
    /// The common name: the device's registration ID, the CA's name, the verification code.
    pub common_name: String,
    /// Host names, with commas or blanks between them.
    pub dns_names: String,
    /// The kind of its key.
    pub key: KeyChoice,
    /// The kind of the CAs' keys in a chain.
    pub ca_key: KeyChoice,
    /// The first day, such as `2026-11-24`.
    pub from: String,
    /// The last day.
    pub to: String,
    /// Hexadecimal; random when empty.
    pub serial: String,
    /// extKeyUsage clientAuth
    pub client_auth: bool,
    /// extKeyUsage serverAuth
    pub server_auth: bool,
    /// keyUsage digitalSignature
    pub digital_signature: bool,
    /// keyUsage keyEncipherment
    pub key_encipherment: bool,
    /// keyUsage keyCertSign
    pub cert_sign: bool,
    /// How many CAs may follow below, for CAs; no limit when empty.
    pub path_length: String,
    /// Who signs, by its place on the shelf; none for what signs itself.
    pub issuer: Option<usize>,
}

const DAY: i64 = 86_400;
/// How long the CAs of a chain are valid beyond the device, at least in all.
const CA_DAYS: i64 = 3650;

impl Wish {
    /// The form as one finds it: a good device chain. `now` is in Unix seconds.
    pub fn new(now: i64) -> Self {
        Self {
            what: What::Chain,
            common_name: "press-17".to_owned(),
            dns_names: String::new(),
            key: KeyChoice::P256,
            ca_key: KeyChoice::P256,
            from: day(now),
            to: day(now + 365 * DAY),
            serial: String::new(),
            client_auth: true,
            server_auth: false,
            digital_signature: true,
            key_encipherment: false,
            cert_sign: false,
            path_length: String::new(),
            issuer: None,
        }
    }

    /// Turns to something else to make, with what is sensible for it. Names, keys and the serial number stay.
    pub fn turn_to(&mut self, what: What, shelf: &Shelf, now: i64) {
        let good = Self::new(now);
        let newest = shelf.authorities().first().copied();
        let typed = matches!(self.what, What::Chain | What::Device | What::Request);
        let common_name = match what {
            What::Authority => "practice CA".to_owned(),
            What::Proof => String::new(),
            What::Chain | What::Device | What::Request if typed => self.common_name.clone(),
            What::Chain | What::Device | What::Request => good.common_name.clone(),
        };
        let is_ca = what == What::Authority;
        *self = Self {
            what,
            common_name,
            to: if is_ca {
                day(now + CA_DAYS * DAY)
            } else {
                good.to.clone()
            },
            client_auth: !is_ca,
            digital_signature: !is_ca,
            cert_sign: is_ca,
            issuer: if matches!(what, What::Device | What::Proof) {
                newest
            } else {
                None
            },
            dns_names: std::mem::take(&mut self.dns_names),
            key: self.key,
            ca_key: self.ca_key,
            serial: std::mem::take(&mut self.serial),
            ..good
        };
    }

    /// What to make. `tag` makes the names of CAs differ from those made before.
    ///
    /// # Errors
    /// What cannot be understood, for people.
    pub fn recipe(&self, shelf: &Shelf, tag: [u8; 2]) -> Result<Recipe, String> {
        let asked = self.blueprint(shelf)?;
        let mut pieces = Vec::new();
        if self.what == What::Chain {
            let [first, second] = tag;
            let ca = |role: &str, issuer, path_len| Blueprint {
                role: if issuer == Issuer::Itself {
                    Role::Root
                } else {
                    Role::Intermediate
                },
                key: self.ca_key,
                issuer,
                common_name: Some(format!("practice {role} CA {first:02x}{second:02x}")),
                dns_names: Vec::new(),
                serial: None,
                not_before: asked.not_before - DAY,
                not_after: asked.not_after.max(asked.not_before + CA_DAYS * DAY) + DAY,
                basic_constraints: Some(BasicConstraints {
                    ca: true,
                    path_len: Some(path_len),
                }),
                key_usage: Some(KeyUsage::KEY_CERT_SIGN.and(KeyUsage::CRL_SIGN)),
                extended_key_usage: Vec::new(),
                ..asked.clone()
            };
            pieces.push(ca("root", Issuer::Itself, 1));
            pieces.push(ca("intermediate", Issuer::Made(0), 0));
        }
        pieces.push(asked);
        Ok(Recipe {
            pieces,
            order: FileOrder::AsSent,
            foreign_key: false,
            defect: None,
        })
    }

    /// A device chain that is wrong in one way, whatever else stands in the form. `now` is in Unix seconds.
    ///
    /// # Errors
    /// As [`Self::recipe`].
    pub fn defective(
        &self,
        defect: Defect,
        shelf: &Shelf,
        now: i64,
        tag: [u8; 2],
    ) -> Result<Recipe, String> {
        let mut chain = self.clone();
        if self.what != What::Chain {
            chain.turn_to(What::Chain, shelf, now);
        }
        let mut recipe = chain.recipe(shelf, tag)?;
        defect.apply(&mut recipe, now);
        Ok(recipe)
    }

    fn blueprint(&self, shelf: &Shelf) -> Result<Blueprint, String> {
        let is_ca = self.what == What::Authority;
        let issuer = match (self.what, self.issuer) {
            (What::Chain, _) => Issuer::Made(1),
            (What::Request, _) | (What::Device | What::Authority, None) => Issuer::Itself,
            (_, Some(place))
                if shelf
                    .pieces
                    .get(place)
                    .is_some_and(|piece| piece.role.is_ca()) =>
            {
                Issuer::OnShelf(place)
            }
            (What::Proof, None) => {
                return Err(
                    "Proof of possession is signed by the CA it is about: make a CA first."
                        .to_owned(),
                );
            }
            (_, Some(_)) => return Err("Whoever is to sign this is no CA of the shelf.".to_owned()),
        };
        let role = match (self.what, issuer) {
            (What::Authority, Issuer::Itself) => Role::Root,
            (What::Authority, _) => Role::Intermediate,
            (What::Proof, _) => Role::Proof,
            (What::Request, _) => Role::Request,
            (What::Chain | What::Device, _) => Role::Device,
        };
        let common_name = self.common_name.trim();
        if self.what == What::Proof && common_name.is_empty() {
            return Err(
                "The common name of the proof is the verification code that DPS shows: paste it."
                    .to_owned(),
            );
        }
        let usages = [
            (self.digital_signature, KeyUsage::DIGITAL_SIGNATURE),
            (self.key_encipherment, KeyUsage::KEY_ENCIPHERMENT),
            (
                self.cert_sign,
                KeyUsage::KEY_CERT_SIGN.and(KeyUsage::CRL_SIGN),
            ),
        ];
        let usages = usages.iter().filter(|(wanted, _)| *wanted);
        let key_usage = usages.map(|(_, usage)| *usage).reduce(KeyUsage::and);
        let purposes = [
            (self.client_auth, oids::CLIENT_AUTH),
            (self.server_auth, oids::SERVER_AUTH),
        ];
        let purposes = purposes.iter().filter(|(wanted, _)| *wanted);
        let dns_names = self.dns_names.split([',', ' ']).map(str::trim);
        Ok(Blueprint {
            role,
            key: self.key,
            issuer,
            signed_by_stranger: false,
            weak_hash: false,
            common_name: Some(common_name.to_owned()).filter(|name| !name.is_empty()),
            dns_names: dns_names
                .filter(|name| !name.is_empty())
                .map(str::to_owned)
                .collect(),
            serial: serial(&self.serial)?,
            not_before: first_second(&self.from)?,
            not_after: first_second(&self.to)? + DAY - 1,
            basic_constraints: Some(BasicConstraints {
                ca: is_ca,
                path_len: path_length(&self.path_length)?.filter(|_| is_ca),
            }),
            key_usage,
            extended_key_usage: purposes.map(|(_, purpose)| *purpose).collect(),
            key_identifiers: true,
        })
    }
}

/// The day of a moment: `2026-11-24`.
fn day(now: i64) -> String {
    time::rfc3339(now).chars().take(10).collect()
}

fn first_second(day: &str) -> Result<i64, String> {
    let found = time::parse_rfc3339(&format!("{}T00:00:00Z", day.trim()));
    found.ok_or_else(|| format!("{day:?} is no day; write it as 2026-11-24."))
}

/// RFC 5280 (4.1.2.2) allows 20 octets. More is a defect that one may want, within reason.
const MAX_SERIAL_BYTES: usize = 40;

fn serial(text: &str) -> Result<Option<Vec<u8>>, String> {
    let digits: String = text.chars().filter(|c| !matches!(c, ' ' | ':')).collect();
    if digits.is_empty() {
        return Ok(None);
    }
    let whole = if digits.len().is_multiple_of(2) {
        digits
    } else {
        format!("0{digits}")
    };
    let octets: Option<Vec<u8>> = (0..whole.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(whole.get(at..at + 2)?, 16).ok())
        .collect();
    match octets {
        Some(octets) if octets.len() <= MAX_SERIAL_BYTES => Ok(Some(octets)),
        Some(octets) => Err(format!(
            "A serial number of {} octets is too long; {MAX_SERIAL_BYTES} are possible here, 20 are allowed.",
            octets.len()
        )),
        None => Err(format!("The serial number {text:?} is not hexadecimal.")),
    }
}

fn path_length(text: &str) -> Result<Option<u32>, String> {
    match text.trim() {
        "" => Ok(None),
        number => match number.parse() {
            Ok(length) => Ok(Some(length)),
            Err(_) => Err(format!(
                "The path length {number:?} is no whole number; leave it empty for no limit."
            )),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_500_000;

    fn refused(change: impl FnOnce(&mut Wish)) -> String {
        let mut wish = Wish::new(NOW);
        change(&mut wish);
        wish.recipe(&Shelf::default(), [0, 1]).unwrap_err()
    }

    #[test]
    fn the_form_as_one_finds_it_is_a_good_chain() {
        let recipe = Wish::new(NOW).recipe(&Shelf::default(), [0xab, 1]).unwrap();
        let [root, intermediate, device] = &recipe.pieces[..] else {
            panic!("three pieces");
        };
        assert_eq!(root.common_name.as_deref(), Some("practice root CA ab01"));
        assert_eq!((root.role, root.issuer), (Role::Root, Issuer::Itself));
        assert_eq!(intermediate.issuer, Issuer::Made(0));
        assert_eq!(
            (device.role, device.issuer),
            (Role::Device, Issuer::Made(1))
        );
        assert!(root.not_before < device.not_before && device.not_after < root.not_after);
        assert!(device.not_before <= NOW && NOW < device.not_after);
    }

    #[test]
    fn what_cannot_be_understood_is_named() {
        assert!(
            refused(|wish| wish.from = "yesterday".to_owned()).contains("\"yesterday\" is no day")
        );
        assert!(refused(|wish| wish.serial = "0x17".to_owned()).contains("not hexadecimal"));
        assert!(refused(|wish| wish.serial = "7".repeat(82)).contains("41 octets"));
        assert!(refused(|wish| wish.serial = "é1".to_owned()).contains("not hexadecimal"));
        let many = |wish: &mut Wish| wish.path_length = "many".to_owned();
        assert!(refused(many).contains("no whole number"));
        let proof = |wish: &mut Wish| wish.turn_to(What::Proof, &Shelf::default(), NOW);
        assert!(refused(proof).contains("make a CA first"));
        let nowhere = |wish: &mut Wish| (wish.what, wish.issuer) = (What::Device, Some(7));
        assert!(refused(nowhere).contains("no CA of the shelf"));
    }

    #[test]
    fn serial_numbers_are_taken_as_tools_show_them() {
        assert_eq!(serial("0a:1B 2"), Ok(Some(vec![0, 0xa1, 0xb2])));
        assert_eq!(serial(" "), Ok(None));
    }

    #[test]
    fn turning_to_a_ca_and_back_keeps_the_kind_of_key_and_mends_the_usages() {
        let shelf = Shelf::default();
        let mut wish = Wish::new(NOW);
        wish.key = KeyChoice::P384;
        wish.turn_to(What::Authority, &shelf, NOW);
        let ca = wish.recipe(&shelf, [0, 0]).unwrap().pieces.remove(0);
        assert_eq!((ca.role, ca.key), (Role::Root, KeyChoice::P384));
        assert!(ca.key_usage.unwrap().contains(KeyUsage::KEY_CERT_SIGN));
        assert!(ca.extended_key_usage.is_empty());
        wish.turn_to(What::Device, &shelf, NOW);
        let device = wish.recipe(&shelf, [0, 0]).unwrap().pieces.remove(0);
        assert_eq!((device.role, device.issuer), (Role::Device, Issuer::Itself));
        assert_eq!(device.key_usage, Some(KeyUsage::DIGITAL_SIGNATURE));
    }
}
