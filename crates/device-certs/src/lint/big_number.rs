//! As much arithmetic as it takes to see a weak RSA modulus: no secret is ever computed with.

/// A natural number: 64-bit limbs, the least significant first, without leading zeros.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Number(Vec<u64>);

impl Number {
    pub(crate) fn from_be_bytes(bytes: &[u8]) -> Self {
        let limbs = bytes.rchunks(8).map(|chunk| {
            chunk
                .iter()
                .fold(0, |limb, byte| limb << 8 | u64::from(*byte))
        });
        Self(limbs.collect()).trimmed()
    }

    fn trimmed(mut self) -> Self {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
        self
    }

    pub(crate) fn bits(&self) -> usize {
        let Some(last) = self.0.last() else {
            return 0;
        };
        self.0.len() * 64 - last.leading_zeros() as usize
    }

    /// The remainder of a division by a small number; by zero it is zero.
    pub(crate) fn remainder(&self, divisor: u64) -> u64 {
        if divisor == 0 {
            return 0;
        }
        if divisor > u64::from(u32::MAX) {
            let mut remainder = 0_u128;
            for limb in self.0.iter().rev() {
                remainder = (remainder << 64 | u128::from(*limb)) % u128::from(divisor);
            }
            return remainder as u64;
        }
        // In halves, which a machine divides in one step.
        let mut remainder = 0;
        for limb in self.0.iter().rev() {
            for half in [limb >> 32, limb & u64::from(u32::MAX)] {
                remainder = (remainder << 32 | half) % divisor;
            }
        }
        remainder
    }

    /// Adds a number in place.
    pub(crate) fn add(&mut self, other: &Self) {
        let mut carry = false;
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (index, limb) in self.0.iter_mut().enumerate() {
            if !carry && index >= other.0.len() {
                return;
            }
            let (sum, first) = limb.overflowing_add(other.limb(index));
            let (sum, second) = sum.overflowing_add(u64::from(carry));
            *limb = sum;
            carry = first || second;
        }
        if carry {
            self.0.push(1);
        }
    }

    pub(crate) fn plus(&self, other: &Self) -> Self {
        let mut sum = Vec::with_capacity(self.0.len().max(other.0.len()) + 1);
        let mut carry = false;
        for index in 0..self.0.len().max(other.0.len()) {
            let (limb, first) = self.limb(index).overflowing_add(other.limb(index));
            let (limb, second) = limb.overflowing_add(u64::from(carry));
            sum.push(limb);
            carry = first || second;
        }
        if carry {
            sum.push(1);
        }
        Self(sum)
    }

    /// The difference, unless it would be negative.
    pub(crate) fn minus(&self, other: &Self) -> Option<Self> {
        let mut difference = Vec::with_capacity(self.0.len());
        let mut borrow = false;
        for index in 0..self.0.len().max(other.0.len()) {
            let (limb, first) = self.limb(index).overflowing_sub(other.limb(index));
            let (limb, second) = limb.overflowing_sub(u64::from(borrow));
            difference.push(limb);
            borrow = first || second;
        }
        (!borrow).then(|| Self(difference).trimmed())
    }

    pub(crate) fn times(&self, other: &Self) -> Self {
        let mut product = vec![0_u64; self.0.len() + other.0.len()];
        for (low, left) in self.0.iter().enumerate() {
            let mut carry = 0_u128;
            for (high, right) in other.0.iter().enumerate() {
                let Some(limb) = product.get_mut(low + high) else {
                    continue;
                };
                carry += u128::from(*limb) + u128::from(*left) * u128::from(*right);
                *limb = carry as u64;
                carry >>= 64;
            }
            if let Some(limb) = product.get_mut(low + other.0.len()) {
                *limb = carry as u64;
            }
        }
        Self(product).trimmed()
    }

    /// The integer part of the square root, in digits of 32 bits as one does it by hand with ten.
    pub(crate) fn square_root(&self) -> Self {
        // So that the first digit is at least half of the largest: then digits are guessed almost exactly.
        let shift = (64 - self.bits() % 64) % 64 / 2 * 2;
        let shifted = self.shifted_left(shift);
        let mut pairs = shifted.0.iter().rev();
        let Some(first) = pairs.next() else {
            return Self(Vec::new());
        };
        let digit = first.isqrt();
        let mut root = Self(vec![digit]);
        let mut rest = Self(vec![first - digit * digit]).trimmed();
        for pair in pairs {
            // The next digit d is the largest with (2·root·2³² + d)·d not above this.
            let mut whole = vec![*pair];
            whole.extend_from_slice(&rest.0);
            let whole = Self(whole).trimmed();
            let mut digit = guess(&whole, &root);
            loop {
                let next = Self(vec![digit]).trimmed();
                let step = root.shifted_left(33).plus(&next).times(&next);
                match whole.minus(&step) {
                    Some(left) => {
                        rest = left;
                        root = root.shifted_left(32).plus(&next);
                        break;
                    }
                    // Zero always fits.
                    None => digit = digit.saturating_sub(1),
                }
            }
        }
        root.shifted_right(shift / 2)
    }

