//! Identifiers in the service's shapes, drawn from a seed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::random::SeededNumbers;

/// A source of identifiers: the same seed gives the same ones, so that a run can be repeated.
/// They need to be distinct, not secret: an operation id alone opens nothing.
#[derive(Debug)]
pub(crate) struct Identifiers {
    numbers: SeededNumbers,
    instance: u64,
}

impl Identifiers {
    pub(crate) fn new(seed: u64) -> Self {
        let mut identifiers = Self {
            numbers: SeededNumbers::new(seed),
            instance: 0,
        };
        identifiers.instance = identifiers.next();
        identifiers
    }

    /// `{2, 4 or 5}.{16 hex, the same for this instance}.{GUID}`
    pub(crate) fn operation_id(&mut self) -> String {
        let digit = match self.next() % 3 {
            0 => 2,
            1 => 4,
            _ => 5,
        };
        let instance = self.instance;
        format!("{digit}.{instance:016x}.{}", self.guid())
    }

    /// `xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx`
    pub(crate) fn guid(&mut self) -> String {
        let (high, low) = (self.next(), self.next());
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0xfff,
            0x8000 | ((low >> 48) & 0x3fff),
            low & 0xffff_ffff_ffff,
        )
    }

    /// Base64 of a GUID-like text in quotes, as the service's data store makes them.
    pub(crate) fn etag(&mut self) -> String {
        let next = self.next();
        let (first, last) = (next >> 32, next & 0xffff_ffff);
        STANDARD.encode(format!("\"{first:08x}-0000-0700-0000-{last:08x}0000\""))
    }

    /// 48 hexadecimal digits in upper case, as the portal shows verification codes.
    pub(crate) fn verification_code(&mut self) -> String {
        let (first, second, third) = (self.next(), self.next(), self.next());
        format!("{first:016X}{second:016X}{third:016X}")
    }

    /// The seventh fractional digit of a timestamp, 0 to 9.
    pub(crate) fn seventh_digit(&mut self) -> u8 {
        u8::try_from(self.next() % 10).unwrap_or_default()
    }

    fn next(&mut self) -> u64 {
        self.numbers.next()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Replaces every hexadecimal digit, so that only the shape is left.
    fn shape(text: &str) -> String {
        text.chars()
            .map(|c| if c.is_ascii_hexdigit() { 'x' } else { c })
            .collect()
    }

    #[test]
    fn operation_ids_have_the_observed_shape() {
        let mut identifiers = Identifiers::new(1);
        let (first, second) = (identifiers.operation_id(), identifiers.operation_id());
        assert_eq!(
            shape(&first),
            "x.xxxxxxxxxxxxxxxx.xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"
        );
        assert!(first.starts_with(['2', '4', '5']));
        assert_ne!(first, second);
        assert_eq!(first[1..18], second[1..18], "the middle names the instance");
    }

    #[test]
    fn etags_are_quoted_guids_in_base64() {
        let etag = Identifiers::new(1).etag();
        let text = String::from_utf8(STANDARD.decode(etag).unwrap()).unwrap();
        assert_eq!(shape(&text), "\"xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx\"");
        assert!(text.contains("-0000-0700-0000-"));
    }

    #[test]
    fn the_seed_decides() {
        assert_eq!(Identifiers::new(7).guid(), Identifiers::new(7).guid());
        assert_ne!(Identifiers::new(7).guid(), Identifiers::new(8).guid());
    }
}
