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
        let mut remainder = 0_u128;
        for limb in self.0.iter().rev() {
            remainder = (remainder << 64 | u128::from(*limb)) % u128::from(divisor);
        }
        remainder as u64
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

    /// The integer part of the square root, bit by bit.
    pub(crate) fn square_root(&self) -> Self {
        let mut root = vec![0_u64; self.0.len() + 1];
        let mut rest = self.0.clone();
        rest.push(0);
        // `root` holds twice the root found so far, at the place of the bit being tried.
        for place in (0..self.bits().div_ceil(2)).rev() {
            let bit = 2 * place;
            let (limb, mask) = (bit / 64, 1_u64 << (bit % 64));
            if let Some(limb) = root.get_mut(limb) {
                *limb |= mask;
            }
            let fits = not_less(&rest, &root);
            if fits {
                subtract(&mut rest, &root);
            }
            if let Some(limb) = root.get_mut(limb) {
                *limb &= !mask;
            }
            halve(&mut root);
            if fits && let Some(limb) = root.get_mut(limb) {
                *limb |= mask;
            }
        }
        Self(root).trimmed()
    }

    /// Whether this is the square of a number. Most are told apart by their remainders.
    pub(crate) fn is_square(&self) -> bool {
        // 63 · 65 · 11 · 17 · 64: the product of moduli in which squares are rare.
        for modulus in [64, 63, 65, 11, 17] {
            let remainder = self.remainder(modulus);
            if !(0..modulus).any(|root| root * root % modulus == remainder) {
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

/// Both are equally long.
fn not_less(left: &[u64], right: &[u64]) -> bool {
    left.iter().rev().ge(right.iter().rev())
}

fn subtract(left: &mut [u64], right: &[u64]) {
    let mut borrow = false;
    for (left, right) in left.iter_mut().zip(right) {
        let (limb, first) = left.overflowing_sub(*right);
        let (limb, second) = limb.overflowing_sub(u64::from(borrow));
        *left = limb;
        borrow = first || second;
    }
}

fn halve(number: &mut [u64]) {
    let mut carry = 0;
    for limb in number.iter_mut().rev() {
        let next = *limb << 63;
        *limb = *limb >> 1 | carry;
        carry = next;
    }
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