    fn shifted_left(&self, bits: usize) -> Self {
        let (limbs, bits) = (bits / 64, bits % 64);
        let mut shifted = vec![0; limbs];
        shifted.reserve(self.0.len() + 1);
        let mut carry = 0;
        for limb in &self.0 {
            shifted.push(limb << bits | carry);
            carry = if bits == 0 { 0 } else { limb >> (64 - bits) };
        }
        shifted.push(carry);
        Self(shifted).trimmed()
    }

    fn shifted_right(&self, bits: usize) -> Self {
        let (limbs, bits) = (bits / 64, bits % 64);
        let shifted = (limbs..self.0.len()).map(|index| {
            let above = if bits == 0 {
                0
            } else {
                self.limb(index + 1) << (64 - bits)
            };
            self.limb(index) >> bits | above
        });
        Self(shifted.collect()).trimmed()
    }

    /// Whether this is the square of a number. Most are told apart by their remainders.
    pub(crate) fn is_square(&self) -> bool {
        const MODULI: [u64; 5] = [64, 63, 65, 11, 17];
        // Squares are rare in these moduli. The first takes a look at one limb, the others one division by them all.
        let mut remainder = self.limb(0) % 64;
        for modulus in MODULI {
            if modulus == 63 {
                remainder = self.remainder(63 * 65 * 11 * 17);
            }
            if !(0..modulus).any(|root| root * root % modulus == remainder % modulus) {
                return false;
            }
        }
        let root = self.square_root();
        root.times(&root) == *self
    }

    fn limb(&self, index: usize) -> u64 {
        self.0.get(index).copied().unwrap_or_default()
    }
}

/// Not below the next digit of a root, and hardly ever above: from the first 60 bits of the root so far.
fn guess(whole: &Number, root: &Number) -> u64 {
    let drop = root.bits().saturating_sub(60);
    let divisor = u128::from(root.shifted_right(drop).limb(0)) * 2;
    let dividend = whole.shifted_right(32 + drop);
    let dividend = u128::from(dividend.limb(1)) << 64 | u128::from(dividend.limb(0));
    let digit = dividend.checked_div(divisor).unwrap_or(u128::MAX);
    digit.min(u128::from(u32::MAX)) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(value: u128) -> Number {
        Number::from_be_bytes(&value.to_be_bytes())
    }

    #[test]
    fn roots_are_those_of_the_machine() {
        for value in (0..2_000).chain([u128::from(u64::MAX), 1 << 100, (1 << 100) - 1, u128::MAX]) {
            assert_eq!(
                number(value).square_root(),
                number(value.isqrt()),
                "{value}"
            );
            let square = value.isqrt() * value.isqrt();
            assert_eq!(number(value).is_square(), square == value, "{value}");
        }
    }

    #[test]
    fn large_squares_are_known_and_their_neighbours_are_not() {
        let root = Number::from_be_bytes(&[0xbd; 128]);
        let square = root.times(&root);
        assert_eq!((square.bits(), square.square_root()), (2048, root));
        assert!(square.is_square());
        assert!(!square.plus(&number(1)).is_square());
        assert!(!square.minus(&number(1)).unwrap().is_square());
    }

    #[test]
    fn roots_of_every_length_are_the_largest_that_fit() {
        let mut bytes = Vec::new();
        let mut dice = 7_u8;
        for length in 1..200 {
            dice = dice.wrapping_mul(73).wrapping_add(41);
            bytes.push(if length % 9 == 0 { 0xff } else { dice });
            for first in [1, 0x40, 0x80, 0xff] {
                bytes[0] = first;
                let whole = Number::from_be_bytes(&bytes);
                let root = whole.square_root();
                assert!(whole.minus(&root.times(&root)).is_some(), "{bytes:?}");
                let next = root.plus(&number(1));
                assert!(whole.minus(&next.times(&next)).is_none(), "{bytes:?}");
            }
        }
    }

    #[test]
    fn adding_in_place_is_adding() {
        let large = Number::from_be_bytes(&[0xff; 40]);
        for (left, right) in [(&large, &number(1)), (&number(1), &large), (&large, &large)] {
            let mut sum = left.clone();
            sum.add(right);
            assert_eq!(sum, left.plus(right));
        }
    }

    #[test]
    fn sums_differences_and_remainders() {
        let large = Number::from_be_bytes(&[0xff; 40]);
        let sum = large.plus(&number(1));
        assert_eq!(sum.bits(), 321);
        assert_eq!(sum.minus(&number(1)), Some(large.clone()));
        assert_eq!(number(3).minus(&number(4)), None);
        assert_eq!(large.remainder(255), 0);
        assert_eq!(sum.remainder(255), 1);
        assert_eq!(sum.remainder(0), 0);
    }
}
